"""When people buy: by weekday and hour, and by month of the year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.engine import analysis
from clientela.results import Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "company.seasonality"
FEWEST_WEEKS = 8
FEWEST_TIMED = 50
# Sales that all fall on the first of a month (or its last days) were written month by month: their weekday says nothing.
MONTHLY = 4
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = tuple(f"month_{place:02d}" for place in range(1, 13))


@analysis(KEY)
def seasonality(
    days: pd.DataFrame, weeks: pd.DataFrame, months: pd.DataFrame, hours: pd.DataFrame
) -> Result | Missing:
    """On which weekdays, hours and months of the year people buy more, each against an average one.

    The frames are the marts of these names. An index of 1.2 is a fifth above the average; its interval of 95 % comes from how the weeks (or
    years) differ. Months of the year need two full years; hours need times of day in the data.

    Returns Missing with less than eight complete weeks, or where the files tell months and no days.
    """
    whole = weeks[weeks["complete"] & (weeks["orders"] > 0)]
    if len(whole) < FEWEST_WEEKS:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, have=len(whole), need=FEWEST_WEEKS)
    if days["day"].dt.day.nunique() <= MONTHLY:
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.date",))
    weekday = _weekdays(days, whole)
    frames = {"weekday": weekday}
    best, worst = ends(weekday)
    values = {
        "peak_pace": Number(
            float(best["pace"]), "ratio", len(whole), float(best["pace_low"]), float(best["pace_high"]), 0.95
        ),
        "slack_pace": Number(
            float(worst["pace"]),
            "ratio",
            len(whole),
            float(worst["pace_low"]),
            float(worst["pace_high"]),
            0.95,
        ),
    }
    if (timed := _timed(hours)) is not None:
        frames["hours"] = timed
    if (yearly := _months(months)) is not None:
        frames["month_of_year"] = yearly
    return Result(KEY, int(whole["orders"].sum()), values, frames)


def _timed(hours: pd.DataFrame) -> pd.DataFrame | None:
    """Orders by weekday and hour; None where most have no time of day.

    A source that gives dates only puts all its orders at midnight: where midnight towers over its neighbours, it is no hour of trade.
    """
    count = hours.groupby("hour")["orders"].sum().reindex(range(24), fill_value=0)
    if count[0] > 3 * max(count[1], count[23], 1):
        hours = hours[hours["hour"] != 0]
    if hours["hour"].nunique() < 2 or hours["orders"].sum() < FEWEST_TIMED:
        return None
    return hours.assign(share=hours["orders"] / hours["orders"].sum())[["weekday", "hour", "orders", "share"]]


def ends(frame: pd.DataFrame) -> tuple[Any, Any]:
    """The strongest row and the weakest."""
    return frame.iloc[int(frame["pace"].argmax())], frame.iloc[int(frame["pace"].argmin())]


def _weekdays(days: pd.DataFrame, weeks: pd.DataFrame) -> pd.DataFrame:
    """Orders of each weekday against the mean day of its own week, so that growth does not count."""
    import numpy as np
    import pandas as pd
    from scipy.special import stdtrit

    orders = days[days["week"].isin(weeks["week"])]
    grid = orders.pivot_table(
        index="week", columns=orders["day"].dt.day_of_week, values="orders", aggfunc="sum", observed=True
    )
    grid = grid.reindex(columns=range(7)).fillna(0)
    ratio = grid.div(grid.sum(axis=1) / 7, axis=0)
    mean, error = ratio.mean(), ratio.std(ddof=1) / np.sqrt(len(ratio))
    swing = stdtrit(len(ratio) - 1, 0.975) * error
    frame = pd.DataFrame(
        {
            "weekday": WEEKDAYS,
            "pace": mean,
            "pace_low": (mean - swing).clip(lower=0),
            "pace_high": mean + swing,
        }
    )
    return frame.assign(share=frame["pace"] / 7).reset_index(drop=True)


def _months(months: pd.DataFrame) -> pd.DataFrame | None:
    """Sales of each month of the year against the year's average, trend taken away; None with less than two full years."""
    import numpy as np
    import pandas as pd
    from scipy.special import stdtrit

    whole = months[months["complete"] & (months["amount"] > 0)].sort_values("month")
    if len(whole) < 24:
        return None
    place = whole["month"].dt.month.to_numpy()
    if np.bincount(place, minlength=13)[1:].min() < 2:
        return None
    # Twelve months as deviations from their own mean, beside a straight trend in the logarithm.
    shape = (place[:, None] == np.arange(1, 13)).astype(float)
    design = np.column_stack([np.ones(len(whole)), np.arange(len(whole)), shape[:, :11] - shape[:, 11:]])
    logs = np.log(whole["amount"].to_numpy(dtype=float))
    beta, *_rest = np.linalg.lstsq(design, logs, rcond=None)
    free = len(whole) - design.shape[1]
    variance = float(((logs - design @ beta) ** 2).sum() / free) * np.linalg.inv(design.T @ design)
    turn = np.vstack([np.eye(11), -np.ones(11)])
    effect, error = turn @ beta[2:], np.sqrt(np.diag(turn @ variance[2:, 2:] @ turn.T))
    swing = stdtrit(free, 0.975) * error
    return pd.DataFrame(
        {
            "month_of_year": MONTHS,
            "pace": np.exp(effect),
            "pace_low": np.exp(effect - swing),
            "pace_high": np.exp(effect + swing),
        }
    )
