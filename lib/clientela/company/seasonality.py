"""When people buy: by weekday and hour, and by month of the year."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from clientela.present import Figure, Table, numbers
from clientela.present.figures import INK, MUTED, SAND, TEAL, canvas
from clientela.present.language import _
from clientela.present.terms import value as word
from clientela.results import Evidence, Finding, Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "company.seasonality"
FEWEST_WEEKS = 8
FEWEST_TIMED = 50
# A best day with a fifth more orders than the worst is worth moving people for.
WORTH = 1.2
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Nobody is called on a Sunday: in Colombia the law forbids it (Ley 2300 de 2023), elsewhere good manners do.
WORKING = WEEKDAYS[:5]
MONTHS = tuple(f"month_{place:02d}" for place in range(1, 13))


def seasonality(
    days: pd.DataFrame, weeks: pd.DataFrame, months: pd.DataFrame, hours: pd.DataFrame
) -> Result | Missing:
    """On which weekdays, hours and months of the year people buy more, each against an average one.

    The frames are the marts of these names. An index of 1.2 is a fifth above the average; its interval of 95 % comes from how the weeks (or
    years) differ. Months of the year need two full years; hours need times of day in the data.

    Returns Missing with less than eight complete weeks.
    """
    whole = weeks[weeks["complete"] & (weeks["orders"] > 0)]
    if len(whole) < FEWEST_WEEKS:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, have=len(whole), need=FEWEST_WEEKS)
    weekday = _weekdays(days, whole)
    frames = {"weekday": weekday}
    best, worst = _ends(weekday)
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


def _ends(frame: pd.DataFrame) -> tuple[Any, Any]:
    """The strongest row and the weakest."""
    return frame.iloc[int(frame["pace"].argmax())], frame.iloc[int(frame["pace"].argmin())]


def _weekdays(days: pd.DataFrame, weeks: pd.DataFrame) -> pd.DataFrame:
    """Orders of each weekday against the mean day of its own week, so that growth does not count."""
    import numpy as np
    import pandas as pd
    from scipy.stats import t

    orders = days[days["week"].isin(weeks["week"])]
    grid = orders.pivot_table(
        index="week", columns=orders["day"].dt.day_of_week, values="orders", aggfunc="sum", observed=True
    )
    grid = grid.reindex(columns=range(7)).fillna(0)
    ratio = grid.div(grid.sum(axis=1) / 7, axis=0)
    mean, error = ratio.mean(), ratio.std(ddof=1) / np.sqrt(len(ratio))
    swing = t.ppf(0.975, len(ratio) - 1) * error
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
    from scipy.stats import t

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
    swing = t.ppf(0.975, free) * error
    return pd.DataFrame(
        {
            "month_of_year": MONTHS,
            "pace": np.exp(effect),
            "pace_low": np.exp(effect - swing),
            "pace_high": np.exp(effect + swing),
        }
    )


def seasonality_table(result: Result) -> Table:
    """Each weekday's orders against the average day."""
    caption = _(
        "Pedidos de cada día de la semana; 1 es el día medio. El intervalo dice cuánto cambia de una semana a otra."
    )
    return Table(
        result.frames["weekday"],
        caption,
        "tbl-company-weekdays",
        ("weekday", "pace", "pace_low", "pace_high", "share"),
    )


def plot_seasonality(result: Result) -> Figure:
    """Orders of each weekday against the average day, with their intervals."""
    frame = result.frames["weekday"]
    caption = _("Pedidos de cada día frente al día medio de su semana. La raya es el intervalo de 95 %.")
    best, worst = _ends(frame)
    alt = _("Barras por día de la semana. El más fuerte es {best} ({high}); el más flojo, {worst} ({low}).").format(
        best=word(best["weekday"]), high=numbers.decimal(best["pace"], 2),
        worst=word(worst["weekday"]), low=numbers.decimal(worst["pace"], 2),
    )  # fmt: skip
    return _bars(frame, [word(name) for name in frame["weekday"]], "fig-company-weekdays", caption, alt)


def plot_month_of_year(result: Result) -> Figure | None:
    """Sales of each month of the year against the average month; None with less than two full years."""
    if "month_of_year" not in result.frames:
        return None
    frame = result.frames["month_of_year"]
    caption = _(
        "Ventas de cada mes del año frente al mes medio, sin la tendencia. La raya es el intervalo de 95 %."
    )
    best, worst = _ends(frame)
    alt = _("Barras por mes del año. El más fuerte es {best} ({high}); el más flojo, {worst} ({low}).").format(
        best=word(best["month_of_year"]), high=numbers.decimal(best["pace"], 2),
        worst=word(worst["month_of_year"]), low=numbers.decimal(worst["pace"], 2),
    )  # fmt: skip
    return _bars(
        frame, [word(name)[:3] for name in frame["month_of_year"]], "fig-company-months", caption, alt
    )


def _bars(frame: pd.DataFrame, names: list[str], label: str, caption: str, alt: str) -> Figure:
    """Bars up and down from the average, each with its interval."""
    drawing, axes = canvas(2.9)
    away = frame[["pace", "pace_low", "pace_high"]] - 1
    clear = [
        TEAL if low > 0 else MUTED if high < 0 else SAND
        for low, high in zip(away["pace_low"], away["pace_high"], strict=True)
    ]
    swing = [away["pace"] - away["pace_low"], away["pace_high"] - away["pace"]]
    axes.bar(names, away["pace"], color=clear, width=0.6)
    axes.errorbar(names, away["pace"], yerr=swing, fmt="none", ecolor=INK, elinewidth=1)
    for place, row in enumerate(away.to_dict("records")):
        up = row["pace"] >= 0
        axes.annotate(
            numbers.signed_share(round(row["pace"], 2), 0), (place, row["pace_high"] if up else row["pace_low"]), xytext=(0, 4 if up else -4),
            textcoords="offset points", ha="center", va="bottom" if up else "top", color=INK, fontsize=10,
        )  # fmt: skip
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.margins(y=0.16)
    axes.yaxis.set_major_formatter(lambda part, _place: numbers.signed_share(part, 0))
    return Figure(drawing, label, caption, alt)


def plot_hours(result: Result) -> Figure | None:
    """Orders by weekday and hour, darker where there are more; None where the data have no times of day."""
    if "hours" not in result.frames:
        return None
    from matplotlib.colors import LinearSegmentedColormap

    hours = result.frames["hours"]
    grid = hours.pivot_table(index="weekday", columns="hour", values="orders", aggfunc="sum").reindex(
        range(1, 8)
    )
    grid = grid.reindex(columns=range(int(hours["hour"].min()), int(hours["hour"].max()) + 1)).fillna(0)
    drawing, axes = canvas(2.8)
    axes.grid(visible=False)
    shades = LinearSegmentedColormap.from_list("teal", ["#f4f6f8", "#7fb5b1", "#0b6e69", "#063f3c"])
    axes.imshow(grid, aspect="auto", cmap=shades, vmin=0)
    axes.set_yticks(range(7), [word(name) for name in WEEKDAYS])
    step = 2 if grid.shape[1] > 14 else 1
    axes.set_xticks(range(0, grid.shape[1], step), [str(hour) for hour in grid.columns[::step]])
    axes.set_xlabel(_("Hora del día"))
    axes.spines["bottom"].set_visible(False)
    top: Any = grid.stack().idxmax()
    day, hour = top
    alt = _("Mapa de pedidos por día y hora. La hora más cargada es {day} a las {hour}.").format(
        day=word(WEEKDAYS[day - 1]), hour=hour
    )
    return Figure(
        drawing,
        "fig-company-hours",
        _("Pedidos de hora conocida, por día y hora; más oscuro es más pedidos."),
        alt,
    )


def _differs(best: Any, worst: Any) -> bool:
    """Is the best day clearly above the worst, and by enough to move a shift?"""
    return bool(best["pace_low"] > worst["pace_high"] and best["pace"] >= WORTH * worst["pace"])


def seasonality_advice(result: Result) -> str:
    """What to do about the strong and the weak weekday; nothing when they differ little.

    What can wait goes to the quietest working day, never to the weekend: customers are not called then.
    """
    frame = result.frames["weekday"]
    open_days = frame[frame["pace"] > 0]
    best, slack = _ends(open_days)
    working = open_days[open_days["weekday"].isin(WORKING)]
    if len(working) and _differs(best, quiet := _ends(working)[1]):
        return _(
            "**Qué hacer.** Ponga a su mejor gente el {best} y deje para el {quiet}, el día hábil más tranquilo, las llamadas, la capacitación y el "
            "inventario. En domingos y festivos no se llama a nadie. No anuncie ofertas para un día que ya está lleno."
        ).format(best=word(best["weekday"]), quiet=word(quiet["weekday"]))
    if _differs(best, slack):
        return _(
            "**Qué hacer.** Ponga a su mejor gente el {best} y a menos gente el {slack}. Los demás días se parecen: no mueva turnos por ellos."
        ).format(best=word(best["weekday"]), slack=word(slack["weekday"]))
    return _("**Qué hacer.** Nada: los días de la semana se parecen demasiado para mover turnos por ellos.")


def seasonality_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """The strongest weekday against the weakest, when the difference is clear."""
    frame = result.frames["weekday"]
    best, worst = _ends(frame)
    if not _differs(best, worst) or worst["pace"] <= 0:
        return []
    message = _(
        "El {best} entran {ratio} veces los pedidos del {worst}: los turnos deberían seguir ese ritmo."
    ).format(
        best=word(best["weekday"]),
        worst=word(worst["weekday"]),
        ratio=numbers.decimal(best["pace"] / worst["pace"], 1),
    )
    due = as_of + dt.timedelta(days=30)
    return [
        Finding("action", message, KEY, result.n, owner=_("Operación"), due=due, evidence=Evidence.MEASURED)
    ]
