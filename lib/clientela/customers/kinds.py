"""Persons and organisations: which customers are looked at apart, because there are enough of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

ENOUGH = 200
EVERYONE = "all"


def kind_groups(customers: pd.DataFrame) -> pd.Series:
    """The group each customer is modelled in: the kind when two kinds or more have 200 customers, else all together.

    A blank kind, or one with fewer than 200 customers, is read with the largest kind.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"kind": ["person"] * 300 + ["organisation"] * 200 + [None]})
    >>> kind_groups(frame).value_counts().to_dict()
    {'person': 301, 'organisation': 200}
    """
    import pandas as pd

    everyone = pd.Series(EVERYONE, index=customers.index, dtype=object)
    if "kind" not in customers:
        return everyone
    counts = customers["kind"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    large = counts.index[counts >= ENOUGH]
    if len(large) < 2:
        return everyone
    return customers["kind"].astype(object).where(customers["kind"].isin(large), large[0])
