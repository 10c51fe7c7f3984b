"""Trust: who recommends us, what the satisfied do next, and whose the accounts are."""

from clientela.loyalty.trust.consequences import consequences
from clientela.loyalty.trust.consequences_page import (
    consequences_advice,
    consequences_findings,
    plot_consequences,
)
from clientela.loyalty.trust.dependence import dependence
from clientela.loyalty.trust.dependence_page import (
    departures_table,
    dependence_advice,
    dependence_findings,
    dependence_table,
    plot_dependence,
)
from clientela.loyalty.trust.promoters import promoters
from clientela.loyalty.trust.promoters_page import (
    plot_promoters,
    plot_promoters_time,
    promoters_advice,
    promoters_findings,
)
from clientela.loyalty.trust.scales import scales
from clientela.loyalty.trust.scales_page import scales_advice, trust_table

__all__ = [
    "consequences", "consequences_advice", "consequences_findings", "departures_table", "dependence",
    "dependence_advice", "dependence_findings", "dependence_table", "plot_consequences", "plot_dependence", "plot_promoters",
    "plot_promoters_time", "promoters", "promoters_advice", "promoters_findings", "scales", "scales_advice",
    "trust_table",
]  # fmt: skip
