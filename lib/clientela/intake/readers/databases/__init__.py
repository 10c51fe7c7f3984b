"""Databases: what a query of theirs gives, and that it can do nothing but read."""
