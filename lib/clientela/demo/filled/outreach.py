"""What Café Aurora decided for each segment, the outside sources it asked, and the capture sheets that its people filled in."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from numpy.random import Generator

# Who fills in sheets, how many each; one writes what no list has, one copies an old notebook.
COLLECTORS, SHEETS = tuple(f"C{number:02d}" for number in range(1, 11)), 32
WRONG, CARELESS, CARELESS_WRONG = 0.05, "C09", 0.45
OLD, OUTDATED, OUTDATED_OLD = 0.08, "C04", 0.6
PLANTED_PLAN = {
    "decided_on": "2026-03-31",
    "actions": 7,
    "done": 5,
    "late": 1,
    "undone": ["growing", "once_only"],
    "effect": 0.0,
}
PLANTED_SHEETS = {
    "wrong": {CARELESS: CARELESS_WRONG, "others": WRONG},
    "old": {OUTDATED: OUTDATED_OLD, "others": OLD},
}
PLANTED_SOURCES = {"usable": 2, "in_use_without_right": "Base comprada a un proveedor de listas"}


@cache
def _told() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return found


def plan() -> dict[str, pd.DataFrame]:
    """The plan of March as it came back in June, with what was done; and what the team decided in June for two segments."""
    told = _told()["plan_segmentos"]
    return {
        name: pd.DataFrame(told[name], columns=told["columns"], dtype=object)
        for name in ("2026-03", "2026-06")
    }


def places() -> dict[str, pd.DataFrame]:
    """The outside sources, as the committee left them."""
    told = _told()["fuentes"]
    return {"2026": pd.DataFrame(told["rows"], columns=told["columns"], dtype=object)}


def sheets(rng: Generator) -> dict[str, pd.DataFrame]:
    """The capture sheets of half a year, a row a customer."""
    rows: list[dict[str, Any]] = []
    for collector in COLLECTORS:
        for _sheet in range(SHEETS):
            rows.append(_sheet_of(rng, collector, len(rows)))
    return {"2026-06": pd.DataFrame([rows[place] for place in rng.permutation(len(rows))])}


def _sheet_of(rng: Generator, collector: str, number: int) -> dict[str, Any]:
    """One sheet; a wrong one says what is no answer to its question."""
    old = rng.random() < (OUTDATED_OLD if collector == OUTDATED else OLD)
    wrong = rng.random() < (CARELESS_WRONG if collector == CARELESS else WRONG)
    taken = dt.date(2026, 6, 20) - dt.timedelta(
        days=int(rng.integers(400, 900) if old else rng.integers(0, 170))
    )
    firm = rng.random() < 0.15
    who = {"sex": None, "age_band": None, "family_size": None} if firm else _person(rng)
    consumers = (
        {"staff": 0.5, "visitors": 0.5} if firm else {"own": 0.35, "home": 0.4, "gift": 0.1, None: 0.15}
    )
    given: dict[str, Any] = {
        "collector": collector, "taken_on": taken, "customer_id": f"T{10003 + 11 * number}", "kind": "organisation" if firm else "person", **who,
        "city": _one(rng, {"Bogotá": 0.42, "Medellín": 0.27, "Cali": 0.19, "Pereira": 0.12}),
        "stratum": _one(rng, {"3": 0.3, "4": 0.3, "5": 0.2, None: 0.2}), "consumer": _one(rng, consumers),
        "main_use": _one(rng, {"filtro": 0.4, "prensa": 0.2, "expreso": 0.2, None: 0.2}),
        "refill": _one(rng, {"fortnight": 0.2, "month": 0.4, "quarter": 0.2, None: 0.2}),
        "consent_phone": _one(rng, {"sí": 0.5, "no": 0.5}), "consent_email": _one(rng, {"sí": 0.5, "no": 0.5}),
    }  # fmt: skip
    if wrong and rng.random() < 0.5:
        return given | {"refill": "cuando se acaba", "family_size": "varios"}
    return given | {"consumer": "ns", "consent_phone": "tal vez"} if wrong else given


def _person(rng: Generator) -> dict[str, str]:
    ages = dict.fromkeys(("from_25_to_34", "from_35_to_44", "from_45_to_54", "over_64"), 0.25)
    return {
        "sex": _one(rng, {"f": 0.5, "m": 0.5}), "age_band": _one(rng, ages), "family_size": str(rng.integers(1, 6)),
    }  # fmt: skip


def _one(rng: Generator, parts: dict[Any, float]) -> Any:
    """One of these, each as often as its part says."""
    return list(parts)[int(rng.choice(len(parts), p=list(parts.values())))]
