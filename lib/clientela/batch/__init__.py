"""Many reports in one order: a list of companies, or of parts of one, made side by side; what failed gathered in a table."""
