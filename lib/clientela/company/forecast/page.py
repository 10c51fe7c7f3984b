"""How the forecast looks: the road ahead with its bands, its grades, and what to do about it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from clientela.company.forecast.analysis import KEY, Forecast, outlook
from clientela.engine import findings_of
from clientela.present import Figure, Table, numbers
from clientela.present.figures import INK, MUTED, TEAL, canvas, money_axis, month_axis
from clientela.present.language import _
from clientela.present.terms import value as word
from clientela.results import Evidence, Finding

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

# So many months of the past are shown beside what is to come.
SHOWN = 36
# A band this many times as high at its upper end as at its lower one is no plan, and asks for none.
VAGUE = 3.0
# That the next months will sell more, or less, than the same ones a year before is said when it is as sure as this.
SURE = 0.975


def plot_forecast(result: Forecast, currency: str) -> Figure:
    """The past as a line, the forecast as a thicker one inside its bands of 80 and 95 %."""
    past, future = result.frames["past"].tail(SHOWN), result.frames["future"]
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
    return _(
        "Ventas por mes completo y previsión de los {n} meses siguientes, con bandas de 80 y 95 % para cada mes."
    ).format(n=numbers.count(result.values["periods_ahead"].value))


def _alt(result: Forecast, currency: str) -> str:
    future = result.frames["future"]
    return _(
        "Línea de ventas hasta {last} y su previsión hasta {end}: de {first_amount} a {end_amount} por mes, con dos bandas."
    ).format(
        last=numbers.month(result.frames["past"]["period"].iloc[-1]), end=numbers.month(future["period"].iloc[-1]),
        first_amount=numbers.short_money(future["expected"].iloc[0], currency),
        end_amount=numbers.short_money(future["expected"].iloc[-1], currency),
    )  # fmt: skip


def forecast_table(result: Forecast) -> Table:
    """How both ways of looking ahead did on sums of the company's own past, best first."""
    frame = result.frames["grades"].sort_values("forecast_error", kind="stable").reset_index(drop=True)
    tries, ahead = (
        int(value) for value in (frame["tries"].iloc[0], result.values["periods_ahead"].value or 0)
    )
    caption = (
        _(
            "Examen con el pasado propio: una suma de {ahead} meses que ningún método conocía. Es muy poco para fiarse."
        )
        if tries == 1
        else _(
            "Examen con el pasado propio: {tries} sumas de {ahead} meses que ningún método conocía. Comparten meses entre sí, así que enseñan "
            "menos de lo que parece. Menos error es mejor."
        )
    ).format(tries=numbers.count(tries), ahead=numbers.count(ahead))
    return Table(
        frame,
        caption,
        "tbl-company-forecast",
        # Of a single sum there is no share of hits to tell.
        ("method", "forecast_error", *(("covered_80", "covered_95") if tries > 1 else ()), "is_chosen"),
    )


def forecast_advice(result: Forecast, currency: str) -> str:
    """What to do with the forecast, by how well it did on the past."""
    places = _places(result, currency)
    if vague(result):
        return _(
            "**Qué hacer.** No planee con esta curva: hasta el {end} lo mismo cabe vender {low} que {high}. Decida mes a mes, con compras "
            "que se puedan devolver."
        ).format(**places)
    sentence = (
        _(
            "**Qué hacer.** No comprometa gastos por {next} hasta el {end}: es lo más probable, pero el método se examinó una sola vez y ahí falló "
            "{error}. Tenga listo un plan para {low} y otro para {high}: 8 de cada 10 veces debería quedar entre los dos."
        )
        if result.method == "structural" and _tried(result) == 1
        else _(
            "**Qué hacer.** Compre y contrate para {next} hasta el {end}; tenga listo un plan para {low} y otro para {high}: 8 de cada 10 veces se "
            "queda entre los dos."
        )
        if result.method == "structural"
        else _(
            "**Qué hacer.** Planee con sencillez. El modelo perdió el examen, así que aquí habla la regla «{method}»: "
            "hasta el {end}, unas ventas de {next} (8 de cada 10 veces, entre {low} y {high}). No pida a esta curva más detalle del que tiene."
        )
    )
    return " ".join(
        said for said in (sentence.format(**places), _widened(result), _seen_once(result)) if said
    )


def _tried(result: Forecast) -> int:
    """On how many sums of the past the method was examined."""
    return int(result.frames["grades"]["tries"].iloc[0])


def _places(result: Forecast, currency: str) -> dict[str, str]:
    total, grades = result.values["next_amount"], result.frames["grades"]
    error = grades.loc[grades["method"] == result.method, "forecast_error"]
    return {
        "low": numbers.short_money(total.low, currency), "high": numbers.short_money(total.high, currency),
        "next": numbers.short_money(total.value, currency), "method": word(result.method),
        "end": numbers.date(result.last_day), "ahead": numbers.count(result.values["periods_ahead"].value),
        "before": numbers.short_money(result.values["same_months_before"].value, currency),
        "error": numbers.share(float(error.iloc[0]) if len(error) else None, 0),
    }  # fmt: skip


def _widened(result: Forecast) -> str:
    """How far the bands may be believed, where the past says: less than they would be."""
    times = float(result.values["widening"].value or 1)
    if times <= 1.05:
        return ""
    return _(
        "En el pasado las bandas se quedaron cortas; por eso aquí se dibujan {times} veces más anchas."
    ).format(times=numbers.decimal(times, 1))


def _seen_once(result: Forecast) -> str:
    """Under two years, what a month of the year usually does has been seen once, and the band knows it."""
    if result.n >= 24:
        return ""
    return _(
        "La historia tiene menos de dos años: cada mes del año se ha visto una o dos veces, y la banda es ancha por eso."
    )


def vague(result: Forecast) -> bool:
    """Is the band of the sum too wide to plan with?"""
    total = result.values["next_amount"]
    return float(total.high or 0) > VAGUE * max(float(total.low or 0), 1e-9)


@findings_of(outlook)
def forecast_findings(result: Forecast, currency: str, as_of: dt.date) -> list[Finding]:
    """What to plan for, when the next months will clearly sell more, or less, than the same ones a year before."""
    sure, before = (
        float(result.values["chance_of_more"].value or 0),
        float(result.values["same_months_before"].value or 0),
    )
    if 1 - SURE < sure < SURE or vague(result) or before <= 0:
        return []
    change = float(result.values["next_amount"].value or 0) / before - 1
    sentence = (
        _(
            "Preparar compras y turnos para vender {change} más: {next} hasta el {end}, y en los mismos meses del año anterior, {before}."
        )
        if sure >= SURE
        else _(
            "Ajustar compras y turnos a {change} menos de ventas: {next} hasta el {end}, y en los mismos meses del año anterior, {before}."
        )
    )
    return [
        Finding(
            "action", sentence.format(change=numbers.share(abs(change), 0 if abs(change) >= 0.1 else 1), **_places(result, currency)), KEY, result.n,
            owner=_("Operación"), due=as_of + dt.timedelta(days=7), evidence=Evidence.MEASURED,
            detail=_("8 de cada 10 veces se llegaría a entre {low} y {high}.").format(**_places(result, currency)),
        )
    ]  # fmt: skip
