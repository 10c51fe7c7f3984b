"""What each seller's customers of each segment may be expected to buy in a year, from what happened to their like the year before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.loyalty.plan.codes import NOBODY
from clientela.stats.effects import shrink
from clientela.stats.intervals import Z

if TYPE_CHECKING:
    import pandas as pd

# Sales without a name, and customers still to come: cells of their own.
NO_NAME, TO_COME = "no_name", "to_come"
# Fewer customers than these in a cell teach nothing of its own.
FEWEST = 10
# A trend carries on by half (its root), and none is believed beyond these bounds.
SLOWEST, FASTEST, DAMPED = 0.5, 2.0, 0.5
# By how much chance in two years moves the last one times the root of their growth: of what the last was off, 3/2, of the first, 1/2.
SLIP = 2.5**0.5


@dataclass(frozen=True)
class Year:
    """A year of sales by months, and the customers' segment and seller on its last day and on its eve."""

    months: Sequence[pd.Timestamp]
    segment: pd.Series
    segment_before: pd.Series
    seller: pd.Series


def expected(
    sold: pd.DataFrame, base: Year, prior: Sequence[pd.Timestamp]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What the cells (seller × segment) and the customers may be expected to buy in the year after `base`: two frames.

    Of a segment: what its customers of a year ago bought since, for every peso they had bought the year before; each seller's own
    ratio is drawn towards the segment's (DerSimonian & Laird 1986). Customers to come and sales without a name: those of the base
    year times the root of their growth (a trend that carries on, damped: Gardner & McKenzie 1985). Without the year `prior` every
    ratio is one. Cells: seller_id, segment, customers, base, ratio, expected, error (of the segment's ratio, in money), chance (how far
    its customers may be off by themselves in a year, were the ratio known; in money). Customers: customer_id, seller_id, segment, base,
    expected. Customers and sellers are numbers here (see codes).
    """
    import pandas as pd

    now = _by_customer(sold, base.months, base.seller)
    then = _by_customer(sold, prior, base.seller)
    if now.empty:
        return pd.DataFrame(
            columns=["seller_id", "segment", "customers", "base", "ratio", "expected", "error", "chance"]
        ), now
    here = now.assign(segment=now.customer_id.map(base.segment).astype(object).fillna(NO_NAME))
    ratios = _ratios(now, then, base.segment_before) if len(then) else None
    named = here[here.segment != NO_NAME]
    cells = named.groupby(["seller_id", "segment"]).agg(
        customers=("customer_id", "nunique"), base=("amount", "sum")
    )
    cells = cells.reset_index().assign(base=lambda table: table.base.clip(lower=0.0))
    cells = cells.assign(ratio=1.0, error=0.0, then=0.0) if ratios is None else _with_ratios(cells, ratios)
    # Squares add up over customers: as much as those of a year ago were off, by how much more these buy. Twice, for the last year's chance
    # moves the base and the ratio to the same side.
    chance = cells.error * np.sqrt(2 * cells.then.clip(lower=0.0) * cells.base)
    cells = cells.assign(expected=cells.base * cells.ratio, error=cells.base * cells.error, chance=chance)
    cells = cells.drop(columns="then")
    extra = pd.concat([_to_come(sold, base, prior, now), _no_name(here, then)], ignore_index=True)
    people = named.merge(cells[["seller_id", "segment", "ratio"]], on=["seller_id", "segment"])
    people = people.assign(base=people.amount, expected=people.amount.clip(lower=0.0) * people.ratio)
    table = pd.concat([cells, extra], ignore_index=True)
    table = table[(table.base > 0) | (table.expected > 0)].sort_values(["seller_id", "segment"])
    # Where some gave back as much as others bought there is no cell to plan, nor anybody in it.
    people = people[people.base > 0].merge(table[["seller_id", "segment"]], on=["seller_id", "segment"])
    return table.reset_index(drop=True), people[
        ["customer_id", "seller_id", "segment", "base", "ratio", "expected"]
    ]


def _by_customer(sold: pd.DataFrame, months: Sequence[pd.Timestamp], seller: pd.Series) -> pd.DataFrame:
    """Sales of some months by customer (blank: without a name) and seller; an account's all go to the seller it has now."""
    mine = sold[sold.month.isin(list(months))]
    home = mine.customer_id.map(seller)
    mine = mine.assign(seller_id=mine.seller_id.where(home.isna(), home).astype("int64"))
    return mine.groupby(["customer_id", "seller_id"])[["amount"]].sum().reset_index()


def _ratios(now: pd.DataFrame, then: pd.DataFrame, segment: pd.Series) -> pd.DataFrame:
    """What the customers of each seller and segment (of a year ago) bought since, per peso of the year before; with its error."""
    both = then.merge(now, on=["customer_id", "seller_id"], how="outer", suffixes=("_then", "_now")).fillna(
        {"amount_then": 0.0, "amount_now": 0.0}
    )
    both = both.assign(segment=both.customer_id.map(segment).astype(object)).dropna(subset="segment")
    by_segment = _ratio(both, ["segment"])
    by_cell = _ratio(both, ["seller_id", "segment"]).reset_index()
    table = by_cell.merge(by_segment.reset_index(), on="segment", suffixes=("", "_all"))
    own = (table.n >= FEWEST) & (table.error > 0) & (table["then"] > 0)
    for name in table.segment[own].unique():
        at = own & (table.segment == name)
        middle, _error = shrink(table.ratio[at].to_numpy(dtype=float), table.error[at].to_numpy(dtype=float))
        table.loc[at, "ratio"] = np.maximum(middle, 0.0)
    table.loc[~own, "ratio"] = table.ratio_all[~own]
    return table[["seller_id", "segment", "ratio", "ratio_all", "error_all", "then_all"]]


def _ratio(both: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Sum now over sum then of each group, and its error (linearised, each customer on its own)."""
    then, now = both.amount_then, both.amount_now
    sums = both.assign(then=then, now=now, nn=now * now, nt=now * then, tt=then * then, n=1)
    sums = sums.groupby(by)[["then", "now", "nn", "nt", "tt", "n"]].sum()
    known = sums["then"] > 0
    ratio = (sums.now / sums["then"].where(known)).clip(lower=0.0).fillna(1.0)
    spread = sums.nn - 2 * ratio * sums.nt + ratio**2 * sums.tt
    error = np.sqrt(spread.clip(lower=0.0)) / sums["then"].where(known)
    return sums[["then", "n"]].assign(ratio=ratio, error=error.fillna(0.0))


def _with_ratios(cells: pd.DataFrame, ratios: pd.DataFrame) -> pd.DataFrame:
    """Each cell's own ratio, else its segment's, else no change."""
    own = cells.merge(ratios[["seller_id", "segment", "ratio"]], on=["seller_id", "segment"], how="left")
    common = ratios.drop_duplicates("segment").set_index("segment")
    ratio = own.ratio.fillna(own.segment.map(common.ratio_all)).fillna(1.0)
    shared = {name: own.segment.map(common[f"{name}_all"]).fillna(0.0) for name in ("error", "then")}
    return own.assign(ratio=ratio, **shared)


def _to_come(
    sold: pd.DataFrame, base: Year, prior: Sequence[pd.Timestamp], now: pd.DataFrame
) -> pd.DataFrame:
    """Sales of those who bought for the first time in the base year, times the growth of such sales over the year before."""
    import pandas as pd

    fresh = now[(now.customer_id != NOBODY) & ~now.customer_id.isin(base.segment_before.index)]
    growth = 1.0
    if prior:
        history = sold[sold.customer_id != NOBODY]
        known = history.customer_id[history.month < prior[0]].unique()
        # The first year on record takes everybody for new: only after it is somebody new.
        if len(known) and history.month.min() <= prior[0] - pd.DateOffset(years=1):
            earlier = history[history.month.isin(list(prior)) & ~history.customer_id.isin(known)].amount.sum()
            growth = _bounded(float(fresh.amount.sum()), float(earlier))
    sums = fresh.assign(square=fresh.amount**2).groupby("seller_id")[["amount", "square"]].sum().reset_index()
    amount, chance = sums.amount.clip(lower=0.0), np.sqrt(sums.square)
    # Those who came were a matter of chance, as those to come are; and a growth may not go on.
    return sums.assign(
        segment=TO_COME, customers=0, base=0.0, ratio=growth, expected=amount * growth,
        error=amount * abs(growth - 1), chance=chance * np.hypot(growth, SLIP * growth if growth != 1 else 1.0),
    ).drop(columns=["amount", "square"])  # fmt: skip


def _no_name(here: pd.DataFrame, then: pd.DataFrame) -> pd.DataFrame:
    """Sales without a name, times their growth."""
    mine = here[here.segment == NO_NAME].groupby("seller_id", as_index=False).amount.sum()
    earlier = float(then.amount[then.customer_id == NOBODY].sum()) if len(then) else 0.0
    growth = _bounded(float(mine.amount.sum()), earlier)
    amount = mine.amount.clip(lower=0.0)
    # How far a growth of one year carries into the next is not known: its whole size is its error.
    return mine.assign(
        segment=NO_NAME, customers=0, base=amount, ratio=growth, expected=amount * growth, error=amount * abs(growth - 1), chance=0.0,
    ).drop(columns="amount")  # fmt: skip


def _bounded(now: float, before: float) -> float:
    return float(np.clip(now / before, SLOWEST, FASTEST) ** DAMPED) if before > 0 and now > 0 else 1.0


def total(cells: pd.DataFrame, drift: float = 0.0) -> tuple[float, float, float]:
    """The sum over cells, and between which limits it will come out.

    Cells of one segment share the error of its ratio, segments are apart; chance is each cell's own; `drift` moves all of them together,
    as a share.
    """
    middle = float(cells.expected.sum())
    return middle, *limits(middle, spread(cells) + (drift * middle) ** 2)


def limits(middle: float, variance: float) -> tuple[float, float]:
    """Low and high of what cannot be less than nothing."""
    half = Z * variance**0.5
    return max(0.0, middle - half), middle + half


def spread(cells: pd.DataFrame) -> float:
    """The variance of the sum over cells, were the company as a whole to move as it is expected to."""
    return float((cells.groupby("segment").error.sum() ** 2).sum() + (cells.chance**2).sum())


def year_of(
    months: Sequence[pd.Timestamp],
    segments: dict[dt.date, pd.Series],
    sellers: dict[dt.date, pd.Series],
    end: dt.date,
) -> Year:
    """A year with the segments of its last day and of its eve."""
    import pandas as pd

    from clientela.loyalty.plan.periods import eve

    none = pd.Series(dtype=object)
    return Year(months, segments.get(end, none), segments.get(eve(months[0]), none), sellers.get(end, none))
