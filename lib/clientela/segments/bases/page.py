"""The bases of segmentation on the page."""

from __future__ import annotations

from typing import Any

from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Result
from clientela.segments.bases.analysis import PURCHASE

# A hundredth of the differences is more than chance where customers are many, and no reason to divide them.
LITTLE = 0.01


def bases_table(result: Result) -> Table:
    """How much each base tells, the one that tells most on top."""
    return Table(
        result.frames["bases"].assign(helps=[_help(row) for row in result.frames["bases"].to_dict("records")]),
        caption=_(
            "Qué parte de lo que hicieron los clientes en el último período se podía prever con cada base, con lo que se sabía un período antes y en "
            "clientes que la regla no había visto; intervalo de 95 %."
        ),
        label="tbl-segments-bases",
        columns=("foretold", "segment_base", "n", "told", "told_low", "told_high", "helps"),
    )  # fmt: skip


def _help(row: dict[Any, Any]) -> str:
    return "helps_no" if not row["helps"] else "helps_yes" if row["told"] >= LITTLE else "helps_little"


def bases_advice(result: Result) -> str:
    """Which base to segment by, or that none helps."""
    table = result.frames["bases"]
    left = table[table.foretold != PURCHASE]
    useful = left.helps & (left.told >= LITTLE)
    helping, rest = left[useful], left[~useful]
    if helping.empty:
        return _(
            "**Qué hacer.** Ninguna base deja prever lo bastante de lo que comprarán: no separe a los clientes por ellas "
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
                "No ayuda a preverlo, o casi nada: {names}. Sirve para elegir palabras y lugar, no para decidir a quién."
            ).format(names=names)
        )
    return text
