"""What people say and whether they come back, on its limits: which question recommends, whose trust is compared, which topic grows."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from voice_frames import CLOCK, back, voices

from clientela.customers import surveys
from clientela.loyalty.departures.win_back import EDGES, ENOUGH_ABSENT, FIRST, win_back
from clientela.loyalty.trust.promoters import recommended
from clientela.loyalty.trust.scales import HIGHEST, _dual_values, _parts
from clientela.loyalty.voice.discontent import DISSATISFIED, _silent
from clientela.loyalty.voice.topics import FEWEST_CUSTOMERS, QUARTER, _table
from clientela.results import Missing, Reason
from clientela.stats.intervals import wilson

NAN = float("nan")


def outcomes(*batteries):
    """Answers to "would you recommend us" of several questionnaires: (name, how far the scale goes, the scores)."""
    rows = [(name, scale, score) for name, scale, scores in batteries for score in scores]
    return pd.DataFrame(rows, columns=["asked_in", "scale_max", "score"]).assign(outcome="recommend")


@pytest.mark.parametrize(
    ("batteries", "chosen"),
    [
        # Stars up to five are no recommendation, however many gave them.
        ([("few", 10, [9]), ("stars", 5, [5, 4, 5])], "few"),
        # Whose scale nobody wrote down: it has to go beyond 7, and not beyond 10.
        ([("seven", NAN, [7, 1]), ("eight", NAN, [8])], "eight"),
        ([("ten", NAN, [10, 2]), ("eleven", NAN, [11, 1, 2])], "ten"),
        # Most answers, the first of equals.
        ([("b", 10, [1, 2]), ("a", 10, [3]), ("c", 10, [4, 5])], "b"),
        # One row without its scale does not hide it.
        ([("mixed", NAN, [3]), ("mixed", 10, [4])], "mixed"),
        ([("mixed", 5, [3]), ("mixed", 10, [4])], "mixed"),
    ],
)  # fmt: skip
def test_which_question_asks_for_a_recommendation(batteries, chosen):
    found = recommended(outcomes(*batteries))
    assert set(found.asked_in) == {chosen}
    assert len(found) == sum(len(scores) for name, _scale, scores in batteries if name == chosen)


def test_no_question_that_fits_leaves_nothing():
    asked = outcomes(("stars", 5, [5]), ("seven", NAN, [7]))
    assert recommended(asked).empty
    assert recommended(asked.assign(outcome="satisfied", scale_max=10)).empty


def test_only_who_told_whether_they_stay_is_compared():
    chance = np.random.default_rng(1)
    told, silent = (
        pd.DataFrame(chance.integers(1, 6, (30, 2)) * 1.0, columns=["firm", "person"]) for _ in "ab"
    )
    # Of those who told nothing more both marks are one.
    dual = pd.concat([told, silent.assign(person=silent.firm)], ignore_index=True)
    stays = (told.person + chance.integers(0, 2, 30)).rename("stays")
    found = _dual_values(dual, stays)
    assert found["trust_firm"].n == 60
    assert found["trust_gap"].value == pytest.approx((dual.person - dual.firm).mean())
    firm, person, between = (
        np.corrcoef(one, two)[0, 1] for one, two in ((told.firm, stays), (told.person, stays), (told.firm, told.person))
    )  # fmt: skip
    assert (found["stays_firm"].value, found["stays_person"].value) == pytest.approx((firm, person))
    gain = surveys.correlation_gain(found["stays_firm"], found["stays_person"], between)
    assert found["stays_gain"].value == pytest.approx(person - firm)
    assert (found["stays_gain"].low, found["stays_gain"].high) == pytest.approx((gain.low, gain.high))
    # Without it nothing is said of staying.
    assert set(_dual_values(dual, stays.head(0))) == {"trust_firm", "trust_person", "trust_gap"}


def messages(*topics):
    """(topic, side, so many messages of this quarter, and of the one before), each by somebody else."""
    rows = [
        {"topic": topic, "about": side, "kind": "complaint", "day": back(days)}
        for topic, side, now, before in topics
        for days in [1] * now + [QUARTER + 1] * before
    ]
    about = {"severity": 0.0, "how": "by_motive", "theme": "", "reopened": 0.0, "steady": NAN}
    told = voices([{name: row[name] for name in ("kind", "day")} for row in rows])
    return told.assign(topic=[row["topic"] for row in rows], about=[row["about"] for row in rows], **about)


def test_topics_stand_by_side_then_by_how_many_and_only_what_is_no_praise_alarms():
    many = FEWEST_CUSTOMERS + 30
    told = messages(
        ("late", "complaints", many, 2), ("broken", "complaints", 10, 10), ("dear", "complaints", 10, 10),
        ("kind", "praises", many + 5, 2),
    )  # fmt: skip
    found = _table(told, CLOCK, (100, 100))
    assert found.topic.tolist() == ["late", "broken", "dear", "kind"]
    assert found.alert.tolist() == [True, False, False, False]
    size = many + 42
    assert found.share_complaints.tolist()[:3] == pytest.approx([(many + 2) / size, 20 / size, 20 / size])
    assert np.isnan(found.share_complaints.iloc[3])
    # What grows no more than the purchases does not grow.
    assert found.trend_ratio.iloc[1] == pytest.approx(1.0)
    assert not _table(told, CLOCK, (1000, 50)).alert.any()
    # What fell as much as that is no alarm either.
    fell = messages(("late", "complaints", 2, many), ("broken", "complaints", 10, 10))
    assert not _table(fell, CLOCK, (100, 100)).alert.any()
    assert _table(fell, CLOCK, (100, 100)).trend_high.iloc[0] < 1
    # One that grew more than chance does alone, but not more than one of three topics does by chance.
    three = messages(
        ("late", "complaints", 22, 9), ("broken", "complaints", 10, 10), ("dear", "complaints", 10, 10)
    )
    alone = _table(three, CLOCK, (100, 100))
    assert alone.trend_low.iloc[0] > 1
    assert not alone.alert.any()
    none = _table(told.head(1), CLOCK, (100, 100))
    assert none.empty
    assert "alert" in none


def absent(*spans, until=None, repeat=10.0):
    """Absences: each began so many days before the quarter, and ended so many days after it (None: not yet)."""
    day = pd.Timestamp("2026-04-01")
    return pd.DataFrame({
        "customer_id": [f"c{n}" for n in range(len(spans))],
        "began": [day - pd.Timedelta(days=before) for before, _after in spans],
        "next_day": [pd.NaT if after is None else day + pd.Timedelta(days=after) for _before, after in spans],
        "repeat_days": repeat,
    }).assign(day=lambda rows: rows.began - pd.Timedelta(days=20))  # fmt: skip


def bought(found, last=90):
    """The customers of these absences: the first purchase on one day, each with a usual purchase of ten."""
    first = pd.Timestamp("2026-04-01") - pd.Timedelta(days=400)
    return pd.DataFrame({
        "customer_id": found.customer_id, "first_purchase": first, "T_days": [400 + last] * len(found), "repeat_mean": 10.0,
        "amount": 30.0, "purchase_days": 3,
    })  # fmt: skip


SAID = pd.DataFrame(columns=["customer_id", "notice", "reason"], dtype=object)


def test_those_are_absent_on_a_day_who_began_by_then_and_came_back_after_it():
    quarter = dt.date(2026, 4, 1)
    # Absent since that very day: yes; back on that very day: no longer.
    enough = absent(*[(0, None)] * (ENOUGH_ABSENT - 1), (0, 1), (0, 0), (-1, None), (5, -1))
    found = win_back(enough, bought(enough), SAID, quarter)
    assert found.frames["bands"].n.sum() == ENOUGH_ABSENT
    assert (found.values["won_quarter"].value, found.values["won_quarter"].n) == (
        1 / ENOUGH_ABSENT,
        ENOUGH_ABSENT,
    )
    # The one whose absence began a day later is absent today.
    assert (found.values["absent"].value, found.values["absent"].n) == (ENOUGH_ABSENT, len(enough))
    assert found.n == ENOUGH_ABSENT
    few = enough.iloc[1:]
    missing = win_back(few, bought(few), SAID, quarter)
    assert (missing.reason, missing.have, missing.need) == (
        Reason.TOO_SHORT_HISTORY,
        ENOUGH_ABSENT - 1,
        ENOUGH_ABSENT,
    )
    for nobody in (None, enough.head(0)):
        missing = win_back(nobody, bought(enough), SAID, quarter)
        assert isinstance(missing, Missing)
        assert (missing.reason, missing.have) == (Reason.TOO_FEW_CUSTOMERS, 0)


def test_what_may_be_hoped_for_is_the_usual_purchase_times_how_many_came():
    mine = absent(*[(0, None)] * (FIRST + 10), *[(0, 5)] * (FIRST + 10))
    customers = bought(mine, last=EDGES[1] - 1)
    found = win_back(mine, customers, SAID, dt.date(2026, 4, 1))
    # Half came back: five of ten of each; the whole list, and those who are called first.
    listed, values = found.frames["win_back"], found.values
    assert listed.stake.tolist() == pytest.approx([5.0] * (FIRST + 10))
    assert set(listed.days_since_last) == {20 + EDGES[1] - 1}
    assert values["win_back_listed"].value == FIRST + 10
    assert values["win_back_stake"].value == pytest.approx(5.0 * (FIRST + 10))
    assert values["win_back_first"].value == pytest.approx(5.0 * FIRST)
    low, high = wilson(FIRST + 10, 2 * (FIRST + 10))
    assert (values["win_back_first"].low, values["win_back_first"].high) == pytest.approx(
        (10 * low * FIRST, 10 * high * FIRST)
    )
    # Of those who never repeated nobody was absent: of their like nothing is hoped.
    assert (
        win_back(
            mine.assign(repeat_days=[0.0] + [10.0] * (len(mine) - 1)), customers, SAID, dt.date(2026, 4, 1)
        )
        .values["win_back_listed"]
        .value
        == FIRST + 9
    )
    # Who left for a reason of life is not called; who bought nothing as a rule is worth nothing.
    gone = pd.DataFrame(
        {"customer_id": ["c0", "c1"], "notice": ["cancellation", "complaint"], "reason": "se mudó"}
    )
    assert "c0" not in set(
        win_back(mine, customers, gone, dt.date(2026, 4, 1)).frames["win_back"].customer_id
    )
    assert "c1" in set(win_back(mine, customers, gone, dt.date(2026, 4, 1)).frames["win_back"].customer_id)
    poor = customers.assign(repeat_mean=[NAN, -5.0, *customers.repeat_mean[2:]])
    usual = (
        win_back(mine, poor, SAID, dt.date(2026, 4, 1))
        .frames["win_back"]
        .set_index("customer_id")
        .usual_purchase
    )
    assert usual["c0"] == 10.0
    assert "c1" not in usual


def test_beliefs_are_compared_as_welch_has_it():
    from clientela.product.expectations.raters import FEWEST_RATERS, _differences

    theirs = {"employee": [7.0, 8.0, 9.0, 9.0, 8.0], "adviser": [4.0, 5.0, 4.0, 6.0, 4.0]}
    ours = [5.0, 6.0, 4.0, 6.0, 5.0, 4.0, 6.0, 5.0, 3.0, 7.0]
    rows = [("customer", "area", score) for score in ours]
    rows += [(who, "area", score) for who, scores in theirs.items() for score in scores]
    rows += [("environment", "area", 9.0)] * FEWEST_RATERS + [
        ("competitor", "area", score) for score in (1.0, 2.0, 1.0, 2.0)
    ]
    people = pd.DataFrame(rows, columns=["rater", "area", "score"])
    found = _differences(people).set_index("rater")
    # Where all say the same the customers alone vary, which is enough; four are too few.
    assert found.index.tolist() == ["employee", "adviser", "environment"]
    for who, scores in theirs.items():
        welch = stats.ttest_ind(scores, ours, equal_var=False)
        limits = welch.confidence_interval(0.95)
        assert found.belief_gap[who] == pytest.approx(np.mean(scores) - 5.1)
        assert (found.belief_low[who], found.belief_high[who]) == pytest.approx((limits.low, limits.high))
        assert found.raters[who] == 5
    assert found.belief.tolist() == ["belief_more", "belief_chance", "belief_more"]
    assert found.belief_low["environment"] < 9 - 5.1 < found.belief_high["environment"]
    low = people.assign(score=np.where(people.rater == "employee", 6 - people.score / 2, people.score))
    assert _differences(low).set_index("rater").belief["employee"] == "belief_less"
    # Where nobody varies nothing can be compared.
    assert _differences(people.assign(score=5.0)).empty


def test_marks_up_to_a_hundred_are_a_scale():
    rows = [
        (f"r{n}", item, float(n % 7)) for n in range(surveys.FEWEST_PEOPLE) for item in ("a", "b", "c", "d")
    ]
    answers = pd.DataFrame(rows, columns=["respondent_id", "item", "score"]).assign(
        battery="Q", rater="customer", side="alone"
    )
    items = pd.DataFrame({
        "battery": "Q", "item": ["a", "b", "c", "d"], "dimension": ["hundred", "hundred", "more", "more"],
        "scale_max": [HIGHEST, NAN, HIGHEST + 1, HIGHEST + 1], "outcome": None,
    })  # fmt: skip
    assert list(_parts(answers, items)) == [("Q", "hundred")]
    # One respondent fewer is too few, and so is one question.
    assert not _parts(answers[answers.respondent_id != "r0"], items)
    assert not _parts(answers[answers["item"] != "b"], items)


def test_who_was_not_asked_whether_content_is_read_by_the_score():
    opinions = pd.DataFrame({
        "satisfied": [DISSATISFIED, NAN, DISSATISFIED + 0.1, NAN, 0.0], "score": [1.0, DISSATISFIED, 0.0, 1.0, 1.0],
        "complaints_ever": [0, 0, 0, 0, 1], "amount_before": [10.0, NAN, 5.0, 5.0, 5.0],
    })  # fmt: skip
    found = _silent(opinions, True)
    assert {name: number.value for name, number in found.items()} == {
        "dissatisfied": 0.6, "dissatisfied_customers": 3, "silent_customers": 2, "silent_share": pytest.approx(2 / 3), "silent_amount": 10.0,
    }  # fmt: skip
    assert set(_silent(opinions, False)) == {"dissatisfied", "dissatisfied_customers"}
    assert set(_silent(opinions.assign(satisfied=1.0), True)) == {"dissatisfied", "dissatisfied_customers"}
