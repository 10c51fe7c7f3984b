"""The words customers use: sentences made up for this story, filled with products, orders and, seldom, personal data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from numpy.random import Generator

from clientela.demo import plan
from clientela.demo.catalogue import products
from clientela.demo.chance import one
from clientela.demo.names import words

PERSONAL = 0.05
"""Share of messages that hold a telephone number, an e-mail or an identity number."""


@dataclass
class Writer:
    """Who puts the words: a sentence for the occasion, with names of products and orders, seldom with personal data."""

    rng: Generator

    def text(self, topic: str, who: Any, branch: int, days: int) -> str:
        """A message about a topic."""
        rng, w = self.rng, words("texts")
        message = one(rng, w["openings"]) + one(rng, w[topic])
        if rng.random() < PERSONAL:
            message += one(rng, w["personal"])
        if not topic.startswith(("felicitación", "adiós")):
            message += one(rng, w["closings"])
        return str(
            message.format(
                promesa=one(rng, w["promises"]),
                pedido=f"FV{int(rng.integers(1000, 40000)):06d}",
                dias=max(2, days),
                producto=one(rng, _coffees()),
                sede=plan.BRANCHES[branch],
                valor=f"{int(rng.integers(40, 900))}.000",
                celular=who.phone,
                nombre=who.first,
                correo=who.email,
                cedula=who.tax_id,
            )
        )


@cache
def _coffees() -> list[str]:
    table = products()
    return sorted(
        table.name[(table.category == "Café") & table["product"].str.endswith("500")].str.removesuffix(
            " 500 g"
        )
    )
