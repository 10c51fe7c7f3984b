"""The company's goals: are their dates and figures sound, and how likely is each to be reached?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.company.forecast import Forecast
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.present.terms import term
from clientela.results import Finding, Missing, Number, Reason, Result, Unit

if TYPE_CHECKING:
    import pandas as pd

    from clientela.config import Goal

KEY = "company.goals"
# A short-term goal takes a year, a long-term one three; so many days more or less are the calendar's.
TERMS_OF = {"short": (365, 35), "long": (1096, 95)}
# More growth than this in one term has to be explained before it is asked for.
BOLD = 0.5
COLUMNS = [
    "measure", "goal", "start", "end", "done", "expected", "low", "high", "probability", "needed_growth", "check_dates", "check_figure",
]  # fmt: skip


def goals(
    given: Sequence[Goal],
    days: pd.DataFrame,
    months: pd.DataFrame,
    outlooks: Mapping[str, Forecast | Missing],
) -> Result | Missing:
    """How likely each goal is to be reached on its end date, and whether its dates and figure make sense.

    The probability is the share of the forecast's simulated futures that reach the figure, added to what is already sold; it is blank for a goal
    that ends beyond the forecast's horizon, or in a measure that does not add up over months (customers).

    Returns Missing where company.yml sets no goals.
    """
    import pandas as pd

    if not given:
        return Missing(KEY, Reason.NO_TABLE, ("company.yml: goals",))
    if days.empty:
        return Missing(KEY, Reason.TOO_FEW_PURCHASES, ("transactions.date",))
    rows = [_row(goal, days, months, outlooks.get(goal.measure)) for goal in given]
    frame = pd.DataFrame(rows, columns=COLUMNS).sort_values(["end", "measure", "goal"]).reset_index(drop=True)
    values = {"goals": Number(len(frame), "count", len(frame)), **_plans(frame, days)}
    open_yet = frame["end"] > days["day"].max().date()
    for row in frame[open_yet & frame["probability"].notna()].head(1).to_dict("records"):
        unit: Unit = "currency" if row["measure"] in ("amount", "margin") else "count"
        middle, low, high = (float(row[name]) for name in ("expected", "low", "high"))
        values["goal_probability"] = Number(float(row["probability"]), "share", len(frame))
        values["goal_expected"] = Number(middle, unit, len(frame), low, high, 0.80)
        values["goal_figure"] = Number(float(row["goal"]), unit, len(frame))
    return Result(KEY, len(frame), values, {"goals": frame})


def _plans(frame: pd.DataFrame, days: pd.DataFrame) -> dict[str, Number]:
    """What was to be reached in the year, or other window, that the history ends with: its plan, by measure."""
    last = days["day"].max().date()
    window = min(365, ((last - days["day"].min().date()).days + 1) // 2)
    ended = frame[frame["end"] == last]
    return {
        f"plan_{row['measure']}": Number(float(row["goal"]), "currency" if row["measure"] == "amount" else "count", len(frame))
        for row in ended.to_dict("records")
        if row["measure"] in ("amount", "orders") and abs((row["end"] - row["start"]).days + 1 - window) <= 1
    }  # fmt: skip


def _row(
    goal: Goal, days: pd.DataFrame, months: pd.DataFrame, outlook: Forecast | Missing | None
) -> tuple[Any, ...]:
    dates = _check_dates(goal)
    known = _known(goal.measure, days, months)
    done = low = middle = high = probability = None
    if known is not None and dates != "bad_dates":
        done = _between(known, goal.start, goal.end)
        if isinstance(outlook, Forecast):
            done = _between(known, goal.start, min(goal.end, outlook.starts[0] - dt.timedelta(days=1)))
            drawn = _drawn(outlook, goal)
            if drawn is not None:
                ends = done + drawn
                low, middle, high = (float(q) for q in np.quantile(ends, [0.1, 0.5, 0.9]))
                probability = float((ends >= goal.value).mean())
    growth = _needed(goal, known)
    figure = "" if growth is None else "too_low" if growth <= 0 else "bold" if growth > BOLD else "sane"
    return (
        goal.measure, goal.value, goal.start, goal.end, done, middle, low, high, probability, growth, dates, figure,
    )  # fmt: skip


def _known(measure: str, days: pd.DataFrame, months: pd.DataFrame) -> pd.Series | None:
    """What was reached so far, by day (margins: by month); None for what does not add up over time."""
    if measure in ("amount", "orders"):
        return days.set_index("day")[measure].astype(float).sort_index()
    if measure == "margin" and len(months) and months["margin"].notna().all():
        return months[months["complete"]].set_index("month")["margin"].astype(float).sort_index()
    return None


def _between(series: pd.Series, start: dt.date, end: dt.date) -> float:
    return float(series.loc[str(start) : str(end)].sum()) if end >= start else 0.0


def _drawn(outlook: Forecast, goal: Goal) -> Any:
    """What each simulated future adds within the goal's dates; None where the goal ends beyond the forecast."""
    import pandas as pd

    starts = pd.DatetimeIndex(pd.to_datetime(list(outlook.starts)))
    following = starts + (pd.offsets.MonthBegin(1) if outlook.unit == "month" else pd.Timedelta(days=7))
    begin, end = pd.Timestamp(goal.start), pd.Timestamp(goal.end) + pd.Timedelta(days=1)
    if end > following[-1]:
        return None
    if end <= starts[0]:
        return np.zeros(1)
    inside = following.where(following < end, end) - starts.where(starts > begin, begin)
    part = np.clip(inside / (following - starts), 0, 1)
    return outlook.paths @ np.asarray(part, dtype=float)


def _check_dates(goal: Goal) -> str:
    if goal.end <= goal.start:
        return "bad_dates"
    length = (goal.end - goal.start).days + 1
    return next(
        (name for name, (target, slack) in TERMS_OF.items() if abs(length - target) <= slack), "other_term"
    )


def _needed(goal: Goal, known: pd.Series | None) -> float | None:
    """The growth the goal asks for, over the equally long time just before it; None where that is not on record."""
    length = goal.end - goal.start
    before = goal.start - length - dt.timedelta(days=1)
    if (
        known is None
        or known.empty
        or goal.end <= goal.start
        or known.index[0].date() > before + dt.timedelta(days=7)
    ):
        return None
    base = _between(known, before, min(goal.start - dt.timedelta(days=1), known.index[-1].date()))
    # A goal that starts in the future has no whole period before it yet.
    return (
        goal.value / base - 1
        if base > 0 and known.index[-1].date() >= goal.start - dt.timedelta(days=32)
        else None
    )


def goals_table(result: Result, currency: str) -> Table:
    """Each goal with its end, what is expected by then, how likely it is and what to check."""
    rows = result.frames["goals"].to_dict("records")
    frame = result.frames["goals"].assign(
        goal_end=result.frames["goals"]["end"],
        goal_text=[
            _("{measure}: {figure}").format(
                measure=term(row["measure"]).words, figure=_written(row["measure"], row["goal"], currency)
            )
            for row in rows
        ],
        expected_text=[_expected(row, currency) for row in rows],
        probability_text=[likely(row["probability"]) for row in rows],
    )
    columns = ("goal_text", "goal_end", "expected_text", "probability_text", "check_dates", "check_figure")
    return Table(
        frame,
        _("Las metas, lo que se espera a su fecha y la probabilidad de llegar."),
        "tbl-company-goals",
        columns,
    )


def _expected(row: Mapping[Any, Any], currency: str) -> Any:
    if numbers.absent(row["expected"]):
        return None
    middle, low, high = (
        _written(row["measure"], row[name], currency) for name in ("expected", "low", "high")
    )
    return _("{expected} ({low} a {high})").format(expected=middle, low=low, high=high)


def likely(probability: float | None) -> Any:
    """A probability in words no surer than a simulation allows.

    >>> likely(0.001)
    'menos de 1 %'
    """
    if numbers.absent(probability):
        return None
    if not 0.01 <= float(probability or 0) <= 0.99:
        return _("menos de 1 %") if float(probability or 0) < 0.5 else _("más de 99 %")
    return numbers.share(probability, 0)


def _written(measure: str, amount: float, currency: str) -> str:
    return numbers.short_money(amount, currency) if measure in ("amount", "margin") else numbers.count(amount)


def goals_advice(result: Result) -> str:
    """What to do about goals that are out of reach, too easy, or badly dated."""
    frame = result.frames["goals"]
    if (frame["check_dates"] == "bad_dates").any():
        return _(
            "**Qué hacer.** Corrija las fechas en `company.yml`: hay una meta que termina antes de empezar."
        )
    chances = frame["probability"].dropna()
    if (chances < 0.2).any():
        return _(
            "**Qué hacer.** Una meta casi imposible gasta dinero y ánimo. Reúnase con quien la fijó: o se le ponen recursos nuevos, "
            "con nombre y fecha, o se baja a una cifra alcanzable."
        )
    if (frame["check_figure"] == "too_low").any():
        return _(
            "**Qué hacer.** Hay una meta que pide menos de lo que ya se vendió en un plazo igual. Si no se espera una caída, súbala: "
            "un reto alcanzable sigue siendo un reto."
        )
    if (chances > 0.95).any():
        return _(
            "**Qué hacer.** Hay una meta que se alcanza sin esfuerzo. Súbala hasta que sea un reto: alcanzable, con fecha y con dueño."
        )
    if chances.empty:
        return _(
            "**Qué hacer.** Estas metas terminan más allá de lo que la previsión alcanza a ver. Póngales una etapa de un año y mídala aquí."
        )
    return _(
        "**Qué hacer.** Las metas son un reto posible. Revise esta tabla cada mes y decida con anticipación qué hará si la probabilidad baja de 50 %."
    )


def goals_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """Goals that will more likely be missed than reached."""
    found = []
    for row in result.frames["goals"].dropna(subset="probability").to_dict("records"):
        if row["end"] < as_of or row["probability"] >= 0.5:
            continue
        short = float(row["goal"] - row["expected"])
        over = _("La meta de {goal} al {end} no se cumplió: se llegó a {expected} y faltaron {short}.")
        ahead = _(
            "La meta de {goal} al {end} tiene una probabilidad de {probability}: al paso actual se llega a {expected}, y faltarían {short}."
        )
        message = (over if row["end"] == as_of else ahead).format(
            goal=_written(row["measure"], row["goal"], currency), end=numbers.date(row["end"]), probability=likely(row["probability"]),
            expected=_written(row["measure"], row["expected"], currency), short=_written(row["measure"], short, currency),
        )  # fmt: skip
        finding = Finding(
            "risk", message, KEY, result.n, owner=_("Gerencia general"), due=as_of + dt.timedelta(days=30)
        )
        if row["measure"] in ("amount", "margin"):
            nearest, farthest = max(0.0, float(row["goal"] - row["high"])), float(row["goal"] - row["low"])
            finding = replace(finding, amount=short, low=nearest, high=farthest)
        found.append(finding)
    return found
