"""Whose are the accounts, the firm's or the seller's? What would be at stake if a seller left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.engine import analysis
from clientela.results import Evidence, Missing, Number, Reason, Result, Unit
from clientela.stats.effects import difference
from clientela.stats.intervals import LEVEL, Z

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

KEY = "loyalty.dependence"
TOP = 10
# An account is counted with its seller while it bought in the last 120 days; a year is what it sells.
RECENT, YEAR = 120, 365
# Fewer accounts than these tell nothing of a departure. After it, so few are still served by the one who left (a rent that goes on
# under the old name), and by chance so few would be once in a hundred thousand.
FEWEST, STILL, BY_CHANCE = 5, 0.4, 1e-5
# The day is where the fall ends, some weeks after it begins, while the book is still whole.
FALL_WEEKS, SLACK, WHOLE = 8, 0.1, 0.85
# Left: has not bought from anybody between the 90th and the 210th day after.
GRACE, WATCH = 90, 210


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
    # Numbers for names: a million names are slow to compare again and again.
    names, _customers = pd.factorize(served.customer_id, sort=True)
    days = served.assign(customer_id=names, day=pd.to_datetime(served.day))
    bought, end = days[days.is_purchase.astype(bool)], pd.Timestamp(as_of)
    books = _books(days, bought, end)
    if books.empty:
        return Missing(KEY, Reason.TOO_FEW_PURCHASES, ("transactions.seller_id",))
    sellers = _sellers(books)
    top = sellers.iloc[0]
    values = {
        "accounts": Number(len(books), "count", len(books)),
        "sellers": Number(len(sellers), "count", len(books)),
        "top_of_ten": Number(int(top.of_the_ten), "count", min(TOP, len(books))),
        "ten_chance": Number(_by_lot(sellers), "share", len(books)),
        "ten_share": Number(float(books.in_ten.mul(books.amount).sum() / books.amount.sum()), "share", len(books)),
        "book_share": Number(float(top.share_amount), "share", len(books)),
        "book_amount": Number(float(top.amount), "currency", int(top.accounts)),
        "key_amount": Number(float(top.ten_amount), "currency", int(top.of_the_ten)),
    }  # fmt: skip
    departures = _departures(bought, end)
    if len(departures):
        values |= _experience(departures, books[books.seller_id == top.seller_id])
    frames = {"sellers": sellers, "departures": departures}
    return Result(KEY, len(books), values, frames, Evidence.ASSOCIATED)


def _books(days: pd.DataFrame, bought: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """One row an account of today: its seller, what it bought in the last year, and whether it is one of the ten largest."""
    import pandas as pd

    last = bought.sort_values(["customer_id", "day"]).drop_duplicates("customer_id", keep="last")
    now = last[last.day > end - pd.Timedelta(days=RECENT)].set_index("customer_id")
    year = days[days.day > end - pd.Timedelta(days=YEAR)].groupby("customer_id")[["amount", "margin"]]
    sums = year.sum(min_count=1).reindex(now.index).astype("float64")
    books = sums.assign(seller_id=now.seller_id).reset_index()
    books = books[books.amount > 0].sort_values(["amount", "customer_id"], ascending=[False, True])
    return books.assign(in_ten=np.arange(len(books)) < TOP).reset_index(drop=True)


def _sellers(books: pd.DataFrame) -> pd.DataFrame:
    """One row a seller, most of the ten largest first, then most sales."""
    groups = books.assign(ten_amount=books.amount.where(books.in_ten, 0.0)).groupby("seller_id")
    table = groups.agg(
        accounts=("customer_id", "size"), amount=("amount", "sum"), largest=("amount", "max"), of_the_ten=("in_ten", "sum"),
        ten_amount=("ten_amount", "sum"),
    ).assign(margin=groups.margin.sum(min_count=1))  # fmt: skip
    table = table.assign(
        share_amount=table.amount / table.amount.sum(),
        share_margin=table.margin / table.margin.sum() if table.margin.notna().any() else np.nan,
        largest_share=table.largest / table.amount,
    ).astype({"of_the_ten": "int64"})
    order = ["of_the_ten", "amount", "seller_id"]
    return table.reset_index().sort_values(order, ascending=[False, False, True]).reset_index(drop=True)


def _by_lot(sellers: pd.DataFrame) -> float:
    """How likely one of the sellers has as many of the ten as the first one has, each account as likely as any other to be among them.

    The sum over the sellers of the hypergeometric tails: never less than the true chance.
    """
    from scipy.stats import hypergeom

    most, ten = int(sellers.of_the_ten.max()), int(sellers.of_the_ten.sum())
    sizes = sellers.accounts.to_numpy(dtype=int)
    return min(1.0, float(hypergeom.sf(most - 1, int(sizes.sum()), sizes, ten).sum()))


def _departures(bought: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """One row a seller who stopped serving: when, how many accounts, how many were lost, and how many of the others' then."""
    import pandas as pd

    ordered = bought.sort_values(["customer_id", "day"], kind="stable")
    rows = [_fate(ordered, seller, day) for seller, day in _stops(ordered, end).items()]
    columns = ["seller_id", "left_on", "accounts", "accounts_lost", "lost_share", "others_lost", "others_n", "others_spread",
               "lost_extra", "lost_low", "lost_high", "followed", "heir"]  # fmt: skip
    rows = [row for row in rows if row is not None]
    return pd.DataFrame(rows, columns=columns).sort_values(["left_on", "seller_id"]).reset_index(drop=True)


def _stops(ordered: pd.DataFrame, end: pd.Timestamp) -> dict[str, pd.Timestamp]:
    """The first week in which a seller has a book of accounts, hardly any of which the seller will serve again.

    A purchase keeps its account in the seller's book until the next one, 120 days at most; the account is kept on the days from which
    the seller's next sale to it is at most 210 away. Both are counted for all sellers and weeks at once.
    """
    import pandas as pd

    first = ordered.day.min()
    day = (ordered.day - first).dt.days.to_numpy(dtype=float)
    later = ordered.groupby("customer_id").day.shift(-1)
    again = ordered.groupby(["customer_id", "seller_id"]).day.shift(-1)
    sellers, names = pd.factorize(ordered.seller_id, sort=True)
    weeks = int((end - first).days // 7) + 2
    last = np.minimum(day + RECENT - 1, 7 * (weeks - 2))
    until = np.fmin((later - first).dt.days.to_numpy(dtype=float) - 1, last)
    # Never again is later than any day.
    kept_from = np.maximum((again - first).dt.days.fillna(np.inf).to_numpy(dtype=float) - WATCH, day)
    book, kept = np.zeros((len(names), weeks)), np.zeros((len(names), weeks))
    for counts, start in ((book, day), (kept, kept_from)):
        from_week, to_week = np.ceil(start / 7), np.floor(until / 7)
        inside = from_week <= to_week
        np.add.at(counts, (sellers[inside], from_week[inside].astype(int)), 1)
        np.add.at(counts, (sellers[inside], to_week[inside].astype(int) + 1), -1)
    book, kept = book.cumsum(axis=1), kept.cumsum(axis=1)
    seen = (np.arange(weeks) * 7 >= RECENT) & (np.arange(weeks) * 7 <= (end - first).days - WATCH)
    found = {
        str(name): _week(book[place] * seen, kept[place], kept, book * seen)
        for place, name in enumerate(names)
    }
    return {name: first + pd.Timedelta(days=7 * week) for name, week in found.items() if week is not None}


def _week(book: np.ndarray, kept: np.ndarray, all_kept: np.ndarray, all_books: np.ndarray) -> int | None:
    """The week in which a seller stopped: the share kept has fallen as low as it gets in the weeks after; None for who did not."""
    from scipy.stats import binom

    size = float(all_books.sum())
    usual = float((all_kept * (all_books > 0)).sum()) / size if size > 0 else 0.0
    share = np.divide(kept, book, out=np.ones(len(book)), where=book >= FEWEST)
    gone = (share <= STILL) & (binom.cdf(kept, book, usual) < BY_CHANCE)
    if not gone.any():
        return None
    start = int(gone.argmax())
    # Later the book holds only those whom nobody took over: they would all count as lost.
    whole = book[start : start + FALL_WEEKS] >= WHOLE * book[start]
    fall = np.where(whole, share[start : start + FALL_WEEKS], 1.0)
    return start + int((fall <= fall.min() + SLACK).argmax())


def _book(ordered: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    """The seller of each account on a day: of the last purchase, if it is recent."""
    import pandas as pd

    past = ordered[(ordered.day <= day) & (ordered.day > day - pd.Timedelta(days=RECENT))]
    return past.drop_duplicates("customer_id", keep="last").set_index("customer_id").seller_id


def _fate(ordered: pd.DataFrame, seller: str, day: pd.Timestamp) -> dict[str, Any] | None:
    import pandas as pd

    book = _book(ordered, day)
    start, stop = day + pd.Timedelta(days=GRACE), day + pd.Timedelta(days=WATCH)
    later = ordered[(ordered.day > start) & (ordered.day <= stop)]
    stayed = book.index.isin(later.customer_id)
    mine = (book == seller).to_numpy()
    lost, other_lost = int((mine & ~stayed).sum()), int((~mine & ~stayed).sum())
    n, others = int(mine.sum()), int((~mine).sum())
    if others < FEWEST:
        return None
    extra, low, high = difference((lost, other_lost), (n, others))
    heirs = later[later.customer_id.isin(book.index[mine])].seller_id.value_counts().sort_index()
    return {
        "seller_id": seller, "left_on": day, "accounts": n, "accounts_lost": lost, "lost_share": lost / n,
        "others_lost": other_lost / others, "others_n": others, "others_spread": _spread(book[~mine], stayed[~mine]),
        "lost_extra": extra, "lost_low": low, "lost_high": high,
        "followed": 1 - (1 - lost / n) / (1 - other_lost / others) if other_lost < others else np.nan,
        "heir": str(heirs.idxmax()) if len(heirs) else None,
    }  # fmt: skip


def _spread(book: pd.Series, stayed: np.ndarray) -> float:
    """How much the shares lost differ from book to book beyond the chance of so few accounts (a standard deviation; by moments)."""
    import pandas as pd

    lost = pd.Series(~stayed, index=book.index).groupby(book).agg(["mean", "size"])
    lost = lost[lost["size"] >= FEWEST]
    if len(lost) < 2:
        return 0.0
    chance = float((lost["mean"] * (1 - lost["mean"]) / lost["size"]).mean())
    return float(np.sqrt(max(0.0, float(lost["mean"].var(ddof=1)) - chance)))


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
