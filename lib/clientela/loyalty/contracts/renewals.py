"""Who renews the contract, period after period, and what the contracts of today will still bring."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import analysis, step
from clientela.loyalty.clv.models.sbg import fit_sbg
from clientela.loyalty.clv.outlook import gamma_interval
from clientela.loyalty.contracts.chains import UNREAD, Chains, chains, decisions
from clientela.loyalty.contracts.odds import Constant, Odds, Shifted
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.intervals import LEVEL, Z, wilson

if TYPE_CHECKING:
    import pandas as pd

KEY = "loyalty.contracts"
ENOUGH_CHAINS, ENOUGH_DECISIONS, ENOUGH_HELD_OUT = 30, 30, 20
# Today's contracts are valued over five years, and those that end within a quarter are worth a visit.
YEARS, SOON_DAYS, URGENT_DAYS = 5, 90, 30


@dataclass(frozen=True)
class Price:
    """What a contract's price stands for: for how many months it pays (0: nobody has said), and what a year's delay takes off."""

    months: float = 0.0
    discount: float = 0.12

    @property
    def known(self) -> bool:
        """Has somebody said for how long a price pays?"""
        return self.months > 0

    @property
    def yearly(self) -> float:
        """By what a price is multiplied to be a year's; read as a month's while nobody has said."""
        return 12.0 / (self.months if self.known else 1.0)


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
    every = _faced(known)
    if len(known.table) < ENOUGH_CHAINS or len(every) < ENOUGH_DECISIONS:
        have = min(len(known.table), len(every))
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, ("contracts.contract_id",), have, ENOUGH_CHAINS)
    if not every.lost.any():
        return Missing(KEY, Reason.NO_VARIATION, ("contracts.end",))
    now = fitted(known, _earlier(contracts, as_of, known))
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


def _faced(known: Chains) -> pd.DataFrame:
    """Every renewal that anybody has faced."""
    return decisions(known, Chains(known.table.head(0), known.days, known.running))


def _earlier(contracts: pd.DataFrame, day: dt.date, known: Chains) -> Chains:
    """The chains as they stood a year before a day (a period before, where that is longer)."""
    return chains(contracts, day - dt.timedelta(days=_back(known)))


def _back(known: Chains) -> int:
    return round(max(365.0, known.days))


def fitted(known: Chains, before: Chains) -> dict[str, Odds]:
    """The ways to say who renews, from what is known and what was a year before; each only where it can be trusted."""
    tried: dict[str, Odds] = {"one_rate": Constant.of(_faced(known).lost)}
    lately = decisions(known, before)
    if len(lately) >= ENOUGH_DECISIONS and lately.lost.any() and len(lately) < len(_faced(known)):
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

    before = _earlier(contracts, as_of, known)
    columns = ["forecast", "surprise", "renewals_expected", "renewals_seen", "n", "verdict"]
    later = decisions(known, before)
    told = _faced(before)
    if (
        before.running != known.running
        or len(told) < ENOUGH_DECISIONS
        or len(later) < ENOUGH_HELD_OUT
        or not told.lost.any()
    ):
        return pd.DataFrame(columns=columns), "one_rate"
    tried = fitted(before, _earlier(contracts, as_of - dt.timedelta(days=_back(known)), known))
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


def survival(known: Chains, odds: Odds) -> pd.DataFrame:
    """The share of a new contract's like still there after 0, 1, 2 … renewals, with limits; beside it what was seen.

    `seen` counts those still running fairly (Kaplan and Meier); `faced` came to that renewal. As far as seen, and three more.
    """
    import pandas as pd

    every = _faced(known)
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


def valued(known: Chains, odds: Odds, as_of: dt.date, price: Price) -> pd.DataFrame:
    """One row an open contract: renew_chance, and what it will bring in five years at today's value, with its variance.

    The rest of its period is sure; each further one counts by the chance to come to it.
    """
    import pandas as pd

    table = known.open
    day, years = pd.Timestamp(as_of), known.days / 365.25
    # A renewal without a new paper is sure of nothing: what it pays until its next end is counted by chance, as what follows is.
    left = (
        ((table.written - day).dt.days.clip(lower=0) / 365.25)
        .fillna(years / 2)
        .clip(upper=YEARS)
        .to_numpy(float)
    )
    paid = table.price.astype("float64").fillna(0.0).to_numpy() * price.yearly
    made = table.faced.to_numpy(float)
    count, chance = _ahead(odds, made, (YEARS - left) / years, (1 + price.discount) ** years - 1)
    # The next period begins when this one ends, not a whole period from now.
    nearer = (1 + price.discount) ** (years - left)
    return table.assign(
        paid=paid, renew_chance=odds.renew(made + 1), sure_value=paid * left, next_period=paid * years,
        open_value=paid * left + paid * years * nearer * count, open_variance=(paid * years * nearer) ** 2 * chance,
        weight=paid * years * nearer,
    ).drop(columns=["lost"]).reset_index(drop=True)  # fmt: skip


def _ahead(odds: Odds, made: np.ndarray, room: np.ndarray, rate: float) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance of the discounted periods that still fit into the years: the last one counts by the part that fits."""
    whole = np.floor(room).astype(int)
    mean, variance = np.zeros(len(made)), np.zeros(len(made))
    for most in np.unique(whole):
        here = whole == most
        (low, low_spread), (high, high_spread) = (
            odds.periods(made[here], int(count), rate) if count else (np.zeros(here.sum()),) * 2
            for count in (most, most + 1)
        )
        part = room[here] - most
        mean[here], variance[here] = low + part * (high - low), low_spread + part * (high_spread - low_spread)
    return mean, variance


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
