"""An ordinary small company, every table of the contract and every column of it: what the shapes take away from or bend."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

LAST = dt.date(2025, 9, 30)
# Invented, so that no word of a page is taken for a word of the company's, in either language.
THINGS = ["Zarvo", "Quelmi", "Brenux", "Talvir", "Ombrek", "Fintor", "Luxan", "Porvel", "Gadrin", "Wistel"]
KINDS = ["Tavrin", "Moldux", "Kesper"]
PLACES = ["Norvia", "Altun", "Berik"]
WAYS = ["web", "kiosk", "fone"]
FIRST = [
    "Ana",
    "Luis",
    "Marta",
    "Jorge",
    "Elena",
    "Pedro",
    "Sofia",
    "Hugo",
    "Clara",
    "Bruno",
    "Irene",
    "Oscar",
]
FAMILY = ["Rojas", "Prado", "Lemos", "Vidal", "Acuna", "Barrera", "Cano", "Duarte", "Estrada", "Fajardo"]
SAID = [
    "el pedido llegó tarde y nadie avisó", "el producto vino roto", "me cobraron dos veces la misma factura",
    "muy buena atención, gracias", "no contestan el teléfono", "la entrega fue rápida", "quiero cambiar la talla",
]  # fmt: skip
WHY = ["demora", "precio", "calidad"]


@dataclass
class World:
    """One company in the making: how many customers, over how many days, in which currency, how often they come."""

    seed: int = 0
    customers: int = 40
    days: int = 560
    scale: float = 60.0
    gap: float = 40.0
    sellers: int = 4
    places: list[str] = field(default_factory=lambda: list(PLACES))
    things: list[str] = field(default_factory=lambda: list(THINGS))

    def chance(self, name: str) -> np.random.Generator:
        """A generator of its own for each table, so that a table is the same whichever others there are."""
        return np.random.default_rng([self.seed, *name.encode()])

    @property
    def first(self) -> dt.date:
        """The day the company began."""
        return LAST - dt.timedelta(days=self.days)

    @cached_property
    def ids(self) -> list[str]:
        """The customers, by their codes."""
        return [f"K{n:04d}" for n in range(1, self.customers + 1)]

    @cached_property
    def people(self) -> list[str]:
        """Those who sell and answer."""
        return [f"V{n:02d}" for n in range(1, self.sellers + 1)]

    @cached_property
    def visits(self) -> list[tuple[str, int]]:
        """Who bought on which day, counted from the first."""
        chance, found = self.chance("visits"), []
        for customer in self.ids:
            day, own = int(chance.integers(0, max(1, self.days))), self.gap * chance.gamma(4, 0.25)
            while day <= self.days:
                found.append((customer, day))
                if chance.random() < 0.06:
                    break
                day += 1 + int(chance.exponential(own))
        return sorted(found, key=lambda pair: (pair[1], pair[0]))

    def seller(self, customer: str, chance: np.random.Generator) -> str:
        """Who serves this time: nearly always the customer's own seller."""
        if not self.people:
            return ""
        own = int(customer.strip("K") or 0)
        return self.people[
            own % len(self.people) if chance.random() < 0.9 else int(chance.integers(len(self.people)))
        ]

    def day(self, after: int) -> dt.date:
        """A day of the history."""
        return self.first + dt.timedelta(days=int(after))

    def days_at_random(self, chance: np.random.Generator, n: int) -> list[dt.date]:
        """As many days of the history, in order."""
        return [self.day(after) for after in sorted(chance.integers(0, max(1, self.days), n))]

    def table(self, name: str) -> pd.DataFrame:
        """One table of the contract, whole."""
        return MAKERS[name](self)


MAKERS: dict[str, Callable[[World], pd.DataFrame]] = {}


def maker(function: Callable[[World], pd.DataFrame]) -> Callable[[World], pd.DataFrame]:
    """The function of a table's name makes that table."""
    MAKERS[function.__name__] = function
    return function


@maker
def transactions(world: World) -> pd.DataFrame:
    """One line or two a visit, with all that a line may say."""
    chance, rows = world.chance("transactions"), []
    for order, (customer, after) in enumerate(world.visits, 1):
        about = {
            "customer_id": customer, "date": world.day(after), "order_id": f"F{order:05d}",
            "channel": WAYS[int(chance.integers(3))], "branch": world.places[int(chance.integers(len(world.places)))],
            "seller_id": world.seller(customer, chance),
            "payment_method": ["cash", "card"][int(chance.integers(2))],
            "promised_on": world.day(after + 3), "delivered_on": world.day(after + int(chance.integers(1, 6))),
            "due_on": world.day(after + 30), "paid_on": world.day(after + int(chance.integers(5, 50))),
        }  # fmt: skip
        for line in range(1, int(chance.integers(2, 4))):
            quantity = int(chance.integers(1, 5))
            price = round(world.scale * chance.lognormal(0, 0.5), 2)
            rows.append(
                about
                | {
                    "line_id": f"{order}-{line}", "product_id": f"P{int(chance.integers(len(world.things))):02d}",
                    "quantity": quantity, "unit_price": price, "amount": round(quantity * price, 2),
                    "cost": round(0.6 * quantity * price, 2), "discount": round(0.05 * price * chance.integers(0, 3), 2),
                    "campaign_id": "C1" if chance.random() < 0.1 else "",
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


@maker
def customers(world: World) -> pd.DataFrame:
    """Who they are, one row each."""
    chance, rows = world.chance("customers"), []
    for n, customer in enumerate(world.ids):
        name = f"{FIRST[int(chance.integers(12))]} {FAMILY[int(chance.integers(10))]}"
        rows.append({
            "customer_id": customer, "kind": "organisation" if n % 5 == 4 else "person", "name": name,
            "tax_id": str(10_000_000 + 7919 * n), "email": f"{customer.lower()}@correo.example.com" if n % 4 else "",
            "phone": f"3{chance.integers(10**8, 10**9)}" if n % 3 else "", "address": f"Calle {n + 1} # {n % 9 + 1}-20",
            "city": ["Bogotá", "Cali"][n % 2], "zone": ["Z1", "Z2", "Z3"][n % 3], "stratum": str(n % 6 + 1),
            "birth_date": dt.date(1960 + n % 40, n % 12 + 1, n % 28 + 1), "sex": "FM"[n % 2], "occupation": ["Zoc", "Rem"][n % 2],
            "family_size": str(n % 5 + 1), "joined_on": world.day(int(chance.integers(0, max(1, world.days)))),
            "acquired_by": ["ferix", "radon", "amix"][n % 3], "seller_id": world.people[n % len(world.people)] if world.people else "",
            "referred_by": world.ids[n // 2] if n % 6 == 5 else "", "household_id": f"H{n // 2}",
            "consent_email": ["yes", "no"][n % 4 == 3], "consent_phone": ["yes", "no"][n % 3 == 1], "consent_post": "no",
            "convergence_fit": int(chance.integers(1, 6)),
        })  # fmt: skip
    return pd.DataFrame(rows)


@maker
def products(world: World) -> pd.DataFrame:
    """What is sold."""
    return pd.DataFrame([
        {
            "product_id": f"P{n:02d}", "name": thing, "category": KINDS[n % 3], "nature": ["good", "service"][n % 5 == 4],
            "cost": round(0.6 * world.scale, 2), "price": world.scale, "claimed_benefits": "duravel", "stock_outs": n % 4,
        }
        for n, thing in enumerate(world.things)
    ])  # fmt: skip


@maker
def interactions(world: World) -> pd.DataFrame:
    """Complaints, claims, questions, praise, farewells."""
    chance, rows = world.chance("interactions"), []
    for n, day in enumerate(world.days_at_random(chance, 2 * world.customers)):
        kind = ["complaint", "claim", "question", "praise", "suggestion", "cancellation"][
            int(chance.choice(6, p=[0.3, 0.2, 0.2, 0.1, 0.1, 0.1]))
        ]
        done = day + dt.timedelta(days=int(chance.integers(1, 30)))
        rows.append({
            "interaction_id": f"Q{n:04d}", "customer_id": world.ids[int(chance.integers(len(world.ids)))], "opened_at": day, "kind": kind,
            "channel": WAYS[n % 3], "text": SAID[int(chance.integers(len(SAID)))], "attended_at": day + dt.timedelta(days=1),
            "closed_at": done if done <= LAST else "", "resolved": ["yes", "no"][int(chance.integers(2))],
            "branch": world.places[n % len(world.places)],
            "agent": world.people[n % len(world.people)] if world.people else "", "reason": WHY[n % 3],
            "competitor": "Rivalix" if kind == "cancellation" else "",
        })  # fmt: skip
    return pd.DataFrame(rows)
