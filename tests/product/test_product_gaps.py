"""Expected against received: what a pencil gives, and the published figures of 211 users of kiosks."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pandas as pd
import pytest
from survey_frames import answers, items, outcomes

from clientela.companies.config import load
from clientela.companies.preparation import prepare
from clientela.customers.surveys import about, alpha, area, correlation, means, scale, words
from clientela.marts import Marts
from clientela.present.language import speaking
from clientela.product.expectations.gaps import gaps
from clientela.product.expectations.gaps_page import (
    gaps_advice,
    gaps_findings,
    gaps_reading,
    gaps_table,
    plot_gaps,
    survey_advice,
)
from clientela.results import Missing, Reason, Result

AS_OF = dt.date(2026, 6, 30)
KIOSK = Path(__file__).parents[3] / "shared" / "data" / "kiosk_service_quality"
KIOSK_COMPANY = """\
name: Quioscos
country: KR
sources:
  surveys:
    path: answers.csv
    columns: {respondent_id: respondent, instrument: instrument, side: instrument}
    values: {side: {kano_functional: functional, kano_dysfunctional: dysfunctional}}
  respondents: {path: respondents.csv}
"""
NO_OUTCOMES = outcomes([])


def twenty(expected: list[float], received: list[float], minimum: tuple[float, ...] = ()) -> pd.DataFrame:
    """Two questions, twenty people; the second question is received as expected, give or take."""
    sides = {("expected", "a"): expected, ("received", "a"): received}
    sides |= {("expected", "b"): [5, 6] * 10, ("received", "b"): [6, 5] * 10}
    return answers(sides | {("minimum", "a"): list(minimum)})


def test_the_gap_by_pencil() -> None:
    """a: 6 expected, 4 or 5 received, −1.5 on average; b: one more, one less, 0 on average. The total lies between."""
    found = gaps(twenty([6] * 20, [4, 5] * 10), items("a", "b"), NO_OUTCOMES)
    assert isinstance(found, Result)
    frame = found.frames["gaps"].set_index("item")
    assert frame["gap"].round(6).to_dict() == {"a": -1.5, "b": 0.0}
    assert frame["gap_verdict"].to_dict() == {"a": "falls_short", "b": "gap_chance"}
    assert found.values["gap_mean"].value == pytest.approx(-0.75)
    assert (found.n, found.values["short_items"].value, found.values["gap_items"].value) == (20, 1, 2)


def test_below_the_minimum_is_worse_than_short_and_the_zone_counts_people() -> None:
    """Everybody would put up with a 5; half receive a 4 (below), half a 5 (inside)."""
    found = gaps(twenty([6] * 20, [4, 5] * 10, minimum=(5,) * 20), items("a", "b"), NO_OUTCOMES)
    assert isinstance(found, Result)
    assert found.frames["gaps"].set_index("item").loc["a", "gap_verdict"] == "below_minimum"
    assert found.values["inside_zone"].value == 0.5
    assert found.values["under_zone"].value == 0.5


def test_who_left_an_answer_out_counts_for_the_question_but_not_for_the_total() -> None:
    given = twenty([6] * 21, [4, 5] * 10 + [4])
    found = gaps(given, items("a", "b"), NO_OUTCOMES)
    assert isinstance(found, Result)
    assert found.n == 20
    assert found.frames["gaps"].set_index("item")["n"].to_dict() == {"a": 21, "b": 20}


def test_too_few_or_one_side_only_is_missing() -> None:
    none = gaps(answers({}), items(), NO_OUTCOMES)
    assert isinstance(none, Missing)
    assert none.reason is Reason.NO_TABLE
    one_side = gaps(answers({("expected", "a"): [6] * 30}), items("a"), NO_OUTCOMES)
    assert isinstance(one_side, Missing)
    assert one_side.reason is Reason.NO_COLUMN
    few = gaps(answers({("expected", "a"): [6], ("received", "a"): [5]}), items("a"), NO_OUTCOMES)
    assert isinstance(few, Missing)
    assert (few.have, few.need) == (1, 20)


def test_words_say_what_the_numbers_say_and_fall_silent_with_them() -> None:
    asked = items("a", "b", text_es=["Llega a tiempo", "Es amable"])
    short = gaps(twenty([6] * 20, [4, 5] * 10), asked, NO_OUTCOMES)
    even = gaps(twenty([5, 6] * 10, [6, 5] * 10), asked, NO_OUTCOMES)
    assert isinstance(short, Result)
    assert isinstance(even, Result)
    assert "«Llega a tiempo»" in gaps_advice(short)
    assert "Ninguna pregunta" in gaps_advice(even)
    assert [finding.kind for finding in gaps_findings(short, AS_OF)] == ["risk"]
    assert gaps_findings(even, AS_OF) == []
    assert "−1,50" in plot_gaps(short).alt
    assert "| Llega a tiempo | 6,00 | 4,50 |" in gaps_table(short).markdown()


def test_only_what_is_shown_is_explained_and_the_scale_is_said() -> None:
    asked = items("a", "b", text_es=["Llega a tiempo", "Es amable"], scale_min=[1, 1], scale_max=[7, 7])
    short = gaps(twenty([6] * 20, [4, 5] * 10), asked, NO_OUTCOMES)
    zone = gaps(twenty([6] * 20, [4, 5] * 10, minimum=(5,) * 20), asked, NO_OUTCOMES)
    assert isinstance(short, Result)
    assert isinstance(zone, Result)
    assert "franja gris" in gaps_reading(zone)
    assert "franja gris" not in gaps_reading(short)
    assert "rojo" in plot_gaps(zone).caption
    assert "rojo" not in plot_gaps(short).caption
    assert plot_gaps(short).caption.endswith("La escala va de 1 a 7.")
    finding = gaps_findings(short, AS_OF)[0]
    assert (
        finding.message == "Entregamos menos de lo que se espera: 5,00 frente a 5,75, en una escala de 1 a 7."
    )
    assert finding.detail == "Lo que más se queda corto: «Llega a tiempo» (−1,50)."
    # Questions of different scales have none in common.
    assert scale(asked.assign(scale_max=[7, 5]), "SERV", ["a", "b"]) == {}
    # Nothing is known of satisfaction, and two questions prove nothing of how they go together.
    assert survey_advice(zone) is None or "por separado" in survey_advice(zone)  # type: ignore[operator]


def test_the_usual_areas_are_said_in_the_language_of_the_page() -> None:
    assert [area(name) for name in ("fiabilidad", "Empatía", "Assurance")] == [
        "Fiabilidad",
        "Empatía",
        "Seguridad",
    ]
    assert area("sabor del café") == "sabor del café"
    with speaking("en"):
        assert [area(name) for name in ("fiabilidad", "seguridad", "tangibles")] == [
            "Reliability",
            "Assurance",
            "What is seen",
        ]


def test_alpha_and_correlation_by_pencil() -> None:
    """Two identical questions measure one thing (1); two opposite series go together −1, nearly."""
    same = pd.DataFrame({"a": [1.0, 2, 3] * 10, "b": [1.0, 2, 3] * 10})
    assert alpha(same).value == pytest.approx(1)  # type: ignore[union-attr]
    assert correlation([1, 2, 3] * 10, [3, 2, 1] * 10).value == pytest.approx(-1, abs=1e-5)  # type: ignore[union-attr]
    assert alpha(same * 0) is None
    assert correlation([1] * 30, [1, 2] * 15) is None


def test_means_where_all_say_the_same_leave_no_doubt() -> None:
    row = means(pd.DataFrame({"x": [2.0] * 5})).loc["x"]
    assert row[["mean", "low", "high", "p_value"]].tolist() == [2, 2, 2, 0]


def test_a_question_without_text_goes_by_its_number() -> None:
    assert words(items("7", "8", text_es=["Rapidez", None])) == ["Rapidez", "Pregunta 8"]


def test_question_8_of_one_questionnaire_is_not_that_of_another() -> None:
    both = pd.concat([items("8", battery="kano"), items("8", "9", battery="expected_received")])
    assert words(about(both, "kano", ["8"])) == ["Pregunta 8 (Kano)"]
    assert words(about(items("8", battery="kano"), "kano", ["8"])) == ["Pregunta 8"]


@pytest.mark.skipif(not KIOSK.is_dir(), reason=f"the kiosk survey is not in {KIOSK}")
def test_the_kiosk_survey_gives_its_published_figures(home: Path) -> None:
    """207 complete respondents × 24 questions (hanakim120/kiosk-servqual-research): perception alone predicts better (Cronin & Taylor 1992)."""
    folder = home / "data" / "kiosk"
    folder.mkdir(parents=True)
    (folder / "company.yml").write_text(KIOSK_COMPANY, encoding="utf-8")
    for name in ("answers.csv", "respondents.csv"):
        shutil.copy(KIOSK / name, folder / name)
    marts = Marts(prepare(load("kiosk"), dt.date(2026, 1, 1)))
    found = gaps(marts.survey_answers, marts.survey_items, marts.survey_outcomes)
    assert isinstance(found, Result)
    assert (found.n, len(found.frames["gaps"])) == (207, 24)
    published = {"expected_mean": 5.974, "received_mean": 4.872, "gap_mean": -1.102, "alpha_expected": 0.879, "alpha_received": 0.907}  # fmt: skip
    assert {name: found.values[name].value for name in published} == pytest.approx(published, abs=5e-4)
    assert found.values["gap_correlation"].value == pytest.approx(0.38, abs=5e-3)
    assert found.values["received_correlation"].value == pytest.approx(0.49, abs=5e-3)
    assert found.values["correlation_gain"].low > 0  # type: ignore[operator]
    assert "basta preguntar qué se recibe" in survey_advice(found)  # type: ignore[operator]
