"""What loyalty is worth in money: the claims made of loyal customers, what is spent to win and to keep them."""

from clientela.loyalty.economics.balance import balance
from clientela.loyalty.economics.bearing import bearing
from clientela.loyalty.economics.claims import claims
from clientela.loyalty.economics.claims_findings import claims_findings
from clientela.loyalty.economics.claims_page import claims_advice, claims_table, plot_bearing, plot_growth
from clientela.loyalty.economics.ease import ease
from clientela.loyalty.economics.equity import Spans, equity
from clientela.loyalty.economics.equity_page import equity_advice, equity_findings, equity_table, plot_equity
from clientela.loyalty.economics.growth import growth
from clientela.loyalty.economics.keeping import keeping
from clientela.loyalty.economics.money_page import (
    balance_advice,
    balance_table,
    marketing_return_advice,
    marketing_return_findings,
    marketing_return_table,
    rewards_advice,
    rewards_table,
)
from clientela.loyalty.economics.returns import marketing_return
from clientela.loyalty.economics.rewards import rewards
from clientela.loyalty.economics.stimulus import stimulus

__all__ = [
    "Spans", "balance", "balance_advice", "balance_table", "bearing", "claims", "claims_advice", "claims_findings", "claims_table",
    "ease", "equity", "equity_advice", "equity_findings", "equity_table", "growth", "keeping", "marketing_return",
    "marketing_return_advice", "marketing_return_findings", "marketing_return_table", "plot_bearing", "plot_equity", "plot_growth",
    "rewards", "rewards_advice", "rewards_table", "stimulus",
]  # fmt: skip
