"""What the customers of each rung bought afterwards, beside others of their kind who had bought as much."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import analysis
from clientela.loyalty.transitions.history import CUSTOMER, NOT_YET, STATES, History
from clientela.marts.parts import each, filled
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.intervals import LEVEL, Z
from clientela.stats.rows import Places

if TYPE_CHECKING:
    import pandas as pd

    from clientela.marts.parts import Parts

KEY = "loyalty.rung_value"
# Alike: of the same kind, new in the months before or not, and in the same fifth of those by what they had bought.
BANDS = 5
LEAST_MONTHS, LEAST_ON_RUNG = 3, 10
UNKNOWN = float("nan"), float("nan"), float("nan")


@analysis(KEY, "rung_value", customer_days="parts:customer_days")
def value(
    history: History | Missing, customer_days: pd.DataFrame | Parts, months: int = 12
) -> Result | Missing:
    """Sales of a year by the rung on which customers stood when it began; half the history where that is shorter.

    `customer_days` is the mart; margin instead of sales where every day has one. Who stands high has bought before, so sales of
    the same months would prove nothing: counted is what came afterwards. `net` is how far the mean of a rung lies from that of
    other active customers alike (same kind, same fifth by what they bought in the months before), with a normal interval.
    Frame rung_value: rung, customers, total, median, mean and net, each of the latter with limits. Associated, not caused.
    """
    import pandas as pd

    if isinstance(history, Missing):
        return Missing(KEY, history.reason, history.add, history.have, history.need)
    ends = history.ends
    back = min(months, (len(ends) - 1) // 2)
    if back < LEAST_MONTHS:
        return Missing(
            KEY,
            Reason.TOO_SHORT_HISTORY,
            ("months", str(2 * LEAST_MONTHS + 4)),
            len(ends),
            2 * LEAST_MONTHS + 1,
        )
    measure = "margin" if filled(customer_days, "margin") else "amount"
    cut, last = ends[-1 - back], ends[-1]
    earlier, after = spent(history, customer_days, measure, [cut - (last - cut), cut, last])
    stood, new = history.states[:, -1 - back], history.states[:, max(0, len(ends) - 1 - 2 * back)] == NOT_YET
    active = stood >= CUSTOMER
    people = pd.DataFrame({
        "rung": np.array(STATES, dtype=object)[stood[active]], "spent": after[active],
        "grown": after[active] - earlier[active], "alike": alike(history.kinds[active], new[active], earlier[active]),
    })  # fmt: skip
    table = by_rung(people, history.rungs, measure)
    values = {"months_after": Number(back, "count", len(people))}
    for row in table.to_dict("records"):
        limits = (row[f"net_{measure}_low"], row[f"net_{measure}_high"])
        if np.isfinite(limits).all():
            values[f"net_{measure}_{row['rung']}"] = Number(
                row[f"net_{measure}"], "currency", int(row["customers"]), *limits, LEVEL
            )
    return Result(KEY, len(people), values, {"rung_value": table}, Evidence.ASSOCIATED)


def spent(
    history: History, customer_days: pd.DataFrame | Parts, measure: str, dates: list[pd.Timestamp]
) -> np.ndarray:
    """What each customer bought after each of some days and up to the next, returns taken off: one row a stretch."""
    cuts = np.array(dates, dtype="datetime64[s]")
    places, sums = Places(history.customers), np.zeros((len(dates) - 1, len(history.customers)))
    for part in each(customer_days, "customer_id", "day", measure):
        stretch = np.searchsorted(cuts, part.day.to_numpy().astype("datetime64[s]")) - 1
        place = places.of(part.customer_id)
        told = (stretch >= 0) & (stretch < len(sums)) & (place >= 0)
        amount = part[measure].to_numpy(float)
        for row, own in enumerate(sums):
            here = told & (stretch == row)
            if here.any():
                # All rows of a customer are in one part, and the customers of a part side by side.
                first = place[here].min()
                bought = np.bincount(place[here] - first, amount[here])
                own[first : first + len(bought)] += bought
    return sums


def alike(kinds: np.ndarray, new: np.ndarray, earlier: np.ndarray) -> np.ndarray:
    """One number a group of customers alike: kind, new or not, and fifth of those by what was bought earlier."""
    import pandas as pd

    group = (pd.factorize(kinds)[0] + 1) * 2 + new
    order = pd.Series(earlier).groupby(group).rank(method="first", pct=True).to_numpy()
    return np.asarray(group * BANDS + np.minimum((order * BANDS).astype(int), BANDS - 1))


def by_rung(people: pd.DataFrame, rungs: tuple[str, ...], measure: str) -> pd.DataFrame:
    """One row a rung, the highest first: customers, and of `measure` the total, median, mean and net with limits."""
    import pandas as pd

    rows = []
    for rung in reversed(rungs):
        own = np.sort(people.spent[people.rung == rung].to_numpy(float))
        mean, net = _mean(own), net_of(people, rung)
        row = {
            "rung": rung, "customers": len(own), f"{measure}_total": own.sum(),
            **dict(zip((f"{measure}_median", f"{measure}_median_low", f"{measure}_median_high"), _median(own), strict=True)),
            **dict(zip((f"mean_{measure}", f"mean_{measure}_low", f"mean_{measure}_high"), mean, strict=True)),
            **dict(zip((f"net_{measure}", f"net_{measure}_low", f"net_{measure}_high"), net, strict=True)),
        }  # fmt: skip
        rows.append(row)
    return pd.DataFrame(rows)


def _median(own: np.ndarray) -> tuple[float, float, float]:
    """The middle one, with limits that need no assumption: the ranks between which it lies 95 times in 100."""
    n = len(own)
    if n < LEAST_ON_RUNG:
        return UNKNOWN
    half = Z * np.sqrt(n) / 2
    low, high = max(0, int(np.floor(n / 2 - half))), min(n - 1, int(np.ceil(n / 2 + half)))
    return float(np.median(own)), float(own[low]), float(own[high])


def _mean(own: np.ndarray) -> tuple[float, float, float]:
    if len(own) < LEAST_ON_RUNG:
        return UNKNOWN
    mean, half = float(own.mean()), Z * float(own.std(ddof=1)) / np.sqrt(len(own))
    return mean, mean - half, mean + half


def net_of(people: pd.DataFrame, rung: str) -> tuple[float, float, float]:
    """How much more a customer of this rung came to buy than others alike, averaged over the rung; NaN where none compare.

    Groups of customers alike with fewer than two on either side are left out.
    """
    there = people.rung == rung
    own = people[there].groupby("alike").grown.agg(["size", "mean", "var"])
    others = people[~there].groupby("alike").grown.agg(["size", "mean", "var"])
    both = own.merge(others, left_index=True, right_index=True, suffixes=("_own", "_others"))
    both = both[(both.size_own > 1) & (both.size_others > 1)]
    if both.size_own.sum() < LEAST_ON_RUNG:
        return UNKNOWN
    weight = both.size_own / both.size_own.sum()
    net = float((weight * (both.mean_own - both.mean_others)).sum())
    # The few who spend much make a spread of their own; two or three customers do not show it, those alike together do.
    freedom = both.size_own + both.size_others - 2
    pooled = ((both.size_own - 1) * both.var_own + (both.size_others - 1) * both.var_others) / freedom
    spread = weight**2 * pooled * (1 / both.size_own + 1 / both.size_others)
    half = Z * float(np.sqrt(spread.sum()))
    return net, net - half, net + half
