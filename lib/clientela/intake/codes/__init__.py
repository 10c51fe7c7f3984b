"""Codes of the same customers, products and campaigns in several tables: those that meet, and those written otherwise brought to one spelling."""
