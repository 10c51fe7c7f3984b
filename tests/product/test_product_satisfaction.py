"""The customers' marks, by pencil: shares, the net promoter score, and moves that are more than chance."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from survey_frames import outcomes

from clientela.product.satisfaction.analysis import satisfaction
from clientela.product.satisfaction.page import (
    plot_satisfaction,
    plot_satisfaction_months,
    satisfaction_advice,
    satisfaction_findings,
)
from clientela.product.satisfaction.questions import by_question
from clientela.results import Missing, Reason, Result

AS_OF = dt.date(2026, 6, 15)


def monthly(before: list[float], now: list[float]) -> pd.DataFrame:
    """Twenty marks on the first of every month: half a year like `before`, half a year like `now`; as many again in the unfinished June."""
    days = [month.strftime("%Y-%m-%d") for month in pd.date_range("2025-06-01", "2026-06-01", freq="MS")]
    scores = [score for place in range(len(days)) for score in (before if place < 6 else now)]
    return outcomes(scores, [day for day in days for _ in range(20)])


def test_high_marks_and_the_scale_by_pencil() -> None:
    """Ten 5s, five 4s and five 2s of 5: 15 of 20 are high, 4 on average."""
    found = satisfaction(outcomes([5] * 10 + [4] * 5 + [2] * 5), AS_OF)
    assert isinstance(found, Result)
    row = found.frames["satisfaction"].iloc[0]
    assert (row["share_top"], row["scale_top"], row["mark"]) == (0.75, 5, 4)
    assert row["share_top_low"] < 0.75 < row["share_top_high"]
    assert "Es una foto" in satisfaction_advice(found)
    assert [finding.kind for finding in satisfaction_findings(found, AS_OF)] == ["good_news"]
    assert "75" in plot_satisfaction(found).alt  # type: ignore[union-attr]
    assert plot_satisfaction_months(found) is None
    assert "(4–5, según la escala)" in plot_satisfaction(found).caption  # type: ignore[union-attr]


def test_a_survey_that_asks_nobody_how_satisfied_they_are_says_what_it_lacks() -> None:
    """Marks of attention and price, which may be of anything: the survey is there, and the column that names its questions is not."""
    marks = pd.DataFrame({"battery": "B", "item": ["atención", "precio"] * 20, "respondent_id": [f"r{i // 2}" for i in range(40)],
                          "score": 4.0, "side": "alone", "rater": "customer"})  # fmt: skip
    found = satisfaction(outcomes([]), AS_OF, answers=marks)
    assert isinstance(found, Missing)
    assert (found.reason, found.add) == (Reason.NO_COLUMN, ("items.factor", "respondents.satisfied"))
    # Without any survey its table lacks.
    none = satisfaction(outcomes([]), AS_OF, answers=marks.head(0))
    assert isinstance(none, Missing)
    assert none.reason == Reason.NO_TABLE


def test_promoters_less_detractors() -> None:
    """Ten promoters, six passives, four detractors of 20: 30 %."""
    found = satisfaction(outcomes([10] * 5 + [9] * 5 + [8] * 6 + [0] * 4, outcome="recommend"), AS_OF)
    assert isinstance(found, Result)
    assert found.values["promoter_score"].value == pytest.approx(0.30)


def test_a_fall_beyond_chance_is_a_risk_and_the_unfinished_month_no_point() -> None:
    found = satisfaction(monthly([5, 4] * 10, [3, 2] * 10), AS_OF)
    assert isinstance(found, Result)
    series = found.frames["series"]
    assert len(series) == 12
    assert series["month"].max() == pd.Timestamp("2026-05-01")
    assert found.values["satisfied_change"].high < 0  # type: ignore[operator]
    assert [finding.kind for finding in satisfaction_findings(found, AS_OF)] == ["risk"]
    assert "4,5 al principio, 2,5 al final" in plot_satisfaction_months(found).alt  # type: ignore[union-attr]


def test_a_move_within_chance_is_no_news() -> None:
    found = satisfaction(monthly([5, 4] * 10, [4, 5] * 10), AS_OF)
    assert isinstance(found, Result)
    assert "no se movió más que el azar" in satisfaction_advice(found)


def test_nobody_or_too_few_is_missing() -> None:
    assert isinstance(satisfaction(outcomes([]), AS_OF), Missing)
    few = satisfaction(outcomes([5] * 19), AS_OF)
    assert isinstance(few, Missing)
    assert (few.have, few.need) == (19, 20)


def test_the_same_ten_people_every_month_are_ten_people_and_not_two_hundred() -> None:
    """Ten people who answer alike each of twenty times: the interval is that of ten, several times as wide as that of two hundred."""
    marks = [0, 10, 10, 9, 6, 8, 10, 3, 9, 10] * 20
    frame = outcomes(marks, outcome="recommend")
    asked = pd.DataFrame(
        {"respondent_id": frame["respondent_id"], "customer_id": [f"c{k % 10}" for k in range(200)]}
    )
    alone, ten = satisfaction(frame, AS_OF), satisfaction(frame, AS_OF, asked)
    assert isinstance(alone, Result)
    assert isinstance(ten, Result)
    widths = [
        found.values["promoter_score"].high - found.values["promoter_score"].low for found in (alone, ten)
    ]
    assert widths[1] == pytest.approx(
        widths[0] * (20**0.5) * (2.262 / 1.972) * (199 * 10 / (200 * 9)) ** 0.5, rel=0.01
    )
    tops = [found.frames["satisfaction"].iloc[0] for found in (alone, ten)]
    assert tops[1]["share_top_high"] - tops[1]["share_top_low"] > 3 * (
        tops[0]["share_top_high"] - tops[0]["share_top_low"]
    )


def several(marks: dict[str, list[float]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Answers of the same people to several questions, and the questions."""
    answers = pd.concat(
        pd.DataFrame({"battery": "SERV", "item": item, "respondent_id": [f"r{i}" for i in range(len(scores))],
                      "score": scores, "side": "alone", "rater": "customer"})
        for item, scores in marks.items()
    )  # fmt: skip
    about = dict.fromkeys(("text_en", "factor"))
    items = pd.DataFrame({
        "battery": "SERV", "item": list(marks), "outcome": "satisfied", "text_es": [f"¿Satisfecho con {one}?" for one in marks], **about
    })  # fmt: skip
    return answers, items


def test_of_several_things_the_lowest_is_named_by_each_persons_own_marks() -> None:
    """Food 4 on average, the wait 2 by the same people: 2 points below, whoever is strict or kind."""
    strict = [3, 4, 5, 4] * 6
    answers, items = several({"la comida": strict, "la espera": [mark - 2 for mark in strict]})
    both = outcomes([*strict, *(mark - 2 for mark in strict)]).assign(
        respondent_id=[f"r{i}" for i in [*range(24), *range(24)]], asked_in="SERV"
    )
    found = satisfaction(both, AS_OF, None, answers, items)
    assert isinstance(found, Result)
    assert found.frames["questions"][["item", "from_rest", "n"]].values.tolist() == [
        ["la espera", -2, 24],
        ["la comida", 2, 24],
    ]
    said = [finding.message for finding in satisfaction_findings(found, AS_OF)]
    assert any(
        "Averiguar por qué «¿Satisfecho con la espera?» queda 2,0 puntos por debajo" in text for text in said
    )
    # 24 people gave 48 marks: the sentence counts people.
    assert all("48" not in text for text in said)
    assert "¿Satisfecho con la espera?" in satisfaction_advice(found)


def test_where_nothing_is_worse_no_question_is_named() -> None:
    """Three questions that differ by chance alone, two hundred surveys: one in twenty at most has its lowest named."""
    draw = np.random.default_rng(3)
    named = 0
    for _survey in range(200):
        kind = draw.normal(0, 1, 60)
        answers, items = several({
            one: list(np.clip(np.round(3.6 + kind + draw.normal(0, 0.8, 60)), 1, 5)) for one in ("a", "b", "c")
        })  # fmt: skip
        frame = by_question(answers, items, None, "SERV")
        named += bool(frame["from_rest_high"].iloc[0] < 0)
    assert named <= 10
