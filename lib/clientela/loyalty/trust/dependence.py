"""Whose are the accounts, the firm's or the seller's? What would be at stake if a seller left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.customers.accounts import TOP, books_of, by_lot, days_of, departures_of, sellers_of
from clientela.engine import analysis
from clientela.results import Evidence, Missing, Number, Reason, Result, Unit
from clientela.stats.effects import difference
from clientela.stats.intervals import LEVEL, Z

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

KEY = "loyalty.dependence"


@analysis(KEY)
def dependence(served: pd.DataFrame, as_of: dt.date) -> Result | Missing:
    """How much of the sales hangs on one seller; and what became of the accounts of the sellers who stopped.

    `served` is the mart served: an account and day of sale a row, for kinds of customers with a seller of their own. Book of a
    seller: the accounts whose last purchase was with them, in the last 120 days. `book_share` and `top_of_ten`: the seller with most
    of the ten largest accounts of the last year. Departure: the day from which hardly any of a book of five or more buys from its
    seller again, fewer than chance would leave. Lost: bought from nobody from day 90 to 210. `lost_extra`: the share lost beyond
    that of all other sellers' accounts in the same days (Newcombe's interval); `followed`: of those that would have stayed, the share
    that left too. Books differ among themselves, so that few departures tell little of the next one: the limits of `lost_extra` hold the
    spread of the other sellers' losses in the same days too. `key_stake`: what the largest accounts of the seller with most of the ten
    bought in a year, times `lost_extra`; `book_stake`: the same of the whole book; both with the limits of what may happen to these
    accounts the next time, not of the mean. `ten_chance`: how often so many of the ten would be of one seller if the largest accounts were anybody's.
    Frames: sellers (one row each), departures.

    >>> import pandas as pd
    >>> dependence(pd.DataFrame(columns=["customer_id", "seller_id", "day", "amount"]), pd.Timestamp("2025-12-31").date()).key
    'loyalty.dependence'
    """
    import pandas as pd

    if served.empty:
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.seller_id",))
    days = days_of(served)
    bought, end = days[days.is_purchase.astype(bool)], pd.Timestamp(as_of)
    books = books_of(days, bought, end)
    if books.empty:
        return Missing(KEY, Reason.TOO_FEW_PURCHASES, ("transactions.seller_id",))
    sellers = sellers_of(books)
    top = sellers.iloc[0]
    values = {
        "accounts": Number(len(books), "count", len(books)),
        "sellers": Number(len(sellers), "count", len(books)),
        "top_of_ten": Number(int(top.of_the_ten), "count", min(TOP, len(books))),
        "ten_chance": Number(by_lot(sellers), "share", len(books)),
        "ten_share": Number(float(books.in_ten.mul(books.amount).sum() / books.amount.sum()), "share", len(books)),
        "book_share": Number(float(top.share_amount), "share", len(books)),
        "book_amount": Number(float(top.amount), "currency", int(top.accounts)),
        "key_amount": Number(float(top.ten_amount), "currency", int(top.of_the_ten)),
    }  # fmt: skip
    departures = departures_of(bought, end)
    if len(departures):
        values |= _experience(departures, books[books.seller_id == top.seller_id])
    frames = {"sellers": sellers, "departures": departures}
    return Result(KEY, len(books), values, frames, Evidence.ASSOCIATED)


def _followed(mine: tuple[int, int], others: tuple[int, int]) -> tuple[float, Unit, int, float, float, float]:
    """Of the accounts that would have stayed with another seller, the share that left with this one: one less the ratio of who stayed.

    Limits on the log of the ratio (Katz et al. 1978). `mine` and `others`: stayed, of how many.
    """
    stayed, usual = mine[0] / mine[1], others[0] / others[1]
    ratio = stayed / usual
    swing = Z * float(np.sqrt((1 - stayed) / mine[0] + (1 - usual) / others[0]))
    low, high = 1 - ratio * float(np.exp(swing)), 1 - ratio * float(np.exp(-swing))
    return 1 - ratio, "share", mine[1] + others[1], low, high, LEVEL


def _experience(departures: pd.DataFrame, book: pd.DataFrame) -> dict[str, Number]:
    """What the departures teach together, and what it would mean for the seller with most at stake."""
    n, lost = int(departures.accounts.sum()), int(departures.accounts_lost.sum())
    others = int(departures.others_n.sum())
    other_lost = round(float((departures.others_lost * departures.others_n).sum()))
    extra, low, high = difference((lost, other_lost), (n, others))
    spread = float(np.sqrt((departures.others_spread**2).mean()))
    books = Z * spread / float(np.sqrt(len(departures)))
    low, high = (
        max(-1.0, extra - float(np.hypot(extra - low, books))),
        min(1.0, extra + float(np.hypot(high - extra, books))),
    )
    values = {
        "departures": Number(len(departures), "count", n),
        "lost_share": Number(lost / n, "share", n),
        "others_lost": Number(other_lost / others, "share", others),
        "lost_extra": Number(extra, "share", n + others, low, high, LEVEL),
    }
    if n > lost and others > other_lost:
        values["followed"] = Number(*_followed((n - lost, n), (others - other_lost, others)))
    if low > 0:
        for name, accounts in (("key_stake", book.amount[book.in_ten]), ("book_stake", book.amount)):
            values[name] = _next_time(accounts.to_numpy(dtype=float), (extra, low, high), spread, n)
    return values


def _next_time(accounts: np.ndarray, lost: tuple[float, float, float], spread: float, n: int) -> Number:
    """What these accounts would lose at the next departure: the share is not known, books differ, and each account stays whole or goes."""
    extra, low, high = lost
    amount = float(accounts.sum())
    lumps = extra * (1 - extra) * float((accounts**2).sum()) / amount**2 if amount > 0 else 0.0
    swing = Z**2 * (spread**2 + lumps)
    down, up = float(np.sqrt((extra - low) ** 2 + swing)), float(np.sqrt((high - extra) ** 2 + swing))
    limits = (max(0.0, extra - down) * amount, min(1.0, extra + up) * amount)
    return Number(extra * amount, "currency", n, *limits, LEVEL)
