"""What each unit can serve: queues and lists of cases, the one that chokes, since when, and what one person more does."""
