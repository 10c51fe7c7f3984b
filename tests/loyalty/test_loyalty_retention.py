"""Who comes back: waits by pencil, generations, and the second purchase of CDNOW."""

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest
from loyalty_frames import START, day, every_ten_days, marts, months

from clientela import loyalty
from clientela.loyalty.retention.analysis import second_purchases
from clientela.loyalty.retention.page import apart
from clientela.present import Figure
from clientela.results import Missing, Number, Reason
from clientela.stats.intervals import by_day, median_wait, waits, wilson


def test_those_still_waiting_count_for_the_days_they_had():
    # Of four, one came on day 2; one is watched for 3 days only; one came on day 5; one never.
    curve = waits([2, 3, 5, 9], [True, False, True, False], 1)
    assert curve.days.tolist() == [2, 5]
    assert curve["share"].tolist() == pytest.approx([1 / 4, 1 - 3 / 4 * 1 / 2])
    assert curve.at_risk.tolist() == [4, 2]
    assert (curve.share_low < curve["share"]).all()
    assert (curve.share_high > curve["share"]).all()
    assert by_day(curve, 1) == (0.0, 0.0, 1.0)
    assert by_day(curve, 1, 40) == (0.0, *wilson(0, 40))
    assert median_wait(curve) == 5


def test_waits_agree_with_statsmodels():
    from statsmodels.duration.survfunc import SurvfuncRight

    days, came = [1, 2, 2, 4, 6, 6, 7, 9, 12, 12], [1, 1, 0, 1, 1, 0, 1, 0, 1, 0]
    theirs, ours = SurvfuncRight(days, came), waits(days, came, 1)
    assert ours["share"].tolist() == pytest.approx((1 - theirs.surv_prob).tolist())
    doubled = waits(days, came, 2)
    assert doubled["share"].tolist() == pytest.approx(ours["share"].tolist())


def test_wilson_stays_between_nothing_and_everything():
    assert wilson(0, 10)[0] == 0.0
    assert wilson(10, 10)[1] == 1.0
    assert wilson(0, 0) == (0.0, 1.0)
    # Newcombe 1998, table I: 81 of 263 gives .2553 to .3662.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_the_second_purchase_is_another_day():
    found = second_purchases(marts({"ana": [0, 7, 9], "beto": [5]}, 20)["interpurchase_times"], day(20))
    assert found[["customer_id", "days", "came"]].values.tolist() == [["ana", 7, True], ["beto", 15, False]]


def cohorts(purchases, last):
    """The cohort mart by hand: who of each month bought in each month of age."""
    days = marts(purchases, last)["customer_days"]
    month = pd.to_datetime(days.day).dt.to_period("M")
    born = month.groupby(days.customer_id).transform("min")
    table = days.assign(
        cohort=born.dt.to_timestamp(), age=[(a - b).n for a, b in zip(month, born, strict=True)]
    )
    grouped = table.groupby(["cohort", "age"])
    return grouped.agg(customers=("customer_id", "nunique"), amount=("amount", "sum")).reset_index()


def test_generations_keep_the_months_in_which_nobody_bought():
    purchases = {f"a{n}": [n % 20, 70] for n in range(40)} | {f"b{n}": [40] for n in range(40)}
    found = loyalty.retention(
        marts(purchases, 120)["interpurchase_times"], cohorts(purchases, 120), months(120), day(120)
    )
    table = found.frames["cohorts"]
    january = table[table.cohort == "2024-01-01"]
    # Day 70 is in March; day 120, the last of April, ends the fourth month.
    assert january[["age", "customers"]].values.tolist() == [[0, 40], [1, 0], [2, 40], [3, 0]]
    ages = found.frames["ages"].set_index("age")
    assert (ages.customers[1], ages.started[1], ages.customers[2], ages.started[3]) == (0, 80, 40, 40)
    assert isinstance(loyalty.plot_retention(found), Figure)
    assert isinstance(loyalty.plot_second(found), Figure)
    nobody = replace(found, frames={**found.frames, "curve": found.frames["curve"].head(0)})
    assert loyalty.plot_second(nobody) is None


def test_repeating_is_compared_only_when_the_earlier_ones_were_new():
    purchases = {f"a{n}": [100 + n, 130 + n] for n in range(60)} | {f"b{n}": [260 + n] for n in range(60)}
    purchases |= {"first": [0, 1]}
    short = loyalty.retention(
        marts(purchases, 399)["interpurchase_times"], cohorts(purchases, 399), months(399), day(399)
    )
    assert "repeat_90_before" not in short.values
    assert short.values["repeat_90"].value == 0.0
    late = {
        name: [number + 400 for number in days] if name != "first" else days
        for name, days in purchases.items()
    }
    long = {**late, "first": [0, 1]} | {f"c{n}": [300 + n, 310 + n] for n in range(40)}
    found = loyalty.retention(
        marts(long, 1000)["interpurchase_times"], cohorts(long, 1000), months(1000), day(1000)
    )
    assert found.values["repeat_90_before"].value == 1.0
    finding = loyalty.retention_findings(found, day(1000))[0]
    assert (finding.kind, "repite" in loyalty.retention_advice(found)) == ("risk", True)


def test_a_difference_within_the_intervals_says_nothing():
    low, high = (Number(value, "share", 100, value - 0.1, value + 0.1, 0.95) for value in (0.4, 0.5))
    assert apart(low, high) == 0
    assert apart(Number(0.2, "share", 100, 0.15, 0.25), high) == -1
    assert apart(high, Number(0.2, "share", 100, 0.15, 0.25)) == 1


@pytest.mark.parametrize(("purchases", "last", "reason"), [
    ({"ana": [0, 5]}, 200, Reason.TOO_FEW_CUSTOMERS),
    (every_ten_days(40, 30), 30, Reason.TOO_SHORT_HISTORY),
])  # fmt: skip
def test_too_little_to_say(purchases, last, reason):
    found = loyalty.retention(
        marts(purchases, last)["interpurchase_times"], cohorts(purchases, last), months(last), day(last)
    )
    assert isinstance(found, Missing)
    assert found.reason is reason


def test_cdnow_repeats_within_90_days():
    """687 of the 2,357 buy again within 90 days, counted in the file itself: nobody is followed for less."""
    from importlib.util import find_spec
    from pathlib import Path

    folder = Path(find_spec("lifetimes").origin).parent / "datasets"
    lines = [line.split() for line in (folder / "CDNOW_sample.txt").read_text().splitlines()]
    purchases: dict[str, list[int]] = {}
    for line in lines:
        bought = (dt.datetime.strptime(line[2], "%Y%m%d").date() - START).days
        purchases.setdefault(line[1], []).append(bought)
    last = (dt.date(1998, 6, 30) - START).days
    found = marts({name: sorted(set(days)) for name, days in purchases.items()}, last)["interpurchase_times"]
    pairs = second_purchases(found, dt.date(1998, 6, 30))
    assert len(pairs) == 2357
    again = int((pairs.came & (pairs.days <= 90)).sum())
    assert by_day(waits(pairs.days, pairs.came, 1), 90)[0] == pytest.approx(again / 2357)
    assert (again, int(pairs.came.sum())) == (687, 1139)
