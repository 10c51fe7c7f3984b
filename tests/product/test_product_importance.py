"""Importance against performance: four quarters by pencil, and silence near the mean."""

from __future__ import annotations

import datetime as dt

from survey_frames import answers, items

from clientela.product.expectations.importance import (
    _cross,
    importance,
    importance_advice,
    importance_findings,
    importance_table,
    plot_importance,
)
from clientela.results import Missing, Reason, Result

AS_OF = dt.date(2026, 6, 30)
MARKS = {"fix": (9, 3), "keep": (9, 9), "wait": (3, 3), "over": (3, 9)}


def asked(people: int = 30, **marks: tuple[float, float]) -> Result | Missing:
    """Each factor's importance and performance, give or take half a point from person to person."""
    sides = {}
    for place, (item, (important, done)) in enumerate(marks.items()):
        sway = [0.5 * (-1) ** (person + place) for person in range(people)]
        sides[("importance", item)] = [important + move for move in sway]
        sides[("performance", item)] = [done - move for move in sway]
    return importance(answers(sides, battery="FACT"), items(*marks, battery="FACT", text_es=list(marks)))


def test_the_four_quarters() -> None:
    found = asked(**MARKS)
    assert isinstance(found, Result)
    frame = found.frames["importance"].set_index("item")
    assert frame["quadrant"].to_dict() == {"fix": "fix_first", "keep": "keep_up", "wait": "could_wait", "over": "overdone"}  # fmt: skip
    assert round(float(frame.loc["fix", "importance"]), 6) == 9
    assert "«fix»" in importance_advice(found)
    assert "En «over» está bien como va: no gaste más ahí" in importance_advice(found)
    assert [finding.kind for finding in importance_findings(found, AS_OF)] == ["risk"]
    assert importance_table(found).frame["factor_name"].tolist()[0] == "fix"
    assert "fix" in plot_importance(found).alt


def test_names_that_touch_do_not_cross() -> None:
    box = (0.0, 0.0, 2.0, 1.0)
    for other, crosses in (
        ((2, 0, 4, 1), False),
        ((-2, 0, 0, 1), False),
        ((0, 1, 2, 2), False),
        ((0, -1, 2, 0), False),
        ((1, 0.5, 3, 2), True),
    ):
        assert _cross(box, other) is _cross(other, box) is crosses


def test_near_the_mean_nothing_is_said() -> None:
    found = asked(a=(6, 6), b=(6, 6), c=(6, 6))
    assert isinstance(found, Result)
    assert set(found.frames["importance"]["quadrant"]) == {"near_mean"}
    assert importance_findings(found, AS_OF) == []
    assert "no cambie prioridades" in importance_advice(found)


def test_who_marks_everything_high_does_not_blur_the_order() -> None:
    """One half of the people is three points more generous in everything."""
    sides = {}
    for item, (important, done) in {"a": (5, 3), "b": (4, 4), "c": (3, 5)}.items():
        sides[("importance", item)] = [important, important + 3] * 15
        sides[("performance", item)] = [done, done + 3] * 15
    found = importance(answers(sides), items("a", "b", "c"))
    assert isinstance(found, Result)
    assert found.frames["importance"].set_index("item")["quadrant"].to_dict() == {"a": "fix_first", "b": "near_mean", "c": "overdone"}  # fmt: skip


def test_questions_of_one_factor_are_one() -> None:
    sides = {(side, item): [5, 6] * 15 for side in ("importance", "performance") for item in "abcd"}
    found = importance(answers(sides), items(*"abcd", factor=["agilidad", "agilidad", "pago", "relación"]))
    assert isinstance(found, Result)
    assert sorted(found.frames["importance"]["factor"]) == ["agilidad", "pago", "relación"]


def test_too_little_is_missing() -> None:
    few = asked(people=5, **MARKS)
    assert isinstance(few, Missing)
    assert (few.have, few.need) == (5, 20)
    two = asked(a=(6, 6), b=(5, 6))
    assert isinstance(two, Missing)
    assert two.reason is Reason.NO_VARIATION
    none = importance(answers({}), items())
    assert isinstance(none, Missing)
    assert none.reason is Reason.NO_TABLE
