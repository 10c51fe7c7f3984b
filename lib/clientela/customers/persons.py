"""Answers are not people: who answers every month counts with all the answers of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.results import Number, Unit

if TYPE_CHECKING:
    import pandas as pd


def with_person(outcomes: pd.DataFrame, asked: pd.DataFrame | None) -> pd.DataFrame:
    """Each answer with the person who gave it: the customer where that is known, else the respondent."""
    if asked is None or asked.empty:
        return outcomes.assign(person=outcomes["respondent_id"])
    known = asked.drop_duplicates("respondent_id").set_index("respondent_id")["customer_id"]
    person = outcomes["respondent_id"].map(known)
    return outcomes.assign(person=person.where(person.notna(), outcomes["respondent_id"]))


def mean_of(values: Any, person: Any, unit: Unit = "score", level: float = 0.95) -> Number:
    """The mean of all answers, with an interval for other people (clusters of Liang & Zeger 1986, with t as many as people less one).

    >>> one = mean_of([1, 1, 5, 5], ["ana", "ana", "ben", "ben"])
    >>> one.value, one.n, round(one.high - one.low) > 8
    (3.0, 4, True)
    """
    marks = np.asarray(values, dtype=float)
    mean = float(marks.mean())
    return _number(mean, _by_person(marks - mean, person) / len(marks), len(marks), unit, level)


def difference(now: pd.DataFrame, before: pd.DataFrame, unit: Unit = "score") -> Number:
    """The mean of `now` less that of `before` (columns score, person); who answered in both stands on both sides of it."""
    away = [(part["score"] - part["score"].mean()) / len(part) for part in (now, before)]
    person = [*now["person"], *before["person"]]
    sums = _by_person(np.r_[away[0].to_numpy(), -away[1].to_numpy()], person)
    return _number(float(now["score"].mean() - before["score"].mean()), sums, len(person), unit)


def effective(values: Any, person: Any) -> float:
    """So many answers of different people would say as much as these; never more than there are.

    >>> round(effective([1, 1, 0, 0], ["ana", "ana", "ben", "ben"]), 1)
    1.3
    """
    marks = np.asarray(values, dtype=float)
    sums = _by_person(marks - marks.mean(), person) / len(marks)
    spread = float((sums**2).sum()) * len(sums) / max(1, len(sums) - 1)
    alone = float(marks.var(ddof=1)) if len(marks) > 1 else 0.0
    return min(float(len(marks)), alone / spread) if spread > 0 and alone > 0 else float(len(sums))


def _by_person(values: np.ndarray, person: Any) -> np.ndarray:
    _names, place = np.unique(np.asarray(person, dtype=str), return_inverse=True)
    return np.bincount(place, weights=values)


def _number(value: float, sums: np.ndarray, n: int, unit: Unit, level: float = 0.95) -> Number:
    from scipy.stats import t

    people = len(sums)
    error = float(np.sqrt((sums**2).sum() * people / max(1, people - 1)))
    half = float(t.ppf((1 + level) / 2, max(1, people - 1))) * error
    return Number(value, unit, n, value - half, value + half, level)
