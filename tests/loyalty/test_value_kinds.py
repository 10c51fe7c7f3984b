"""Persons and organisations are never pooled when each has 200 or more; regularity is chosen by what would have worked."""

import numpy as np
import pandas as pd
import pytest
from value_cases import SPLIT, cdnow_days, simulate

from clientela.loyalty.clv import (
    BGNBD,
    Days,
    choose_k,
    distinct,
    fit,
    fit_by_kind,
    fitted,
    forecast,
    total_purchases,
)


def _two_kinds(persons=400, organisations=300):
    people = simulate(persons, seed=1).assign(kind="person")
    firms = simulate(organisations, seed=2, weeks=(20, 30)).assign(kind="organisation")
    return pd.concat([people, firms], ignore_index=True)


def test_kinds_apart_when_both_are_large():
    both = _two_kinds()
    fits = fit_by_kind(BGNBD, both)
    assert sorted(fits) == ["organisation", "person"]
    alone = fit(BGNBD, distinct(both[both["kind"] == "person"]))
    assert fits["person"].theta == pytest.approx(alone.theta)


def test_together_when_one_is_small():
    assert list(fit_by_kind(BGNBD, _two_kinds(organisations=199))) == ["all"]
    assert list(fit_by_kind(BGNBD, _two_kinds().drop(columns="kind"))) == ["all"]


def test_forecast_keeps_the_order_and_sums_to_the_total():
    both = _two_kinds().sample(frac=1, random_state=3)
    model = fitted(BGNBD, both)
    table = forecast(model, both, 13.0)
    assert table.index.tolist() == both.index.tolist()
    assert total_purchases(model, both, 13.0).value == pytest.approx(table["expected_purchases"].sum())


def _rhythm(k, n=400, weeks=60, seed=11):
    """Customers who buy every three weeks or so by a clock of k steps, and leave after one purchase in ten or so."""
    rng = np.random.default_rng(seed)
    frames = []
    for i, pace in enumerate(rng.gamma(3.0, k / 9.0, n)):
        days = np.floor(np.cumsum(np.r_[rng.uniform(0, 60), rng.gamma(k, 7 / pace, 40)])).astype(int)
        days = np.unique(days[: rng.geometric(rng.beta(1.0, 9.0))])
        days = days[days < weeks * 7]
        frames.append(
            pd.DataFrame(
                {"customer_id": f"c{i:04}", "day": pd.Timestamp("2023-01-01") + pd.to_timedelta(days, "D")}
            )
        )
    return pd.concat(frames, ignore_index=True)


def test_regular_customers_get_a_larger_k():
    days = Days.of(_rhythm(k=4))
    assert choose_k(days, int(days.day.max())) >= 3


def test_haphazard_customers_get_k_one():
    """CDNOW's calibration: MBG/CNBD-1 in Platzer & Reutterer's BTYDplus as well."""
    assert choose_k(Days.of(cdnow_days()), SPLIT[0]) == 1


def test_no_history_no_rhythm():
    days = Days.of(_rhythm(k=1, n=3).head(2))
    assert choose_k(days, int(days.day.min())) == 1
    assert choose_k(days.until(0), 0) == 1
