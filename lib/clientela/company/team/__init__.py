"""The team: what it knows against what is needed, what only one person knows, and what each seller's accounts do."""
