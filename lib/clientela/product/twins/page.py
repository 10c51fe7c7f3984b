"""Opinion beside operation: the table, how to read a verdict, and what to do or to record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientela.present import Table, numbers
from clientela.present.language import N_, _
from clientela.present.terms import value
from clientela.product.twins.analysis import DISAGREE
from clientela.results import Result

# As many things to write down are said again below the table; more are read in it.
FEW = 3
# What the company may begin to write down where nothing measures a factor.
RECORD = {
    "factor_agility": N_("la hora en que llega y se responde cada mensaje"),
    "factor_core": N_("las devoluciones, como ventas negativas"),
    "factor_added_value": N_("qué se dio de más en cada pedido (una muestra, una instalación) y si se usó"),
    "factor_prestige": N_("las menciones y reseñas públicas de cada mes, buenas y malas"),
    "factor_professional": N_("si cada queja quedó resuelta"),
    "factor_empathy": N_("el motivo de cada queja, con el trato como uno de ellos"),
    "factor_promises": N_("el día prometido y el de entrega de cada pedido"),
    "factor_availability": N_("los días sin existencias de cada producto y las llamadas abandonadas"),
    "factor_relation": N_("quién atiende a cada cliente, para saber a cuántos les cambia"),
    "factor_information": N_("las preguntas que llegan, y de qué"),
    "factor_follow_up": N_("la llamada después de la venta: a quién y cuándo"),
    "factor_after_sales": N_("cuándo se cierra cada reclamo"),
    "factor_payment": N_("el medio de pago y el plazo de cada pedido"),
}


def twins_table(result: Result) -> Table:
    """Each factor: the mark customers give, what is measured, and what both say of the branches."""
    frame = result.frames["twins"]
    caption = _(
        "Los trece factores que valoran los clientes: la nota que les ponen y lo que midió la operación en el último año. La sede es "
        "la que está peor que las demás más que el azar."
    )
    # What nobody was asked and no branch tells apart is no column; no row is empty, for it says what to write down.
    shown = [
        name
        for name in ("opinion", "opinion_branch", "twin_branch")
        if frame[name].replace("", None).notna().any()
    ]
    columns = ("factor_key", "opinion", "twin_told", "opinion_branch", "twin_branch", "twin_verdict")
    kept = tuple(
        name for name in columns if name in shown or name in ("factor_key", "twin_told", "twin_verdict")
    )
    told = [_told(row) for row in frame.to_dict("records")]
    return Table(frame.assign(twin_told=told), caption, "tbl-product-twins", kept)


def _told(row: Mapping[Any, Any]) -> str:
    """What is measured of a factor, else what to write down so that it can be."""
    if row["twin"]:
        return _("{what}: {share}").format(what=value(row["twin"]), share=numbers.share(row["twin_share"], 0))
    return _("Por anotar: {what}").format(what=_(RECORD[row["factor_key"]]))


def twins_advice(result: Result) -> str:
    """Where both disagree, go and look; where nothing is measured, begin to."""
    rows = result.frames["twins"].to_dict("records")
    told = [_disagreement(row) for row in rows if row["twin_verdict"] in DISAGREE]
    same = [row for row in rows if row["twin_verdict"] == "both_same"]
    if same:
        told.insert(0, _("Clientes y operación coinciden en {branch}: {factors}.").format(
            branch=same[0]["twin_branch"],
            factors=", ".join(value(row["factor_key"]).lower() for row in same if row["twin_branch"] == same[0]["twin_branch"]),
        ))  # fmt: skip
    lacking = [row["factor_key"] for row in rows if not row["twin"]]
    if len(lacking) > FEW:
        told.append(
            _(
                "De {n} factores no se mide nada: la tabla dice qué anotar de cada uno. Empiece por uno este mes."
            ).format(n=numbers.count(len(lacking)))
        )
    elif lacking:
        told.append(
            _("Para medir lo que falta, anote: {what}.").format(
                what="; ".join(_(RECORD[name]) for name in lacking)
            )
        )
    if not told:
        return _(
            "**Qué hacer.** Opinión y operación no se contradicen en ninguna sede: siga midiendo las dos."
        )
    return _("**Qué hacer.** {what}").format(what=" ".join(told))


def _disagreement(row: Mapping[Any, Any]) -> str:
    words = {
        "factor": value(str(row["factor_key"])),
        "said": row["opinion_branch"],
        "seen": row["twin_branch"],
    }
    if row["twin_verdict"] == "only_opinion":
        return _(
            "{factor}: los clientes de {said} ponen peor nota y lo que se mide allí no es peor; vaya a ver qué no se está midiendo."
        ).format(**words)
    if row["twin_verdict"] == "only_twin":
        return _(
            "{factor}: en {seen} se mide peor y los clientes no lo dicen todavía; arréglelo antes de que lo digan."
        ).format(**words)
    return _(
        "{factor}: los clientes señalan a {said} y la medida a {seen}; compare casos de las dos."
    ).format(**words)
