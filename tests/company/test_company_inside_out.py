"""Areas inside and outside: weak on both sides where that is so, silent where nothing differs."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from clientela.company import inside_out, inside_out_advice, inside_out_table
from clientela.company.inside_out.page import inside_out_findings
from clientela.forms import form
from clientela.results import Missing, Reason, Result

TODAY = dt.date(2026, 6, 30)
FACTORS = list(form("expectativas").tables[0].lines)


def seen(less: float, beside: str, seed: int = 1) -> Result | Missing:
    """Thirty customers; logistics delivers, service answers for complaints, and of promises `less` is received than of all else."""
    chance = np.random.default_rng(seed)
    factor = pd.DataFrame([
        {"answer_id": str(person), "rater": "customer", "line": line, "expected": 6.0, "importance": 5.0,
         "received": 5.0 + chance.normal(0, 0.8) - less * (line in ("promises", "availability"))}
        for person in range(30) for line in FACTORS
    ])  # fmt: skip
    duty = {"answer_id": "m", "held_on": pd.Timestamp(TODAY), "file": "m"}
    activity = pd.DataFrame(
        [{**duty, "line": "deliver", "logistics": "ar"}, {**duty, "line": "complaint", "service": "r"}]
    )
    givers = pd.DataFrame({
        "giver": ["Logística y despachos", "Servicio al cliente"], "giver_key": ["logistics", "service"], "points_now": [50.0, 70.0],
        "beside_word": [beside, "beside_chance"],
    })  # fmt: skip
    internal = Result("company.internal_customer", 20, {}, {"givers": givers})
    tools = Result(
        "company.tools",
        2,
        {},
        {"tools": pd.DataFrame({"areas": ["Ventas, Logística y despachos", "Ventas"], "risks_seen": [1, 0]})},
    )
    return inside_out(internal, activity, form("raci"), factor, form("expectativas"), tools)


def test_the_area_that_is_weak_on_both_sides_is_named() -> None:
    found = seen(1.5, "beside_below")
    assert isinstance(found, Result)
    table = found.frames["areas"].set_index("area")
    assert table.loc["Logística y despachos", ["outside_word", "tools_used", "tools_failing"]].tolist() == [
        "outside_below",
        1,
        1,
    ]
    # 6 were expected and 3.5 received.
    assert abs(table.loc["Logística y despachos", "outside_gap"] + 2.5) < 0.3
    assert found.values["weak_both"].value == 1
    assert "Logística" in inside_out_findings(found, TODAY)[0].message
    assert "Empiece por Logística" in inside_out_advice(found)
    assert inside_out_table(found).markdown()


def test_one_side_alone_is_no_finding() -> None:
    outside = seen(1.5, "beside_chance")
    assert isinstance(outside, Result)
    assert inside_out_findings(outside, TODAY) == []
    assert "pregúntele al cliente" in inside_out_advice(outside)


def test_where_nothing_differs_hardly_anything_is_said() -> None:
    named = [
        inside_out_findings(found, TODAY)
        for seed in range(20)
        if isinstance(found := seen(0.0, "beside_below", seed), Result)
    ]
    # Chance alone puts one of two areas below in less than one of twenty.
    assert sum(map(bool, named)) <= 3
    assert isinstance(
        inside_out(Missing("company.internal_customer", Reason.NO_TABLE), None, None, None, None),
        Missing,
    )
