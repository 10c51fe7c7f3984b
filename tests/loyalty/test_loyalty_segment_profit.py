"""What each segment left beside its plan and its sales: by pencil, and silent where costs are unknown or nothing moved."""

import datetime as dt

import numpy as np
import pandas as pd

from clientela.loyalty import plan
from clientela.results import Missing, Reason, Result

AS_OF = dt.date(2025, 12, 31)
MONTHS = pd.date_range("2024-01-01", "2025-12-01", freq="MS")


def asked(days, segments, before=None):
    """The analysis on days (customer, year, amount, margin) in June, with the segments of both eves."""
    frame = pd.DataFrame(days, columns=["customer_id", "year", "amount", "margin"])
    frame = frame.assign(day=pd.to_datetime(frame.year.astype(str) + "-06-15"))
    complete = pd.DataFrame({"month": MONTHS, "complete": True})
    periods = plan.Periods.of(
        complete, pd.DataFrame({"day": [pd.Timestamp(AS_OF)], "amount": [0.0]}), (), AS_OF
    )
    eves = {
        dt.date(2024, 12, 31): segments,
        dt.date(2023, 12, 31): segments if before is None else before,
    }
    groups = plan.Groups({day: pd.Series(who, dtype=object) for day, who in eves.items()})
    names = [*dict.fromkeys(segments.values()), "to_come"]
    planned = pd.DataFrame({"segment": names, "target": 1.0, "sold": 2.0})
    return plan.segment_profit(
        frame, groups, periods, Result("loyalty.achieved", 1, {}, {"by_segment": planned})
    )


def test_by_pencil():
    """30 regulars keep 40 of 100 and then 30; 30 champions 50 of 100 in both; a newcomer keeps 5 of 10."""
    regulars = {f"r{n}": "regulars" for n in range(30)}
    champions = {f"c{n}": "champions" for n in range(30)}
    days = [(who, 2024, 100.0, 40.0) for who in regulars] + [
        (who, 2025, 100.0, 30.0 + n % 2) for n, who in enumerate(regulars)
    ]
    days += [(who, year, 100.0, 50.0) for who in champions for year in (2024, 2025)] + [
        ("x", 2025, 10.0, 5.0)
    ]
    found = asked(days, regulars | champions)
    table = found.frames["profits"].set_index("segment")
    assert table.earned.to_dict() == {"regulars": 915.0, "champions": 1500.0, "to_come": 5.0}
    assert table.earned_share_before.round(3).to_dict()["regulars"] == 0.4
    assert table.earned_verdict.to_dict() == {
        "regulars": "leaves_less",
        "champions": "leaves_alike",
        "to_come": "leaves_alike",
    }
    assert found.values["segments_less"].value == 1
    assert "fieles (de 40" in plan.profit_advice(found)
    assert plan.profit_table(found).frame.earned_moved_said.tolist()[0].endswith("▼")


def test_newcomers_are_compared_with_those_of_the_year_before():
    """A first purchase leaves 50 of 100 and every later one 40: in both years newcomers did the same, and nothing is said."""
    this_year, last_year = ({f"{year}{n}": "newcomers" for n in range(30)} for year in "ab")
    days = [(who, 2024, 100.0, 50.0 + n % 2) for n, who in enumerate(this_year)]
    days += [(who, 2025, 100.0, 40.0 + n % 2) for n, who in enumerate(this_year)]
    days += [(who, 2024, 100.0, 40.0 + n % 2) for n, who in enumerate(last_year)]
    row = asked(days, this_year, last_year).frames["profits"].set_index("segment").loc["newcomers"]
    assert (row.earned_share, row.earned_share_before) == (0.405, 0.405)
    assert row.earned_verdict == "leaves_alike"


def test_where_the_file_begins_with_the_year_before_nobody_is_compared():
    regulars = {f"r{n}": "regulars" for n in range(30)}
    days = [(who, year, 100.0, year - 1984.0) for who in regulars for year in (2024, 2025)]
    assert asked(days, regulars, {}).frames["profits"].earned_moved.isna().all()


def test_without_costs_nothing_is_left_to_tell():
    found = asked([("a", 2024, 100.0, None), ("a", 2025, 100.0, None)], {"a": "regulars"})
    assert isinstance(found, Missing)
    assert found.reason is Reason.NO_COLUMN


def test_where_margins_only_swing_hardly_any_segment_is_said_to_leave_less_or_more():
    told = 0
    for seed in range(25):
        chance = np.random.default_rng(seed)
        segments = {
            f"a{n}": name
            for n, name in enumerate(np.repeat(["champions", "regulars", "growing", "cooling"], 40))
        }
        days = [
            (who, year, amount, amount * chance.normal(0.4, 0.1))
            for who in segments for year in (2024, 2025) for amount in [chance.lognormal(4, 1)]
        ]  # fmt: skip
        told += (asked(days, segments).frames["profits"].earned_verdict != "leaves_alike").any()
    assert told <= 3
