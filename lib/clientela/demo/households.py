"""How households live with coffee: they drink, run low, refill out of habit, get angry, leave and sometimes return."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd

from clientela.demo import plan, seasons
from clientela.demo.chance import stream
from clientela.demo.experience import Diary, complain, deliver, leaves_at_price, topic

NEVER = 10**6
CHANNEL_SHARE = (0.52, 0.33, 0.15)
ELIGIBLE_DAYS = 240


class Neighbourhood:
    """All households, one day after the other. Every number that changes is an array with one place a household."""

    def __init__(self, homes: pd.DataFrame, seed: int) -> None:
        self.rng = rng = stream(seed, "households")
        self.n = n = len(homes)
        self.person = homes.person.to_numpy()
        self.entry, self.branch = homes.entry.to_numpy(), homes.branch.to_numpy()
        self.joined = np.array([seasons.day_of(date) for date in homes.joined])
        self.dislikes = np.array([plan.SOURCES[source][1] for source in homes.source])
        family, stratum = homes.family.to_numpy(dtype=float), homes.stratum.to_numpy(dtype=float)
        # Grams of our coffee a day: most drink it now and then, a few drink nothing else.
        self.grams = rng.lognormal(1.3, 0.7, n) * (family / 2.5) ** 0.5 * (0.7 + 0.1 * stratum)
        self.bag = np.select([self.grams < 3.5, self.grams < 12, self.grams < 30], [250, 500, 1000], 2000)
        self.eager = rng.uniform(0.06, 0.3, n)
        self.frailty = rng.gamma(2.0, 0.5, n)
        self.channel = rng.choice(3, size=n, p=CHANNEL_SHARE)
        self.nature = np.clip(rng.normal(0.2, 0.35, n), -1, 1)
        self._start()

    def _start(self) -> None:
        rng, n = self.rng, self.n
        self.alive = self.entry < 0
        self.stock = np.where(self.alive, rng.uniform(0, 1, n) * self.bag, 0.0)
        self.habit = np.where(self.alive, rng.uniform(0.3, 0.9, n), 0.0)
        self.love = self.nature.copy()
        self.empty, self.last = np.zeros(n), np.where(self.alive, -1, -NEVER)
        self.bought = self.alive.astype(int)
        self.back = np.full(n, NEVER)
        self.arm = np.full(n, "", dtype=object)
        self.agenda: dict[int, list[tuple[str, int]]] = defaultdict(list)
        self.diary = Diary()
        self.moods: list[np.ndarray] = []

    def live(self) -> Neighbourhood:
        """Let the three years go by."""
        self.factor, self.gifts = seasons.home_factor(), seasons.gift_factor()
        rises = {seasons.day_of(rise[0]): rise for rise in plan.PRICE_RISES}
        for day in range(plan.DAYS):
            self._return(day)
            self._happen(day)
            self._drink()
            self._shop(day)
            if day in rises:
                self._pay_more(day, rises[day])
            if day == seasons.day_of(plan.SAMPLE_START):
                self._sample(day)
            self._grumble(day)
            self._drift(day)
        return self

    def _return(self, day: int) -> None:
        back = self.back == day
        self.alive |= back
        self.love[back] = self.nature[back]
        self.stock[back] = self.empty[back] = 0
        for who in self._who(back):
            self._buy(who, day, "regreso")

    @staticmethod
    def _who(chosen: np.ndarray) -> list[int]:
        return [int(place) for place in np.flatnonzero(chosen)]

    def _happen(self, day: int) -> None:
        """What was due today: a late parcel that annoys, an answer that does not convince, a decision to leave."""
        for what, who in self.agenda.pop(day, []):
            if not self.alive[who]:
                continue
            if what == "late":
                self.love[who] -= 0.25
                if self.rng.random() < plan.LATE_COMPLAINS:
                    self._complain(who, day, "tarde")
                elif self.rng.random() < plan.LATE_LEAVES:
                    self._leave(who, day, "entrega tarde")
            elif what == "extra":
                self._buy(who, day, "campaña")
            else:
                self._leave(who, day, what)

    def _drink(self) -> None:
        self.stock = np.maximum(0, self.stock - self.grams * self.rng.uniform(0.6, 1.4, self.n))
        self.empty = np.where(self.alive & (self.stock <= 0), self.empty + 1, 0)

    def _shop(self, day: int) -> None:
        for who in self._who(self.entry == day):
            self.alive[who] = True
            self._buy(who, day, "primera")
        low = self.stock < 6 * self.grams
        chance = np.where(low, self.eager * (0.6 + 0.6 * self.habit), 0.0006) * self.factor[day]
        draw = self.rng.random(self.n)
        for who in self._who(self.alive & (draw < chance)):
            self._buy(who, day, "reposición")
        present = (draw > 1 - self.gifts[day] * (0.5 + self.habit)) & self.alive
        for who in self._who(present):
            self._buy(who, day, "regalo")

    def _buy(self, who: int, day: int, cause: str) -> None:
        rng = self.rng
        bags = 1 + int(rng.random() < 0.14) + int(rng.random() < 0.04)
        in_rhythm = self.empty[who] <= 12
        self.habit[who] = min(1.0, self.habit[who] + (0.12 if in_rhythm else 0.03))
        if cause != "regalo":
            self.stock[who] += bags * self.bag[who]
        channel = self.channel[who] if rng.random() < 0.85 else int(rng.choice(3, p=CHANNEL_SHARE))
        branch = self.branch[who] if rng.random() < 0.94 else int(rng.choice(4, p=plan.BRANCH_SHARE))
        promised, delivered = -1, -1
        if channel > 0:
            promised, delivered = deliver(rng, branch, day)
            if delivered > promised:
                self.agenda[delivered].append(("late", who))
        size = bags * self.bag[who] / 1000
        self.diary.purchases.append(
            (self.person[who], day, channel, branch, size, cause, promised, delivered)
        )
        self.last[who], self.bought[who] = day, self.bought[who] + 1
        if self.bought[who] == 1 and rng.random() < self.dislikes[who]:
            self.agenda[day + 1 + int(rng.integers(5, 30))].append(("no le gustó", who))

    def _pay_more(self, day: int, rise: tuple) -> None:
        who = np.flatnonzero(self.alive & (self.last >= 0))
        leaving = leaves_at_price(self.rng, day - self.joined[who], rise)
        for one, days in zip(who[leaving], self.rng.integers(1, 45, leaving.sum()), strict=True):
            self.agenda[day + int(days)].append(("precio", int(one)))

    def _sample(self, day: int) -> None:
        """The free sample: half of those who bought lately get it, by lot; some of them buy once more because of it."""
        rng = self.rng
        eligible = np.flatnonzero((self.last > day - ELIGIBLE_DAYS) & (rng.random(self.n) < 0.85))
        treated = rng.random(len(eligible)) < 0.5
        self.arm[eligible] = np.where(treated, "treated", "control")
        who = eligible[treated]
        extra = np.where(day - self.joined[who] < 365, plan.SAMPLE_NEW, plan.SAMPLE_LOYAL)
        for one in who[rng.random(len(who)) < extra]:
            self.agenda[day + int(rng.integers(4, plan.SAMPLE_WINDOW - 15))].append(("extra", int(one)))

    def _grumble(self, day: int) -> None:
        recent = self.alive & (day - self.last < 45)
        for who in self._who(recent & (self.rng.random(self.n) < 0.0009 * np.exp(-self.love))):
            self._complain(who, day, topic(self.rng, int(self.branch[who])))

    def _complain(self, who: int, day: int, what: str) -> None:
        about = (what, int(self.branch[who]))
        closed, well, leaves = complain(self.rng, self.diary, self.person[who], day, about)
        self.love[who] += 0.05 if well else -0.35
        if leaves:
            self.agenda[closed + 1 + int(self.rng.integers(0, 20))].append(("queja", who))

    def _drift(self, day: int) -> None:
        """Moods go back to what they were, and some customers fade away without a word."""
        self.love += 0.006 * (self.nature - self.love)
        hazard = 0.0008 * self.frailty * np.exp(-1.1 * self.love - 0.8 * self.habit)
        hazard = hazard * np.where(self.empty > 60, 2.5, 1.0)
        for who in self._who(self.alive & (self.rng.random(self.n) < hazard)):
            self._leave(who, day, "costumbre perdida")
        if seasons.date_of(day + 1).day == 1:
            self.moods.append(self.love.astype(np.float32).copy())

    def _leave(self, who: int, day: int, cause: str) -> None:
        self.alive[who] = False
        self.diary.departures.append((self.person[who], day, cause))
        if cause != "no le gustó" and self.rng.random() < plan.COMES_BACK:
            self.back[who] = day + int(self.rng.integers(110, 400))
