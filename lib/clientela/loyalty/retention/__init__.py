"""Who comes back: the second purchase, and what is left of each generation of customers."""
