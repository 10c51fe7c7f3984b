"""Rhythm, segments, habit, severity, surveys and persons: rules that every stage shares, on customers that a pencil can follow."""

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import beta, f, t

from clientela.customers import habit, persons, rhythm, severity, surveys
from clientela.customers.alike import Match, beyond_habit, limits
from clientela.customers.bands import bands, cuts_of
from clientela.customers.closed import ENOUGH, closed_days, lately
from clientela.customers.kinds import kind_groups
from clientela.customers.rfm import _segment, _yearly, assign
from clientela.customers.smallest import _hidden, kept, together
from clientela.customers.status import standing
from clientela.results import Number, Reason, Result
from clientela.stats.intervals import LEVEL, Z, fisher

# Kinds, bands and rhythm


def test_kinds_with_two_hundred_each_are_apart():
    frame = pd.DataFrame({"kind": ["person"] * 201 + ["organisation"] * 200 + ["other"] * 199 + [None]})
    assert kind_groups(frame).value_counts().to_dict() == {"person": 401, "organisation": 200}
    assert set(kind_groups(frame.drop(index=201))) == {"all"}
    even = pd.DataFrame({"kind": ["b"] * 200 + ["a"] * 200 + ["c"]})
    assert kind_groups(even).iloc[-1] == "a"
    assert set(kind_groups(even[["kind"]].rename(columns={"kind": "x"}))) == {"all"}


def test_bands_share_their_ends():
    assert bands(range(1, 11)).tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    # What equals a cut stands below it; cuts may come in any order.
    assert bands([1, 2, 3, 9], [4, 3, 2, 1]).tolist() == [1, 2, 3, 5]
    three = {f"rfm_days_{place}": place for place in (1, 2, 3)}
    assert cuts_of(three, "days") is cuts_of(None, "days") is None
    assert cuts_of(three | {"rfm_days_4": 4}, "days") == [1, 2, 3, 4]


def test_the_pace_is_the_middle_of_those_who_came_back():
    who = pd.DataFrame({"repeat_days": [0, 1, 2, 3], "gap_mean": [np.nan, 10.0, 20.0, 60.0]})
    (row,) = rhythm.pace(who).to_dict("records")
    assert (row["kind"], row["repeaters"], row["typical_gap"], row["long_gap"]) == (
        "all",
        3,
        20.0,
        pytest.approx(52.0),
    )


def test_who_has_few_gaps_borrows_two():
    company = pd.DataFrame(
        {"kind": ["person", "organisation"], "typical_gap": [10.0, 40.0], "long_gap": [20.0, 80.0]}
    )
    who = pd.DataFrame({
        "kind": ["person", "organisation", None, "odd", "person"], "repeat_days": [2, 0, 1, 0, 8], "gap_mean": [20.0, None, 4.0, None, 0.1],
        "gap_q90": [30.0, None, 8.0, None, 0.1],
    })  # fmt: skip
    found = rhythm.rhythm(who, company)
    assert found.typical_gap.tolist() == pytest.approx([15.0, 40.0, 8.0, 10.0, (0.8 + 20) / 10])
    assert found.threshold_days.tolist() == pytest.approx([25.0, 80.0, 16.0, 20.0, (0.8 + 40) / 10])
    assert rhythm.rhythm(who, company, prior=0.5).typical_gap.tolist()[0] == pytest.approx((40 + 5) / 2.5)
    # A single pace is everybody's, and nobody is late on the day itself.
    one = rhythm.shrunk(
        who.assign(gap_mean=0.0), "gap_mean", company.head(1).assign(typical_gap=1.0), "typical_gap"
    )
    assert one.tolist() == [1.0, 1.0, 1.0, 1.0, 1.0]
    assert rhythm.shrunk(who, "gap_mean", company.head(0), "typical_gap").isna().all()


def test_the_threshold_itself_is_still_active():
    company = pd.DataFrame({"kind": ["all"], "typical_gap": [10.0], "long_gap": [20.0]})
    who = pd.DataFrame({"repeat_days": 0, "gap_mean": None, "gap_q90": None, "days_since_last": [20, 21]})
    found = standing(who, company)
    assert found.status.tolist() == ["active", "inactive"]
    assert found.threshold_days.tolist() == [20.0, 20.0]
    days = pd.DataFrame({"first_purchase": ["2026-01-01", "2026-01-10"], "T_days": [30, 20]})
    assert rhythm.day_of(days) == pd.Timestamp("2026-01-31")


# Segments


def test_each_segment_by_the_first_rule_that_holds():
    quiet, often, rich, late = True, 4, 4, 100
    rows = pd.DataFrame([
        # name, quiet, purchase days, days since last, absent after, band of days, of purchases, of amount
        ("newcomers", False, 1, 5, 90, 5, 5, 5), ("champions", False, 9, 5, 90, 3, often, rich), ("regulars", False, 9, 5, 90, 2, often, rich),
        ("regulars", False, 9, 5, 90, 5, 3, rich), ("regulars", False, 9, 5, 90, 5, often, 3), ("growing", False, 2, 5, 90, 5, 2, rich),
        ("valuable_cooling", quiet, 9, 90, 90, 1, often, rich), ("once_only", quiet, 1, late, 90, 1, 1, rich), ("once_only", quiet, 1, 50, 90, 1,
        1, 3),
        ("valuable_cooling", quiet, 1, 50, 90, 1, 1, rich), ("valuable_lost", quiet, 9, 91, 90, 1, often, rich), ("cooling", quiet, 9, 90, 90, 1,
        often, 3),
        ("dormant", quiet, 9, 91, 90, 1, often, 3),
    ], columns=["told", "quiet", "purchase_days", "days_since_last", "absent_after", "days_band", "purchases_band", "amount_band"])  # fmt: skip
    assert _segment(rows).tolist() == rows.told.tolist()


def test_a_segment_from_days_amounts_and_rhythm():
    who = pd.DataFrame({
        "customer_id": list("abcde"), "kind": None, "days_since_last": [5, 11, 44, 46, 91], "purchase_days": [9, 5, 4, 3, 1],
        "amount": [500.0, 40.0, 300.0, 20.0, 10.0], "T_days": [730, 730, 730, 200, 91], "last_purchase": pd.Timestamp("2026-01-01"),
        "repeat_days": [8, 4, 3, 2, 0], "gap_mean": 10.0, "gap_q90": 12.0,
    })  # fmt: skip
    found = assign(who).set_index("customer_id")
    assert found.quiet.to_dict() == dict(zip("abcde", (False, False, True, True, True), strict=True))
    assert found.quiet_after.tolist() == pytest.approx([11.6, 34 / 3, 11.2, 11.0, 10.0])
    # Twice the rhythm is little: ninety days are the least that anybody is absent after.
    assert found.segment.tolist() == ["champions", "regulars", "valuable_cooling", "cooling", "once_only"]
    assert found.days_band.tolist() == [5, 4, 3, 2, 1]
    assert found.purchases_band.tolist() == [5, 4, 3, 2, 1]
    assert found.amount_band.tolist() == [5, 3, 4, 2, 1]
    assert found.yearly.tolist() == pytest.approx([250.0, 20.0, 150.0, 20.0, 10.0])
    assert "absent_after" not in found
    own = assign(who, {"rfm_quiet_days": 44}).set_index("customer_id")
    assert own.quiet.tolist() == [False, False, False, True, True]
    # A company that says 44 days means 88, and not ninety.
    assert own.segment["e"] == "once_only"
    assert (
        assign(
            who.assign(purchase_days=2, amount=[5.0, 4.0, 3.0, 2.0, 1.0]), {"rfm_quiet_days": 45}
        ).segment.tolist()[-1]
        == "dormant"
    )
    lent = assign(who, limits=pd.Series([4.0, 11.0, 44.0, np.nan, np.nan])).set_index("customer_id")
    assert lent.quiet.tolist() == [True, False, False, False, True]
    cut = assign(who, {f"rfm_days_{place}": days for place, days in enumerate((5, 11, 44, 46), start=1)})
    assert cut.days_band.tolist() == [4, 3, 2, 1, 1]


def test_a_year_of_less_than_a_year_is_what_was_bought():
    who = pd.DataFrame({"amount": [100.0, 100.0, 100.0, -5.0], "T_days": [730, 365, 30, 730]})
    assert _yearly(who).tolist() == [50.0, 100.0, 100.0, 0.0]


def test_a_file_that_holds_a_beginning_alone():
    old = pd.DataFrame({"T_days": [360] * (ENOUGH - 1) + [179]})
    # One of a hundred came in the second half: as many as make it no beginning.
    assert (lately(old), closed_days(old)) == (1, None)
    assert lately(old.assign(T_days=[360] * 99 + [180])) == 0
    assert closed_days(old.assign(T_days=[360] * 98 + [200, 300])) == 300
    assert closed_days(pd.DataFrame({"T_days": [360] * 99})) is None
    assert closed_days(pd.DataFrame({"T_days": [179] * 100})) is None
    assert closed_days(pd.DataFrame({"T_days": [180] * 100})) == 180


# Habit


def test_the_chance_to_be_back_at_a_rate_of_ones_own():
    # Rates of 0 and .1 a day over a hundred days: mean .05; Σ(x − 5)² = 50, less 10, over 2 × 10⁴: a variance of .002.
    who = pd.DataFrame({"repeat_days": [0, 10], "T_days": [100, 100]})
    shape, scale = 0.05**2 / 0.002, 0.05 / 0.002
    assert habit.chances(who, 25.0).tolist() == pytest.approx([
        1 - (125 / 150) ** shape, 1 - (125 / 150) ** (10 + shape),
    ])  # fmt: skip
    assert scale == pytest.approx(25)
    alike = pd.DataFrame({"repeat_days": [5, 5], "T_days": [100, 100]})
    assert habit.chances(alike, 20.0).tolist() == pytest.approx([1 - np.exp(-1)] * 2)
    assert habit.chances(who.assign(repeat_days=0), 20.0).tolist() == [0.0, 0.0]
    # Who came today has lived a day.
    assert habit.chances(
        pd.DataFrame({"repeat_days": [1, 1], "T_days": [0, 1]}), 1.0
    ).tolist() == pytest.approx([1 - np.exp(-1)] * 2)


def test_the_silent_beside_their_habit(monkeypatch):
    names = [f"c{n}" for n in range(12)]
    then = pd.DataFrame({"customer_id": names, "purchase_days": 3})
    now = pd.DataFrame({"customer_id": names[::-1], "purchase_days": [3, 4, 4, 3, 3, 3, 4, 4, 4, 4, 3, 4]})
    monkeypatch.setattr(habit, "chances", lambda customers, days: np.full(len(customers), days / 100))
    silent = np.array([True] * 5 + [False] * 7)
    # In order: 4 of the five silent came (1, 0, 1, 1, 1); 3 of the seven others, where half were expected.
    found = habit.beside_habit(then, now, silent, 50.0)
    usual = 0.5 * 3 / 3.5
    assert (found["back"].value, found["back"].n) == (0.8, 5)
    assert found["back_habit"].value == pytest.approx(usual)
    assert found["lost"].value == pytest.approx(usual - 0.8)
    least, most = beta.ppf(0.025, 4, 2), beta.ppf(0.975, 5, 1)
    assert (found["back"].low, found["back"].high, found["back"].level) == (
        pytest.approx(least),
        pytest.approx(most),
        LEVEL,
    )
    doubt = (7 * 0.25) ** 0.5 / 3.5
    assert found["lost"].low == pytest.approx(usual - 0.8 - np.hypot(most - 0.8, Z * doubt * usual))
    assert found["lost"].high == pytest.approx(usual - 0.8 + np.hypot(0.8 - least, Z * doubt * usual))
    assert habit.beside_habit(then, now, ~np.zeros(12, dtype=bool), 50.0) == {}
    assert habit.beside_habit(then, now, np.zeros(12, dtype=bool), 50.0) == {}
    assert habit.beside_habit(then, now, silent, 0.0) == {}


def test_limits_that_never_hold_less():
    assert habit._exact(0, 5) == (0.0, pytest.approx(1 - 0.025**0.2))
    assert habit._exact(5, 5) == (pytest.approx(0.025**0.2), 1.0)
    assert habit._exact(1, 5)[0] == pytest.approx(1 - 0.975**0.2)


# Customers alike


def paths() -> pd.DataFrame:
    """Two alike with and two without, and one whom nobody resembles."""
    return pd.DataFrame({
        "customer_id": list("abcdea"), "arm": ["one", "one", "none", "none", "one", "none"], "kind": "person",
        "purchases_before": [1, 2, 1, 2, 13, 1], "days_since_last": [3, 10, 7, 15, 200, 1], "amount_before": [1.0, 2.0, 1.0, 3.0, 50.0, 2.0],
        "amount_after": [4.0, 6.0, 2.0, 4.0, 60.0, 3.0],
    })  # fmt: skip


def test_the_chosen_beside_those_alike():
    match = Match(paths())
    chosen = np.array([True, True, False, False, True, False])
    found = match.against(chosen, np.array([4.0, 6.0, 2.0, 4.0, 60.0, 3.0]))
    # a beside (2 + 3) / 2, b beside 4: the fifth has nobody.
    assert (found["n"], found["mean"], found["expected"], found["gap"]) == (2, 5.0, 3.25, 1.75)
    assert found["spread"] == pytest.approx(np.var([1.5, 2.0, 0.0, 0.0, 0.0, 0.0][:2]))
    # a moves it by (1.5 − 1.75) / 2 on one side, and by −(3 − 2.5) / 2 / 2 on the other.
    assert found["influence"].tolist() == pytest.approx([-0.125 - 0.125, 0.125, 0.125, 0.0, 0.0])
    assert limits(1.0, np.array([3.0, 4.0])) == pytest.approx((1 - Z * 5, 1 + Z * 5))


@pytest.mark.parametrize(("changed", "alike"), [
    ({"purchases_before": [1, 2]}, False), ({"purchases_before": [3, 4]}, True), ({"purchases_before": [4, 5]}, False), ({"purchases_before": [13,
    99]}, True),
    ({"days_since_last": [7, 8]}, False), ({"days_since_last": [8, 15]}, True), ({"days_since_last": [15, 16]}, False), ({"days_since_last": [61,
    999]}, True),
    ({"days_since_last": [30, 31]}, False), ({"kind": ["person", "organisation"]}, False), ({"kind": ["person", None]}, True),
])  # fmt: skip
def test_who_is_alike(changed, alike):
    two = pd.DataFrame(
        {
            "customer_id": list("ab"),
            "arm": ["one", "none"],
            "kind": "person",
            "purchases_before": 1,
            "days_since_last": 0,
        }
        | changed
    )
    assert (Match(two).size == 1) is alike
    assert Match(two, np.array([0, 1])).size == 2


def test_what_follows_from_what_was_bought_before():
    table = paths()
    # Of those to whom nothing happened: before 1, 3, 2, after 2, 4, 3: one for one.
    assert beyond_habit(table).tolist() == pytest.approx([3, 4, 1, 1, 10, 1])
    assert beyond_habit(table.assign(amount_before=2.0)).tolist() == table.amount_after.tolist()
    assert beyond_habit(table[table.arm == "one"]).tolist() == [4, 6, 60]


# The smallest group


def test_as_many_as_make_five_stay_untold():
    assert [_hidden(counts) for counts in ([5, 6], [4, 6], [4, 1, 6][:1], [1, 4, 6], [2, 2, 6], [])] == [
        0,
        2,
        1,
        2,
        3,
        0,
    ]


def test_where_the_rest_is_too_small_the_next_goes_along():
    # The rest of four and the five that follow.
    assert together(pd.Series(["other"] * 4 + ["a"] * 5 + ["b"] * 9), "other").value_counts().to_dict() == {
        "other": 9,
        "b": 9,
    }
    assert together(pd.Series(["other"] * 5 + ["a"] * 6), "other").value_counts().to_dict() == {
        "other": 5,
        "a": 6,
    }
    assert together(pd.Series(["other"] * 2), "other").value_counts().to_dict() == {"other": 2}


def test_any_table_that_loses_a_row_makes_another_answer():
    small = pd.DataFrame({"city": ["Cali", "Mitú"], "n": [50, 2]})
    other = pd.DataFrame({"branch": ["Cali"], "n": [1]})
    shown = kept(Result("x.y", 1, frames={"one": other, "two": small}))
    assert shown.frames["two"].empty
    assert shown.frames["one"] is other
    assert kept(Result("x.y", 1, frames={"two": small.assign(n=[None, 50])})).frames["two"].empty


# Persons


def test_answers_of_one_person_count_as_one():
    found = persons.mean_of([1, 1, 5, 5, 6], ["a", "a", "b", "b", "c"])
    # Mean 3.6; by person −5.2, 2.8 and 2.4 of five: √(Σ² × 3/2) / 5 with two free.
    error = ((5.2**2 + 2.8**2 + 2.4**2) * 3 / 2) ** 0.5 / 5
    half = t.ppf(0.975, 2) * error
    assert (found.value, found.low, found.high, found.n) == (
        pytest.approx(3.6),
        pytest.approx(3.6 - half),
        pytest.approx(3.6 + half),
        5,
    )
    ninety = persons.mean_of([1, 1, 5, 5, 6], ["a", "a", "b", "b", "c"], level=0.9)
    assert (ninety.high - 3.6, ninety.level) == (pytest.approx(t.ppf(0.95, 2) * error), 0.9)
    assert persons.mean_of([2.0], ["a"]).high == 2.0
    now, before = (
        pd.DataFrame({"score": score, "person": person})
        for score, person in (([4.0, 2.0], ["a", "b"]), ([1.0, 2.0], ["a", "c"]))
    )
    change = persons.difference(now, before)
    # a: 1/2 + .5/2, b: −1/2, c: −.5/2.
    error = ((0.75**2 + 0.5**2 + 0.25**2) * 3 / 2) ** 0.5
    assert (change.value, change.n, change.high) == (1.5, 4, pytest.approx(1.5 + t.ppf(0.975, 2) * error))


def test_how_many_people_say_as_much():
    # Alone a variance of 1/3; two people a quarter each way, twice 1/16, doubled: 1/4.
    assert persons.effective([1, 1, 0, 0], ["a", "a", "b", "b"]) == pytest.approx(4 / 3)
    assert persons.effective([1, 0, 1, 0], list("abcd")) == pytest.approx(4.0)
    assert persons.effective([1, 0, 1, 0], ["a", "a", "b", "b"]) == 2.0
    assert persons.effective([1], ["a"]) == 1.0
    asked = pd.DataFrame({"respondent_id": ["r1", "r2", "r1"], "customer_id": ["c9", None, "c8"]})
    outcomes = pd.DataFrame({"respondent_id": ["r1", "r2", "r3"]})
    assert persons.with_person(outcomes, asked).person.tolist() == ["c9", "r2", "r3"]
    assert (
        persons.with_person(outcomes, None).person.tolist()
        == persons.with_person(outcomes, asked.head(0)).person.tolist()
        == ["r1", "r2", "r3"]
    )


# Severity


def test_the_points_of_messages():
    days = pd.to_datetime(
        ["2026-01-01", "2026-06-29", "2026-06-30", "2026-06-30", "2026-06-30", "2026-06-30"]
    )
    voices = pd.DataFrame({
        "day": days, "kind": ["claim", "complaint", "complaint", "question", "praise", "cancellation"], "customer_id": ["a", "a", "a", "a", "a", "b"],
        "words": ["abogado", None, "fraude tarde", "horario", "fraude", None], "amount_before": [10.0, 20.0, 0.0, 30.0, 40.0, 100.0],
        "resolved": [None, False, True, None, False, None], "closed_on": pd.to_datetime([None, "2026-06-30", "2026-06-30", None, None, None]),
        "attended_on": pd.NaT,
    })  # fmt: skip
    clock = SimpleNamespace(answer_days=15, waited=lambda _days: np.array([16, 1, 0, 0, 0, 15]))
    points = severity.score(voices, clock)
    assert points.kind.tolist() == [30, 25, 25, 10, 0, 30]
    assert points.words.tolist() == [15, 0, 15, 0, 0, 0]
    # The day itself does not count, and 179 days ago do; 180 too.
    assert points.repetition.tolist() == [0, 5, 10, 10, 0, 0]
    # Of 10 to 100 half lie from 30 on, and the highest tenth from 76 on.
    assert points.money.tolist() == [0, 0, 0, 10, 0, 20]
    assert points.age.tolist() == [20, 10, 0, 0, 0, 10]
    assert points.severity.tolist() == [65, 40, 50, 30, 0, 60]
    assert severity.score(voices.assign(amount_before=0.0), clock).money.sum() == 0
    assert severity.is_waiting(voices).tolist() == [True, False, False, True, True, True]
    answered = voices.assign(closed_on=pd.NaT, attended_on=days.where(days < "2026-06-01"))
    assert severity.is_waiting(answered).tolist() == [False, True, True, True, True, True]


@pytest.mark.parametrize(("days", "points"), [
    ([0, 180], 5), ([0, 181], 0), ([0, 0, 1], 10), ([0, 1, 2, 3, 4], 15), ([5, 5], 0),
])  # fmt: skip
def test_complaints_before_a_message(days, points):
    voices = pd.DataFrame({
        "day": pd.Timestamp("2026-01-01") + pd.to_timedelta(days, unit="D"), "kind": "complaint", "customer_id": "a", "words": None,
        "amount_before": 0.0,
        "resolved": None, "closed_on": pd.Timestamp("2026-12-31"), "attended_on": pd.NaT,
    })  # fmt: skip
    clock = SimpleNamespace(answer_days=15, waited=lambda given: np.zeros(len(given)))
    assert severity.score(voices, clock).repetition.tolist()[-1] == points
    assert severity.score(voices.assign(customer_id=None), clock).repetition.sum() == 0
    apart = voices.assign(customer_id=[*"bcdef"[: len(days) - 1], "a"])
    assert severity.score(apart, clock).repetition.sum() == 0
    assert severity.score(voices.head(0), clock).empty


def test_the_table_of_points_says_them_all():
    assert dict(severity.rules().itertuples(index=False)) == {
        "points_claim": 30, "points_cancellation": 30, "points_complaint": 25, "points_question": 10, "points_suggestion": 5, "points_words": 15,
        "points_earlier": 5, "points_large": 20, "points_middling": 10, "points_overdue": 20, "points_open": 10, "points_unresolved": 10,
    }  # fmt: skip


# Surveys


def test_the_sides_of_one_battery():
    rows = (
        [
            ("one", "customer", side, item, person, score)
            for side, scores in (("expected", (5.0, 4.0)), ("received", (3.0, 2.0)))
            for item, score in zip(("q1", "q2"), scores, strict=True)
            for person in ("r1", "r2")
        ]
        + [("two", "customer", "expected", "q1", "r1", 1.0)] * 9
        + [("one", "employee", "expected", "q9", "r1", 1.0), ("one", "customer", "received", "q8", "r1", 1.0)]
    )
    answers = pd.DataFrame(rows, columns=["battery", "rater", "side", "item", "respondent_id", "score"])
    battery, frames = surveys.sides(answers, ["expected", "received", "minimum"])
    assert battery == "one"
    assert [list(frame.columns) for frame in frames] == [["q1", "q2"]] * 3
    assert [frame.fillna(-1).values.tolist() for frame in frames] == [
        [[5, 4]] * 2,
        [[3, 2]] * 2,
        [[-1, -1]] * 2,
    ]
    # Asked twice, a question has the mean of both answers.
    twice = pd.concat([answers, answers.head(1).assign(score=1.0)])
    assert surveys.sides(twice, ["expected", "received"])[1][0].loc["r1", "q1"] == 3.0
    assert surveys.sides(answers[answers.side == "expected"], ["expected", "received"]) == ("", [])
    apart = answers[(answers.item == "q1") == (answers.side == "expected")]
    assert surveys.sides(apart, ["expected", "received"]) == ("", [])
    # Of two batteries with both sides the one with more answers.
    more = pd.concat([answers, answers[answers.battery == "two"].assign(side="received")])
    assert surveys.sides(more, ["expected", "received"])[0] == "two"
    assert surveys.absent("k", answers.head(0), "surveys.side").reason is Reason.NO_TABLE
    assert surveys.absent("k", answers, "surveys.side").add == ("surveys.side",)


def test_means_of_questions():
    found = surveys.means(
        pd.DataFrame(
            {
                "a": [1.0, 3.0, np.nan],
                "b": [2.0, np.nan, np.nan],
                "c": [4.0, 4.0, 4.0],
                "d": [0.0, 0.0, np.nan],
            }
        )
    )
    assert found.index.tolist() == ["a", "c", "d"]
    assert found.loc["a", ["mean", "n", "low", "high", "p_value"]].tolist() == pytest.approx([
        2.0, 2, 2 - t.ppf(0.975, 1), 2 + t.ppf(0.975, 1), 2 * t.sf(2, 1),
    ])  # fmt: skip
    assert found.p_value[["c", "d"]].tolist() == [0.0, 1.0]
    assert found.low["c"] == found.high["c"] == 4.0
    assert "sd" not in found
    one = surveys.number([1.0, np.nan, 3.0])
    assert (one.value, one.n, one.low, one.high) == (
        2.0,
        2,
        pytest.approx(2 - t.ppf(0.975, 1)),
        pytest.approx(2 + t.ppf(0.975, 1)),
    )


def test_whether_questions_measure_one_thing():
    # Sums 2, 4, 9 (variance 13), single variances 3 (1, 2, 4.. : 7/3) and 4 (1, 2, 5: 13/3).
    frame = pd.DataFrame({"a": [1.0, 2.0, 4.0, np.nan], "b": [1.0, 2.0, 5.0, 1.0]})
    found = surveys.alpha(frame)
    value = 2 * (1 - (7 / 3 + 13 / 3) / 13)
    assert (found.value, found.n) == (pytest.approx(value), 3)
    assert found.low == pytest.approx(1 - (1 - value) * f.ppf(0.975, 2, 2))
    assert found.high == pytest.approx(1 - (1 - value) * f.ppf(0.025, 2, 2))
    assert surveys.alpha(frame[["a"]]) is None
    assert surveys.alpha(pd.DataFrame({"a": [1.0, 2.0], "b": [2.0, 1.0]})) is None
    assert surveys.alpha(frame.head(1)) is None


def test_how_far_two_things_go_together():
    one = np.r_[np.arange(20.0), np.nan]
    other = np.r_[np.arange(20.0)[::-1], 5.0]
    found = surveys.correlation(one, other)
    assert (found.value, found.n) == (pytest.approx(-1, abs=1e-5), 20)
    assert (found.low, found.high) == fisher(found.value, 20)
    assert surveys.correlation(one[1:], other[1:]) is None
    assert surveys.correlation(np.ones(21), other) is None
    assert surveys.correlation(one, np.ones(21)) is None
    zigzag = surveys.correlation(np.tile([0.0, 1.0], 10), np.repeat([0.0, 1.0], 10))
    assert zigzag.value == pytest.approx(0)


def test_how_much_better_one_of_two_predicts():
    first, second = Number(0.4, "ratio", 50, 0.1, 0.6, 0.95), Number(0.6, "ratio", 50, 0.4, 0.8, 0.95)
    gain = surveys.correlation_gain(first, second, 0.5)
    r, s, q = 0.4, 0.6, 0.5
    c = ((q - r * s / 2) * (1 - r**2 - s**2 - q**2) + q**3) / ((1 - r**2) * (1 - s**2))
    low = (0.2**2 + 0.2**2 - 2 * c * 0.2 * 0.2) ** 0.5
    high = (0.2**2 + 0.3**2 - 2 * c * 0.2 * 0.3) ** 0.5
    assert (gain.value, gain.low, gain.high, gain.n) == (
        pytest.approx(0.2),
        pytest.approx(0.2 - low),
        pytest.approx(0.2 + high),
        50,
    )


def test_what_is_known_of_questions():
    items = pd.DataFrame({
        "battery": ["one", "one", "two", "one"], "item": ["q1", "q2", "q1", "q1"], "text_es": ["uno", None, "otro", "later"], "text_en": None,
        "dimension": "d",
        "factor": None, "scale_min": [1, 1, 0, 1], "scale_max": [5, 5, 10, 5],
    })  # fmt: skip
    found = surveys.about(items, "one", ["q2", "q1", "q7"])
    assert found.item.tolist() == ["q2", "q1", "q7"]
    assert found.text_es.fillna("").tolist() == ["", "uno", ""]
    assert found.questionnaire.tolist() == ["one"] * 3
    assert surveys.about(items, "one", ["q2"]).questionnaire.tolist() == [None]
    ends = surveys.scale(items, "one", ["q1", "q2"])
    assert {name: (number.value, number.n) for name, number in ends.items()} == {
        "scale_bottom": (1.0, 3),
        "scale_top": (5.0, 3),
    }
    assert surveys.scale(items.assign(scale_max=[5, 7, 10, 5]), "one", ["q1", "q2"]) == {}
    assert surveys.scale(items.assign(scale_min=None), "one", ["q1"]) == {}
    assert surveys.scale(items.drop(columns="scale_min"), "one", ["q1"]) == {}
    assert surveys.scale(items, "two", ["q1"])["scale_top"].value == 10


def test_words_of_questions():
    frame = pd.DataFrame({"item": ["q1", "q2", "q3", "q4"], "text_es": ["uno", " ", None, None], "text_en": ["one", "two", None, None],
    "factor": ["f", "f", "f", None],
                          "questionnaire": None})  # fmt: skip
    assert surveys.words(frame) == ["uno", "two", "f", "Pregunta q4"]
    assert surveys.words(frame.assign(questionnaire="servqual"))[3].startswith("Pregunta q4 (")
    assert (surveys.cut(3, 3), surveys.cut(4, 3)) == ("", "")
    assert "3 de 4" in surveys.cut(3, 4)


def test_the_day_on_which_a_clock_stands():
    assert (
        dt.date(2026, 1, 31)
        == rhythm.day_of(pd.DataFrame({"first_purchase": ["2026-01-01"], "T_days": [30]})).date()
    )
