"""What the data tell a lesson: a company's last report, numbers asked of it by name, texts with their numbers in place."""
