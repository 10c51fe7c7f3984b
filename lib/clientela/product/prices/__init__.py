"""Prices: how much is taken off them, by whom, and of what."""
