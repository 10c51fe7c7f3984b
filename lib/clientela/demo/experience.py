"""What customers live through: parcels that are late, complaints, answers, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.random import Generator

from clientela.demo import plan
from clientela.demo.seasons import day_of

# What people complain about when no parcel is late, and how often; stale coffee is commoner in Cali.
TOPICS = {"rancio": 0.3, "máquina": 0.1, "factura": 0.2, "trato": 0.17, "web": 0.13, "empaque": 0.1}
LEGAL_DAYS = 15


@dataclass
class Diary:
    """Everything that happened to the customers, as lists of rows."""

    purchases: list[tuple] = field(default_factory=list)
    complaints: list[tuple] = field(default_factory=list)
    departures: list[tuple] = field(default_factory=list)

    def frames(self) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """Purchases, complaints and departures, one row each."""
        return (
            pd.DataFrame(self.purchases, columns=["person", "day", "channel", "branch", "size", "cause", "promised", "delivered"]),
            pd.DataFrame(self.complaints, columns=["person", "day", "topic", "branch", "attended", "closed", "resolved", "leaves"]),
            pd.DataFrame(self.departures, columns=["person", "day", "cause"]),
        )  # fmt: skip


def late_chance(branch: int, day: int) -> float:
    """The share of parcels of a branch that arrive after the promise."""
    if branch != plan.UNEVEN_BRANCH:
        return plan.LATE
    return plan.LATE_UNEVEN_AFTER if day >= day_of(plan.UNEVEN_SINCE) else plan.LATE_UNEVEN_BEFORE


def deliver(rng: Generator, branch: int, day: int) -> tuple[int, int]:
    """The day promised (three days on) and the day delivered."""
    if rng.random() < late_chance(branch, day):
        return day + 3, day + 3 + 1 + int(rng.geometric(0.4))
    return day + 3, day + int(rng.choice((1, 2, 3), p=(0.3, 0.4, 0.3)))


def topic(rng: Generator, branch: int) -> str:
    """What a complaint that no late parcel caused is about."""
    weights = np.array(list(TOPICS.values()))
    if branch == plan.UNEVEN_BRANCH:
        weights = weights * np.array([2.2, 1, 1, 1.4, 1, 1])
    return str(rng.choice(list(TOPICS), p=weights / weights.sum()))


def complain(
    rng: Generator, diary: Diary, person: int, day: int, about: tuple[str, int]
) -> tuple[int, bool, bool]:
    """Write a complaint down; give back the day it closes, whether it was answered well and whether its author leaves."""
    what, branch = about
    well_share = plan.ANSWERED_WELL_UNEVEN if branch == plan.UNEVEN_BRANCH else plan.ANSWERED_WELL
    well = rng.random() < well_share
    days = min(LEGAL_DAYS - 1, rng.gamma(2.0, 2.6)) if well else LEGAL_DAYS + rng.gamma(2.0, 7.0)
    closed = day + 1 + int(days)
    attended = day + int(rng.integers(0, max(1, min(closed - day, 6))))
    leaves = rng.random() < (plan.LEAVES_ANSWERED_WELL if well else plan.LEAVES_ANSWERED_BADLY)
    diary.complaints.append((person, day, what, branch, attended, closed, well, leaves))
    return closed, well, leaves


def leaves_at_price(rng: Generator, tenure: np.ndarray, rise: tuple) -> np.ndarray:
    """Who leaves because of a price rise; whoever has been with us for a year bears it better."""
    _, _, new, loyal = rise
    return rng.random(len(tenure)) < np.where(tenure >= 365, loyal, new)
