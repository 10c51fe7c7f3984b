"""Purchases and what goes with them, drawn from a company's constant laws."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from honesty.laws import BRANCHES, CATEGORIES, Laws

# Before the file begins, long enough for the habits to be as old as they get.
BURN_IN = 1500


def people(laws: Laws) -> pd.DataFrame:
    """One row a customer who ever was: from which day to which, how often and how much they buy; days count from the file's first."""
    chance = laws.chance("people")
    span = laws.days + laws.future + BURN_IN
    if np.isinf(laws.stay):
        born = np.full(laws.customers, -float(BURN_IN))
        gone = np.full(laws.customers, np.inf)
    else:
        # As many come as leave: about `customers` are there on any day.
        count = chance.poisson(laws.customers * (1 + span / laws.stay))
        already = chance.random(count) < 1 / (1 + span / laws.stay)
        born = np.where(already, -BURN_IN, chance.uniform(-BURN_IN, laws.days + laws.future, count))
        gone = born + _stays(laws, born, chance)
    count = len(born)
    return pd.DataFrame({
        "customer": np.arange(count),
        "born": born,
        "gone": gone,
        "rate": laws.per_year / 365 * (np.ones(count) if laws.alike else chance.gamma(1.2, 1 / 1.2, count)),
        "size": np.ones(count) if laws.alike else chance.lognormal(-0.125, 0.5, count),
        "branch": chance.choice(BRANCHES, count),
        "seller": chance.integers(1, 9, count),
        "source": chance.choice(["referido", "buscador", "vitrina", "feria"], count),
    })  # fmt: skip


def _stays(laws: Laws, born: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """How long each stays; from the day of a change on, those who are there leave so many times as fast."""
    stay = chance.exponential(laws.stay, len(born))
    day = laws.days - laws.change.days_ago - born
    faster = np.maximum(day, 0) + (stay - np.maximum(day, 0)) / laws.change.leaving
    return np.where(stay > day, faster, stay) if laws.change.days_ago else stay


def orders(laws: Laws, people: pd.DataFrame) -> pd.DataFrame:
    """One row a purchase, those of the time after the file too: who, which day of the file, how many lines."""
    chance = laws.chance("orders")
    # A purchase is kept with the season's chance, so twice as many are drawn as the highest season wants.
    peak = 1 + laws.season
    rate = people.rate.to_numpy() * peak
    most = int(np.ceil((rate.max() * (laws.days + laws.future + BURN_IN)) * 1.6 + 60))
    gaps = chance.gamma(laws.regular, 1.0, (len(people), most)) / (laws.regular * rate[:, None])
    # Regular buyers are not all on the same beat: each began at some moment of a gap.
    gaps[:, 0] *= chance.random(len(people))
    days = people.born.to_numpy()[:, None] + np.cumsum(gaps, axis=1)
    kept = (days >= 0) & (days < np.minimum(people.gone, laws.days + laws.future).to_numpy()[:, None])
    who, _place = np.nonzero(kept)
    day = days[kept]
    factor = season(laws, day) / peak
    if laws.change.days_ago:
        factor = factor * np.where(day >= laws.days - laws.change.days_ago, laws.change.sales, 1.0)
    found = pd.DataFrame({"customer": who, "day": np.floor(day).astype(int)})[
        chance.random(len(day)) < factor
    ]
    found = found.drop_duplicates().sort_values(["day", "customer"]).reset_index(drop=True)
    found["order_id"] = [f"F{number:06d}" for number in range(len(found))]
    return found


def season(laws: Laws, day: np.ndarray) -> np.ndarray:
    """How much more is bought on each day than on the mean day: most in December, least in June."""
    start = (laws.first_day - dt.date(laws.first_day.year, 1, 1)).days
    return 1 + laws.season * np.cos(2 * np.pi * ((start + day) % 365.25 - 350) / 365.25)


def catalogue(laws: Laws) -> pd.DataFrame:
    """Some twenty products of four kinds, with prices that never change."""
    chance = laws.chance("catalogue")
    count = 20
    price = np.round(chance.lognormal(3.0, 0.4, count) * 1000, -2)
    return pd.DataFrame({
        "product_id": [f"P{number:02d}" for number in range(count)],
        "name": [f"Producto {number}" for number in range(count)],
        "category": [CATEGORIES[number % 4] for number in range(count)],
        "nature": "good",
        "cost": np.round(price * 0.6, -2),
        "price": price,
    })  # fmt: skip


def lines(laws: Laws, people: pd.DataFrame, orders: pd.DataFrame, catalogue: pd.DataFrame) -> pd.DataFrame:
    """One row a line of an invoice, returns and the time after the file included; `day` counts from the file's first."""
    chance = laws.chance("lines")
    count = 1 + chance.poisson(0.8, len(orders))
    place = np.repeat(np.arange(len(orders)), count)
    weight = 1 / (1 + np.arange(len(catalogue)))
    product = chance.choice(len(catalogue), len(place), p=weight / weight.sum())
    who = people.iloc[orders.customer.to_numpy()[place]]
    sold = pd.DataFrame({
        "order_id": orders.order_id.to_numpy()[place],
        "day": orders.day.to_numpy()[place],
        "customer_id": codes(orders.customer.to_numpy()[place]),
        "product_id": catalogue.product_id.to_numpy()[product],
        "quantity": np.maximum(np.round(who["size"].to_numpy() * (1 + chance.poisson(0.5, len(place)))), 1).astype(int),
        "branch": who.branch.to_numpy(),
        "seller_id": [f"V{seller:02d}" for seller in who.seller],
        "channel": chance.choice(["tienda", "web"], len(orders), p=[0.7, 0.3])[place],
        "price": catalogue.price.to_numpy()[product],
        "unit_cost": catalogue.cost.to_numpy()[product],
    }).drop_duplicates(["order_id", "product_id"])  # fmt: skip
    sold = pd.concat([sold, _returned(sold, laws, chance)], ignore_index=True)
    sold["amount"] = (sold.quantity * sold.price).astype(int)
    sold["cost"] = (sold.quantity * sold.unit_cost).astype(int)
    sold = sold.sort_values(["day", "order_id"], kind="stable").reset_index(drop=True)
    sold["line_id"] = [f"L{number:07d}" for number in range(len(sold))]
    if "deliveries" in laws.tables:
        sold = sold.join(_delivered(sold, laws), on="order_id")
    sold["date"] = dates(laws, sold.day)
    return sold.drop(columns=["price", "unit_cost"])


def _returned(sold: pd.DataFrame, laws: Laws, chance: np.random.Generator) -> pd.DataFrame:
    """Three lines of a hundred come back within some weeks, whoever bought them."""
    back = sold[chance.random(len(sold)) < 0.03].copy()
    back["day"] += chance.integers(3, 25, len(back))
    back["quantity"] *= -1
    back["order_id"] = "D" + back.order_id
    return back[back.day < laws.days + laws.future]


def _delivered(sold: pd.DataFrame, laws: Laws) -> pd.DataFrame:
    """When each web order was promised and came: one of twelve late; what has not come yet has no day."""
    chance = laws.chance("deliveries")
    web = (
        sold[(sold.channel == "web") & (sold.quantity > 0)].drop_duplicates("order_id").set_index("order_id")
    )
    promised = web.day + 4
    chance_late = np.full(len(web), 0.08)
    if laws.change.days_ago:
        worse = (web.branch == BRANCHES[0]) & (web.day >= laws.days - laws.change.days_ago)
        chance_late = np.where(worse, chance_late * laws.change.late_branch, chance_late)
    late = chance.random(len(web)) < chance_late
    came = promised + np.where(late, chance.integers(1, 15, len(web)), -chance.integers(0, 3, len(web)))
    there = came < laws.days
    return pd.DataFrame({
        "promised_on": dates(laws, promised),
        "delivered_on": dates(laws, came).where(there, ""),
    }, index=web.index)  # fmt: skip


def dates(laws: Laws, days: pd.Series) -> pd.Series:
    """Days of the file as days of the calendar, as text."""
    return (pd.Timestamp(laws.first_day) + pd.to_timedelta(days, unit="D")).dt.strftime("%Y-%m-%d")


def codes(customers: np.ndarray) -> list[str]:
    """What the file calls each customer."""
    return [f"C{customer:05d}" for customer in customers]
