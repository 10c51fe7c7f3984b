"""What stands exactly on a limit, by pencil: prices that cross, wishes, what a place is said to be, what a product is heard to be."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from clientela.calendar.answer_clock import Clock
from clientela.customers.surveys import FEWEST_PEOPLE
from clientela.product.consistency.analysis import FALSE, _row
from clientela.product.consistency.units import Examined, Step
from clientela.product.expectations.hierarchy import _coefficients
from clientela.product.expectations.kano import _attractive
from clientela.product.offer.benefits import ENOUGH_PRAISE, _heard, _marks
from clientela.product.prices.willingness import FEWEST, _asked, _crossing, _four, willingness
from clientela.product.twins.analysis import ENOUGH_PEOPLE, _enough, _worse_marks
from clientela.product.twins.analysis import _row as twin_row
from clientela.product.twins.measures import _again, of_messages, of_returns

GRID = np.array([10.0, 20.0, 30.0])


@pytest.mark.parametrize(
    ("over", "price"),
    [
        ([-1.0, 1.0, 2.0], 15.0),
        ([-3.0, 1.0, 2.0], 17.5),
        ([-1.0, 0.0, 2.0], 20.0),
        ([0.0, 1.0, 2.0], 10.0),
        ([-3.0, -2.0, -1.0], 40.0),
        ([-3.0, -1.0, -1.0], 30.0),
    ],
)
def test_where_two_curves_cross(over, price):
    assert _crossing(np.array(over), GRID) == price


def asked_prices(people, spread=(10, 20, 30, 40)):
    rows = [("P", item, "customer", f"p{n}", price) for n in range(people) for item, price in zip("abcd", spread, strict=True)]  # fmt: skip
    return pd.DataFrame(rows, columns=["battery", "item", "rater", "respondent_id", "score"])


ROLES = pd.DataFrame({"battery": "P", "item": list("abcd"), "factor": ["muy barato", "barato", "caro", "muy caro"], "text_es": None})  # fmt: skip


def test_four_prices_of_as_many_people_as_are_needed():
    assert willingness(asked_prices(FEWEST), ROLES).values["prices_set_aside"].value == 0
    few = willingness(asked_prices(FEWEST - 1), ROLES)
    assert (few.have, few.need) == (FEWEST - 1, FEWEST)
    # Equal prices are in order; marks up to ten are no prices, eleven is one.
    assert willingness(asked_prices(FEWEST, (20, 20, 20, 20)), ROLES).values["prices_set_aside"].value == 0
    turned = pd.concat([asked_prices(FEWEST), asked_prices(1, (20, 10, 30, 40)).assign(respondent_id="x")])
    assert willingness(turned, ROLES).values["prices_set_aside"].value == 1
    assert _four(asked_prices(3, (1, 2, 3, 10)), ROLES).empty
    assert len(_four(asked_prices(3, (1, 2, 3, 11)), ROLES)) == 3
    assert _four(asked_prices(3), ROLES.head(3)).empty
    # Whoever leaves one of the four out has no place among them.
    assert len(_four(asked_prices(3).iloc[:-1], ROLES)) == 2


def test_who_would_buy_at_three_prices():
    items = pd.DataFrame({"battery": "Q", "item": list("abc"), "factor": ["$20", "30,5", "40"], "text_es": None})  # fmt: skip
    rows = [("Q", item, "customer", "p", score) for item, score in zip("abc", (5, 4, 3), strict=True)]
    answers = pd.DataFrame(rows, columns=["battery", "item", "rater", "respondent_id", "score"])
    assert _asked(answers, items).iloc[0].to_dict() == {20.0: 1.0, 30.5: 1.0, 40.0: 0.0}
    yes = answers.assign(score=[1, 1, 0])
    assert _asked(yes, items).iloc[0].tolist() == [1.0, 1.0, 0.0]
    assert _asked(answers.assign(score=[6, 4, 3]), items).empty
    assert _asked(answers.assign(score=[5, 4, 0]), items).empty
    assert _asked(answers, items.head(2)).empty


@pytest.mark.parametrize(
    ("pleased", "wished", "word"),
    [
        (4, 2, "attractive"),
        (10, 10, "desired"),
        (10, 0, "unanticipated"),
        (5, 3, "attractive"),
        (6, 6, "desired"),
        (5, 5, "attractive"),
    ],
)
def test_wished_for_by_half_of_whom_it_pleases(pleased, wished, word):
    assert _attractive(pleased, wished) == word


def examined(rate=0.2, p_level=0.01, step=None):
    hits, n = np.array([1.0, 1.0, 3.0, 3.0]), np.full(4, 10.0)
    months = pd.date_range("2026-01-01", periods=4, freq="MS")
    return Examined("branch", "Cali", 40, rate, 0.1, 0.01, months, n, hits, p_level, step)


def test_a_place_is_worse_always_or_since():
    assert _row(examined(p_level=FALSE / 2), "late", 2)["unit_verdict"] == "as_the_rest"
    assert _row(examined(p_level=FALSE / 2 - 1e-9), "late", 2)["unit_verdict"] == "worse_always"
    assert _row(examined(rate=0.05), "late", 2)["unit_verdict"] == "better_always"
    stepped = Step(at=2, low=1, high=3, size=0.2, p_value=0.001)
    row = _row(examined(step=stepped), "late", 2)
    assert (row["unit_verdict"], row["measure_before"], row["measure_since"]) == ("worse_since", 0.1, 0.3)
    assert (row["hits_before"], row["cases_before"], row["hits_since"], row["cases_since"]) == (2, 20, 6, 20)
    assert [str(row[name])[:7] for name in ("changed_on", "since_first", "since_last")] == [
        "2026-03",
        "2026-02",
        "2026-04",
    ]
    # A step that chance explains is none, though the level is sure.
    assert [_row(examined(p_level=1e-6, step=stepped), "late", many)["unit_verdict"] for many in (49, 50)] == [
        "worse_since", "worse_always",
    ]  # fmt: skip
    falling = Step(at=2, low=1, high=3, size=-0.2, p_value=0.001)
    assert _row(examined(step=falling), "late", 2)["unit_verdict"] == "better_since"


@pytest.mark.parametrize(
    ("praise", "grumble", "mark", "praisers", "word"),
    [
        (1, 20, np.nan, 0, "missed"),
        (0, 3, np.nan, 0, "claim_unknown"),
        (0, 4, np.nan, 0, "missed"),
        (4, 4, np.nan, 0, "perceived"),
        (0, 0, 0.5, 0, "perceived"),
        (0, 0, 0.49, ENOUGH_PRAISE, "claim_unknown"),
        (0, 0, np.nan, ENOUGH_PRAISE, "nobody_says"),
        (0, 0, np.nan, ENOUGH_PRAISE - 1, "claim_unknown"),
    ],
)
def test_what_a_product_is_heard_to_be(praise, grumble, mark, praisers, word):
    row = {"praised_by": praise, "missed_by": grumble, "benefit_perceived": mark}
    assert _heard(row, praisers) == word


def test_a_branch_is_worse_where_as_many_people_as_are_needed_say_so():
    many = ENOUGH_PEOPLE
    marks = pd.DataFrame({
        "factor_key": "core", "branch": ["Cali"] * many + ["Pasto"] * many,
        "score": np.r_[np.resize([0.2, 0.4], many), np.resize([0.7, 0.9], many)],
    })  # fmt: skip
    assert _worse_marks(marks) == {"core": "Cali"}
    assert _worse_marks(marks.iloc[1:]) == {}
    # Everybody of one mind on both sides: no chance to measure against.
    assert _worse_marks(marks.assign(score=marks.score.round())) == {}
    nowhere = pd.concat([marks, marks.assign(branch=None)])
    assert _worse_marks(nowhere) == {"core": "Cali"}


def test_returns_and_credit_are_told_where_there_were_some():
    def told(orders, returned, credit):
        return of_returns(pd.DataFrame({"orders": [orders, 0.0], "returned": [returned, 0.0], "on_credit": [credit, 0.0]}))  # fmt: skip

    assert told(10.0, 1.0, 0.0) == {("factor_core", "twin_not_returned"): (9.0, 10.0)}
    assert told(10.0, 12.0, 1.0) == {
        ("factor_core", "twin_not_returned"): (0.0, 10.0), ("factor_payment", "twin_credit"): (1.0, 10.0),
    }  # fmt: skip
    assert told(0.0, 1.0, 1.0) == told(10.0, 0.0, 0.0) == {}


def test_what_was_counted_of_few_is_no_twin():
    """Two of three orders are no share that a chapter shows: thirty, as with what is looked at case by case."""
    few, enough = (2.0, 29.0), (2.0, 30.0)
    assert _enough({("factor_core", "a"): few, ("factor_core", "b"): enough}) == {
        ("factor_core", "b"): enough
    }


def test_who_complains_again_within_a_month_of_the_close():
    close = pd.Timestamp("2026-01-01")
    closed = pd.DataFrame({"interaction_id": list("abcde"), "customer_id": list("vwxyz"), "closed_on": close})
    days = {"v": 0, "w": 1, "x": 30, "y": 31}
    later = pd.DataFrame({
        "customer_id": list(days), "day": [close + pd.Timedelta(days=n) for n in days.values()], "interaction_id": list("fghi"),
    })  # fmt: skip
    assert _again(closed, later).tolist() == [False, True, True, False, False]
    # The complaint itself does not count.
    same = pd.DataFrame({"customer_id": ["z"], "day": [close + pd.Timedelta(days=2)], "interaction_id": ["e"]})  # fmt: skip
    assert _again(closed, same).tolist() == [False] * 5


def test_where_every_message_is_a_question_nobody_wrote_what_each_was() -> None:
    day = pd.to_datetime(["2025-03-03", "2025-03-04"])
    told = pd.DataFrame(
        {"day": day, "kind": ["question", "complaint"], "branch": None, "customer_id": None, "reason": None}
    )
    voices = told.assign(attended_on=pd.NaT, closed_on=pd.NaT, resolved=None)
    clock = Clock(dt.date(2025, 12, 31), 15, "CO", ())
    key = ("factor_information", "twin_no_question")
    assert of_messages(voices, clock)[key]["good"].tolist() == [False, True]
    assert key not in of_messages(voices.assign(kind="question"), clock)


def test_of_one_answer_there_is_a_share_and_of_none_there_is_none():
    counts = pd.DataFrame({"basic": [1, 0], "expected_level": [0, 0], "attractive": [0, 0], "indifferent": [0, 0]})  # fmt: skip
    found = _coefficients(counts)
    assert (found.better.iloc[0], found.worse.iloc[0]) == (0.0, 1.0)
    assert found.better.isna().tolist() == [False, True]


def test_a_mark_is_the_mean_of_what_customers_answered():
    items = pd.DataFrame({
        "battery": "S", "item": ["1"], "text_es": ["duración"], "text_en": [None], "factor": [None], "scale_min": [1.0], "scale_max": [5.0],
    })  # fmt: skip
    given = [("expected", 5.0), ("received", 1.0), ("received", 1.0), ("received", 4.0)]
    answers = pd.DataFrame(given, columns=["side", "score"]).assign(battery="S", item="1", rater="customer")
    answers.loc[len(answers)] = ["received", 5.0, "S", "1", "employee"]
    [(stems, wanted, done)] = _marks(answers, items)
    assert (wanted, done) == (1.0, 0.25)
    assert stems
    # A scale of one mark tells nothing.
    assert _marks(answers, items.assign(scale_max=1.0)) == []


def test_an_opinion_is_told_of_as_many_people_as_are_needed():
    marks = pd.DataFrame({"factor_key": "core", "score": np.resize([0.25, 0.75], FEWEST_PEOPLE)})
    assert twin_row("core", marks, {}, {})["opinion"] == pytest.approx(marks.score.mean())
    assert np.isnan(twin_row("core", marks.iloc[1:], {}, {})["opinion"])
    assert np.isnan(twin_row("other", marks, {}, {})["opinion"])


@pytest.mark.parametrize(
    ("over", "where"),
    [
        # On a price itself, on the first of several, between two, nowhere, from the beginning.
        ([-1.0, 0.0, 0.0, 1.0], 20.0),
        ([-1.0, 0.0, 0.0, 0.0], 20.0),
        ([-1.0, -1.0, 0.0, 1.0], 30.0),
        ([-1.0, 3.0, 3.0, 3.0], 12.5),
        ([-1.0, -1.0, -1.0, -1.0], 40.0),
        ([0.0, 1.0, 1.0, 1.0], 10.0),
    ],
)
def test_where_two_curves_of_prices_cross(over, where):
    assert _crossing(np.array(over), np.array([10.0, 20.0, 30.0, 40.0])) == where
