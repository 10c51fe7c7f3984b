"""What makes a service visible, with a pencil: proofs, cases, steps that fail, what is included, differences, contracts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from clientela import product
from clientela.demo.filled import visible
from clientela.forms import form
from clientela.product.visible.evidence_page import differences_findings, evidence_findings
from clientela.product.visible.steps_page import blueprint_findings, contract_findings
from clientela.results import Missing, Result

TODAY = dt.date(2026, 6, 30)


def asked(name: str, *rows: dict[str, Any]) -> tuple[pd.DataFrame, Any]:
    """A register of a few rows, with the form it answers."""
    return pd.DataFrame([{"answer_id": str(place), **row} for place, row in enumerate(rows)]), form(name)


def test_a_promise_is_as_good_as_its_best_proof() -> None:
    proof = {"kind": "papers", "shown": True, "proves": 4, "moments": "before", "valid_until": pd.NaT}
    register, made = asked(
        "evidencias",
        {**proof, "promise": "a", "what": "one", "proves": 2},
        {**proof, "promise": "a", "what": "two"},
        {**proof, "promise": "b", "what": "old", "valid_until": pd.Timestamp("2026-06-29")},
        {**proof, "promise": "c", "what": "drawer", "shown": False},
        {**proof, "promise": "d", "what": "weak", "proves": 2},
        {**proof, "promise": "e", "what": None, "kind": "nothing", "shown": False},
    )
    found = product.evidence(register, made, TODAY)
    assert isinstance(found, Result)
    states = found.frames["promises"].set_index("promise")["proof_state"].to_dict()
    assert states == {
        "a": "proof_good",
        "b": "proof_expired",
        "c": "proof_hidden",
        "d": "proof_weak",
        "e": "proof_none",
    }
    assert found.frames["promises"].set_index("promise").loc["a", "proof_named"] == "two"
    # Four moments of five have nothing.
    assert [
        found.values[name].value for name in ("promises_proved", "promises_unproved", "moments_bare")
    ] == [0.2, 2, 4]
    assert "«e»" in evidence_findings(found, TODAY)[0].message
    assert product.cases_table(found) is None


@pytest.mark.parametrize(
    ("change", "state"),
    [({}, "case_tellable"), ({"leave": False}, "case_no_leave"), ({"before": None}, "case_no_figure"), ({"after": 12}, "case_not_better"),
     ({"ended_on": pd.Timestamp("2023-01-01")}, "case_old")],
)  # fmt: skip
def test_a_case_may_be_told_with_figures_and_leave(change: dict[str, Any], state: str) -> None:
    whole = {
        "title": "x",
        "measure": "days",
        "before": 10,
        "after": 4,
        "direction": "down",
        "leave": True,
        "ended_on": pd.Timestamp("2026-01-01"),
    }
    told, made = asked("casos", {**whole, **change})
    found = product.evidence(None, None, TODAY, told, made)
    assert isinstance(found, Result)
    assert found.frames["cases"]["case_state"].tolist() == [state]
    # From ten days to four: six tenths less; to twelve, a fifth more.
    changed = None if "before" in change else 0.2 if "after" in change else -0.6
    assert found.frames["cases"]["case_change"].tolist() == (
        [None] if changed is None else pytest.approx([changed])
    )


def test_the_weight_of_a_failure_is_frequency_by_harm_by_lateness() -> None:
    register, made = asked(
        "recorrido",
        {
            "order": 2,
            "moment": "after",
            "customer_does": "pays",
            "fails": "twice",
            "often": 50,
            "harm": 2,
            "hidden": 1,
            "owner": "J01",
            "seen": "x",
        },
        {
            "order": 1,
            "moment": "before",
            "customer_does": "calls",
            "fails": "nobody",
            "often": 20,
            "harm": 5,
            "hidden": 4,
            "owner": None,
        },
    )
    found = product.blueprint(register, made, TODAY)
    assert isinstance(found, Result)
    assert found.frames["steps"]["fails_weight"].tolist() == [400, 100]
    # Four of five pass the first step, half of those the second.
    assert found.values["flawless_share"].value == pytest.approx(0.4)
    assert [found.values[name].value for name in ("steps_unseen", "fails_ownerless")] == [1, 1]
    assert "nobody" in blueprint_findings(found, TODAY)[0].message
    assert "nadie, sin fecha" in product.fails_table(found).markdown()
    assert product.plot_blueprint(found).alt


def test_what_customers_learn_too_late() -> None:
    row = {"service": "s", "written": True, "limit": "one"}
    register, made = asked(
        "incluido",
        {**row, "what": "a", "terms": "extra", "told": False},
        {**row, "what": "b", "terms": "included", "told": False},
        {**row, "what": "c", "terms": "included", "told": True, "written": False},
        {**row, "what": "d", "terms": "included", "told": True, "limit": None},
        {**row, "what": "e", "terms": "extra", "told": True},
    )
    found = product.included(register, made)
    assert isinstance(found, Result)
    assert found.frames["terms"]["included_state"].tolist() == [
        "state_claimed", "state_unthanked", "state_spoken", "state_unlimited", "state_clear",
    ]  # fmt: skip
    assert found.values["terms_clear"].value == 0.2


def test_a_difference_is_proved_claimed_or_lost() -> None:
    row = {"ours": "x", "theirs": "y", "told": False}
    register, made = asked(
        "diferencias",
        {**row, "factor": "empathy", "competitor": "A", "better": "ours", "proof": "seen"},
        {**row, "factor": "core", "competitor": "A", "better": "ours", "proof": None},
        {**row, "factor": "agility", "competitor": "A", "better": "ours", "proof": "seen"},
        {**row, "factor": "agility", "competitor": "B", "better": "theirs", "proof": "seen"},
        {**row, "factor": "payment", "competitor": "B", "better": "equal", "proof": None},
    )
    people = pd.DataFrame(
        {"answer_id": [str(n) for n in range(20)], "rater": "customer", "line": "empathy", "importance": 6.0}
    )
    found = product.differences(register, made, people)
    assert isinstance(found, Result)
    table = found.frames["factors"].set_index("difference_factor")
    assert table["edge_state"].tolist() == ["edge_behind", "edge_claimed", "edge_proved", "edge_none"]
    assert table["factor_weight"].dropna().to_dict() == {"Empatía": 6.0}
    assert found.values["factors_uncompared"].value == 9
    assert "Empatía" in differences_findings(found, TODAY)[0].message
    assert "seen" in product.differences_advice(found)


def test_contracts_by_their_four_parts() -> None:
    clear = {one.key: "clear" for one in form("contrato").plain if one.choices}
    checked, made = asked(
        "contrato",
        {"contract": "a", "customers": 10, **clear, "duty_broken": "lacks", "price_rise": "vague"},
        {
            "contract": "b",
            "customers": 5,
            **clear,
            "duty_broken": "vague",
            "price_rise": "not_due",
            "form_written": "lacks",
        },
    )
    found = product.service_contract(checked, made)
    assert isinstance(found, Result)
    first = found.frames["lacking"].iloc[0]
    assert (first["clause_state"], first["contracts_lacking"], first["customers_open"]) == (
        "says_lacks",
        1,
        10,
    )
    # Of 35 answers that are due, 31 are clear.
    assert found.values["clauses_clear"].value == pytest.approx(31 / 35)
    assert found.values["contracts_unwritten"].value == 1
    assert "no cumple" in contract_findings(found, TODAY)[0].message


def test_nothing_filled_in_is_missing_and_the_story_has_its_gaps() -> None:
    for name, analysis in (("recorrido", product.blueprint), ("evidencias", product.evidence)):
        assert isinstance(analysis(None, form(name), TODAY), Missing)
    written = visible.visible()
    assert set(written) == {"evidencias", "casos", "recorrido", "incluido", "diferencias", "contrato"}
    weights = written["recorrido"]["2026-06"][["often", "harm", "hidden"]].astype(float).prod(axis=1)
    first = written["recorrido"]["2026-06"]["fails"].iloc[int(np.argmax(weights))]
    assert first == visible.PLANTED["first_point_of_failure"]
