"""The company's goals: are their dates and figures sound, and how likely is each to be reached?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.calendar.windows import year_or_half
from clientela.company.forecast.analysis import Forecast
from clientela.company.goals.scenarios import asked, customers_ahead, expense_ratio, growths, scenarios
from clientela.engine import analysis
from clientela.results import Missing, Number, Reason, Result, Unit

if TYPE_CHECKING:
    import pandas as pd

    from clientela.companies.config import Goal

KEY = "company.goals"
# A short-term goal takes a year, a long-term one three; so many days more or less are the calendar's.
TERMS_OF = {"short": (365, 35), "long": (1096, 95)}
# More growth than this in one term has to be explained before it is asked for.
BOLD = 0.5
# A goal that nearly every future reaches asks for nothing; one that none of them reaches is beyond all.
TRIVIAL = 0.99
COLUMNS = [
    "measure", "goal", "start", "end", "done", "expected", "expected_low", "expected_high", "probability", "needed_growth",
    "check_dates", "check_figure", "goal_state", "goal_basis", "expense_share_asked",
]  # fmt: skip


@analysis(KEY, given="company.goals", sold="sales", spent="expense_months")
def goals(
    given: Sequence[Goal],
    days: pd.DataFrame,
    months: pd.DataFrame,
    outlooks: Mapping[str, Forecast | Missing],
    sold: Result | Missing | None = None,
    spent: pd.DataFrame | None = None,
) -> Result | Missing:
    """How likely each goal is to be reached on its end date, and whether its dates and figure make sense.

    The probability is the share of the forecast's simulated futures that reach the figure, added to what is already sold; it is blank in a
    measure that does not add up over months (customers). A goal that ends beyond the forecast, up to three years ahead, has scenarios instead
    (`goal_basis`): the last year again, growing each year by what the last one grew (`sold`, the answer on sales), and by either end of its
    interval. A figure that no future or scenario reaches is beyond all; one that nearly each reaches is trivial. A goal whose end the data
    have reached was met or missed, whatever any forecast says (`goal_state`); one without an end cannot be judged. `spent` is the mart
    expense_months: the expense-to-sales ratio that a goal in sales would ask for is associated, not caused.

    Returns Missing where company.yml sets no goals.

    >>> import pandas as pd
    >>> goals([], pd.DataFrame(), pd.DataFrame(), {}).add
    ('company.yml: goals',)
    """
    import pandas as pd

    if not given:
        return Missing(KEY, Reason.NO_TABLE, ("company.yml: goals",))
    if days.empty:
        return Missing(KEY, Reason.TOO_FEW_PURCHASES, ("transactions.date",))
    ratio = expense_ratio(spent, sold, days["day"].max().date())
    rows = [_row(goal, days, months, outlooks.get(goal.measure), sold, ratio) for goal in given]
    frame = (
        pd.DataFrame(rows, columns=COLUMNS)
        .sort_values(["end", "measure", "goal"], na_position="last")
        .reset_index(drop=True)
    )
    values = {"goals": Number(len(frame), "count", len(frame)), **_plans(frame, days)}
    open_yet = frame["goal_state"] == "goal_open"
    for row in frame[open_yet & frame["probability"].notna()].head(1).to_dict("records"):
        unit: Unit = "currency" if row["measure"] in ("amount", "margin") else "count"
        middle, low, high = (float(row[name]) for name in ("expected", "expected_low", "expected_high"))
        values["goal_probability"] = Number(float(row["probability"]), "share", len(frame))
        values["goal_expected"] = Number(middle, unit, len(frame), low, high, 0.80)
        values["goal_figure"] = Number(float(row["goal"]), unit, len(frame))
    if ratio is not None:
        values["expense_share"] = Number(ratio[0], "share", len(spent if spent is not None else ()))
    for row in frame[open_yet & frame["expense_share_asked"].notna()].head(1).to_dict("records"):
        values["expense_share_asked"] = Number(float(row["expense_share_asked"]), "share", len(frame))
    return Result(KEY, len(frame), values, {"goals": frame})


def _plans(frame: pd.DataFrame, days: pd.DataFrame) -> dict[str, Number]:
    """What was to be reached in the year, or other window, that the history ends with: its plan, by measure."""
    last = days["day"].max().date()
    window = year_or_half(days["day"].min().date(), last)
    ended = frame[frame["end"] == last]
    return {
        f"plan_{row['measure']}": Number(float(row["goal"]), "currency" if row["measure"] == "amount" else "count", len(frame))
        for row in ended.to_dict("records")
        if row["measure"] in ("amount", "orders") and abs((row["end"] - row["start"]).days + 1 - window) <= 1
    }  # fmt: skip


def _row(
    goal: Goal, days: pd.DataFrame, months: pd.DataFrame, outlook: Forecast | Missing | None,
    sold: Result | Missing | None, ratio: tuple[float, float | None] | None,
) -> tuple[Any, ...]:  # fmt: skip
    dates = _check_dates(goal)
    known = _known(goal.measure, days, months)
    done = low = middle = high = probability = spend = None
    state, basis = _state(goal, known, days), ""
    if known is not None and goal.end is not None and dates != "bad_dates":
        done = _between(known, goal.start, goal.end)
        if state in ("goal_met", "goal_missed"):
            low = middle = high = done
            probability = float(state == "goal_met")
        else:
            low, middle, high, probability, basis = _ahead(goal, known, outlook, growths(sold))
        if state == "goal_open" and goal.measure == "amount" and middle is not None:
            spend = asked(goal.value, middle, ratio)
    needed = _needed(goal, known)
    if state == "goal_open" and (people := customers_ahead(goal, sold, days["day"].max().date())):
        (low, middle, high, needed), basis = people, "basis_scenarios"
    figure = _check_figure(needed, probability, basis, goal.value, (low, high))
    return (
        goal.measure, goal.value, goal.start, goal.end, done, middle, low, high, probability, needed, dates, figure, state, basis, spend,
    )  # fmt: skip


def _ahead(
    goal: Goal,
    known: pd.Series,
    outlook: Forecast | Missing | None,
    growth: tuple[float, float, float] | None,
) -> tuple[float | None, float | None, float | None, float | None, str]:
    """Where an open goal leads: low, middle and high, the probability, and what that is taken from; blank where nothing is known."""
    if isinstance(outlook, Forecast):
        before = min(goal.end or goal.start, outlook.starts[0] - dt.timedelta(days=1))
        drawn = _drawn(outlook, goal)
        if drawn is not None:
            ends = _between(known, goal.start, before) + drawn
            low, middle, high = (float(q) for q in np.quantile(ends, [0.1, 0.5, 0.9]))
            return low, middle, high, float((ends >= goal.value).mean()), "basis_forecast"
    if growth is not None and goal.end is not None:
        found = scenarios(known, goal, _between(known, goal.start, known.index[-1].date()), growth)
        if found is not None:
            return *found, None, "basis_scenarios"
    return None, None, None, None, ""


def _check_figure(
    growth: float | None,
    probability: float | None,
    basis: str,
    figure: float,
    ends: tuple[float | None, float | None],
) -> str:
    """How much a goal asks for, beside what is to come and beside what was."""
    low, high = ends
    if basis == "basis_forecast" and probability is not None:
        if probability == 0 or probability > TRIVIAL:
            return "beyond" if probability == 0 else "trivial"
    elif basis == "basis_scenarios" and low is not None and high is not None and not low <= figure <= high:
        return "beyond" if figure > high else "trivial"
    return "" if growth is None else "too_low" if growth <= 0 else "bold" if growth > BOLD else "sane"


def _state(goal: Goal, known: pd.Series | None, days: pd.DataFrame) -> str:
    """Is the goal still open, or was it met or missed? Over and in what cannot be added up, it has ended and no more is known."""
    import pandas as pd

    if goal.end is None or goal.end > days["day"].max().date():
        return "goal_open"
    if known is None or known.empty or goal.end <= goal.start:
        return "goal_over"
    if goal.measure == "margin" and goal.end >= (known.index[-1] + pd.offsets.MonthBegin(1)).date():
        # Margins are known by whole months, and the goal's last one is not over.
        return "goal_open"
    return "goal_met" if _between(known, goal.start, goal.end) >= goal.value else "goal_missed"


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
    following = starts + pd.offsets.MonthBegin(1)
    if goal.end is None:
        return None
    begin, end = pd.Timestamp(goal.start), pd.Timestamp(goal.end) + pd.Timedelta(days=1)
    if end > following[-1]:
        return None
    if end <= starts[0]:
        return np.zeros(1)
    inside = following.where(following < end, end) - starts.where(starts > begin, begin)
    part = np.clip(inside / (following - starts), 0, 1)
    return outlook.paths @ np.asarray(part, dtype=float)


def _check_dates(goal: Goal) -> str:
    if goal.end is None:
        return "no_end"
    if goal.end <= goal.start:
        return "bad_dates"
    length = (goal.end - goal.start).days + 1
    return next(
        (name for name, (target, slack) in TERMS_OF.items() if abs(length - target) <= slack), "other_term"
    )


def _needed(goal: Goal, known: pd.Series | None) -> float | None:
    """The growth the goal asks for, over the equally long time just before it; None where that is not on record."""
    if goal.end is None:
        return None
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
