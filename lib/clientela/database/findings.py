"""What the data about the customers say of themselves, most money first."""

from __future__ import annotations

import datetime as dt

from clientela.database.completeness import completeness_findings
from clientela.database.freshness import freshness_findings
from clientela.database.gain import gain_findings
from clientela.database.identity import identity_findings
from clientela.database.ledger import ledger_findings
from clientela.database.reach import reach_findings
from clientela.database.validity import validity_findings
from clientela.failures import spared
from clientela.results import Finding, Missing, Result

_BY_KEY = {
    "database.ledger": ledger_findings,
    "database.completeness": completeness_findings,
    "database.validity": validity_findings,
    "database.freshness": freshness_findings,
    "database.identity": identity_findings,
    "database.reach": reach_findings,
    "database.gain": gain_findings,
}
_ORDER = {"risk": 0, "action": 1, "good_news": 2}


def findings(currency: str, as_of: dt.date, *results: Result | Missing) -> list[Finding]:
    """The findings of all results: the largest money at stake first, then risks, actions and good news."""
    found = [
        finding
        for result in results
        if isinstance(result, Result) and result.key in _BY_KEY
        for finding in spared(_BY_KEY[result.key], result, currency, as_of, instead=[])
    ]
    return sorted(found, key=lambda finding: (-(finding.amount or 0), _ORDER[finding.kind]))
