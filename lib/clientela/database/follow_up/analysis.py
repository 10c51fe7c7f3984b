"""What became of each mailing and invitation, and whether those who answer the surveys are like those who were there to be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.database.follow_up.silence import Asked, asked, compared, weighted
from clientela.engine import analysis
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.intervals import LEVEL, wilson_each
from clientela.stats.ratios import ratio

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

KEY = "database.follow_up"
# Each step is a part of those who reached the step before it.
STEPS = {
    "delivered": "sent",
    "opened": "delivered",
    "attended": "delivered",
    "responded": "delivered",
    "unsubscribed": "delivered",
}
SHARES = {
    "delivered": "arrived_share",
    "opened": "opened_share",
    "attended": "attended_share",
    "responded": "responded_share",
    "unsubscribed": "left_share",
}
MAILINGS = (
    "campaign_id",
    "mailing",
    "channel",
    "mailed_on",
    "sent",
    *SHARES.values(),
    "responded_low",
    "responded_high",
)


@analysis(KEY, answered="survey_customers", outcomes="survey_outcomes")
def follow_up(
    mailings: pd.DataFrame,
    traits: pd.DataFrame,
    customers: pd.DataFrame,
    answered: pd.DataFrame,
    outcomes: pd.DataFrame,
    as_of: dt.date,
) -> Result | Missing:
    """Of what was sent, how much arrived, was opened and answered, who came; and of those who could be asked, who answers.

    `mailings` is the mart: one row a campaign and customer; what nobody wrote down is empty and not zero. Each share is of those to whom it
    arrived. Surveys: the customers of the last 365 days against those of them who answered in these days, by what is written of them
    (`traits`, and how long they are customers); weights by raking (Deming & Stephan 1940) make the answers speak for all of them, as far
    as those traits tell. Frames: `mailings`, `silence` (one row a trait and group), `weighted` (each mark as it came and weighted).

    >>> import datetime as dt, pandas as pd
    >>> sent = pd.DataFrame({"campaign_id": "fair", "customer_id": ["ana", "beto"], "name": "Fair", "channel": "mail", "opened": None,
    ...     "sent_on": pd.Timestamp(2026, 5, 1), "delivered": True, "attended": [True, False], "responded": None, "unsubscribed": None})
    >>> none = pd.DataFrame(columns=["customer_id", "respondent_id", "first_purchase", "last_purchase", "day"])
    >>> follow_up(sent, none, none, none, none, dt.date(2026, 6, 30)).values["attended_share"].value
    0.5
    """
    base = asked(traits, customers, answered, as_of)
    if mailings.empty and not isinstance(base, Asked):
        return Missing(KEY, Reason.NO_TABLE, ("contacts", "surveys"))
    table = _mailings(mailings)
    frames: dict[str, Any] = {"mailings": table}
    values = _sent(mailings)
    if isinstance(base, Asked):
        frames["silence"] = compared(base)
        frames["weighted"] = weighted(base, answered, outcomes)
        values |= _answers(base, frames["silence"])
    return Result(
        KEY,
        max(len(mailings), len(base.people) if isinstance(base, Asked) else 0),
        values,
        frames,
        Evidence.ASSOCIATED,
    )


def _known(mailings: pd.DataFrame, step: str) -> pd.DataFrame:
    """The rows of campaigns in which somebody wrote this step down, as ones and zeros: blank is no where others are yes."""
    rows = mailings if STEPS[step] == "sent" else mailings[mailings.delivered.fillna(True).astype(bool)]
    told = rows.groupby("campaign_id")[step].transform("count") > 0
    return rows[told].assign(reached=rows[step][told].eq(True).fillna(False).astype(float))


def _mailings(mailings: pd.DataFrame) -> pd.DataFrame:
    """One row a campaign, the newest on top."""
    import pandas as pd

    if mailings.empty:
        return pd.DataFrame(columns=list(MAILINGS))
    table = mailings.groupby("campaign_id", as_index=False).agg(
        mailing=("name", "min"),
        channel=("channel", "min"),
        mailed_on=("sent_on", "min"),
        sent=("customer_id", "size"),
    )
    for step, share in SHARES.items():
        found = _known(mailings, step).groupby("campaign_id").reached.agg(["sum", "size"])
        table[share] = table.campaign_id.map(found["sum"] / found["size"])
        if step == "responded":
            hits, n = table.campaign_id.map(found["sum"]), table.campaign_id.map(found["size"])
            low, high = wilson_each(hits.to_numpy(dtype=float), n.to_numpy(dtype=float))
            table = table.assign(responded_low=low, responded_high=high)
    return table.sort_values(["mailed_on", "campaign_id"], ascending=[False, True], ignore_index=True)[
        list(MAILINGS)
    ]


def _sent(mailings: pd.DataFrame) -> dict[str, Number]:
    """All campaigns together; the interval is over customers, who get more than one."""
    if mailings.empty:
        return {}
    values = {
        "sent": Number(len(mailings), "count", len(mailings)),
        "mailings": Number(int(mailings.campaign_id.nunique()), "count", len(mailings)),
    }
    for step, share in SHARES.items():
        rows = _known(mailings, step)
        if rows.empty:
            continue
        by = rows.groupby("customer_id").reached.agg(["sum", "size"])
        found = ratio(by["sum"], by["size"])
        low, high = (
            float(np.clip(end, 0, 1)) if np.isfinite(end) else None for end in (found.low, found.high)
        )
        values[share] = Number(found.value, "share", len(rows), low, high, None if low is None else LEVEL)
    return values


def _answers(base: Asked, silence: pd.DataFrame) -> dict[str, Number]:
    n, hits = len(base.people), int(base.people.answers.sum())
    low, high = wilson_each(float(hits), float(n))
    return {
        "survey_base": Number(n, "count", n),
        "survey_people": Number(hits, "count", n),
        "survey_share": Number(hits / n, "share", n, float(low), float(high), LEVEL),
        "survey_effective": Number(base.effective, "count", hits),
        "survey_traits_apart": Number(
            int(silence.drop_duplicates("silence_trait").silence_apart.sum()), "count", n
        ),
    }
