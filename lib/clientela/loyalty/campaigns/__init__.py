"""What past campaigns changed, whom to contact next, and how the next one will be judged."""
