"""What to do with each segment."""
