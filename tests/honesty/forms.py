"""Forms that people filled in where nothing stands out: areas that are alike, in two rounds, and sources that believe what is so."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
from honesty.laws import AS_OF, Laws

from clientela.forms import form

AREAS = {"sales": 9, "service": 7, "logistics": 8, "support": 6}
SOURCES = {"customer": 40, "employee": 15, "adviser": 8, "competitor": 6}
ROUNDS = (400, 30)


def write(laws: Laws, folder: Path) -> None:
    """Four forms below a company's folder, as a collecting tool exports them."""
    chance = laws.chance("forms")
    for name, frame in (
        ("orientacion", pd.concat([_orientation(chance, ago) for ago in ROUNDS])),
        ("cliente_interno", _internal(chance)),
        ("expectativas", _sources(chance)),
        ("raci", _duties()),
    ):
        place = folder / "forms" / name
        place.mkdir(parents=True)
        frame.to_csv(place / "respuestas.csv", index=False)


def _marks(chance: np.random.Generator, mood: float, n: int, top: int) -> np.ndarray:
    """One person's marks of many things, around a mood of their own."""
    return np.clip(np.round(mood + chance.normal(0, 0.9, n)), 1, top).astype(int)


def _orientation(chance: np.random.Generator, ago: int) -> pd.DataFrame:
    asked = [one for one in form("orientacion").plain if one.kind == "scale"]
    rows = []
    for area, people in AREAS.items():
        for _person in range(people):
            marks = _marks(chance, chance.normal(3.3, 0.5), len(asked), 5)
            given = {
                one.key: 6 - mark if one.reversed else mark for one, mark in zip(asked, marks, strict=True)
            }
            rows.append({"area": area, "answered_on": AS_OF - dt.timedelta(days=ago), **given})
    return pd.DataFrame(rows)


def _internal(chance: np.random.Generator) -> pd.DataFrame:
    aspects = [one.key for one in form("cliente_interno").tables[0].columns if one.key != "weight"]
    rows = []
    for area, people in AREAS.items():
        for _person in range(people):
            mood = chance.normal(3.6, 0.5)
            rows.append({"area": area} | {
                f"received_{server}_{aspect}": mark
                for server in AREAS if server != area
                for aspect, mark in zip(aspects, _marks(chance, mood, len(aspects), 5), strict=True)
            })  # fmt: skip
    return pd.DataFrame(rows)


def _sources(chance: np.random.Generator) -> pd.DataFrame:
    factors = list(form("expectativas").tables[0].lines)
    level = dict(zip(factors, np.linspace(4.8, 6.2, len(factors)), strict=True))
    rows = []
    for rater, people in SOURCES.items():
        for _person in range(people):
            lean = chance.normal(0, 0.4)
            rows.append({"rater": rater, "answered_on": AS_OF} | {
                f"factor_{factor}_{side}": int(_marks(chance, level[factor] + lean, 1, 7)[0])
                for factor in factors for side in ("expected", "received", "importance")
            })  # fmt: skip
    return pd.DataFrame(rows)


def _duties() -> pd.DataFrame:
    """A meeting that shared out every activity among the areas: each answers for what customers notice."""
    lines = list(form("raci").tables[0].lines)
    given = {f"activity_{line}_{list(AREAS)[place % len(AREAS)]}": "ar" for place, line in enumerate(lines)}
    return pd.DataFrame([{"held_on": AS_OF, **given}])
