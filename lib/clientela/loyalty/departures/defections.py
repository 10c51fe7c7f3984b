"""Who left, what they said on the way out, and how far each cause stands from nobody leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.customers.status import status_of
from clientela.customers.words.vocabulary import standards
from clientela.engine import analysis
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.intervals import LEVEL, wilson

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

KEY = "loyalty.departures"
ENOUGH = 10
# A complaint belongs to a departure when it came after the last purchase or in these days before.
BEFORE_DAYS = 90
# What fewer than three say is not told apart: it helps nobody, and may point at somebody.
MOST_CAUSES, LEAST_SAYING = 6, 3
NOTICES = ("said_why", "named_rival", "had_complained", "said_goodbye", "silent")
# Life moves these customers away, whatever the company does: no longer needed, moved, closed, retired, died.
OUTSIDE = (
    r"ya no (?:consum|necesit|us|lo |la )|no longer|mudan|mudó|trasla|moved|falle|decease|cerr[oó]|cierre|closed|quiebr|jubil|retire|"
    r"cambio en el negocio|cambio de negocio"
)


@analysis(KEY, since="dates.before")
def defections(
    status: Result | Missing, customers: pd.DataFrame, notices: pd.DataFrame, since: dt.date, as_of: dt.date
) -> Result | Missing:
    """The customers who left since a day and have not come back, by what they said, and what would be left once each cause is mended.

    `status` is the result of `status`, `customers` and `notices` are marts. Left: said goodbye after the last purchase, or
    silent for longer than is normal in them; on the earlier of both days. What they said (each counts once, the first that
    holds): a reason, a competitor, a complaint in the 90 days before the last purchase or since, goodbye alone, nothing.
    Frames: departures (customer_id, gone_on, notice, cause, competitor, amount), notices (one row a kind of notice), causes
    (the road to zero: causes that can be mended, then those unknown, then those of life itself), competitors.
    What somebody says is what goes with leaving; that it caused it is theirs to know.
    """
    import pandas as pd

    if isinstance(status, Missing):
        return status_of(KEY, status)
    if notices.empty:
        return Missing(KEY, Reason.NO_TABLE, ("interactions.kind", "interactions.reason"))
    known = status.frames["customers"]
    gone = _gone(known, notices, since)
    if len(gone) < ENOUGH:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, ("transactions.customer_id",), len(gone), ENOUGH)
    gone = _said(gone, notices).assign(amount=_pace(gone, customers, (as_of - since).days))
    base = len(gone) + int((known.status == "active").sum() - gone.status.eq("active").sum())
    road = causes(gone, base)
    rivals = competitors(gone)
    began = pd.to_datetime(customers.set_index("customer_id").first_purchase).reindex(gone.customer_id)
    values = _values(gone, base, (as_of - since).days)
    values["departed_new"] = Number(int((began > pd.Timestamp(since)).sum()), "count", len(gone))
    if "silent_lost" in status.values:
        values |= {name: status.values[name] for name in ("silent_back", "silent_back_habit", "silent_lost")}
    if "left" in status.values:
        values["departed_active"] = Number(status.values["left"].value, "count", status.values["left"].n)
    columns = ["customer_id", "gone_on", "notice", "cause", "competitor", "amount"]
    frames = {
        "departures": gone[columns].sort_values(["amount", "customer_id"], ascending=[False, True]).reset_index(drop=True),
        "notices": by_notice(gone), "causes": road, "competitors": rivals,
    }  # fmt: skip
    return Result(KEY, len(gone), values, frames, Evidence.ASSOCIATED)


def _gone(known: pd.DataFrame, notices: pd.DataFrame, since: dt.date) -> pd.DataFrame:
    """Customers who have left, with the day: customer_id, status, last_purchase, gone_on."""
    import pandas as pd

    last = pd.to_datetime(known.last_purchase)
    silent = (last + pd.to_timedelta(np.floor(known.threshold_days) + 1, unit="D")).where(
        known.status == "inactive"
    )
    goodbyes = notices[notices.notice == "cancellation"]
    first = _after(goodbyes, known.customer_id, last).groupby("customer_id").day.min()
    said = pd.Series(pd.to_datetime(first).reindex(known.customer_id).array, known.index)
    left = silent.where(silent.notna() & ~(said < silent), said)
    table = known[["customer_id", "status"]].assign(last_purchase=last, gone_on=left)
    return table[left > pd.Timestamp(since)].reset_index(drop=True)


def _after(notices: pd.DataFrame, customer_id: pd.Series, last: pd.Series, days: int = 0) -> pd.DataFrame:
    """The notices that came after each customer's last purchase, or at most so many days before."""
    import pandas as pd

    day = pd.to_datetime(notices.day)
    limit = pd.Series(last.array, index=customer_id.array).reindex(notices.customer_id) - pd.Timedelta(
        days=days
    )
    return notices.assign(day=day)[day.to_numpy() >= limit.to_numpy()]


def _said(gone: pd.DataFrame, notices: pd.DataFrame) -> pd.DataFrame:
    """The same with notice, cause and competitor: the last goodbye's, else the last complaint's."""
    import pandas as pd

    goodbyes = _after(notices[notices.notice == "cancellation"], gone.customer_id, gone.last_purchase)
    complaints = _after(
        notices[notices.notice == "complaint"], gone.customer_id, gone.last_purchase, BEFORE_DAYS
    )
    last = goodbyes.sort_values("day", kind="stable").groupby("customer_id")[["reason", "competitor"]].last()
    wrong = complaints.sort_values("day", kind="stable").groupby("customer_id").reason.last()
    bye, upset = gone.customer_id.isin(goodbyes.customer_id), gone.customer_id.isin(complaints.customer_id)
    why, rival, topic = (
        pd.Series(one.astype(object).reindex(gone.customer_id).array, gone.index)
        for one in (last.reason, last.competitor, wrong)
    )
    holds = [why.notna(), rival.notna(), upset, bye]
    notice = np.select([one.to_numpy(bool) for one in holds], list(NOTICES[:-1]), NOTICES[-1])
    cause = why.where(why.notna(), topic.where((notice == "had_complained"), None))
    cause = cause.astype(object).where(cause.notna(), None)
    outside = cause.fillna("").str.contains(OUTSIDE, case=False, regex=True) & (notice == "said_why")
    # «Tarde» in a complaint and «entregas tarde» on the way out are one cause.
    return gone.assign(
        notice=notice,
        cause=standards(cause).astype(object).where(cause.notna(), None),
        outside=outside,
        competitor=rival,
    )


def _pace(gone: pd.DataFrame, customers: pd.DataFrame, days: int) -> np.ndarray:
    """What each used to buy in so many days, at the pace of the whole time as a customer."""
    known = customers.set_index("customer_id").loc[gone.customer_id]
    return np.maximum(
        0.0, (known.amount.astype("float64") * days / np.maximum(known.T_days, days)).to_numpy()
    )


def by_notice(gone: pd.DataFrame) -> pd.DataFrame:
    """How many left with a reason, a competitor's name, a complaint, a bare goodbye or nothing: a partition."""
    import pandas as pd

    grouped = gone.groupby("notice").amount.agg(["size", "sum"]).reindex(NOTICES, fill_value=0)
    limits = [wilson(hits, len(gone)) for hits in grouped["size"]]
    return pd.DataFrame({
        "notice": NOTICES, "customers": grouped["size"].array, "share": (grouped["size"] / len(gone)).array,
        "share_low": [low for low, _high in limits], "share_high": [high for _low, high in limits],
        "amount": grouped["sum"].array,
    })  # fmt: skip


def causes(gone: pd.DataFrame, base: int) -> pd.DataFrame:
    """The road to nobody leaving: one row a cause, the largest first, and how many would still leave once it and those above are mended.

    `base`: those who left and those still active. Columns: mend (can_mend, unknown, outside), notice, cause, customers, share,
    amount, leave_after (share of the base).
    """
    import pandas as pd

    cause = gone.cause.where(gone.cause.notna(), None).astype(object)
    known = gone.notice.isin(["said_why", "named_rival"]) | (
        (gone.notice == "had_complained") & cause.notna()
    )
    mend = np.select([gone.outside, known], ["outside", "can_mend"], "cause_unknown")
    table = pd.DataFrame(
        {
            "mend": mend,
            "notice": gone.notice.where(cause.isna(), "said_why"),
            "cause": cause.fillna(""),
            "amount": gone.amount,
        }
    )
    table = table.groupby(["mend", "notice", "cause"]).amount.agg(["size", "sum"]).reset_index()
    table = table.rename(columns={"size": "customers", "sum": "amount"})
    table = table.sort_values(["customers", "cause"], ascending=[False, True], kind="stable")
    table = pd.concat(
        [
            _few(table[table.mend == "can_mend"]),
            table[table.mend == "cause_unknown"],
            table[table.mend == "outside"],
        ]
    )
    table = table.assign(
        cause=table.cause.where(table.cause != "", None), share=table.customers / len(gone),
        leave_after=(len(gone) - table.customers.cumsum()) / base,
    )  # fmt: skip
    return table.reset_index(drop=True)


def _few(table: pd.DataFrame) -> pd.DataFrame:
    """The first causes, and all others as one."""
    import pandas as pd

    first = min(MOST_CAUSES, int((table.customers >= LEAST_SAYING).sum()))
    rest = table.iloc[first:]
    if rest.empty:
        return table
    other = {
        "mend": table.mend.iloc[0],
        "notice": "other_causes",
        "cause": "",
        "customers": rest.customers.sum(),
        "amount": rest.amount.sum(),
    }
    return pd.concat([table.head(first), pd.DataFrame([other])])


def competitors(gone: pd.DataFrame) -> pd.DataFrame:
    """To whom they go: competitor, customers, share of those who named one, amount."""
    named = gone[gone.competitor.notna()]
    table = named.groupby("competitor").amount.agg(["size", "sum"]).reset_index()
    table.columns = ["competitor", "customers", "amount"]
    table = table.sort_values(
        ["customers", "competitor"], ascending=[False, True], kind="stable"
    ).reset_index(drop=True)
    return table.assign(share=table.customers / max(1, len(named)))


def _values(gone: pd.DataFrame, base: int, days: int) -> dict[str, Number]:
    n = len(gone)
    silent = int((gone.notice == "silent").sum())
    counts = gone.notice.value_counts()
    return {
        "departed": Number(n, "count", base),
        "share_departed": Number(n / base, "share", base, *wilson(n, base), LEVEL),
        "departed_amount": Number(float(gone.amount.sum()), "currency", n),
        "share_silent": Number(silent / n, "share", n, *wilson(silent, n), LEVEL),
        "named_competitor": Number(int(gone.competitor.notna().sum()), "count", n),
        "departed_days": Number(days, "days", n),
    } | {f"departed_{notice}": Number(int(counts.get(notice, 0)), "count", n) for notice in NOTICES}
