"""Is it easier to sell to an old customer than to a new one?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.customers.kinds import kind_groups
from clientela.engine import analysis
from clientela.results import Evidence, Missing, Number, Reason, Result, Unit
from clientela.stats.ratios import LEVEL, UNKNOWN, Estimate, gap, ratio
from clientela.stats.rows import rows_of

if TYPE_CHECKING:
    import pandas as pd

    from clientela.companies.config import Costs

KEY = "loyalty.ease"
EFFORTS = ("interactions", "contacts", "returns")
# Orders of each group, at least.
ENOUGH = 100
# In files of fewer days nobody knows who is a new customer, unless the register says it.
LONG = 2 * 364


@analysis(KEY, costs="company.costs", came="new_customers")
def service_effort(
    efforts: pd.DataFrame, costs: Costs | None = None, came: pd.DataFrame | None = None
) -> Result | Missing:
    """How much work an order takes from customers in their first year and from those of a year or more, in the last period.

    `efforts` is the mart; `costs` the unit costs of the company: with those of an interaction, a contact and a return the work
    is money an order, else how many of them there are in a hundred orders. Complaints, questions and goodbyes count,
    praise does not. `came` is the mart `new_customers`: in files of under two years whoever is not registered may have been a
    customer long before them, and is not called new. Each customer is a case; households and businesses apart.
    Frame ease: one row a kind and measure: effort,
    with_new, with_loyal, advantage with its limits (positive: the older take less), n. Numbers: those of the work itself, of
    each kind (`advantage_person`) and of the largest one (`advantage`).
    """
    import pandas as pd

    if came is not None and (have := _seen_days(came)) is not None:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, ("transactions", "customers.joined_on"), have, LONG)
    bought = efforts[efforts.orders > 0]
    known = [name for name in EFFORTS if len(efforts) and efforts[name].sum() > 0]
    if not known:
        return Missing(KEY, Reason.NO_TABLE, ("interactions.opened_at", "contacts.sent_on"))
    least = int(bought.groupby("older").orders.sum().reindex([False, True], fill_value=0).min())
    if least < ENOUGH:
        return Missing(KEY, Reason.TOO_FEW_PURCHASES, ("transactions",), least, ENOUGH)
    prices = [price for name in known if (price := _price(costs, name)) is not None]
    paid = len(prices) == len(known)
    work = efforts[known].to_numpy(dtype=float) @ np.array(prices if paid else [100.0] * len(known))
    each = efforts.assign(group=kind_groups(efforts), work=work)
    rows = [row for kind, part in each.groupby("group") for row in _rows(str(kind), part, known)]
    table = pd.DataFrame(rows)
    values = _values(table, str(each.group.value_counts().idxmax()), "currency" if paid else "ratio")
    return Result(KEY, len(efforts), values, {"ease": table}, Evidence.ASSOCIATED)


def _seen_days(customers: pd.DataFrame) -> int | None:
    """The days of a history too short to say who is new in it; None where it is long enough, or where most are registered."""
    import pandas as pd

    if customers.empty or bool(customers.registered.astype(bool).mean() >= 0.5):
        return None
    first = pd.to_datetime(customers.first_purchase)
    end = (first + pd.to_timedelta(customers.T_days, unit="D")).max()
    have = int((end - pd.to_datetime(customers.history_from).min()).days) + 1
    return have if have < LONG else None


def _price(costs: Costs | None, name: str) -> float | None:
    field = {"interactions": "interaction", "contacts": "contact", "returns": "return_"}[name]
    return getattr(costs, field, None)


def _rows(kind: str, part: pd.DataFrame, known: list[str]) -> list[dict[str, object]]:
    """The work in all, each sort of it in a hundred orders, and the discount as a part of the full price."""
    measures = {"work": (part.work, part.orders)}
    measures |= {name: (part[name] * 100.0, part.orders) for name in known}
    if part.discount.notna().any():
        given = part.discount.astype("float64").fillna(0.0)
        measures["discount"] = (given, part.amount + given)
    rows = []
    for name, (above, below) in measures.items():
        older = part.older.to_numpy(dtype=bool)
        pair = [_ratio(above[side], below[side]) for side in (~older, older)]
        apart = gap(*pair)
        rows.append({
            "kind": kind, "effort": name, "with_new": pair[0].value, "with_loyal": pair[1].value,
            "advantage": apart.value, "advantage_low": apart.low, "advantage_high": apart.high,
            "n_new": pair[0].n, "n_older": pair[1].n,
        })  # fmt: skip
    return rows


def _ratio(above: pd.Series, below: pd.Series) -> Estimate:
    return ratio(above.to_numpy(dtype=float), below.to_numpy(dtype=float)) if len(above) else UNKNOWN


def _values(table: pd.DataFrame, largest: str, unit: Unit) -> dict[str, Number]:
    values: dict[str, Number] = {}
    for row in rows_of(table[table.effort == "work"]):
        if not np.isfinite(row.advantage):
            continue
        for name in _names(str(row.kind), largest):
            n = int(row.n_new + row.n_older)
            values[f"with_new{name}"] = Number(row.with_new, unit, int(row.n_new))
            values[f"with_loyal{name}"] = Number(row.with_loyal, unit, int(row.n_older))
            values[f"advantage{name}"] = Number(
                row.advantage, unit, n, row.advantage_low, row.advantage_high, LEVEL
            )
    return values


def _names(kind: str, largest: str) -> list[str]:
    """Under which endings the numbers of a kind are written."""
    return [*([""] if kind == largest else []), *([f"_{kind}"] if kind != "all" else [])]
