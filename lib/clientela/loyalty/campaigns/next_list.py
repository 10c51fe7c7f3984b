"""Whom the next campaign should reach, and with what: most gain within budget, consent and room."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import analysis, step
from clientela.engine.thresholds import usual
from clientela.loyalty.campaigns.allocation import Choice, allocate
from clientela.loyalty.campaigns.outcomes import BOUGHT
from clientela.loyalty.campaigns.past import groups
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.intervals import LEVEL, Z

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

KEY = "loyalty.next_list"
# Purchases of the group that count beside a customer's own when its usual purchase is estimated.
BORROWED = 2
# Which permission a channel needs, by the letters its name begins with; any other needs to be asked by letter.
PERMISSIONS = (
    (("corr", "mail", "e-mail", "email"), "may_email"),
    (("tel", "llam", "cel", "phone", "call", "whats", "sms"), "may_phone"),
)


@dataclass(frozen=True)
class Limits:
    """What the next campaign may take: contacts in a week, money, and days of rest since the last contact.

    `rooms` is the table company.room where stage 1 gives it; it goes before `room_per_week`.
    """

    as_of: dt.date
    room_per_week: float = usual("room_per_week")
    budget: float = np.inf
    rest_days: float = usual("rest_days")
    rooms: pd.DataFrame | None = None

    def contacts(self) -> dict[str, float]:
        """How many contacts each channel can take next week; the name "" stands for all channels together."""
        table = self._week()
        if table is None:
            return {"": float(self.room_per_week)}
        by_channel = table.groupby("channel").room.min()
        return {str(name): max(0.0, float(room)) for name, room in by_channel.items()}

    def tightest(self, channel: str) -> tuple[int, str] | None:
        """How many contacts by a channel fit next week and who has no room for more; None where stage 1 gives no room for it."""
        table = self._week()
        if table is None:
            return None
        rows = table[
            table.channel.map(lambda name: name == "" or permission(name) == permission(channel)).astype(bool)
        ]
        if rows.empty:
            return None
        least = rows.sort_values("room", kind="stable").iloc[0]
        return max(0, int(least.room)), str(least.get("unit") or "")

    def _week(self) -> pd.DataFrame | None:
        """The rooms of next week by which people are contacted; None where stage 1 gives none."""
        import pandas as pd

        table = self.rooms
        if table is None or table.empty:
            return None
        if "by_contact" in table:
            # A service is no channel: it has room for those to whom it is offered, not for who is called about something else.
            table = table[table.by_contact.astype(bool)]
        week = pd.to_datetime(table.week_start)
        ahead = week[week > pd.Timestamp(self.as_of) - pd.Timedelta(days=6)]
        if ahead.empty:
            return None
        table = table[week == ahead.min()]
        return table.assign(channel=table.channel.fillna("").astype(str))


@step()
def limits(
    as_of: dt.date, room_per_week: float, rest_days: float, tables: Callable[[str], pd.DataFrame | None]
) -> Limits:
    """What the next campaign may take: the room that stage 1 found, else the company's own; and days of rest."""
    return Limits(as_of, room_per_week, rest_days=rest_days, rooms=tables("company.room"))


@analysis(KEY, people="people")
def next_list(
    customers: pd.DataFrame,
    permissions: pd.DataFrame,
    past: Result | Missing,
    limits: Limits,
    people: pd.DataFrame | None = None,
) -> Result | Missing:
    """The customers to contact next week and the offer for each, so that together they bring most.

    `past` is the result of `campaigns`: only offers whose effect a lot has proven in a group are made, and only to that group.
    expected_gain = shrunken uplift × what the customer leaves in a usual purchase − cost of the contact; only positive gains are listed.
    Who gave no permission for the channel, unsubscribed, or was contacted less than `rest_days` ago is left out. Frames: next_list
    (customer × offer, the largest gain first), offers (how many are left at each step, and the cost from which it pays).
    Numbers: expected_gain with limits, spent, room_contacts, price_room (what one more contact would bring), price_budget (what one more unit
    of money would), from_best (how far from the best possible list).
    """
    if isinstance(past, Missing):
        return Missing(KEY, past.reason, past.add, past.have, past.need)
    if "groups" not in past.frames or past.frames["groups"].empty:
        return Missing(KEY, Reason.NO_COLUMN, ("contacts.arm",))
    if customers.empty or permissions.empty:
        return Missing(KEY, Reason.NO_TABLE, ("customers.customer_id", "customers.consent_email"))
    pairs, steps = candidates(customers, permissions, past, limits)
    rooms = limits.contacts()
    choice = _choose(pairs, rooms, limits.budget)
    listed = pairs[choice.chosen].sort_values(["expected_gain", "customer_id"], ascending=[False, True])
    if people is not None and "seller_id" in people and people.seller_id.notna().any():
        listed = listed.assign(seller_id=listed.customer_id.map(people.set_index("customer_id").seller_id))
    steps = steps.assign(
        listed=[
            int((listed.campaign_id + listed.group == key).sum()) for key in steps.campaign_id + steps.group
        ]
    )
    values = _values(listed, pairs, choice, rooms, np.isfinite(limits.budget))
    frames = {
        "next_list": listed.drop(columns="gain_variance").reset_index(drop=True),
        "offers": steps.reset_index(drop=True),
    }
    return Result(KEY, len(customers), values, frames, Evidence.EXPERIMENT)


def permission(channel: object) -> str:
    """The permission that a channel needs.

    >>> permission("Correo"), permission("WhatsApp"), permission("domicilio")
    ('may_email', 'may_phone', 'may_post')
    """
    name = str(channel or "").strip().lower()
    if name.startswith(("correo postal", "carta")):
        return "may_post"
    return next((needed for starts, needed in PERMISSIONS if name.startswith(starts)), "may_post")


def worth(customers: pd.DataFrame) -> pd.Series:
    """What each customer leaves in a usual purchase: margin where it is known, else sales; drawn towards its group's."""
    money = customers.margin if customers.margin.notna().any() else customers.amount
    total = money.fillna(0.0).astype("float64")
    days = customers.purchase_days.astype("float64")
    group = customers["group"]
    usual = total.groupby(group).transform("sum") / days.groupby(group).transform("sum")
    return (total + BORROWED * usual) / (days + BORROWED)


def candidates(
    customers: pd.DataFrame, permissions: pd.DataFrame, past: Result, limits: Limits
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Every customer × offer that may be made and pays, and how many were left at each step."""
    import pandas as pd

    base = customers.assign(tenure_days=customers.T_days)
    base = base.assign(group=groups(base)).merge(permissions, on="customer_id", how="inner")
    base = base.assign(worth=worth(base))
    rest = pd.Timestamp(limits.as_of) - pd.to_datetime(base.last_contact)
    base = base.assign(rested=~(rest.dt.days < limits.rest_days) & ~base.unsubscribed.astype(bool))
    offers = past.frames["groups"].merge(
        past.frames["campaigns"][["campaign_id", "offer", "contact_channel", "cost_per_contact"]],
        on="campaign_id",
    )
    # What makes people answer is not known to make them buy.
    offers = offers[offers.proven.astype(bool) & (offers.shrunken > 0) & (offers.judged_by == BOUGHT)]
    found = [_pairs(base, offer) for _place, offer in offers.iterrows()]
    empty = base.head(0).assign(
        expected_gain=0.0,
        gain_least=0.0,
        gain_most=0.0,
        gain_variance=0.0,
        contact_cost=0.0,
        offer="",
        contact_channel="",
        campaign_id="",
    )
    pairs = pd.concat([empty, *[part for part, _step in found]], ignore_index=True)
    steps = pd.DataFrame(
        [step for _part, step in found],
        columns=[
            "campaign_id", "offer", "contact_channel", "group", "shrunken", "in_group", "allowed", "rested", "paying", "break_even", "contact_cost",
        ],
    )  # fmt: skip
    columns = [
        "customer_id",
        "campaign_id",
        "offer",
        "contact_channel",
        "group",
        "expected_gain",
        "gain_least",
        "gain_most",
        "gain_variance",
        "contact_cost",
    ]
    return pairs[columns], steps


def _pairs(base: pd.DataFrame, offer: pd.Series) -> tuple[pd.DataFrame, dict[str, object]]:
    """The customers to whom one offer may be made with gain, and the steps that led there."""
    cost = float(offer.cost_per_contact) if offer.cost_per_contact == offer.cost_per_contact else 0.0
    there = base[(base.group == offer.group) & ~(base.days_since_last > offer.seen_days)]
    allowed = there[there[permission(offer.contact_channel)].astype(bool)]
    rested = allowed[allowed.rested]
    bounds = {
        "expected_gain": offer.shrunken,
        "gain_least": offer.shrunken_low,
        "gain_most": offer.shrunken_high,
    }
    gains = {name: effect * rested.worth - cost for name, effect in bounds.items()}
    made = rested.assign(
        **gains,
        # One purchase more or none: how far what one contact brings may be from its mean.
        gain_variance=offer.shrunken * (1 - offer.shrunken) * rested.worth**2,
        contact_cost=cost,
        offer=offer.offer,
        contact_channel=offer.contact_channel,
        campaign_id=offer.campaign_id,
    )
    paying = made[made.expected_gain > 0]
    step = {
        "campaign_id": offer.campaign_id, "offer": offer.offer, "contact_channel": offer.contact_channel, "group": offer.group,
        "shrunken": offer.shrunken, "in_group": len(there), "allowed": len(allowed), "rested": len(rested), "paying": len(paying),
        "break_even": float(offer.shrunken * there.worth.mean()) if len(there) else 0.0, "contact_cost": cost,
    }  # fmt: skip
    return paying, step


def _choose(pairs: pd.DataFrame, rooms: dict[str, float], budget: float) -> Choice:
    """The best pairs within the room of each channel, of all together, and the budget."""
    import pandas as pd

    uses = [np.ones(len(pairs)) if not name else _by(pairs, name).to_numpy(dtype=float) for name in rooms]
    limits = list(rooms.values())
    if np.isfinite(budget):
        uses.append(pairs.contact_cost.to_numpy(dtype=float))
        limits.append(max(0.0, float(budget)))
    customer = pd.factorize(pairs.customer_id, sort=True)[0].astype(np.int64)
    matrix = np.column_stack(uses).astype(np.float64)
    return allocate(
        customer, pairs.expected_gain.to_numpy(dtype=float), matrix, np.array(limits, dtype=float)
    )


def _by(pairs: pd.DataFrame, channel: str) -> pd.Series:
    """Which contacts go by a channel, whatever it is called."""
    return (pairs.contact_channel == channel) | (pairs.contact_channel.map(permission) == permission(channel))


def _room_of(pairs: pd.DataFrame, rooms: dict[str, float]) -> float:
    """How many contacts fit by the channels of these offers; by all channels where there is no offer."""
    if "" in rooms:
        return rooms[""]
    used = [room for name, room in rooms.items() if len(pairs) and _by(pairs, name).any()]
    return sum(used or rooms.values())


def _values(
    listed: pd.DataFrame, pairs: pd.DataFrame, choice: Choice, rooms: dict[str, float], budgeted: bool
) -> dict[str, Number]:
    n = len(listed)
    mean = float(listed.expected_gain.sum())
    # Of what may come of this list, not of the mean of many lists.
    chance = Z * float(np.sqrt(listed.gain_variance.sum()))
    low = mean - float(np.hypot(mean - listed.gain_least.sum(), chance))
    high = mean + float(np.hypot(listed.gain_most.sum() - mean, chance))
    values = {
        "listed": Number(n, "count", len(pairs)),
        "paying": Number(int(pairs.customer_id.nunique()), "count", len(pairs)),
        "expected_gain": Number(mean, "currency", n, low, high, LEVEL),
        "spent": Number(float(listed.contact_cost.sum()), "currency", n),
        "room_contacts": Number(float(_room_of(pairs, rooms)), "count", n),
        "price_room": Number(float(max(choice.prices[: len(rooms)], default=0.0)), "currency", n),
        "from_best": Number(choice.gap, "share", n),
    }
    if budgeted:
        values["price_budget"] = Number(float(choice.prices[-1]), "ratio", n)
    return values
