"""What will come to each unit, and how many contacts fit in each week without breaking what was promised."""
