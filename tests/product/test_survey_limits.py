"""Two areas of a survey, cases of which nobody says whether they were solved, people on a roster: by pencil."""

from types import SimpleNamespace

import pandas as pd
import pytest
from survey_frames import answers, items, outcomes
from voice_frames import CLOCK, TODAY, back, voices

from clientela.calendar.answer_clock import Clock
from clientela.company.capacity.erlang import rostered
from clientela.product.expectations.gaps import gaps
from clientela.product.offer.benefits import ENOUGH_CUSTOMERS, _unclaimed
from clientela.product.portfolio.analysis import _classes
from clientela.product.prices.analysis import FALSE, _row
from clientela.product.recovery.answering import _by_law, well_answered
from clientela.product.satisfaction.questions import by_question
from clientela.stats.ratios import Estimate


def test_two_areas_are_compared_and_one_is_not():
    given = answers({
        ("expected", "a"): [6] * 20, ("received", "a"): [4, 5] * 10, ("expected", "b"): [5, 6] * 10, ("received", "b"): [6, 5] * 10,
        ("expected", "c"): [6] * 20, ("received", "c"): [5, 6] * 10,
    })  # fmt: skip
    two = gaps(given, items("a", "b", "c", dimension=["speed", "care", "speed"]), outcomes([])).frames[
        "dimensions"
    ]
    assert two.dimension.tolist() == ["speed", "care"]
    # Of speed the mean of -1.5 and -0.5, of care that of -1 and 1.
    assert two.gap.tolist() == pytest.approx([-1.0, 0.0])
    one = gaps(given, items("a", "b", "c", dimension=["speed", None, "speed"]), outcomes([]))
    assert "dimensions" not in one.frames


def test_closed_in_time_is_well_answered_where_nobody_says_whether_it_was_solved():
    cases = voices(
        [{"day": back(60), "closed_on": back(55)}, {"day": back(60), "closed_on": back(5)}, {"day": back(60)}]
    )
    assert well_answered(cases, CLOCK).tolist() == [True, False, False]
    # Where it is said of one, it is not so of the others.
    some = cases.assign(resolved=[None, True, None])
    assert well_answered(some, CLOCK).tolist() == [False, False, False]


@pytest.mark.parametrize(
    ("people", "away", "roster"), [(14, 0.3, 20), (1, 0.005, 2), (1, 0.0, 1), (3, 0.25, 4)]
)
def test_how_many_have_to_be_on_the_roster(people, away, roster):
    assert rostered(people, away) == roster


def test_what_a_product_class_holds_where_no_product_is_in_it():
    frame = pd.DataFrame({"abc": "class_a", "amount_now": [30.0, 10.0], "sales_before": [20.0, 0.0]})
    found = _classes(frame).set_index("abc")
    assert found.products.to_dict() == {"class_a": 2, "class_b": 0, "class_c": 0}
    assert found.amount_now.tolist() == [40, 0, 0]
    assert found.share_products.tolist() == [1, 0, 0]
    assert found.share_amount.tolist() == [1, 0, 0]


def test_a_word_that_many_praise_and_nothing_claims():
    def said(kind, stem, many, word=None):
        return [(kind, stem, word or stem, f"{kind}{n}") for n in range(many)]

    rows = (
        said("praise", "warm", 6)
        + said("praise", "fast", ENOUGH_CUSTOMERS - 1)
        + said("praise", "kind", ENOUGH_CUSTOMERS)
    )
    rows += (
        said("praise", "good", 7)
        + said("grumble", "good", 7)
        + said("praise", "cheap", 9)
        + said("grumble", "warm", 5)
    )
    table = pd.DataFrame(rows, columns=["kind", "stem", "word", "author"])
    found = _unclaimed(table, {"cheap"}, 24)
    assert found.praised_word.tolist() == ["warm", "kind"]
    assert found.praised_by.tolist() == [6, ENOUGH_CUSTOMERS]
    assert found.praised_share.tolist() == pytest.approx([6 / 24, ENOUGH_CUSTOMERS / 24])
    assert found.missed_by.tolist() == [5, 0]
    assert _unclaimed(table, {"cheap"}, 0).praised_share.iloc[0] == 6.0


def test_only_the_questions_of_one_survey_that_ask_for_satisfaction_are_compared():
    def marks(battery, item, scores):
        return pd.DataFrame({
            "battery": battery, "item": item, "respondent_id": [f"r{n}" for n in range(20)], "score": scores, "side": "alone",
            "rater": "customer",
        })  # fmt: skip

    about = dict.fromkeys(("text_es", "text_en", "factor"))
    asked = pd.DataFrame({
        "battery": ["B", "B", "B", "C"], "item": ["food", "wait", "age", "food"], "outcome": ["satisfied", "satisfied", None, "satisfied"],
        **about,
    })  # fmt: skip
    mine = [marks("B", "food", [5.0, 4.0] * 10), marks("B", "wait", [2.0, 2.0] * 10)]
    others = [marks("B", "age", [9.0] * 20), marks("C", "food", [1.0] * 20)]
    others += [
        marks("B", "food", [1.0] * 20).assign(rater="employee"),
        marks("B", "wait", [1.0] * 20).assign(side="expected"),
    ]
    found = by_question(pd.concat([*mine, *others]), asked, None, "B")
    assert found["item"].tolist() == ["wait", "food"]
    assert found.mark.tolist() == [2.0, 4.5]
    assert found.from_rest.tolist() == [-2.5, 2.5]
    assert by_question(pd.concat([mine[0], *others]), asked, None, "B").empty


def test_what_the_law_gives_is_judged_by_the_answer_where_answers_are_written_down():
    asks = voices(
        [
            {"day": back(60), "attended_on": back(55), "closed_on": back(2)},
            {"day": back(60), "attended_on": None, "closed_on": None},
        ]
    )
    clock = Clock(TODAY, country="CO")
    found = _by_law(asks, clock)
    assert (found["legal_days"].value, found["legal_beyond"].value) == (15, 1)
    assert found["legal_in_time"].value == pytest.approx(0.5)
    assert _by_law(asks.head(1), clock)["legal_in_time"].value == 1.0
    # Where nobody writes when a case was answered, by when it was closed: too late.
    assert _by_law(asks.assign(attended_on=pd.NaT), clock)["legal_in_time"].value == 0.0
    assert _by_law(asks.assign(kind="question"), clock) == {}
    assert _by_law(asks, Clock(TODAY, country="AQ")) == {}


@pytest.mark.parametrize(("p_value", "verdict"), [(FALSE, "gives_alike"), (FALSE / 2, "gives_more")])
def test_a_seller_gives_more_where_it_is_less_likely_than_one_in_twenty(p_value, verdict):
    one = SimpleNamespace(unit="V1", cases=400, rate=0.5, rest=0.1, gap_error=0.02, p_value=p_value)
    year = pd.Series({"beyond": 50.0, "total": 100.0, "cases": 200.0})
    found = _row(one, "person", year, 1, Estimate(0.4, 0.36, 0.44, 0.02, 60))
    assert found["discount_verdict"] == verdict
    # Forty of a hundred more, half of each taken off: of two hundred, 40; never more than what was taken off.
    assert found["leak"] == pytest.approx(40.0 if verdict == "gives_more" else 0.0)
    assert (
        _row(one, "person", year.replace(50.0, 30.0), 1, Estimate(0.4, 0.36, 0.44, 0.02, 60))["leak"] <= 30.0
    )
