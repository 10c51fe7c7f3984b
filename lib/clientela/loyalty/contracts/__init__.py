"""Customers under contract: who renews, what contracts are worth, which to look after before they end."""

from clientela.loyalty.contracts.money import Price
from clientela.loyalty.contracts.page import (
    plot_renewals,
    renewals_advice,
    renewals_findings,
    soon_table,
)
from clientela.loyalty.contracts.renewals import renewals

__all__ = [
    "Price",
    "plot_renewals",
    "renewals",
    "renewals_advice",
    "renewals_findings",
    "soon_table",
]
