"""What each customer is worth: how many still buy, how often they will, and how much."""

from clientela.loyalty.value.bg_cnbd import BGNBD, MBG_NBD, BgCnbd, mbg_cnbd
from clientela.loyalty.value.fit import Fit, fit
from clientela.loyalty.value.pareto_nbd import PARETO_NBD
from clientela.loyalty.value.summary import Days, Rows, as_day, distinct, summarize

__all__ = [
    "BGNBD",
    "MBG_NBD",
    "PARETO_NBD",
    "BgCnbd",
    "Days",
    "Fit",
    "Rows",
    "as_day",
    "distinct",
    "fit",
    "mbg_cnbd",
    "summarize",
]
