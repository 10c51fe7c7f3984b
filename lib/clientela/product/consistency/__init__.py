"""Is the service the same everywhere: which branch, channel or person departs from the rest, in what, and since when."""
