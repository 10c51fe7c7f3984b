"""Ends, signs and orders of the segments' figures, each by pencil: what stands exactly on a limit, which side is which, who comes first."""

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm, t

from clientela.customers.status import ENOUGH_REPEATERS
from clientela.segments.bases import foretold
from clientela.segments.bases.analysis import BASES, MIN_CUSTOMERS, described, opinions_then
from clientela.segments.channels import calendar
from clientela.segments.channels.analysis import channels
from clientela.segments.clusters import analysis as clusters
from clientela.segments.cube import analysis as cube
from clientela.segments.cube.profits import profits, serving
from clientela.segments.movement import analysis as movement
from clientela.segments.playbook.acted import COUNTS, _judged
from clientela.segments.profile import analysis as profile
from clientela.segments.profile.consumed import consumed
from clientela.segments.profile.regularity import CLUMPED, EVEN, rhythm
from clientela.segments.received.analysis import FEWEST, _complained, _content, _row
from clientela.segments.rfm.analysis import beside
from clientela.segments.tastes.analysis import PART, _called
from clientela.segments.windows import Windows
from clientela.stats.ratios import mean, ratio


def test_complaints_are_counted_for_whoever_ordered_once():
    voices = pd.DataFrame({"customer_id": ["a", "a", "b"], "kind": ["complaint", "complaint", "praise"]})
    year = pd.DataFrame({"customer_id": ["a", "b", "c"], "orders": [1, 2, 0]})
    found = _complained(voices, year)
    assert found.to_dict("index") == {"a": {"size": 1.0, "hits": 2.0}, "b": {"size": 2.0, "hits": 0.0}}


@pytest.mark.parametrize("few", [0, 1])
def test_a_group_is_judged_from_twenty_on_and_on_both_sides_of_chance(few):
    group = np.array(["mine"] * (FEWEST - few) + ["theirs"] * 30)
    hits = np.array(
        [i % 4 == 0 for i in range(len(group) - 30)] + [i % 3 == 0 for i in range(30)], dtype=float
    )
    row = _row("segment", "mine", 9, {"late_share": (group, np.array([hits, np.ones(len(group))]))})
    assert row["late_share_n"] == FEWEST - few
    if few:
        assert np.isnan([row["late_share_p"], row["late_share_low"], row["late_share_high"]]).all()
        return
    here, other = ratio(hits[:20], np.ones(20)), ratio(hits[20:], np.ones(30))
    assert (here.value, other.value) == (5 / 20, 10 / 30)
    z = (10 / 30 - 5 / 20) / np.hypot(here.error, other.error)
    assert row["late_share_p"] == pytest.approx(norm.sf(z) + norm.cdf(-z))
    assert row["late_share_low"] < 0.25 < row["late_share_high"]


def test_each_fold_is_foretold_by_the_mean_of_the_others():
    # Fold 0 did 0, fold 1 did 1 … fold 4 did 4: who is in fold f is told (10 - f) / 4.
    here = np.arange(foretold.FOLDS * foretold.PARTS)
    fold = here // foretold.PARTS
    ones = np.ones((len(here), 1))
    said = foretold._said(ones, fold[:, None].astype(float), here, ones, here)
    assert len(said) == foretold.PARTS + 1
    for each in said:
        assert each[:, 0] == pytest.approx((10 - fold) / 4)


@pytest.mark.parametrize(("away", "is_denser"), [(-1e-9, True), (1e-9, False)])
def test_groups_are_denser_than_all_but_a_twentieth_of_cuts(monkeypatch, away, is_denser):
    cuts = [100.0] * 10 + [120.0] * 8 + [200.0]
    sd = np.sqrt(sum((cut - np.mean(cuts)) ** 2 for cut in cuts) / 18)
    limit = np.mean(cuts) - t.ppf(0.95, 18) * sd * np.sqrt(20 / 19)
    spreads = iter([limit + away, *cuts])
    monkeypatch.setattr(clusters, "_spread", lambda *_given: next(spreads))
    monkeypatch.setattr(clusters, "continua", lambda points, _random, many: [points] * many)
    assert clusters.denser(np.zeros((3, 2)), 3, 1) is is_denser


def test_groups_of_all_kinds_stand_by_sales_with_their_shares():
    def part(kind, amount, n, stability, fidelity):
        names = [f"{kind}:0"]
        groups = pd.DataFrame(
            {"customers": [n], "amount": [amount], "stability": [stability], "cluster": names}
        )
        rows = pd.DataFrame({"customer_id": [f"{kind}{i}" for i in range(n)], "cluster": names * n})
        return clusters.Part(rows, groups, pd.DataFrame({"cluster": names * 2, "rule": ["x", "y"]}), fidelity)

    found = clusters._result([part("a", 10.0, 1, 0.8, 0.5), part("b", 30.0, 3, 1.0, 0.9)], 8, 80.0)
    groups = found.frames["groups"]
    assert groups[["cluster", "share_customers", "share_amount"]].values.tolist() == [
        ["group_1", 3 / 8, 30 / 80], ["group_2", 1 / 8, 10 / 80]]  # fmt: skip
    assert found.values["fidelity"].value == pytest.approx((0.5 + 3 * 0.9) / 4)
    assert found.values["stability"].value == pytest.approx((0.8 + 3 * 1.0) / 4)
    for name in ("groups", "rules", "customers"):
        assert found.frames[name].index.tolist() == list(range(len(found.frames[name])))
    assert found.frames["rules"].cluster.tolist() == ["group_1", "group_1", "group_2", "group_2"]


def test_who_bought_once_through_each_of_two_channels_is_of_no_single_one():
    sold = pd.DataFrame({
        "customer_id": ["ana", "ana", "beto"], "channel": ["web", "shop", "shop"], "orders_now": [3, 1, 1], "orders_before": [0, 2, 1],
        "amount_now": [30.0, 10.0, 5.0], "margin_now": [9.0, 3.0, None],
    })  # fmt: skip
    known = pd.DataFrame(
        {
            "customer_id": ["ana", "beto"],
            "repeat_days": [5, 0],
            "purchase_days": 1,
            "days_since_last": 9,
            "kind": None,
        }
    )
    found = channels(sold, known, Windows(365, known, known, known))
    assert found.values["one_channel_share"].value == 0.5
    assert found.frames["channels"].channel.tolist() == ["web", "shop"]
    assert found.frames["channels"].only_through.tolist() == [0.0, 1.0]


def test_half_of_a_scale_is_high(monkeypatch):
    axes = SimpleNamespace(
        profitable=np.array([True, False, True]), priority=lambda *_given: np.zeros(3),
        scores=lambda _weights: (np.array([cube.LOYAL, 0.0, 0.0]), np.array([cube.CONVERGENT, 0.0, np.nan])),
    )  # fmt: skip
    monkeypatch.setattr(cube.Axes, "of", lambda *_given: axes)
    rows = cube.placed(pd.DataFrame({"customer_id": list("abc")}), None, None, {"axes": np.ones(3)})
    assert rows.cell.tolist() == ["cell_hhh", "cell_lll", "cell_hl"]


def test_served_is_told_where_somebody_is_and_blanks_are_unknown():
    people = pd.DataFrame({"customer_id": ["a", "b"], "kind": "person"})
    habits = {
        "customer_id": ["a", "b"],
        "main_thing": None,
        "same_days": 0,
        "product_days": 1,
        "consumer": None,
    }
    assert consumed(people, pd.DataFrame({**habits, "served": [True, None]}))["service_use"].tolist() == [
        "service_yes",
        "unknown",
    ]
    assert "service_use" not in consumed(people, pd.DataFrame({**habits, "served": [False, None]}))


def test_on_the_limit_of_chance_a_rhythm_is_chance():
    assert rhythm([EVEN[0], CLUMPED[0], EVEN[0] - 1e-9, CLUMPED[0] + 1e-9], [3] * 4).tolist() == [
        "random",
        "random",
        "steady",
        "bursts",
    ]


def test_traits_that_nobody_has_and_people_without_traits_are_left_out():
    names = [name for base in BASES.values() for name in base]
    traits = pd.DataFrame({"customer_id": ["a", "b"], **dict.fromkeys(names)}).assign(city=["Cali", None])
    answers = pd.DataFrame({"battery": ["x"], "respondent_id": ["r"], "item": ["i"], "score": [1.0]})
    found = described(traits, answers, pd.DataFrame({"respondent_id": ["r"], "customer_id": ["a"]}))
    assert {base: (rows.index.tolist(), list(rows)) for base, rows in found.items()} == {
        "base_geographic": (["a"], ["city"])
    }


def test_what_was_answered_on_the_day_itself_was_known_that_day():
    n = MIN_CUSTOMERS
    answers = pd.DataFrame({
        "respondent_id": [f"r{i}" for i in range(n)], "battery": "knows", "item": "us", "side": "told", "rater": "customer",
        "day": "2026-01-21", "score": 3.0,
    })  # fmt: skip
    people = pd.DataFrame(
        {"respondent_id": answers.respondent_id, "customer_id": [f"c{i}" for i in range(n)]}
    )
    marts, past = SimpleNamespace(as_of=dt.date(2026, 1, 31)), SimpleNamespace(days=5)
    then, now = opinions_then(marts, past, answers, people)
    assert (len(then), len(now)) == (n, n)
    assert opinions_then(marts, past, answers.assign(day="2026-01-22"), people) is None


def test_twenty_on_each_side_are_enough_to_compare_with_what_is_usual():
    def state(n, quiet):
        return pd.DataFrame(
            {
                "customer_id": [f"c{i}" for i in range(n)],
                "segment": "champions",
                "quiet": quiet,
                "yearly": 1.0,
            }
        )

    enough = movement.usual([state(movement.MIN_CUSTOMERS, False)] * 3)
    assert enough["champions_quiet_usual"].value == 0
    assert "champions_quiet_usual" not in movement.usual([state(movement.MIN_CUSTOMERS - 1, False)] * 3)


def test_the_companys_own_words_come_by_sales_then_the_rest_then_blanks():
    rows = pd.DataFrame({
        "channel": ["unknown", "others", "small", "large", "person"], "amount": [99.0, 98.0, 1.0, 2.0, 0.5], "orders": 1,
    })  # fmt: skip
    told = profile._groups(rows, ["channel"])
    assert told.micro_group.tolist() == ["person", "large", "small", "others", "unknown"]
    assert told.index.tolist() == list(range(5))


def test_refills_are_a_part_of_those_who_can_refill():
    rows = pd.DataFrame({
        "rhythm": ["few", "steady", "steady", "bursts"], "cadence": ["once", "weekly", "weekly", "weekly"], "volume": "volume_a",
        "refill": ["refill_few", "refill_same", "refill_same", "refill_changes"],
    })  # fmt: skip
    found = {name: (number.value, number.n) for name, number in profile._numbers(rows).items()}
    assert found == {
        "once_share": (0.25, 4), "volume_a_customers": (4, 4), "rhythm_customers": (3, 4), "refills_share": (2 / 3, 3),
        "steady_share": (2 / 3, 3), "bursts_share": (1 / 3, 3),
    }  # fmt: skip


@pytest.mark.parametrize("one_less", [0, 1])
def test_a_campaign_of_just_enough_in_each_arm_is_an_experiment(monkeypatch, one_less):
    n = calendar.ENOUGH_IN_ARM
    part = pd.DataFrame({"arm": ["treated"] * n + ["control"] * (n - one_less)}).assign(
        name="x", channel="mail", start=pd.Timestamp(2026, 1, 1), end=pd.Timestamp(2026, 2, 1), complete=True, purchases_within=1,
    )  # fmt: skip
    monkeypatch.setattr(calendar, "balance", lambda _part: (0, 1.0))
    monkeypatch.setattr(
        calendar, "_arm", lambda _part, what, _treated: (1, 0, 2) if what == "purchases" else (7, 6, 8)
    )
    found = calendar._one(part, 0.0)
    told = [found[f"{what}_more{end}"] for what in ("often", "sold") for end in ("", "_low", "_high")]
    assert (found["treated"], found["control"]) == (n, n - one_less)
    assert np.isnan(told).all() if one_less else told == [1, 0, 2, 7, 6, 8]


def test_champions_who_bought_nothing_since_are_not_compared():
    rows = pd.DataFrame({"customer_id": [f"c{i}" for i in range(50)], "amount_band": 5, "segment": "x", "quiet": False,
                         "sold_now": [0.0] * 20 + [10.0] * 30})  # fmt: skip
    assert "champions_then_times" not in beside(rows, rows.assign(segment=["champions"] * 20 + ["x"] * 30))


def test_champions_of_then_beside_the_others_have_the_error_of_a_quotient():
    best, rest = [30.0] * 10 + [50.0] * 10, [5.0] * 15 + [15.0] * 15
    rows = pd.DataFrame(
        {"customer_id": range(50), "sold_now": best + rest, "amount_band": 1, "segment": "x", "quiet": False}
    )
    found = beside(rows, rows.assign(segment=["champions"] * 20 + ["x"] * 30))["champions_then_times"]
    sides = mean(pd.Series(best)), mean(pd.Series(rest))
    swing = 4.0 * np.hypot(sides[0].error / 40, sides[1].error / 10)
    assert found.value == 4.0
    assert (found.high - 4.0, 4.0 - found.low) == pytest.approx((1.96 * swing,) * 2, rel=1e-3)


def test_the_work_with_a_customer_adds_up_and_costs_nothing_where_no_cost_is_given():
    efforts = pd.DataFrame(
        {"customer_id": ["a", "a"], "orders": [2, 3], "interactions": 0, "contacts": 0, "returns": 0}
    )
    costs = SimpleNamespace(order=10.0)
    assert serving(pd.Series(["a", "b"]), efforts, costs).tolist() == [50.0, 0.0]
    rows = pd.DataFrame({
        "customer_id": ["a"], "kind": None, "T_days": 9, "days_since_last": 1, "amount": 80.0, "orders": 1, "margin": 30.0,
    })  # fmt: skip
    for given, serve, profit in ((costs, 50.0, -20.0), (None, 0.0, 30.0)):
        found = profits(SimpleNamespace(days=0, now=rows), efforts, given).rows.iloc[0]
        assert (found.serve, found.profit) == (serve, profit)


def test_whom_two_campaigns_met_is_a_part_of_people_and_not_of_letters():
    days = {"start": pd.Timestamp("2026-01-01"), "end": pd.Timestamp("2026-01-31"), "arm": "treated"}
    rows = [("A", "ana"), ("A", "ana"), ("A", "eva"), ("B", "ana")]
    known = pd.DataFrame([{"campaign_id": campaign, "customer_id": who, **days} for campaign, who in rows])
    assert calendar._met(known) == {"A": 0.5, "B": 1.0}


def test_what_an_order_of_a_group_is_worth():
    rows = pd.DataFrame({"channel": ["web", "web", "none"], "amount": [20.0, 10.0, 0.0], "orders": [2, 1, 0]})
    assert profile._groups(rows, ["channel"]).set_index("micro_group").ticket.to_dict() == {
        "web": 10.0,
        "none": 0.0,
    }


def test_only_how_content_they_are_and_only_lately():
    outcomes = pd.DataFrame({
        "outcome": ["satisfied", "satisfied", "loyal"], "day": ["2026-02-01", "2025-01-01", "2026-02-01"], "respondent_id": ["r", "s", "u"],
        "asked_in": "x", "score": [8.0, 1.0, 2.0],
    })  # fmt: skip
    asked = pd.DataFrame({"respondent_id": ["r"], "customer_id": ["ana"]})
    assert _content(outcomes, asked, pd.Timestamp("2026-01-01")).to_dict("index") == {
        "ana": {"hits": 8.0, "size": 1.0}
    }


@pytest.mark.parametrize("few", [0, 1])
def test_who_is_active_is_told_with_enough_rhythms(few):
    names = [f"c{n}" for n in range(ENOUGH_REPEATERS)]
    repeat = [5] * (ENOUGH_REPEATERS - few) + [0] * few
    known = pd.DataFrame({
        "customer_id": names, "repeat_days": repeat, "purchase_days": 6, "days_since_last": 9, "kind": None, "gap_mean": 10.0, "gap_q90": 12.0,
        "T_days": 300,
    })  # fmt: skip
    sold = pd.DataFrame({
        "customer_id": names, "channel": ["web", "shop"] * (len(names) // 2), "orders_now": 1, "orders_before": 1, "amount_now": 1.0,
        "margin_now": 1.0,
    })  # fmt: skip
    table = channels(sold, known, Windows(365, known, known, known)).frames["channels"]
    assert ("active" in table or "active_share" in table) is (not few)


def test_a_share_of_a_year_before_is_of_those_of_a_year_before():
    counts = pd.DataFrame(dict(zip(COUNTS, ([30.0], [6.0], [40.0], [10.0]), strict=True))).assign(
        days_watched=30
    )
    found = _judged(counts).iloc[0]
    assert (found.acted_share, found.year_share) == (0.2, 0.25)


def test_a_part_just_large_enough_names_a_taste():
    own, others = np.array([PART, 1 - PART]), np.array([0.0, 1.0])
    assert _called(["tea", "bread"], own, others) == ["tea"]
    assert _called(["tea", "bread"], np.array([PART - 1e-9, 1.0]), others) == ["bread"]
