"""How customers consume: what mostly, whether the same is refilled, who consumes it, and whether it is served as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

CONSUMPTION = ("main_thing", "refill", "consumes", "service_use")
REFILLS = ("refill_same", "refill_some", "refill_changes", "refill_few")
CONSUMERS = ("consumer_own", "consumer_home", "consumer_other", "consumer_staff")
SERVED = ("service_yes", "service_no")
# Who has not bought on so many days cannot have refilled.
FEWEST_DAYS = 3
# The same product on half of the days is a refill; on fewer than two days it is none.
SAME = 0.5
# A company with more channels or branches than this gets its largest ones and the rest as one.
MOST_GROUPS = 6
MIXED = "things_mixed"
# What fewer than so many of all customers mostly buy is told with the rest.
LEAST = 0.01


def consumed(customers: pd.DataFrame, consumption: pd.DataFrame) -> dict[str, pd.Series]:
    """The group of each customer on each habit of consumption, in the order of `customers`; a habit nobody has data for is left out.

    >>> import pandas as pd
    >>> rows = pd.DataFrame({"customer_id": ["ana", "beto"], "kind": ["person", "organisation"]})
    >>> known = {"main_thing": ["tea", None], "same_days": [4, 1], "product_days": [6, 5], "served": [None, None], "consumer": [None, None]}
    >>> found = consumed(rows, pd.DataFrame({"customer_id": ["ana", "beto"], **known}))
    >>> {name: column.tolist() for name, column in found.items()}
    {'main_thing': ['tea', 'things_mixed'], 'refill': ['refill_same', 'refill_changes']}
    """
    import pandas as pd

    known = consumption.set_index("customer_id").reindex(customers.customer_id).set_axis(customers.index)
    found: dict[str, Any] = {}
    counts = known.main_thing.value_counts()
    # A handful of customers who mostly buy one thing is no group; where there are only such, everybody buys of everything.
    common = counts.index[counts >= LEAST * len(customers)]
    if len(common):
        bought, named = known.product_days.notna(), known.main_thing.notna()
        thing = known.main_thing.astype(object).where(known.main_thing.isin(common) | ~named, "others")
        found["main_thing"] = largest(thing.where(named | ~bought, MIXED))
    days = known.product_days.fillna(0)
    if (days >= FEWEST_DAYS).any():
        found["refill"] = pd.Series(
            np.select(
                [days < FEWEST_DAYS, known.same_days >= SAME * days, known.same_days >= 2], ["refill_few", "refill_same", "refill_some"],
                "refill_changes",
            ), index=customers.index,
        )  # fmt: skip
    if known.consumer.notna().any():
        said = "consumer_" + known.consumer.astype(object)
        staff = customers["kind"].eq("organisation") & said.isna()
        found["consumes"] = said.mask(staff, "consumer_staff").fillna("unknown").astype(str)
    if known.served.notna().any() and known.served.eq(True).any():
        found["service_use"] = (
            known.served.map({True: "service_yes", False: "service_no"}).fillna("unknown").astype(str)
        )
    return found


def largest(values: pd.Series) -> pd.Series:
    """The company's own words, beyond the largest groups the rest as one, and what nobody wrote by its name."""
    counts = values.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    kept = counts.index[: MOST_GROUPS if len(counts) <= MOST_GROUPS else MOST_GROUPS - 1]
    return values.where(values.isin(kept), "others").where(values.notna(), "unknown").astype(str)
