"""What stands between the company and its customers: barriers, tools that may fail, and what nobody answers for."""
