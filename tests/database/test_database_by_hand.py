"""How collectors write, by pencil: the limits of a shrunken share, and what was too few to be judged."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import logit
from scipy.stats import t

from clientela.database.freshness import STALE, _continued
from clientela.database.market import market
from clientela.database.rules.analysis import FEWEST_MONTHS, YEAR, _compared
from clientela.database.rules.collectors import FEWEST_ROWS, _logits, chances, judged, shrink
from clientela.database.validity import validity


def test_limits_of_a_shrunken_share_lie_at_twice_its_error_on_either_side():
    rows, broken = np.array([100.0] * 6 + [FEWEST_ROWS - 1]), np.array([10.0, 14, 6, 11, 9, 10, 19])
    cells = pd.DataFrame({
        "source": "crm", "rule": "email", "collector": [f"V{i}" for i in range(7)], "month": "2026-01", "rows": rows, "broken": broken,
    })  # fmt: skip
    found = judged(cells)
    assert found.collector.tolist() == [f"V{i}" for i in range(6)]
    middle, spread = shrink(*_logits(rows[:6], broken[:6]))
    assert logit(found.share_shrunk.to_numpy()) == pytest.approx(middle)
    assert logit(found.shrunk_high.to_numpy()) - middle == pytest.approx(1.96 * spread, rel=1e-3)
    assert middle - logit(found.shrunk_low.to_numpy()) == pytest.approx(1.96 * spread, rel=1e-3)
    # Nobody of those stands apart, and each is drawn towards the others' tenth.
    assert not found.stands_apart.any()
    assert (abs(found.share_shrunk - 0.1) <= abs(found.share_broken - 0.1) + 0.01).all()


def test_a_year_that_broke_twice_as_much_by_pencil():
    # 5 and 15 of a hundred in each month before, 15 and 25 lately: 10 % against 20 %, with the noise that the months themselves show.
    n = 2 * FEWEST_MONTHS
    ago = [*range(1, n + 1), *range(YEAR + 1, YEAR + n + 1)]
    months = pd.DataFrame(
        {"ago": ago, "rows": 100.0, "broken": [15.0, 25.0] * FEWEST_MONTHS + [5.0, 15.0] * FEWEST_MONTHS}
    )
    spread = 2 * n * 25 / (100 * 0.15 * 0.85) / (2 * n - 2)
    error = (0.15 * 0.85 * spread * 2 / (100 * n)) ** 0.5
    was, now, p_value = _compared(months)
    assert (was, now) == (0.1, 0.2)
    assert p_value == pytest.approx(2 * t.sf(0.1 / error, 2 * n - 2))


def test_three_registers_of_the_same_people_point_to_one_size():
    rows = [(source, f"c{n}") for source in "abc" for n in range(100)]
    found = market(pd.DataFrame(rows, columns=["source", "customer_id"]), ["a", "b", "c"])
    assert found.values["market_low"].value == 100


def test_how_likely_one_breaks_a_rule_so_often_if_it_writes_as_the_others():
    # All alike but one; seven others, of whom a mean and a spread were estimated: five degrees.
    rows, broken = np.full(8, 400.0), np.array([40.0, 40, 40, 40, 40, 40, 40, 60])
    p_values, rest = chances(rows, broken, np.ones(8, dtype=bool))
    bad, good = np.array([40.5, 60.5]), np.array([360.5, 340.5])
    logits, errors = np.log(bad / good), (1 / bad + 1 / good) ** 0.5
    size = (logits[1] - logits[0]) / (errors[1] ** 2 + errors[0] ** 2 / 7) ** 0.5
    assert p_values[7] == pytest.approx(t.sf(size, 5))
    assert rest.tolist() == pytest.approx([300 / 2800] * 7 + [0.1])
    # Left out, it is measured against the same seven, and the others against six.
    inside = np.arange(8) < 7
    p_values, rest = chances(rows, broken, inside)
    assert p_values[7] == pytest.approx(t.sf(size, 5))
    assert rest.tolist() == pytest.approx([0.1] * 8)


def test_a_file_is_followed_by_one_that_begins_soon_after_it_ends():
    day = pd.Timestamp("2026-01-31")
    for gap, followed in ((1, True), (STALE, True), (STALE + 1, False), (0, False)):
        files = pd.DataFrame({"first_day": [day, day + pd.Timedelta(days=gap)], "last_day": [day, day + pd.Timedelta(days=90)]})  # fmt: skip
        assert _continued(files).tolist() == [followed, False]


def test_whether_a_rule_is_broken_more_often_by_pencil():
    def months(lately, before, rows=100):
        ago = [*range(1, len(lately) + 1), *range(YEAR + 1, YEAR + 1 + len(before))]
        return pd.DataFrame({"ago": ago, "rows": rows, "broken": [*lately, *before]})

    # Ten of a hundred each month, before five: 7.5 of a hundred in all, and months of one year alike.
    was, now, chance = _compared(months([10] * 6, [5] * 6))
    error = (0.075 * 0.925 * 2 / 600) ** 0.5
    assert (was, now) == pytest.approx((0.05, 0.10))
    assert chance == pytest.approx(2 * t.sf(0.05 / error, 10))
    # Months that differ among themselves say less: 12 times 25 of 6.9375, over ten.
    spread = 12 * 25 / 6.9375 / 10
    assert _compared(months([15, 5] * 3, [10, 0] * 3))[2] == pytest.approx(
        2 * t.sf(0.05 / (error * spread**0.5), 10)
    )
    # Broken always or never is no change; too few months, or nothing broken, is no answer.
    assert _compared(months([100] * 6, [100] * 6)) == (1.0, 1.0, 1.0)
    for none in (
        months([0] * 6, [0] * 6),
        months([1] * (FEWEST_MONTHS - 1), [1] * 6),
        months([1] * 6, [1] * (FEWEST_MONTHS - 1)),
    ):
        assert np.isnan(_compared(none)).all()
    assert not np.isnan(_compared(months([1] * FEWEST_MONTHS, [2] * FEWEST_MONTHS))).any()


def test_zeros_returns_and_sales_without_a_customer_are_parts_of_all_rows():
    sources = pd.DataFrame(
        {
            "source": ["a", "b"],
            "rows": [60, 40],
            "zeros": [5, 1],
            "returns": [2, 8],
            "with_customer": [60, 30],
        }
    )
    months = pd.DataFrame(columns=["month", "complete", "amount", "amount_anonymous"])
    found = validity(sources, months, {"problems": [], "assumptions": []})
    told = {name: number.value for name, number in found.values.items()}
    assert told == pytest.approx(
        {"anonymous_rows_share": 0.1, "zero_rows_share": 0.06, "return_rows_share": 0.1}
    )
    checks = found.frames["checks"]
    assert checks[["source", "check", "found"]].values.tolist() == [
        ["b", "check_anonymous", 10], ["b", "check_return", 8], ["a", "check_zero", 5], ["a", "check_return", 2], ["b", "check_zero", 1],
    ]  # fmt: skip
    assert checks.share_rows.tolist() == pytest.approx([0.25, 0.2, 5 / 60, 2 / 60, 0.025])
