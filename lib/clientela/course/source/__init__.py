"""A lesson as it is written: what stands in it, where it is found, every mistake in it with its line."""
