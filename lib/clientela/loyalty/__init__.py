"""Stage 5: who stays, who leaves, who is worth what, and what to do about it."""

from clientela.loyalty.calls import due_advice, due_findings, due_table, plot_due
from clientela.loyalty.comeback import (
    plot_retention,
    plot_second,
    retention_advice,
    retention_findings,
    retention_table,
)
from clientela.loyalty.dates import Dates
from clientela.loyalty.due import due
from clientela.loyalty.findings import findings
from clientela.loyalty.flows import flows, flows_advice, plot_flows
from clientela.loyalty.ladder import ladder, ladder_advice, ladder_findings, ladder_table, plot_ladder
from clientela.loyalty.retention import retention
from clientela.loyalty.rules import rules, rules_advice, rules_table
from clientela.loyalty.status import plot_status, status, status_advice, status_findings, status_table

__all__ = [
    "Dates", "due", "due_advice", "due_findings", "due_table", "findings", "flows", "flows_advice", "ladder", "ladder_advice",
    "ladder_findings", "ladder_table", "plot_due", "plot_flows", "plot_ladder", "plot_retention", "plot_second", "plot_status", "retention",
    "retention_advice", "retention_findings", "retention_table", "rules", "rules_advice", "rules_table", "status", "status_advice",
    "status_findings", "status_table",
]  # fmt: skip
