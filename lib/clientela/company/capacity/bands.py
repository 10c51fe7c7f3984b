"""The company's shifts in one shape: what kind of work each unit does, and its weeks with what came and what could be done."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.engine import step

if TYPE_CHECKING:
    import pandas as pd

HOUR, DAY, WEEK = 60, 1440, 10_080
# People wait on the line for what is done in minutes; what takes longer waits on a list.
SHORT_BAND, SHORT_WORK = 120, 60
QUEUE, WORK = "on_line", "on_list"
SECONDS = 20


@step()
def bands(shifts: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """The shifts with what was left open filled in: one row a unit and band.

    `shifts` is the mart. Adds kind (people wait on the line, or cases wait on a list), week (its Monday), end, known (what came
    is written down and the band is over), net (hours of work, without what breaks and absences take; blank where nobody knows).
    """
    import pandas as pd

    frame = shifts.assign(start=pd.to_datetime(shifts["start"])).sort_values(
        ["unit", "start"], ignore_index=True
    )
    if frame.empty:
        return frame.assign(kind="", week=frame["start"], end=frame["start"], known=False, net=0.0)
    frame = _sound(frame)
    usual = {str(unit): _usual_minutes(one) for unit, one in frame.groupby("unit")["start"]}
    minutes = frame["minutes"].fillna(frame["unit"].map(usual)).astype(float)
    shrinkage = frame["shrinkage"].fillna(0.0).astype(float).clip(0, 0.95)
    # Who is there for an hour works an hour; how long somebody works in a day or a week is not known by itself.
    hours = frame["hours"].astype(float)
    hours = hours.where(hours.notna() | (minutes > SHORT_BAND), frame["staff"].astype(float) * minutes / HOUR)
    end = frame["start"] + pd.to_timedelta(minutes, unit="m")
    kinds = {str(unit): _kind(one.assign(minutes=minutes)) for unit, one in frame.groupby("unit")}
    return frame.assign(
        minutes=minutes, shrinkage=shrinkage, hours=hours, net=hours * (1 - shrinkage), end=end,
        handling=frame.groupby("unit")["handling"].transform(lambda column: column.ffill().bfill()).astype(float),
        kind=frame["unit"].map(kinds), week=frame["start"].dt.normalize() - pd.to_timedelta(frame["start"].dt.day_of_week, unit="D"),
        known=frame["arrivals"].notna() & (end <= pd.Timestamp(as_of) + pd.Timedelta(days=1)),
    )  # fmt: skip


def _sound(frame: pd.DataFrame) -> pd.DataFrame:
    """What cannot be is not known: less than nobody, cases that take no time, a level beyond all."""
    counts = {
        name: frame[name].astype(float).where(frame[name] >= 0)
        for name in ("arrivals", "abandoned", "hours", "staff")
    }
    frame = frame.assign(**counts)
    return frame.assign(
        handling=frame["handling"].astype(float).where(frame["handling"] > 0),
        minutes=frame["minutes"].astype(float).where(frame["minutes"] > 0),
        service_level=frame["service_level"].astype(float).where(frame["service_level"].between(0, 1)),
        within_seconds=frame["within_seconds"].astype(float).where(frame["within_seconds"] >= 0),
        abandoned=frame["abandoned"].where(~(frame["abandoned"] > frame["arrivals"]), frame["arrivals"]),
    )


def _usual_minutes(starts: pd.Series) -> float:
    """The commonest time from one band of a unit to its next; a day where there is but one."""
    gaps = starts.drop_duplicates().diff().dropna().dt.total_seconds() / 60
    return float(gaps.mode().iloc[0]) if len(gaps) else float(DAY)


def _kind(one: pd.DataFrame) -> str:
    told = one[["service_level", "within_seconds", "abandoned"]].notna().any(axis=None)
    short = one["minutes"].median() <= SHORT_BAND and not one["handling"].median() > SHORT_WORK
    return QUEUE if told or short else WORK


@step()
def loads(bands: pd.DataFrame) -> pd.DataFrame:
    """One row a unit and week, months as they are: what came, what it took, what could be done.

    Columns: unit, kind, week, weeks (how long the row is), arrivals, lost, met, told (arrivals whose wait is known), staff (mean), net (hours of
    work there were), handling (minutes a case), cost (of an hour), complete (the whole week is over and what came is known) and planned
    (who will be there is known, what will come is not).
    """
    import pandas as pd

    columns = [
        "unit",
        "kind",
        "week",
        "weeks",
        "arrivals",
        "lost",
        "met",
        "told",
        "staff",
        "net",
        "handling",
        "cost",
        "complete",
        "planned",
    ]
    if bands.empty:
        return pd.DataFrame(columns=columns)
    long = bands["minutes"] > WEEK
    frame = bands.assign(
        week=bands["week"].where(~long, bands["start"].dt.normalize()),
        lost=bands["abandoned"], told=bands["arrivals"].where(bands["service_level"].notna()),
        met=bands["arrivals"] * bands["service_level"], spent=bands["arrivals"] * bands["handling"],
    )  # fmt: skip
    groups = frame.groupby(["unit", "kind", "week"])
    net = groups["net"].sum().where(groups["net"].count() == groups.size())
    sums = groups[["arrivals", "lost", "met", "told", "spent"]].sum(min_count=1).assign(
        minutes=groups["minutes"].max(), staff=groups["staff"].mean(), net=net, usual=groups["handling"].mean(),
        cost=groups["cost_per_hour"].mean(), known=groups["known"].all(), end=groups["end"].max(),
    ).reset_index()  # fmt: skip
    reach = frame[frame["known"]].groupby("unit").agg(begins=("start", "min"), over=("end", "max"))
    sums = sums.join(reach, on="unit")
    weeks = np.maximum(sums["minutes"] / WEEK, 1.0)
    # A week that the file begins in the middle of, or has not come to the end of, says nothing of a whole one.
    last = sums.groupby("unit")["week"].transform("max")
    short = (sums["minutes"] < WEEK) & (
        (sums["begins"] >= sums["week"] + pd.Timedelta(days=1))
        | ((sums["week"] == last) & ~_week_is_over(sums))
    )
    return sums.assign(
        weeks=weeks, handling=(sums["spent"] / sums["arrivals"].where(sums["arrivals"] > 0)).fillna(sums["usual"]),
        complete=sums["known"] & ~short, planned=~sums["known"] & sums["net"].notna() & (sums["end"] > sums["over"].fillna(sums["begins"])),
    )[columns]  # fmt: skip


def _week_is_over(sums: pd.DataFrame) -> Any:
    """Does the last week go as far as the ones before it: to Friday, Saturday or Sunday?"""
    reach = (sums["end"] - sums["week"]).dt.total_seconds() / 86_400
    usual = reach.groupby(sums["unit"]).transform("median")
    return reach >= usual - 0.5


def recent(loads: pd.DataFrame, unit: str, most: int) -> pd.DataFrame:
    """The last complete weeks of a unit, in order."""
    one = loads[(loads["unit"] == unit) & loads["complete"].astype(bool)]
    return one.sort_values("week").tail(most)
