"""How much is taken off the price, and who takes off more than the others who sell to the same kind of customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.engine import analysis
from clientela.product.consistency.units import FALSE, Examined, departing, examine
from clientela.results import Missing, Number, Reason, Result
from clientela.stats import ratios
from clientela.stats.intervals import LEVEL, Z, wilson
from clientela.stats.shifts import tail

if TYPE_CHECKING:
    import pandas as pd

KEY = "product.prices"
MEASURE = "discounted_orders"
ENOUGH = 100
MONTHS = 12


@analysis(KEY)
def prices(
    discount_cells: pd.DataFrame, discount_accounts: pd.DataFrame, discount_categories: pd.DataFrame
) -> Result | Missing:
    """How deep discounts go, and which sellers give them more often than the others beside them.

    `discount_cells` is the mart: an order counts as discounted where it goes beyond what its customer usually has, which is an agreed price and no
    favour of a seller. Each seller is compared with the others who sell to the same kind of customer, within each month (campaigns have their
    months); the spread of the months beyond chance widens the limits (Laney 2002), who departs leaves the comparison, and all are judged together
    (Bonferroni). The orders of one account resemble one another, so the difference has to stand with whole accounts as cases too (Cochran 1977,
    chapter 6), of which `discount_accounts` has the sums; the wider interval is told. `leak`: what a seller took off in the last year beyond the
    others' share of orders, at that seller's own mean. Frames: `sellers` (of each and kind: orders, discounted_share, others_share, extra_share
    with its interval, discount_verdict, leak; none where no two of them are known), `depth` (of each category: full_price, discount_amount,
    discount_part). Returns Missing without discounts.
    """
    if not discount_cells["discount"].sum() > 0:
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.discount",))
    if (n := int(discount_cells["cases"].sum())) < ENOUGH:
        return Missing(KEY, Reason.TOO_FEW_PURCHASES, ("transactions.discount",), n, ENOUGH)
    import pandas as pd

    known = discount_cells.astype({"person": "category"})
    kinds = {str(kind): cells for kind, cells in known.groupby("kind")}
    first = {kind: examine(cells, MEASURE) for kind, cells in kinds.items()}
    tests = 2 * sum(map(len, first.values()))
    rows = []
    for kind, cells in kinds.items():
        away, alike, _left = departing(cells, MEASURE, first[kind], tests)
        accounts = discount_accounts[discount_accounts["kind"] == kind].set_index("person")[SUMS]
        lately = cells[cells["month"].isin(sorted(cells["month"].unique())[-MONTHS:])]
        year = lately.groupby("person", observed=False)[["cases", "total", "beyond"]].sum().astype(float).T
        rows += [
            _row(one, kind, year[one.unit], tests, _by_account(accounts, one.unit)) for one in away + alike
        ]
    sellers = pd.DataFrame(rows, columns=COLUMNS).sort_values(["leak", "seller_id"], ascending=[False, True])
    frames = {"sellers": sellers.reset_index(drop=True), "depth": _depth(discount_categories)}
    return Result(KEY, n, _values(discount_cells, frames["sellers"]), frames)


COLUMNS = [
    "seller_id", "customer_kind", "orders", "discounted_share", "others_share", "extra_share", "beyond_low", "beyond_high", "discount_verdict",
    "leak", "leak_low", "leak_high",
]  # fmt: skip


SUMS = ["accounts", "orders", "discounted", "orders_squared", "discounted_squared", "both_ways"]


def _by_account(accounts: pd.DataFrame, seller: str) -> ratios.Estimate:
    """How much oftener a seller goes beyond the usual than the others do, each account a case of its own."""
    mine = accounts[accounts.index == seller].sum()
    return ratios.gap(_share(mine), _share(accounts.sum() - mine))


def _share(sums: pd.Series) -> ratios.Estimate:
    """`ratios.ratio` of accounts of which only the sums are known."""
    n, orders, share = int(sums["accounts"]), sums["orders"], sums["discounted"] / sums["orders"]
    left = sums["discounted_squared"] - 2 * share * sums["both_ways"] + share**2 * sums["orders_squared"]
    error = np.sqrt(max(0.0, left) * n / (n - 1)) / orders if n > 1 else np.nan
    return ratios.limits(float(share), float(error), n)


def _row(
    one: Examined, kind: str, year: pd.Series, tests: int, by_account: ratios.Estimate
) -> dict[str, Any]:
    """A seller beside the others of a kind; the leak of the year only where it is more than chance, by orders and by accounts."""
    extra = one.rate - one.rest
    known = by_account.error > 0
    # A single account tells nothing of its seller: anything between never and always is possible.
    half = max(Z * one.gap_error, (by_account.high - by_account.low) / 2) if known else 1.0
    low, high = max(-1.0, extra - half), min(1.0, extra + half)
    chance = max(one.p_value, tail(extra / by_account.error, by_account.n - 1)) if known else 1.0
    told = chance * tests < FALSE and low > 0
    given = float(year["beyond"])
    each = given / max(1.0, float(year["total"]))
    money = [each * float(year["cases"]) * part if told else 0.0 for part in (extra, low, high)]
    # Nobody can leak more than was taken off.
    leak, leak_low, leak_high = (min(given, part) for part in money)
    return {
        "seller_id": one.unit, "customer_kind": kind or "kind_unknown", "orders": one.cases, "discounted_share": one.rate,
        "others_share": one.rest, "extra_share": extra, "beyond_low": low, "beyond_high": high,
        "discount_verdict": "gives_more" if told else "gives_alike", "leak": leak, "leak_low": leak_low, "leak_high": leak_high,
    }  # fmt: skip


def _depth(categories: pd.DataFrame) -> pd.DataFrame:
    """Of each category: what it would have cost at full price, what was taken off, the part taken off."""
    sums = categories.rename(columns={"discount": "discount_amount"})
    part = sums["discount_amount"] / sums["full_price"].where(sums["full_price"] > 0)
    sums = sums.assign(discount_part=part.astype(float))
    return sums.sort_values(["discount_amount", "category"], ascending=[False, True]).reset_index(drop=True)


def _values(cells: pd.DataFrame, sellers: pd.DataFrame) -> dict[str, Number]:
    months = cells.groupby("month")[["cases", "total", "full_price", "discount"]].sum().astype(float)
    n, hits = int(months["cases"].sum()), int(months["total"].sum())
    depth = ratios.ratio(months["discount"], months["full_price"])
    recent = months.tail(MONTHS)
    more = sellers[sellers["discount_verdict"] == "gives_more"]
    values = {
        "discounted_orders": Number(hits / n, "share", n, *wilson(hits, n), LEVEL),
        "discount_depth": Number(depth.value, "share", n, *_ends(depth), LEVEL),
        "discount_year": Number(float(recent["discount"].sum()), "currency", int(recent["cases"].sum())),
        "sellers_compared": Number(len(sellers), "count", n),
        "sellers_leaking": Number(more["seller_id"].nunique(), "count", len(sellers)),
    }
    if len(more):
        # The leaks of several are not independent of one another: their ends are added up, which is wider.
        leaks = more[["leak", "leak_low", "leak_high"]].sum()
        values["leak"] = Number(
            float(leaks["leak"]),
            "currency",
            int(more["orders"].sum()),
            float(leaks["leak_low"]),
            float(leaks["leak_high"]),
            LEVEL,
        )
    return values


def _ends(found: ratios.Estimate) -> tuple[float | None, float | None]:
    return (found.low, found.high) if np.isfinite(found.low) else (None, None)
