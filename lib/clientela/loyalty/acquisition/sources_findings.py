"""What follows from where customers come from: whom not to pay for, and who leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.loyalty.acquisition.sources import KEY
from clientela.loyalty.acquisition.sources_page import fleeting, pays_elsewhere, source_words, unpaid
from clientela.present import numbers
from clientela.present.language import _
from clientela.results import Evidence, Finding, Missing, Result

if TYPE_CHECKING:
    import datetime as dt


def sources_findings(result: Result | Missing, as_of: dt.date, currency: str) -> list[Finding]:
    """The source that does not pay, with what it lost on those who have had their year; the one that flees."""
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
            # What is spent on a fair cannot be stopped for some: it can be turned to those who pay for it.
            message = _(
                "Dedicar «{name}» a quien la paga ({good}): con los demás ({kind}) traer a uno cuesta {cost} y su primer año deja {year} "
                "(entre {low} y {high})."
            ).format(good=source_words(other, currency)["kind"], **source_words(row, currency))
            detail = _(
                "Por el mismo camino llegaron {n} de otra clase ({kind}), y esos sí se pagan: dejan {year} en su primer año."
            ).format(**source_words(other, currency))
        lost = [-float(part) * float(row.newcomers) for part in (row.left_over, row.left_high, row.left_low)]
        found.append(
            Finding("action", message, KEY, int(row.year_n), lost[0], lost[1], lost[2], owner, due, detail, Evidence.ASSOCIATED)
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
