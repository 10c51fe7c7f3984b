"""Promised and delivered: which promises are kept, what goes with a broken one, and which are open."""
