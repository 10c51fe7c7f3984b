"""How the forecast looks: the road ahead with its bands, its grades, and what to do about it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from clientela.company.forecast import KEY, Forecast, outlook
from clientela.company.models import MODELS
from clientela.engine import findings_of
from clientela.present import Figure, Table, numbers
from clientela.present.figures import INK, MUTED, TEAL, canvas, money_axis, month_axis
from clientela.present.language import _
from clientela.present.terms import value as word
from clientela.results import Evidence, Finding

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

# So much of the past is shown beside what is to come.
SHOWN = {"month": 36, "week": 78}


def plot_forecast(result: Forecast, currency: str) -> Figure:
    """The past as a line, the forecast as a thicker one inside its bands of 80 and 95 %."""
    past, future = result.frames["past"].tail(SHOWN[result.unit]), result.frames["future"]
    drawing, axes = canvas()
    axes.fill_between(future["period"], future["low_95"], future["high_95"], color="#d7e6e4", linewidth=0)
    axes.fill_between(future["period"], future["low_80"], future["high_80"], color="#a9ccc9", linewidth=0)
    axes.plot(past["period"], past["amount"], color=MUTED, linewidth=1.3)
    axes.plot(future["period"], future["expected"], color=TEAL, linewidth=2.2)
    top = past.iloc[int(past["amount"].argmax())]
    axes.annotate(
        _("lo vendido"),
        (top["period"], top["amount"]),
        xytext=(8, 2),
        textcoords="offset points",
        color=INK,
        fontsize=10,
    )
    _fit_heights(axes, past, future)
    _label_bands(axes, future)
    money_axis(axes.yaxis, currency)
    month_axis(axes)
    return Figure(drawing, "fig-company-forecast", _caption(result), _alt(result, currency))


def _fit_heights(axes: Axes, past: pd.DataFrame, future: pd.DataFrame) -> None:
    """A 95 % band that runs away may leave the picture; the past and the 80 % band never do."""
    top = max(float(past["amount"].max()), float(future["high_80"].max()))
    axes.set_ylim(_floor(past, future, top), top * 1.14)


def _floor(past: pd.DataFrame, future: pd.DataFrame, top: float) -> float:
    """Zero, unless sales move so little that from zero nothing would be seen."""
    least = min(float(past["amount"].min()), float(future["low_95"].min()))
    return (
        0.85 * least
        if least > 0.4 * top
        else min(0.0, float(past["amount"].min()), float(future["low_80"].min()))
    )


def _label_bands(axes: Axes, future: pd.DataFrame) -> None:
    """The names of the bands and of the line at their right end, never one over the other."""
    end, (floor, top) = future.iloc[-1], axes.get_ylim()
    step, below = (top - floor) * 0.075, float("-inf")
    named = (
        (end["expected"], _("previsto"), TEAL),
        (end["high_80"], _("80 %"), MUTED),
        (end["high_95"], _("95 %"), MUTED),
    )
    for level, text, colour in named:
        below = max(min(float(level), top), below + step)
        axes.annotate(
            text, (end["period"], below), xytext=(5, 0), textcoords="offset points", va="center", color=colour,
            fontsize=10, annotation_clip=False,
        )  # fmt: skip


def _caption(result: Forecast) -> str:
    sentence = (
        _("Ventas por mes completo y previsión de los {n} meses siguientes, con bandas de 80 y 95 %.")
        if result.unit == "month"
        else _(
            "Ventas por semana completa y previsión de las {n} semanas siguientes, con bandas de 80 y 95 %."
        )
    )
    return sentence.format(n=numbers.count(result.values["periods_ahead"].value))


def _alt(result: Forecast, currency: str) -> str:
    future = result.frames["future"]
    return _(
        "Línea de ventas hasta el {last} y su previsión hasta el {end}: de {first_amount} a {end_amount} por período, con dos bandas."
    ).format(
        last=numbers.date(result.frames["past"]["period"].iloc[-1]), end=numbers.date(future["period"].iloc[-1]),
        first_amount=numbers.short_money(future["expected"].iloc[0], currency),
        end_amount=numbers.short_money(future["expected"].iloc[-1], currency),
    )  # fmt: skip


def forecast_table(result: Forecast) -> Table:
    """How each way of looking ahead did on the company's own past, best first."""
    frame = result.frames["grades"].sort_values("forecast_error").reset_index(drop=True)
    caption = _(
        "Examen con el pasado propio: {tries} previsiones de meses o semanas que el método no conocía. Menos error es mejor."
    ).format(tries=numbers.count(frame["tries"].iloc[0]))
    columns = ("method", "forecast_error", "forecast_rmse", "covered_80", "covered_95", "is_chosen")
    return Table(frame, caption, "tbl-company-forecast", columns)


def forecast_advice(result: Forecast, currency: str) -> str:
    """What to do with the forecast, by how well it did on the past."""
    total = result.values["next_amount"]
    places = {
        "low": numbers.short_money(total.low, currency), "high": numbers.short_money(total.high, currency),
        "next": numbers.short_money(total.value, currency), "method": word(result.method),
        "end": numbers.date(result.last_day),
    }  # fmt: skip
    if result.method not in MODELS:
        return _(
            "**Qué hacer.** Planee con sencillez. El modelo perdió el examen, así que aquí habla la regla «{method}»: "
            "hasta el {end}, unas ventas de {next} (8 de cada 10 veces, entre {low} y {high}). No pida a esta curva más detalle del que tiene."
        ).format(**places)
    return _(
        "**Qué hacer.** Compre y contrate para {next} hasta el {end}; tenga listo un plan para {low} y otro para {high}: 8 de cada 10 veces se "
        "queda entre los dos. {hits_sentence}"
    ).format(hits_sentence=_hits(result), **places)


def _hits(result: Forecast) -> str:
    """How far the bands may be believed."""
    places = {
        "hits": numbers.share(result.values["covered_80"].value, 0),
        "times": numbers.decimal(result.values["widening"].value, 1),
    }
    if float(result.values["widening"].value or 1) > 1.05:
        return _(
            "En el pasado, la banda de 80 % acertó solo {hits} de las veces; por eso aquí se dibuja {times} veces más ancha."
        ).format(**places)
    return _("En el pasado, la banda de 80 % acertó {hits} de las veces.").format(**places)


@findings_of(outlook)
def forecast_findings(result: Forecast, currency: str, as_of: dt.date) -> list[Finding]:
    """What to plan for."""
    total = result.values["next_amount"]
    places = {
        "end": numbers.date(result.last_day), "next": numbers.short_money(total.value, currency),
        "low": numbers.short_money(total.low, currency), "high": numbers.short_money(total.high, currency),
    }  # fmt: skip
    sentence = (
        _(
            "Hasta el {end} se esperan ventas de {next} (8 de cada 10 veces, entre {low} y {high}): planee compras y turnos con las tres cifras."
        )
        if result.method in MODELS
        else _(
            "Hasta el {end}, lo más prudente es contar con {next} (8 de cada 10 veces, entre {low} y {high}): ningún modelo acertó más que esa regla."
        )
    )
    due = as_of + dt.timedelta(days=7)
    return [
        Finding(
            "action",
            sentence.format(**places),
            KEY,
            result.n,
            owner=_("Operación"),
            due=due,
            evidence=Evidence.MEASURED,
        )
    ]
