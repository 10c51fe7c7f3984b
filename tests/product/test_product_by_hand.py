"""Signs, orders and who counts in the product's figures, each by pencil."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from test_product_gaps import NO_OUTCOMES, items, twenty
from test_product_offer import TODAY, offers, twins, voices
from test_product_promises import AS_OF, orders
from test_product_recovery import CLOCK, company, some_voices
from test_product_visible import asked

from clientela import product
from clientela.product import affinity
from clientela.product.expectations.gaps import gaps
from clientela.product.expectations.hierarchy import SHOWN, _shown
from clientela.product.portfolio.affinity import SHORT, _pair
from clientela.product.portfolio.entry import FEWEST_CUSTOMERS, entry
from clientela.product.portfolio.pilot import days_needed
from clientela.product.promises.broken import broken_promises
from clientela.results import Reason
from clientela.stats.multiple_testing import moves
from clientela.stats.price_volume_mix import MOST_UNCOUNTED


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
    assert frame.columns[0] == "entry_thing"
    assert (frame.entry_low < frame.entry_rate).all()
    assert (frame.entry_rate < frame.entry_high).all()
    assert found.values["entry_repeat"].value == (2 * (n // 5) + n // 2) / (3 * n)
    assert found.values["entry_best"].value > found.values["entry_worst"].value


def test_small_sums_are_told_apart_by_price_and_quantity_too():
    # A gold trader's table may be in kilos: half a unit is sold now, two fifths before, all of it at the old price.
    row = {
        "amount_now": [0.5], "amount_before": 0.4, "spread": 0.1, "buyers": 20, "at_old": 0.5, "spread_old": 0.1, "uncounted": 0.0,
    }  # fmt: skip
    found = moves(pd.DataFrame(row)).iloc[0]
    assert (found.by_price, found.by_quantity) == pytest.approx((0.0, 0.1))


@pytest.mark.parametrize("few", [0, 1])
def test_quantities_may_be_blank_in_a_small_part_of_the_sales(few):
    row = {
        "amount_now": [100.0],
        "amount_before": 90.0,
        "spread": 5.0,
        "buyers": 20,
        "at_old": 95.0,
        "spread_old": 5.0,
    }
    found = moves(pd.DataFrame({**row, "uncounted": 100 * MOST_UNCOUNTED + few}))
    assert ("by_price" in found) is (not few)


def test_a_competitor_of_whom_nothing_is_said_is_not_counted():
    row = {"factor": "empathy", "ours": "x", "theirs": "y", "told": False, "proof": "seen"}
    register, made = asked(
        "diferencias",
        {**row, "competitor": "A", "better": "ours"},
        {**row, "competitor": "B", "better": None},
    )
    assert product.differences(register, made).frames["factors"].iloc[0, 1] == 1


def test_the_surest_pair_comes_first():
    pairs = pd.DataFrame({
        "thing": ["tea", "bread"], "other": ["milk", "cheese"], "thing_orders": 60, "other_orders": 50, "both_orders": [30, 40], "all_orders": 200,
    })  # fmt: skip
    low = affinity(pairs).frames["affinity"]["lift_low"].tolist()
    assert len(low) == 2
    assert low[0] > low[1]


def test_two_names_that_just_fit_stand_on_one_line():
    fits = "a" * (SHORT - 2), "b" * (SHORT - 1)
    assert "\n" not in _pair(*fits)
    assert "\n" in _pair(fits[0], fits[1] + "b")


def test_a_share_near_the_whole_is_tried_downwards():
    # .98 × .02 + .93 × .07 = .0847; times (1.96 + .8416)² over .05², twice, at ten orders a day.
    assert days_needed(0.98, 10) == pytest.approx(53.18, abs=0.02)


def test_where_nobody_was_answered_well_nothing_is_compared():
    path = company(np.random.default_rng(1), (0.0, 0.5)).assign(resolved=False)
    found = product.recovery(path, some_voices(), CLOCK)
    assert (found.reason, found.have) == (Reason.NO_VARIATION, 0)


def test_what_contracts_leave_open_is_numbered_from_nought():
    register, made = asked(
        "contrato",
        {"contract": "a", "customers": 1, "price_rise": "lacks", "duty_broken": "vague"},
        {"contract": "b", "customers": 9, "price_rise": "clear", "duty_broken": "lacks"},
    )
    lacking = product.service_contract(register, made).frames["lacking"]
    assert lacking.columns[0] == "clause"
    assert lacking.customers_open.tolist() == [9, 1]


def test_what_was_received_is_a_mean():
    found = gaps(twenty([6] * 20, [4] * 15 + [6] * 5), items("a", "b"), NO_OUTCOMES)
    assert found.frames["gaps"].set_index("item").received_mark["a"] == 4.5


def test_what_moves_people_both_ways_has_its_place_on_the_page():
    frame = pd.DataFrame({"better": [0.6] * SHOWN + [0.5], "worse": [0.0] * SHOWN + [0.5], "level": "basic"})
    assert SHOWN in _shown(SimpleNamespace(frames={"hierarchy": frame})).index


def test_how_many_factors_have_a_figure_beside_the_opinion():
    found = twins(2, "Cali")
    assert found.values["twins_measured"].value == (found.frames["twins"].twin != "").sum() > 0


def test_who_was_not_attended_is_a_part_of_all_who_came():
    shifts = pd.DataFrame({"unit": ["A", "B"], "start": pd.Timestamp(TODAY), "arrivals": [100.0, 300.0], "abandoned": [8.0, 12.0]})  # fmt: skip
    found = product.supply(offers([{"days_out": 0.0}]), shifts, TODAY)
    assert found.values["unattended_share"].value == 0.05


def test_a_word_of_four_claims_in_nine_is_common():
    words = ("norte", "monte", "valle", "puente", "campo", "playa", "bosque", "cielo", "trigo")
    listed = offers([{"claimed": f"sabor {word}" if n < 4 else word} for n, word in enumerate(words)])
    none = pd.DataFrame(columns=["battery", "item", "side", "rater", "score", "scale_min", "scale_max"])
    said = voices([
        {"interaction_id": f"m{n}", "customer_id": f"c{n}", "kind": "complaint", "words": "norte rancio"} for n in range(9)
    ])  # fmt: skip
    heard = product.benefits(listed, none, none, said).frames["claims"].set_index("promised_benefit").heard
    assert heard["sabor norte"] == "missed"
