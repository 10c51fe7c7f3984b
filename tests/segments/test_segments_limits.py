"""What stands exactly on a limit, by pencil: how alike judges are, points shared out, what would be so anyway."""

import numpy as np
import pandas as pd
import pytest

from clientela.results import Reason
from clientela.segments.bases.analysis import _shares, bases
from clientela.segments.channels.calendar import _arm
from clientela.segments.clusters.analysis import STABLE, Grouping, scaled
from clientela.segments.cube.analysis import cube
from clientela.segments.cube.marks import _icc, _weights, marked
from clientela.segments.cube.profits import Profits
from clientela.segments.movement.analysis import movement
from clientela.segments.playbook.acted import FEWEST, _judged
from clientela.segments.profile.analysis import _sums
from clientela.segments.rfm.analysis import MIN_CUSTOMERS, beside
from clientela.segments.tastes.analysis import _part, kappa
from clientela.segments.windows import MIN_DAYS, Windows
from clientela.stats.intervals import Z


def test_how_alike_judges_are_by_pencil():
    # Means of 2 and 6 around 4: 16 between; one away from each mean: 2 within; 14 of 18.
    assert _icc([np.array([1.0, 3.0]), np.array([5.0, 7.0])]) == pytest.approx(14 / 18)
    # Three and one: 3 · 1 + 1 · 9 between; 2 of two degrees within; on average 1.5 a group.
    groups = [np.array([2.0, 3.0, 4.0]), np.array([7.0])]
    between, within, usual = 12.0, 1.0, (4 - 10 / 4) / 1
    assert _icc(groups) == pytest.approx((between - within) / (between + (usual - 1) * within))
    assert np.isnan(_icc([np.array([1.0, 1.0]), np.array([1.0, 1.0])]))


def test_points_are_shared_out_by_their_means():
    points = pd.DataFrame({"line": ["a", "a", "a", "b"], "points": [10.0, 10.0, 40.0, 0.5]})
    assert _weights(points, ["a", "b", "c"]) == {"a": 20.0, "b": 0.5, "c": 0.0}
    assert _weights(points[points.line == "b"], ["b"]) == {"b": 0.5}
    for nothing in (None, points.head(0), points.assign(points=0.0)):
        assert _weights(nothing, ["a", "b"]) == {"a": 1.0, "b": 1.0}


def state(cooling, valued, champions=0, ids=None):
    """So many of the valuable cooling, the others champions; and as many of the lost, whom nobody counts."""
    names = ids or [f"c{n}" for n in range(valued + 5)]
    segment = ["valuable_cooling"] * cooling + ["champions"] * (valued - cooling) + ["valuable_lost"] * 5
    return pd.DataFrame({
        "customer_id": names, "segment": segment, "amount_band": [4] * valued + [5] * 5, "quiet": False,
        "sold_now": [10.0] * cooling + [30.0] * (valued - cooling) + [10.0] * 5,
    })  # fmt: skip


def test_how_many_of_the_valuable_cool_anyway():
    now, then = state(8, MIN_CUSTOMERS), state(4, MIN_CUSTOMERS)
    found = beside(now, then)
    assert found["valuable_cooling_usual"].value == 4 / MIN_CUSTOMERS
    assert found["valuable_cooling_more"].value == pytest.approx(4 / MIN_CUSTOMERS)
    assert "valuable_cooling_usual" not in beside(now, state(4, MIN_CUSTOMERS - 1))
    assert "valuable_cooling_usual" not in beside(state(8, MIN_CUSTOMERS - 1), then)
    low = now.assign(amount_band=now.amount_band - 1)
    assert "valuable_cooling_usual" not in beside(low, then)


def test_what_the_champions_of_that_day_bought_since():
    champions, others = MIN_CUSTOMERS, MIN_CUSTOMERS - 5
    then = state(others, others + champions)
    rows = then.assign(sold_now=np.where(then.segment == "champions", 30.0, 10.0))
    found = beside(rows, then)
    assert found["champions_then_times"].value == 3.0
    assert found["champions_then_share"].value == pytest.approx(champions * 30 / (champions * 30 + 200))
    assert found["champions_then_customers"].value == champions
    nothing = rows.assign(sold_now=np.where(then.segment == "champions", 30.0, 0.0))
    assert "champions_then_times" not in beside(nothing, then)
    assert "champions_then_times" not in beside(rows, then.iloc[1:])
    # Of who was quiet on that day nothing is compared.
    assert "champions_then_times" not in beside(rows, then.assign(quiet=then.index == 0))
    some = rows.assign(sold_now=np.where(then.segment == "champions", 0.03, 0.01))
    assert some.sold_now.sum() < 1
    assert beside(some, then)["champions_then_times"].value == pytest.approx(3.0)


def test_a_segment_is_judged_where_it_was_large_enough_twice():
    counts = pd.DataFrame({
        "segment": list("abcd"), "acted_customers": [FEWEST, FEWEST, FEWEST - 1, 0], "acted_came": [FEWEST / 2, 1, 1, 0],
        "year_customers": [FEWEST, FEWEST - 1, FEWEST, 0], "year_came": [FEWEST / 4, 1, 1, 0], "days_watched": 90,
    })  # fmt: skip
    found = _judged(counts)
    assert found.acted_more.notna().tolist() == [True, False, False, False]
    assert found.acted_more.iloc[0] == pytest.approx(0.25)
    assert found.acted_share.iloc[:3].tolist() == pytest.approx([0.5, 1 / FEWEST, 1 / (FEWEST - 1)])
    assert np.isnan(found.acted_share.iloc[3])
    assert np.isnan(found.year_share.iloc[3])


def test_two_sortings_agree_as_cohen_has_it():
    from statsmodels.stats.inter_rater import cohens_kappa

    table = np.array([[20, 5, 2], [3, 30, 4], [1, 6, 10]])
    one, other = (np.repeat(np.indices(table.shape)[side].ravel(), table.ravel()) for side in (0, 1))
    known = cohens_kappa(table)
    found = kappa(one, other, 3)
    assert found == pytest.approx((known.kappa, known.kappa_low, known.kappa_upp), abs=1e-4)
    assert kappa([0, 0], [0, 0], 2) == (0.0, 0.0, 0.0)


def test_shares_of_sales_of_less_than_one_peso():
    rows = pd.DataFrame({"group": ["a", "b", "b"], "amount": [0.1, 0.3, 0.0], "orders": [1, 0, 4]})
    found = _sums(rows.groupby("group"))
    assert found.share_amount.tolist() == pytest.approx([0.25, 0.75])
    assert found.ticket.tolist() == pytest.approx([0.1, 0.075])
    assert _sums(rows.assign(amount=0.0).groupby("group")).share_amount.isna().all()


def test_movements_need_two_periods():
    short = movement(pd.DataFrame(), pd.DataFrame(), pd.DataFrame(), MIN_DAYS - 1)
    assert (short.have, short.need) == (2 * (MIN_DAYS - 1), 2 * MIN_DAYS)
    few = movement(pd.DataFrame(), pd.DataFrame(index=range(3)), pd.DataFrame(), MIN_DAYS)
    assert (few.have, few.need) == (3, MIN_CUSTOMERS)


def test_where_nothing_is_left_nobody_is_profitable():
    from clientela.segments.cube.analysis import MIN_CUSTOMERS as FEWEST_IN_A_CUBE

    def asked(left):
        who = Profits(
            pd.DataFrame({
                "customer_id": [f"c{n}" for n in range(len(left))], "kind": "person", "T_days": 300, "days_since_last": 5, "amount": 10.0,
                "orders": 4, "margin": left, "serve": 0.0, "profit": left,
            }), "margin", 365,
        )  # fmt: skip
        loyalty = who.rows[["customer_id"]].assign(behaviour=[0.8, 0.2] * (len(left) // 2), said=np.nan)
        return cube(who, loyalty, marked(pd.DataFrame(columns=["customer_id", "criterion", "mark"])), draws=3)

    assert asked([0.0] * FEWEST_IN_A_CUBE).reason == Reason.NO_VARIATION
    found = asked([0.1] + [0.0] * (FEWEST_IN_A_CUBE - 1))
    assert found.values["profitable_customers"].value == 1
    # One of one is loyal; of the others one in two less one.
    others = FEWEST_IN_A_CUBE - 1
    assert found.values["profitable_loyal_share"].value == 1.0
    assert found.values["others_loyal_share"].value == pytest.approx((FEWEST_IN_A_CUBE // 2 - 1) / others)
    assert found.values["profitable_disloyal_left"].value == 0.0
    few = asked([1.0] * (FEWEST_IN_A_CUBE - 2))
    assert (few.have, few.need) == (FEWEST_IN_A_CUBE - 2, FEWEST_IN_A_CUBE)


@pytest.mark.parametrize(("known", "foretold"), [(120, {"next_amount"}), (121, {"next_margin"})])
def test_margins_are_foretold_where_more_than_four_in_five_are_known(known, foretold):
    chance, n = np.random.default_rng(4), 150
    rows = pd.DataFrame({
        "customer_id": [f"c{k:03}" for k in range(n)], "orders": 2, "purchase_days": 2, "days_since_last": 10, "T_days": 900,
        "amount": np.exp(chance.normal(3, 1, n)),
    })  # fmt: skip
    sides = [rows.assign(amount=rows.amount * k, margin=rows.amount * k / 2, orders=2 * k) for k in (3, 2, 1)]
    sides[0] = sides[0].assign(margin=sides[0].margin.where(np.arange(n) < known))
    tastes = pd.DataFrame(columns=["customer_id", "thing", "amount_before", "amount_earlier"])
    words = {
        "base_geographic": pd.DataFrame(
            {"city": np.where(np.arange(n) % 2, "Cali", "Pasto")}, index=rows.customer_id
        )
    }
    found = bases(Windows(365, *sides), words, tastes, draws=3)
    assert set(found.frames["bases"].foretold) - {"next_purchase"} == foretold
    few = bases(Windows(365, *(side.iloc[1:] for side in sides)), words, tastes, draws=3)
    assert (few.reason, few.have, few.need) == (Reason.TOO_SHORT_HISTORY, n - 1, n)


def test_groups_are_usable_from_the_stability_that_is_asked_on():
    centres, labels = np.array([[0.0, 0.0], [9.0, 9.0], [-9.0, 9.0]]), np.repeat([0, 1, 2], 20)
    assert Grouping(centres, labels, np.array([STABLE, 1.0, STABLE])).usable
    assert not Grouping(centres, labels, np.array([1.0, STABLE - 0.01, 1.0])).usable
    assert not Grouping(centres * 0.01, labels, np.ones(3)).usable


def test_what_each_buys_as_parts_of_what_it_buys_in_all():
    rows = pd.DataFrame({"tea": [1.0, 0.0, 0.2], "milk": [3.0, 0.0, 0.2]}, index=["a", "b", "c"])
    found = _shares(rows)
    assert found.index.tolist() == ["a", "c"]
    assert found.to_numpy().tolist() == [[0.25, 0.75], [0.5, 0.5]]


def test_what_hardly_differs_is_no_trait():
    # Logarithms 0.07 to each side of their middle, and 0.04.
    away = np.tile([1.0, -1.0], 20)
    traits = pd.DataFrame({"some": np.expm1(3 + 0.07 * away), "hardly": np.expm1(3 + 0.04 * away)})
    found = scaled(traits)
    assert found.shape == (40, 1)
    assert found[:2, 0].tolist() == pytest.approx([1.0, -1.0])


def test_of_whom_no_purchase_is_known_nothing_was_bought():
    part = pd.DataFrame(
        {"amount_within": [10.0, np.nan, 4.0, np.nan], "amount_before": [np.nan, np.nan, np.nan, 0.0]}
    )
    found = _arm(part, "amount", np.array([True, True, False, False]))
    half = Z * (50 / 2 + 8 / 2) ** 0.5
    assert found == pytest.approx((3.0, 3 - half, 3 + half))


def test_movements_need_enough_customers_a_period_ago():
    from clientela.segments.movement.analysis import MIN_CUSTOMERS as FEWEST_WHO_MOVE

    known = pd.DataFrame({
        "customer_id": [f"c{n}" for n in range(FEWEST_WHO_MOVE)], "kind": "person", "days_since_last": 20, "purchase_days": 3, "orders": 3,
        "amount": np.arange(FEWEST_WHO_MOVE) + 10.0, "T_days": 400, "repeat_days": 2, "gap_mean": 30.0, "gap_q90": 40.0,
        "first_purchase": pd.Timestamp("2025-01-01"), "last_purchase": pd.Timestamp("2026-01-01"), "margin": 1.0,
    })  # fmt: skip
    found = movement(known, known, known, MIN_DAYS)
    assert found.n == FEWEST_WHO_MOVE
    assert found.values["whole_net"].value == 0.0


def test_no_more_groups_are_tried_than_there_are_tastes():
    import warnings

    # Half drink tea alone, half mate alone; nobody of them milk.
    own = np.arange(240) % 2
    days = pd.DataFrame(
        {"mate": 4.0 * own, "milk": 0.0, "tea": 4.0 * (1 - own)}, index=[f"c{n:03}" for n in range(240)]
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = _part(days, days, np.ones(240, dtype=bool), "person")
    assert len(set(found["labels"])) == 2
    assert found["n"] == 240
    assert found["lasting"][0] == 1.0
