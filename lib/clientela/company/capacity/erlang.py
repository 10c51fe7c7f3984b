"""Queues with several people: how many wait, how long, who gives up, and how many people a promise takes.

Erlang C: nobody gives up (Erlang 1917). Erlang A: each gives up after a wait of their own, exponential with a mean (Palm 1957); the formulas by
Mandelbaum & Zeltyn, "Call centers with impatient customers", Queueing Systems 51 (2005). Rates are per minute, waits in minutes. The number of
people may be broken: with a quarter of the day lost to breaks, three people are 2.25. What `n` people hold is the upper incomplete gamma
function's continuation of Erlang's sum (Jagers & van Doorn 1986), exact for whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

# More people than this no unit has; a search stops there.
MOST = 5000
TINY = 1e-290


@dataclass(frozen=True)
class Queue:
    """What a queue does: each field a number, or as many as there are bands.

    waits: the part that has to wait at all; level: the part attended within the time asked; wait: mean minutes of all who come;
    lost: the part that gives up; busy: the part of the people's time that is taken.
    """

    waits: Any
    level: Any
    wait: Any
    lost: Any
    busy: Any


def blocked(people: Any, load: Any) -> Any:
    """Erlang B: the part that would find all people taken if nobody could wait.

    >>> round(float(blocked(1, 1.0)), 3), round(float(blocked(2, 1.0)), 3)
    (0.5, 0.2)
    """
    from scipy.special import gammaincc, gammaln

    people, load = np.asarray(people, dtype=float), np.maximum(np.asarray(load, dtype=float), 1e-12)
    term = people * np.log(load) - load - gammaln(people + 1)
    return np.exp(term) / np.maximum(gammaincc(people + 1, load), 1e-300)


def waiting(people: Any, load: Any) -> Any:
    """Erlang C: the part that has to wait; all of them where more comes than the people can do."""
    people, load = np.broadcast_arrays(np.asarray(people, dtype=float), np.asarray(load, dtype=float))
    none = blocked(people, load)
    free = np.maximum(people - load, 0.0)
    return np.where(people > load, people * none / np.maximum(free + load * none, 1e-300), 1.0)


def patient(rate: Any, minutes: Any, people: Any, within: Any = 0.0) -> Queue:
    """A queue in which nobody gives up; where more comes than can be done the wait has no end.

    >>> found = patient(100 / 30, 3, 14, 20 / 60)
    >>> round(float(found.level), 5), round(float(found.waits), 6), round(float(found.busy), 6)
    (0.88835, 0.174132, 0.714286)
    """
    load = np.asarray(rate, dtype=float) * minutes
    waits = waiting(people, load)
    free = np.maximum(np.asarray(people, dtype=float) - load, 0.0)
    level = 1 - waits * np.exp(-free * within / np.asarray(minutes, dtype=float))
    wait = np.where(free > 0, waits * minutes / np.maximum(free, 1e-300), np.inf)
    busy = load / np.asarray(people, dtype=float)
    return Queue(waits, np.where(free > 0, level, 0.0), wait, np.zeros_like(waits), busy)


def impatient(rate: Any, minutes: Any, people: Any, patience: float, within: Any = 0.0) -> Queue:
    """A queue in which people give up after `patience` minutes of wait on average."""
    rate, minutes, people, within = np.broadcast_arrays(
        *(np.asarray(one, dtype=float) for one in (rate, minutes, people, within))
    )
    rate = np.maximum(rate, 1e-9)
    ahead = 1 / np.maximum(blocked(people - 1, rate * minutes), 1e-300)
    whole = _beyond(rate, people / minutes, patience, np.zeros_like(rate))
    sum_ = ahead + rate * whole
    waits = rate * whole / sum_
    lost = np.clip((1 + (rate - people / minutes) * whole) / sum_, 0.0, 1.0)
    late = rate * _beyond(rate, people / minutes, patience, within) / sum_
    # Little's law for those who give up: so many a minute, each after its own patience.
    return Queue(waits, 1 - late, lost * patience, lost, rate * (1 - lost) * minutes / people)


def _beyond(rate: Any, done: Any, patience: float, from_: Any) -> Any:
    """The integral of exp(rate·patience·(1 − e^(−x/patience)) − done·x) from `from_` on, in minutes.

    With y = rate·patience·e^(−x/patience) it is an incomplete gamma function; in logarithms, since its parts are large.
    """
    from scipy.special import gammainc, gammaln

    much, power = rate * patience, done * patience
    share = gammainc(power, much * np.exp(-from_ / patience))
    logs = much + np.log(patience) - power * np.log(much) + gammaln(power)
    spare = done - rate
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        found = np.exp(np.minimum(logs + np.log(share), 600.0))
        # Smaller than a computer can hold: so patient that nobody gives up before there is somebody free.
        return np.where((share < TINY) & (spare > 0), np.exp(-spare * from_) / spare, found)


def queue(rate: Any, minutes: Any, people: Any, within: Any = 0.0, patience: float | None = None) -> Queue:
    """A queue with people who give up, where their patience is known, else without."""
    if patience is None:
        return patient(rate, minutes, people, within)
    return impatient(rate, minutes, people, patience, within)


def patience_of(rate: Any, minutes: Any, people: Any, lost: float) -> float | None:
    """The mean patience at which, over all bands together, so many give up as were counted; None where no patience gives that.

    `lost` is the part of all who came.
    """
    from scipy.optimize import brentq

    rate = np.asarray(rate, dtype=float)

    def too_many(log: float) -> float:
        found = impatient(rate, minutes, people, float(np.exp(log))).lost
        return float((found * rate).sum() / rate.sum()) - lost

    low, high = np.log(0.05), np.log(240.0)
    if not 0 < lost < 1 or too_many(low) < 0 or too_many(high) > 0:
        return None
    return float(np.exp(brentq(too_many, low, high, xtol=1e-6)))


def needed(rate: float, minutes: float, within: float, level: float, patience: float | None = None) -> int:
    """The fewest people who attend so large a part within the time asked.

    >>> needed(100 / 30, 3, 20 / 60, 0.8)
    14
    """
    if rate <= 0 or minutes <= 0:
        return 0
    low = 0 if patience is not None else int(rate * minutes)
    people = np.arange(low + 1, low + 1 + MOST, dtype=float)
    # A first look over a few, since seldom many are missing.
    for block in (people[:60], people[60:]):
        enough = np.flatnonzero(queue(rate, minutes, block, within, patience).level >= level)
        if len(enough):
            return int(block[enough[0]])
    return MOST


def rostered(people: float, shrinkage: float) -> int:
    """How many have to be on the roster for so many to be at work.

    >>> rostered(14, 0.3)
    20
    """
    return int(np.ceil(people / (1 - shrinkage) - 1e-9))
