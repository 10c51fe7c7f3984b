"""Stage 5: who stays, who leaves, who is worth what, and what to do about it."""

from clientela.engine.rooms import adopt
from clientela.loyalty import (
    acquisition,
    claims,
    contracts,
    departures,
    equity,
    marketing,
    plan,
    transitions,
    trust,
    voice,
)
from clientela.loyalty.campaigns.next_list import Limits, next_list
from clientela.loyalty.campaigns.next_page import (
    next_list_advice,
    next_list_findings,
    next_list_table,
    offers_table,
    plot_next_list,
)
from clientela.loyalty.campaigns.past import past_campaigns
from clientela.loyalty.campaigns.past_page import (
    campaigns_advice,
    campaigns_findings,
    campaigns_table,
    plot_campaigns,
)
from clientela.loyalty.campaigns.trial import trial, trial_advice, trial_table
from clientela.loyalty.clv import Terms
from clientela.loyalty.clv.analysis import alive, worth
from clientela.loyalty.clv.grading.analysis import grade
from clientela.loyalty.clv.grading.page import grading_advice, grading_table, plot_grading
from clientela.loyalty.clv.page import plot_worth, worth_advice, worth_findings, worth_table
from clientela.loyalty.dates import Dates
from clientela.loyalty.ladder.analysis import ladder
from clientela.loyalty.ladder.page import ladder_advice, ladder_findings, ladder_table, plot_ladder
from clientela.loyalty.overdue.analysis import due, phones
from clientela.loyalty.overdue.page import due_advice, due_findings, due_table, plot_due
from clientela.loyalty.retention.analysis import retention
from clientela.loyalty.retention.page import (
    plot_retention,
    plot_second,
    retention_advice,
    retention_findings,
)
from clientela.loyalty.sensitivity import due_steady, next_list_steady, steady_line
from clientela.loyalty.status.analysis import status
from clientela.loyalty.status.flows import falling, flows, flows_advice, plot_flows
from clientela.loyalty.status.page import (
    plot_status,
    status_advice,
    status_bridge,
    status_findings,
    status_table,
)
from clientela.loyalty.status.rules import rules, rules_advice, rules_table

__all__ = [
    "Dates", "Limits", "Terms", "acquisition", "alive", "campaigns_advice", "campaigns_findings", "campaigns_table",
    "claims", "contracts", "departures", "due", "due_advice", "due_findings", "due_steady", "due_table", "equity",
    "falling", "flows", "flows_advice", "grade", "grading_advice", "grading_table", "ladder", "ladder_advice",
    "ladder_findings", "ladder_table", "marketing", "next_list", "next_list_advice", "next_list_findings",
    "next_list_steady", "next_list_table", "offers_table", "past_campaigns", "phones", "plan", "plot_campaigns",
    "plot_due", "plot_flows", "plot_grading", "plot_ladder", "plot_next_list", "plot_retention", "plot_second",
    "plot_status", "plot_worth", "retention", "retention_advice", "retention_findings", "rules",
    "rules_advice", "rules_table", "status", "status_advice", "status_bridge", "status_findings", "status_table",
    "steady_line", "transitions", "trial", "trial_advice", "trial_table", "trust", "voice", "worth", "worth_advice",
    "worth_findings", "worth_table",
]  # fmt: skip

adopt(globals())
