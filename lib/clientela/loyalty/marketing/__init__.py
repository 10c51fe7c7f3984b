"""What the marketing money brought, how to share it between winning and keeping, what rewards would have to change."""

from clientela.loyalty.marketing.balance import balance
from clientela.loyalty.marketing.dearer import dearer
from clientela.loyalty.marketing.dearer_page import dearer_advice, dearer_findings, dearer_table
from clientela.loyalty.marketing.page import (
    balance_advice,
    balance_table,
    marketing_return_advice,
    marketing_return_findings,
    marketing_return_table,
    rewards_advice,
    rewards_table,
)
from clientela.loyalty.marketing.returns import marketing_return
from clientela.loyalty.marketing.rewards import rewards

__all__ = [
    "balance", "balance_advice", "balance_table", "dearer", "dearer_advice", "dearer_findings", "dearer_table",
    "marketing_return", "marketing_return_advice",
    "marketing_return_findings", "marketing_return_table", "rewards", "rewards_advice", "rewards_table",
]  # fmt: skip
