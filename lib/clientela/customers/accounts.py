"""Whose the accounts are: each seller's book of them, and what became of the books of the sellers who stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.calendar.windows import YEAR
from clientela.stats.effects import difference

if TYPE_CHECKING:
    import pandas as pd

TOP = 10
# An account is counted with its seller while it bought in the last 120 days; a year is what it sells.
RECENT = 120
# Fewer accounts than these tell nothing of a departure. After it, so few are still served by the one who left (a rent that goes on
# under the old name), and by chance so few would be once in a hundred thousand.
FEWEST, STILL, BY_CHANCE = 5, 0.4, 1e-5
# The day is where the fall ends, some weeks after it begins, while the book is still whole.
FALL_WEEKS, SLACK, WHOLE = 8, 0.1, 0.85
# Left: has not bought from anybody between the 90th and the 210th day after.
GRACE, WATCH = 90, 210


def days_of(served: pd.DataFrame) -> pd.DataFrame:
    """The mart served with numbers for names (a million names are slow to compare again and again) and days as days."""
    import pandas as pd

    names, _customers = pd.factorize(served.customer_id, sort=True)
    return served.assign(customer_id=names, day=pd.to_datetime(served.day))


def books_of(days: pd.DataFrame, bought: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """One row an account of today: its seller, what it bought in the last year, and whether it is one of the ten largest."""
    import pandas as pd

    last = bought.sort_values(["customer_id", "day"]).drop_duplicates("customer_id", keep="last")
    now = last[last.day > end - pd.Timedelta(days=RECENT)].set_index("customer_id")
    year = days[days.day > end - pd.Timedelta(days=YEAR)].groupby("customer_id")[["amount", "margin"]]
    sums = year.sum(min_count=1).reindex(now.index).astype("float64")
    books = sums.assign(seller_id=now.seller_id).reset_index()
    books = books[books.amount > 0].sort_values(["amount", "customer_id"], ascending=[False, True])
    return books.assign(in_ten=np.arange(len(books)) < TOP).reset_index(drop=True)


def sellers_of(books: pd.DataFrame) -> pd.DataFrame:
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


def by_lot(sellers: pd.DataFrame) -> float:
    """How likely one of the sellers has as many of the ten as the first one has, each account as likely as any other to be among them.

    The sum over the sellers of the hypergeometric tails: never less than the true chance.
    """
    from scipy.stats import hypergeom

    most, ten = int(sellers.of_the_ten.max()), int(sellers.of_the_ten.sum())
    sizes = sellers.accounts.to_numpy(dtype=int)
    return min(1.0, float(hypergeom.sf(most - 1, int(sizes.sum()), sizes, ten).sum()))


def departures_of(bought: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
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


def seller_on(ordered: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    """The seller of each account on a day: of the last purchase, if it is recent."""
    import pandas as pd

    past = ordered[(ordered.day <= day) & (ordered.day > day - pd.Timedelta(days=RECENT))]
    return past.drop_duplicates("customer_id", keep="last").set_index("customer_id").seller_id


def _fate(ordered: pd.DataFrame, seller: str, day: pd.Timestamp) -> dict[str, Any] | None:
    import pandas as pd

    book = seller_on(ordered, day)
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
        "others_lost": other_lost / others, "others_n": others, "others_spread": spread(book[~mine], stayed[~mine]),
        "lost_extra": extra, "lost_low": low, "lost_high": high,
        "followed": 1 - (1 - lost / n) / (1 - other_lost / others) if other_lost < others else np.nan,
        "heir": str(heirs.idxmax()) if len(heirs) else None,
    }  # fmt: skip


def spread(book: pd.Series, stayed: np.ndarray) -> float:
    """How much the shares lost differ from book to book beyond the chance of so few accounts (a standard deviation; by moments)."""
    import pandas as pd

    lost = pd.Series(~stayed, index=book.index).groupby(book).agg(["mean", "size"])
    lost = lost[lost["size"] >= FEWEST]
    if len(lost) < 2:
        return 0.0
    chance = float((lost["mean"] * (1 - lost["mean"]) / lost["size"]).mean())
    return float(np.sqrt(max(0.0, float(lost["mean"].var(ddof=1)) - chance)))
