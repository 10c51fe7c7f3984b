"""Key people: the accounts, the margin and the knowledge that would leave with one person, and what went with those who left."""
