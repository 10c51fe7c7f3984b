"""How a figure comes onto its sheet: where its axes stand, its words, its colours, and what seaborn draws."""
