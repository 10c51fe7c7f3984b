"""What `make new` reads in a stranger's files, which table each seems to be, and the lines of company.yml it suggests."""
