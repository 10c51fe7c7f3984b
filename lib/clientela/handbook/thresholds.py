"""The thresholds as a page: what a company may set for itself in company.yml."""

from __future__ import annotations

from clientela.engine import Analysis, declared
from clientela.engine.needs import needs
from clientela.engine.thresholds import THRESHOLDS, Threshold
from clientela.handbook.tables import code, table
from clientela.present.language import _, gettext
from clientela.stage import STAGES


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
    known = [one for stage in STAGES for one in declared(stage).values() if isinstance(one, Analysis)]
    return sorted({one.key for one in known if name in needs(one).thresholds})
