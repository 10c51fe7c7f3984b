"""What each customer is worth: how many still buy, how often they will, and how much."""

from clientela.loyalty.clv.models.bg_cnbd import BGNBD, MBG_NBD, BgCnbd, mbg_cnbd
from clientela.loyalty.clv.models.fitting import Fit, fit
from clientela.loyalty.clv.models.gamma_gamma import expected_spend, fit_spend
from clientela.loyalty.clv.models.groups import Fitted, fit_by_kind, fitted
from clientela.loyalty.clv.models.pareto_nbd import PARETO_NBD
from clientela.loyalty.clv.models.regularity import choose_k
from clientela.loyalty.clv.models.sbg import fit_sbg
from clientela.loyalty.clv.models.summary import Days, Rows, as_day, distinct, summarize
from clientela.loyalty.clv.money import Terms
from clientela.loyalty.clv.outlook import Total, forecast, total_alive, total_purchases
from clientela.loyalty.clv.total import Worth, value

__all__ = [
    "BGNBD",
    "MBG_NBD",
    "PARETO_NBD",
    "BgCnbd",
    "Days",
    "Fit",
    "Fitted",
    "Rows",
    "Terms",
    "Total",
    "Worth",
    "as_day",
    "choose_k",
    "distinct",
    "expected_spend",
    "fit",
    "fit_by_kind",
    "fit_sbg",
    "fit_spend",
    "fitted",
    "forecast",
    "mbg_cnbd",
    "summarize",
    "total_alive",
    "total_purchases",
    "value",
]
