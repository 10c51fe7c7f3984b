"""Sales of the next months with their band, examined on the company's own past."""
