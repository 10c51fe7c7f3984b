"""A company of blanks, beside the ordinary small one: of every column that may be missing half is, and one sale in seven was for nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matrix import companies
from matrix.shapes import Tables, whole
from matrix.world import World

# At two hundredths a price, what a customer pays in all is less than one.
WORLD = World(seed=13, customers=180, days=800, gap=28.0, scale=0.02)
BLANK, NOTHING = 0.45, 0.15


def tables() -> Tables:
    """All of its tables; the questions of the surveys stay whole, for without them no answer is read."""
    found, chance = whole(WORLD, *companies.EVERY), np.random.default_rng(WORLD.seed)
    spare = set(companies.optional(World(customers=3, days=90)))
    sales = found["transactions"]
    for_nothing = chance.random(len(sales)) < NOTHING
    names = ["amount", "unit_price", "cost", "discount"]
    found["transactions"] = sales.assign(**{name: sales[name].where(~for_nothing, 0.0) for name in names})
    for table, frame in found.items():
        blanks = [name for name in frame.columns if f"{table}.{name}" in spare and table != "items"]
        found[table] = frame.assign(
            **{name: frame[name].astype(object).where(chance.random(len(frame)) >= BLANK, "") for name in blanks}
        )  # fmt: skip
    # Words are read by a model of their own, which the ordinary company has.
    found["interactions"] = found["interactions"].assign(text="")
    return found


def save(folder: Path) -> None:
    """Its folder."""
    companies.save(tables(), folder)
