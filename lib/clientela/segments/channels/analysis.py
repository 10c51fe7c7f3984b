"""Customers by the channel they buy through: how many, who is still active, who came back, what each is worth; the web apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.customers.alike import Match, limits
from clientela.customers.status import ENOUGH_REPEATERS, standing
from clientela.engine import analysis
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.segments.windows import MIN_DAYS, Windows
from clientela.stats.intervals import LEVEL, wilson, wilson_each
from clientela.stats.ratios import mean
from clientela.stats.rows import among, places, taken

if TYPE_CHECKING:
    import pandas as pd

KEY = "segments.channels"
# What a shop without a counter is called.
WEB = re.compile(
    r"\b(web|website|online|en l[ií]nea|internet|e-?commerce|virtual|tienda nube|shopify|app)\b",
    re.IGNORECASE,
)
# Fewer buyers of a channel say nothing of it by themselves.
FEWEST = 20
MOST_CHANNELS = 8
OTHERS = "others"


@analysis(KEY, past="periods")
def channels(bought_through: pd.DataFrame, customers: pd.DataFrame, past: Windows) -> Result | Missing:
    """Each channel with the customers who mostly buy through it: active today, back since the period before, and what one leaves.

    Everybody stands in one channel of each period, that of most orders. `back_share` is of those of the period before, by any channel now,
    `back_here` by the same one. `web_kept_more` is by how much more often customers of the web came back than others who were of the same
    kind and had bought as often and as lately; it goes with the channel and need not come of it. Frame `channels`: one row a channel.

    >>> import pandas as pd
    >>> sold = pd.DataFrame({"customer_id": ["ana", "ana", "beto"], "channel": ["web", "shop", "shop"], "orders_now": [3, 1, 0],
    ...     "orders_before": [0, 2, 1], "amount_now": [30.0, 10.0, 0.0], "margin_now": [9.0, 3.0, None]})
    >>> known = pd.DataFrame({"customer_id": ["ana", "beto"], "repeat_days": [5, 0], "purchase_days": 1, "days_since_last": 9, "kind": None})
    >>> found = channels(sold, known, Windows(365, known, known, known)).frames["channels"]
    >>> found[["channel", "customers", "were_before", "back_share", "back_here"]].to_dict("records")[1]
    {'channel': 'shop', 'customers': nan, 'were_before': 2.0, 'back_share': 0.5, 'back_here': 0.5}
    """
    import pandas as pd

    if bought_through.empty:
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.channel",))
    if past.days < MIN_DAYS:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, have=past.days, need=MIN_DAYS)
    rows = _named(bought_through)
    now, before = _usual(rows, "orders_now").channel, _usual(rows, "orders_before")
    if rows.channel.nunique() < 2 or now.empty:
        return Missing(KEY, Reason.NO_VARIATION, ("transactions.channel",))
    sums = rows.groupby("customer_id")[["orders_now", "amount_now", "margin_now"]].sum(min_count=1)
    used = rows[rows.orders_now > 0].groupby("customer_id").channel.nunique()
    here = pd.DataFrame({"channel": now}).join(sums).assign(only=used.reindex(now.index) == 1)
    if (customers.repeat_days > 0).sum() >= ENOUGH_REPEATERS:
        status = standing(customers).set_index("customer_id").status
        here = here.assign(active=(status.reindex(here.index) == "active").astype(float))
    table = _today(here).join(_kept(before, now), how="outer").reset_index()
    table = table.sort_values(["amount", "channel"], ascending=[False, True], ignore_index=True)
    values = {
        "channels": Number(len(table), "count", len(here)),
        "one_channel_share": Number(float(here.only.mean()), "share", len(here)),
        "period_days": Number(past.days, "days", len(here)),
    }
    values |= _web(before.channel, now, past)
    return Result(KEY, len(here), values, {"channels": table}, Evidence.ASSOCIATED)


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    """Channels by their own names; beyond the largest, the rest as one."""
    sizes = rows.groupby("channel").amount_now.sum().sort_values(ascending=False, kind="stable")
    few = sizes.index[: MOST_CHANNELS if len(sizes) <= MOST_CHANNELS else MOST_CHANNELS - 1]
    named = rows.assign(channel=rows.channel.astype(object).where(rows.channel.isin(few), OTHERS))
    return named.groupby(["customer_id", "channel"], as_index=False).sum(min_count=1)


def _usual(rows: pd.DataFrame, orders: str) -> pd.DataFrame:
    """The channel through which each customer ordered most in a period; who ordered nothing is left out."""
    # They stand by customer and channel: numbers for the customers need no comparing of names.
    part = rows[rows[orders] > 0]
    other = (part.customer_id != part.customer_id.shift()).to_numpy(dtype=bool)
    code = np.cumsum(other)
    place = np.lexsort((-part[orders].to_numpy(dtype=float), code))
    return part.iloc[place[other]].set_index("customer_id")[["channel", "orders_now"]]


def _today(here: pd.DataFrame) -> pd.DataFrame:
    groups: Any = here.groupby("channel")
    table = groups.agg(
        customers=("only", "size"), only_through=("only", "mean"), amount=("amount_now", "sum"), orders=("orders_now", "sum")
    )  # fmt: skip
    table = table.assign(
        share_amount=table.amount / table.amount.sum() if table.amount.sum() > 0 else np.nan,
        ticket=table.amount / table.orders.clip(lower=1), frequency=table.orders / table.customers,
    )  # fmt: skip
    each = {name: mean(part.amount_now.astype(float)) for name, part in groups}
    table["left_each"] = [each[name].value for name in table.index]
    table["left_each_low"] = [each[name].low for name in table.index]
    table["left_each_high"] = [each[name].high for name in table.index]
    if here.margin_now.notna().any():
        table["margin_each"] = groups.margin_now.mean()
    if "active" in here:
        table["active_share"] = groups.active.mean()
    return table.drop(columns="orders")


def _kept(before: pd.DataFrame, now: pd.Series) -> pd.DataFrame:
    """Of those of each channel one period ago: who bought again, and who did so through it."""
    import pandas as pd

    back = among(pd.Series(before.index), pd.Series(now.index))
    frame = pd.DataFrame(
        {"channel": before.channel, "back_share": back, "back_here": before.orders_now > 0},
        index=before.index,
    )
    table = frame.groupby("channel").agg(
        were_before=("back_share", "size"), back_share=("back_share", "mean"), back_here=("back_here", "mean")
    )  # fmt: skip
    low, high = wilson_each(
        (table.back_share * table.were_before).to_numpy(), table.were_before.to_numpy(dtype=float)
    )
    few = (table.were_before < FEWEST).to_numpy()
    return table.assign(
        back_share_low=np.where(few, np.nan, low), back_share_high=np.where(few, np.nan, high)
    )


def _web(before: pd.Series, now: pd.Series, past: Windows) -> dict[str, Number]:
    """Customers of the web beside others who were as they were."""
    import pandas as pd

    web = before.isin([name for name in before.unique() if WEB.search(str(name))]).to_numpy(dtype=bool)
    if min(web.sum(), (~web).sum()) < FEWEST:
        return {}
    ids = pd.Series(before.index)
    place = places(past.before.customer_id, ids)
    bought, silent = (taken(past.before[name], place) for name in ("purchase_days", "days_since_last"))
    had = np.nan_to_num(taken(past.earlier.purchase_days, places(past.earlier.customer_id, ids)))
    paths = pd.DataFrame({
        "kind": past.before.kind.reset_index(drop=True).reindex(np.where(place < 0, len(past.before), place)).array,
        "days_since_last": np.nan_to_num(silent), "customer_id": before.index, "arm": np.where(web, "web", "none"),
        "purchases_before": np.nan_to_num(bought - had),
    })  # fmt: skip
    came = among(ids, pd.Series(now.index)).astype(float)
    found = Match(paths).against(web, came)
    low, high = limits(found["gap"], found["influence"])
    n = int(found["n"])
    return {
        "web_kept": Number(
            float(came[web].mean()), "share", int(web.sum()), *wilson(came[web].sum(), int(web.sum())), LEVEL
        ),
        "others_kept": Number(
            float(came[~web].mean()),
            "share",
            int((~web).sum()),
            *wilson(came[~web].sum(), int((~web).sum())),
            LEVEL,
        ),
        "web_kept_more": Number(found["gap"], "share", n, low, high, LEVEL),
    }
