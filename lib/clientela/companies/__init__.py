"""A company's folder: what its company.yml says and where it says it, which files belong to it, who is forgotten."""
