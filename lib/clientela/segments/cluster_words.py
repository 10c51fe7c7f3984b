"""The groups in words, in a table and in a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.loyalty.value.groups import EVERYONE
from clientela.present import Figure, Table, numbers
from clientela.present.language import _
from clientela.present.terms import term, value
from clientela.segments.clusters import FEATURES

if TYPE_CHECKING:
    from clientela.results import Result


def _name(row: Any) -> str:
    """The group in words, with its kind where kinds are told apart."""
    if row.kind != EVERYONE:
        return _("{group} ({kind})").format(group=value(row.cluster), kind=value(row.kind).lower())
    return value(row.cluster)


def clusters_table(result: Result) -> Table:
    """The groups with their size, their sales and their typical behaviour."""
    frame = result.frames["groups"]
    kind = ("kind",) if (frame.kind != EVERYONE).any() else ()
    return Table(
        frame.head(12),
        caption=_(
            "Los grupos que se forman solos, con su cliente típico (mediana): {share} de los clientes está en alguno."
        ).format(share=numbers.share(frame.share_customers.sum(), 0)),
        label="tbl-segments-clusters",
        columns=("cluster", *kind, "customers", "share_amount", *FEATURES[bool(kind) :]),
    )


def clusters_rules(result: Result) -> list[str]:
    """Each group in words: what its customers have in common."""
    texts = []
    kinds = result.frames["groups"].set_index("cluster").kind
    for row in result.frames["rules"].assign(kind=lambda frame: frame.cluster.map(kinds)).itertuples():
        parts = []
        for name in FEATURES:
            low, high = getattr(row, f"{name}_low"), getattr(row, f"{name}_high")
            words = term(name).words.lower()
            if low == low and high == high:
                parts.append(
                    _("{what} entre {low} y {high}").format(what=words, low=_figure(low), high=_figure(high))
                )
            elif low == low:
                parts.append(_("{what} por encima de {low}").format(what=words, low=_figure(low)))
            elif high == high:
                parts.append(_("{what} hasta {high}").format(what=words, high=_figure(high)))
        texts.append(
            _("**{group}**: {rules} (acierta en {hits} de su gente).").format(
                group=_name(row),
                rules="; ".join(parts) or _("el resto"),
                hits=numbers.share(row.precision, 0),
            )
        )
    return texts


def _figure(number: float) -> str:
    return numbers.decimal(number, 0 if abs(number) >= 10 else 1)


def plot_clusters(result: Result) -> Figure:
    """Part of the customers and of the sales of every group, with its typical customer."""
    from clientela.present import figures
    from clientela.segments.bars import paired_bars

    frame = result.frames["groups"]
    names = [
        _("{group}\ncompras: {purchases}, la última hace {days} días").format(
            group=_name(row), purchases=numbers.count(row.purchase_days), days=numbers.count(row.days_since_last)
        )
        for row in frame.itertuples()
    ]  # fmt: skip
    return Figure(
        paired_bars(frame, names, [figures.TEAL] * len(frame)),
        label="fig-segments-clusters",
        caption=_(
            "Parte de los clientes y de las ventas de cada grupo; debajo del nombre, su cliente típico."
        ),
        alt=_(
            "{groups} grupos; el que más compra tiene {customers} clientes y hace {amount} de las ventas."
        ).format(
            groups=len(frame),
            customers=numbers.count(frame.customers.iloc[0]),
            amount=numbers.share(frame.share_amount.iloc[0]),
        ),
    )
