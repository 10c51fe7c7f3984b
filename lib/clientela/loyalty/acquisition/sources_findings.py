"""What follows from where customers come from: whom not to pay for, and who leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.loyalty.acquisition.sources import KEY
from clientela.loyalty.acquisition.sources_page import fleeting, many, pays_elsewhere, source_words, unpaid
from clientela.present import numbers
from clientela.present.language import _
from clientela.results import Evidence, Finding, Missing, Result

if TYPE_CHECKING:
    import datetime as dt


def sources_findings(result: Result | Missing, as_of: dt.date, currency: str) -> list[Finding]:
    """The source that does not pay, with what it lost on those who have had their year; where another kind of customer shares its cost
    and pays, the cost is to be measured apart first. And the source whose customers flee."""
    import datetime as dt

    if isinstance(result, Missing):
        return []
    found, owner, due = [], _("Mercadeo"), as_of + dt.timedelta(days=30)
    for _place, row in unpaid(result).head(1).iterrows():
        other = pays_elsewhere(result, row)
        message = _(
            "Frenar «{name}» ({kind}): traer a uno cuesta {cost} y su primer año deja {year} (entre {low} y {high})."
        ).format(**source_words(row, currency))
        detail = _("De los {n} que llegaron por ahí vuelve {back} en medio año.").format(
            **source_words(row, currency)
        )
        if other is not None:
            # The cost is shared out evenly among all it brought: who of them pays cannot be said.
            words = source_words(row, currency) | {
                "kind": many(row.kind), "good": many(other.kind), "more": numbers.short_money(other.first_year, currency)
            }  # fmt: skip
            message = _(
                "Medir por separado lo que cuesta «{name}» con {kind} y con {good}, antes de la próxima."
            ).format(**words)
            detail = _(
                "Repartido por igual, cada cliente costó {cost}. En su primer año, {good} dejan {more} y {kind} {year} (entre {low} y {high}); "
                "lo que se gastó en cada clase nadie lo anotó."
            ).format(**words)
            found.append(
                Finding("action", message, KEY, int(row.year_n), owner=owner, due=due, detail=detail, evidence=Evidence.ASSOCIATED)
            )  # fmt: skip
            continue
        lost = [-float(part) * float(row.newcomers) for part in (row.left_over, row.left_high, row.left_low)]
        found.append(
            Finding("action", message, KEY, int(row.year_n), lost[0], lost[1], lost[2], owner, due, detail, Evidence.ASSOCIATED,
                    stake=_("lo perdido en el primer año"))
        )  # fmt: skip
    for _place, row in fleeting(result).head(1).iterrows():
        message = _(
            "Los clientes que llegan por «{name}» ({kind}) se van: en medio año vuelve {back}, {gap} menos que los de otros orígenes."
        ).format(gap=_points(row.back_apart), **source_words(row, currency))
        found.append(
            Finding("risk", message, KEY, int(row.back_n), owner=owner, due=due, evidence=Evidence.ASSOCIATED)
        )
    return found


def _points(part: float) -> str:
    return _("{n} puntos").format(n=numbers.decimal(abs(part) * 100, 0))
