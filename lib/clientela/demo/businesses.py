"""How businesses order: each has its calendar, its weekday and its size; they fade before they leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.random import Generator

from clientela.demo import plan, seasons
from clientela.demo.chance import stream
from clientela.demo.experience import Diary, complain, deliver, leaves_at_price, topic

KILOS = {"cafetería": 7.0, "restaurante": 5.0, "oficina": 3.0, "hotel": 8.0, "tienda": 5.5, "colegio": 4.0}
FADING_ORDERS = 3


@cache
def _need(kind: str) -> np.ndarray:
    return seasons.business_factor(kind)


@dataclass
class Business:
    """One business and the diary it writes in."""

    row: Mapping
    rng: Generator
    diary: Diary

    def __post_init__(self) -> None:
        rng = self.rng
        top = bool(self.row["top"])
        self.cadence = 7 if top else int(rng.choice((7, 14, 28, 56), p=(0.02, 0.1, 0.4, 0.48)))
        self.weekday = int(rng.integers(0, 5))
        typical = KILOS[self.row["type"]] * (self.cadence / 7) ** 0.45
        self.kilos = float(rng.uniform(20, 40)) if top else float(typical * rng.lognormal(-0.25, 0.5))
        self.trend = float(rng.normal(0.0001, 0.0002))
        self.love = float(np.clip(rng.normal(0.2, 0.35), -1, 1)) if not top else 0.6
        self.frailty = 0.0 if top else float(rng.gamma(1.5, 0.7))
        self.channel = int(rng.choice((0, 1, 2), p=(0.1, 0.3, 0.6)))
        self.left, self.cause = plan.DAYS + 1, ""
        self.moods: dict[int, float] = {}
        self.joined = seasons.day_of(self.row["joined"])

    def live(self) -> Business:
        """Order after order until it leaves or the files end."""
        day = int(self.row["entry"]) if self.row["entry"] >= 0 else int(self.rng.integers(0, self.cadence))
        self._plan_leaving(day)
        first = self.row["entry"] >= 0
        while day < min(plan.DAYS, self.left):
            self._order(day, "primera" if first else "reposición")
            self.moods[day] = self.love
            first = False
            day = self._next(day)
        if self.left < plan.DAYS:
            self.diary.departures.append((self.row["person"], self.left, self.cause))
        return self

    def _plan_leaving(self, day: int) -> None:
        """Reasons that are known from the start: it fades away, the price rises, its seller leaves."""
        if self.row["top"]:
            return
        hazard = 0.0007 * self.frailty * np.exp(-1.1 * self.love)
        self._leave(day + 20 + int(self.rng.exponential(1 / max(hazard, 1e-6))), "costumbre perdida")
        for rise in plan.PRICE_RISES:
            at = seasons.day_of(rise[0])
            if at > day and leaves_at_price(self.rng, np.array([at - self.joined]), rise)[0]:
                self._leave(at + int(self.rng.integers(1, 45)), "precio")
        gone = seasons.day_of(plan.SELLER_LEFT)
        if (
            self.row["seller"] == plan.LEAVING_SELLER
            and day < gone
            and self.rng.random() < plan.FOLLOWS_SELLER
        ):
            self._leave(gone + int(self.rng.integers(5, 90)), "se fue con el vendedor")

    def _leave(self, day: int, cause: str) -> None:
        if day < self.left and not self.row["top"]:
            self.left, self.cause = day, cause

    def _next(self, day: int) -> int:
        step = self.cadence + int(self.rng.normal(0, self.cadence * 0.12))
        if self.rng.random() < 0.05:
            step += self.cadence
        after = day + max(2, step)
        weekday = seasons.date_of(after).weekday()
        if self.rng.random() < 0.8 or weekday > 4:
            after += (self.weekday - weekday + 3) % 7 - 3
        return max(day + 1, after)

    def _order(self, day: int, cause: str) -> None:
        rng, row = self.rng, self.row
        fading = (
            0.6
            if self.cause == "costumbre perdida" and day > self.left - FADING_ORDERS * self.cadence
            else 1.0
        )
        need = _need(row["type"])[day] * np.exp(self.trend * day) * fading
        kilos = max(1.0, round(self.kilos * need * rng.lognormal(0, 0.2) * 2) / 2)
        channel = self.channel if rng.random() < 0.9 else int(rng.integers(0, 3))
        promised, delivered = deliver(rng, row["branch"], day) if channel else (-1, -1)
        self.diary.purchases.append(
            (row["person"], day, channel, row["branch"], kilos, cause, promised, delivered)
        )
        if delivered > promised:
            self._late(delivered)
        elif rng.random() < 0.00045 * self.cadence * np.exp(-self.love):
            self._complain(day + 1, topic(rng, row["branch"]))

    def _late(self, day: int) -> None:
        self.love -= 0.15
        if self.rng.random() < plan.LATE_COMPLAINS:
            self._complain(day, "tarde")
        elif self.rng.random() < plan.LATE_LEAVES * self.cadence / 28:
            self._leave(day, "entrega tarde")

    def _complain(self, day: int, what: str) -> None:
        if day >= plan.DAYS or day >= self.left:
            return
        closed, well, leaves = complain(
            self.rng, self.diary, self.row["person"], day, (what, self.row["branch"])
        )
        self.love += 0.05 if well else -0.2
        if leaves:
            self._leave(closed + 1 + int(self.rng.integers(0, 20)), "queja")


def live(businesses: pd.DataFrame, seed: int) -> tuple[Diary, list[Business]]:
    """Let the three years go by for every business."""
    rng, diary = stream(seed, "businesses"), Diary()
    rows = businesses.sort_values("person").to_dict("records")
    return diary, [Business(row, rng, diary).live() for row in rows]


def seller_on(seller: str, date: dt.date) -> str:
    """Who serves an account on a date: when a seller leaves, a colleague inherits the accounts."""
    return plan.HEIR_SELLER if seller == plan.LEAVING_SELLER and date > plan.SELLER_LEFT else seller
