"""The notebooks of a run: executed, or taken from an earlier one; and those that are committed."""
