"""What each segment, and each age of a customer, received in the last period: parcels late, complaints, marks."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.customers import persons
from clientela.customers.rfm import SEGMENTS
from clientela.customers.severity import GRUMBLES
from clientela.engine import analysis
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.segments.profile.analysis import TENURES, tenure
from clientela.stats.intervals import LEVEL
from clientela.stats.multiple_testing import discoveries
from clientela.stats.ratios import ratio

if TYPE_CHECKING:
    import pandas as pd

KEY = "segments.received"
# Fewer customers than these behind a share or a mean are shown and marked, and never judged.
FEWEST = 20
MEASURES = ("late_share", "complaint_share", "content_mean")


@analysis(
    KEY,
    segmented="rfm",
    asked="survey_customers",
    outcomes="survey_outcomes",
    days="periods.days",
    year="periods.year",
)
def received(
    segmented: Result | Missing,
    deliveries: pd.DataFrame,
    voices: pd.DataFrame,
    outcomes: pd.DataFrame,
    asked: pd.DataFrame,
    as_of: dt.date,
    year: pd.DataFrame,
    days: int = 365,
) -> Result | Missing:
    """Of each group: the part of its parcels that came late, its complaints an order, and its mean mark, beside everybody else's.

    Groups are the segments of today and how long somebody is a customer; `year` are the customers with their orders of the last `days`. Each
    customer is a case (ratio of sums, Cochran 1977; marks by person). A group is worse or better where its distance from all the others of its
    kind is no chance among all groups and measures (Benjamini & Hochberg 1995). Who was treated badly may be in a segment because of it, so it
    goes with the segment and is not made by it. Frame `received`.

    Returns Missing where no promise, no message and no mark of a customer is known.

    >>> import datetime as dt
    >>> few = Missing("segments.rfm", Reason.TOO_FEW_CUSTOMERS, (), 3, 20)
    >>> received(few, None, None, None, None, dt.date(2026, 6, 30), None).key
    'segments.received'
    """
    import pandas as pd

    if isinstance(segmented, Missing):
        return Missing(KEY, segmented.reason, segmented.add, segmented.have, segmented.need)
    start = pd.Timestamp(as_of) - pd.Timedelta(days=days)
    cases = {
        "late_share": _late(deliveries[deliveries.promised_on > start], as_of),
        "complaint_share": _complained(voices[voices.day > start], year) if len(voices) else None,
        "content_mean": _content(outcomes, asked, start),
    }
    known = {name: frame for name, frame in cases.items() if frame is not None and len(frame) >= FEWEST}
    if not known:
        return Missing(KEY, Reason.NO_TABLE, ("transactions.promised_on", "interactions", "surveys.answer"))
    people = segmented.frames["customers"].set_index("customer_id")
    groups = {"segment": (people.segment, SEGMENTS), "tenure": (tenure(people["T_days"]), tuple(TENURES))}
    rows = []
    for base, (column, names) in groups.items():
        sides = {measure: _sides(column, frame) for measure, frame in known.items()}
        rows += [_row(base, name, int(n), sides) for name in names if (n := (column == name).sum())]
    table = pd.DataFrame(rows)
    chance = table[[f"{name}_p" for name in known]].to_numpy(dtype=float)
    sure = discoveries(np.nan_to_num(chance, nan=1.0).ravel()).reshape(chance.shape)
    for at, name in enumerate(known):
        apart = np.where(
            table[f"{name}_away"] * (1 if name == "content_mean" else -1) > 0,
            "received_better",
            "received_worse",
        )
        table[f"{name}_verdict"] = np.where(sure[:, at], apart, "received_alike")
    worse = (table[[f"{name}_verdict" for name in known]] == "received_worse").any(axis=1)
    values = {
        "groups_worse": Number(int(worse.sum()), "count", len(table)),
        "period_days": Number(days, "days", len(people)),
        **{f"{name}_all": _all(name, frame) for name, frame in known.items()},
    }
    drop = [f"{name}_{part}" for name in known for part in ("p", "away")]
    return Result(KEY, len(people), values, {"received": table.drop(columns=drop)}, Evidence.ASSOCIATED)


def _late(promised: pd.DataFrame, as_of: dt.date) -> pd.DataFrame | None:
    """By customer: parcels whose day has come, and those of them that came after it."""
    import pandas as pd

    due = promised[promised.customer_id.notna() & (promised.promised_on < pd.Timestamp(as_of))]
    late = due.delivered_on.isna() | (due.delivered_on > due.promised_on)
    return due.assign(hits=late.astype(float), size=1.0).groupby("customer_id")[["hits", "size"]].sum()


def _complained(voices: pd.DataFrame, year: pd.DataFrame) -> pd.DataFrame:
    """By customer: their complaints, and the orders that could give reason to some."""
    times = voices.customer_id[voices.kind.isin(GRUMBLES)].value_counts()
    ordered = year[year.orders > 0].set_index("customer_id").orders.astype(float)
    return ordered.to_frame("size").assign(hits=times.reindex(ordered.index).fillna(0.0).astype(float))


def _content(outcomes: pd.DataFrame, asked: pd.DataFrame, start: pd.Timestamp) -> pd.DataFrame | None:
    """By customer: the sum of the marks of how content they are, and how many."""
    import pandas as pd

    if outcomes.empty or asked.empty:
        return None
    marks = outcomes[(outcomes.outcome == "satisfied") & (pd.to_datetime(outcomes.day) > start)]
    if marks.empty:
        return None
    # Marks of one scale compare; the one with most answers speaks.
    marks = marks[marks.asked_in == marks.asked_in.value_counts().sort_index(kind="stable").idxmax()]
    told = persons.with_person(marks, asked)
    return told.assign(hits=told.score, size=1.0).groupby("person")[["hits", "size"]].sum()


def _sides(column: pd.Series, frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Who of a frame is known to be in a group: the group and the two sums of each."""
    group = column.reindex(frame.index)
    there = group.notna().to_numpy()
    return group[there].to_numpy(dtype=object), frame[["hits", "size"]].to_numpy(dtype=float)[there].T


def _row(base: str, name: str, n: int, known: dict[str, tuple[np.ndarray, np.ndarray]]) -> dict[str, Any]:
    """One group: its customers, and each measure beside the others'."""
    from scipy.stats import norm

    row: dict[str, Any] = {"criterion": base, "micro_group": name, "customers": n}
    for measure, (group, sums) in known.items():
        own = group == name
        here, other = (ratio(*sums[:, side]) for side in (own, ~own))
        few = min(here.n, other.n) < FEWEST
        error = float(np.hypot(here.error, other.error))
        away = here.value - other.value
        row |= {
            measure: here.value, f"{measure}_low": np.nan if few else here.low, f"{measure}_high": np.nan if few else here.high,
            f"{measure}_n": here.n, f"{measure}_away": away,
            f"{measure}_p": np.nan if few or not error > 0 else 2 * float(norm.sf(abs(away) / error)),
        }  # fmt: skip
    return row


def _all(name: str, frame: pd.DataFrame) -> Number:
    found = ratio(frame.hits, frame["size"])
    unit: Any = "score" if name == "content_mean" else "share"
    return Number(found.value, unit, len(frame), found.low, found.high, LEVEL)
