"""A campaign of customers made up by hand: what the mart campaign_contacts would give."""

from __future__ import annotations

import numpy as np
import pandas as pd

GROUPS = {
    "person_new": ("person", 100),
    "person_older": ("person", 900),
    "organisations": ("organisation", 500),
}


def contacts(
    counts: dict[str, tuple[int, int, int, int]], campaign: str = "C1", cost: float = 2.0
) -> pd.DataFrame:
    """One campaign; for each group: treated, of whom bought, control, of whom bought. A purchase is worth 100, half of it margin."""
    rows = []
    for group, (treated, bought, control, bought_anyway) in counts.items():
        kind, tenure = GROUPS[group]
        for arm, size, hits in (("treated", treated, bought), ("control", control, bought_anyway)):
            rows += [
                {"customer_id": f"{group}-{arm}-{place}", "arm": arm, "kind": kind, "tenure_days": tenure, "bought_within": place < hits}
                for place in range(size)
            ]  # fmt: skip
    table = pd.DataFrame(rows)
    money = np.where(table.bought_within, 100.0, 0.0)
    return table.assign(
        campaign_id=campaign, name=f"Muestra {campaign}", offer="muestra", channel="correo", cost_per_contact=cost,
        start=pd.Timestamp(2025, 9, 8), window_days=60, complete=True, delivered=True, responded=None, attended=None, revenue=None,
        purchases_within=table.bought_within.astype(int), amount_within=money, margin_within=money / 2,
        bought_before=False, purchases_before=1, amount_before=50.0, days_since_last=30,
    )  # fmt: skip


def by_lot(rng: np.random.Generator, n: int, base: float, effect: dict[str, float]) -> pd.DataFrame:
    """A campaign of n customers drawn by lot, whose chance of buying rises by `effect` in each group."""
    drawn: dict[str, tuple[int, int, int, int]] = {}
    for group in GROUPS:
        treated = int(rng.binomial(n // 3, 0.5))
        control = n // 3 - treated
        hits = int(rng.binomial(treated, base + effect.get(group, 0.0)))
        drawn[group] = (treated, hits, control, int(rng.binomial(control, base)))
    return contacts(drawn)


def customers(n: int, margin: float = 50.0) -> pd.DataFrame:
    """Customers new by 100 days, each with one purchase of 100."""
    return pd.DataFrame(
        {
            "customer_id": [f"n{place:04d}" for place in range(n)], "kind": "person", "T_days": 100, "days_since_last": 20,
            "purchase_days": 1, "amount": 100.0, "margin": margin,
        }
    )  # fmt: skip


def permissions(who: pd.DataFrame) -> pd.DataFrame:
    """All of them may be written to by e-mail, and were never contacted."""
    return pd.DataFrame(
        {
            "customer_id": who.customer_id, "may_email": True, "may_phone": True, "may_post": False,
            "last_contact": pd.NaT, "unsubscribed": False,
        }
    )  # fmt: skip
