"""A company and its folder: company.yml, how it arrives, how its files become marts, the part of it one person answers for."""
