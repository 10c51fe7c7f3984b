"""What follows from where customers come from: whom not to pay for, and who leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.engine import findings_of
from clientela.loyalty.acquisition.sources import KEY, sources
from clientela.loyalty.acquisition.sources_page import fleeting, many, pays_elsewhere, source_words, unpaid
from clientela.present import numbers
from clientela.present.language import _
from clientela.results import Evidence, Finding, Missing, Result

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd


@findings_of(sources)
def sources_findings(result: Result | Missing, as_of: dt.date, currency: str) -> list[Finding]:
    """The source that does not pay, or whose cost must be measured first; and the source whose customers flee."""
    import datetime as dt

    if isinstance(result, Missing):
        return []
    due = as_of + dt.timedelta(days=30)
    found = [_unpaid(result, row, due, currency) for _place, row in unpaid(result).head(1).iterrows()]
    for _place, row in fleeting(result).head(1).iterrows():
        message = _(
            "Los clientes que llegan por «{name}» ({kind}) se van: en medio año vuelve {back}, {gap} menos que los de otros orígenes."
        ).format(gap=_points(row.back_apart), **source_words(row, currency))
        found.append(
            Finding("risk", message, KEY, int(row.back_n), owner=_("Mercadeo"), due=due, evidence=Evidence.ASSOCIATED)
        )  # fmt: skip
    return found


def _unpaid(result: Result, row: pd.Series, due: dt.date, currency: str) -> Finding:
    """Hold the source back, with what it lost on those who have had their year; where others share its cost and pay, measure it apart."""
    other, n = pays_elsewhere(result, row), int(row.year_n)
    if other is not None:
        # The cost is shared out evenly among all it brought: who of them pays cannot be said.
        words = source_words(row, currency) | {
            "kind": many(row.kind), "good": many(other.kind), "more": numbers.short_money(other.first_year, currency)
        }  # fmt: skip
        message = _("Medir por separado lo que cuesta «{name}» con {kind} y con {good}, antes de la próxima.").format(**words)  # fmt: skip
        detail = _(
            "Repartido por igual, cada cliente costó {cost}. En su primer año, {good} dejan {more} y {kind} {year} (entre {low} y {high}); "
            "lo que se gastó en cada clase nadie lo anotó."
        ).format(**words)
        return Finding(
            "action",
            message,
            KEY,
            n,
            owner=_("Mercadeo"),
            due=due,
            detail=detail,
            evidence=Evidence.ASSOCIATED,
        )
    words = source_words(row, currency)
    message = _(
        "Frenar «{name}» ({kind}): traer a uno cuesta {cost} y su primer año deja {year} (entre {low} y {high})."
    ).format(**words)
    detail = _("De los {n} que llegaron por ahí vuelve {back} en medio año.").format(**words)
    # Of those who have had their year it is a sum and no estimate; what the others will leave is not known.
    lost = -float(row.left_over) * n
    return Finding(
        "action", message, KEY, n, lost, owner=_("Mercadeo"), due=due, detail=detail, evidence=Evidence.ASSOCIATED,
        stake=_("lo que costaron de más los {n} que ya cumplieron un año").format(n=numbers.count(n)),
    )  # fmt: skip


def _points(part: float) -> str:
    return _("{n} puntos").format(n=numbers.decimal(abs(part) * 100, 0))
