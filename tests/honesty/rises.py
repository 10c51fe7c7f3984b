"""Price rises on customers whose truth is known: who leaves because of one, by how long they have been there and by where they stand."""

from __future__ import annotations

import numpy as np
import pandas as pd
from honesty.service import Tally, sample, told
from numpy.random import Generator

from clientela.loyalty import claims
from clientela.loyalty.claims.rise_losses import NEWER, OLDER, Buying, borne, numbered
from clientela.loyalty.transitions.history import CUSTOMER, History
from clientela.results import Result

START, RISE, DAYS = pd.Timestamp("2023-07-01"), 450, 900
PEOPLE = 1500


class World:
    """Half new, half old, all buying about monthly; some leave within 45 days of a rise of a tenth."""

    def __init__(self, rng: Generator, by_tenure: tuple[float, float], by_rung: tuple[float, float]) -> None:
        n = PEOPLE
        begin = np.where(np.arange(n) % 2 == 0, -400, rng.integers(0, DAYS, n))
        end = begin + rng.exponential(1500, n)
        rung, older = rng.integers(0, 2, n), RISE - begin >= 365
        hit = (begin < RISE) & (
            rng.random(n) < np.where(older, by_tenure[1], by_tenure[0]) + np.array(by_rung)[rung]
        )
        first = np.maximum(0, begin) + rng.integers(0, 30, n)
        days = first[:, None] + np.hstack(
            [np.zeros((n, 1), int), rng.integers(15, 45, (n, 60)).cumsum(axis=1)]
        )
        self.anyway = self._bought(days, end)
        self.days = self._bought(days, np.where(hit, np.minimum(end, RISE + rng.integers(1, 45, n)), end))
        since = START + pd.to_timedelta(begin, "D")
        self.people = pd.DataFrame(
            {"customer_id": [f"c{one}" for one in range(n)], "kind": "person", "since": since}
        )
        self.rises = pd.DataFrame(
            {"rise_day": [START + pd.Timedelta(days=RISE)], "rise": [0.1], "share_raised": [1.0]}
        )
        ends = pd.date_range(START + pd.offsets.MonthEnd(3), START + pd.Timedelta(days=DAYS), freq="ME")
        states = np.repeat((CUSTOMER + rung).astype(np.int8)[:, None], len(ends), axis=1)
        self.ladder = History(self.people.customer_id.to_numpy(), self.people.kind.to_numpy(), ends, states)

    def _bought(self, days: np.ndarray, end: np.ndarray) -> pd.DataFrame:
        who, place = np.nonzero(days < np.minimum(DAYS, end)[:, None])
        when = START + pd.to_timedelta(days[who, place], "D")
        return pd.DataFrame({"customer_id": [f"c{one}" for one in who], "day": when, "is_purchase": True})

    def stay(self, side: int) -> float:
        """Of the newer or the older, who would have bought again without the rise: only they can be driven away."""
        watch = Buying(self.anyway, self.people).around(int(numbered(self.rises.rise_day)[0]))
        return float(watch.stayed[watch.group == side].mean())


@sample("a price rise: .20 of the new and .05 of those over a year leave; none in the quiet ones")
def by_tenure(rng: Generator, tally: Tally) -> None:
    """How many more of the new are missing."""
    for leave in ((0.0, 0.0), (0.2, 0.05)):
        world = World(rng, leave, (0.0, 0.0))
        row = borne(world.days, world.people, world.rises).iloc[0]
        truth = leave[0] * world.stay(NEWER) - leave[1] * world.stay(OLDER)
        tally.held.append(bool(row.apart_low <= truth <= row.apart_high))
        (tally.seen if any(leave) else tally.false).append(bool(row.apart_low > 0 or row.apart_high < 0))


@sample(
    "the same by rung: .25 of those on one and .05 of those on the other leave; .15 of all in the quiet ones"
)
def by_rung(rng: Generator, tally: Tally) -> None:
    """Which rung is said to bear it worse or better."""
    for leave in ((0.15, 0.15), (0.25, 0.05)):
        world = World(rng, (0.0, 0.0), leave)
        bearing = Result("loyalty.bearing", PEOPLE, {}, {"rises": world.rises})
        found = told(claims.rises_by_rung(bearing, world.days, world.people, world.ladder))
        rows = found.frames["bearing_rungs"].set_index("rung")
        stay = (world.stay(NEWER) + world.stay(OLDER)) / 2
        for name, part in zip(("customer", "consumer"), leave, strict=True):
            tally.held.append(bool(rows.lost_tenth_low[name] <= part * stay <= rows.lost_tenth_high[name]))
        apart = bool((rows.borne_verdict != "borne_alike").any())
        (tally.false if leave[0] == leave[1] else tally.seen).append(apart)
