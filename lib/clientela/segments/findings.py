"""What the segments say, most money first."""

from __future__ import annotations

import datetime as dt

from clientela.results import Finding, Missing, Result
from clientela.segments.concentration import concentration_findings
from clientela.segments.movement import movement_findings
from clientela.segments.portrait import profile_findings
from clientela.segments.rfm import rfm_findings

_BY_KEY = {
    "segments.rfm": rfm_findings,
    "segments.concentration": concentration_findings,
    "segments.movement": movement_findings,
    "segments.profile": profile_findings,
}
_ORDER = {"risk": 0, "action": 1, "good_news": 2}


def findings(currency: str, as_of: dt.date, *results: Result | Missing) -> list[Finding]:
    """The findings of all results: the largest money at stake first, then risks, actions and good news."""
    found = [
        finding
        for result in results
        if isinstance(result, Result) and result.key in _BY_KEY
        for finding in _BY_KEY[result.key](result, currency, as_of)
    ]
    return sorted(found, key=lambda finding: (-(finding.amount or 0), _ORDER[finding.kind]))
