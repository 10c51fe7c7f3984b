"""How the steps of the service, its terms and its contract look, and what to mend first in each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.customers import surveys
from clientela.engine import findings_of
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.product.visible import blueprint as stepping
from clientela.product.visible import contract as checking
from clientela.results import Finding, Result

if TYPE_CHECKING:
    import pandas as pd

MOST = 12
# Letters in one of the two lines beside a bar, so that a telephone has room for the bar too.
LINE = 20


def _failing(result: Result) -> pd.DataFrame:
    """The points of failure, the heaviest first."""
    frame = result.frames["steps"].dropna(subset="fails_weight")
    return frame.sort_values(["fails_weight", "fails"], ascending=[False, True])


def plot_blueprint(result: Result) -> Figure | None:
    """The steps in the order in which customers live them, each with the weight of what may fail in it."""
    frame = result.frames["steps"].head(MOST)
    if frame["fails_weight"].isna().all():
        return None
    drawing, axes = figures.canvas(0.7 + 0.5 * len(frame))
    place = np.arange(len(frame))[::-1]
    weight = frame["fails_weight"].fillna(0)
    colours = [figures.RED if not owner else figures.AMBER for owner in frame["fail_owner"]]
    axes.barh(place, weight, color=colours, height=0.55)
    for spot, row in zip(place, frame.to_dict("records"), strict=True):
        if row["fails_weight"] == row["fails_weight"]:
            axes.annotate(
                surveys.wrapped(row["fails"], LINE), (row["fails_weight"], spot), xytext=(6, 0), textcoords="offset points", va="center",
                color=figures.INK,
            )  # fmt: skip
    axes.set_yticks(
        place, [surveys.wrapped(step, LINE) for step in frame["customer_does"]], color=figures.INK
    )
    axes.set_xlim(0, float(weight.max()) * 1.9)
    axes.set_xticks([])
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    first = _failing(result).iloc[0]
    caption = _(
        "El servicio paso a paso, de arriba abajo, como lo vive el cliente. La barra es lo que pesa lo que puede fallar: veces de cada cien, por "
        "cuánto daña, por cuánto tarda en notarse. Rojo: no tiene responsable."
    )
    alt = _("Lo que más pesa: «{fails}», en el paso «{step}».").format(
        fails=first["fails"], step=first["customer_does"]
    )
    return Figure(drawing, "fig-product-blueprint", caption, alt)


def fails_table(result: Result) -> Table | None:
    """The points of failure, the heaviest first; None where none was noted."""
    frame = _failing(result).head(MOST)
    if frame.empty:
        return None
    rows = frame.to_dict("records")
    frame = frame.assign(
        fail_marks=[
            _("{harm} y {hidden}").format(
                harm=numbers.count(row["fails_harm"]), hidden=numbers.count(row["fails_hidden"])
            )
            for row in rows
        ],
        fail_who=[_who(row) for row in rows],
    )
    caption = _(
        "Lo que puede fallar, de lo que más pesa a lo que menos. El daño y lo que tarda en notarse van de 1 a 5. Son cálculos de quienes lo "
        "llenaron, no una medida."
    )
    if flawless := result.values.get("flawless_share"):
        caption += " " + _(
            "Si una falla no trajera otra, {share} pasaría por todos los pasos sin ninguna."
        ).format(share=numbers.share(flawless.value, 0))
    return Table(
        frame,
        caption,
        "tbl-product-fails",
        ("customer_does", "fails", "fails_often", "fail_marks", "fails_weight", "fail_who"),
    )


def _who(row: Mapping[Any, Any]) -> str:
    owner = row["fail_owner"] or _("nadie")
    if numbers.absent(row["fail_due"]):
        return _("{owner}, sin fecha").format(owner=owner)
    return _("{owner}, {day}").format(owner=owner, day=numbers.date(row["fail_due"], "medium"))


def blueprint_advice(result: Result) -> str:
    """Which point of failure to mend first, and where the customer sees nothing of what was done."""
    frame = _failing(result)
    if frame.empty:
        return _(
            "**Qué hacer.** Nadie anotó qué puede fallar. Recorra el servicio como cliente y pregúntelo en cada paso."
        )
    row = frame.iloc[0]
    said = _("**Qué hacer.** Empiece por «{fails}», en el paso «{step}»: es lo que más pesa.").format(
        fails=row["fails"], step=row["customer_does"]
    )
    if row["fail_remedy"]:
        said += " " + _("Lo acordado: {remedy}.").format(remedy=row["fail_remedy"])
    if ownerless := int(result.values["fails_ownerless"].value or 0):
        said += " " + _("{n|Una falla no tiene|# fallas no tienen} responsable: póngale un nombre.").format(
            n=ownerless
        )
    if unseen := int(result.values["steps_unseen"].value or 0):
        said += " " + _("En {n|un paso|# pasos} el cliente no ve nada de lo que se hizo: avísele.").format(
            n=unseen
        )
    return said


@findings_of(stepping.blueprint)
def blueprint_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """The point of failure that weighs most."""
    return [
        Finding(
            "action", _("Arreglar primero lo que más puede fallar en el servicio: «{fails}».").format(fails=row["fails"]), stepping.KEY, result.n,
            owner=row["fail_owner"] or _("Gerencia general"), due=as_of + dt.timedelta(days=30),
        )
        for row in _failing(result).head(1).to_dict("records")
    ]  # fmt: skip


def terms_table(result: Result) -> Table:
    """What customers learn too late, what they ask about most first."""
    frame = result.frames["terms"].head(MOST).replace("", None)
    caption = _(
        "Lo que el precio incluye y lo que no, y cuándo se entera el cliente; primero, de lo que más sorpresas trae."
    )
    columns = [
        "service_named",
        "included_what",
        "included_terms",
        "included_limit",
        "included_state",
        "asked_month",
    ]
    return Table(
        frame, caption, "tbl-product-included", [name for name in columns if frame[name].notna().any()]
    )


def included_advice(result: Result) -> str:
    """What to say before buying: first what is paid apart, then what is given."""
    frame = result.frames["terms"]
    claimed, unthanked = (
        frame[frame["included_state"] == state] for state in ("state_claimed", "state_unthanked")
    )
    said = []
    if len(claimed):
        row = claimed.iloc[0]
        said.append(
            _("Diga antes de vender que no está incluido: {what} ({service}).").format(
                what=row["included_what"], service=row["service_named"]
            )
        )
    if len(unthanked):
        row = unthanked.iloc[0]
        said.append(
            _("Diga también lo que sí está y nadie cuenta: {what} ({service}).").format(
                what=row["included_what"], service=row["service_named"]
            )
        )
    if not said:
        return _(
            "**Lo incluido.** Todo lo que se anotó se dice antes de comprar. Escriba los límites donde falten."
        )
    return _("**Lo incluido.** {advice}").format(advice=" ".join(said))


def contract_parts_table(result: Result) -> Table:
    """The four parts of the contract: what they say clearly, unclearly, or not at all."""
    caption = _(
        "Las cuatro partes de un contrato de servicios, en {n|el contrato revisado|los # contratos revisados}."
    ).format(n=int(result.values["contracts_checked"].value or 0))
    return Table(
        result.frames["parts"],
        caption,
        "tbl-product-contract",
        ("contract_part", "n", "says_clear", "says_vague", "says_lacks"),
    )


def clauses_table(result: Result) -> Table | None:
    """The questions that contracts do not answer, what most customers lack first; None where all is clear."""
    frame = result.frames["lacking"].head(MOST)
    if frame.empty:
        return None
    caption = _("Lo que los contratos no dicen, o no se entiende, y con cuántos clientes queda abierto.")
    return Table(
        frame,
        caption,
        "tbl-product-clauses",
        ("clause", "contract_part", "clause_state", "contracts_lacking", "customers_open"),
    )


def contract_advice(result: Result) -> str:
    """What to write first."""
    frame = result.frames["lacking"]
    if frame.empty:
        return _(
            "**Qué hacer.** Los contratos revisados dicen todo lo que se preguntó. Revíselos cuando cambien el precio o el servicio."
        )
    row = frame.iloc[0]
    return _(
        "**Qué hacer.** Lleve a quien revisa lo legal esta pregunta primero: «{clause}» {n|Queda abierta con un cliente|Queda abierta con # clientes"
        "|Queda abierta}. Acuérdela con ellos por escrito en la próxima renovación. Esta lista ayuda a leer; no reemplaza a un abogado."
    ).format(clause=row["clause"], n=int(row["customers_open"]))


@findings_of(checking.service_contract)
def contract_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """The question that contracts do not answer and most customers have."""
    frame = result.frames["lacking"]
    first = frame[frame["clause_state"] == "says_lacks"].head(1)
    return [
        Finding(
            "action", _("Poner por escrito en los contratos lo que no dicen: «{clause}»").format(clause=row["clause"]), checking.KEY, result.n,
            owner=_("Gerencia general"), due=as_of + dt.timedelta(days=60),
        )
        for row in first.to_dict("records")
    ]  # fmt: skip
