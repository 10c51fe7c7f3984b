"""How the rhythm of the week and of the year looks, and what to do about it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from clientela.company.seasonality.analysis import KEY, WEEKDAYS, ends, seasonality
from clientela.engine import findings_of
from clientela.present import Figure, numbers
from clientela.present.drawing.statistical import heat_map
from clientela.present.figures import INK, MUTED, SAND, TEAL, arms, canvas
from clientela.present.language import _
from clientela.present.terms import value as word
from clientela.results import Evidence, Finding, Result

if TYPE_CHECKING:
    import pandas as pd

# A best day with a fifth more orders than the worst is worth moving people for.
WORTH = 1.2
# A day with less than a quarter of the orders of a mean one is hardly open, and no shift to move.
OPEN = 0.25
# Nobody is called on a Sunday: in Colombia the law forbids it (Ley 2300 de 2023), elsewhere good manners do.
WORKING = WEEKDAYS[:5]
# The best of seven days against the worst, and the best of twelve months against the mean, need more than a day or a month chosen
# beforehand: their bands of 95 % so many times as wide (the studentized range of seven; Bonferroni's t of twelve with eleven degrees of freedom).
OF_SEVEN_DAYS, OF_TWELVE_MONTHS = 1.07, 1.6
# A month that sells a twentieth less than the usual one is weak.
WEAK = 0.95
# So many hours in a row make a rush, where their share is at least twice that of as many hours of the open day.
RUSH, CROWDED = 3, 2.0


def plot_seasonality(result: Result) -> Figure:
    """Orders of each weekday against the average day, with their intervals."""
    frame = result.frames["weekday"]
    caption = _("Pedidos de cada día frente al día medio de su semana. La raya es el intervalo de 95 %.")
    if (frame["pace"] == 0).any():
        caption += " " + _("Un día cerrado aparece con −100 %.")
    best, worst = ends(frame)
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
    best, worst = ends(frame)
    alt = _("Barras por mes del año. El más fuerte es {best} ({high}); el más flojo, {worst} ({low}).").format(
        best=word(best["month_of_year"]), high=numbers.decimal(best["pace"], 2),
        worst=word(worst["month_of_year"]), low=numbers.decimal(worst["pace"], 2),
    )  # fmt: skip
    return _bars(
        frame, [word(name)[:3] for name in frame["month_of_year"]], "fig-company-months", caption, alt
    )


def _bars(frame: pd.DataFrame, names: list[str], label: str, caption: str, alt: str) -> Figure:
    """Bars up and down from the average, each with its interval."""
    drawing, axes = canvas(2.6)
    away = frame[["pace", "pace_low", "pace_high"]] - 1
    clear = [
        TEAL if low > 0 else MUTED if high < 0 else SAND
        for low, high in zip(away["pace_low"], away["pace_high"], strict=True)
    ]
    swing = arms(away["pace"], away["pace_low"], away["pace_high"])
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
    hours = result.frames["hours"]
    grid = hours.pivot_table(index="weekday", columns="hour", values="orders", aggfunc="sum").reindex(
        range(1, 8)
    )
    grid = grid.reindex(columns=range(int(hours["hour"].min()), int(hours["hour"].max()) + 1)).fillna(0)
    drawing, axes = canvas(2.2)
    heat_map(axes, grid, ("#f4f6f8", "#7fb5b1", "#0b6e69", "#063f3c"), (0, float(grid.to_numpy().max())))
    axes.set_yticks([day + 0.5 for day in range(7)], [word(name) for name in WEEKDAYS])
    step = 2 if grid.shape[1] > 14 else 1
    shown = range(0, grid.shape[1], step)
    axes.set_xticks(
        [place + 0.5 for place in shown], [str(grid.columns[place]) for place in shown], rotation=0
    )
    axes.set_xlabel(_("Hora del día"))
    top: Any = grid.stack().idxmax()
    day, hour = top
    alt = _("Mapa de pedidos por día y hora. La hora más cargada es {day} a las {hour}.").format(
        day=word(WEEKDAYS[day - 1]), hour=hour
    )
    return Figure(
        drawing,
        "fig-company-hours",
        _("Pedidos de hora conocida, por día y hora: de ninguno (blanco) a {most} (lo más oscuro).").format(
            most=numbers.count(grid.to_numpy().max())
        ),
        alt,
    )


def _open(frame: pd.DataFrame) -> pd.DataFrame:
    """The weekdays on which the company is at work."""
    return frame[frame["pace"] >= OPEN]


def _differs(best: Any, worst: Any) -> bool:
    """Is the best day clearly above the worst, and by enough to move a shift?"""
    low, _high = _bounds(best, OF_SEVEN_DAYS)
    _low, high = _bounds(worst, OF_SEVEN_DAYS)
    return bool(low > high and best["pace"] >= WORTH * worst["pace"])


def _bounds(row: Any, times: float) -> tuple[float, float]:
    """The band of a day or a month, so many times as wide."""
    pace, low, high = (float(row[name]) for name in ("pace", "pace_low", "pace_high"))
    return pace - times * (pace - low), pace + times * (high - pace)


def seasonality_advice(result: Result) -> str:
    """What to do about the strong and the weak weekday; nothing when they differ little.

    What can wait goes to the quietest working day, never to the weekend: customers are not called then.
    """
    frame = result.frames["weekday"]
    open_days = _open(frame)
    best, slack = ends(open_days)
    working = open_days[open_days["weekday"].isin(WORKING)]
    if not (len(working) and _differs(best, quiet := ends(working)[1])):
        if _differs(best, slack):
            return _(
                "**Qué hacer.** Ponga a su mejor gente el {best} y a menos gente el {slack}. Los demás días se parecen: no mueva turnos por ellos."
            ).format(best=word(best["weekday"]), slack=word(slack["weekday"]))
        return _(
            "**Qué hacer.** Nada: lo que separa al día más fuerte del más flojo es poco o puede ser azar; no mueva turnos por eso."
        )
    if quiet["pace_high"] < 1:
        return _(
            "**Qué hacer.** Ponga a su mejor gente el {best} y deje para el {quiet}, el día hábil más tranquilo, las llamadas, la capacitación y el "
            "inventario. En domingos y festivos no se llama a nadie. No anuncie ofertas para el día que ya tiene más pedidos."
        ).format(best=word(best["weekday"]), quiet=word(quiet["weekday"]))
    return _(
        "**Qué hacer.** Ponga a su mejor gente el {best} y no anuncie ofertas para ese día, que ya es el de más pedidos. Ningún otro día hábil es "
        "claramente más tranquilo: las llamadas, la capacitación y el inventario caben en cualquiera de ellos."
    ).format(best=word(best["weekday"]))


def year_advice(result: Result) -> str | None:
    """What to prepare for by the hour and by the month; None where no hour and no month stands out."""
    sentences = [*_rush(result), *_seasons(result)]
    return _("**Qué hacer.** {advice}").format(advice=" ".join(sentences)) if sentences else None


def _rush(result: Result) -> list[str]:
    """The three hours in a row with most orders, where they hold twice their part of the open day."""
    if "hours" not in result.frames:
        return []
    by_hour = result.frames["hours"].groupby("hour")["orders"].sum()
    by_hour = by_hour.reindex(range(int(by_hour.index.min()), int(by_hour.index.max()) + 1), fill_value=0)
    if len(by_hour) <= RUSH:
        return []
    rush = by_hour.rolling(RUSH).sum().dropna()
    last, part = int(rush.index[int(rush.argmax())]), float(rush.max() / by_hour.sum())
    if part < CROWDED * RUSH / len(by_hour):
        return []
    return [
        _(
            "Entre las {first} y las {last} entra {share} de los pedidos de hora conocida: que a esa hora todo funcione y haya quien "
            "responda."
        ).format(first=f"{last - RUSH + 1}:00", last=f"{last + 1}:00", share=numbers.share(part, 0))
    ]


def _seasons(result: Result) -> list[str]:
    """The strongest and the weakest month, each where it is clearly not an average one."""
    if "month_of_year" not in result.frames:
        return []
    frame = result.frames["month_of_year"]
    best, worst = ends(frame)
    sentences = []
    if _bounds(best, OF_TWELVE_MONTHS)[0] > 1:
        sentences.append(
            _("En {month} se vende {more} más que en un mes medio: tenga la compra hecha y los turnos fijados un mes antes.").format(
                month=word(best["month_of_year"]), more=numbers.share(best["pace"] - 1, 0)
            )
        )  # fmt: skip
    # One great month makes all the others less than the mean; a weak one is weak among the others.
    usual = min(1.0, float(frame["pace"].median()))
    if _bounds(worst, OF_TWELVE_MONTHS)[1] < usual and worst["pace"] < WEAK * usual:
        sentences.append(
            _("Deje para {month}, que vende {less} menos, el inventario y las vacaciones.").format(
                month=word(worst["month_of_year"]), less=numbers.share(1 - worst["pace"], 0)
            )
        )
    return sentences


@findings_of(seasonality)
def seasonality_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """The strongest weekday against the weakest, when the difference is clear."""
    best, worst = ends(_open(result.frames["weekday"]))
    if not _differs(best, worst):
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
