"""What ties people to the company and to one another: referrals, who drinks what another buys, and the true ladder."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.random import Generator

from clientela.demo.chance import each, stream

FOND = 0.45
"""From this mood on a customer speaks well of us."""


def referrals(seed: int, everyone: pd.DataFrame, buys: pd.DataFrame, mood: pd.Series) -> dict[int, int]:
    """person → who recommended us to them: somebody who was buying then, the fonder the likelier."""
    rng = stream(seed, "referrals")
    span = buys.groupby("person").day.agg(["min", "max"])
    joined = everyone.set_index("person").joined
    chosen = {}
    for row in each(everyone[everyone.source == "referido"]):
        if row.entry < 0:
            pool = span.index[(span["min"] < 60) & (joined[span.index].to_numpy() < row.joined)]
        else:
            pool = span.index[(span["min"] < row.entry) & (span["max"] > row.entry - 90)]
        pool = pool[pool != row.person]
        if len(pool):
            weight = np.exp(4 * mood.reindex(pool).fillna(0).to_numpy())
            chosen[row.person] = int(rng.choice(pool, p=weight / weight.sum()))
    return chosen


def consumers(seed: int, everyone: pd.DataFrame, buys: pd.DataFrame) -> dict[int, int]:
    """buyer → who drinks the coffee, where the company asked: mostly themselves, sometimes a registered person."""
    rng = stream(seed, "consumers")
    homes = everyone[(everyone.kind == "home") & everyone.person.isin(buys.person)].person.to_numpy()
    asked = homes[rng.random(len(homes)) < 0.3]
    others = list(rng.permutation(everyone[everyone.kind == "registered"].person.to_numpy()))
    return {int(who): int(others.pop() if others and rng.random() < 0.12 else who) for who in asked}


def ladder(
    everyone: pd.DataFrame, buys: pd.DataFrame, alive: pd.Series, ties: tuple[pd.Series, dict[int, int]]
) -> pd.Series:
    """person → the rung where each truly stands on the last day. `ties` = mood, referrals."""
    mood, referred = ties
    own = buys[buys.cause != "regalo"].groupby("person").size().reindex(everyone.person).fillna(0).to_numpy()
    bought = everyone.person.isin(buys.person).to_numpy()
    here = everyone.person.map(alive).fillna(False).to_numpy(dtype=bool) & bought
    fond = here & (own >= 2) & (everyone.person.map(mood).fillna(0) > FOND).to_numpy()
    advocate = fond & everyone.person.isin(set(referred.values())).to_numpy()
    rung = np.select(
        [advocate, fond, here & (own >= 2), bought],
        ["advocate", "supporter", "consumer", "customer"],
        "prospect",
    )
    return pd.Series(rung, index=everyone.person.to_numpy())


def convergence(rng: Generator, count: int) -> np.ndarray:
    """How close a business's own strategy is to ours, on three scores from 1 to 5."""
    base = rng.normal(3.1, 0.8, (count, 1))
    return np.clip(np.round(base + rng.normal(0, 0.7, (count, 3))), 1, 5).astype(int)
