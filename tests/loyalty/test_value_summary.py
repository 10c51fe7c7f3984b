"""From purchase days to histories: three purchases, one expected row."""

import numpy as np
import pandas as pd
from value_cases import cdnow

from clientela.loyalty.clv import Days, as_day, distinct, summarize

DAYS = pd.DataFrame(
    {
        "customer_id": ["ana", "ana", "ana", "luis"],
        "day": pd.to_datetime(["2024-01-15", "2024-01-01", "2024-01-08", "2024-01-10"]),
        "amount": [6.0, 5.0, 4.0, 1.0],
    }
)


def test_summary_by_hand():
    summary = summarize(Days.of(DAYS), as_day("2024-01-20"))
    ana = ["ana", 2, 14, 19, 5.0, 0.0]
    assert summary.iloc[0].tolist() == ana
    assert summary.iloc[1].tolist() == ["luis", 0, 0, 10, 0.0, 0.0]


def test_nothing_later_is_read():
    summary = summarize(Days.of(DAYS), as_day("2024-01-08"))
    assert summary[["customer_id", "x", "t_x_days", "T_days"]].values.tolist() == [["ana", 1, 7, 7]]


def test_counts_after_a_day():
    assert Days.of(DAYS).counts(as_day("2024-01-08"), as_day("2024-01-15")).tolist() == [1.0, 1.0]


def test_no_days_at_all():
    assert summarize(Days.of(DAYS.head(0)), 0).empty


def test_distinct_keeps_everyone():
    frame = pd.DataFrame({"repeat_days": [0, 2, 0, 2], "t_x_days": [0, 9, 0, 9], "T_days": [10, 10, 10, 11]})
    rows = distinct(frame)
    assert rows.weight.tolist() == [2.0, 1.0, 1.0]
    assert rows.x[rows.inverse].tolist() == [0.0, 2.0, 0.0, 2.0]
    np.testing.assert_allclose(rows.T[rows.inverse] * 7, frame["T_days"])
    np.testing.assert_allclose(rows.t_x[rows.inverse] * 7, frame["t_x_days"])


def test_cdnow_sample():
    """2,357 customers, 946 of whom bought again (Fader & Hardie's sample of CDNOW)."""
    customers = cdnow()
    assert (len(customers), (customers["x"] > 0).sum()) == (2357, 946)
    assert distinct(customers).n == 2357
