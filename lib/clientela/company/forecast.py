"""Sales of the next weeks or months, graded on the company's own past beside a naive forecast."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.company.feasts import feasts
from clientela.company.models import MODELS, RIVALS, calendar_effect
from clientela.engine import analysis, step
from clientela.results import Missing, Number, Reason, Result, Unit

if TYPE_CHECKING:
    import pandas as pd

    from clientela.config import Goal

KEY = "company.forecast"
FEWEST_MONTHS = 6
# By months from two and a half years on: two to learn the seasons, six months at least to be graded on.
MONTHLY_FROM = 30
MOST_AHEAD = {"month": 12, "week": 26}
CYCLE = {"month": 12, "week": 52}
ORIGINS = 10
TRIES, PATHS = 500, 4000
LEVELS = (0.80, 0.95)


@dataclass(frozen=True)
class Forecast(Result):
    """A forecast with its simulated futures: one row a future, one column a period that starts on `starts`."""

    unit: str = "month"
    method: str = ""
    starts: Sequence[dt.date] = ()
    paths: Any = field(default=None, repr=False, compare=False)

    @property
    def last_day(self) -> dt.date:
        """The last day that the forecast speaks of."""
        import pandas as pd

        last = pd.Timestamp(self.starts[-1])
        end = last + pd.offsets.MonthEnd(0) if self.unit == "month" else last + pd.Timedelta(days=6)
        return dt.date(end.year, end.month, end.day)

    def places(self) -> Mapping[str, dt.date]:
        """The day that the words of the figures name: until when the sales are expected."""
        return {"end": self.last_day} if self.starts else {}


@dataclass(frozen=True)
class _Past:
    """The complete periods of one measure, what is done to them before a model sees them, and the feasts to come."""

    values: Any
    feasts: Any
    unit: str
    ahead: int

    @property
    def logs(self) -> bool:
        """Growth and seasons are multiples, so logarithms where there is no zero."""
        return bool((self.values > 0).all())

    def futures(self, model: Any, until: int, ahead: int, paths: int) -> Any:
        """What a model that knows the first periods only says of the following ones."""
        past = self.level(self.values[:until])
        drawn = model(past, self.feasts[: until + ahead], ahead, CYCLE[self.unit], paths)
        return np.exp(np.clip(drawn, None, 60.0)) if self.logs else drawn

    def level(self, amounts: Any) -> Any:
        """Amounts on the scale that the models work on."""
        return np.log(amounts) if self.logs else amounts

    def spread(self, paths: Any, widening: float) -> Any:
        """The same futures, so many times as far from their middle."""
        middle = np.median(self.level(paths), axis=0)
        wide = middle + widening * (self.level(paths) - middle)
        return np.exp(np.clip(wide, None, 60.0)) if self.logs else wide


def forecast(
    months: pd.DataFrame,
    weeks: pd.DataFrame,
    country: str = "CO",
    own: Sequence[dt.date] = (),
    measure: str = "amount",
) -> Forecast | Missing:
    """How much the company will sell in the next weeks or months, up to a third of its history ahead.

    `months` and `weeks` are the marts of these names; only complete periods count. Exponential smoothing is graded by rolling origin beside its
    naive rivals; where it loses, the best rival speaks. Intervals of 80 and 95 % come with their hit rate on the own past; where that fell short
    they are drawn wider, by the factor `widening`.

    Returns Missing with fewer than six complete months, or sales that never change.
    """
    import pandas as pd

    whole = months[months["complete"]]
    if len(whole) < FEWEST_MONTHS:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, have=len(whole), need=FEWEST_MONTHS)
    unit = "month" if len(whole) >= MONTHLY_FROM else "week"
    frame = whole if unit == "month" else weeks[weeks["complete"]]
    if measure not in frame or frame[measure].isna().any():
        return Missing(
            KEY,
            Reason.NO_COLUMN,
            ("transactions.cost",) if measure == "margin" else (f"transactions.{measure}",),
        )
    series = _regular(frame.set_index(unit)[measure].astype(float), unit)
    if float(series.std()) == 0:
        return Missing(KEY, Reason.NO_VARIATION)
    ahead = min(len(series) // 3, MOST_AHEAD[unit])
    starts = pd.DatetimeIndex([*series.index, *_following(series.index[-1], unit, ahead)])
    past = _Past(series.to_numpy(), feasts(starts, unit, country, own).to_numpy(), unit, ahead)
    return _answer(past, starts, "count" if measure == "orders" else "currency")


@step(goals="company.goals", country="company.country", own="company.holidays")
def outlooks(
    months: pd.DataFrame,
    weeks: pd.DataFrame,
    goals: Sequence[Goal],
    country: str = "CO",
    own: Sequence[dt.date] = (),
) -> dict[str, Forecast | Missing]:
    """The sales forecast, and one of every other measure that a goal is set in and that adds up over months."""
    wanted = dict.fromkeys(
        ["amount", *(goal.measure for goal in goals if goal.measure in ("orders", "margin"))]
    )
    return {measure: forecast(months, weeks, country, own, measure) for measure in wanted}


@analysis(KEY)
def outlook(outlooks: Mapping[str, Forecast | Missing]) -> Forecast | Missing:
    """What the company will sell in the coming months, between which bounds, and how right such a forecast was before.

    `outlooks` holds the forecast of each measure; this is that of the amount (see `forecast`).
    """
    return outlooks["amount"]


def _regular(series: pd.Series, unit: str) -> pd.Series:
    """Every period in its place; one without any sale is a zero."""
    import pandas as pd

    every = pd.date_range(series.index.min(), series.index.max(), freq="MS" if unit == "month" else "7D")
    return series.reindex(every, fill_value=0.0)


def _following(last: pd.Timestamp, unit: str, ahead: int) -> pd.DatetimeIndex:
    import pandas as pd

    return pd.date_range(last, periods=ahead + 1, freq="MS" if unit == "month" else "7D")[1:]


def _answer(past: _Past, starts: pd.DatetimeIndex, unit: Unit) -> Forecast:
    import pandas as pd

    n, grades = len(past.values), _grades(past)
    model, rival = (_best(grades, among) for among in (MODELS, RIVALS))
    method = model if grades[model]["forecast_error"] < grades[rival]["forecast_error"] else rival
    widening = max(1.0, grades[method]["stretch"])
    paths = past.spread(past.futures({**MODELS, **RIVALS}[method], n, past.ahead, PATHS), widening)
    table = [
        {"method": name, **grade, "is_chosen": "is_chosen" if name == method else ""}
        for name, grade in grades.items()
    ]
    frames = {
        "future": _future(paths, starts[n:]),
        "past": pd.DataFrame({"period": starts[:n], "amount": past.values}),
        "grades": pd.DataFrame(table).drop(columns="stretch"),
    }
    values = _values(paths, unit, n) | _graded(grades, method, (model, rival), unit)
    effect = calendar_effect(past.level(past.values), past.feasts[:n], CYCLE[past.unit])
    values["feasts_used"] = Number(int((effect != 0).sum()) if method in MODELS else 0, "count", n)
    values["widening"] = Number(widening, "ratio", int(grades[method]["tries"]))
    values["periods_ahead"] = Number(past.ahead, "count", n)
    ahead = tuple(day.date() for day in starts[n:])
    return Forecast(KEY, n, values, frames, unit=past.unit, method=method, starts=ahead, paths=paths)


def _best(grades: Mapping[str, Mapping[str, float]], among: Mapping[str, Any]) -> str:
    return min((name for name in grades if name in among), key=lambda name: grades[name]["forecast_error"])


def _grades(past: _Past) -> dict[str, dict[str, float]]:
    """Each method's errors and hit rates when it knew only the past: rolling origin, every step up to the horizon."""
    n = len(past.values)
    least = max(n // 2, 2 * CYCLE["month"] if past.unit == "month" else 0)
    origins = sorted({round(origin) for origin in np.linspace(least, n - 1, ORIGINS)})
    # What needs a year behind it is examined where every examination has that, and a little more.
    yearly = {"seasonal_naive": CYCLE[past.unit] + 8, "seasonal_smoothing": 2 * CYCLE[past.unit]}
    methods = {name: model for name, model in {**MODELS, **RIVALS}.items() if least >= yearly.get(name, 0)}
    scale = float(np.abs(np.diff(past.values)).mean())
    return {name: _grade(past, model, origins, scale) for name, model in methods.items()}


def _grade(past: _Past, model: Any, origins: Sequence[int], scale: float) -> dict[str, float]:
    misses, stretches = [], []
    hits: dict[float, list[Any]] = {level: [] for level in LEVELS}
    for origin in origins:
        ahead = min(past.ahead, len(past.values) - origin)
        paths, truth = past.futures(model, origin, ahead, TRIES), past.values[origin : origin + ahead]
        misses.append(np.median(paths, axis=0) - truth)
        for level in LEVELS:
            low, high = np.quantile(paths, [(1 - level) / 2, (1 + level) / 2], axis=0)
            hits[level].append((low <= truth) & (truth <= high))
        low, middle, high = past.level(np.quantile(paths, [0.1, 0.5, 0.9], axis=0))
        away = past.level(truth) - middle
        stretches.append(np.abs(away) / np.maximum(np.where(away > 0, high - middle, middle - low), 1e-12))
    errors = np.concatenate(misses)
    return {
        "forecast_error": float(np.abs(errors).mean() / scale),
        "forecast_rmse": float(np.sqrt((errors**2).mean())),
        "covered_80": float(np.concatenate(hits[0.80]).mean()),
        "covered_95": float(np.concatenate(hits[0.95]).mean()),
        "tries": len(errors),
        # How many times as wide the 80 % band would have had to be to hold 80 % of what came.
        "stretch": float(np.quantile(np.concatenate(stretches), 0.80)),
    }


def _future(paths: Any, starts: pd.DatetimeIndex) -> pd.DataFrame:
    import pandas as pd

    low_95, low_80, middle, high_80, high_95 = np.quantile(paths, [0.025, 0.1, 0.5, 0.9, 0.975], axis=0)
    return pd.DataFrame({
        "period": starts, "expected": middle, "low_80": low_80, "high_80": high_80, "low_95": low_95, "high_95": high_95,
    })  # fmt: skip


def _values(paths: Any, unit: Unit, n: int) -> dict[str, Number]:
    found = {}
    for name, drawn in (("next_amount", paths.sum(axis=1)), ("next_period_amount", paths[:, 0])):
        low, middle, high = (float(q) for q in np.quantile(drawn, [0.1, 0.5, 0.9]))
        found[name] = Number(middle, unit, n, low, high, 0.80)
    return found


def _graded(
    grades: Mapping[str, Mapping[str, float]], method: str, best: tuple[str, str], unit: Unit
) -> dict[str, Number]:
    tries = int(grades[method]["tries"])
    found: dict[str, Number] = {}
    for who, name in zip(("model", "naive"), best, strict=True):
        found[f"{who}_mase"] = Number(grades[name]["forecast_error"], "ratio", tries)
        found[f"{who}_rmse"] = Number(grades[name]["forecast_rmse"], unit, tries)
    for level in ("covered_80", "covered_95"):
        found[level] = Number(grades[method][level], "share", tries)
    return found
