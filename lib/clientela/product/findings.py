"""The chapter's findings in order: what is promised and not delivered, then most money, risks before the rest."""

from __future__ import annotations

import datetime as dt

from clientela.failures import spared
from clientela.product.affinity import affinity_findings
from clientela.product.baskets import baskets_findings
from clientela.product.categories import categories_findings
from clientela.product.entry import entry_findings
from clientela.product.gaps_page import gaps_findings
from clientela.product.hierarchy import hierarchy_findings
from clientela.product.importance import importance_findings
from clientela.product.portfolio import portfolio_findings
from clientela.product.raters import raters_findings
from clientela.product.satisfaction_page import satisfaction_findings
from clientela.results import Finding, Missing, Result

_RANK = {"risk": 0, "action": 1, "good_news": 2}
# The chapter asks what is promised and what is delivered: what answers that comes first, whatever money the rest moves.
_ANSWERS = ("product.gaps", "product.importance", "product.hierarchy")


def findings(currency: str, as_of: dt.date, *results: Result | Missing) -> list[Finding]:
    """What the chapter has to say: its answer first, the rest in the order of what is at stake; Missing results say nothing."""
    known = {result.key: result for result in results if isinstance(result, Result)}
    found: list[Finding] = []
    for key, with_money in (
        ("product.categories", categories_findings),
        ("product.portfolio", portfolio_findings),
    ):
        if key in known:
            found += spared(with_money, known[key], currency, as_of, instead=[])
    for key, without in (
        ("product.gaps", gaps_findings),
        ("product.importance", importance_findings),
        ("product.hierarchy", hierarchy_findings),
        ("product.raters", raters_findings),
        ("product.satisfaction", satisfaction_findings),
        ("product.entry", entry_findings),
        ("product.affinity", affinity_findings),
        ("product.baskets", baskets_findings),
    ):
        if key in known:
            found += spared(without, known[key], as_of, instead=[])
    return sorted(found, key=_place)


def _place(finding: Finding) -> tuple[int, float, int]:
    if finding.source in _ANSWERS and finding.kind != "good_news":
        return _ANSWERS.index(finding.source), 0.0, 0
    return len(_ANSWERS), -(finding.amount or 0.0), _RANK[finding.kind]
