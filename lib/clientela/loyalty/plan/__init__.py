"""The sales plan: what each seller has to sell, whom to call how often, and whether the last plan was kept."""

from clientela.loyalty.plan.achieved import achieved
from clientela.loyalty.plan.achieved_page import (
    achieved_advice,
    achieved_findings,
    achieved_segments_table,
    achieved_table,
    plot_achieved,
)
from clientela.loyalty.plan.calls import calls
from clientela.loyalty.plan.calls_page import call_sellers_table, calls_advice, calls_findings, calls_table
from clientela.loyalty.plan.periods import Groups, Periods
from clientela.loyalty.plan.plan_page import (
    plan_advice,
    plan_findings,
    plan_segments_table,
    plan_table,
    plot_plan,
)
from clientela.loyalty.plan.profit import segment_profit
from clientela.loyalty.plan.profit_page import profit_advice, profit_table
from clientela.loyalty.plan.targets import targets

__all__ = [
    "Groups", "Periods", "achieved", "achieved_advice", "achieved_findings", "achieved_segments_table", "achieved_table",
    "call_sellers_table", "calls", "calls_advice", "calls_findings", "calls_table", "plan_advice", "plan_findings",
    "plan_segments_table", "plan_table", "plot_achieved", "plot_plan", "profit_advice", "profit_table",
    "segment_profit", "targets",
]  # fmt: skip
