"""With what people associate the company and its competitors: the table behind the positioning map."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from numpy.random import Generator

PEOPLE = 110
# How many of a hundred who know a brand associate it with each trait.
TRAITS = ("quality", "price", "agility", "promises", "closeness", "knowledge", "prestige", "availability", "after_sales", "novelty")  # fmt: skip
BRANDS = {
    "Café Aurora": (0.62, 0.30, 0.25, 0.30, 0.70, 0.58, 0.35, 0.32, 0.28, 0.40),
    "Tostadores del Valle": (0.48, 0.42, 0.55, 0.60, 0.30, 0.38, 0.36, 0.45, 0.52, 0.22),
    "Cafetal Express": (0.25, 0.68, 0.70, 0.48, 0.18, 0.14, 0.20, 0.66, 0.30, 0.28),
    "Sierra Alta": (0.72, 0.10, 0.16, 0.34, 0.34, 0.60, 0.72, 0.15, 0.26, 0.55),
}
KNOWN = {"Café Aurora": 0.98, "Tostadores del Valle": 0.86, "Cafetal Express": 0.90, "Sierra Alta": 0.74}
PLANTED = {"ours": "closeness", "against": {"Cafetal Express": "agility", "Sierra Alta": "prestige"}}


def positioning(rng: Generator) -> dict[str, pd.DataFrame]:
    """Two sheets as a tool exports them: who answered, and a row for each brand that each of them knows."""
    people, brands = [], []
    for number in range(1, PEOPLE + 1):
        day = dt.date(2026, 5, 18) + dt.timedelta(days=int(rng.integers(0, 10)))
        rater = str(rng.choice(["customer", "prospect"], p=[0.7, 0.3]))
        people.append({"_index": number, "rater": rater, "answered_on": day})
        for brand, shares in BRANDS.items():
            if rng.random() < KNOWN[brand]:
                fits = [trait for trait, share in zip(TRAITS, shares, strict=True) if rng.random() < share]
                written = brand.upper() if rng.random() < 0.1 else brand
                brands.append({"_parent_index": number, "brand": written, "fits": " ".join(fits)})
    return {"2026-05-Formulario": pd.DataFrame(people), "2026-05-Empresas": pd.DataFrame(brands)}
