"""The company's aims down to each area: what serves them, what does not, and where two areas pull apart."""
