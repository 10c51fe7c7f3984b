"""Who buys again after a complaint, day by day: the figure, the table, the sentence and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.product.recovery import curves
from clientela.product.recovery.repurchase import DRIFTS, OUTCOMES
from clientela.results import Missing, Result
from clientela.stats.effects import sense

if TYPE_CHECKING:
    import pandas as pd

COLOURS = {"answered_well": figures.TEAL, "answered_badly": figures.RED}


def plot_repurchase(result: Result) -> Figure:
    """The share that has bought again after so many days, by how the complaint ended."""
    curve, watch = result.frames["curve"], float(result.values["watch_days"].value or 0)
    drawing, axes = figures.canvas(2.8)
    told = []
    for name in OUTCOMES:
        part = curve[curve.answered_how == name]
        end = curves.draw(axes, part, watch, COLOURS[name])
        axes.annotate(
            value(name), (2 * watch, end), xytext=(-4, 8 if name == "answered_well" else -18), textcoords="offset points",
            ha="right", fontsize=13, weight=600, color=COLOURS[name],
        )  # fmt: skip
        short = name.removeprefix("answered_")
        told.append(
            _("{how}: a los {days} días ha vuelto a comprar {share}.").format(
                how=value(name), days=numbers.count(watch), share=numbers.share(result.values[f"back_{short}"].value, 0)
            )
        )  # fmt: skip
    curves.frame(axes, watch, 1.12, _("Días desde que se empieza a mirar"))
    caption = _(
        "Parte de los que se quejaron que ya volvió a comprar, mirada desde {settle} días después de la queja. La franja es el intervalo del 95 %."
    ).format(settle=numbers.count(result.values["settle_days"].value))
    return Figure(drawing, "fig-product-repurchase", caption, " ".join(told))


def repurchase_table(result: Result) -> Table:
    """By outcome and by how soon the answer came: the share back after each third of the watch."""
    watch = float(result.values["watch_days"].value or 0)
    frame: pd.DataFrame = result.frames["returned"]
    by_closing = frame["answered_how"].astype(str).str.startswith("closed_").any()
    caption = (
        _(
            "Parte que volvió a comprar a los {first}, {second} y {third} días, con el intervalo de la última; según cómo terminó la queja "
            "y cuánto tardó en cerrarse."
        )
        if by_closing
        else _(
            "Parte que volvió a comprar a los {first}, {second} y {third} días, con el intervalo de la última; según cómo terminó la queja "
            "y cuánto tardó la primera respuesta."
        )
    ).format(first=numbers.count(watch / 3), second=numbers.count(2 * watch / 3), third=numbers.count(watch))
    columns = (
        "answered_how",
        "n",
        "returned_first",
        "returned_second",
        "returned_third",
        "returned_low",
        "returned_high",
        "returned_median",
    )
    return Table(frame, caption, "tbl-product-repurchase", columns)


def repurchase_sentence(result: Result) -> str:
    """How much slower the badly answered buy again; in two halves where one number would hide what happens."""
    whole, drift = result.values.get("hazard_whole"), result.values.get("hazard_drift")
    if whole is None or drift is None:
        return ""
    if (whole.high or 0) >= 1 and (whole.low or 0) <= 1:
        return _(
            "A igual hábito de compra, no se ve que los mal atendidos tarden más en volver (su ritmo es {ratio} del de los bien atendidos, "
            "entre {low} y {high})."
        ).format(**_ratio(result, "whole"))
    early, late = result.values.get("hazard_early"), result.values.get("hazard_late")
    if (drift.value or 0) >= DRIFTS or early is None or late is None:
        return _(
            "A igual hábito de compra, los mal atendidos vuelven a un ritmo que es {ratio} del de los bien atendidos (entre {low} y "
            "{high}); ese ritmo no cambia con los días más que el azar."
        ).format(**_ratio(result, "whole"))
    cut = result.frames["ratios"].set_index("time_part").until_days["time_early"]
    return _(
        "A igual hábito de compra, en los primeros {cut} días el ritmo de los mal atendidos es {early} del de los bien atendidos "
        "({early_low} a {early_high}); después, {late} ({late_low} a {late_high}). Como cambia con el tiempo, un solo número "
        "engañaría: mire las partes que volvieron."
    ).format(
        cut=numbers.count(cut), early=_part(early.value), early_low=_part(early.low), early_high=_part(early.high),
        late=_part(late.value), late_low=_part(late.low), late_high=_part(late.high),
    )  # fmt: skip


def _ratio(result: Result, name: str) -> dict[str, str]:
    number = result.values[f"hazard_{name}"]
    return {"ratio": _part(number.value), "low": _part(number.low), "high": _part(number.high)}


def _part(ratio: float | None) -> str:
    return numbers.share(ratio, 0)


def recovery_advice(recovery: Result | Missing, severity: Result | Missing) -> str:
    """Solve in time, beginning where most is at stake; and write down what was changed and who was told; nothing of no complaint at all."""
    if isinstance(recovery, Missing) and isinstance(severity, Missing):
        return ""
    note = _(
        "Cuando una queja lleve a cambiar algo, anótelo en la tabla de compromisos (qué, a quién, para cuándo, cuándo se cumplió) y "
        "cuénteselo a quien lo pidió: hoy se sabe qué se respondió, no qué cambió."
    )
    waiting = severity.values["open_cases"].value if isinstance(severity, Result) else 0
    told = isinstance(recovery, Result) and sense(recovery.values["price_of_bad"]) > 0
    if told and waiting:
        first = _(
            "**Qué hacer.** Servicio abre cada mañana la lista de quejas abiertas (carpeta privada), ordenada por lo que está en juego, y "
            "resuelve primero las de arriba."
        )
    elif told:
        first = _(
            "**Qué hacer.** No hay quejas abiertas: siga resolviendo cada una dentro del plazo, porque la que no se resuelve se paga después."
        )
    else:
        first = _(
            "**Qué hacer.** Resuelva cada queja dentro del plazo; aquí no se ve todavía lo que cuesta no hacerlo."
        )
    return f"{first} {note}"
