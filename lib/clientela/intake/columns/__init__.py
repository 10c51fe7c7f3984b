"""Which of the user's columns is which of ours: as company.yml says, by its header, or by what stands in it."""
