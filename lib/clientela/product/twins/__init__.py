"""What customers value beside what the operation measures: each of the thirteen factors with its twin, and where the two disagree."""
