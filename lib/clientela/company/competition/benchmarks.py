"""Where the company stands beside its competitors, measure by measure; and what its goals of position would change of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.company.competition.direction import DOWN, UP, directions
from clientela.company.competition.names import mine, same
from clientela.engine import analysis
from clientela.forms.model import loose
from clientela.results import Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "company.benchmarks"
# The aims of the objectives' form that are judged beside others.
AIMS = ("position", "competition")
# What beating none or all of the others is called; in between it is neither.
STANDS = {0.0: "stand_worst", 1.0: "stand_best"}
AIMED = {0.0: "aim_still_last", 1.0: "aim_first"}
COLUMNS = [
    "measured", "better_way", "own_value", "best_rival", "best_value", "rivals", "percentile", "own_before", "percentile_before", "stand",
]  # fmt: skip


@analysis(KEY, name="company.name", objectives="forms.objetivos.answers")
def benchmarks(rivals: pd.DataFrame, name: str, objectives: pd.DataFrame | None = None) -> Result | Missing:
    """The company's place among its competitors in each measure, as the share of them that it beats (a tie is half), now and before.

    `rivals` is the mart: one row a measure, company and day; each company's last figure counts, and before it the one of its earlier day. Which
    way is better is what an objective says of its measure, else what its name tells; where neither does (a price), the place is told
    without judging. A census of those measured: no intervals. `objectives` are those of the areas: a goal of position or competitiveness
    in one of these measures is placed among the competitors as well (`aims`).

    Returns Missing without figures of competitors, and where the company's own are not among them.

    >>> import pandas as pd
    >>> seen = pd.DataFrame({"measured": "días de entrega", "measured_of": ["Nosotros", "A", "B"], "measured_on": pd.NaT,
    ...     "measured_value": [3.0, 2.0, 5.0]})
    >>> benchmarks(seen, "Aurora").frames["benchmarks"][["percentile", "best_rival"]].values.tolist()
    [[0.5, 'A']]
    """
    import pandas as pd

    if rivals.empty:
        return Missing(KEY, Reason.NO_TABLE, ("benchmarks",))
    seen = rivals.assign(
        measured_of=same(rivals["measured_of"]), own=[mine(one, name) for one in rivals["measured_of"]]
    )
    ways = directions(seen["measured"], objectives)
    latest, before = _days(seen)
    rows = []
    for measure in latest["measured"].unique():
        last, earlier = (part[part["measured"] == measure] for part in (latest, before))
        if row := _row(measure, last, earlier, ways):
            rows.append(row)
    if not rows:
        return Missing(KEY, Reason.NO_COLUMN, ("benchmarks.competitor",))
    frame = pd.DataFrame(rows, columns=COLUMNS).sort_values(
        ["percentile", "measured"], na_position="last", kind="stable"
    )
    judged = frame[frame["stand"] != "stand_unjudged"]
    values = {
        "measures_compared": Number(len(frame), "count", len(frame)),
        "measures_best": Number(int((judged["stand"] == "stand_best").sum()), "count", len(judged)),
        "measures_worst": Number(int((judged["stand"] == "stand_worst").sum()), "count", len(judged)),
    }
    if len(judged):
        values["percentile_mean"] = Number(float(judged["percentile"].mean()), "share", len(judged))
    frames = {"benchmarks": frame.reset_index(drop=True)}
    aims = _aims(objectives, latest, ways)
    if len(aims):
        frames["aims"] = aims
    return Result(KEY, len(frame), values, frames)


def _row(
    measure: str, latest: pd.DataFrame, before: pd.DataFrame, ways: dict[str, str]
) -> dict[str, Any] | None:
    """One measure: the company's figure and place, the best competitor's; None where either is not known."""
    own, others = latest[latest["own"]], latest[~latest["own"]]
    if own.empty or others.empty:
        return None
    value, way = float(own["measured_value"].iloc[0]), ways[measure]
    best = others.sort_values(["measured_value", "measured_of"], ascending=[way == DOWN, True]).iloc[0]
    place = percentile(value, others["measured_value"], way)
    earlier = before[before["own"]]["measured_value"]
    rest = before[~before["own"]]["measured_value"]
    known = len(earlier) > 0 and len(rest) > 0
    stand = STANDS.get(place, "stand_between") if way else "stand_unjudged"
    return {
        "measured": measure, "better_way": f"way_{way or 'unknown'}", "own_value": value, "best_rival": best["measured_of"] if way else "",
        "best_value": float(best["measured_value"]) if way else None, "rivals": len(others), "percentile": place,
        "own_before": float(earlier.iloc[0]) if known else None,
        "percentile_before": percentile(float(earlier.iloc[0]), rest, way) if known else None, "stand": stand,
    }  # fmt: skip


def _days(seen: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Each company's last figure in each measure, and the one before it."""
    ordered, whose = (
        seen.sort_values("measured_on", na_position="first", kind="stable"),
        ["measured", "measured_of"],
    )
    latest = ordered.groupby(whose).tail(1)
    return latest, ordered.drop(latest.index).groupby(whose).tail(1)


def percentile(value: float, others: pd.Series, way: str) -> float:
    """The share of the others that a figure beats, a tie counting half; without a way, the share that it exceeds.

    >>> import pandas as pd
    >>> percentile(3, pd.Series([1, 3, 5, 7]), "down")
    0.625
    """
    beaten = (others > value) if way == DOWN else (others < value)
    return float((beaten + (others == value) / 2).mean())


def _aims(objectives: pd.DataFrame | None, latest: pd.DataFrame, ways: dict[str, str]) -> pd.DataFrame:
    """Each goal of position or competitiveness: its place among the competitors today and where its figure would put it."""
    import pandas as pd

    columns = ["objective", "measured", "own_value", "aim_value", "percentile", "percentile_aim", "aim_check"]
    if objectives is None or objectives.empty:
        return pd.DataFrame(columns=columns)
    known = {loose(measure): measure for measure in ways}
    rows = []
    for row in objectives[objectives["aim"].isin(AIMS)].to_dict("records"):
        measure = known.get(loose(row["measure"] or ""))
        place: dict[str, Any] = dict.fromkeys(columns)
        place |= {
            "objective": row["objective"],
            "measured": row["measure"],
            "aim_value": row["value"],
            "aim_check": "aim_unmeasured",
        }
        if measure is not None:
            place |= _placed(float(row["value"]), latest[latest["measured"] == measure], ways[measure])
        rows.append(place)
    return pd.DataFrame(rows, columns=columns)


def _placed(goal: float, latest: pd.DataFrame, way: str) -> dict[str, Any]:
    """Where the company is and where the goal's figure would be; a goal that is reached already, or that still leaves it last, is said so."""
    own, others = latest[latest["own"]], latest.loc[~latest["own"], "measured_value"]
    if own.empty or others.empty or goal != goal:
        return {}
    value = float(own["measured_value"].iloc[0])
    better = {UP: goal > value, DOWN: goal < value}.get(way, True)
    there = percentile(goal, others, way)
    check = AIMED.get(there, "aim_within") if better else "aim_reached"
    return {
        "own_value": value,
        "percentile": percentile(value, others, way),
        "percentile_aim": there,
        "aim_check": check,
    }
