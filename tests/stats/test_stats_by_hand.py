"""Intervals, effects, charts and parts of a change, each on a handful of cases that a pencil can follow."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2, f, norm, t

from clientela.stats import charts, effects, groups, intervals, multiple_testing, raking, ratios, shifts
from clientela.stats.hazards import LARGEST, Watched
from clientela.stats.hazards import ratios as hazards
from clientela.stats.intervals import Z
from clientela.stats.price_volume_mix import PARTS, SUMS, parts
from clientela.stats.shrinkage import FEWEST, shrunken
from clientela.stats.variation import intraclass

# Control charts


def test_limits_of_a_control_chart():
    assert charts.moving_sigma([1, 4, 2]) == pytest.approx(2.5 / 1.128)
    assert np.isnan(charts.moving_sigma([1.0]))
    # Half of a hundred and a tenth of nine: three deviations are .15 and .3; no share is below nothing or above all.
    assert [end.tolist() for end in charts.p_limits(0.5, [100, 4])] == [
        pytest.approx([0.35, 0]),
        pytest.approx([0.65, 1]),
    ]
    assert [end.tolist() for end in charts.p_limits(0.1, [9], 0.5)] == [[0.0], pytest.approx([0.25])]
    assert [end.tolist() for end in charts.u_limits(4.0, [9, 1], 2.0)] == [
        pytest.approx([0, 0]),
        pytest.approx([8, 16]),
    ]
    assert [end.tolist() for end in charts.u_limits(4.0, [9])] == [pytest.approx([2]), pytest.approx([6])]
    middle, low, high = charts.xmr_limits([1, 3, 2, 6])
    assert (middle, low, high) == pytest.approx((3.0, 3 - 3 * (7 / 3) / 1.128, 3 + 3 * (7 / 3) / 1.128))


def test_points_that_spread_more_than_their_number_explains():
    assert charts.laney([0.0, 2.256, 0.0]) == pytest.approx(2.0)
    assert (charts.laney([0.0, 0.1]), charts.laney([5.0])) == (1.0, 1.0)
    assert charts.funnel_sigma([9.0]) == 1.0
    assert charts.funnel_sigma([3.0, -3.0]) == pytest.approx(3.0)
    # Of ten the lowest is kept and the highest drawn in to the ninth.
    assert charts.funnel_sigma([-4.0, *[2.0] * 8, 99.0]) == pytest.approx(((16 + 9 * 4) / 10) ** 0.5)


# Two groups


def test_two_means_as_welch_has_them():
    one, other = [1.0, 3.0, np.nan], [4.0, 6.0, 8.0]
    # Variances of 2 and 4 over 2 and 3: an error of √(1 + 4/3); freedom (7/3)² / (1 + (4/3)² / 2).
    error, freedom = (7 / 3) ** 0.5, (7 / 3) ** 2 / (1 + 16 / 18)
    found = groups.apart(one, other)
    half = t.ppf(0.975, freedom) * error
    assert found[:3] == pytest.approx((-4.0, -4 - half, -4 + half))
    assert found.p_value == pytest.approx(2 * t.sf(4 / error, freedom))


def test_two_groups_that_tell_nothing_of_chance():
    for one, other, by in (
        ([1.0], [2.0, 4.0], -2.0),
        ([3.0, 3.0], [1.0, 1.0], 2.0),
        ([2.0, 4.0], [1.0], 2.0),
    ):
        found = groups.apart(one, other)
        assert (found.by, found.p_value) == (by, 1.0)
        assert np.isnan([found.low, found.high]).all()
    assert np.isnan(groups.apart([], [1.0, 2.0]).by)
    assert np.isnan(groups.apart([1.0, 2.0], []).by)
    # Of one mind on one side only is a measure all the same.
    assert groups.apart([3.0, 3.0], [1.0, 2.0]).low == pytest.approx(1.5 - t.ppf(0.975, 1) * 0.5)


def test_a_mean_off_zero():
    found = groups.off_zero([1.0, 3.0, np.nan])
    assert found[:3] == pytest.approx((2.0, 2 - t.ppf(0.975, 1), 2 + t.ppf(0.975, 1)))
    assert found.p_value == pytest.approx(2 * t.sf(2, 1))
    alone, alike, nobody = (groups.off_zero(given) for given in ([5.0], [2.0, 2.0], []))
    assert (alone.by, alone.p_value, alike.by, alike.p_value) == (5.0, 1.0, 2.0, 1.0)
    assert np.isnan([alone.low, alike.high, nobody.by]).all()


# Shares and waits


def test_a_share_and_its_limits():
    # Wilson of 8 of 10: ((.8 + z²/20) ± z √(.016 + z²/400)) / (1 + z²/10).
    z = Z
    middle, half, below = 0.8 + z**2 / 20, z * (0.016 + z**2 / 400) ** 0.5, 1 + z**2 / 10
    assert intervals.wilson(8, 10) == pytest.approx(((middle - half) / below, (middle + half) / below))
    assert intervals.wilson(0, 10)[0] == 0.0
    assert intervals.wilson(10, 10)[1] == 1.0
    assert (intervals.wilson(0, 0), intervals.wilson(1, 1)[1]) == ((0.0, 1.0), 1.0)
    assert intervals.wilson(0.5, 10)[0] > 0
    low, high = intervals.wilson_each([8, 0], [10, 10])
    assert low[0] == pytest.approx((middle - half) / below)
    assert (low[1], high[1]) == pytest.approx((0.0, z**2 / 10 / below))


def test_a_correlation_and_its_limits():
    middle, swing = np.arctanh(0.5), 1.96 / 17**0.5
    assert intervals.fisher(0.5, 20) == pytest.approx((np.tanh(middle - swing), np.tanh(middle + swing)))
    assert intervals.fisher(-0.5, 20) == pytest.approx((-np.tanh(middle + swing), np.tanh(swing - middle)))
    # Four cases have one free; fewer are taken for as many.
    assert intervals.fisher(0.0, 4) == pytest.approx((-np.tanh(1.96), np.tanh(1.96)))
    assert intervals.fisher(0.0, 2) == intervals.fisher(0.0, 4)
    assert intervals.fisher(1.0, 20)[0] < 1


def test_waits_by_pencil():
    # Ten: two came on day 1, one went on waiting from day 2, two came on day 3; the others still wait on day 5.
    days = np.array([1, 1, 2, 3, 3, 5, 5, 5, 5, 5, np.nan])
    came = np.array([True, True, False, True, True, *[False] * 5, True])
    curve = intervals.waits(days, came, np.ones(11))
    assert curve.days.tolist() == [1, 3]
    assert curve["share"].tolist() == pytest.approx([0.2, 1 - 0.8 * 5 / 7])
    assert curve.at_risk.tolist() == [10, 7]
    stay, green = 0.8 * 5 / 7, 2 / (10 * 8) + 2 / (7 * 5)
    swing = Z * green**0.5 / abs(np.log(stay))
    assert curve.share_low[1] == pytest.approx(1 - np.exp(np.log(stay) * np.exp(-swing)))
    assert curve.share_high[1] == pytest.approx(1 - np.exp(np.log(stay) * np.exp(swing)))
    # Weighted alike it is the same; all who came leave nobody in doubt.
    assert intervals.waits(days, came, np.full(11, 2.0))["share"].tolist() == pytest.approx(
        curve["share"].tolist()
    )
    whole = intervals.waits([1, 2], [True, True], [1.0, 1.0])
    assert whole[["share", "share_low", "share_high"]].iloc[1].tolist() == [1.0, 1.0, 1.0]


def test_a_curve_read_on_a_day():
    curve = pd.DataFrame(
        {"days": [10.0, 20.0], "share": [0.3, 0.5], "share_low": [0.2, 0.4], "share_high": [0.4, 0.6]}
    )
    assert intervals.by_day(curve, 9, 40) == (0.0, *intervals.wilson(0, 40))
    assert intervals.by_day(curve, 10) == (0.3, 0.2, 0.4)
    assert intervals.by_day(curve, 20) == (0.5, 0.4, 0.6)
    everybody = curve.assign(share=[0.3, 1.0])
    assert intervals.by_day(everybody, 20, 40) == (1.0, *intervals.wilson(40, 40))
    assert intervals.by_day(everybody, 20) == (1.0, 0.4, 0.6)
    assert (intervals.median_wait(curve), intervals.median_wait(curve.head(1))) == (20.0, None)


# Means, ratios and effects


def test_a_mean_a_ratio_and_their_gap():
    one, other = ratios.mean([1.0, 3.0]), ratios.mean([2.0, 2.0, 5.0])
    assert one == pytest.approx((2.0, 2 - t.ppf(0.975, 1), 2 + t.ppf(0.975, 1), 1.0, 2))
    assert (ratios.mean([7.0]).value, ratios.mean([]).n) == (7.0, 0)
    assert np.isnan(ratios.mean([7.0]).low)
    gap = ratios.gap(one, other)
    assert (gap.value, gap.error, gap.n) == (pytest.approx(-1.0), pytest.approx(2**0.5), 2)
    # 6 over 3; 2 − 2 × 1 and 4 − 2 × 2 leave nothing, 3 − 4 and 3 − 2 leave one each: √(2 × 2 / 1) / 3.
    assert ratios.ratio([2.0, 4.0], [1.0, 2.0])[:1] == (2.0,)
    found = ratios.ratio([3.0, 3.0], [2.0, 1.0])
    assert (found.value, found.error, found.n) == (2.0, pytest.approx(2 / 3), 2)
    assert ratios.ratio([1.0], [-1.0]).n == ratios.ratio([1.0], [0.0]).n == ratios.ratio([], []).n == 0
    assert np.isnan(ratios.ratio([1.0], [2.0]).error)
    assert ratios.ratio([0.4, 0.2], [0.5, 0.1]).value == pytest.approx(1.0)


def test_one_share_beyond_another():
    first, second = (0.5, 0.3, 0.6), (0.2, 0.1, 0.4)
    # Down: √(.2² + .2²); up: √(.1² + .1²).
    assert effects.between(first, second) == pytest.approx((0.3, 0.3 - 0.08**0.5, 0.3 + 0.02**0.5))


def test_money_less_what_would_have_been_spent_anyway():
    within, before = np.array([5.0, 9.0, 4.0, 6.0]), np.array([1.0, 3.0, 1.0, 3.0])
    treated = np.array([True, True, False, False])
    # The slope is (9 + 6 − 5 − 4) / 2 / 2 = 1.5; left are 6.5, 7.5, 5.5 and 4.5, each side with a variance of a half.
    half = Z * (0.25 + 0.25) ** 0.5
    assert effects.money(within, before, treated) == pytest.approx((2.0, 2 - half, 2 + half))
    plain_gap = effects.money(within, np.ones(4), treated)
    assert plain_gap[0] == 2.0
    assert plain_gap[2] - 2 == pytest.approx(Z * (8 / 2 + 2 / 2) ** 0.5)


def test_groups_drawn_to_their_mean():
    # Errors of 1, effects of 0 and 4: excess 8 − 1, over 2 − 1: a spread of 7; each keeps 7/8.
    middle, weight, spread = effects.pooled(np.array([0.0, 4.0]), np.array([1.0, 1.0]))
    assert (middle, weight, spread) == pytest.approx((2.0, 2 / 8, 7.0))
    drawn, errors = effects.shrink(np.array([0.0, 4.0]), np.array([1.0, 1.0]))
    assert drawn.tolist() == pytest.approx([0.25, 3.75])
    assert errors.tolist() == pytest.approx([(7 / 8 + 4 / 64) ** 0.5] * 2)
    # Alike beyond chance: all go to the mean, weighed by what each knows: (0 × 1 + 1 × 4) / 5, an error of √(1/5).
    drawn, errors = effects.shrink(np.array([0.0, 1.0]), np.array([1.0, 0.5]))
    assert (drawn.tolist(), errors.tolist()) == (pytest.approx([0.8, 0.8]), pytest.approx([0.2**0.5] * 2))
    assert [part.tolist() for part in effects.shrink(np.array([3.0]), np.array([2.0]))] == [[3.0], [2.0]]


def test_was_the_lot_fair():
    people = pd.DataFrame({
        "arm": ["treated"] * 2 + ["control"] * 2, "kind": ["organisation", "person"] * 2, "tenure_days": [9.0, 9.0, 9.0, 9.0],
        "days_since_last": [3.0, None, 3.0, None], "purchases_before": [0.0, 1.0, 0.0, 3.0], "amount_before": np.nan,
    })  # fmt: skip
    table, chance = effects.balance(people)
    assert table.trait.tolist() == ["organisation", "tenure_days", "days_since_last", "purchases_before"]
    # Who never bought stands a day beyond the longest silence.
    assert table.mean_treated.tolist() == [0.5, 9.0, 3.5, 0.5]
    assert table.mean_control.tolist() == [0.5, 9.0, 3.5, 1.5]
    logs = np.log([1, 2, 1, 4])
    assert table.trait_difference.tolist() == pytest.approx(
        [0, 0, 0, (logs[:2].mean() - logs[2:].mean()) / logs.std(ddof=1)]
    )
    assert 0 < chance < 1
    alone = people.assign(kind=None, days_since_last=5.0)
    table, chance = effects.balance(alone)
    assert "organisation" not in table.trait.tolist()
    move, variance = logs[:2].mean() - logs[2:].mean(), logs.var(ddof=1)
    assert chance == pytest.approx(chi2.sf(move**2 / (variance * (1 / 2 + 1 / 2)), 1))
    assert effects.balance(alone.assign(purchases_before=1.0))[1] == 1.0
    nothing = effects.balance(alone.assign(**dict.fromkeys(effects.TRAITS[1:])))
    assert (nothing[0].empty, nothing[1]) == (True, 1.0)


# Many at once


def test_discoveries_stand_on_their_line():
    # Of four: .05 × place / 4. The third is exactly on its line, and takes the second along.
    assert multiple_testing.discoveries([0.0125, 0.03, 0.0375, 0.9]).tolist() == [True, True, True, False]
    assert multiple_testing.discoveries([0.9, 0.0126, 0.5, 0.6]).tolist() == [False] * 4
    assert multiple_testing.discoveries([0.15], rate=0.2).tolist() == [True]
    assert multiple_testing.discoveries([]).tolist() == []


def changes(**more: object) -> pd.DataFrame:
    """Three products: one that rose by 100 with a spread of 10, one that fell by as much, one bought by nine people."""
    frame = pd.DataFrame({
        "product_id": ["up", "down", "few"], "amount_now": [300.0, 100.0, 300.0], "amount_before": [200.0, 200.0, 0.0], "spread": 10.0,
        "buyers": [10, 10, 9],
    })  # fmt: skip
    return frame.assign(**more)


def test_how_each_product_moved():
    moved = multiple_testing.moves(changes())
    assert moved.trend.tolist() == ["trend_up", "trend_down", "trend_chance"]
    assert moved.gain.tolist() == [100, -100, 300]
    assert moved.gain_low.tolist() == pytest.approx([80.4, -119.6, 280.4])
    assert moved.gain_high.tolist() == pytest.approx([119.6, -80.4, 319.6])
    assert moved.change.fillna(9).tolist() == [0.5, -0.5, 9]
    assert multiple_testing.moves(changes(spread=0.0)).trend.tolist() == ["trend_chance"] * 3
    assert (multiple_testing.moved(moved), multiple_testing.ends(moved)) == (
        "gain",
        ("gain_low", "gain_high"),
    )
    assert "spread" in moved


def test_price_and_quantity_are_told_apart_where_quantities_are_known():
    counted = changes(at_old=[210.0, 190.0, 300.0], spread_old=[1.0, 1.0, 1.0], uncounted=[140.0, 0.0, 0.0])
    moved = multiple_testing.moves(counted)
    assert moved.by_price.tolist() == [90, -90, 0]
    assert moved.by_quantity.tolist() == [10, -10, 300]
    # Prices did 90 in the year: a month of it, 7.5, is the least that the band is wide; without a change of price its own spread.
    assert moved.quantity_high.tolist() == pytest.approx([17.5, -2.5, 301.96])
    assert moved.quantity_low.tolist() == pytest.approx([2.5, -17.5, 298.04])
    assert moved.change_quantity.fillna(9).tolist() == [0.05, -0.05, 9]
    assert moved.trend_sales.tolist() == ["trend_up", "trend_down", "trend_chance"]
    assert not set(multiple_testing.COUNTED) & set(moved)
    assert (multiple_testing.moved(moved), multiple_testing.ends(moved)[0]) == ("by_quantity", "quantity_low")
    # A fifth of 700 may lack a quantity, and no more; a negative amount is no quantity that is there.
    uncounted = multiple_testing.moves(counted.assign(uncounted=[140.1, 0.0, -5.0]))
    assert "by_quantity" not in uncounted
    assert not set(multiple_testing.COUNTED) & set(uncounted)
    assert "by_quantity" not in multiple_testing.moves(counted.assign(amount_now=0.0, uncounted=0.0))


# Price, volume, mix


def sold(now: bool, **sums: float) -> dict[str, object]:
    return {"seller": "v", "now": now, **dict.fromkeys(SUMS, 0.0), **sums}


def test_the_parts_of_a_change_add_up():
    # Then 10 at 5 and 4 of a product that went; now 12 for 72 that cost 66 then, and 8 of a new one.
    rows = pd.DataFrame([
        sold(False, amount=54.0, quantity=11.0, dropped_amount=4.0, dropped_quantity=1.0),
        sold(True, amount=80.0, quantity=14.0, old_value=66.0, new_amount=8.0, new_quantity=2.0),
    ])  # fmt: skip
    (row,) = parts(rows, ["seller"]).to_dict("records")
    assert [row[name] for name in ("sold", "sold_before", *PARTS)] == [80, 54, 10, 6, 6, 8, -4]
    # Whoever bought nothing then has no price of then: it is volume at what it would have cost.
    (row,) = parts(rows[rows.now], ["seller"]).to_dict("records")
    assert [row[name] for name in PARTS] == pytest.approx([66, 6, 0, 8, 0])
    (row,) = parts(rows[~rows.now], ["seller"]).to_dict("records")
    assert [row[name] for name in PARTS] == [-50, 0, 0, 0, -4]
    # Given back then: less than nothing is no price either.
    (row,) = parts(rows.assign(amount=[-6.0, 80.0]), ["seller"]).to_dict("records")
    assert row["by_volume"] == pytest.approx(2 * 5.5)
    two = parts(rows.assign(seller=["a", "b"]), ["seller", "now"])
    assert two[["seller", "sold", "sold_before"]].values.tolist() == [["a", 0, 54], ["b", 80, 0]]


# Weights


def test_weights_that_make_two_traits_right():
    people = pd.DataFrame({"kind": ["a", "a", "b", "b"], "size": ["x", "y", "x", "y"]})
    weights = raking.rake(
        people, {"kind": pd.Series({"a": 0.6, "b": 0.4}), "size": pd.Series({"x": 0.3, "y": 0.6, "z": 0.1})}
    )
    # y has twice the weight of x once z, whom nobody stands for, is left out.
    assert weights.tolist() == pytest.approx([4 * 0.6 / 3, 4 * 0.6 * 2 / 3, 4 * 0.4 / 3, 4 * 0.4 * 2 / 3])
    # Nobody speaks for more than five, nor for less than a fifth of one.
    far = raking.rake(pd.DataFrame({"kind": ["a"] * 99 + ["b"]}), {"kind": pd.Series({"a": 0.5, "b": 0.5})})
    assert far[99] / far[0] == pytest.approx(5 / (50 / 99))
    little = raking.rake(pd.DataFrame({"kind": ["a", "b"]}), {"kind": pd.Series({"a": 0.001, "b": 0.999})})
    assert little[0] / little[1] == pytest.approx(0.2 / 1.998)
    assert raking.effective(np.array([1.0, 1.0, 1.0, 3.0])) == 3.0


# Steps


def test_one_step_in_a_series():
    values, errors = np.array([1.0, 2.0, 1.0, 6.0, 5.0, 7.0]), np.ones(6)
    found = shifts.step(values, errors)
    # 4/3 before and 6 after, in errors of √(2/3); tried at three places, with three free months.
    size = (6 - 4 / 3) / (2 / 3) ** 0.5
    assert (found.at, found.size) == (3, pytest.approx(6 - 4 / 3))
    assert found.p_value == pytest.approx(min(1, 3 * 2 * t.sf(size, 3.0)))
    assert (found.low, found.high) == (3, 3)
    assert shifts.step(values[:4], errors[:4]) is None
    assert shifts.step(values[:5], errors[:5]) is not None
    # Months that are known better weigh more: (1 × 1 + 4 × 2) / 5.
    weighed = shifts.step(np.array([1.0, 2.0, 9.0, 9.0, 9.0]), np.array([1.0, 0.5, 1.0, 1.0, 1.0]))
    assert weighed.size == pytest.approx(9 - 9 / 5)
    flat = shifts.step(np.zeros(6), errors)
    assert (flat.low, flat.high, flat.p_value) == (2, 4, 1.0)
    assert (shifts.degrees(6), shifts.degrees(2), shifts.degrees(4)) == (3.0, 2.0, 2.0)
    assert shifts.tail(-2.0, 3.0) == pytest.approx(2 * t.sf(2.0, 3.0))


# Shrinkage and variation


def test_stein_where_errors_are_equal():
    # 0 to 8 by two: a variance of 10; nine between them; each keeps 1 − (2/4) × 1/10.
    found = shrunken([0.0, 2.0, 4.0, 6.0, 8.0], [1.0] * 5)
    assert found.values.tolist() == pytest.approx([0.2, 2.1, 4.0, 5.9, 7.8])
    pull = 0.5 / 10
    unsure = 2 / 2 * pull**2 * 10 / 10
    assert found.errors.tolist() == pytest.approx(
        [(1 - 0.8 * pull + unsure * away**2) ** 0.5 for away in (4, 2, 0, 2, 4)]
    )
    # Less than chance between them: each keeps half of its distance, 1 − (5 − 3) / (5 − 1).
    alike = shrunken([0.0, 0.1, 0.2, 0.3, 0.4], [1.0] * 5)
    assert alike.keep.tolist() == pytest.approx([0.5] * 5)
    with pytest.raises(ValueError, match="5 results at least, not 4"):
        shrunken([1.0] * (FEWEST - 1), [1.0] * (FEWEST - 1))


def test_which_part_of_variation_is_between_groups():
    # Groups {1, 3}, {5, 7, 9}: means 2 and 7, all 5; between (2 × 9 + 3 × 4) / 1 = 30, within (2 + 8) / 3; size 5 − 13/5.
    found = intraclass([2, 3], [4.0, 21.0], [10.0, 155.0])
    ratio, size = 30 / (10 / 3), 5 - 13 / 5
    ends = [ratio, ratio / f.ppf(0.975, 1, 3), ratio / f.ppf(0.025, 1, 3)]
    assert found == pytest.approx([(part - 1) / (part + size - 1) for part in ends])
    assert intraclass([5], [1.0], [1.0]) is None
    assert intraclass([1, 1], [1.0, 2.0], [1.0, 4.0]) is None
    assert intraclass([2, 2], [4.0, 4.0], [8.0, 8.0]) is None
    assert intraclass([2, 1], [2.0, 3.0], [2.0, 9.0]) == (1.0, 1.0, 1.0)


# Hazards


def test_a_hazard_that_two_pairs_tell():
    # One with the trait comes first, one without second, and both still have others to wait with: the estimate solves a sum by hand.
    days = np.array([1.0, 2.0, 3.0, 3.0])
    came = np.array([True, True, False, False])
    traits = pd.DataFrame({"trait": [1.0, 0.0, 1.0, 0.0], "same": 1.0})
    found = hazards(Watched(days, came, traits, np.arange(4)))
    assert found.index.tolist() == ["trait"]
    # 1 − 2h/(2h + 2) − h/(h + 2) = 0: h² = 2.
    assert found.hazard["trait"] == pytest.approx(2**0.5)
    h = 2**0.5
    bend = h / (1 + h) ** 2 + 2 * h / (h + 2) ** 2
    least = np.exp(np.log(h) - Z * bend**-0.5)
    assert found.hazard_low["trait"] <= least * (1 + 1e-9)
    assert found.hazard_low["trait"] * found.hazard_high["trait"] == pytest.approx(h**2)
    assert 0 < found.hazard_chance["trait"] <= 1


def test_what_parts_all_has_no_hazard():
    days, traits = np.arange(1.0, 9.0), pd.DataFrame({"trait": [1.0] * 4 + [0.0] * 4})
    came = np.array([True] * 4 + [False] * 4)
    assert hazards(Watched(days, came, traits, np.arange(8))).empty
    assert LARGEST == 8.0


def test_part_of_a_watch():
    watched = Watched(
        np.array([1.0, 2.0, 3.0, 9.0]),
        np.array([True, True, True, True]),
        pd.DataFrame({"x": range(4)}),
        np.arange(4),
    )
    part = watched.part(1.0, 3.0)
    assert part.days.tolist() == [1.0, 2.0, 2.0]
    assert part.came.tolist() == [True, True, False]
    assert part.group.tolist() == part.traits.x.tolist() == [1, 2, 3]


def test_the_normal_curve_is_the_one_that_is_meant():
    assert pytest.approx(norm.ppf(0.975)) == Z
