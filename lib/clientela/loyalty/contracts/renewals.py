"""Who renews the contract, period after period, and what the contracts of today will still bring."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import analysis, step
from clientela.loyalty.clv.outlook import gamma_interval
from clientela.loyalty.contracts.chains import UNREAD, Chains, all_faced, chains, earlier
from clientela.loyalty.contracts.grades import ENOUGH_DECISIONS, fitted, graded
from clientela.loyalty.contracts.money import Price, valued
from clientela.loyalty.contracts.odds import Constant, Odds, Shifted
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.intervals import LEVEL, Z, wilson

if TYPE_CHECKING:
    import pandas as pd

KEY = "loyalty.contracts"
ENOUGH_CHAINS = 30
# Contracts that end within a quarter are worth a visit.
SOON_DAYS, URGENT_DAYS = 90, 30


@step()
def price(price_months: float, discount_rate: float) -> Price:
    """What a price stands for in this company."""
    return Price(price_months, discount_rate)


@analysis(KEY, price="price")
def renewals(contracts: pd.DataFrame, as_of: dt.date, price: Price = Price()) -> Result | Missing:
    """The share of contracts that go on, renewal after renewal, and the value of those of today.

    `contracts` is the mart. Three ways are tried: the shifted-beta-geometric model (each customer an own chance of leaving, so
    that the waverers go first; Fader & Hardie 2007), one rate for everybody, and the last year's. Fitted on what was known a
    year ago and graded on the renewals since (mean surprise, log-loss), the one that errs least is used; with fewer than
    twenty, the single rate. Contracts still running count as what they are, not over yet. A customer's first contract of the file counts as
    the first of all. While it is not known for how long a price pays, it is read as a month's and said so.
    Frames: survival (renewals, share with limits, seen, faced), open_contracts (renew_chance, value), soon
    (those that end within 90 days, the first to end first), grades.
    """
    if contracts.empty:
        return Missing(KEY, Reason.NO_TABLE, ("contracts.start", "contracts.end"))
    known = chains(contracts, as_of)
    every = all_faced(known)
    if len(known.table) < ENOUGH_CHAINS or len(every) < ENOUGH_DECISIONS:
        have = min(len(known.table), len(every))
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, ("contracts.contract_id",), have, ENOUGH_CHAINS)
    if not every.lost.any():
        return Missing(KEY, Reason.NO_VARIATION, ("contracts.end",))
    now = fitted(known, earlier(contracts, as_of, known))
    grades, chosen = graded(contracts, known, as_of)
    odds: Odds = now.get(chosen, now["one_rate"])
    open_ = valued(known, odds, as_of, price)
    soon = _soon(open_, as_of)
    values = (
        _values(known, every, odds) | _money(open_, soon, odds, _drift(grades, chosen)) | _unread(contracts)
    )
    values["price_known"] = Number(int(price.known), "count", len(known.table))
    values |= _lost(soon, values["renewed_share"]) | {
        "contracts_urgent": Number(_urgent(soon, as_of), "count", len(soon))
    }
    frames = {
        "survival": survival(known, odds),
        "open_contracts": _shown(open_),
        "soon": _shown(soon),
        "grades": grades,
    }
    return Result(KEY, len(known.table), values, frames, Evidence.MEASURED)


def survival(known: Chains, odds: Odds) -> pd.DataFrame:
    """The share of a new contract's like still there after 0, 1, 2 … renewals, with limits; beside it what was seen.

    `seen` counts those still running fairly (Kaplan and Meier); `faced` came to that renewal. As far as seen, and three more.
    """
    import pandas as pd

    every = all_faced(known)
    most = int(every.faced.max())
    renewals_ = np.arange(most + 4.0)
    share, low, high = odds.survival(renewals_)
    faced = every.groupby("faced").lost.agg(["size", "sum"]).reindex(range(1, most + 1), fill_value=0)
    stay = (1 - faced["sum"] / faced["size"].where(faced["size"] > 0)).fillna(1.0).cumprod()
    seen = np.r_[1.0, stay, [np.nan] * 3]
    return pd.DataFrame({
        "renewals": renewals_.astype(int), "still_there": share, "still_low": low, "still_high": high, "seen": seen,
        "faced": np.r_[0, faced["size"], [0] * 3].astype(int),
    })  # fmt: skip


def _unread(contracts: pd.DataFrame) -> dict[str, Number]:
    """How many contracts are counted and no more: they end before they begin, or begin after today."""
    return {
        f"contracts_{name}": Number(int((contracts.outcome == name).sum()), "count", len(contracts))
        for name in UNREAD
    }


def _soon(open_: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """The contracts that end within a quarter, the first to end first; to lose: what the next period pays times the chance of no renewal."""
    import pandas as pd

    day = pd.Timestamp(as_of)
    ends = open_[(open_.finish > day) & (open_.finish <= day + pd.Timedelta(days=SOON_DAYS))]
    ends = ends.assign(to_lose=ends.next_period * (1 - ends.renew_chance))
    return ends.sort_values(["finish", "contract_id"]).reset_index(drop=True)


def _drift(grades: pd.DataFrame, chosen: str) -> float:
    """How far the number of renewals was off in the year held out, as a share."""
    own = grades[grades.forecast == chosen]
    return (
        0.0
        if own.empty or not own.renewals_seen.iloc[0]
        else float(own.renewals_expected.iloc[0] / own.renewals_seen.iloc[0] - 1)
    )


def _shown(table: pd.DataFrame) -> pd.DataFrame:
    """The table under the names of the page, without what only the sums need."""
    names = {"start": "contract_start", "finish": "contract_end", "price": "contract_price"}
    return table.drop(columns=["weight", "open_variance", "paid", "written"]).rename(columns=names)


def _values(known: Chains, every: pd.DataFrame, odds: Odds) -> dict[str, Number]:
    kept, n = (odds.kept, odds.n) if isinstance(odds, Constant) else (int((~every.lost).sum()), len(every))
    return {
        "contracts_open": Number(len(known.open), "count", len(known.table)),
        "renewed_share": Number(kept / n, "share", n, *wilson(kept, n), LEVEL),
        "contract_days": Number(known.days, "days", len(known.table)),
        "sbg_used": Number(int(isinstance(odds, Shifted)), "count", n),
    } | odds.parameters()


def _money(open_: pd.DataFrame, soon: pd.DataFrame, odds: Odds, drift: float) -> dict[str, Number]:
    """What the open contracts are worth; nothing where no contract says its price."""
    values = {"contracts_soon": Number(len(soon), "count", len(open_))}
    if not open_.next_period.sum() > 0:
        return values
    total, sure = float(open_.open_value.sum()), float(open_.sure_value.sum())
    doubt = odds.doubt(open_.faced.to_numpy(float), open_.weight.to_numpy(float))
    # What is sure is no matter of chance.
    spread = float(open_.open_variance.sum()) + doubt + (drift * (total - sure)) ** 2
    low, high = gamma_interval(total - sure, spread, LEVEL)
    return values | {
        "contracts_yearly": Number(float(open_.paid.sum()), "currency", len(open_)),
        "contracts_value": Number(total, "currency", len(open_), sure + low, sure + high, LEVEL),
        "contract_value_median": Number(float(open_.open_value.median()), "currency", len(open_)),
    }


def _lost(soon: pd.DataFrame, renewed: Number) -> dict[str, Number]:
    """What the contracts that end soon would not pay in their next period, with limits: by chance, and as the rate is not known well."""
    paid, stay = soon.next_period.to_numpy(float), soon.renew_chance.to_numpy(float)
    if not paid.sum() > 0:
        return {}
    unsure = (float(renewed.high or 0) - float(renewed.low or 0)) / (2 * Z)
    spread = float((paid**2 * stay * (1 - stay)).sum()) + (float(paid.sum()) * unsure) ** 2
    lost = float(soon.to_lose.sum())
    return {"soon_to_lose": Number(lost, "currency", len(soon), *gamma_interval(lost, spread, LEVEL), LEVEL)}


def _urgent(soon: pd.DataFrame, as_of: dt.date) -> int:
    """How many end within a month: no time for a visit a month ahead."""
    import pandas as pd

    return int((soon.finish <= pd.Timestamp(as_of) + pd.Timedelta(days=URGENT_DAYS)).sum())
