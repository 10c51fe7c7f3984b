"""The groups in words, in a table and in a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.customers.kinds import EVERYONE
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.present.terms import term, value
from clientela.segments.clusters.analysis import FEATURES

if TYPE_CHECKING:
    from clientela.results import Result

# Groups that hold less of the sales than this change no plan.
WORTH = 0.5


def _name(row: Any) -> str:
    """The group in words, with its kind where kinds are told apart."""
    if row.kind != EVERYONE:
        return _("{group} ({kind})").format(group=value(row.cluster), kind=value(row.kind).lower())
    return value(row.cluster)


def clusters_table(result: Result) -> Table | None:
    """The groups with their size, their sales and their typical behaviour; nothing where they hold a small part of the sales."""
    frame = result.frames["groups"]
    if frame.share_amount.sum() < WORTH:
        return None
    kind = ("kind",) if (frame.kind != EVERYONE).any() else ()
    return Table(
        frame.head(12),
        caption=_(
            "Los grupos que se forman solos, con su cliente típico (mediana): {share} de los clientes está en alguno."
        ).format(share=numbers.share(frame.share_customers.sum(), 0)),
        label="tbl-segments-clusters",
        columns=("cluster", *kind, "customers", "share_amount", *FEATURES[bool(kind) :]),
    )


def clusters_rules(result: Result, currency: str) -> list[str] | str:
    """Each group in words: what its customers have in common. One line where the groups hold too little to act on."""
    groups = result.frames["groups"]
    if groups.share_amount.sum() < WORTH:
        return _(
            "Aparecen {n} grupos, que juntos hacen el {amount} de las ventas de toda la historia: no cambian el plan. Sus reglas están en "
            "el libro de tablas de Excel."
        ).format(n=numbers.count(len(groups)), amount=numbers.share(groups.share_amount.sum(), 0))
    kinds = groups.set_index("cluster").kind
    rows = result.frames["rules"].assign(kind=lambda frame: frame.cluster.map(kinds))
    return [
        _("**{group}**: {rules} (acierta en {hits} de su gente).").format(
            group=_name(row),
            rules="; ".join(filter(None, (_limits(row, name, currency) for name in FEATURES)))
            or _("el resto"),
            hits=numbers.share(row.precision, 0),
        )
        for row in rows.itertuples()
    ]


def _limits(row: Any, name: str, currency: str) -> str:
    """Between what a behaviour of the group lies, in numbers that occur: whole days, money with its sign."""
    low, high = getattr(row, f"{name}_low"), getattr(row, f"{name}_high")
    money = name == "ticket"
    # A tree cuts between two days: above 3.5 is from 4 on.
    least = numbers.short_money(low, currency) if money else numbers.count(low // 1 + 1)
    most = numbers.short_money(high, currency) if money else numbers.count(high // 1)
    words = term(name).words.lower()
    if low == low and high == high:
        return _("{what} entre {low} y {high}").format(what=words, low=least, high=most)
    if low == low:
        return _("{what} desde {low}").format(what=words, low=least)
    return _("{what} hasta {high}").format(what=words, high=most) if high == high else ""
