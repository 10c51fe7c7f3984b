"""What is offered beside what is asked for: days without stock and calls given up, and what is promised of each product beside what customers say."""
