"""The files of a company become its tables, one source after the other; what is told twice or counts in totals only; the ledger."""
