"""The thresholds as a page: what a company may set for itself in company.yml."""

from __future__ import annotations

from typing import Any

from clientela.engine import Analysis, declared
from clientela.engine.needs import needs
from clientela.engine.thresholds import THRESHOLDS, Threshold
from clientela.handbook.tables import code, table
from clientela.present.language import _, gettext
from clientela.stage import STAGES
from clientela.warehouse import queries


def page() -> str:
    """Each threshold: what it means, its default, unit and range, and the analyses that take it."""
    lead = _(
        "Se escriben en company.yml, bajo `thresholds`. Además, los cortes propios de RFM: `rfm_days_1` … `rfm_days_4`, "
        "`rfm_purchases_1` …, `rfm_amount_1` …, cuatro de cada uno."
    )
    head = [_("umbral"), _("qué es"), _("si no se escribe"), _("unidad"), _("entre"), _("quién lo usa")]
    rows = [
        (f"`{name}`", gettext(one.words), _default(one), one.unit, _range(one), code(_users(name)))
        for name, one in THRESHOLDS.items()
    ]
    return f"# {_('Los umbrales')}\n\n{lead}\n\n{table(head, rows)}\n"


def _default(one: Threshold) -> str:
    return f"`{one.default}`" if one.default not in (None, "") else ""


def _range(one: Threshold) -> str:
    return (
        "" if one.unit == "date" else f"{one.low:g} – {'' if one.high == float('inf') else f'{one.high:g}'}"
    )


def _users(name: str) -> list[str]:
    """The analyses that it moves: by itself, in what follows from them, or in a mart that they read."""
    known = [one for stage in STAGES for one in declared(stage).values() if isinstance(one, Analysis)]
    marts = {mart for mart, path in queries().items() if f"${name}" in path.read_text(encoding="utf-8")}
    return sorted({one.key for one in known if _moves(name, marts, one)})


def _moves(name: str, marts: set[str], one: Analysis[..., Any]) -> bool:
    behind = needs(one)
    following = {what for follows in one.findings for what in follows.needs.values()}
    return name in behind.thresholds | dict.fromkeys(following) or bool(marts & behind.marts)
