"""What is taken off an amount, told in a column of its own: discounts, the tax within it, what was given back."""
