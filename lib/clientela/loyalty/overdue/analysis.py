"""Who should have bought by now and has not: whom to call first, and what is usually recovered."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.customers.habit import beside_habit
from clientela.customers.rhythm import PRIOR_GAPS, day_of, pace, shrunk
from clientela.engine import analysis, step
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.intervals import LEVEL, Z, wilson
from clientela.stats.rows import among, places, taken

if TYPE_CHECKING:
    import pandas as pd

    from clientela.loyalty.campaigns.next_list import Limits

KEY = "loyalty.due"
# How late: the wait so far, in usual gaps; the first band begins at `Cuts.late_from`.
EDGES = (2.0, 3.0, 4.0, 6.0, math.inf)
# Two gaps make a rhythm; and from fewer cases than this no share is learned.
LEAST_GAPS = 2
ENOUGH_LATE = 30
ENOUGH_IN_BAND = 15


@dataclass(frozen=True)
class Cuts:
    """What the list of calls is cut with.

    late_from: half a gap of grace, people are not clocks. hopeless: later than where not even one in ten came back is no
    longer a call but a farewell. prior_gaps: gaps at the company's pace that count beside a customer's own.
    """

    late_from: float = 1.5
    hopeless: float = 0.10
    prior_gaps: float = PRIOR_GAPS


@analysis(
    KEY, without_money=True, earlier="customers_quarter", calls="calls", people="phones", limits="limits"
)
def due(
    customers: pd.DataFrame,
    earlier: pd.DataFrame,
    calls: int = 50,
    people: pd.DataFrame | None = None,
    cuts: Cuts = Cuts(),
    limits: Limits | None = None,
) -> Result | Missing:
    """The customers who, by their own rhythm, should be back by now; those with most at stake first.

    `customers` is the customer mart as of today, `earlier` as of some 90 days before. Due: at least two gaps known, silent
    for 1.5 usual gaps or more, and not so late that fewer than one in ten came back. Chance: of those who were as late on
    the earlier day, the share that bought since (Wilson). Stake: usual purchase × chance, what comes by itself; `stake` sums the first `calls`,
    with the limits of what may happen and not of a mean.
    `limits` (see `Limits`) says how many calls next week has room for, so that who answers is attended: no more are
    first, and the call list ends there (calls_left wait).
    `late_lost`: how many fewer of the late came back than of customers who only pause by chance; where it is not certainly above
    zero, being late says nothing.
    Where `people` says who may be phoned (see `phones`), the first `calls` are of those who may. Frames: list (all of them, ranked, with
    their seller and may_phone where `people` says so), bands (how late, how many came back).

    >>> import pandas as pd
    >>> rhythm = {"kind": None, "repeat_days": 10, "gap_mean": 10.0, "gap_q90": 12.0, "repeat_mean": 50.0, "last_purchase": None}
    >>> then = pd.DataFrame({"customer_id": [f"c{n}" for n in range(60)], "days_since_last": 18, "purchase_days": 11, **rhythm})
    >>> then = then.assign(first_purchase=pd.Timestamp("2025-06-01"), T_days=118)
    >>> now = then.assign(T_days=208, days_since_last=[18] * 30 + [108] * 30, purchase_days=[12] * 30 + [11] * 30)
    >>> found = due(now, then)
    >>> found.values["due"].value, found.values["came_back"].value
    (60, 0.5)
    """
    import pandas as pd

    now, before = late(customers, cuts), late(earlier, cuts)
    found = ranked(customers, (now, before), people, cuts)
    if isinstance(found, Missing):
        return found
    listed, bands = found
    room = limits.tightest("phone") if limits is not None else None
    first = to_call(listed).head(calls if room is None else min(calls, room[0]))
    counts = np.bincount(_band(now, bands), minlength=len(bands))
    bands = bands.assign(customers=counts)
    hopeful = bands[bands.hopeful]
    returned, n = int(hopeful.returned.sum()), int(hopeful.n.sum())
    values = {
        "due": Number(len(listed), "count", len(customers)),
        "calls": Number(len(first), "count", len(listed)),
        "called_purchases": Number(float(first.repeat_mean.sum()), "currency", len(first)),
        "stake": _money(first, n),
        "stake_all": _money(listed, n),
        "came_back": Number(returned / n, "share", n, *wilson(returned, n), LEVEL),
        "given_up": Number(int((now.lateness >= _end(bands)).sum()), "count", len(customers)),
        "horizon_days": Number((day_of(customers) - day_of(earlier)).days, "days", n),
    }
    values |= _beside(earlier, customers, before)
    if "may_phone" in listed:
        values["may_call"] = Number(int(listed.may_phone.sum()), "count", len(listed))
    frames = {"list": listed.drop(columns="band"), "bands": bands.drop(columns="band")}
    if room is not None:
        left = max(0, len(to_call(listed)) - room[0])
        values |= {
            "calls_room": Number(room[0], "count", len(listed)),
            "calls_left": Number(left, "count", len(listed)),
        }
        frames["calls_limit"] = pd.DataFrame([{"unit": room[1], "calls_room": room[0], "calls_left": left}])
    return Result(KEY, len(listed), values, frames, Evidence.ASSOCIATED)


def ranked(
    customers: pd.DataFrame,
    lates: tuple[pd.DataFrame, pd.DataFrame],
    people: pd.DataFrame | None = None,
    cuts: Cuts = Cuts(),
) -> tuple[pd.DataFrame, pd.DataFrame] | Missing:
    """The list of who should be back by now, and the bands of lateness that its chances come from; `lates` are today's and the earlier day's."""
    now, before = lates
    if len(before) < ENOUGH_LATE:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, ("transactions.customer_id",), len(before), ENOUGH_LATE)
    bands = chances(before, customers, cuts)
    listed = _ranked(_with_traits(now, people), bands)
    if listed.empty:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, ("transactions.customer_id",), 0, 1)
    return listed, bands


def _beside(earlier: pd.DataFrame, customers: pd.DataFrame, before: pd.DataFrame) -> dict[str, Number]:
    """The late of the earlier day beside what their habit would have brought back; all with a rhythm of their own."""
    known = earlier[earlier.repeat_days >= LEAST_GAPS].reset_index(drop=True)
    days = (day_of(customers) - day_of(earlier)).days
    found = beside_habit(known, customers, among(known.customer_id, before.customer_id), days)
    return {f"late_{name}": found[name] for name in ("back", "back_habit", "lost") if name in found}


@step()
def phones(people: pd.DataFrame, permissions: pd.DataFrame) -> pd.DataFrame:
    """Everybody known by name, with whether they may be phoned: they said yes, a number is known and they never opted out.

    Both are marts; where no permission for any channel was ever written down, nothing is said of anybody.
    """
    if not permissions[["may_email", "may_phone", "may_post"]].any(axis=None):
        return people
    may = permissions.may_phone.astype(bool) & ~permissions.unsubscribed.astype(bool)
    return people.assign(may_phone=among(people.customer_id, permissions.customer_id[may]))


def to_call(listed: pd.DataFrame) -> pd.DataFrame:
    """Those of the list who may be phoned; all of them where nobody's permission is known."""
    if "may_phone" not in listed or not listed.may_phone.any():
        return listed
    return listed[listed.may_phone.astype(bool)]


def late(customers: pd.DataFrame, cuts: Cuts = Cuts(), company: pd.DataFrame | None = None) -> pd.DataFrame:
    """Customers with a rhythm of their own who are past it, with days_late and lateness in usual gaps.

    `company` is the pace of all, where it is known already.
    """
    known = customers[customers.repeat_days >= LEAST_GAPS]
    if known.empty:
        return known.assign(typical_gap=0.0, lateness=0.0, days_late=0.0)
    company = pace(customers) if company is None else company
    gap = shrunk(known, "gap_mean", company, "typical_gap", cuts.prior_gaps)
    known = known.assign(typical_gap=gap)
    known = known.assign(lateness=known.days_since_last / known.typical_gap)
    known = known[known.lateness >= cuts.late_from]
    return known.assign(days_late=known.days_since_last - known.typical_gap)


def chances(before: pd.DataFrame, customers: pd.DataFrame, cuts: Cuts = Cuts()) -> pd.DataFrame:
    """Of those who were so late on an earlier day, how many have bought since: one row a band of lateness.

    Columns: band, late_from, late_to, n, returned, chance, share_low, share_high, hopeful. Bands with few cases are joined to the one before.
    """
    import pandas as pd

    today = taken(customers.purchase_days, places(customers.customer_id, before.customer_id))
    came = today > before.purchase_days.to_numpy(dtype=float)
    edges = (cuts.late_from, *(edge for edge in EDGES if edge > cuts.late_from))
    place = np.searchsorted(edges, before.lateness.to_numpy(), side="right") - 1
    rows: list[dict[str, float]] = []
    for band in range(len(edges) - 1):
        inside = place == band
        counts = {"n": int(inside.sum()), "returned": int(came[inside].sum())}
        row = {"late_from": edges[band], "late_to": edges[band + 1], **counts}
        if rows and min(row["n"], rows[-1]["n"]) < ENOUGH_IN_BAND:
            rows[-1] |= {"late_to": row["late_to"], **{name: rows[-1][name] + row[name] for name in counts}}
        else:
            rows.append(row)
    table = pd.DataFrame(rows).astype({"n": "int64", "returned": "int64"})
    limits = [wilson(hits, n) for hits, n in zip(table.returned, table.n, strict=True)]
    table = table.assign(
        band=range(len(table)),
        chance=table.returned / table.n,
        share_low=[low for low, _high in limits],
        share_high=[high for _low, high in limits],
    )
    return table.assign(hopeful=(table.chance >= cuts.hopeless).cummin() | (table.band == 0))


def _with_traits(now: pd.DataFrame, people: pd.DataFrame | None) -> pd.DataFrame:
    if people is None or people.empty:
        return now
    if "may_phone" in people:
        now = now.assign(may_phone=among(now.customer_id, people.customer_id[people.may_phone]))
    if "seller_id" in people and people.seller_id.notna().any():
        now = now.assign(seller_id=now.customer_id.map(people.set_index("customer_id").seller_id))
    return now


def _band(now: pd.DataFrame, bands: pd.DataFrame) -> np.ndarray:
    """The place of each customer's band of lateness."""
    return np.searchsorted(bands.late_from.to_numpy(), now.lateness.to_numpy(), side="right") - 1


def _end(bands: pd.DataFrame) -> float:
    """From how many gaps of wait on nobody is called any more."""
    return float(bands[bands.hopeful].late_to.max())


def _ranked(now: pd.DataFrame, bands: pd.DataFrame) -> pd.DataFrame:
    band = _band(now, bands)
    chance = bands.set_index("band")[["chance", "share_low", "share_high"]].reindex(band)
    listed = now.assign(
        band=band,
        chance=chance.chance.array,
        stake=now.repeat_mean.array * chance.chance.array,
        stake_low=now.repeat_mean.array * chance.share_low.array,
        stake_high=now.repeat_mean.array * chance.share_high.array,
    )
    listed = listed[(listed.lateness < _end(bands)) & (listed.stake > 0)]
    columns = [
        "customer_id", "kind", "last_purchase", "days_late", "typical_gap", "repeat_mean", "chance", "stake",
        "stake_low", "stake_high", "band", "seller_id", "may_phone",
    ]  # fmt: skip
    listed = listed.sort_values(["stake", "customer_id"], ascending=[False, True])
    return listed[[name for name in columns if name in listed]].reset_index(drop=True)


def _money(listed: pd.DataFrame, n: int) -> Number:
    """What they leave unaided, with limits of what may happen: the shares are not known well, and each either comes or does not."""
    stake = float(listed.stake.sum())
    comes = listed.chance.to_numpy(float)
    chance = Z**2 * float((listed.repeat_mean.to_numpy(float) ** 2 * comes * (1 - comes)).sum())
    below, above = stake - float(listed.stake_low.sum()), float(listed.stake_high.sum()) - stake
    low, high = max(0.0, stake - math.sqrt(below**2 + chance)), stake + math.sqrt(above**2 + chance)
    return Number(stake, "currency", n, low, high, LEVEL)
