"""What the company can serve: how busy each unit is, what it holds of its promise, where it chokes, since when, and what one person more does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from clientela.company.capacity.bands import QUEUE
from clientela.company.capacity.little import little
from clientela.company.capacity.units import Unit, unit_of
from clientela.company.capacity.what_if import what_if
from clientela.engine import analysis, step
from clientela.results import Evidence, Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "company.capacity"
LEVEL = 0.95
STEPS = (-1, 0, 1)


@step()
def units(
    bands: pd.DataFrame, loads: pd.DataFrame, service_target: float, wait_days: float
) -> dict[str, Unit]:
    """Each unit of the company as it is now, by its name."""
    names = [str(name) for name in bands["unit"].drop_duplicates()] if len(bands) else []
    return {name: unit_of(name, bands, loads, (service_target, wait_days), len(names)) for name in names}


@analysis(KEY)
def capacity(
    units: Mapping[str, Unit], loads: pd.DataFrame, roster: pd.DataFrame, voices: pd.DataFrame
) -> Result | Missing:
    """What each unit can serve, which one chokes, since when, and what one person more or less would do.

    `units` and `loads` come from the company's shifts, `roster` is the mart of its people, `voices` that of its messages. Queues by Erlang C, by
    Erlang A where people are seen to give up, corrected to the level that was counted; lists by what came against what could be done. Busyness: the
    last eight complete weeks, with the interval of Student's t over weeks; a unit chokes where, allowing for how many units were looked at, more
    comes than can be done, or the level is below the one asked. Frames: units, one_more (a person less, as now, a person more), hours (queues),
    weeks, what_if (one hour or week with other people), little (Little's law on the messages: mean
    open = a week's arrivals × weeks open), people (the team).
    """
    if not units and roster.empty:
        return Missing(KEY, Reason.NO_TABLE, ("capacity.arrivals", "capacity.staff"))
    if not units:
        return _team(roster)
    frame = _frame(units)
    values = {"units_seen": Number(len(frame), "count", len(frame)), **_totals(frame)}
    worst = bottleneck(units)
    if worst is not None:
        values |= _worst(worst)
    frames = {"units": frame, "one_more": _steps(units), "weeks": _weeks(units), "hours": _hours(units)}
    if (scene := what_if(units)) is not None:
        frames["what_if"] = scene
    if (counted := little(voices)) is not None:
        frames["little"] = counted
    if len(roster):
        frames["people"] = roster
        values["people"] = Number(int(roster["people"].sum()), "count", int(roster["people"].sum()))
    return Result(
        KEY,
        int(sum(unit.n for unit in units.values())),
        values,
        {k: f for k, f in frames.items() if len(f)},
        Evidence.MEASURED,
    )


def bottleneck(units: Mapping[str, Unit]) -> Unit | None:
    """The unit that chokes most: more comes than it can do, or it holds less of its promise; None where none does for sure."""
    choking = [unit for unit in units.values() if unit.chokes]
    # Where more comes than can be done the list grows without end: worse than a level that is low.
    return max(choking, key=lambda unit: (unit.overloaded, unit.busy, unit.name), default=None)


def _team(roster: pd.DataFrame) -> Result | Missing:
    """Only who works there is known: how many, where and as what. What they can serve is still to be told."""
    people = int(roster["people"].sum())
    values = {"people": Number(people, "count", people)}
    return Result(KEY, people, values, {"people": roster}, Evidence.MEASURED)


def _frame(units: Mapping[str, Unit]) -> pd.DataFrame:
    import pandas as pd

    rows = [{
        "unit": unit.name, "unit_kind": unit.kind, "weeks_seen": unit.seen, "arrivals_week": unit.arrivals, "hours_asked": unit.asked,
        "hours_there": unit.net, "occupancy": unit.busy, "occupancy_low": unit.busy_low, "occupancy_high": unit.busy_high,
        "service_level": unit.level, "service_low": unit.level_low, "service_high": unit.level_high, "level_model": unit.level_model,
        "gave_up": unit.lost, "backlog": unit.backlog, "staff": unit.staff, "staff_needed": unit.needed, "n": unit.n,
        "chokes": "chokes" if unit.chokes else "", "choking_since": unit.since.week if unit.since else None,
    } for unit in units.values()]  # fmt: skip
    frame = pd.DataFrame(rows)
    numbers = [name for name in frame if name not in ("unit", "unit_kind", "chokes", "choking_since")]
    # What no unit tells is a number that is not known, not an object.
    frame = frame.astype(dict.fromkeys(numbers, float)).astype({"weeks_seen": int, "n": int})
    return frame.sort_values(
        ["occupancy", "unit"], ascending=[False, True], na_position="last", ignore_index=True
    )


def _totals(frame: pd.DataFrame) -> dict[str, Number]:
    """Of the units where people wait on the line, together: what level is held and how many give up."""
    found = {}
    queues = frame[(frame["unit_kind"] == QUEUE) & frame["arrivals_week"].gt(0)]
    for column, name in (("service_level", "service_level"), ("gave_up", "gave_up")):
        told = queues[queues[column].notna()]
        if len(told):
            n = int(told["n"].sum())
            mean = float((told[column] * told["arrivals_week"]).sum() / told["arrivals_week"].sum())
            ends = (
                (told["service_low"], told["service_high"])
                if name == "service_level" and len(told) == 1
                else None
            )
            low, high = (
                (float(end.iloc[0]) for end in ends) if ends and ends[0].notna().all() else (None, None)
            )
            found[name] = Number(mean, "share", n, low, high, LEVEL if low is not None else None)
    waits = frame["backlog"].dropna()
    if len(waits):
        found["backlog"] = Number(round(float(waits.sum())), "count", len(waits))
    short = (frame["staff_needed"] - frame["staff"].round()).clip(lower=0).dropna()
    if len(short):
        found["people_short"] = Number(int(short.sum()), "count", len(short))
    return found


def _worst(unit: Unit) -> dict[str, Number]:
    """The numbers of the unit that chokes."""
    found = {}
    if unit.busy is not None:
        found["occupancy"] = Number(unit.busy, "ratio", unit.seen, unit.busy_low, unit.busy_high, LEVEL)
    if unit.since is not None:
        days = (unit.last_day - unit.since.week).days + 1
        ends = [(unit.last_day - day).days + 1 for day in (unit.since.latest, unit.since.earliest)]
        found["choking_days"] = Number(days, "days", unit.seen_ever, ends[0], ends[1], LEVEL)
    if unit.backlog is not None:
        found["bottleneck_backlog"] = Number(round(unit.backlog), "count", unit.seen)
    if unit.needed is not None:
        found["staff_needed"] = Number(unit.needed, "count", unit.seen)
    if unit.growth(0) is not None:
        found["list_growth_now"] = Number(unit.growth(0), "ratio", unit.seen)
        found["list_growth_one_more"] = Number(unit.growth(1), "ratio", unit.seen)
    return found


def _steps(units: Mapping[str, Unit]) -> pd.DataFrame:
    """Each unit with a person less, as it is, and with one more."""
    import pandas as pd

    rows = [row for unit in units.values() for more in STEPS if (row := unit.with_more(more)) is not None]
    return pd.DataFrame(rows)


def _weeks(units: Mapping[str, Unit]) -> pd.DataFrame:
    """What came and what could be done, week by week, for units with lists; what waited at the end of each."""
    import pandas as pd

    parts = [unit.past for unit in units.values() if unit.past is not None]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _hours(units: Mapping[str, Unit]) -> pd.DataFrame:
    """The hours of the week of the units where people wait on the line."""
    import pandas as pd

    parts = [unit.hours() for unit in units.values() if unit.line is not None]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
