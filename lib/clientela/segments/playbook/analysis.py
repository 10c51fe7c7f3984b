"""What to do with each segment: strategy, promise, next action, channel, owner and measure."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from clientela.engine import analysis
from clientela.results import Missing, Number, Result
from clientela.segments.concentration.analysis import half_of
from clientela.segments.playbook.team import decided

if TYPE_CHECKING:
    import pandas as pd

KEY = "segments.playbook"
# What is offered while they buy is offered where they buy; a call, a visit or a reminder goes out to them.
ON_THEIR_CHANNEL = ("regulars",)
# Of the valuable who are silent, as many as one manager can visit.
VISITS = 10
# Where sales rest on more champions than this, no manager can see them all.
MOST_VISITS = 60
COLUMNS = (
    "play_strategy", "play_promise", "play_expectation", "play_offer", "play_action", "play_channel", "play_owner", "play_measure",
)  # fmt: skip
# Days until each action is due: whoever is cooling forgets soonest, whoever is gone can wait.
DUE = {
    "valuable_cooling": 7, "newcomers": 14, "champions": 60, "regulars": 30, "growing": 30, "valuable_lost": 30, "cooling": 30,
    "once_only": 45, "dormant": 60,
}  # fmt: skip


# Where customers have no seller of their own nobody attends them by name: service does, and the management sees the largest.
WITHOUT_SELLERS = {
    "regulars": "play_owner_service", "valuable_cooling": "play_owner_service", "champions": "play_owner_management",
    "valuable_lost": "play_owner_management",
}  # fmt: skip


@analysis(KEY, segmented="rfm", as_of="as_of", register="forms.plan_segmentos.answers", served="served")
def playbook(
    segmented: Result | Missing,
    habits: pd.DataFrame,
    as_of: dt.date | None = None,
    register: pd.DataFrame | None = None,
    served: pd.DataFrame | None = None,
) -> Result | Missing:
    """One row a segment that has customers; the words of each cell stand in the terms ("playbook_<segment>_<column>").

    `register` is what the team wrote in the form `plan_segmentos`: where it decided something for a segment that is still to be done, its words
    stand in place of ours, and `play_decided` says since when. `served` is the mart of who has a seller of its own; empty, nobody has.

    `segmented` is the result of `rfm`; who is in the habit of buying is met on the channel of that habit, where the data say which it is.
    `in_person` is how many of a segment are to be visited: of the champions those who are among the few that make half of all sales.
    `play_due` counts from `as_of`; without it no action has a date.
    """
    if isinstance(segmented, Missing):
        return replace(segmented, key=KEY)
    frame = segmented.frames["segments"]
    frame = frame[frame.customers > 0][["segment", "customers", "yearly"]].reset_index(drop=True)
    for column in COLUMNS:
        frame = frame.assign(**{column: [f"playbook_{name}_{column}" for name in frame.segment]})
    rows = segmented.frames["customers"]
    usual = _channels(rows, habits)
    few = rows.nlargest(half_of(rows.sold_now), "sold_now")
    best = int((few.segment == "champions").sum())
    visits = {
        "champions": float(best if best <= MOST_VISITS else "nan"),
        "valuable_lost": float(min(VISITS, (rows.segment == "valuable_lost").sum())),
    }
    frame = frame.assign(
        play_channel=[
            usual.get(name, text) for name, text in zip(frame.segment, frame.play_channel, strict=True)
        ],
        play_owner=[
            WITHOUT_SELLERS.get(name, text) if served is not None and served.empty else text
            for name, text in zip(frame.segment, frame.play_owner, strict=True)
        ],
        in_person=[visits.get(name, float("nan")) for name in frame.segment],
        play_due=_due(frame.segment, as_of),
    )
    frame = decided(frame, register, as_of)
    values = {"segments_decided": Number(int(frame.play_decided.notna().sum()), "count", len(frame))}
    return Result(KEY, segmented.n, values, {"playbook": frame})


def _due(names: pd.Series, as_of: dt.date | None) -> pd.Series:
    """The day by which each segment's action is done; none where nobody said what day it is."""
    import pandas as pd

    days = [pd.NaT if as_of is None else pd.Timestamp(as_of) + pd.Timedelta(days=DUE[name]) for name in names]
    return pd.Series(days, index=names.index, dtype="datetime64[us]")


def _channels(rows: pd.DataFrame, habits: pd.DataFrame) -> dict[str, str]:
    """The channel by which most customers of each segment buy, where there is one."""
    rows = rows[rows.segment.isin(ON_THEIR_CHANNEL)]
    known = (
        rows[["customer_id", "segment"]].merge(habits[["customer_id", "channel"]], on="customer_id").dropna()
    )
    counts = known.groupby(["segment", "channel"]).size().rename("n").reset_index()
    counts = counts.sort_values(["segment", "n", "channel"], ascending=[True, False, True]).drop_duplicates(
        "segment"
    )
    return dict(zip(counts.segment, counts.channel, strict=True))
