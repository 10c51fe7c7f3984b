"""The analyses as a page: the beginning of every key of results.json, what it answers and what it reads."""

from __future__ import annotations

from clientela.engine import Analysis, declared
from clientela.engine.needs import needs
from clientela.handbook.questions import questions
from clientela.handbook.tables import code, table
from clientela.marts import lineage
from clientela.present.language import _, current, gettext
from clientela.stage import STAGES


def page() -> str:
    """Each analysis of each stage, in the order of its key."""
    lead = _(
        "Una clave de results.json tiene tres partes: etapa, análisis y número (`loyalty.status.active`). "
        "`clientela explain CLAVE` dice de dónde viene un número en su informe."
    )
    parts = [f"# {_('Los análisis y sus claves')}", lead]
    head = [_("clave"), _("qué responde"), _("tablas"), _("consultas"), _("hallazgos")]
    for stage, (number, topic) in STAGES.items():
        known = [one for one in declared(stage).values() if isinstance(one, Analysis)]
        rows = [_row(one) for one in sorted(known, key=lambda one: one.key)]
        parts += [f"## {number} · {gettext(topic)}", table(head, rows)]
    return "\n\n".join(parts) + "\n"


def _row(one: Analysis[..., object]) -> tuple[str, ...]:
    marts = needs(one).marts
    # The code speaks English; what it answers stands in Spanish where it is asked.
    said = (one.function.__doc__ or "").strip().splitlines()[0] if current() == "en" else questions(one.stage)[one.key]  # fmt: skip
    tables = sorted(lineage.behind(marts).tables)
    return f"`{one.key}.*`", said, code(tables), code(sorted(marts)), _("sí") if one.findings else ""
