"""Room: the most people a campaign may contact in each of the next weeks so that what was promised is still kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from clientela.company.capacity.units import Unit
from clientela.company.room.demand import AHEAD, Ahead
from clientela.company.room.response import EMAIL, PHONE, Response, reached, response, served
from clientela.company.room.weeks import KEPT, Week, weeks
from clientela.engine import analysis
from clientela.results import Evidence, Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "company.room"
# Between these it is not sure that the week is kept even without a contact; below, it is not to be expected.
LIKELY = 0.8
CHANNELS = (PHONE, EMAIL)
# The light of a week that lies further ahead than anybody can look.
UNKNOWN = "light_unknown"
HOURS_OF_A_PERSON = 40


@analysis(KEY, found="responses")
def room(
    units: Mapping[str, Unit],
    futures: Mapping[str, Ahead],
    loads: pd.DataFrame,
    found: Mapping[str, Response],
    service_target: float,
) -> Result | Missing:
    """The largest list a week, by channel, with which each unit still keeps its promise in 95 of 100 simulated futures.

    To each future of `futures` are added the cases of the contacts: contacts × the part that answers (`found`, as earlier campaigns had it; all of
    them where none tells) × one case in each step that serves the channel. A list is kept while at the week's end no more waits than can be done
    in the days promised, a queue while its level is the one asked (`service_target`). Units that serve the same channels share the contacts, units
    that serve different ones are steps that each contact goes through; a unit whose services are no channel of contact (maintenance) has
    room for whoever is offered that service. Frames: room (week × step × channel; by_contact tells channels of contact from services), lights
    (unit × each of the next twelve weeks), excess (what it costs to go beyond the next week's room).
    """
    told = {
        name: weeks(units[name], ahead, loads, response(found, _reach(units[name])), service_target)
        for name, ahead in futures.items()
        if name in units
    }
    told = {name: found_ for name, found_ in told.items() if found_}
    if not told:
        return _missing(units, futures)
    lights, table = _lights(units, told, futures), _table(units, told)
    n = int(sum(units[name].seen_ever for name in told))
    values = _values(table, lights, found, n)
    frames = {"room": table, "lights": lights, "excess": _excess(units, told, found)}
    return Result(
        KEY, n, values, {name: frame for name, frame in frames.items() if len(frame)}, Evidence.MEASURED
    )


def _missing(units: Mapping[str, Unit], futures: Mapping[str, Ahead]) -> Missing:
    if not units:
        return Missing(KEY, Reason.NO_TABLE, ("capacity.arrivals", "capacity.staff", "capacity.hours"))
    if not futures:
        longest = max((unit.seen_ever for unit in units.values()), default=0)
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, ("capacity.period", "capacity.arrivals"), longest, 8)
    return Missing(KEY, Reason.NO_COLUMN, ("capacity.staff", "capacity.hours", "capacity.handling_minutes"))


def _reach(unit: Unit) -> str:
    """By which channel most answers come to a unit: the first that it names."""
    return next((reach for word in served(unit.serves) if (reach := reached(word))), "")


def _lights(
    units: Mapping[str, Unit], told: Mapping[str, Sequence[Week]], futures: Mapping[str, Ahead]
) -> pd.DataFrame:
    """One row for each unit and each of the next twelve weeks: what comes, what can be done, contacts that fit, how sure the promise is, its light.

    A week further ahead than the history of its unit lets anybody look has a light of its own, and no figures.
    """
    import pandas as pd

    rows = [{
        "week_start": pd.Timestamp(week.start), "unit": name, "arrivals_expected": week.expected, "cases_done": week.done, "staff": week.people,
        "room": week.room, "p_now": week.p_now, "p_kept": week.p_kept, "light": light(week),
        "season_known": _season(futures[name]),
    } for name, found in told.items() for week in found]  # fmt: skip
    rows += [
        {"week_start": start, "unit": name, "light": UNKNOWN, "season_known": _season(futures[name])}
        for name, found in told.items()
        for start in pd.date_range(found[0].start, periods=AHEAD, freq="7D")[len(found) :]
    ]
    return pd.DataFrame(rows).sort_values(["week_start", "unit"], ignore_index=True)


def _season(ahead: Ahead) -> str:
    return "season_known" if ahead.seasonal else "season_unknown"


def light(week: Week) -> str:
    """Green: contacts fit. Amber: none fits, though the week is likely to be kept without them. Red: not even without."""
    return (
        "light_green"
        if week.p_now >= KEPT and week.room > 0
        else "light_amber"
        if week.p_now >= LIKELY
        else "light_red"
    )


def _steps(units: Mapping[str, Unit], names: Sequence[str]) -> dict[tuple[str, ...], list[str]]:
    """Units by what they serve: those that serve the same stand side by side."""
    found: dict[tuple[str, ...], list[str]] = {}
    for name in sorted(names):
        found.setdefault(tuple(sorted(served(units[name].serves))), []).append(name)
    return found


def _table(units: Mapping[str, Unit], told: Mapping[str, Sequence[Week]]) -> pd.DataFrame:
    """One row a week, step and channel; for a channel of contact only the weeks of which every step is told."""
    import pandas as pd

    steps = _steps(units, list(told))
    rows: list[dict[str, Any]] = []
    for serves, names in steps.items():
        for channel, by_contact in _channels(serves):
            rows += [
                {"channel": channel, "by_contact": by_contact, **week} for week in _side_by_side(names, told)
            ]
    columns = ["week_start", "unit", "channel", "room", "p_kept", "binding", "by_contact"]
    frame = pd.DataFrame(rows, columns=[name for name in columns if name != "binding"])
    steps_of = frame.groupby("channel")["unit"].transform("nunique")
    here = frame.groupby(["channel", "week_start"])["unit"].transform("nunique")
    frame = frame[here == steps_of]
    least = frame.groupby(["channel", "week_start"])["room"].transform("min")
    frame = frame.assign(binding=frame["room"] == least)
    return frame.sort_values(["week_start", "channel", "unit"], ignore_index=True)[columns]


def _channels(serves: Sequence[str]) -> list[tuple[str, bool]]:
    """The channels by which a step is reached; its own services where it is reached by none; "" where it says nothing and serves all."""
    reaches = list(dict.fromkeys(reach for word in serves if (reach := reached(word))))
    if reaches:
        return [(reach, True) for reach in reaches]
    return [(", ".join(serves), False)] if serves else [("", True)]


def _side_by_side(names: Sequence[str], told: Mapping[str, Sequence[Week]]) -> list[dict[str, Any]]:
    """The units of one step together: contacts go where there is room."""
    import pandas as pd

    by_week: dict[Any, list[Week]] = {}
    for name in names:
        for week in told[name]:
            by_week.setdefault(week.start, []).append(week)
    return [
        {
            "week_start": pd.Timestamp(start), "unit": ", ".join(names), "room": sum(week.room for week in found),
            "p_kept": min((week.p_kept for week in found if week.room), default=max(week.p_now for week in found)),
        }
        for start, found in sorted(by_week.items())
    ]  # fmt: skip


def _values(
    table: pd.DataFrame, lights: pd.DataFrame, found: Mapping[str, Response], n: int
) -> dict[str, Number]:
    values = {}
    first = table["week_start"].min()
    for reach in CHANNELS:
        rows = table[
            table["channel"].isin([reach, ""]) & table["by_contact"] & (table["week_start"] == first)
        ]
        if len(rows):
            tight = rows.loc[rows["room"].idxmin()]
            values[f"room_{reach}"] = Number(int(tight["room"]), "count", n)
            values[f"kept_{reach}"] = Number(float(tight["p_kept"]), "share", n)
    seen = lights[lights["light"] != UNKNOWN]
    worst = seen.groupby("week_start")["light"].agg(lambda one: "light_red" in set(one))
    values["weeks_ahead"] = Number(len(worst), "count", n)
    values["weeks_not_now"] = Number(int(worst.sum()), "count", len(worst))
    if found[""].known:
        from clientela.stats.intervals import LEVEL, wilson

        every = found[""]
        low, high = wilson(sum(hits for hits, _n in every.told), every.n)
        values["response"] = Number(every.share, "share", every.n, low, high, LEVEL)
    return values


def _excess(
    units: Mapping[str, Unit], told: Mapping[str, Sequence[Week]], found: Mapping[str, Response]
) -> pd.DataFrame:
    """What a list twice as long would do next week, and what it costs to attend it all the same."""
    import pandas as pd

    rows = []
    for name, found_ in told.items():
        unit, week = units[name], found_[0]
        answer = response(found, _reach(unit)).share
        hours = week.room * answer * (unit.handling or 0.0) / 60
        rows.append({
            "unit": name, "room": week.room, "p_kept": week.p_kept, "p_double": week.p_double, "hours_more": hours,
            "cost_more": hours * unit.cost if unit.cost is not None else None,
            "cost_person": HOURS_OF_A_PERSON * unit.cost if unit.cost is not None else None,
        })  # fmt: skip
    return pd.DataFrame(rows).sort_values("unit", ignore_index=True)
