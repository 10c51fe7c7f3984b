"""What carries the sales, what moves, what is bought together and first, what comes back."""
