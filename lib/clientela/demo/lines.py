"""From purchases to invoice lines: products, prices, discounts, freight, gifts, returns and cancelled invoices."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.random import Generator

from clientela.demo import catalogue, plan
from clientela.demo.businesses import seller_on
from clientela.demo.chance import each, one, pick, stream
from clientela.demo.people import SELLERS
from clientela.demo.seasons import date_of, day_of, price_index

COLUMNS = (
    "order", "person", "day", "product", "quantity", "amount", "cost", "discount", "channel", "branch", "seller",
    "payment", "promised", "delivered", "due", "paid",
)  # fmt: skip
TAX = 1.05  # Prices on the shelf carry 5 % tax and end in hundreds; what is booked is net, hence the cents.
COFFEES, COFFEE_SHARE = ("TRA", "HUI", "NAR", "ESP", "DES", "ORG"), (0.42, 0.2, 0.1, 0.14, 0.07, 0.07)
EXTRAS = {
    "FIL-04": 0.09, "MUG-01": 0.03, "TAR-01": 0.015, "PRE-01": 0.018, "MOL-01": 0.008, "CAF-01": 0.007, "SRV-CAT": 0.012,
}  # fmt: skip
SUPPLIES = {
    "VAS-08": 0.2, "AZU-01": 0.14, "LIM-01": 0.1, "FIL-04": 0.05, "SRV-BAR": 0.012, "MOL-02": 0.004, "ESP-M1": 0.002,
}  # fmt: skip


@dataclass
class Till:
    """Where lines are rung up; it numbers the invoices."""

    rng: Generator
    index: np.ndarray = field(default_factory=price_index)
    rows: list[tuple] = field(default_factory=list)
    number: int = 0

    def open(self, prefix: str = "FV") -> str:
        """The number of a new invoice."""
        self.number += 1
        return f"{prefix}{self.number:06d}"

    def ring(self, order: str, head: tuple, product: str, quantity: int, discount: float = 0.0) -> None:
        """Write one line: price of the day, discount as a share. `head` = what all lines of the order share."""
        price, cost, follows = catalogue.prices().get(product, (0.0, 0.0, False))
        day = head[1]
        rise = self.index[min(day, plan.DAYS - 1)] if follows else 1.0
        shelf = round(price * rise / 100) * 100 / TAX
        taken = round(shelf * quantity * discount, 2)
        amount = round(shelf * quantity - taken, 2)
        self.rows.append(
            (order, *head[:2], product, quantity, amount, round(cost * rise * quantity, 2), taken, *head[2:])
        )

    def charge(self, order: str, head: tuple, code: str, amount: float) -> None:
        """A line that is not a product: freight, an adjustment."""
        self.rows.append((order, *head[:2], code, 1, amount, round(abs(amount) * 0.8, 2), 0.0, *head[2:]))

    def frame(self) -> pd.DataFrame:
        """All lines."""
        return pd.DataFrame(self.rows, columns=list(COLUMNS))


def lines(seed: int, purchases: pd.DataFrame, everyone: pd.DataFrame) -> pd.DataFrame:
    """One row an invoice line for every purchase of coffee, then returns and cancelled invoices."""
    rng = stream(seed, "lines")
    till = Till(rng)
    who = {row["person"]: row for row in everyone.to_dict("records")}
    taste = dict(zip(everyone.person, pick(rng, COFFEES, len(everyone), COFFEE_SHARE), strict=True))
    pays_late = dict(zip(everyone.person, rng.gamma(1.3, 6, len(everyone)), strict=True))
    for purchase in each(purchases.sort_values(["day", "person"], kind="stable")):
        row = who[purchase.person]
        if row["kind"] == "organisation":
            _business_order(till, purchase, row, (taste[purchase.person], pays_late[purchase.person]))
        else:
            _home_order(till, purchase, taste[purchase.person])
    _take_back(till, rng)
    return till.frame()


def _discount(rng: Generator, seller: str) -> float:
    share = plan.DISCOUNT_LEAK if seller == plan.DISCOUNT_SELLER else plan.DISCOUNT_USUAL
    return float(rng.choice((0.05, 0.1, 0.15))) if rng.random() < share else 0.0


def _home_order(till: Till, purchase: Any, taste: str) -> None:
    rng, branch, channel = till.rng, purchase.branch, purchase.channel
    seller = "" if channel == 1 else one(rng, SELLERS[plan.BRANCHES[branch]])
    payment = (
        "tarjeta"
        if channel == 1
        else str(rng.choice(("efectivo", "tarjeta", "transferencia"), p=(0.4, 0.4, 0.2)))
    )
    head = (
        purchase.person,
        purchase.day,
        channel,
        branch,
        seller,
        payment,
        purchase.promised,
        purchase.delivered,
        -1,
        -1,
    )
    order, discount = till.open("WB" if channel == 1 else "FV"), _discount(rng, seller)
    fathers = day_of(plan.FATHERS_DAY)
    if channel == 1 and fathers <= purchase.day < fathers + 28 and rng.random() < 0.5:
        discount = max(discount, 0.1)
    if purchase.cause == "regalo":
        till.ring(order, head, catalogue.GIFT, 1 + int(rng.random() < 0.2), discount)
    else:
        coffee = taste if rng.random() < 0.85 else one(rng, COFFEES)
        for code, bags in catalogue.bags(purchase.size, coffee):
            till.ring(order, head, code, bags, discount)
    for code, chance in EXTRAS.items():
        if rng.random() < chance:
            till.ring(order, head, code, 1, discount)
    if channel and rng.random() < 0.22:
        till.charge(order, head, catalogue.FREIGHT, 8000.0)
    if rng.random() < 0.008:
        till.ring(order, head, catalogue.SAMPLE, 1)


def _business_order(till: Till, purchase: Any, row: dict, habits: tuple[str, float]) -> None:
    rng, branch, channel = till.rng, purchase.branch, purchase.channel
    seller = seller_on(row["seller"], date_of(purchase.day))
    due = purchase.day + 30
    paid = due + round(rng.normal(-3, 4) + habits[1] * (2.2 if row["type"] == "hotel" else 0.6))
    terms = (due, paid if paid < plan.DAYS else -1) if purchase.size >= 3 else (-1, -1)
    payment = "crédito" if terms[0] > 0 else "transferencia"
    head = (
        row["person"],
        purchase.day,
        channel,
        branch,
        seller,
        payment,
        purchase.promised,
        purchase.delivered,
        *terms,
    )
    order = till.open("WB" if channel == 1 else "FV")
    agreed = 0.12 if row["top"] else 0.06 if purchase.size > 8 else 0.0
    discount = agreed + _discount(rng, seller)
    coffee, sacks = habits[0], 0
    if coffee in ("TRA", "HUI", "ESP"):
        sacks = int(purchase.size // 2.5)
        if sacks:
            till.ring(order, head, f"{coffee}-K25", sacks, discount)
    for code, bags in catalogue.bags(purchase.size - 2.5 * sacks, coffee):
        till.ring(order, head, code, bags, discount)
    for code, chance in SUPPLIES.items():
        if rng.random() < chance:
            till.ring(
                order, head, code, 1 if code[:3] in ("MOL", "ESP", "SRV") else 1 + int(rng.integers(0, 4))
            )
    if channel and rng.random() < 0.15:
        till.charge(order, head, catalogue.FREIGHT, 14000.0)


def _take_back(till: Till, rng: Generator) -> None:
    """Returns of a line some days later, and whole invoices cancelled by a credit note."""
    place = {name: at for at, name in enumerate(COLUMNS)}
    rows = [row for row in till.rows if row[place["amount"]] > 0]
    cancelled = {row[0] for row in rows if rng.random() < 0.004}
    for row in rows:
        uneven = row[place["branch"]] == plan.UNEVEN_BRANCH
        if row[0] in cancelled:
            _reverse(till, row, f"NC{row[0][2:]}", row[2] + 1)
        elif row[place["product"]] != catalogue.FREIGHT and rng.random() < (0.022 if uneven else 0.009):
            _reverse(till, row, f"DV{row[0][2:]}", row[2] + int(rng.integers(2, 16)))


def _reverse(till: Till, row: tuple, order: str, day: int) -> None:
    if day >= plan.DAYS:
        return
    _, person, _, product, quantity, amount, cost, discount, channel, branch, seller, payment = row[:12]
    till.rows.append(
        (
            order,
            person,
            day,
            product,
            -quantity,
            -amount,
            -cost,
            -discount,
            channel,
            branch,
            seller,
            payment,
            -1,
            -1,
            -1,
            -1,
        )
    )
