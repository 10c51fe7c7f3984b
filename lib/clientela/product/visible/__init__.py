"""What makes a service visible: evidence and cases, its steps and where they fail, what is included, how it differs, and its contract."""
