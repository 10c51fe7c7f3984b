"""How the waits look: the curve, who waits longest, which open case comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.product.recovery import curves
from clientela.product.recovery.answering import KEY
from clientela.product.recovery.queue import KEY as SEVERITY
from clientela.results import Finding, Missing, Result
from clientela.stats.intervals import Z

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

TOP, CASES = 12, 10


def answering_table(result: Result) -> Table | None:
    """The kinds, channels and branches farthest from the others, the slowest first."""
    frame = result.frames["groups"]
    if frame.empty:
        return None
    error = (frame.in_time_high - frame.in_time_low).clip(lower=0.001) / (2 * Z)
    far = ((frame.in_time - frame.rest_in_time).abs() / error).astype(float)
    kept = frame.loc[far.sort_values(ascending=False, kind="stable").index[:TOP]].sort_values("in_time")
    return Table(
        kept,
        _(
            "Casos cerrados dentro del plazo, del grupo que menos cumple al que más, y la mediana de los días hábiles hasta el cierre."
        ),
        "tbl-product-answering",
        (
            "answered_group",
            "answered_side",
            "n",
            "wait_median",
            "in_time",
            "in_time_low",
            "in_time_high",
            "rest_in_time",
        ),
    )


def severity_table(result: Result) -> Table | None:
    """The open cases, the gravest first."""
    if result.frames["open"].empty:
        return None
    return Table(
        result.frames["open"].head(CASES),
        _("Los casos abiertos más graves, por cliente y radicado; los textos no se imprimen."),
        "tbl-product-severity",
        ("interaction_id", "customer_id", "voice_kind", "working_days", "amount_year", "severity"),
    )


def plot_answering(result: Result) -> Figure:
    """The share answered and the share closed after so many working days; the time allowed stands as a line."""
    curve, allowed = result.frames["curve"], float(result.values["answer_days"].value or 0)
    drawing, axes = figures.canvas(3.5)
    told = []
    for side, colour in (("answered", figures.MUTED), ("closed", figures.TEAL)):
        part = curve[curve.wait_for == side]
        if part.empty:
            continue
        curves.draw(axes, part, allowed, colour)
        told.append(_mark(axes, result, side, (allowed, colour)))
    axes.axvline(allowed, color=figures.RED, linewidth=1.2, linestyle=(0, (4, 3)))
    axes.annotate(
        _("plazo: {days} días").format(days=numbers.count(allowed)), (allowed, 0.04), xytext=(6, 0), textcoords="offset points",
        fontsize=13, color=figures.RED,
    )  # fmt: skip
    curves.frame(axes, allowed, 1.17, _("Días hábiles desde el mensaje"))
    caption = _(
        "Parte de los casos que ya tienen respuesta y parte que ya está cerrada, según los días hábiles pasados; los abiertos cuentan por "
        "los días que llevan. La franja es el intervalo del 95 %."
    )
    return Figure(drawing, "fig-product-answering", caption, " ".join(told))


def _mark(axes: Any, result: Result, side: str, at: tuple[float, str]) -> str:
    """Name a line where there is room, with its share in time; the same in words."""
    allowed, colour = at
    number = result.values[f"{side}_in_time"]
    share = numbers.share(number.value, 0)
    words = {"answered": _("respuesta: {share} en el plazo"), "closed": _("cierre: {share} en el plazo")}[
        side
    ]
    # The upper line is named above itself, the lower one below.
    above = side == "answered"
    axes.annotate(
        words.format(share=share), (allowed, number.value), xytext=(10, 8 if above else -16), textcoords="offset points",
        fontsize=13, weight=600, color=colour, va="bottom" if above else "top",
    )  # fmt: skip
    sentence = {
        "answered": _("Dentro del plazo tiene respuesta {share} de los casos."),
        "closed": _("Dentro del plazo se cierra {share} de los casos."),
    }[side]
    return sentence.format(share=share)


def slowest(result: Result) -> pd.Series | None:
    """The branch or channel that keeps the time least, when that is no chance."""
    frame = result.frames["groups"]
    slow = frame[
        frame.differs.astype(bool)
        & (frame.in_time < frame.rest_in_time)
        & frame.answered_side.isin(("by_branch", "by_channel"))
    ]
    return None if slow.empty else slow.iloc[0]


def answering_advice(result: Result) -> str:
    """Close what is overdue; then ask the slowest what holds them up."""
    late, slow = result.values["open_beyond"].value or 0, slowest(result)
    if not result.values["open_now"].value:
        return _slow_advice(result, slow)
    if slow is not None:
        words = {
            "group": value(slow.answered_group), "in_time": numbers.share(slow.in_time, 0), "rest": numbers.share(slow.rest_in_time, 0),
            "late": numbers.count(late), "open": numbers.count(result.values["open_now"].value),
        }  # fmt: skip
        return _(
            "**Qué hacer.** Servicio cierra esta semana los casos de la lista, de arriba abajo: {open|uno abierto|# abiertos}, "
            "{late|uno|#|ninguno} fuera de plazo. "
            "Este mes pregunta en {group} qué los detiene: allí se cierra a tiempo {in_time} de los casos; en los demás, {rest}."
        ).format(**words)
    return _(
        "**Qué hacer.** Servicio cierra esta semana los casos de la lista, de arriba abajo: {open|uno abierto|# abiertos}, "
        "{late|uno|#|ninguno} fuera de plazo. "
        "Ninguna sede ni canal se aparta de los demás más que el azar."
    ).format(open=numbers.count(result.values["open_now"].value), late=numbers.count(late))


def _slow_advice(result: Result, slow: pd.Series | None) -> str:
    """What to do where no case is open."""
    if slow is None:
        return _(
            "**Qué hacer.** No hay casos abiertos, y ninguna sede ni canal se aparta de los demás más que el azar. Siga así."
        )
    return _(
        "**Qué hacer.** No hay casos abiertos. Servicio pregunta este mes en {group} qué los detiene: allí se cierra a tiempo {in_time} "
        "de los casos; en los demás, {rest}."
    ).format(
        group=value(slow.answered_group), in_time=numbers.share(slow.in_time, 0), rest=numbers.share(slow.rest_in_time, 0)
    )  # fmt: skip


def answering_findings(result: Result | Missing, as_of: dt.date) -> list[Finding]:
    """Who keeps the time allowed least, when that is no chance."""
    import datetime as dt

    if isinstance(result, Missing):
        return []
    slow = slowest(result)
    if slow is None:
        return []
    message = _("{group} cierra a tiempo {in_time} de sus casos; los demás, {rest}.").format(
        group=value(slow.answered_group),
        in_time=numbers.share(slow.in_time, 0),
        rest=numbers.share(slow.rest_in_time, 0),
    )
    detail = _("El intervalo va de {low} a {high}; a tiempo quiere decir en {days} días hábiles.").format(
        low=numbers.share(slow.in_time_low, 0), high=numbers.share(slow.in_time_high, 0),
        days=numbers.count(result.values["answer_days"].value),
    )  # fmt: skip
    return [
        Finding(
            "risk",
            message,
            KEY,
            int(slow.n),
            owner=_("Servicio"),
            due=as_of + dt.timedelta(days=30),
            detail=detail,
        )
    ]


def severity_findings(result: Result | Missing, as_of: dt.date) -> list[Finding]:
    """Close the gravest open cases this week."""
    import datetime as dt

    if isinstance(result, Missing) or not (result.values["open_grave"].value or 0):
        return []
    message = _(
        "Cerrar esta semana {grave|el caso abierto más grave|los # casos abiertos más graves}, de {open} que {open|sigue abierto|siguen abiertos}."
    ).format(
        grave=numbers.count(result.values["open_grave"].value),
        open=numbers.count(result.values["open_cases"].value),
    )
    n = int(result.values["open_cases"].value or 0)
    return [Finding("action", message, SEVERITY, n, owner=_("Servicio"), due=as_of + dt.timedelta(days=7))]
