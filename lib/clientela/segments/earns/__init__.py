"""Who earns and why: what the margin of each customer is made of."""
