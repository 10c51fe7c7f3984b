"""How often the bands of the twelve-month sum hold what came, by kind of series; and whether a goal is reached as often as is said."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
from honesty.series import AHEAD, CHOOSING, LENGTHS, Series, drawn

HEADING = "Forecast bands"
# What the settings were chosen on: some invented kinds, and of the public series M1.
CHOSEN_ON = (*CHOOSING, "M1")
LEVELS = (0.5, 0.8, 0.95)
# What a goal asks for, as a part of what the same months sold a year before.
ASKED = (0.8, 0.9, 1.0, 1.1, 1.25)
FIRST = "2015-01-01"


@dataclass(frozen=True)
class Outcome:
    """One company: where in its band the sum fell (0 to 1), and of each goal what was promised and whether it was reached."""

    kind: str
    rank: float
    goals: tuple[tuple[float, bool], ...]


Case = tuple[str, Series, Series]


def invented(kinds: Iterable[str], companies: int) -> list[Case]:
    """So many companies of each kind."""
    return [(kind, *drawn(kind, number)) for kind in kinds for number in range(companies)]


def public(name: str, path: Path, most: int) -> list[Case]:
    """Series of a file with the columns series, month and amount: twelve months are kept back, some years before them are known.

    Of more series than `most`, as many are taken at equal distances.
    """
    rows = pd.read_csv(path, dtype={"series": str}).sort_values(["series", "month"])
    whole = [group["amount"].to_numpy(dtype=float) for _key, group in rows.groupby("series", sort=True)]
    fit = [amounts for amounts in whole if len(amounts) >= LENGTHS[0] + AHEAD]
    taken = [
        fit[place]
        for place in np.unique(np.linspace(0, len(fit) - 1, min(most, len(fit))).round().astype(int))
    ]
    cases = []
    for number, amounts in enumerate(taken):
        known = min(LENGTHS[number % len(LENGTHS)], len(amounts) - AHEAD)
        cases.append((name, amounts[-known - AHEAD : -AHEAD], amounts[-AHEAD:]))
    return cases


def seen(case: Case) -> Outcome | None:
    """What the forecast says of one company, beside what came; None where it is refused."""
    from threadpoolctl import threadpool_limits

    from clientela.company.forecast.analysis import Forecast, forecast

    kind, known, after = case
    months = pd.DataFrame(
        {"month": pd.date_range(FIRST, periods=len(known), freq="MS"), "amount": known, "complete": True}
    )
    with threadpool_limits(1):
        found = forecast(months, "ZZ")
    if not isinstance(found, Forecast):
        return None
    sums, ahead = found.paths.sum(axis=1), found.paths.shape[1]
    truth, before = float(after[:ahead].sum()), float(known[-AHEAD:][:ahead].sum())
    goals = tuple((float((sums >= part * before).mean()), truth >= part * before) for part in ASKED)
    return Outcome(kind, float((sums < truth).mean()), goals)


def many(cases: Sequence[Case], workers: int = 2) -> list[Outcome]:
    """The forecasts of all, some at once; those refused are left out."""
    if workers == 1:
        return [found for found in map(seen, cases) if found is not None]
    with multiprocessing.get_context("spawn").Pool(workers, initializer=_begin, initargs=(sys.path,)) as pool:
        return [found for found in pool.imap(seen, cases, chunksize=8) if found is not None]


def _begin(path: list[str]) -> None:
    sys.path[:] = path


def coverage(outcomes: Iterable[Outcome]) -> list[float]:
    """The part of the sums that lay within the band of each level."""
    away = np.abs(np.array([outcome.rank for outcome in outcomes]) - 0.5)
    return [float((away <= level / 2).mean()) for level in LEVELS]


def brier(goals: Iterable[tuple[float, bool]]) -> float:
    """The mean squared distance between what was promised and what came: 0 is a prophet, 0.25 says a half of everything."""
    return float(np.mean([(said - reached) ** 2 for said, reached in goals]))


def calibration(goals: Sequence[tuple[float, bool]]) -> list[tuple[str, int, float, float]]:
    """By tenth or fifth of what was said: how many goals, what was said on average, how many were reached."""
    edges = (0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1.0001)
    rows = []
    for low, high in pairwise(edges):
        inside = [(said, reached) for said, reached in goals if low <= said < high]
        if inside:
            said, reached = (float(np.mean(side)) for side in zip(*inside, strict=True))
            rows.append((f"{low:.0%} to {min(high, 1):.0%}", len(inside), said, reached))
    return rows


def section(outcomes: Sequence[Outcome]) -> str:
    """The section of the page: coverage by kind, those chosen on and those kept apart; then how right the chances of goals are."""
    kinds = list(dict.fromkeys(one.kind for one in outcomes))
    chosen = [kind for kind in kinds if kind in CHOSEN_ON]
    apart = [kind for kind in kinds if kind not in CHOSEN_ON]
    lines = [
        "Made by `python tests/honesty bands COMPANIES NAME=FILE.csv …`: the sum of the next twelve months (a third of the history, where that is "
        f"less), forecast from {LENGTHS[0]} to {LENGTHS[-1]} months, beside what came. The method's two settings were chosen on the first kinds; "
        "the others were never used to choose anything. FILE has the columns series, month and amount: public series, cut to a company's length, "
        "their last twelve months kept back.\n",
        "| kind | n | 50 % | 80 % | 95 % | Brier, goals |",
        "| --- | --- | --- | --- | --- | --- |",
        *_rows(outcomes, chosen, "chosen on"),
        *_rows(outcomes, apart, "kept apart"),
        "\nOf a goal of 80, 90, 100, 110 or 125 % of the same months a year before: what was promised of it, and how often it was reached, "
        "on the kinds kept apart.\n",
        "| said | goals | said, on average | reached |",
        "| --- | --- | --- | --- |",
    ]
    goals = [goal for one in outcomes if one.kind in apart for goal in one.goals]
    lines += [
        f"| {said} | {n} | {mean:.0%} | {reached:.0%} |" for said, n, mean, reached in calibration(goals)
    ]
    return "\n".join(lines) + "\n"


def _rows(outcomes: Sequence[Outcome], kinds: Sequence[str], what: str) -> list[str]:
    """One row a kind, and the mean over the kinds."""
    rows, held = [], []
    for kind in kinds:
        own = [one for one in outcomes if one.kind == kind]
        held.append(coverage(own))
        rows.append(_row(kind, str(len(own)), held[-1], brier([goal for one in own for goal in one.goals])))
    if not held:
        return []
    mean = [float(level) for level in np.mean(held, axis=0)]
    goals = [goal for one in outcomes if one.kind in kinds for goal in one.goals]
    return [*rows, _row(f"**all of these, {what}**", "", mean, brier(goals))]


def _row(name: str, n: str, held: Sequence[float], score: float) -> str:
    return f"| {name} | {n} | " + " | ".join(f"{share:.0%}" for share in held) + f" | {score:.3f} |"
