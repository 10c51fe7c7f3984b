"""What would leave with one person: accounts, sales, margin, what only that person knows; and what left with those who are gone."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from clientela.calendar.windows import both_periods
from clientela.calendar.windows import days_of as days_of_window
from clientela.customers.accounts import YEAR, books_of, days_of, departures_of, sellers_of
from clientela.engine import analysis
from clientela.results import Evidence, Missing, Number, Reason, Result

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

KEY = "company.key_people"
PEOPLE = [
    "seller_id",
    "role",
    "accounts",
    "of_the_ten",
    "share_amount",
    "share_margin",
    "skills_alone",
    "still_here",
]
LEFT = ["seller_id", "left_on", "accounts", "accounts_lost", "lost_share", "others_lost", "followed", "heir"]


@analysis(KEY, team="marts.team", known="team")
def key_people(
    served: pd.DataFrame,
    team: pd.DataFrame,
    windows: pd.DataFrame,
    as_of: dt.date,
    known: Result | Missing | None = None,
) -> Result | Missing:
    """The accounts, the margin and the knowledge that hang on each person, and what became of the accounts of who left.

    `served`, `team` and `windows` are marts, `known` the analysis of the team, which tells what only one person knows or does. Books of accounts
    and departures as in chapter 5 (`clientela.customers.accounts`). `half_sales`: so few people carry half of the sales to accounts with a
    seller. `ten_margin` and `key_margin`: the part of a year's margin of all known customers that the ten largest accounts
    leave, and of those the ones of the person who holds most of them. A census; what was lost beyond the usual stands in chapter 5 with its interval.
    Frames: people, departures.

    Returns Missing without sellers, or where no account has bought lately.

    >>> import pandas as pd
    >>> nobody = pd.DataFrame(columns=["seller_id"])
    >>> key_people(nobody, pd.DataFrame(), pd.DataFrame(), pd.Timestamp("2025-12-31").date()).add
    ('transactions.seller_id',)
    """
    import pandas as pd

    if served.empty:
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.seller_id",))
    days = days_of(served)
    bought, end = days[days["is_purchase"].astype(bool)], pd.Timestamp(as_of)
    books = books_of(days, bought, end)
    if books.empty:
        return Missing(KEY, Reason.TOO_FEW_PURCHASES, ("transactions.seller_id",))
    people = _people(sellers_of(books), team, known)
    gone = departures_of(bought, end)
    n = len(books)
    values = {
        "accounts": Number(n, "count", n),
        "half_sales": Number(_half(people["share_amount"]), "count", int((people["accounts"] > 0).sum())),
        "top_of_ten": Number(int(people["of_the_ten"].iloc[0]), "count", min(10, n)),
        **_margins(books, str(people["seller_id"].iloc[0]), windows),
        "departures": Number(len(gone), "count", n),
    }
    if "skills_alone" in people:
        values["people_alone"] = Number(int((people["skills_alone"] > 0).sum()), "count", len(people))
    return Result(KEY, n, values, {"people": people, "departures": gone[LEFT]}, Evidence.ASSOCIATED)


def _people(sellers: pd.DataFrame, team: pd.DataFrame, known: Result | Missing | None) -> pd.DataFrame:
    """One row a person with accounts, most of the ten largest first; and who alone knows something, with or without accounts."""
    import pandas as pd

    alone = _alone(known)
    others = [name for name in sorted(alone) if name not in set(sellers["seller_id"])]
    table = pd.concat([sellers, pd.DataFrame({"seller_id": others})], ignore_index=True)
    filled = {"accounts": 0, "of_the_ten": 0, "share_amount": 0.0}
    table = table.fillna(filled).astype({"accounts": "int64", "of_the_ten": "int64"})
    if sellers["share_margin"].notna().all():
        table = table.fillna({"share_margin": 0.0})
    if len(team):
        staff = team.set_index("person_id")
        table = table.assign(
            role=table["seller_id"].map(staff["role"]),
            skills_alone=table["seller_id"].map(alone).fillna(0).astype("int64"),
            still_here=table["seller_id"].map(
                staff["is_here"].map({True: "person_here", False: "person_gone"})
            ),
        )
    return table[[name for name in PEOPLE if name in table]]


def _alone(known: Result | Missing | None) -> Counter[str]:
    """How many things each person alone knows or does: skills, and tasks that would stop the company."""
    frames = known.frames if isinstance(known, Result) else {}
    told = (frames[name]["only_person"].dropna() for name in ("skills", "tasks") if name in frames)
    return Counter(str(person) for people in told for person in people)


def _half(shares: pd.Series) -> int:
    """How few people carry half: the largest first, until half is reached."""
    held = np.sort(shares.to_numpy(dtype=float))[::-1].cumsum()
    return int(np.searchsorted(held, 0.5 * held[-1])) + 1


def _margins(books: pd.DataFrame, key: str, windows: pd.DataFrame) -> dict[str, Number]:
    """The part of the year's margin of known customers that the ten largest accounts leave, and those of them that one person holds."""
    if windows.empty or books["margin"].isna().any():
        return {}
    now, _before = both_periods(windows)
    # The books hold what was bought in a year; another period is no whole for it.
    if days_of_window(now) != YEAR or not float(now["margin_identified"]) > 0:
        return {}
    ten, total = books[books["in_ten"]], float(now["margin_identified"])
    mine = ten[ten["seller_id"] == key]
    return {
        "ten_margin": Number(float(ten["margin"].sum()) / total, "share", len(ten)),
        "key_margin": Number(float(mine["margin"].sum()) / total, "share", len(mine)),
    }
