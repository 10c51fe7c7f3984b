"""What the loyalty stage found, the most important first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.failures import spared
from clientela.loyalty.acquisition.funnel_page import funnel_findings
from clientela.loyalty.acquisition.sources_findings import sources_findings
from clientela.loyalty.calls import due_findings
from clientela.loyalty.campaigns.next_page import next_list_findings
from clientela.loyalty.campaigns.past_page import campaigns_findings
from clientela.loyalty.comeback import retention_findings
from clientela.loyalty.contracts.page import renewals_findings
from clientela.loyalty.departures.page import defections_findings
from clientela.loyalty.economics.claims_findings import claims_findings
from clientela.loyalty.economics.equity_page import equity_findings
from clientela.loyalty.economics.money_page import marketing_return_findings
from clientela.loyalty.ladder import ladder_findings
from clientela.loyalty.plan import achieved_findings, calls_findings, plan_findings
from clientela.loyalty.rungs.page import outlook_findings
from clientela.loyalty.status import status_findings
from clientela.loyalty.trust import consequences_findings, dependence_findings, promoters_findings
from clientela.loyalty.voice.complaints_findings import complaints_findings
from clientela.loyalty.voice.discontent_page import discontent_findings
from clientela.loyalty.voice.topics_page import topics_findings
from clientela.loyalty.worth import worth_findings
from clientela.results import Finding, Missing, Result

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

# Where no money says what matters more.
_ORDER = {"risk": 0, "action": 1, "good_news": 2}


def findings(results: Sequence[Result | Missing], as_of: dt.date, currency: str) -> list[Finding]:
    """Every finding of these results: largest money at stake first, then risks, actions, good news."""
    by_key = {result.key: result for result in results}
    found: list[Finding] = []
    for key, make in (
        ("loyalty.retention", retention_findings),
        ("loyalty.ladder", ladder_findings),
        ("loyalty.value", worth_findings),
        ("loyalty.topics", topics_findings),
        ("loyalty.discontent", discontent_findings),
        ("loyalty.rung_outlook", outlook_findings),
        ("loyalty.promoters", promoters_findings),
        ("loyalty.consequences", consequences_findings),
        ("loyalty.calls", calls_findings),
    ):
        if key in by_key:
            found += spared(make, by_key[key], as_of, instead=[])
    for key, make_money in (
        ("loyalty.status", status_findings),
        ("loyalty.departures", defections_findings),
        ("loyalty.contracts", renewals_findings),
        ("loyalty.campaigns", campaigns_findings),
        ("loyalty.next_list", next_list_findings),
        ("loyalty.dependence", dependence_findings),
        ("loyalty.plan", plan_findings),
        ("loyalty.achieved", achieved_findings),
        ("loyalty.sources", sources_findings),
        ("loyalty.funnel", funnel_findings),
        ("loyalty.equity", equity_findings),
        ("loyalty.marketing_return", marketing_return_findings),
    ):
        if key in by_key:
            found += spared(make_money, by_key[key], as_of, currency, instead=[])
    if "loyalty.due" in by_key:
        steady = by_key.get("loyalty.due_steady")
        found += spared(due_findings, by_key["loyalty.due"], as_of, currency, steady, instead=[])
    found += spared(complaints_findings, by_key, as_of, currency, instead=[])
    if "loyalty.claims" in by_key:
        found += spared(claims_findings, by_key["loyalty.claims"], results, as_of, instead=[])
    return sorted(found, key=lambda finding: (-(finding.amount or 0.0), _ORDER[finding.kind]))
