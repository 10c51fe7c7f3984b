"""Customers by what they leave, how loyal they are, and whether they go where the company goes."""
