"""The models of customer value, each about a hundred lines, and what they need of a company's purchases."""
