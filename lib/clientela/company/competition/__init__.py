"""Where the company stands beside its competitors: what was measured of each, and what each is associated with."""
