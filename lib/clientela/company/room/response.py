"""What a contact brings to each unit: by which channels units are reached, and how many of those contacted answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.engine import step

if TYPE_CHECKING:
    import pandas as pd

PHONE, EMAIL = "phone", "email"
# By the letters a channel's name begins with; who is written to answers in the web shop as well.
REACH = (
    ((PHONE), ("tel", "llam", "cel", "phone", "call", "whats", "sms", "línea", "linea")),
    ((EMAIL), ("corr", "mail", "e-mail", "email", "web", "online", "en línea")),
)
SEED = 20_260_629
# Where nobody knows how many answer, everybody is taken to: no contact is promised that could not be attended.
EVERYBODY = 1.0


@dataclass(frozen=True)
class Response:
    """The part of those contacted by a channel who answer: so many of so many, one pair a campaign; nothing where no campaign tells."""

    told: tuple[tuple[int, int], ...] = ()

    @property
    def known(self) -> bool:
        """Does any campaign tell?"""
        return bool(self.told)

    @property
    def n(self) -> int:
        """Contacts that tell it."""
        return sum(n for _hits, n in self.told)

    @property
    def share(self) -> float:
        """The part that answers, over all contacts."""
        return sum(hits for hits, _n in self.told) / self.n if self.n else EVERYBODY

    def draws(self, count: int) -> Any:
        """So many plausible parts: any of the campaigns may be the one that the next is like (Beta posterior, flat prior)."""
        if not self.told:
            return np.full(count, EVERYBODY)
        chance = np.random.default_rng(SEED)
        place = chance.integers(0, len(self.told), count)
        hits, n = (np.array(part, dtype=float)[place] for part in zip(*self.told, strict=True))
        return chance.beta(1 + hits, 1 + n - hits)


def reached(channel: object) -> str:
    """Who can be reached by a channel: "phone", "email", or nobody ("").

    >>> reached("Teléfono"), reached("correo"), reached("mantenimiento")
    ('phone', 'email', '')
    """
    name = str(channel or "").strip().lower()
    return next((reach for reach, starts in REACH if name.startswith(starts)), "")


def served(serves: str) -> tuple[str, ...]:
    """The channels or services that a unit names, in order and small letters.

    >>> served("web, Teléfono; PQRS")
    ('web', 'teléfono', 'pqrs')
    """
    return tuple(part.strip().lower() for part in re.split(r"[,;/|+]| y | and ", serves) if part.strip())


@step()
def responses(campaign_contacts: pd.DataFrame) -> dict[str, Response]:
    """By channel of contact ("phone", "email"; "" for all), how many of those contacted answered, campaign by campaign."""
    told = campaign_contacts[(campaign_contacts["arm"] == "treated") & campaign_contacts["responded"].notna()]
    if told.empty:
        return {"": Response()}
    counts = told.assign(reach=told["channel"].map(reached), hit=told["responded"].astype(bool))
    sums = counts.groupby(["reach", "campaign_id"])["hit"].agg(["sum", "size"])
    found = {
        str(reach): Response(tuple((int(hits), int(n)) for hits, n in part.to_numpy()))
        for reach, part in sums.groupby(level="reach")
        if reach
    }
    return {**found, "": Response(tuple((int(hits), int(n)) for hits, n in sums.to_numpy()))}


def response(found: Mapping[str, Response], reach: str) -> Response:
    """How many answer a contact by this channel; as all campaigns together tell it where none was made by it."""
    return found.get(reach) or found[""]
