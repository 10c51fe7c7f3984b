"""The constant laws of an invented company: drawn once, the same from its first day to its last.

It knows nothing of the analyses; what is true of each company is written here and nowhere else.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

import numpy as np

AS_OF = dt.date(2026, 6, 30)
BRANCHES = ("Norte", "Sur", "Centro", "Puerto")
CATEGORIES = ("Aseo", "Bebidas", "Granos", "Papel")


@dataclass(frozen=True)
class Change:
    """What happens from a day on, for the tests of power; nothing in a company of the null."""

    days_ago: int = 0
    sales: float = 1.0
    leaving: float = 1.0
    late_branch: float = 1.0
    promoters: float = 0.0


@dataclass(frozen=True)
class Laws:
    """How a company's customers behave, on every day of its history."""

    seed: int
    days: int = 912
    customers: int = 350
    per_year: float = 7.0
    alike: bool = True
    # The shape of the times between purchases: 1 is Poisson, more is more regular.
    regular: float = 1.0
    # How long a customer stays, in days; infinite where nobody leaves.
    stay: float = float("inf")
    # The share that the year adds to December and takes from the middle of the year.
    season: float = 0.0
    # How long the company goes on after its files end: what forecasts are of.
    future: int = 366
    tables: frozenset[str] = field(default_factory=frozenset)
    change: Change = field(default_factory=Change)

    @property
    def first_day(self) -> dt.date:
        """The first day of the file."""
        return AS_OF - dt.timedelta(days=self.days - 1)

    def chance(self, about: str) -> np.random.Generator:
        """The chance of one part of the company, which no other part moves."""
        return np.random.default_rng([self.seed, *about.encode()])


ALL = frozenset({
    "customers", "products", "interactions", "surveys", "campaigns", "contracts", "prospects", "expenses", "goals", "deliveries", "capacity",
})  # fmt: skip
# In turn, so that any run of some companies has some of each. A design's laws are the same in all its companies, chance alone is not:
# what a number is on average over them is what its intervals should hold.
DESIGNS: tuple[tuple[str, Laws], ...] = (
    ("alike", Laws(0, days=1110, customers=260, per_year=6.0)),
    ("alike, regular", Laws(0, days=912, customers=200, per_year=8.0, regular=8.0)),
    ("alike, they leave, season", Laws(0, days=912, customers=280, per_year=7.0, stay=500.0, season=0.5)),
    ("mixed habits", Laws(0, days=1110, customers=320, per_year=6.0, alike=False, stay=900.0)),
    ("mixed habits, regular, season", Laws(0, days=912, customers=220, per_year=7.0, alike=False, regular=6.0, stay=900.0, season=0.4)),
    ("alike", Laws(0, days=420, customers=160, per_year=9.0)),
    ("alike, regular", Laws(0, days=760, customers=120, per_year=5.0, regular=8.0, stay=700.0)),
    ("alike, they leave, season", Laws(0, days=760, customers=200, per_year=5.0, stay=350.0, season=0.5)),
    ("mixed habits", Laws(0, days=760, customers=240, per_year=9.0, alike=False)),
    ("mixed habits, regular, season", Laws(0, days=1110, customers=160, per_year=5.0, alike=False, regular=6.0, stay=1200.0, season=0.4)),
)  # fmt: skip


def company(number: int, change: Change | None = None) -> tuple[str, Laws]:
    """The company of a number: its family's name and its laws."""
    name, laws = DESIGNS[number % len(DESIGNS)]
    return name, replace(laws, seed=number, tables=ALL, change=change or Change())
