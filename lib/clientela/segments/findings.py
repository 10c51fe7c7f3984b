"""What the segments say, most money first."""

from __future__ import annotations

import datetime as dt

from clientela.failures import spared
from clientela.results import Finding, Missing, Result
from clientela.segments.concentration import concentration_findings
from clientela.segments.movement_page import movement_findings
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
    """The findings of all results: the largest money first, then risks, actions and good news."""
    known = {result.key: result for result in results if isinstance(result, Result) and result.key in _BY_KEY}
    found = [
        finding
        for key, result in known.items()
        for finding in spared(_BY_KEY[key], result, currency, as_of, instead=[])
    ]
    return sorted(found, key=lambda finding: (-(finding.amount or 0), _ORDER[finding.kind]))
