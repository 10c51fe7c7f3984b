"""Which regularity is chosen, how many purchases a model adds up, and what a plan of a year ago was off: by pencil."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import nbinom
from test_loyalty_plan import NEXT, groups, periods, sold

from clientela.loyalty import plan
from clientela.loyalty.claims import rise_losses
from clientela.loyalty.claims.rise_losses import limits
from clientela.loyalty.clv.grading.analysis import _result
from clientela.loyalty.clv.models import regularity
from clientela.loyalty.clv.models.bg_cnbd import _tail_sums
from clientela.loyalty.clv.models.fitting import failed
from clientela.loyalty.clv.models.regularity import GAIN, ORIGINS, choose_k
from clientela.loyalty.clv.models.sbg import fit_sbg
from clientela.loyalty.clv.models.summary import Days
from clientela.loyalty.clv.money import Spend, customer_variance
from clientela.loyalty.plan.codes import NOBODY
from clientela.loyalty.plan.expected import NO_NAME, _no_name
from clientela.stats.intervals import Z

UNTIL = 20_000


def bought():
    """Three who buy every twenty days for a year."""
    days = [UNTIL - 360 + 20 * n for n in range(19)]
    frame = pd.DataFrame(
        {"customer_id": np.repeat(["a", "b", "c"], len(days)), "day": pd.to_datetime(days * 3, unit="D")}
    )
    return Days.of(frame.assign(amount=10.0, margin=5.0, is_purchase=True))


def chosen(monkeypatch, tried, errors):
    """The choice among what is likelier, by the errors each has at each of three dates."""
    asked = []

    def error(_days, origin, step, k):
        asked.append((k, origin, step))
        return errors[k][sum(one[0] == k for one in asked) - 1]

    monkeypatch.setattr(regularity, "_likelier", lambda *_given: tried)
    monkeypatch.setattr(regularity, "_error", error)
    return choose_k(bought(), UNTIL), asked


def test_the_regularity_with_the_least_mean_error_is_chosen(monkeypatch):
    # Twice the best and once far off is no better: the mean of 3 is above that of 2.
    assert chosen(monkeypatch, [2, 3], {2: [1, 1, 1], 3: [0.5, 0.5, 2.3]})[0] == 2
    found, asked = chosen(monkeypatch, [2, 3], {2: [1, 1, 1], 3: [0.5, 0.5, 1.7]})
    assert found == 3
    # Each is tried on the last three sixths of what was seen.
    step = 360 // (2 * ORIGINS)
    assert asked == [(k, UNTIL - back * step, step) for k in (2, 3) for back in (1, 2, 3)]


def test_a_larger_regularity_has_to_gain_and_the_first_has_not(monkeypatch):
    tie = {2: [1, 1, 1], 3: [1 - GAIN / 2] * 3, 4: [1 - 2 * GAIN] * 3}
    assert chosen(monkeypatch, [2, 3], tie)[0] == 2
    assert chosen(monkeypatch, [2, 3, 4], tie)[0] == 4
    assert chosen(monkeypatch, [5], {})[0] == 5
    assert chosen(monkeypatch, [], {})[0] == 1


@pytest.mark.parametrize(("k", "stage"), [(1, 0), (2, 0), (2, 1), (3, 2), (5, 0)])
def test_purchases_to_come_add_up_as_one_by_one(k, stage):
    shape, odds, kept, a = (
        np.array([0.4, 3.0, 40.0]),
        np.array([0.3, 0.8, 0.9]),
        np.array([1.0, 2.5, 9.0]),
        1.5,
    )
    first, second = _tail_sums(shape, odds, a, kept, (k, stage))
    for place in range(len(shape)):
        stay, mean, square = 1.0, 0.0, 0.0
        for n in range(1, 1500):
            # The n-th purchase falls on step n k - stage, where the customer stayed after each one before.
            chance = stay * nbinom.sf(n * k - stage - 1, shape[place], 1 - odds[place])
            mean, square = mean + chance, square + (2 * n - 1) * chance
            stay *= (kept[place] + n - 1) / (a + kept[place] + n - 1)
        assert first[place] == pytest.approx(mean, rel=1e-4)
        assert second[place] == pytest.approx(square, rel=1e-3)


def rule(sales, scale=1.0, segments=("regulars", "regulars")):
    """The plan of two customers, from what each bought in each of three years."""
    rows = [
        ("V1", f"c{n}", 2023 + place, amount * scale)
        for n in range(2)
        for place, amount in enumerate(sales[n])
    ]
    who = groups({"c0": segments[0], "c1": segments[1]})
    return plan.targets(sold(*rows), who, periods(NEXT)).values


@pytest.mark.parametrize("scale", [1.0, 0.001])
def test_how_far_the_plan_of_a_year_ago_was_off(scale):
    # A year ago 200 had become 300, so that 450 were to be expected; 500 came: a tenth less was said.
    found = rule([(100.0, 150.0, 250.0)] * 2, scale)
    assert found["plan_error"].value == pytest.approx(450 / 500 - 1)
    # All moved alike, so that nothing of it is chance: 50 of 450 may be off again.
    expected = 500 * 5 / 3 * scale
    assert found["plan_expected"].value == pytest.approx(expected)
    half = Z * expected * 50 / 450
    assert (found["plan_expected"].low, found["plan_expected"].high) == pytest.approx(
        (expected - half, expected + half)
    )


def test_without_sales_to_grade_it_by_a_plan_has_no_error():
    # Nothing was sold before, so that nothing could be said; and what one bought the other gave back.
    for sales in ([(0.0, 0.0, 250.0)] * 2, [(100.0, 150.0, 250.0), (100.0, 150.0, -250.0)]):
        found = rule(sales, segments=("regulars", "champions"))
        assert found["plan_goal"].value == 1000.0
        assert "plan_error" not in found


def test_sales_without_a_name_grow_by_the_root_of_their_growth_between_bounds():
    here = pd.DataFrame(
        {"segment": [NO_NAME, NO_NAME, "x"], "seller_id": [7, 7, 7], "amount": [30.0, 10.0, 5.0]}
    )
    none = pd.DataFrame(columns=["customer_id", "seller_id", "amount"])

    def row(before):
        then = (
            none
            if before is None
            else pd.DataFrame({"customer_id": [NOBODY, NOBODY + 1], "amount": [before, 99.0]})
        )
        return _no_name(here, then).iloc[0]

    for before, ratio in (
        (None, 1.0),
        (0.0, 1.0),
        (-5.0, 1.0),
        (40 / 1.44, 1.2),
        (10.0, 2**0.5),
        (160.0, 0.5**0.5),
    ):
        found = row(before)
        assert (found.base, found.expected, found.error) == pytest.approx(
            (40, 40 * ratio, 40 * abs(ratio - 1))
        )
        assert (found.segment, found.seller_id, found.customers, found.chance) == (NO_NAME, 7, 0, 0.0)
    # Where more came back than was sold nothing is expected.
    back = _no_name(here.assign(amount=-here.amount), none).iloc[0]
    assert (back.base, back.expected, back.ratio) == (0.0, 0.0, 1.0)


def test_what_varies_in_what_a_customer_buys():
    # Four purchases of ten on average, each off by 2² within and by 3² from customer to customer; their number off by 5.
    spend = Spend(np.array([10.0]), np.array([4.0]), np.array([9.0]))
    assert customer_variance(spend, np.array([4.0]), np.array([5.0])).tolist() == [
        4 * 4 + 16 * 9 + 5 * (100 + 9)
    ]


@pytest.mark.parametrize(
    ("dates", "swing"), [((0.1, 0.2, 0.6), 0.06), ((0.1, 0.2), 0.0), ((0.1, 0.11, 0.12), 0.0)]
)
def test_how_much_a_contrast_swings_beyond_chance(monkeypatch, dates, swing):
    class Told:
        def at(self, watch, _rates):
            return limits(dates[watch], 0.1, 50) if watch < len(dates) else limits(9.0, np.inf, 1)

    monkeypatch.setattr(rise_losses, "expected", lambda others: others)
    # Their variance is 0.07; of it chance makes 0.01. Of a date without an error nothing counts.
    found = rise_losses.swings(range(4), [Told()])
    assert found == pytest.approx([swing**0.5])


def test_one_who_left_is_enough_to_fit_who_leaves():
    one = fit_sbg(np.array([1.0, 2.0, 2.0]), np.array([1.0, 0.0, 0.0]))
    assert one.degenerate != "no_loss"
    assert fit_sbg(np.array([1.0, 1.0]), np.array([1.0, 0.0])).degenerate == "too_few_rows"


def test_a_fit_that_failed_says_which_it_was_and_is_never_the_chosen_one():
    none = failed("some_model", ("r", "alpha"), 7, "flat")
    assert (none.model, none.n, none.degenerate) == ("some_model", 7, "flat")
    assert list(none.params) == ["r", "alpha"]
    assert np.isnan([*none.params.values(), none.log_likelihood]).all()
    assert none.covariance.shape == (2, 2)
    measures = dict.fromkeys(("bias", "rmse", "mae", "correlation", "capture"), 0.5)
    grades = pd.DataFrame([{"forecast": "own_rate", **measures}])
    found = _result((grades, "own_rate"), pd.DataFrame(), {"some_model": none}, (2, 90, 7))
    assert found.frames["grades"][["forecast", "chosen"]].values.tolist() == [
        ["own_rate", True],
        ["some_model", False],
    ]
    assert found.frames["grades"].degenerate.tolist()[1] == "flat"
    assert (found.values["chosen_bias"].value, found.values["k"].value, found.values["horizon"].value) == (
        0.5,
        2,
        90,
    )
