"""The sales plan by pencil: targets that add up, calls where they sell most, and why the plan was kept or not."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clientela.companies.config import Goal
from clientela.loyalty import plan
from clientela.loyalty.plan.calls import allocate, classes, curve
from clientela.loyalty.plan.codes import Codes
from clientela.loyalty.plan.expected import NO_NAME, TO_COME
from clientela.loyalty.plan.periods import Groups
from clientela.loyalty.plan.targets import split
from clientela.present import Figure, Table
from clientela.present.show import markdown
from clientela.results import Evidence, Missing, Reason, Result
from clientela.warehouse import Warehouse

AS_OF = dt.date(2025, 12, 31)
MONTHS = pd.date_range("2023-01-01", "2025-12-01", freq="MS")
MONEY = [
    "amount",
    "quantity",
    "old_value",
    "new_amount",
    "new_quantity",
    "dropped_amount",
    "dropped_quantity",
]


def sold(*rows):
    """Rows of sold_months: (seller, customer, year, amount[, quantity, the same at the prices of a year before]), in June."""
    table = [
        (pd.Timestamp(year, 6, 1), seller, customer, amount, *(rest or (amount / 10, amount)))
        for seller, customer, year, amount, *rest in rows
    ]
    frame = pd.DataFrame(
        table, columns=["month", "seller_id", "customer_id", "amount", "quantity", "old_value"]
    )
    return frame.assign(new_amount=0.0, new_quantity=0.0, dropped_amount=0.0, dropped_quantity=0.0)


def periods(*goals, months=MONTHS, days=None):
    complete = pd.DataFrame({"month": months, "complete": True})
    days = pd.DataFrame({"day": [pd.Timestamp(AS_OF)], "amount": [0.0]}) if days is None else days
    return plan.Periods.of(complete, days, goals, AS_OF)


def groups(segments, sellers=None):
    """The same segments and sellers on every day the plan looks at."""
    found = pd.Series(segments, dtype=object)
    home = pd.Series(sellers or {}, dtype=object)
    days = [dt.date(year, 12, 31) for year in (2022, 2023, 2024, 2025)]
    return plan.Groups(dict.fromkeys(days, found), dict.fromkeys(days, home), AS_OF)


def goal(value, year=2026, measure="amount"):
    return Goal(measure=measure, value=value, start=dt.date(year, 1, 1), end=dt.date(year, 12, 31))


NEXT = goal(1000.0)


# Periods


def test_the_plan_is_for_the_goal_that_ends_next_and_judges_the_last_one():
    found = periods(goal(900.0, 2025), NEXT, goal(5.0, 2026, "customers"))
    assert (found.start, found.end, found.goal) == (dt.date(2026, 1, 1), dt.date(2026, 12, 31), 1000.0)
    assert (found.judged_goal, found.judged[0], len(found.judged)) == (900.0, pd.Timestamp("2025-01-01"), 12)


def test_of_a_goal_half_gone_what_is_left_is_planned():
    days = pd.DataFrame(
        {"day": pd.to_datetime(["2025-09-01", "2025-12-01", "2025-06-30"]), "amount": [300.0, 100.0, 77.0]}
    )
    half = Goal(measure="amount", value=1000.0, start=dt.date(2025, 7, 1), end=dt.date(2026, 6, 30))
    found = periods(half, days=days)
    assert (found.goal, found.sold_already, found.start) == (600.0, 400.0, dt.date(2026, 1, 1))
    # Half of last year's sales came in the half that is still to come.
    assert found.factor(
        pd.Series([60.0, 60.0], index=pd.to_datetime(["2025-03-01", "2025-09-01"]))
    ) == pytest.approx(0.5)


def test_of_a_long_goal_a_year_takes_its_part_by_days():
    long = Goal(measure="amount", value=3000.0, start=dt.date(2026, 1, 1), end=dt.date(2028, 12, 30))
    assert periods(long).goal == pytest.approx(3000 * 365 / 1095)


def test_without_a_goal_the_year_that_follows_and_the_year_that_passed():
    found = periods()
    assert (found.start, found.end, found.goal) == (dt.date(2026, 1, 1), dt.date(2026, 12, 31), None)
    assert (len(found.judged), found.judged_goal) == (12, None)
    assert periods(months=MONTHS[:18]).judged == ()


# Targets


# So small that it has lost digits, and that a quotient by it has no end.
TINY = 2e-313


@given(st.floats(0, 1e10), st.lists(st.floats(0, 1e9), min_size=1, max_size=60))
@example(100.0, [TINY, 3 * TINY])
@example(TINY, [1.0, TINY])
def test_parts_are_never_negative_and_add_up_to_the_cent(amount, weights):
    parts = split(amount, weights)
    cents = np.round(parts * 100).astype("int64")
    assert (cents >= 0).all()
    assert int(cents.sum()) == round(amount * 100)
    if sum(weights) > 0:
        fair = np.array(weights) / sum(weights) * round(amount * 100)
        assert np.abs(cents - fair).max() <= 1 + 1e-6 * fair.max()


def test_targets_by_pencil():
    """V1's customer keeps buying 100 a year, V2's fell from 200 to 100: alone in their segments, so they go on like that."""
    rows = [("V1", "a", year, 100.0) for year in (2023, 2024, 2025)]
    rows += [("V2", "b", 2023, 200.0), ("V2", "b", 2024, 200.0), ("V2", "b", 2025, 100.0)]
    found = plan.targets(sold(*rows), groups({"a": "regulars", "b": "cooling"}), periods(NEXT))
    cells = found.frames["cells"].set_index("seller_id")
    assert cells.expected.to_dict() == {"V1": 100.0, "V2": 50.0}
    # 850 are missing. b bought 200 in the best year, 150 above what is expected, and half of its like still buy: 75; a has no better year.
    assert cells.headroom.to_dict() == {"V1": 0.0, "V2": 75.0}
    assert cells.target.to_dict() == {"V1": 100.0, "V2": 900.0}
    assert found.values["plan_gap"].value == 850
    assert found.evidence is Evidence.ASSOCIATED


def test_a_goal_below_what_is_expected_lowers_all_alike():
    rows = [("V1", "a", year, 300.0) for year in (2023, 2024, 2025)] + [
        ("V2", "b", year, 100.0) for year in (2023, 2024, 2025)
    ]
    found = plan.targets(sold(*rows), groups({"a": "regulars", "b": "regulars"}), periods(goal(200.0)))
    assert found.frames["sellers"].set_index("seller_id").target.to_dict() == {"V1": 150.0, "V2": 50.0}
    assert found.values["plan_gap"].high < 0
    # Whether the goal is reached is for the forecast of the whole to say, not for the sum of the parts.
    assert "la pasa" in plan.plan_advice(found, "COP")
    assert "No es el pronóstico" in plan.plan_advice(found, "COP")


def test_an_account_goes_to_the_seller_it_has_now_and_newcomers_are_expected_again():
    rows = [
        ("V1", "a", 2023, 100.0),
        ("V1", "a", 2024, 100.0),
        ("V2", "a", 2025, 100.0),
        ("V2", "new", 2025, 40.0),
        (None, None, 2025, 10.0),
    ]
    who = groups({"a": "regulars", "new": "newcomers"}, {"a": "V2"})
    who.segments[dt.date(2024, 12, 31)] = pd.Series({"a": "regulars"})
    found = plan.targets(sold(*rows), who, periods(NEXT))
    cells = found.frames["cells"].set_index(["seller_id", "segment"])
    assert "V1" not in cells.index.get_level_values(0)
    assert cells.expected["V2", "regulars"] == 100.0
    # Nobody was new in 2024: no growth to go by, as many again as came in 2025.
    assert cells.expected["V2", TO_COME] == 40.0
    assert cells.expected["", NO_NAME] == 10.0
    assert round(cells.target.sum(), 2) == 1000.0


YEARS = st.sampled_from([2023, 2024, 2025])
SALES = st.lists(
    st.tuples(st.sampled_from("VWX"), st.integers(0, 9), YEARS, st.integers(-50, 500)),
    min_size=5,
    max_size=25,
)


@settings(max_examples=10)
@example([("V", 0, 2023, 0), ("V", 0, 2025, 1), ("V", 1, 2025, 1), ("V", 2, 2025, -1)], 0)
@given(SALES, st.integers(0, 10**6))
def test_targets_add_up_whatever_was_sold(rows, value):
    table = sold(*[(seller, f"c{who}", year, float(amount)) for seller, who, year, amount in rows])
    who = groups({f"c{number}": ("regulars", "cooling")[number % 2] for number in range(8)})
    found = plan.targets(table, who, periods(goal(float(value))))
    if isinstance(found, Result):
        for frame in ("cells", "sellers", "segments"):
            assert (found.frames[frame].target >= 0).all()
            assert round(float(found.frames[frame].target.sum()) * 100) == value * 100
        assert found.frames["segments"].customers.sum() == found.values["plan_goal"].n


def test_without_a_goal_last_year_times_its_growth():
    rows = [("V1", f"c{n}", year, amount) for n in range(20) for year, amount in ((2024, 10.0), (2025, 11.0))]
    found = plan.targets(sold(*rows), groups({f"c{n}": "regulars" for n in range(20)}), periods())
    value = found.values["plan_goal"]
    assert value.value == pytest.approx(242)
    assert value.low < 242 < value.high
    assert found.values["plan_given"].value == 0
    doubled = [(seller, who, year, amount * (1 if year == 2024 else 2)) for seller, who, year, amount in rows]
    # Who doubled is not asked to double again: 440 and a quarter.
    again = plan.targets(sold(*doubled), groups({f"c{n}": "regulars" for n in range(20)}), periods())
    assert again.values["plan_goal"].value == pytest.approx(550)
    assert "No hay meta" in plan.plan_advice(found, "COP")


def test_too_little_history():
    assert plan.targets(sold(), groups({}), periods(NEXT)).reason is Reason.NO_TABLE
    one = sold(("V1", "a", 2025, 10.0))
    assert (
        plan.targets(one, groups({"a": "regulars"}), periods(NEXT, months=MONTHS[:8])).reason
        is Reason.TOO_SHORT_HISTORY
    )
    assert (
        plan.targets(one, groups({"a": "regulars"}), periods(months=MONTHS[-18:])).reason
        is Reason.TOO_SHORT_HISTORY
    )
    # With a goal, a single year is enough to share it out; nothing is forecast.
    shared = plan.targets(one, groups({"a": "regulars"}), periods(NEXT, months=MONTHS[-18:]))
    assert shared.frames["sellers"].target.tolist() == [1000.0]
    assert shared.values["plan_expected"].low is None
    assert "no se puede prever" in plan.plan_advice(shared, "COP")


def test_the_interval_of_what_is_expected_is_of_what_will_be_sold():
    """Sixty customers with years of gamma sales that know nothing of each other: 95 of 100 sums come out within the limits."""
    held = 0
    for seed in range(60):
        years = np.random.default_rng(seed).gamma(4.0, 25.0, (60, 4))
        rows = [
            ("V1", f"c{who}", 2023 + year, float(amount))
            for who, own in enumerate(years[:, :3])
            for year, amount in enumerate(own)
        ]
        segments = {f"c{who}": "regulars" for who in range(60)}
        hoped = plan.targets(sold(*rows), groups(segments), periods(NEXT)).values["plan_expected"]
        held += hoped.low <= years[:, 3].sum() <= hoped.high
    assert 53 <= held <= 60


# Calls


def sells(potential, norm, given):
    return float(sum(p * k / (norm + k) for p, k in zip(potential, given, strict=True)))


@given(st.lists(st.integers(0, 100), min_size=1, max_size=4), st.integers(0, 6), st.integers(1, 8))
def test_no_other_list_of_calls_sells_more(potential, capacity, norm):
    """Against every list there is."""
    found, _next = allocate(np.array(potential, dtype=float), float(norm), capacity)
    every = itertools.product(range(capacity + 1), repeat=len(potential))
    best = max(sells(potential, norm, given) for given in every if sum(given) <= capacity)
    assert found.sum() <= capacity
    assert sells(potential, norm, found) == pytest.approx(best)


def test_calls_by_pencil():
    # Norm 1: the first call to 100 sells 50, the second 16.7, the third 8.3; the first to 25 sells 12.5.
    given, following = allocate(np.array([100.0, 25.0]), 1.0, 3)
    assert given.tolist() == [2, 1]
    assert following == pytest.approx(100 / 12)
    # A call that must sell 10 to pay for itself is not made for 8.3.
    assert allocate(np.array([100.0, 25.0]), 1.0, 10, 10.0)[0].tolist() == [2, 1]
    assert allocate(np.array([0.0, 0.0]), 1.0, 5)[0].tolist() == [0, 0]


def test_many_accounts_are_quick_and_use_every_call():
    rng = np.random.default_rng(3)
    given, following = allocate(rng.lognormal(10, 1.5, 200_000), 4.0, 500_000)
    assert given.sum() == 500_000
    assert following > 0


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=50))
@example([TINY, 0.0, TINY, 1.0])
@example([TINY, 3 * TINY, 0.0])
def test_classes_are_a_partition_and_a_is_never_smaller_than_c(potential):
    found = classes(np.array(potential))
    assert len(found) == len(potential)
    largest = {
        name: [p for p, got in zip(potential, found, strict=True) if got == name] for name in set(found)
    }
    if "potential_c" in largest and "potential_a" in largest:
        assert min(largest["potential_a"]) >= max(largest["potential_c"])


def past(channel="Llamada telefónica", proven=True):
    about = pd.DataFrame({"campaign_id": ["C"], "contact_channel": [channel], "window_days": [73]})
    effect = pd.DataFrame(
        {
            "campaign_id": ["C"],
            "group": ["organisations"],
            "proven": [proven],
            "judged_by": ["bought"],
            "shrunken": [0.1],
            "rate_control": [0.2],
        }
    )
    return Result("loyalty.campaigns", 10, {}, {"campaigns": about, "groups": effect})


def test_the_curve_comes_from_own_calls_where_a_lot_proved_them():
    # Half as many again buy when called once in 73 days, five calls a year; with the norm at five: floor + (1 − floor) = 1.5 floor.
    floor, known = curve(past(), 5.0)
    assert known
    assert (floor + (1 - floor)) / floor == pytest.approx(1.5)
    for other in (past("correo"), past(proven=False), Missing("loyalty.campaigns", Reason.NO_TABLE)):
        assert curve(other, 5.0) == (pytest.approx(0.38), False)


def test_sellers_call_their_own_accounts():
    rows = [("V1", f"a{n}", year, 1000.0 * (n + 1)) for n in range(6) for year in (2023, 2024, 2025)]
    rows += [("V2", f"b{n}", year, 10.0) for n in range(6) for year in (2023, 2024, 2025)] + [
        ("V1", "passer-by", 2025, 99.0)
    ]
    names = [f"{letter}{n}" for letter in "ab" for n in range(6)]
    home = {name: "V1" if name[0] == "a" else "V2" for name in names}
    aimed = plan.targets(
        sold(*rows), groups(dict.fromkeys([*names, "passer-by"], "regulars"), home), periods(NEXT)
    )
    served = pd.DataFrame(
        {"customer_id": names, "seller_id": [home[name] for name in names], "amount": 10.0, "margin": 4.0}
    )
    found = plan.calls(aimed, served, Missing("loyalty.campaigns", Reason.NO_TABLE), 1)
    accounts = found.frames["call_accounts"].set_index("customer_id")
    assert set(accounts.index) == set(names)
    assert accounts.groupby("seller_id").account_calls.sum().to_dict() == {"V1": 48, "V2": 48}
    # Within a seller, who may buy more is called more.
    assert accounts.account_calls[[f"a{n}" for n in range(6)]].is_monotonic_increasing
    assert found.values["call_gain"].value > 0
    assert "V1" in plan.calls_advice(found, "COP")
    # At 20 a call nobody of V2 is worth one: 10 × 4/10 a year.
    dear = plan.calls(aimed, served, Missing("loyalty.campaigns", Reason.NO_TABLE), 1, 20.0)
    assert dear.frames["call_sellers"].set_index("seller_id").calls_used["V2"] == 0
    assert plan.calls(Missing("loyalty.plan", Reason.NO_TABLE), served, past()).reason is Reason.NO_TABLE
    assert plan.calls(aimed, served.iloc[:0], past()).reason is Reason.NO_COLUMN


# What was sold against the plan


def test_the_parts_of_a_difference_by_pencil():
    """Ten units at 10 last year; twelve at 11 now, of which the same at last year's prices would have cost 126."""
    rows = [("V1", "a", 2024, 100.0, 10.0, 100.0), ("V1", "a", 2025, 132.0, 12.0, 126.0)]
    found = plan.achieved(sold(*rows), groups({"a": "regulars"}), periods())
    values = {name: number.value for name, number in found.values.items()}
    # 132 − 126 by price; two units at 10 by volume; the twelve are of dearer products: 126 − 100 − 20.
    assert (values["by_price"], values["by_volume"], values["by_mix"]) == (6, 20, 6)
    assert (values["planned"], values["sold"], values["difference"]) == (100, 132, 32)
    assert (found.key, found.n, found.evidence) == ("loyalty.achieved", 1, Evidence.MEASURED)


def test_the_plan_asked_for_its_growth_in_volume():
    rows = [
        ("V1", "a", year, amount, 10.0, 100.0)
        for year, amount in ((2023, 100.0), (2024, 100.0), (2025, 110.0))
    ]
    found = plan.achieved(sold(*rows), groups({"a": "regulars"}), periods(goal(150.0, 2025)))
    values = {name: number.value for name, number in found.values.items()}
    assert (values["difference"], values["by_price"], values["by_volume"]) == (-40, 10, -50)
    risk = plan.achieved_findings(found, AS_OF, "COP")[0]
    assert (risk.kind, risk.amount) == ("risk", 40)
    assert "taparon" in risk.detail


UNITS = st.tuples(st.integers(-50, 500), st.integers(-5, 50), st.integers(0, 500))
LOTS = st.lists(
    st.tuples(st.sampled_from(["V", "W", None]), st.integers(0, 6), YEARS, UNITS), min_size=4, max_size=25
)


@settings(max_examples=15)
@given(LOTS, st.booleans())
def test_parts_add_up_whatever_was_sold(rows, with_goal):
    table = sold(
        *[(s, None if n == 6 else f"c{n}", y, float(a), float(q), float(v)) for s, n, y, (a, q, v) in rows]
    )
    table = table.assign(
        new_amount=np.where(table.quantity < 0, table.amount, 0.0),
        dropped_amount=np.where(table.quantity > 40, table.amount, 0.0),
    )
    goals = [goal(777.0, 2025)] if with_goal else []
    found = plan.achieved(
        table, groups({"c0": "regulars", "c1": "cooling", "c2": "regulars"}), periods(*goals)
    )
    if not isinstance(found, Result):
        return
    wholes = []
    for frame in (found.frames["by_seller"], found.frames["by_segment"]):
        parts = frame[["by_volume", "by_price", "by_mix", "by_new", "by_dropped"]].sum(axis=1)
        assert parts.to_numpy() == pytest.approx(frame.difference.to_numpy(), abs=1e-6)
        assert frame.difference.to_numpy() == pytest.approx((frame.sold - frame.target).to_numpy(), abs=1e-6)
        wholes.append(frame[["sold", "target", "difference", "by_volume", "by_price", "by_mix"]].sum())
    # By seller, by segment and in all, every part is the same sum.
    assert wholes[0].to_numpy() == pytest.approx(wholes[1].to_numpy(), abs=1e-6)
    values = found.values
    assert values["sold"].value == pytest.approx(wholes[0].sold)
    assert values["by_price"].value == pytest.approx(wholes[0].by_price, abs=1e-6)
    assert values["difference"].value == pytest.approx(wholes[0].difference, abs=0.011)


def test_a_seller_is_named_only_beyond_chance():
    """Two hundred customers each. V1's all buy a third less; V2's go up and down by as much."""
    rows = [
        ("V1", f"a{n}", year, amount) for n in range(200) for year, amount in ((2024, 30.0), (2025, 20.0))
    ]
    rows += [
        ("V2", f"b{n}", year, 30.0 + (10.0 if (n + year) % 2 else -10.0))
        for n in range(200)
        for year in (2024, 2025)
    ]
    found = plan.achieved(
        sold(*rows), groups({f"{x}{n}": "regulars" for x in "ab" for n in range(200)}), periods()
    )
    assert found.frames["by_seller"].set_index("seller_id").beyond_chance.to_dict() == {
        "V1": True,
        "V2": False,
    }


def test_a_year_without_its_year_before_is_not_judged():
    assert plan.achieved(sold(), groups({}), periods()).reason is Reason.NO_TABLE
    one = sold(("V1", "a", 2025, 10.0))
    assert (
        plan.achieved(one, groups({"a": "regulars"}), periods(months=MONTHS[-12:])).reason
        is Reason.TOO_SHORT_HISTORY
    )
    assert plan.achieved(one, groups({"a": "regulars"}), periods()).reason is Reason.TOO_FEW_PURCHASES


def test_pages_are_made_of_results():
    sellers = [f"V{n}" for n in range(12)]
    rows = [
        (seller, f"{seller}-{n}", year, 100.0 + 10 * n + year - 2023)
        for seller in sellers
        for n in range(8)
        for year in (2023, 2024, 2025)
    ]
    names = sorted({customer for _seller, customer, _year, _amount in rows})
    who = groups(dict.fromkeys(names, "regulars"), {name: name.split("-")[0] for name in names})
    table = sold(*rows)
    aimed = plan.targets(table, who, periods(goal(20000.0), goal(9000.0, 2025)))
    judged = plan.achieved(table, who, periods(goal(20000.0), goal(9000.0, 2025)))
    served = pd.DataFrame(
        {
            "customer_id": names,
            "seller_id": [name.split("-")[0] for name in names],
            "amount": 10.0,
            "margin": None,
        }
    )
    called = plan.calls(aimed, served, Missing("loyalty.campaigns", Reason.NO_TABLE))
    for page in (
        plan.plan_table(aimed), plan.plan_segments_table(aimed), plan.call_sellers_table(called),
        plan.achieved_table(judged), plan.achieved_segments_table(judged),
    ):  # fmt: skip
        assert isinstance(page, Table)
        assert markdown(page).startswith("| ")
        assert len(page.frame) <= 12
    # Ten sellers, the other two, and the total: the goal.
    assert plan.plan_table(aimed).frame.target.iloc[-1] == 20000.0
    for figure in (plan.plot_plan(aimed, "COP"), plan.plot_achieved(judged, "COP")):
        assert isinstance(figure, Figure)
        assert figure.png()
    # Times differ from seller to seller: a mean of them all would be nobody's plan.
    assert plan.calls_table(called) is None
    assert "Supuesto" in plan.call_sellers_table(called).caption
    assert [finding.kind for finding in plan.plan_findings(aimed, AS_OF, "COP")] == ["action"]
    assert [finding.kind for finding in plan.achieved_findings(judged, AS_OF, "COP")] == ["good_news"]


def test_what_may_be_missing_and_may_not_is_asked_of_no_seller():
    """A goal of 410 where 400 are expected, give or take a hundred; and the same where 10 are missing for certain."""
    rows = [("V1", "a", year, 300.0) for year in (2023, 2024, 2025)] + [
        ("V2", "b", year, 100.0) for year in (2023, 2024, 2025)
    ]
    found = plan.targets(sold(*rows), groups({"a": "regulars", "b": "regulars"}), periods(goal(410.0)))

    def told(low: float, high: float) -> tuple[str, str]:
        gap = replace(found.values["plan_gap"], value=10.0, low=low, high=high)
        seen = replace(found, values={**found.values, "plan_gap": gap})
        return plan.plan_advice(seen, "COP"), plan.plan_findings(seen, AS_OF, "COP")[0].message

    advice, message = told(-90.0, 110.0)
    assert "no se sabe" in advice
    assert "por encima de lo previsto" not in advice + message
    advice, message = told(5.0, 15.0)
    assert "por encima de lo previsto" in advice
    assert "por encima de lo previsto" in message


def test_few_sellers_are_not_shown_one_by_one():
    rows = [(f"V{n}", f"c{n}", year, 100.0) for n in range(3) for year in (2023, 2024, 2025)]
    found = plan.targets(sold(*rows), groups({f"c{n}": "regulars" for n in range(3)}), periods(NEXT))
    assert plan.plan_table(found) is None
    assert plan.plan_segments_table(found).frame.target.iloc[-1] == 1000.0


# The mart


LINES = "customer_id, day, month, product_id, seller_id, quantity, amount"


def mart(*rows):
    """sold_months of lines (customer, month, product, seller, quantity, amount)."""
    with Warehouse() as warehouse:
        warehouse.connection.execute(
            "CREATE TABLE marts.lines (customer_id VARCHAR, day DATE, month DATE, product_id VARCHAR, seller_id VARCHAR, "
            "quantity DECIMAL(18, 4), amount DECIMAL(18, 4), order_id VARCHAR, is_product BOOLEAN DEFAULT true)"
        )
        warehouse.connection.execute("CREATE TABLE marts.people (customer_id VARCHAR, kind VARCHAR)")
        for customer, month, product, seller, quantity, amount in rows:
            warehouse.connection.execute(
                f"INSERT INTO marts.lines ({LINES}) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [customer, month, month, product, seller, quantity, amount],
            )
        warehouse.build("priced", {"as_of": dt.date(2025, 12, 31), "window_days": 365})
        warehouse.build("sold_months", {})
        return warehouse.frame("FROM marts.sold_months ORDER BY ALL").astype(dict.fromkeys(MONEY, "float64"))


def test_the_same_at_last_years_prices():
    """Two units at 10 in June 2024 (V1) and one at 14 (V2); three at 12 in June 2025: V1's were worth 30, a new seller's 34."""
    found = mart(
        ("a", "2024-06-01", "P", "V1", 2, 20), ("b", "2024-06-01", "P", "V2", 1, 14), ("a", "2025-06-01", "P", "V1", 3, 36),
        ("b", "2025-07-01", "P", "V9", 3, 36), ("a", "2025-06-01", "NEW", "V1", 1, 5), ("a", "2024-06-01", "OLD", "V1", 1, 7),
    ).set_index(["month", "seller_id"])  # fmt: skip
    now, other = found.loc[(pd.Timestamp("2025-06-01"), "V1")], found.loc[(pd.Timestamp("2025-07-01"), "V9")]
    assert (now.amount, now.old_value, now.new_amount, now.new_quantity) == (41, 30, 5, 1)
    assert other.old_value == pytest.approx(34)
    then = found.loc[(pd.Timestamp("2024-06-01"), "V1")]
    assert (then.dropped_amount, then.dropped_quantity) == (7, 1)


def test_lines_without_units_have_no_price():
    found = mart(("a", "2024-06-01", "P", "V1", None, 20), ("a", "2025-06-01", "P", "V1", None, 30)).iloc[1]
    assert (found.amount, found.new_amount) == (30, 30)
    assert np.isnan(found.old_value)


def test_months_of_a_year_are_one_and_blanks_are_nothing() -> None:
    months = [pd.Timestamp(2026, month, 1) for month in (1, 2)]
    rows = [
        ("2026-01-01", "bea", "s", 2), ("2026-02-01", "bea", "s", 3), ("2025-02-01", "bea", None, 5), ("2026-01-01", None, "s", None)
    ]  # fmt: skip
    raw = pd.DataFrame(rows, columns=["month", "customer_id", "seller_id", "amount"])
    codes = Codes(raw, Groups())
    told = codes.by_years(raw, [months])
    assert (codes.customers.tolist(), codes.sellers.tolist()) == (["bea"], ["", "s"])
    assert told.to_numpy().tolist() == [
        [-1, 1, months[0], 0.0], [0, 0, pd.Timestamp(2025, 2, 1), 5.0], [0, 1, months[0], 5.0]
    ]  # fmt: skip
