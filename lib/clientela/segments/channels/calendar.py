"""Campaigns over all channels in the order of their days: what each did to how often and how much its customers bought, and which ones met."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.engine import analysis
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.effects import balance, money

if TYPE_CHECKING:
    import pandas as pd

KEY = "segments.campaign_days"
# As in the chapter on loyalty: fewer in an arm say nothing, and so different arms come from no fair lot.
ENOUGH_IN_ARM, UNFAIR = 30, 0.01


@analysis(KEY, contacts="campaign_contacts")
def campaign_days(contacts: pd.DataFrame) -> Result | Missing:
    """Every campaign with its channel and days, its effect on purchases and sales of each contact, and the part of its people another one met.

    `contacts` is the mart. Effects are differences between who was contacted and who was left out by lot, each beside what it did before
    (Deng, Xu, Kohavi & Walker 2013), with 95 % limits; without a fair lot there are none. Two campaigns meet in a customer whom both contacted
    within the days of either. Frame `calendar`: one row a campaign, the latest first.

    >>> import pandas as pd
    >>> known = {"arm": "treated", "channel": "mail", "window_days": 30, "complete": True, "purchases_within": 1, "amount_within": 5.0}
    >>> rows = [("spring", "ana", "2026-03-01"), ("easter", "ana", "2026-03-20"), ("easter", "beto", "2026-03-20")]
    >>> sent = pd.DataFrame(rows, columns=["campaign_id", "customer_id", "start"]).assign(**known)
    >>> found = campaign_days(sent.assign(name=sent.campaign_id, start=pd.to_datetime(sent.start)))
    >>> found.frames["calendar"][["campaign", "treated", "met_share"]].values.tolist()
    [['easter', 2, 0.5], ['spring', 1, 1.0]]
    """
    import pandas as pd

    if contacts.empty:
        return Missing(KEY, Reason.NO_TABLE, ("contacts.campaign_id", "contacts.arm", "contacts.sent_on"))
    known = contacts[contacts.start.notna() & (contacts.arm != "both")]
    if known.empty:
        return Missing(KEY, Reason.NO_COLUMN, ("campaigns.start", "contacts.sent_on"))
    known = known.assign(end=known.start + pd.to_timedelta(known.window_days, unit="D"))
    met = _met(known)
    rows = [_one(part, met.get(str(name), 0.0)) for name, part in known.groupby("campaign_id")]
    table = pd.DataFrame(rows).sort_values(
        ["campaign_start", "campaign"], ascending=[False, True], ignore_index=True
    )
    values = {
        "campaigns_dated": Number(len(table), "count", len(known)),
        "campaigns_by_lot": Number(int((table.evidence == Evidence.EXPERIMENT).sum()), "count", len(table)),
        "campaign_channels": Number(int(table.contact_channel.nunique()), "count", len(table)),
        "met_twice": Number(len(set().union(*_pairs(known).values())), "count", int(known.customer_id.nunique())),
    }  # fmt: skip
    return Result(KEY, len(known), values, {"calendar": table}, Evidence.ASSOCIATED)


def _one(part: pd.DataFrame, met: float) -> dict[str, Any]:
    first, treated = part.iloc[0], (part.arm == "treated").to_numpy()
    found: dict[str, Any] = {
        "campaign": first["name"], "contact_channel": first.channel, "campaign_start": first.start, "campaign_end": first.end,
        "treated": int(treated.sum()), "control": int((~treated).sum()), "met_share": met, "evidence": str(Evidence.ASSOCIATED),
        **dict.fromkeys(("often_more", "often_more_low", "often_more_high", "sold_more", "sold_more_low", "sold_more_high"), np.nan),
    }  # fmt: skip
    judged = bool(part.complete.all()) and part.purchases_within.notna().all()
    if judged and min(found["treated"], found["control"]) >= ENOUGH_IN_ARM and balance(part)[1] >= UNFAIR:
        often = _arm(part, "purchases", treated)
        left = _arm(part, "amount", treated)
        found |= dict(zip(("often_more", "often_more_low", "often_more_high"), often, strict=True))
        found |= dict(zip(("sold_more", "sold_more_low", "sold_more_high"), left, strict=True))
        found["evidence"] = str(Evidence.EXPERIMENT)
    return found


def _arm(part: pd.DataFrame, what: str, treated: Any) -> tuple[float, float, float]:
    within, before = (part[f"{what}_{when}"].fillna(0).to_numpy(dtype=float) for when in ("within", "before"))
    return money(within, before, treated)


def _pairs(known: pd.DataFrame) -> dict[tuple[str, str], set[str]]:
    """The customers whom two campaigns contacted while both were on, by pair of campaigns."""
    sent = known[known.arm == "treated"]
    about: list[Any] = list(sent.groupby("campaign_id")[["start", "end"]].min().sort_index().itertuples())
    people = {str(name): set(part.customer_id) for name, part in sent.groupby("campaign_id")}
    found = {}
    for place, one in enumerate(about):
        for other in about[place + 1 :]:
            if one.start <= other.end and other.start <= one.end:
                found[str(one.Index), str(other.Index)] = people[str(one.Index)] & people[str(other.Index)]
    return found


def _met(known: pd.DataFrame) -> dict[str, float]:
    """The part of each campaign's people whom another one contacted in the same days."""
    both: dict[str, set[str]] = {}
    for pair, people in _pairs(known).items():
        for name in pair:
            both[name] = both.get(name, set()) | people
    sizes = known[known.arm == "treated"].groupby("campaign_id").customer_id.nunique()
    return {name: len(people) / int(sizes[name]) for name, people in both.items()}
