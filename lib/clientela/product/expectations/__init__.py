"""What customers expect, receive, value and would love; and what others believe they expect."""
