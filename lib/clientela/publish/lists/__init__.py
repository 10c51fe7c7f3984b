"""Lists of whom to call, with names: private."""
