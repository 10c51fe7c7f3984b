"""How a figure comes onto its sheet: where its axes stand, its letters, what seaborn draws, and how it is made small."""
