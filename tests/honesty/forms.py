"""Forms that people filled in where nothing stands out: areas that are alike, in two rounds, sources that believe what is so, a plan of which all
was done and nothing came, capture sheets that everybody fills in alike."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
from honesty.laws import AS_OF, Laws

from clientela.customers.rfm import SEGMENTS
from clientela.forms import form

AREAS = {"sales": 9, "service": 7, "logistics": 8, "support": 6}
SOURCES = {"customer": 40, "employee": 15, "adviser": 8, "competitor": 6}
ROUNDS = (400, 30)


def write(laws: Laws, folder: Path) -> None:
    """Six forms below a company's folder, as a collecting tool exports them."""
    chance = laws.chance("forms")
    for name, frame in (
        ("orientacion", pd.concat([_orientation(chance, ago) for ago in ROUNDS])),
        ("cliente_interno", _internal(chance)),
        ("expectativas", _sources(chance)),
        ("raci", _duties()),
        ("plan_segmentos", _plan()),
        ("captura", _sheets(chance)),
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


def _plan() -> pd.DataFrame:
    """Every segment had its action, three months ago."""
    day = AS_OF - dt.timedelta(days=91)
    return pd.DataFrame(
        {"segment": SEGMENTS, "decided_on": day, "action": "Llamar", "done_on": day + dt.timedelta(days=14)}
    )


def _sheets(chance: np.random.Generator) -> pd.DataFrame:
    """Eight collectors of thirty customers each: one sheet in twelve has a refill that is none, one in ten is old."""
    n = 8 * 30
    days = np.where(chance.random(n) < 0.1, 500, chance.integers(1, 200, n))
    return pd.DataFrame({
        "collector": [f"C{number % 8}" for number in range(n)], "taken_on": [AS_OF - dt.timedelta(days=int(day)) for day in days],
        "customer_id": [f"X{number}" for number in range(n)], "refill": np.where(chance.random(n) < 0.08, "a ratos", "month"), "city": "Cali",
    })  # fmt: skip
