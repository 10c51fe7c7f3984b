"""What is said of loyal customers (cheaper to keep, easier to serve, more stimulating, bearing price rises, growing) beside what the data show."""

from clientela.loyalty.claims.claims import claims
from clientela.loyalty.claims.claims_findings import claims_findings
from clientela.loyalty.claims.claims_page import (
    claims_advice,
    claims_table,
    plot_margin_by_tenure,
    plot_price_tolerance,
)
from clientela.loyalty.claims.margin_by_tenure import margin_by_tenure
from clientela.loyalty.claims.price_tolerance import price_tolerance
from clientela.loyalty.claims.retention_cost import retention_cost
from clientela.loyalty.claims.rises_by_rung import rises_by_rung
from clientela.loyalty.claims.rises_by_rung_page import rises_by_rung_table
from clientela.loyalty.claims.service_effort import service_effort
from clientela.loyalty.claims.staff_motivation import staff_motivation

__all__ = [
    "claims", "claims_advice", "claims_findings", "claims_table", "margin_by_tenure", "plot_margin_by_tenure",
    "plot_price_tolerance", "price_tolerance", "retention_cost", "rises_by_rung", "rises_by_rung_table", "service_effort", "staff_motivation",
]  # fmt: skip
