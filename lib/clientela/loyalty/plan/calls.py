"""How often each account is worth a call: the seller's hours go where one call more sells most."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import analysis
from clientela.loyalty.campaigns.outcomes import BOUGHT
from clientela.results import Evidence, Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

KEY = "loyalty.calls"
# Weeks of a year in which a seller calls; nobody is called more than weekly.
WEEKS, MOST = 48, 52
# With equal calls for all, one per cent of calls more sells this many per cent more: Albers, Mantrala & Sridhar 2010, mean of 506 studies.
ELASTICITY = 0.31
# A campaign by these channels says what a call does.
BY_VOICE = re.compile(r"tel|llam|visita|voz|call|phone|visit|voice", re.IGNORECASE)
CLASSES = ((0.80, "potential_a"), (0.95, "potential_b"), (np.inf, "potential_c"))


@analysis(KEY, "rounds", plan="targets", seller_calls="seller_calls", cost="company.costs.interaction")
def calls(
    plan: Result | Missing,
    served: pd.DataFrame,
    past: Result | Missing,
    seller_calls: int = 10,
    cost: float | None = None,
) -> Result | Missing:
    """Calls a year for every account, so that no call would sell more elsewhere within the same seller's accounts.

    `plan` is the result of `targets`, `served` the mart of accounts with a seller of their own, `past` the campaigns; a seller makes
    `seller_calls` a week to these accounts, each of which costs `cost` (no call is made that earns less). CALLPLAN (Lodish 1971): an
    account sells potential × a rising, flattening curve of its calls (ADBUDG, Little 1970, concave); calls go one by one to where the
    next one sells most (Fox 1966: exact for concave curves). The curve comes from the company's own telephone campaigns with a lot,
    where one is proven; else from published experience. Potential: what is expected, and what the best year had beyond it, as far as
    customers like that still buy. Frames: classes (A the accounts of the first 80 % of potential, B to 95 %, C the rest),
    call_sellers, call_accounts.
    """
    import pandas as pd

    if served.empty:
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.seller_id",))
    if isinstance(plan, Missing):
        return Missing(KEY, plan.reason, plan.add, plan.have, plan.need)
    accounts = plan.frames["accounts"]
    accounts = accounts[accounts.customer_id.isin(served.customer_id.unique()) & (accounts.seller_id != "")]
    room = (accounts.best - accounts.expected).clip(lower=0.0) * accounts.ratio.clip(upper=1.0)
    accounts = accounts.assign(account_potential=accounts.expected + room)
    sums = accounts.groupby(["seller_id", "customer_id"], as_index=False)[
        ["expected", "account_potential"]
    ].sum()
    sums = sums[sums.account_potential > 0]
    if sums.empty:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, ("transactions.seller_id",), 0, 1)
    capacity = seller_calls * WEEKS
    norm = float(np.clip(capacity * sums.seller_id.nunique() / len(sums), 1, MOST))
    floor, known = curve(past, norm)
    # Sales that one call must bring to pay for itself, in the units of the curve.
    least = (cost or 0.0) / _margin(served) / (2 * (1 - floor))
    parts = []
    for _seller, part in sums.groupby("seller_id"):
        given, last = allocate(part.account_potential.to_numpy(dtype=float), norm, capacity, least)
        parts.append(part.assign(account_calls=given, next_call=last * 2 * (1 - floor)))
    table = pd.concat(parts, ignore_index=True)
    table = table.assign(
        potential_class=classes(table.account_potential.to_numpy(dtype=float)),
        alike_calls=_alike(table, capacity),
    )
    gain = _gain(table, norm, floor)
    values = {
        "call_accounts": Number(len(table), "count", len(table)),
        "call_sellers": Number(int(table.seller_id.nunique()), "count", len(table)),
        "year_calls": Number(capacity, "count", len(table)),
        "norm_calls": Number(norm, "ratio", len(table)),
        "call_floor": Number(floor, "share", len(table)),
        "call_known": Number(int(known), "count", len(table)),
        "call_gain": Number(gain, "share", len(table)),
    }
    frames = {"classes": _classes(table), "call_sellers": _sellers(table, capacity), "call_accounts": table}
    return Result(KEY, len(table), values, frames, Evidence.ASSOCIATED)


def curve(past: Result | Missing, norm: float) -> tuple[float, bool]:
    """What part an account would buy without any call, and whether the company's own campaigns tell it.

    Sales at x calls a year, of those at the norm: floor + 2 (1 − floor) x / (norm + x). A telephone campaign proven by lot gives one
    point: buying, with one call in its window, over buying without. Else the floor that gives the published elasticity at the norm.
    """
    told = [] if isinstance(past, Missing) else _own(past)
    if told:
        rise, days = max(told)
        per_year = 365 / days
        part = 2 * per_year / (norm + per_year)
        return float(np.clip(part / (rise + part), 0.1, 0.98)), True
    return 1 - 2 * ELASTICITY, False


def _own(past: Result) -> list[tuple[float, float]]:
    """The relative rises in buying that telephone campaigns are proven to have made, with the days of their window."""
    if "groups" not in past.frames or past.frames["groups"].empty:
        return []
    table = past.frames["groups"].merge(
        past.frames["campaigns"][["campaign_id", "contact_channel", "window_days"]], on="campaign_id"
    )
    mine = table[
        table.contact_channel.fillna("").map(lambda channel: bool(BY_VOICE.search(str(channel)))).astype(bool)
    ]
    mine = mine[
        mine.proven.astype(bool) & (mine.shrunken > 0) & (mine.rate_control > 0) & (mine.judged_by == BOUGHT)
    ]
    return [
        (float(row["shrunken"] / row["rate_control"]), float(row["window_days"]))
        for row in mine.to_dict("records")
    ]


def allocate(
    potential: Floats, norm: float, capacity: int, least: float = 0.0
) -> tuple[NDArray[np.int64], float]:
    """Calls to each account, and what the next one would sell, by marginal allocation.

    The k-th call (from 0) to an account sells potential × norm / ((norm + k)(norm + k + 1)), less with each k: so the best list takes
    the largest of all these until the calls are used up, or one would sell less than `least`. A threshold is searched by halving
    instead of sorting them all.

    >>> allocate(np.array([100.0, 25.0]), 1.0, 3)[0].tolist()
    [2, 1]
    """
    potential = np.clip(np.asarray(potential, dtype=float), 0.0, None)
    capacity = min(capacity, MOST * int((potential > 0).sum()))
    capacity = min(capacity, int(_above(potential, norm, least).sum()))
    low, high = 0.0, float(potential.max(initial=0.0)) / (norm + 1) * 1.000001
    for _turn in range(80):
        middle = (low + high) / 2
        if int(_above(potential, norm, middle).sum()) > capacity:
            low = middle
        else:
            high = middle
    given = _above(potential, norm, high)
    # What is left goes one by one to equals; the earlier account first.
    for _turn in range(capacity - int(given.sum())):
        given[int(np.argmax(np.where(given < MOST, _next(potential, norm, given), -1.0)))] += 1
    following = np.where(given < MOST, _next(potential, norm, given), 0.0)
    return given, float(following.max(initial=0.0))


def _next(potential: Floats, norm: float, given: NDArray[np.int64]) -> Floats:
    """What one call more would sell at each account, in parts of potential × 2 (1 − floor)."""
    return potential * norm / ((norm + given) * (norm + given + 1))


def _above(potential: Floats, norm: float, threshold: float) -> NDArray[np.int64]:
    """How many calls to each account sell more than a threshold each."""
    if threshold <= 0:
        return np.where(potential > 0, MOST, 0).astype(np.int64)
    # (norm + k)(norm + k + 1) < potential × norm / threshold, solved for k.
    reach = np.sqrt(potential * norm / threshold + 0.25) - 0.5 - norm
    return np.clip(np.ceil(reach - 1e-12), 0, MOST).astype(np.int64)


def classes(potential: Floats) -> NDArray[np.str_]:
    """Class A the largest accounts that make 80 % of the potential, B those up to 95 %, C the rest."""
    order = np.argsort(-potential, kind="stable")
    total = float(potential.sum())
    before = (np.cumsum(potential[order]) - potential[order]) / (total if total > 0 else 1.0)
    names = np.array([name for _edge, name in CLASSES])
    found = np.empty(len(potential), dtype=names.dtype)
    found[order] = names[np.searchsorted([edge for edge, _name in CLASSES], before, side="right")]
    return found


def _alike(table: pd.DataFrame, capacity: int) -> pd.Series:
    """The calls each account would get if a seller gave all the same."""
    return (capacity / table.groupby("seller_id").customer_id.transform("size")).clip(upper=MOST)


def _margin(served: pd.DataFrame) -> float:
    """What part of a sale is left; all of it where costs are not known."""
    known = served[served.margin.notna()]
    amount = float(known.amount.astype(float).sum())
    return float(np.clip(known.margin.astype(float).sum() / amount, 0.01, 1.0)) if amount > 0 else 1.0


def _gain(table: pd.DataFrame, norm: float, floor: float) -> float:
    """By what share the expected sales of the accounts would rise over calling all alike, if the curve holds."""

    def sold(given: pd.Series) -> float:
        return float(
            (
                floor * table.expected + 2 * (1 - floor) * table.account_potential * given / (norm + given)
            ).sum()
        )

    alike = sold(table.alike_calls)
    return sold(table.account_calls) / alike - 1 if alike > 0 else 0.0


def _classes(table: pd.DataFrame) -> pd.DataFrame:
    """One row a class of potential: accounts, their part of the potential, calls a year each."""
    groups = table.groupby("potential_class")
    found = groups.agg(
        call_accounts=("customer_id", "size"), account_potential=("account_potential", "sum"), expected_sales=("expected", "sum"),
        account_calls=("account_calls", "mean"), class_calls=("account_calls", "sum"),
    )  # fmt: skip
    whole = {
        "share_potential": found.account_potential / found.account_potential.sum(),
        "share_calls": found.class_calls / found.class_calls.sum(),
    }
    return found.assign(**whole).reset_index()


def _sellers(table: pd.DataFrame, capacity: int) -> pd.DataFrame:
    """One row a seller: accounts, calls to each class, and what one call more would sell."""
    by_class = table.pivot_table(
        index="seller_id", columns="potential_class", values="account_calls", aggfunc="mean"
    ).reindex(columns=[name for _edge, name in CLASSES])
    groups = table.groupby("seller_id")
    found = groups.agg(call_accounts=("customer_id", "size"), account_potential=("account_potential", "sum"), next_call=("next_call", "first"),
                       used=("account_calls", "sum"))  # fmt: skip
    found = (
        found.assign(calls_used=found.used / capacity)
        .drop(columns="used")
        .join(by_class.add_prefix("calls_"))
    )
    return (
        found.reset_index()
        .sort_values(["next_call", "seller_id"], ascending=[False, True])
        .reset_index(drop=True)
    )
