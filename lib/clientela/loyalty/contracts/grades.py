"""Would the rates of renewal have been right? Each way to say who renews graded on the company's own past."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from clientela.loyalty.clv.models.sbg import fit_sbg
from clientela.loyalty.contracts.chains import Chains, all_faced, days_back, decisions, earlier
from clientela.loyalty.contracts.odds import Constant, Odds, Shifted

if TYPE_CHECKING:
    import pandas as pd

ENOUGH_DECISIONS, ENOUGH_HELD_OUT = 30, 20


def fitted(known: Chains, before: Chains) -> dict[str, Odds]:
    """The ways to say who renews, from what is known and what was a year before; each only where it can be trusted."""
    tried: dict[str, Odds] = {"one_rate": Constant.of(all_faced(known).lost)}
    lately = decisions(known, before)
    if len(lately) >= ENOUGH_DECISIONS and lately.lost.any() and len(lately) < len(all_faced(known)):
        tried["recent_rate"] = Constant.of(lately.lost)
    # A chain that has come to no renewal yet says nothing.
    some = known.table[known.table.faced > 0]
    if len(some):
        fit = fit_sbg(some.faced.to_numpy(float), some.lost.to_numpy(float))
        if fit.degenerate is None:
            tried["sbg"] = Shifted(fit)
    return tried


def graded(contracts: pd.DataFrame, known: Chains, as_of: dt.date) -> tuple[pd.DataFrame, str]:
    """How each way would have told the renewals of the last year (or period, where longer), and the one to trust."""
    import pandas as pd

    before = earlier(contracts, as_of, known)
    columns = ["forecast", "surprise", "renewals_expected", "renewals_seen", "n", "verdict"]
    later = decisions(known, before)
    told = all_faced(before)
    if (
        before.running != known.running
        or len(told) < ENOUGH_DECISIONS
        or len(later) < ENOUGH_HELD_OUT
        or not told.lost.any()
    ):
        return pd.DataFrame(columns=columns), "one_rate"
    tried = fitted(before, earlier(contracts, as_of - dt.timedelta(days=days_back(known)), known))
    rows: list[dict[str, object]] = [
        {"forecast": name, **_grade(odds, later)} for name, odds in tried.items()
    ]
    if "sbg" not in tried:
        # The history does not tell the waverers from the rest.
        rows.append({"forecast": "sbg", "renewals_seen": int((~later.lost).sum()), "n": len(later)})
    table = pd.DataFrame(rows).sort_values("surprise", kind="stable").reset_index(drop=True)
    chosen = str(table.forecast.iloc[0])
    verdict = np.where(
        table.forecast == chosen, "chosen", np.where(table.forecast == "sbg", "refused", "naive")
    )
    return table.assign(verdict=verdict), chosen


def _grade(odds: Odds, later: pd.DataFrame) -> dict[str, object]:
    """The mean surprise at what came (minus the logarithm of the chance given to it), and the renewals expected and seen."""
    stay = np.clip(odds.renew(later.faced.to_numpy(float)), 1e-6, 1 - 1e-6)
    surprise = -np.where(later.lost, np.log(1 - stay), np.log(stay)).mean()
    return {
        "surprise": float(surprise), "renewals_expected": float(stay.sum()), "renewals_seen": int((~later.lost).sum()), "n": len(later),
    }  # fmt: skip
