"""The bases of segmentation on the page."""

from __future__ import annotations

from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Result
from clientela.segments.bases.analysis import PURCHASE


def bases_table(result: Result) -> Table:
    """How much each base tells, the one that tells most on top."""
    return Table(
        result.frames["bases"].assign(helps=["helps_yes" if one else "helps_no" for one in result.frames["bases"].helps]),
        caption=_(
            "Qué parte de lo que hicieron los clientes en el último período se podía prever con cada base, con lo que se sabía un período antes y en "
            "clientes que la regla no había visto; intervalo de 95 %."
        ),
        label="tbl-segments-bases",
        columns=("foretold", "segment_base", "n", "told", "told_low", "told_high", "helps"),
    )  # fmt: skip


def bases_advice(result: Result) -> str:
    """Which base to segment by, or that none helps."""
    table = result.frames["bases"]
    left = table[table.foretold != PURCHASE]
    helping, rest = left[left.helps], left[~left.helps]
    if helping.empty:
        return _(
            "**Qué hacer.** Ninguna base dice algo de lo que comprarán que no diga también el azar: no separe a los clientes por ellas "
            "para venderles; úselas solo para hablarles."
        )
    first = helping.iloc[0]
    text = _(
        "**Qué hacer.** Separe a los clientes primero por: {base}. Es lo que más dice de lo que dejarán ({told} de las diferencias)."
    )
    text = text.format(base=value(first.segment_base), told=numbers.share(first.told, 0))
    if len(rest):
        names = ", ".join(value(name) for name in rest.segment_base)
        text = (
            text
            + " "
            + _(
                "No ayuda a preverlo: {names}. Sirve para elegir palabras y lugar, no para decidir a quién."
            ).format(names=names)
        )
    return text
