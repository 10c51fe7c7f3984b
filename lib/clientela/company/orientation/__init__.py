"""Does the company work for its customers? What its own people answer, area by area, and how the areas serve one another."""
