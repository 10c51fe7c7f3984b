"""Nine segments by days since the last purchase, number of purchases and amount."""
