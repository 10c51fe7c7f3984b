"""Rules that a company's data should keep: those of every company, its own, and the SQL that counts what breaks them."""
