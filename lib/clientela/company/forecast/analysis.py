"""Sales of the next months, as one sum with its band; examined on sums of the company's own past beside «as a year ago»."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.calendar.history import without_opening
from clientela.calendar.holidays import holidays_in
from clientela.company.forecast.models import SEED, YEAR, Structural, year_ago
from clientela.engine import analysis, step
from clientela.results import Missing, Number, Reason, Result, Unit

if TYPE_CHECKING:
    import pandas as pd

    from clientela.companies.config import Goal

KEY = "company.forecast"
# A year to know the season, and half as much to examine at least one sum of a third of the history.
FEWEST_MONTHS = 18
MOST_AHEAD = 12
# So many sums of the past are examined at most; the last one always.
ORIGINS = 24
TRIES, PATHS = 400, 4000
LEVELS = {"80": 0.80, "95": 0.95}
METHODS = ("structural", "year_ago")
# How wide the bands should be, before the company's own sums are counted: as three of them that came out at four fifths of the model's. How wide
# is then known from few sums, so that each future has a width of its own: a band of Student's kind. Both were chosen on some kinds of
# series and are judged on others (tests/honesty/series.py).
TRUSTED, WIDTH = 3, 0.8


@dataclass(frozen=True)
class Forecast(Result):
    """A forecast with its simulated futures: one row a future, one column a month that starts on `starts`."""

    method: str = ""
    starts: Sequence[dt.date] = ()
    paths: Any = field(default=None, repr=False, compare=False)

    @property
    def last_day(self) -> dt.date:
        """The last day that the forecast speaks of."""
        import pandas as pd

        end = pd.Timestamp(self.starts[-1]) + pd.offsets.MonthEnd(0)
        return dt.date(end.year, end.month, end.day)

    def places(self) -> Mapping[str, dt.date]:
        """The day that the words of the figures name: until when the sales are expected."""
        return {"end": self.last_day} if self.starts else {}


def forecast(
    months: pd.DataFrame, country: str = "CO", own: Sequence[dt.date] = (), measure: str = "amount"
) -> Forecast | Missing:
    """How much the company will sell in the next months together, up to a third of its history ahead, a year at most.

    `months` is the mart of that name; only complete months count, and those without sales count as zero. The sum is examined on the same
    sums of the past, each forecast from what was known then, beside «each month as a year ago»; where the model loses, that rule
    speaks, with a band as wide as the model's. How wide bands should have been on the past sets how wide these are, by the factor `widening`; it
    is known from few sums, and that doubt is in the band too.

    Returns Missing with fewer than eighteen complete months, with sales that never change, or where there is no sale to go by.
    """
    import pandas as pd

    whole = without_opening(months[months["complete"]].sort_values("month"))
    if len(whole) < FEWEST_MONTHS:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, ("months",), len(whole), FEWEST_MONTHS)
    if measure not in whole or whole[measure].isna().any():
        column = "transactions.cost" if measure == "margin" else f"transactions.{measure}"
        return Missing(KEY, Reason.NO_COLUMN, (column,))
    values = whole[measure].to_numpy(dtype=float)
    if float(values.std()) == 0:
        return Missing(KEY, Reason.NO_VARIATION)
    # Of months that sell less than they take back, no multiples can be told.
    if values[-YEAR:].sum() <= 0 or (measure == "margin" and values.min() < 0):
        return Missing(KEY, Reason.NO_FIT)
    ahead = min(len(values) // 3, MOST_AHEAD)
    starts = pd.date_range(whole["month"].iloc[0], periods=len(values) + ahead, freq="MS")
    free = holidays_in(starts, "month", country, own).to_numpy()
    return _answer(values, starts, free - free.mean(axis=0), "count" if measure == "orders" else "currency")


@step(goals="company.goals", country="company.country", own="company.holidays")
def outlooks(
    months: pd.DataFrame, goals: Sequence[Goal], country: str = "CO", own: Sequence[dt.date] = ()
) -> dict[str, Forecast | Missing]:
    """The sales forecast, and one of every other measure that a goal is set in and that adds up over months."""
    wanted = dict.fromkeys(
        ["amount", *(goal.measure for goal in goals if goal.measure in ("orders", "margin"))]
    )
    return {measure: forecast(months, country, own, measure) for measure in wanted}


@analysis(KEY)
def outlook(outlooks: Mapping[str, Forecast | Missing]) -> Forecast | Missing:
    """What the company will sell in the coming months, between which bounds, and how right such a forecast was before.

    `outlooks` holds the forecast of each measure; this is that of the amount (see `forecast`).

    >>> from clientela.results import Reason
    >>> outlook({"amount": Missing("company.forecast", Reason.TOO_SHORT_HISTORY, have=9, need=18)}).need
    18
    """
    return outlooks["amount"]


@dataclass(frozen=True)
class _Outlook:
    """What both ways of looking ahead say of the months after the first `until`, from what was known then."""

    model: Structural
    values: Any
    ahead: int

    def futures(self, method: str, until: int, tries: int, widths: Any = 1.0) -> Any:
        """Simulated months, each future as much wider as its place in `widths`: of the model, or moved to «as a year ago»."""
        scaled = self.model.futures(until, self.ahead, tries)
        middle = np.median(scaled, axis=0)
        paths = self.model.amounts(middle + np.reshape(widths, (-1, 1)) * (scaled - middle))
        if method == "structural":
            return paths
        naive = year_ago(self.values, until, self.ahead)
        target, usual = max(float(naive.sum()), 1e-9 * self.model.usual), np.median(paths, axis=0)
        shaped = paths * (naive / usual) if (naive > 0).all() and (usual > 0).all() else paths
        return shaped * (target / max(float(np.median(shaped.sum(axis=1))), 1e-12))


def _answer(values: Any, starts: pd.DatetimeIndex, free: Any, unit: Unit) -> Forecast:
    import pandas as pd

    whole, ahead = len(values), len(starts) - len(values)
    model = Structural(values, free, np.asarray(starts.month) - 1, ahead)
    recent = _Outlook(model, values[model.cut :], ahead)
    origins = _origins(model.n, ahead)
    grades = {method: _grade(recent, method, origins) for method in METHODS}
    method = min(METHODS, key=lambda name: grades[name]["forecast_error"])
    widening, known = grades[method]["widening"], len(_apart(model.n - ahead, ahead))
    paths = recent.futures(method, model.n, PATHS, _widths(widening, TRUSTED + known))
    frames = {
        "future": _future(paths, starts[whole:]),
        "past": pd.DataFrame({"period": starts[:whole], "amount": values}),
        "grades": pd.DataFrame([
            {"method": name, **_shown(grade), "is_chosen": "is_chosen" if name == method else ""}
            for name, grade in grades.items()
        ]),
    }  # fmt: skip
    tries = len(origins)
    found = _sums(paths, unit, recent, tries) | {
        "model_error": Number(grades["structural"]["forecast_error"], "share", tries),
        "naive_error": Number(grades["year_ago"]["forecast_error"], "share", tries),
        "covered_80": Number(grades[method]["covered_80"], "share", tries),
        "covered_95": Number(grades[method]["covered_95"], "share", tries),
        "widening": Number(widening, "ratio", tries),
        "periods_ahead": Number(ahead, "count", whole),
    }
    return Forecast(
        KEY,
        whole,
        found,
        frames,
        method=method,
        starts=tuple(day.date() for day in starts[whole:]),
        paths=paths,
    )


def _origins(n: int, ahead: int) -> list[int]:
    """From where the past is forecast: never before a year is known, and never beyond what has come."""
    spread = np.linspace(YEAR, n - ahead, min(ORIGINS, n - ahead - YEAR + 1))
    return sorted({*(round(place) for place in spread), *_apart(n - ahead, ahead)})


def _apart(last: int, ahead: int) -> list[int]:
    """From the last one back, those whose sums share no month."""
    return list(range(last, YEAR - 1, -ahead))


def _shown(grade: Mapping[str, float]) -> dict[str, float]:
    return {name: value for name, value in grade.items() if name != "widening"}


def _grade(outlook: _Outlook, method: str, origins: Sequence[int]) -> dict[str, float]:
    """Errors of the sum, as a part of what was sold, and how often its bands held it, when only the past was known."""
    ahead, misses, sold, ranks = outlook.ahead, [], [], {}
    for origin in origins:
        sums = outlook.futures(method, origin, TRIES).sum(axis=1)
        truth = float(outlook.values[origin : origin + ahead].sum())
        misses.append(abs(float(np.median(sums)) - truth))
        sold.append(truth)
        ranks[origin] = (float((sums < truth).sum()) + 0.5) / (TRIES + 1)
    held = {
        f"covered_{name}": float(np.mean([abs(rank - 0.5) <= level / 2 for rank in ranks.values()]))
        for name, level in LEVELS.items()
    }
    # Sums that share no month tell how wide the bands should have been.
    squares = [NormalDist().inv_cdf(ranks[origin]) ** 2 for origin in _apart(origins[-1], ahead)]
    widening = ((TRUSTED * WIDTH**2 + sum(squares)) / (TRUSTED + len(squares))) ** 0.5
    return {
        "forecast_error": sum(misses) / max(sum(sold), 1e-9), **held, "tries": len(origins), "widening": widening
    }  # fmt: skip


def _widths(typical: float, sums: int) -> Any:
    """How wide each future is, where the typical width is known from so few sums: that of a variance with as many degrees of freedom."""
    return typical * (sums / np.random.default_rng([SEED, 1]).chisquare(sums, PATHS)) ** 0.5


def _future(paths: Any, starts: pd.DatetimeIndex) -> pd.DataFrame:
    import pandas as pd

    low_95, low_80, middle, high_80, high_95 = np.quantile(paths, [0.025, 0.1, 0.5, 0.9, 0.975], axis=0)
    return pd.DataFrame({
        "period": starts, "expected": middle, "low_80": low_80, "high_80": high_80, "low_95": low_95, "high_95": high_95,
    })  # fmt: skip


def _sums(paths: Any, unit: Unit, outlook: _Outlook, tries: int) -> dict[str, Number]:
    """The sum of the months to come with its band, and that of the same months a year before, with how likely it is to be passed."""
    sums = paths.sum(axis=1)
    low, middle, high = (float(q) for q in np.quantile(sums, [0.1, 0.5, 0.9]))
    before = float(year_ago(outlook.values, len(outlook.values), outlook.ahead).sum())
    return {
        "next_amount": Number(middle, unit, len(outlook.values), low, high, 0.80),
        "same_months_before": Number(before, unit, len(outlook.values)),
        "chance_of_more": Number(float((sums > before).mean()), "share", tries),
    }
