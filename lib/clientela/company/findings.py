"""The chapter's findings in order (the change in sales first), and its answer where there are none."""

from __future__ import annotations

from collections.abc import Mapping

from clientela.company.sales.analysis import KEY
from clientela.present import numbers
from clientela.present.language import _
from clientela.results import Finding, Missing, Result

# Sales that changed by at most this, whichever end of the interval holds, are as much as a year before.
AS_MUCH = 0.05


def arranged(found: list[Finding], _answers: Mapping[str, Result | Missing], _currency: str) -> list[Finding]:
    """The change in sales comes first, when there is one: it is what every reader asks."""
    return sorted(found, key=lambda finding: finding.source != KEY or finding.kind == "action")


def quiet(answers: Mapping[str, Result | Missing], currency: str) -> str | None:
    """The chapter's answer where nothing is a finding: how the sales of a year compare, as far as that was measured."""
    sales = answers.get(KEY)
    return _as_before(sales, currency) if isinstance(sales, Result) else None


def _as_before(result: Result, currency: str) -> str:
    """What to say where the change in sales is no finding: as much as a year before, nobody knows, or not compared at all."""
    if "change_amount" not in result.values:
        days = int(result.values["window_days"].value or 0)
        return _(
            "En los últimos {days} días vendimos {amount}. Si es más o menos que antes no se sabe todavía: hacen falta dos años completos."
        ).format(
            days=numbers.count(days), amount=numbers.short_money(result.values["amount"].value, currency)
        )
    growth = result.values.get("growth")
    if growth is None or growth.low is None or growth.high is None:
        # A year before that came to nothing: no change of it is a percentage.
        return ""
    words = {
        "growth": numbers.signed_share(float(growth.value or 0)),
        # Nobody sells less than nothing.
        "low": numbers.signed_share(max(-1.0, float(growth.low))),
        "high": numbers.signed_share(float(growth.high)),
    }
    if max(abs(float(growth.low)), abs(float(growth.high))) <= AS_MUCH:
        return _(
            "Vendemos lo mismo que hace un año: lo que cambió ({growth}) cabe en el azar (entre {low} y {high})."
        ).format(**words)
    return _(
        "Lo que cambiaron las ventas frente a hace un año ({growth}) cabe en el azar (entre {low} y {high}): "
        "no dice que la empresa vaya mejor ni peor."
    ).format(**words)
