"""What the segments say, most money first."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from clientela.failures import spared
from clientela.present import numbers
from clientela.present.language import _
from clientela.results import Finding, Missing, Result
from clientela.segments.concentration import concentration_findings
from clientela.segments.movement import movement_findings
from clientela.segments.portrait import profile_findings
from clientela.segments.rfm_page import rfm_findings

_BY_KEY = {
    "segments.rfm": rfm_findings,
    "segments.concentration": concentration_findings,
    "segments.movement": movement_findings,
    "segments.profile": profile_findings,
}
_ORDER = {"risk": 0, "action": 1, "good_news": 2}


def findings(currency: str, as_of: dt.date, *results: Result | Missing) -> list[Finding]:
    """The findings of all results: who they are and how many first, then the largest money at stake, risks, actions and good news."""
    known = {result.key: result for result in results if isinstance(result, Result) and result.key in _BY_KEY}
    found = [
        finding
        for key, result in known.items()
        for finding in spared(_BY_KEY[key], result, currency, as_of, instead=[])
    ]
    found = sorted(found, key=lambda finding: (-(finding.amount or 0), _ORDER[finding.kind]))
    return _title(known, found, currency)


def _title(known: dict[str, Result], found: list[Finding], currency: str) -> list[Finding]:
    """Who carries the sales and who is cooling, in one sentence where both are known: the chapter's answer."""
    whole = next((finding for finding in found if finding.source == "segments.concentration"), None)
    cooling = next((f for f in found if f.source == "segments.rfm" and f.kind == "risk"), None)
    if whole is None or cooling is None:
        return found
    told = known["segments.concentration"].values
    message = _(
        "{half} de los {all} clientes de los últimos {days} días hacen la mitad de las ventas; se enfrían {n} de los valiosos."
    )
    detail = _("Los que se enfrían compraban {amount} al año.")
    first = replace(
        cooling,
        message=message.format(
            half=numbers.count(told["half_customers"].value),
            all=numbers.count(told["half_customers"].n),
            days=numbers.count(told["period_days"].value),
            n=numbers.count(cooling.n),
        ),
        detail=detail.format(amount=numbers.short_money(cooling.amount, currency)),
    )
    return [first, *(finding for finding in found if finding not in (whole, cooling))]
