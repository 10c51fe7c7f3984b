"""The clock that all customers live by: by pencil, found where it was planted, and silent where nothing moves."""

import numpy as np
import pandas as pd
import pytest

from clientela.loyalty.clv import Days, as_day, choose_k, distinct
from clientela.loyalty.clv.grading.analysis import grade
from clientela.loyalty.clv.models.season import find_clock
from clientela.loyalty.clv.models.summary import Clock, price_level

START = pd.Timestamp("2021-01-01")
TODAY = as_day("2022-12-31")


def buyers(pace, seed: int, n: int = 600, days: int = 730, regular: int = 1) -> pd.DataFrame:
    """Customers who all came in the first month; each day's pace of all is `pace(day)`, once in forty days. One purchase in twenty is the last."""
    rng = np.random.default_rng(seed)
    clock = np.r_[0.0, np.cumsum([pace(day) for day in range(days)])]
    own, first = rng.gamma(2.0, 0.5, n) / 40, rng.integers(0, 30, n)
    rows = []
    for who in range(n):
        gaps = rng.gamma(regular, 1 / regular, rng.geometric(rng.beta(1.0, 19.0)))
        times = clock[first[who]] + np.cumsum(gaps) / own[who]
        rows += [
            (f"c{who:04}", day) for day in {first[who], *np.searchsorted(clock, times[times < clock[-1]])}
        ]
    frame = pd.DataFrame(rows, columns=["customer_id", "day"])
    return frame.assign(day=START + pd.to_timedelta(frame.day, "D"), amount=10.0)


def season(day: int) -> float:
    """Twice the pace in midwinter as in midsummer."""
    return float(np.exp(0.35 * np.cos(2 * np.pi * day / 365.25)))


def test_the_clock_by_pencil():
    """A pace that fell by half a year: a year ago it was e^.5 times today's, and it is not drawn on."""
    fallen = Clock(TODAY, trend=-0.5)
    assert fallen.pace(np.array([TODAY, TODAY + 365])).tolist() == [1.0, 1.0]
    assert fallen.pace(np.array([TODAY - 365.25])).tolist() == pytest.approx([np.exp(0.5)])
    waves = Clock(TODAY, (0.35, 0.0))
    assert waves.back(np.array([0, 366]))[1] == pytest.approx(366 / 7, rel=0.01)
    # From New Year on a quarter of high season, by the pace of whose days the weeks are longer.
    assert float(waves.ahead(13.0)) > 13.0
    rows = distinct(pd.DataFrame({"x": [1], "t_x_days": [10], "T_days": [30]}), waves)
    assert rows.T[0] == pytest.approx(waves.pace(TODAY - np.arange(30)).sum() / 7)
    assert rows.t_x[0] == pytest.approx(waves.pace(TODAY - np.arange(20, 30)).sum() / 7)


def test_a_season_is_found_and_an_even_year_has_none():
    found = find_clock(Days.of(buyers(season, 1)), TODAY)
    assert found is not None
    assert np.log(found.pace(np.array([TODAY, TODAY - 182]))) == pytest.approx([0.35, -0.35], abs=0.12)
    even = [find_clock(Days.of(buyers(lambda _: 1.0, seed)), TODAY) for seed in range(5)]
    assert even.count(None) >= 4
    assert find_clock(Days.of(buyers(season, 1, days=300)), as_day(START) + 299) is None


def test_a_quarter_of_high_season_is_foreseen():
    """Autumn was low; the winter that follows is told within a tenth only by who knows the year."""
    days = buyers(season, 2)
    graded = grade(days, "2022-09-30", "2022-12-31")
    assert graded.chosen == "mbg_clock"
    assert abs(graded.values["mbg_clock_bias"].value) < 0.1 < abs(graded.values["mbg_nbd_bias"].value)


def test_regular_buyers_are_not_taken_for_haphazard_ones():
    """Whatever the errors of one holdout say: no k that gains in likelihood gives way to k = 1."""
    assert choose_k(Days.of(buyers(lambda _: 1.0, 3, n=200, regular=3)), TODAY) > 1
    assert choose_k(Days.of(buyers(lambda _: 1.0, 3, n=200)), TODAY) == 1


def test_a_total_that_misses_by_more_than_a_quarter_is_not_shown():
    """Everybody buys each month until the shop closes for half a year: nothing told that, so nothing is told."""
    days = buyers(lambda _: 1.0, 4)
    shut = days[(days.day < "2022-04-01") | (days.day >= "2022-12-25")]
    graded = grade(shut, "2022-06-30", "2022-12-31")
    assert graded.chosen == "zero"
    assert graded.none_fair


def test_money_is_told_at_the_prices_of_lately():
    """Prices half as high again in the second of two years: the level is that of the second over the mean of both."""
    days = buyers(lambda _: 1.0, 5)
    dear = days.assign(amount=days.amount.where(days.day < "2022-01-01", 15.0))
    level = price_level(Days.of(dear), TODAY)
    assert 15 / 13.5 < level < 15 / 11.5
    assert price_level(Days.of(days), TODAY) == 1.0
