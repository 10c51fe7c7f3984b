"""Kano's kinds: his table by pencil, and silence where people cannot be told apart."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from survey_frames import answers, items

from clientela.product.expectations.hierarchy import (
    LEVELS,
    hierarchy,
    hierarchy_advice,
    hierarchy_findings,
    hierarchy_reading,
    hierarchy_table,
    plot_hierarchy,
)
from clientela.product.expectations.kano import KINDS, kinds
from clientela.results import Missing, Number, Reason, Result

AS_OF = dt.date(2026, 6, 30)
# Answers if it is there and if it is not: neutral and dislike, like and dislike, like and neutral, like and tolerate, dislike and like.
PAIRS = {"basic": (3, 5), "expected_level": (1, 5), "unanticipated": (1, 3), "desired": (1, 4), "reverse": (5, 1), "indifferent": (3, 3)}  # fmt: skip


def asked(**things: list[str]) -> Result | Missing:
    """One thing each, with one person's kind of answers after another."""
    sides = {}
    for item, people in things.items():
        sides[("functional", item)] = [PAIRS[kind][0] for kind in people]
        sides[("dysfunctional", item)] = [PAIRS[kind][1] for kind in people]
    return hierarchy(answers(sides, battery="KANO"), items(*things, battery="KANO", text_es=list(things)))


@pytest.mark.parametrize(
    ("there", "not_there", "kind"),
    [(1, 5, "expected_level"), (1, 2, "attractive"), (2, 5, "basic"), (4, 4, "indifferent"), (5, 1, "reverse"), (1, 1, "questionable")],
)  # fmt: skip
def test_the_table_of_kano(there: int, not_there: int, kind: str) -> None:
    assert KINDS[int(kinds([there], [not_there])[0])] == kind


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1))
def test_every_pair_of_answers_is_of_one_kind(pairs: list[tuple[int, int]]) -> None:
    found = kinds(*np.array(pairs).T)
    assert len(found) == len(pairs)
    assert set(found) <= set(range(len(KINDS)))


def test_each_level_by_pencil() -> None:
    found = asked(**{level: [level] * 30 for level in PAIRS})
    assert isinstance(found, Result)
    frame = found.frames["hierarchy"].set_index("item")
    assert frame["level"].to_dict() == {level: level for level in PAIRS}
    assert frame.loc["basic", ["better", "worse"]].tolist() == [0, 1]
    assert frame.loc["expected_level", ["better", "worse"]].tolist() == [1, 1]
    assert list(frame.index) == [level for level in LEVELS if level in PAIRS]


def test_half_and_half_is_undecided() -> None:
    found = asked(tie=["basic", "unanticipated"] * 20)
    assert isinstance(found, Result)
    row = found.frames["hierarchy"].iloc[0]
    assert row["level"] == "undecided"
    assert row["sure"] < 0.95


def test_never_a_delight_while_promises_fall_short() -> None:
    kano = asked(fecha=["basic"] * 30, nota=["unanticipated"] * 30)
    assert isinstance(kano, Result)
    assert hierarchy_advice(kano).startswith("**Qué hacer.** «fecha» es lo que más disgusta si falta")
    kept = Result(
        "product.hierarchy", kano.n, kano.values | {"short_promises": Number(0, "count", 5)}, kano.frames
    )
    short = Result(
        "product.hierarchy", kano.n, kano.values | {"short_promises": Number(3, "count", 5)}, kano.frames
    )
    assert "Lo básico antes" not in hierarchy_findings(kept, AS_OF)[0].message
    message = hierarchy_findings(short, AS_OF)[0].message
    assert "asegure «fecha»" in message
    assert "hoy 3 de 5" in message


def test_what_annoys_is_said_and_has_no_bars() -> None:
    found = asked(fecha=["basic"] * 30, llamadas=["reverse"] * 30)
    assert isinstance(found, Result)
    assert [finding.kind for finding in hierarchy_findings(found, AS_OF)] == ["action", "risk"]
    assert "| llamadas | molesta | — | — |" in hierarchy_table(found).markdown()
    assert "molesta al 100\u00a0%: «llamadas». Llamar o escribir con un motivo" in hierarchy_advice(found)
    reading = hierarchy_reading(found)
    assert "Molesta: mejor que no esté" in reading
    assert "Deseado" not in reading
    assert plot_hierarchy(found).png().startswith(b"\x89PNG")


def test_too_few_people_or_one_question_is_missing() -> None:
    few = asked(fecha=["basic"] * 5)
    assert isinstance(few, Missing)
    assert (few.have, few.need) == (5, 20)
    one = hierarchy(answers({("functional", "a"): [1] * 30}), items("a"))
    assert isinstance(one, Missing)
    assert one.reason is Reason.NO_COLUMN
