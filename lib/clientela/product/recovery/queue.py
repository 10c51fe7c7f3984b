"""The cases that are open, the gravest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.customers.severity import ASKS, is_waiting, rules, score
from clientela.engine import analysis
from clientela.results import Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

    from clientela.calendar.answer_clock import Clock

KEY = "product.severity"
# From here on a case goes to somebody who can decide.
GRAVE = 60


@analysis(KEY)
def severity(voices: pd.DataFrame, clock: Clock) -> Result | Missing:
    """The cases that are still open, the gravest first, with the points of each.

    Frames: open (id, customer, kind, days, points), points (what each point is for). Numbers: open_cases, open_late (beyond the deadline),
    open_grave (60 points or more), oldest_days.
    """
    import pandas as pd

    asks = voices[voices.kind.isin(ASKS)]
    if asks.empty:
        return Missing(KEY, Reason.NO_TABLE, ("interactions.kind", "interactions.closed_at"))
    if not (asks.closed_on.notna() | asks.attended_on.notna()).any():
        return Missing(KEY, Reason.NO_COLUMN, ("interactions.closed_at",))
    points = score(voices, clock)
    waiting = asks[is_waiting(asks)]
    table = pd.DataFrame(
        {
            "interaction_id": waiting.interaction_id,
            "customer_id": waiting.customer_id,
            "voice_kind": waiting.kind,
            "working_days": clock.waited(waiting.day),
            "amount_year": waiting.amount_before.astype(float).where(waiting.customer_id.notna()),
            "severity": points.severity.loc[waiting.index],
        }
    ).sort_values(
        ["severity", "amount_year", "working_days", "interaction_id"], ascending=[False, False, False, True]
    )
    late = int((table.working_days > clock.answer_days).sum())
    values = {
        "open_cases": Number(len(table), "count", len(asks)),
        "open_late": Number(late, "count", len(table)),
        "open_grave": Number(int((table.severity >= GRAVE).sum()), "count", len(table)),
        "oldest_days": Number(float(table.working_days.max()) if len(table) else None, "days", len(table)),
        "answer_days": Number(clock.answer_days, "days", len(table)),
    }
    frames = {"open": table.reset_index(drop=True), "points": rules()}
    return Result(KEY, len(asks), values, frames)
