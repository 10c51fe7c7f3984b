"""The groups by taste, on the page."""

from __future__ import annotations

from typing import Any

from clientela.customers.kinds import EVERYONE
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Result


def tastes_table(result: Result) -> Table:
    """Each group: what it buys, how many they are, how much they buy, and by which tool it is served more than the others."""
    frame: Any = result.frames["groups"]
    told = [_served(row) for row in frame.to_dict("records")]
    kind = ("kind",) if (frame.kind != EVERYONE).any() else ()
    return Table(
        frame.assign(taste_said=[", ".join(names) for names in frame.taste], served_said=told),
        _(
            "Los gustos que se repiten de un período al otro, y el canal por el que más piden, donde es más suyo que de los demás. {share} de los "
            "clientes ha comprado lo bastante para tener gusto conocido."
        ).format(share=numbers.share(result.values["taste_known"].value, 0)),
        "tbl-segments-tastes",
        ("taste_said", *kind, "customers", "share_amount", "served_said"),
    )


def _served(row: dict[Any, Any]) -> str:
    if not row["served_by"]:
        return _("como los demás")
    return _("{channel}: {share} (los demás, {others})").format(
        channel=value(row["served_by"]),
        share=numbers.share(row["served_share"], 0),
        others=numbers.share(row["served_others"], 0),
    )


def tastes_advice(result: Result) -> str:
    """Offer each group its own; and let the tool it uses already do it without being noticed."""
    frame: Any = result.frames["groups"]
    first = frame.sort_values(["customers", "cluster"], ascending=[False, True]).iloc[0]
    who = _("por el grupo de {taste}").format(taste=", ".join(first.taste))
    if first.kind != EVERYONE:
        who = _("por el grupo de {taste} ({kind})").format(
            taste=", ".join(first.taste), kind=value(first.kind).lower()
        )
    parts = [
        _("Empiece {who}: son {n}. Que lo suyo les salga primero, sin que nadie lo pregunte.").format(
            who=who, n=numbers.count(first.customers)
        )
    ]
    served = frame[frame.served_by != ""]
    if len(served):
        parts.append(
            _("Use la herramienta por la que ya piden: {who}.").format(
                who="; ".join(
                    _("{taste}, {channel}").format(taste=row.taste[0], channel=value(row.served_by))
                    for row in served.itertuples()
                )
            )
        )
    else:
        parts.append(
            _("Ningún gusto pide por un canal distinto de los demás: la recomendación va por todos.")
        )
    return _("**Qué hacer.** {what}").format(what=" ".join(parts))
