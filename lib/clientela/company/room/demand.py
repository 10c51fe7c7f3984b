"""What will come to each unit in the next weeks, between which bounds; examined on its own past beside «the same week a year ago»."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.calendar.holidays import holidays_in
from clientela.company.forecast.models import Scale, Structural
from clientela.engine import analysis, step
from clientela.results import Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "company.demand"
YEAR = 52
# Two years show a season; without them a month ahead is all that may be told, and it is said that the season is not known.
SEASON_KNOWN, WITHOUT_SEASON = 2 * YEAR, 4
FEWEST, AHEAD, THIRD = 8, 12, 3
ORIGINS, TRIES, PATHS = 12, 200, 1000
# What is older than this many days is not the present any more.
FRESH = 28
# Bands of the model count as so many that came out as wide as they should, before the unit's own are counted.
TRUSTED, NARROWEST = 8, 0.8
LEVELS = {"80": 0.80, "95": 0.95}
NOISE = (0.06, 0.12, 0.2, 0.3, 0.45, 0.8)
STEPS = ((0.0, 1.0), (0.01, 1.0), (0.03, 1.0), (0.08, 1.0), (0.2, 1.0), (0.08, 0.85), (0.2, 0.6))
GROWTH = ((0.002, 0.0),)
WEEKS = Scale(130, 0.1, NOISE, STEPS, (0.0, 0.12, 0.35), GROWTH)
FLAT = Scale(130, 0.1, NOISE, STEPS, (0.0,), ((0.0, 0.0),))


@dataclass(frozen=True)
class Ahead:
    """The weeks to come of one unit: their Mondays, and simulated arrivals (one row a future, one column a week)."""

    starts: Sequence[dt.date]
    paths: Any = field(repr=False)
    seasonal: bool = True


@dataclass(frozen=True)
class Demand(Result):
    """What will come, with the simulated futures of each unit by its name."""

    ahead: Mapping[str, Ahead] = field(default_factory=dict, repr=False, compare=False)


@analysis(KEY, country="company.country", own="company.holidays")
def demand(
    loads: pd.DataFrame, as_of: dt.date, country: str = "CO", own: Sequence[dt.date] = ()
) -> Demand | Missing:
    """What will come to each unit, week by week, up to twelve weeks and never more than a third of its history.

    Level, trend, month of the year, holidays and Holy Week, as for sales (`forecast.models`), on the scale of multiples or of square roots, so that
    nothing comes out below zero. With less than two years the season is not known: the forecast says so and looks four weeks ahead at most. Each
    unit's weeks are examined from earlier days on beside the same week a year ago (the mean of the last four weeks where there is no year);
    the one that errs less speaks. Frames: demand (unit × week with bands of 80 and 95 %), grades (one row a unit).

    Returns Missing where no unit has eight complete weeks, or all stopped more than four weeks ago.
    """
    import pandas as pd

    found, grades, rows = {}, [], []
    weekly = loads[loads["complete"].astype(bool) & (loads["weeks"] <= 1)]
    longest = int(weekly.groupby("unit").size().max()) if len(weekly) else 0
    for unit, weeks in weekly.groupby("unit", sort=True):
        late = (pd.Timestamp(as_of) - weeks["week"].max()).days - 6
        told = _one(weeks.set_index("week")["arrivals"].sort_index(), country, own) if late <= FRESH else None
        if told is not None:
            found[str(unit)], grade, frame = told
            grades.append({"unit": str(unit), **grade})
            rows.append(frame.assign(unit=str(unit)))
    if not found:
        if loads.empty:
            return Missing(KEY, Reason.NO_TABLE, ("capacity.arrivals",))
        return Missing(
            KEY, Reason.TOO_SHORT_HISTORY, ("capacity.period", "capacity.arrivals"), longest, FEWEST
        )
    table = pd.DataFrame(grades)
    n = int(table["weeks_seen"].sum())
    values = {
        "units_forecast": Number(len(found), "count", n),
        "units_with_season": Number(
            int((table["season_known"] == "season_known").sum()), "count", len(found)
        ),
    }
    examined = table[table["tries"] > 0]
    for name in ("covered_80", "covered_95"):
        if len(examined):
            tries = int(examined["tries"].sum())
            values[name] = Number(float((examined[name] * examined["tries"]).sum() / tries), "share", tries)
    frame = pd.concat(rows, ignore_index=True)
    names = ["unit", *[name for name in frame.columns if name != "unit"]]
    return Demand(KEY, n, values, {"demand": frame[names], "grades": table}, ahead=found)


def _one(
    arrivals: pd.Series, country: str, own: Sequence[dt.date]
) -> tuple[Ahead, dict[str, Any], Any] | None:
    """One unit: its futures, how it was graded, and its weeks with their bands; None where it has too few, or nothing comes."""
    import pandas as pd

    whole = arrivals.asfreq("7D").fillna(0.0)
    values = whole.to_numpy(dtype=float)
    if len(values) < FEWEST or values.max() <= 0 or values.std() == 0:
        return None
    seasonal = len(values) >= SEASON_KNOWN
    ahead = min(len(values) // THIRD, AHEAD if seasonal else WITHOUT_SEASON)
    starts = pd.date_range(whole.index[0], periods=len(values) + ahead, freq="7D")
    free = holidays_in(starts, "week", country, own).to_numpy()
    # A week belongs to the month of its Thursday.
    months = np.asarray((starts + pd.Timedelta(days=3)).month) - 1
    scale = WEEKS if seasonal else FLAT
    view = _View(Structural(values, free - free.mean(axis=0), months, ahead, scale), values, ahead)
    origins = view.origins()
    graded = {method: view.grade(method, origins) for method in ("structural", "naive")}
    method = min(graded, key=lambda name: graded[name]["demand_error"]) if origins else "structural"
    widening = graded[method]["widening"] if origins else 1.0
    paths = view.futures(method, len(view.known), PATHS, widening)
    coming = tuple(day.date() for day in starts[len(values) :])
    grade = {
        "method": method if method == "structural" else "week_year_ago" if len(values) > YEAR + ahead else "last_weeks",
        "demand_error": graded["structural"]["demand_error"], "rule_error": graded["naive"]["demand_error"],
        "covered_80": graded[method]["covered_80"], "covered_95": graded[method]["covered_95"],
        "tries": len(origins) * ahead, "weeks_seen": len(values), "season_known": "season_known" if seasonal else "season_unknown",
    }  # fmt: skip
    return Ahead(coming, paths, seasonal), grade, _bands(paths, coming)


def _bands(paths: Any, starts: Sequence[dt.date]) -> Any:
    import pandas as pd

    low_95, low, middle, high, high_95 = np.quantile(paths, [0.025, 0.1, 0.5, 0.9, 0.975], axis=0)
    return pd.DataFrame({
        "week_start": pd.to_datetime(list(starts)), "arrivals_expected": middle, "arrivals_low": low, "arrivals_high": high,
        "arrivals_low_95": low_95, "arrivals_high_95": high_95,
    })  # fmt: skip


@dataclass(frozen=True)
class _View:
    """One unit seen from any of its weeks: what the model and the naive rule expected, from what was known then."""

    model: Structural
    values: Any
    ahead: int
    # Both rules are graded on the same futures: they are drawn once.
    _drawn: dict[tuple[int, int], Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def known(self) -> Any:
        """The weeks that the model looks back to."""
        return self.values[self.model.cut :]

    def origins(self) -> list[int]:
        """From where the past is forecast: with at least a year behind, or half of what there is."""
        first = min(YEAR, len(self.known) // 2)
        last = len(self.known) - self.ahead
        return sorted({round(place) for place in np.linspace(first, last, ORIGINS)}) if last >= first else []

    def naive(self, until: int) -> Any:
        """The same weeks a year before; the mean of the last four where there is no such year."""
        begin = self.model.cut + until
        if begin + self.ahead - YEAR >= self.ahead and begin >= YEAR:
            return self.values[begin - YEAR : begin - YEAR + self.ahead]
        return np.full(self.ahead, self.values[max(0, begin - 4) : begin].mean())

    def futures(self, method: str, until: int, paths: int, widening: float = 1.0) -> Any:
        """Simulated arrivals after so many weeks; moved to the naive rule where that is the better one."""
        if (until, paths) not in self._drawn:
            self._drawn[until, paths] = self.model.futures(until, self.ahead, paths)
        scaled = self._drawn[until, paths]
        middle = np.median(scaled, axis=0)
        found = self.model.amounts(middle + widening * (scaled - middle))
        if method == "structural":
            return found
        usual = np.maximum(np.median(found, axis=0), 1e-9)
        return found * (self.naive(until) / usual)

    def grade(self, method: str, origins: Sequence[int]) -> dict[str, float]:
        """The mean error of a week, as a part of what came, and how often its bands held it."""
        if not origins:
            return {"demand_error": np.nan, "covered_80": np.nan, "covered_95": np.nan, "widening": 1.0}
        off, came, ranks, squares = 0.0, 0.0, [], []
        for origin in origins:
            paths, truth = self.futures(method, origin, TRIES), self.known[origin : origin + self.ahead]
            off += float(np.abs(np.median(paths, axis=0) - truth).sum())
            came += float(truth.sum())
            # Counts tie: a week that is as many as a future stands in the middle of those.
            ranks += list(
                ((paths < truth).sum(axis=0) + 0.5 * (paths == truth).sum(axis=0) + 0.5) / (TRIES + 1)
            )
            total = (paths.sum(axis=1) < truth.sum()).sum()
            squares.append(NormalDist().inv_cdf((total + 0.5) / (TRIES + 1)) ** 2)
        held = {
            f"covered_{name}": float(np.mean(np.abs(np.array(ranks) - 0.5) <= level / 2))
            for name, level in LEVELS.items()
        }
        # Sums that overlap tell the same news more than once.
        apart = max(1.0, (origins[-1] - origins[0]) / self.ahead + 1)
        widening = max(NARROWEST, ((TRUSTED + float(np.mean(squares)) * apart) / (TRUSTED + apart)) ** 0.5)
        # Of nothing that came no part is known.
        return {"demand_error": off / came if came > 0 else np.nan, **held, "widening": widening}


@step()
def futures(demand: Demand | Missing) -> dict[str, Ahead]:
    """The simulated futures of each unit; none where nothing can be told."""
    return {} if isinstance(demand, Missing) else dict(demand.ahead)
