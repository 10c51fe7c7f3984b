"""Signs, orders and who counts in the product's figures, each by pencil."""

import pandas as pd
import pytest
from test_product_promises import AS_OF, orders

from clientela.product.portfolio.entry import FEWEST_CUSTOMERS, entry
from clientela.product.promises.broken import broken_promises


def test_who_was_not_watched_to_the_end_tells_nothing_of_a_broken_promise():
    # 40 late, of whom 20 bought no more; 60 in time, of whom 15 did not; all alike before. A hundred more nobody watched, or nobody knows.
    came = ["2025-09-05"] * 40 + ["2025-08-31"] * 60 + ["2025-09-05"] * 100
    frame = orders(["2025-09-01"] * 200, came)
    after = [0] * 20 + [2] * 20 + [0] * 15 + [2] * 45 + [0] * 100
    frame = frame.assign(
        customer_id=[f"C{i}" for i in range(150)] + [None] * 50, is_watched=[True] * 100 + [False] * 50 + [True] * 50, purchases_before=2,
        days_since_last=10, purchases_after=after, amount_after=[50.0 * n for n in after],
    )  # fmt: skip
    found = broken_promises(frame, AS_OF).values
    assert (found["gone_late"].value, found["gone_late"].n, found["gone_in_time"].value) == (0.5, 40, 0.25)
    assert found["gone_late_more"].value == 0.25
    # A late one brings (20 × 100) / 40, one in time (45 × 100) / 60: twenty-five less.
    lost = found["lost_a_promise"]
    assert lost.value == pytest.approx(25)
    assert lost.low < 25 < lost.high
    assert lost.high - 25 == pytest.approx(25 - lost.low)
    assert found["broken_year"].value == 140
    year = found["lost_promises_year"]
    assert year.value == pytest.approx(25 * 140)
    assert year.low < 25 * 140 < year.high


def test_first_products_that_bring_back_alike_stand_by_name():
    n = FEWEST_CUSTOMERS
    first = pd.DataFrame(
        {
            "thing": ["tea", "milk", "coffee"],
            "customers": [n, n, n],
            "repeaters": [n // 5, n // 5, n // 2],
            "entry_days": 365,
        }
    )
    found = entry(first)
    frame = found.frames["entry"]
    assert frame.entry_thing.tolist() == ["coffee", "milk", "tea"]
    assert frame.index.tolist() == [0, 1, 2]
    assert (frame.entry_low < frame.entry_rate).all()
    assert (frame.entry_rate < frame.entry_high).all()
    assert found.values["entry_repeat"].value == (2 * (n // 5) + n // 2) / (3 * n)
    assert found.values["entry_best"].value > found.values["entry_worst"].value
