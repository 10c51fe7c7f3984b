"""How it went, in the customers' own marks."""
