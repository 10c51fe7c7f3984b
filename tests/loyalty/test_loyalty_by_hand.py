"""Ties, walls, exact limits and whole rows of the figures of loyalty, each by pencil."""

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from campaign_frames import contacts
from scipy import sparse
from scipy.stats import t
from sklearn.metrics import mutual_info_score

from clientela.loyalty import due
from clientela.loyalty.acquisition.funnel import signals
from clientela.loyalty.campaigns.outcomes import KNOWN, earned, outcome
from clientela.loyalty.campaigns.past import _campaign, _gain
from clientela.loyalty.claims.price_tolerance import _pooled
from clientela.loyalty.clv import BGNBD, distinct, total
from clientela.loyalty.clv.models import season
from clientela.loyalty.clv.models.climb import BOUND, _step
from clientela.loyalty.clv.models.fitting import fit
from clientela.loyalty.contracts.chains import decisions
from clientela.loyalty.contracts.odds import Constant
from clientela.loyalty.departures.defections import causes
from clientela.loyalty.departures.win_back import _ranked
from clientela.loyalty.equity.analysis import Spans, equity
from clientela.loyalty.plan.achieved import against
from clientela.loyalty.plan.expected import _bounded
from clientela.loyalty.plan.periods import _ahead, homes
from clientela.loyalty.retention.analysis import FEWEST_BORN, _bands
from clientela.loyalty.transitions.history import CUSTOMER, GONE, NOT_YET, SUPPORTER
from clientela.loyalty.transitions.moves import by_month
from clientela.loyalty.transitions.outlook import _grades
from clientela.loyalty.transitions.value import LEAST_ON_RUNG, _mean
from clientela.loyalty.trust.consequences import _levels
from clientela.loyalty.trust.dependence import _followed
from clientela.loyalty.voice import found as topics
from clientela.loyalty.voice.space import FEWEST_WORDS, places
from clientela.stats.price_volume_mix import PARTS


def test_the_simple_rule_wins_a_tie():
    def said(chain, as_is):
        return _grades({"chain": chain, "as_is": as_is}).verdict.tolist()

    assert [said(1.0, 2.0), said(2.0, 1.0), said(1.0, 1.0)] == [
        ["chosen", "naive"],
        ["refused", "chosen"],
        ["refused", "chosen"],
    ]


def test_agreement_of_halves_is_a_mean_and_counts_how_much_is_told(monkeypatch):
    # Two pairs of halves agree on two even groups (log 2 each), a third says nothing of the other.
    same, none = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    said = iter([same, same, same, same, same, none])
    monkeypatch.setattr(topics, "_centres", lambda place, _number: place)
    monkeypatch.setattr(topics, "_nearest", lambda _place, _centres: next(said))
    half = np.arange(4)
    score, each = topics._tried(np.zeros((4, 2)), [[half, half]] * 3, 2)
    assert mutual_info_score(same, none) == pytest.approx(0, abs=1e-12)
    assert score == pytest.approx(2 / 3 * np.log(2))
    assert len(each) == 6


@pytest.mark.parametrize(("place", "slope", "curve", "step"), [
    # Downhill as the curvature says; downhill alone where it bends the wrong way; two at most; to the wall and no further.
    ([0.0, 0.0], [0.5, -1.0], 0.1, [-0.05, 0.1]), ([0.0, 0.0], [0.5, 0.0], -0.1, [-0.5, 0.0]), ([0.0, 0.0], [1.0, 0.0], 10.0, [-2.0, 0.0]),
    ([BOUND - 0.5, 0.0], [-0.5, 0.0], 2.0, [0.5, 0.0]), ([0.5 - BOUND, 0.0], [0.5, 0.0], 2.0, [-0.5, 0.0]),
    # What is pressed against a wall stays, what leads away from it goes.
    ([BOUND, 0.0], [-0.5, 0.5], 0.1, [0.0, -0.05]), ([-BOUND, 0.0], [0.5, 0.5], 0.1, [0.0, -0.05]),
    ([BOUND, 0.0], [0.5, 0.5], 0.1, [-0.05, -0.05]), ([-BOUND, 0.0], [-0.5, 0.5], 0.1, [0.05, -0.05]),
    # Pressed against a wall where the curve bends the wrong way: the others go on downhill.
    ([BOUND, 0.0], [-0.5, 0.5], -0.1, [0.0, -0.5]), ([-BOUND, 0.0], [0.5, 0.5], -0.1, [0.0, -0.5]),
])  # fmt: skip
def test_a_step_of_the_climb(place, slope, curve, step):
    assert _step(np.array(place), np.array(slope), np.eye(2) * curve) == pytest.approx(np.array(step))


def test_marks_on_the_ends_of_their_bands():
    marks = pd.Series(range(11), dtype=float)
    assert _levels(marks, "recommend") == [[0, 1, 2, 3, 4, 5, 6], [7, 8], [9, 10]]


def test_as_many_histories_as_parameters_tell_nothing():
    n = len(BGNBD.names)
    rows = pd.DataFrame({"x": range(1, n + 2), "t_x_days": [50] * (n + 1), "T_days": [90] * (n + 1)})
    assert fit(BGNBD, distinct(rows.head(n))).degenerate == "too_few_rows"
    assert fit(BGNBD, distinct(rows)).degenerate != "too_few_rows"


def test_growth_is_drawn_in_and_nothing_grows_from_nothing():
    assert [_bounded(0.5, 0.0), _bounded(0.0, 0.5), _bounded(0.5, 0.5)] == [1.0, 1.0, 1.0]
    assert _bounded(0.5, 0.4) > 1 > _bounded(0.4, 0.5)
    assert _bounded(0.6, 0.5) == pytest.approx(1 / _bounded(0.5, 0.6))
    assert _bounded(900.0, 1.0) == _bounded(90.0, 1.0)


def test_messages_are_rows_of_length_one():
    random = np.random.default_rng(1)
    matrix = sparse.csr_matrix(
        random.random((FEWEST_WORDS + 5, FEWEST_WORDS))
        * (random.random((FEWEST_WORDS + 5, FEWEST_WORDS)) < 0.5)
    )
    assert np.linalg.norm(places(matrix), axis=1) == pytest.approx(np.ones(FEWEST_WORDS + 5))


@pytest.mark.parametrize(("gains", "shape", "trend"), [
    # In costs of one parameter: what a trend gains, then two waves (four parameters), then three (six).
    ((0.9, 3.9, 9.0), None, None), ((0.9, 4.1, 5.0), 4, 0.0), ((0.9, 4.1, 6.2), 6, 0.0), ((1.1, 4.0, 9.0), (), -0.3), ((2.0, 5.1, 7.0), 4, 0.0),
])  # fmt: skip
def test_a_clock_must_gain_more_than_its_parameters_cost(monkeypatch, gains, shape, trend):
    cost = 0.5 * np.log(100)
    known = SimpleNamespace(bought=np.full(400, 0.25), rows=None)
    told = {1: (gains[0], [-0.5]), 4: (gains[1], [0.1] * 4), 6: (gains[2], [0.1] * 6)}
    monkeypatch.setattr(season, "_Past", SimpleNamespace(of=lambda *_given: known))
    monkeypatch.setattr(season, "sample", lambda days, _size: days)
    monkeypatch.setattr(
        season, "fit", lambda *_given: SimpleNamespace(degenerate="", log_likelihood=7.0, theta=None)
    )
    monkeypatch.setattr(
        season,
        "_search",
        lambda _known, _theta, columns: (
            7 + cost * told[columns.shape[1]][0],
            np.array(told[columns.shape[1]][1]),
        ),
    )
    past = SimpleNamespace(day=np.arange(400))
    found = season.find_clock(SimpleNamespace(until=lambda _day: past), 399)
    if shape is None:
        assert found is None
    else:
        assert (found.trend, len(found.shape)) == (trend, shape if shape else 0)


def test_what_is_not_known_of_a_constant_rate():
    # Five periods at a half: 1 + 2/2 + 3/4 + 4/8 + 5/16, three times; the variance of the rate itself is 1/4 in 36.
    assert Constant(18, 36).doubt(np.array([]), np.array([1.0, 2.0])) == pytest.approx(
        (3 * 3.5625) ** 2 / 4 / 36
    )


def test_a_campaign_without_a_control_has_none_and_shows_no_effect():
    part = contacts({"person_new": (40, 20, 40, 12)})
    part = part[(part.campaign_id == part.campaign_id.iloc[0]) & (part.arm == "treated")]
    row = _campaign(part)
    assert (row["treated"], row["control"], row["fair"], row["evidence"]) == (len(part), 0, 0.0, "associated")
    assert "uplift" not in row


def test_larger_and_surer_rises_weigh_more():
    # A rise of a tenth and one of two: weights of 100 and 200, along a line (100 × 1 + 200 × 2 = 500).
    table = pd.DataFrame({
        "rise": [0.1, 0.2], "apart_error": 0.1, "lost_new": [0.1, 0.2], "lost_older": [0.05, 0.0], "apart": [0.05, 0.2], "n_new": [10, 20],
        "n_older": 5,
    })  # fmt: skip
    found = _pooled(table, 40)
    assert found["with_new"].value == pytest.approx((100 * 0.1 + 200 * 0.2) / 500)
    assert found["with_loyal"].value == pytest.approx(100 * 0.05 / 500)
    assert found["advantage"].value == pytest.approx((100 * 0.05 + 200 * 0.2) / 500)
    assert found["advantage"].high - found["advantage"].value == pytest.approx(t.ppf(0.975, 39) * 500**-0.5)
    assert found["with_new"].n == 30


def test_who_scores_as_the_mean_is_one_of_the_others():
    score, treated = np.repeat([1.0, 2.0, 3.0], 2), np.array([True, False] * 3)
    # Of those above the mean the treated one bought; of the others one treated of two did, and no control.
    assert _gain(score, treated, np.array([1.0, 0, 0, 0, 1, 0])) == 1 - 0.5
    assert _gain(np.ones(6), treated, score) is None


def test_the_worth_of_a_forecast_without_a_model(monkeypatch):
    spend = SimpleNamespace(mean=np.array([10.0, 20.0]))
    told = {}
    replaced = {
        "fit_spend_by_kind": lambda _customers: None, "_spend": lambda *_given: spend, "flat_discount": lambda _terms: 0.5,
        "customer_variance": lambda *_given: np.array([3.0, 4.0]), "count_quantile": lambda *_given: 0.0, "_money_drift": lambda *_given: 0.0,
        "_drift": lambda *_given: 0.0, "_worth": lambda *given: told.update(totals=given[3]),
        "replace": lambda found, **_changed: found,
    }  # fmt: skip
    for name, stub in replaced.items():
        monkeypatch.setattr(total, name, stub)
    monkeypatch.setattr(total.grading_, "naive_forecasts", lambda *_given: {"mean": np.array([1.0, 2.0])})
    terms = SimpleNamespace(weeks=52.0, level=0.95, margin_rate=0.4)
    total._by_naive("mean", pd.DataFrame({"T_days": [364, 728]}), None, terms)
    # Half of 1 × 10 + 2 × 20 at 40 %; its variance with the square of both. Known from as long a time: twice a count's variance; from two: half more.
    assert told["totals"]["equity"] == total.Total(10.0, pytest.approx(7 * 0.2**2), 0.0)
    assert told["totals"]["purchases"] == total.Total(3.0, pytest.approx(1 * 2 + 2 * 1.5), 0.0)


def test_what_was_sold_on_the_first_and_the_last_day_of_a_goal_counts():
    today, start = dt.date(2026, 3, 31), dt.date(2026, 1, 1)
    days = pd.DataFrame({"day": ["2025-12-31", start, today, "2026-04-01"], "amount": [8.0, 1.0, 2.0, 4.0]})
    goal = SimpleNamespace(start=start, end=dt.date(2026, 12, 31), value=10.0)
    told = _ahead(goal, days, today)
    assert told == {"start": dt.date(2026, 4, 1), "end": goal.end, "goal": 7.0, "sold_already": 3.0}
    goal.value = 2.0
    assert _ahead(goal, days, today)["goal"] == 0.0


def test_what_was_at_stake_with_each_who_is_absent():
    today = pd.Timestamp(2026, 4, 1)
    now = pd.DataFrame({
        "customer_id": ["a", "b", "c"], "began": today - pd.to_timedelta([10, 20, 10], unit="D"), "repeat_days": [1, 1, 0],
        "day": today - pd.to_timedelta([40, 50, 60], unit="D"),
    })  # fmt: skip
    bands = pd.DataFrame({
        "repeated": [True, True], "away_from": [0, 20], "away_to": [20, 90], "chance": [0.5, 0.25], "share_low": [0.4, 0.2], "share_high": [0.6, 0.5],
    })  # fmt: skip
    customers = pd.DataFrame(
        {"customer_id": ["a", "b", "c"], "repeat_mean": [8.0, None, 9.0], "amount": 100.0, "purchase_days": 5}
    )
    rows = _ranked(now, bands, customers, today)
    assert rows[["customer_id", "usual_purchase", "chance", "stake", "stake_low", "stake_high", "days_since_last"]].values.tolist() == [
        ["b", 20.0, 0.25, 5.0, 4.0, 10.0, 50], ["a", 8.0, 0.5, 4.0, 3.2, 4.8, 40]]  # fmt: skip


def test_a_contact_without_revenue_left_nothing():
    part = pd.DataFrame({"arm": ["treated"] * 20 + ["control"] * 20, "revenue": [None, *[2.0] * 39]})
    left, before = earned(part, "answered")
    assert (left.tolist(), before.tolist()) == ([0.0, *[2.0] * 39], [0.0] * 40)
    assert earned(part.assign(revenue=None), "answered") is None


def test_each_renewal_faced_between_two_days_is_a_row_and_the_last_one_may_be_lost():
    known = pd.DataFrame({"chain_id": ["a", "b", "c"], "faced": [3, 1, 2], "lost": [True, True, False]})
    before = pd.DataFrame({"chain_id": ["a", "b"], "faced": [1, 1]})
    found = decisions(SimpleNamespace(table=known), SimpleNamespace(table=before))
    assert found.values.tolist() == [[2, False], [3, True], [1, False], [2, False]]


def test_who_was_to_sell_and_sold_nothing_is_a_row_without_buyers():
    cells = pd.DataFrame(
        {"seller_id": ["V1"], "sold": 30.0, "sold_before": 20.0, **dict.fromkeys(PARTS, 0.0)}
    )
    tagged = pd.DataFrame(
        {"seller_id": "V1", "customer_id": ["a", "a"], "amount": [30.0, 20.0], "now": [True, False]}
    )
    table = against(cells, tagged, "seller_id", pd.Series({"V1": 25.0, "V2": 40.0})).set_index("seller_id")
    assert table.index.tolist() == ["V2", "V1"]
    assert table[["target", "sold", "difference", "buyers"]].values.tolist() == [
        [40, 0, -40, 0],
        [25, 30, 5, 1],
    ]
    assert table.difference_low["V1"] == pytest.approx(5 - 19.6, abs=0.01)
    assert not table.beyond_chance.any()


def test_who_follows_a_seller_has_the_limits_of_a_ratio():
    # 12 of 20 stayed where 24 of 30 usually do: three quarters; on the logarithm an error of √(0.4/12 + 0.2/24) = 0.204.
    followed, unit, n, low, high, _level = _followed((12, 20), (24, 30))
    assert (followed, unit, n) == (pytest.approx(0.25), "share", 50)
    assert (low, high) == pytest.approx((1 - 0.75 * np.exp(0.40008), 1 - 0.75 * np.exp(-0.40008)), abs=1e-4)


def test_who_is_too_late_to_be_called_is_counted():
    # Of sixty who were 1.8 gaps late half came back, of thirty who were ten late nobody: from six gaps on nobody is called.
    names, then = [f"c{n}" for n in range(90)], [18] * 60 + [100] * 30
    earlier = pd.DataFrame({
        "customer_id": names, "kind": None, "repeat_days": 10, "gap_mean": 10.0, "gap_q90": 12.0, "repeat_mean": 50.0, "last_purchase": None,
        "days_since_last": then, "purchase_days": 11, "first_purchase": pd.Timestamp("2025-06-01"), "T_days": 118,
    })  # fmt: skip
    back = np.array([True] * 30 + [False] * 60)
    now = earlier.assign(
        T_days=208,
        days_since_last=np.where(back, 18, np.array(then) + 90),
        purchase_days=11 + back.astype(int),
    )
    values = due(now, earlier).values
    assert (values["due"].value, values["given_up"].value) == (30, 60)


def test_blanks_of_two_in_five_tell_nothing_of_a_campaign():
    arms = ["treated"] * 20 + ["control"] * 20
    part = pd.DataFrame({"arm": arms, **dict.fromkeys(("bought_within", "responded", "attended", "revenue"))})
    said = np.tile([1.0, 1.0, 0.0, np.nan, np.nan], 8)
    assert outcome(part.assign(responded=said)) is None
    assert KNOWN > 0.6
    assert outcome(part.assign(responded=np.where(np.isnan(said), 0.0, said))) == "responded"


def test_who_comes_or_leaves_neither_climbs_nor_slips():
    states = np.array([[NOT_YET, CUSTOMER], [CUSTOMER, GONE], [CUSTOMER, SUPPORTER], [SUPPORTER, CUSTOMER]])
    history = SimpleNamespace(states=states, ends=pd.DatetimeIndex(["2026-01-31", "2026-02-28"]))
    row = by_month(history).iloc[0]
    assert row[["new", "climbed", "slipped", "left", "active"]].tolist() == [1, 1, 1, 1, 3]


def test_who_sold_on_the_day_itself_has_the_account():
    served = pd.DataFrame({
        "customer_id": "a", "day": ["2026-01-01", "2026-01-31", "2026-02-01"], "is_purchase": True, "seller_id": ["v1", "v2", "v3"],
    })  # fmt: skip
    assert homes(served, dt.date(2026, 1, 31)).to_dict() == {"a": "v2"}


def test_a_rung_with_just_enough_people_has_a_mean():
    assert _mean(np.arange(LEAST_ON_RUNG, dtype=float))[0] == (LEAST_ON_RUNG - 1) / 2
    assert np.isnan(_mean(np.arange(LEAST_ON_RUNG - 1, dtype=float))[0])


def test_causes_are_parts_of_all_who_left():
    gone = pd.DataFrame({
        "notice": ["said_why"] * 3 + ["silent"], "cause": ["price"] * 3 + [None], "outside": False, "amount": 1.0,
    })  # fmt: skip
    found = causes(gone, 10)
    assert (found["share"].tolist(), found.leave_after.tolist()) == ([0.75, 0.25], [0.1, 0.0])


def test_three_periods_of_less_than_a_year_are_too_short_for_a_worth():
    spans = Spans((dt.date(2026, 6, 30), dt.date(2026, 3, 30), dt.date(2025, 12, 30)))
    found = equity([], pd.DataFrame(), spans)
    assert (found.have, found.need) == (276, 3 * 364)


def test_money_for_just_one_first_purchase_is_money():
    leads = pd.DataFrame({
        "need": ["no"] * 2, "opportunity": ["no"] * 2, "money": [50.0, 49.0], "bought_on": pd.NaT, "acquired_by": None, "wait_days": None,
        "open_days": 9.0,
    })  # fmt: skip
    assert signals(leads, 50.0).in_place.tolist() == [1, 0]


def test_a_year_of_births_is_told_in_quarters():
    born = [(month, age) for month in pd.date_range("2025-01-01", periods=12, freq="MS") for age in range(4)]
    grown = pd.DataFrame(born, columns=["cohort", "age"]).assign(
        started=FEWEST_BORN, customers=FEWEST_BORN // 2
    )
    found = _bands(grown)
    assert found.generation.dt.month.tolist() == [1, 4, 7, 10]
    assert found["share"].tolist() == [0.5] * 4
