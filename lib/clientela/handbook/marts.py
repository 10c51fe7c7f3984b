"""The marts as a page: every heavy query, what its rows are and what it is made of."""

from __future__ import annotations

from clientela.handbook.tables import code, table
from clientela.marts import ORDER, lineage
from clientela.present.language import _


def page() -> str:
    """Each mart in the order in which it is built."""
    lead = _(
        "Cada consulta es un archivo SQL de lib/clientela/marts, con sus parámetros atados; se hacen en este orden, y cada una lee las de antes."
    )
    head = [_("consulta"), _("qué es cada fila"), _("hecha de"), _("tablas de la empresa")]
    rows = []
    for mart in ORDER:
        behind = lineage.behind([mart])
        made = sorted(behind.marts - {mart}, key=ORDER.index)
        rows.append((f"`{mart}`", lineage.purpose(mart), code(made), code(sorted(behind.tables))))
    return f"# {_('Las consultas')}\n\n{lead}\n\n{table(head, rows)}\n"
