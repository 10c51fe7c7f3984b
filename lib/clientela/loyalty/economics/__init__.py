"""What loyalty is worth in money: the claims made of loyal customers, what is spent to win and to keep them."""

from clientela.loyalty.economics.bearing import bearing
from clientela.loyalty.economics.claims import claims
from clientela.loyalty.economics.claims_page import (
    claims_advice,
    claims_findings,
    claims_table,
    plot_bearing,
    plot_growth,
)
from clientela.loyalty.economics.ease import ease
from clientela.loyalty.economics.growth import growth
from clientela.loyalty.economics.keeping import keeping
from clientela.loyalty.economics.stimulus import stimulus

__all__ = [
    "bearing", "claims", "claims_advice", "claims_findings", "claims_table", "ease", "growth", "keeping", "plot_bearing",
    "plot_growth", "stimulus",
]  # fmt: skip
