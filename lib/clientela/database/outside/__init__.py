"""Sources of customers that are not the company's: what each has and costs, and whether it may be used."""
