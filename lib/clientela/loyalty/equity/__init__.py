"""What the base of customers is worth, what it was worth a period ago, and what moved it."""

from clientela.loyalty.equity.analysis import Spans, equity
from clientela.loyalty.equity.page import equity_advice, equity_findings, equity_table, plot_equity

__all__ = [
    "Spans", "equity", "equity_advice", "equity_findings", "equity_table", "plot_equity",
]  # fmt: skip
