"""How long customers wait for an answer, and for a solution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.calendar.deadlines import deadline
from clientela.customers.severity import ASKS, GRUMBLES, is_waiting
from clientela.engine import analysis
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.intervals import LEVEL, Z, by_day, median_wait, waits, wilson

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from clientela.calendar.answer_clock import Clock

KEY = "product.answering"
ENOUGH = 20
REOPENED_DAYS = 30
GROUPS = (
    "answered_side", "answered_group", "n", "wait_median", "in_time", "in_time_low", "in_time_high", "rest_in_time", "share_well", "differs",
)  # fmt: skip
SIDES = {"kind": "by_kind", "channel": "by_channel", "branch": "by_branch"}


@dataclass(frozen=True)
class Answering(Result):
    """How long customers wait, and the country whose law says how long they may have to."""

    country: str = ""


@analysis(KEY)
def answering(voices: pd.DataFrame, clock: Clock) -> Answering | Missing:
    """How many working days pass until an answer and until the case is closed, and which part is closed within the time allowed.

    `voices` is the mart. Waits by Kaplan and Meier (cases still open count for the days they have waited). What the law of the country gives
    stands beside, where it is known. A complaint is well answered when it is closed as solved within the time allowed.
    Frames: curve (answered or closed; days, share, share_low, share_high), groups (kinds, channels and branches: how many, waits, share closed in
    time with its interval, whether it differs from the rest by more than chance).
    """
    asks = voices[voices.kind.isin(ASKS)].reset_index(drop=True)
    if asks.empty:
        return Missing(KEY, Reason.NO_TABLE, ("interactions.opened_at", "interactions.closed_at"))
    spans = {"answered": "attended_on", "closed": "closed_on"}
    ends = {name: column for name, column in spans.items() if asks[column].notna().any()}
    if not ends:
        return Missing(KEY, Reason.NO_COLUMN, ("interactions.attended_at", "interactions.closed_at"))
    waited = {name: _waits(asks, column, clock) for name, column in ends.items()}
    curves = {name: waits(*both, np.ones(len(asks))) for name, both in waited.items()}
    values: dict[str, Number] = {"answer_days": Number(clock.answer_days, "days", len(asks))}
    for name, curve in curves.items():
        values[f"{name}_in_time"] = _share(curve, clock.answer_days, len(asks))
        values[f"{name}_median"] = Number(median_wait(curve), "days", len(asks))
    last = "closed" if "closed" in waited else "answered"
    values |= _outcomes(asks, well_answered(asks, clock))
    values |= _waiting(asks, clock) | _by_law(asks, clock)
    groups = _groups(asks, waited[last], clock)
    frames = {"curve": _joined(curves, clock), "groups": groups}
    return Answering(KEY, len(asks), values, frames, country=clock.country)


def well_answered(cases: pd.DataFrame, clock: Clock) -> pd.Series:
    """Was each case solved within the time allowed? Missing for a case that is open and still has time.

    Where nobody writes down whether a case was solved, one closed in time counts as solved.
    """
    import pandas as pd

    days, waited = clock.working_days(cases.day, cases.closed_on), clock.waited(cases.day)
    said = cases.resolved.astype("boolean")
    solved = said.fillna(False) if said.notna().any() else pd.Series(True, index=cases.index, dtype="boolean")
    well = (days <= clock.answer_days) & solved.to_numpy(dtype=bool)
    known = ~np.isnan(days) | (waited > clock.answer_days)
    return pd.Series(well, index=cases.index).astype("boolean").where(known)


def _waits(asks: pd.DataFrame, column: str, clock: Clock) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Working days until the event, or until today where it has not come."""
    import pandas as pd

    came = asks[column].notna().to_numpy()
    today = pd.Series(pd.Timestamp(clock.as_of), index=asks.index)
    return clock.working_days(asks.day, asks[column].where(came, today)), came


def _share(curve: pd.DataFrame, day: float, n: int) -> Number:
    share, low, high = by_day(curve, day, n)
    return Number(share, "share", n, low, high, LEVEL)


def _joined(curves: dict[str, pd.DataFrame], clock: Clock) -> pd.DataFrame:
    """Both curves in one frame, as far as three times the time allowed."""
    import pandas as pd

    parts = [curve.assign(wait_for=name) for name, curve in curves.items()]
    whole = pd.concat(parts, ignore_index=True)
    whole = whole[whole.days <= 3 * clock.answer_days]
    return whole[["wait_for", "days", "share", "share_low", "share_high", "at_risk"]].reset_index(drop=True)


def _outcomes(asks: pd.DataFrame, well: pd.Series) -> dict[str, Number]:
    grumble = asks.kind.isin(GRUMBLES)
    judged = well[grumble].dropna()
    found = {}
    if len(judged):
        hits = int(judged.sum())
        found["well_answered"] = Number(
            hits / len(judged), "share", len(judged), *wilson(hits, len(judged)), LEVEL
        )
    again, closed = _reopened(asks[grumble])
    if closed:
        found["reopened"] = Number(again / closed, "share", closed, *wilson(again, closed), LEVEL)
    return found


def _reopened(grumbles: pd.DataFrame) -> tuple[int, int]:
    """Complaints after which the same customer complained of the same within 30 days of the close; and all that could be.

    The same is the reason that was noted; where none was, any other complaint without one.
    """
    import pandas as pd

    frame = grumbles[grumbles.customer_id.notna()]
    about = frame.reason.fillna("").astype(str).str.strip().str.lower()
    frame = frame.assign(about=about).sort_values(["customer_id", "about", "day", "interaction_id"])
    later = frame.groupby(["customer_id", "about"]).day.shift(-1)
    closed = frame.closed_on.notna()
    gap = (pd.to_datetime(later) - pd.to_datetime(frame.closed_on)).dt.days
    return int((gap[closed] <= REOPENED_DAYS).sum()), int(closed.sum())


def _by_law(asks: pd.DataFrame, clock: Clock) -> dict[str, Number]:
    """What the law of the country gives, and which part of complaints had an answer by then; nothing where the law is not known."""
    import pandas as pd

    law = deadline(clock.country)
    grumbles = asks[asks.kind.isin(GRUMBLES)]
    if law is None or grumbles.empty:
        return {}
    column = "attended_on" if grumbles.attended_on.notna().any() else "closed_on"
    days, came = _waits(grumbles, column, clock)
    if law.counted == "calendar":
        end = pd.to_datetime(grumbles[column]).fillna(pd.Timestamp(clock.as_of))
        days = np.asarray((end - pd.to_datetime(grumbles.day)).dt.days, dtype=np.float64)
    curve = waits(days, came, np.ones(len(grumbles)))
    beyond = int((~came & (days > law.days)).sum())
    return {
        "legal_days": Number(law.days, "days", len(grumbles)),
        "legal_in_time": _share(curve, law.days, len(grumbles)),
        "legal_beyond": Number(beyond, "count", len(grumbles)),
    }


def _waiting(asks: pd.DataFrame, clock: Clock) -> dict[str, Number]:
    waiting = asks[is_waiting(asks)]
    age = clock.waited(waiting.day)
    return {
        "open_now": Number(len(waiting), "count", len(asks)),
        "open_beyond": Number(int((age > clock.answer_days).sum()), "count", len(waiting)),
        "open_age": Number(float(np.median(age)) if len(age) else None, "days", len(waiting)),
    }


def _groups(
    asks: pd.DataFrame, waited: tuple[NDArray[np.float64], NDArray[np.bool_]], clock: Clock
) -> pd.DataFrame:
    """Kinds, channels and branches with twenty cases or more, beside the rest of their side; the slowest first."""
    import pandas as pd
    from scipy.stats import false_discovery_control

    well = well_answered(asks, clock).astype("Float64")
    rows = [
        {"answered_side": name, "answered_group": str(group), "n": len(part), **_beside(asks.index.isin(part.index), waited, clock.answer_days),
         "share_well": float(well[part.index].mean()) if well[part.index].notna().any() else np.nan}
        for side, name in SIDES.items()
        for group, part in asks.groupby(side, dropna=True)
        if ENOUGH <= len(part) < len(asks)
    ]  # fmt: skip
    if not rows:
        return pd.DataFrame({name: [] for name in GROUPS})
    table = pd.DataFrame(rows)
    table = table.assign(differs=false_discovery_control(table.chance) <= 1 - LEVEL)
    return table.sort_values(["in_time", "answered_group"])[list(GROUPS)].reset_index(drop=True)


def _beside(
    inside: NDArray[np.bool_], waited: tuple[NDArray[np.float64], NDArray[np.bool_]], allowed: int
) -> dict[str, float | None]:
    """One group's waits beside the others', and how likely so large a difference is by chance."""
    from scipy.stats import norm

    days, came = waited
    curve, rest = (waits(days[who], came[who], np.ones(int(who.sum()))) for who in (inside, ~inside))
    share, low, high = by_day(curve, allowed, float(inside.sum()))
    other, other_low, other_high = by_day(rest, allowed, float((~inside).sum()))
    error = np.hypot(high - low, other_high - other_low) / (2 * Z)
    return {
        "wait_median": median_wait(curve), "in_time": share, "in_time_low": low, "in_time_high": high, "rest_in_time": other,
        "chance": float(2 * norm.sf(abs(share - other) / error)) if error > 0 else 1.0,
    }  # fmt: skip
