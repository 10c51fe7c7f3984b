"""Trust by pencil: promoters, scales, later purchases, and whose the accounts are."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientela.customers.accounts import by_lot, spread
from clientela.loyalty import trust
from clientela.loyalty.trust.consequences import _levels
from clientela.loyalty.trust.consequences_page import told
from clientela.loyalty.trust.dependence_page import depends
from clientela.loyalty.trust.promoters import net
from clientela.loyalty.trust.scales import omega
from clientela.present import Figure, Table
from clientela.present.show import markdown
from clientela.results import Evidence, Missing, Number, Reason, Result

AS_OF = dt.date(2026, 6, 30)
OUTCOMES = ["respondent_id", "day", "branch", "outcome", "score", "scale_min", "scale_max", "asked_in"]
WHO = ["respondent_id", "customer_id", "day", "branch", "kind", "complete", "purchases_before", "amount_before",
       "purchases_after", "amount_after"]  # fmt: skip


def answered(scores, outcome="recommend", branch="Norte", top=10.0, start=0):
    """An answer a day, by e0, e1 …"""
    return pd.DataFrame({
        "respondent_id": [f"e{start + place}" for place in range(len(scores))],
        "day": pd.date_range("2026-01-01", periods=len(scores), freq="D"), "branch": branch, "outcome": outcome,
        "score": np.asarray(scores, dtype=float), "scale_min": 0.0, "scale_max": top, "asked_in": "P",
    })[OUTCOMES]  # fmt: skip


def people(n, kind="person", **columns):
    """Customer c0 answered e0, and so on."""
    return pd.DataFrame({
        "respondent_id": [f"e{place}" for place in range(n)], "customer_id": [f"c{place}" for place in range(n)],
        "day": pd.Timestamp("2025-06-01"), "branch": "Norte", "kind": kind, "complete": True, "purchases_before": 1,
        "amount_before": 10.0, "purchases_after": 1, "amount_after": 10.0, **columns,
    })[WHO]  # fmt: skip


# Promoters


def test_where_each_answers_often_the_score_of_all_answers_stands_beside():
    """Twenty people answer twice, 10 and then 3: of the people none recommends us; of the forty answers as many as not."""
    asked = answered([10] * 20 + [3] * 20)
    who = people(40).assign(customer_id=[f"c{place % 20}" for place in range(40)])
    found = trust.promoters(asked, who, AS_OF)
    assert (found.values["promoter_score"].value, found.values["promoter_score_answers"].value) == (-1.0, 0.0)
    assert "40" in trust.plot_promoters(found).caption
    assert "promoter_score_answers" not in trust.promoters(answered([9] * 25), people(25), AS_OF).values


def test_promoters_less_detractors():
    # Ten nines, ten eights, five zeros: 40 % − 20 %.
    found = trust.promoters(answered([9] * 10 + [8] * 10 + [0] * 5), people(25), AS_OF)
    score = found.values["promoter_score"]
    assert score.value == pytest.approx(0.2)
    # (10.75 − 5.75) / 28 ± 1.96 √((16.5/28 − (5/28)²) / 28), by pencil.
    assert (score.low, score.high) == (pytest.approx(-0.098, abs=5e-4), pytest.approx(0.455, abs=5e-4))
    assert (found.values["promoters"].value, found.values["detractors"].value) == (0.4, 0.2)


def test_the_interval_holds_what_it_promises():
    """Thirty answers, few promoters: 95 of 100 intervals hold the true score (a plain Wald interval holds fewer)."""
    rng = np.random.default_rng(11)
    draws = rng.multinomial(30, [0.05, 0.15, 0.8], size=4000)
    inside = [low <= -0.10 <= high for low, high in (net(row[0], row[1], 30)[1:] for row in draws)]
    assert 0.935 <= np.mean(inside) <= 0.985


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 50))
def test_a_score_stands_within_its_limits_or_at_an_end(more, less, middle):
    score, low, high = net(more, less, more + less + middle)
    assert -1 <= low <= high <= 1
    assert low - 0.2 <= score <= high + 0.2
    assert net(less, more, more + less + middle)[0] == -score


def test_a_branch_that_stands_apart_is_named_and_chance_is_not():
    north, south = (
        answered([9, 10, 8, 9] * 15, branch="Norte"),
        answered([2, 9, 3, 1] * 15, branch="Sur", start=60),
    )
    found = trust.promoters(pd.concat([north, south]), people(120), AS_OF)
    table = found.frames["groups"].set_index("answer_group")
    assert table.loc["Sur", "score_verdict"] == "score_below"
    assert table.loc["Norte", "score_verdict"] == "score_above"
    alike = trust.promoters(
        pd.concat([north, answered([9, 10, 8, 9] * 15, branch="Sur", start=60)]), people(120), AS_OF
    )
    assert set(alike.frames["groups"].score_verdict) == {"score_chance"}
    assert "Sur" in trust.promoters_advice(found)
    assert "Sur" not in trust.promoters_advice(alike)


def test_segments_handed_over_make_groups():
    handed = pd.DataFrame(
        {"customer_id": [f"c{n}" for n in range(80)], "segment": ["champions"] * 40 + ["dormant"] * 40}
    )
    found = trust.promoters(answered([10] * 40 + [3] * 40), people(80), AS_OF, handed)
    segments = found.frames["groups"].query("criterion == 'segment'").set_index("answer_group")
    assert segments.promoter_score.to_dict() == {"champions": 1.0, "dormant": -1.0}


def test_no_question_no_score():
    assert trust.promoters(answered([]), people(0), AS_OF).reason is Reason.NO_TABLE
    assert (
        trust.promoters(answered([4] * 30, "satisfied", top=5.0), people(30), AS_OF).reason
        is Reason.NO_COLUMN
    )
    # A recommendation on 1 to 5 is no net promoter score.
    assert trust.promoters(answered([5] * 30, top=5.0), people(30), AS_OF).reason is Reason.NO_COLUMN
    assert trust.promoters(answered([9] * 5), people(5), AS_OF).reason is Reason.TOO_FEW_CUSTOMERS


# Scales


def answers(frame, battery="CONF"):
    """Answers of respondents × questions, as the mart has them."""
    long = (
        frame.rename_axis("respondent_id")
        .reset_index()
        .melt("respondent_id", var_name="item", value_name="score")
    )
    return long.assign(
        battery=battery, side="alone", rater="customer", day=pd.Timestamp("2026-05-01"), branch="Norte"
    )


def questions(dimensions, battery="CONF"):
    return pd.DataFrame({
        "battery": battery, "item": list(dimensions), "text_es": [f"Pregunta {name}" for name in dimensions], "text_en": None,
        "dimension": list(dimensions.values()), "factor": None, "scale_min": 1.0, "scale_max": 7.0, "is_reversed": False, "outcome": None,
    })  # fmt: skip


@pytest.fixture(scope="module")
def trusting():
    """Sixty people: the questions on the firm follow one thing, those on the person another; staying follows the firm."""
    rng = np.random.default_rng(5)
    firm, person = rng.normal(5, 1, 60), rng.normal(3, 1, 60)
    frame = pd.DataFrame(
        {"a": firm, "b": firm + rng.normal(0, 0.2, 60), "c": person, "d": person + rng.normal(0, 0.2, 60)},
        index=[f"e{n}" for n in range(60)],
    )
    dims = {"a": "empresa", "b": "empresa", "c": "persona", "d": "persona"}
    stays = answered(firm + rng.normal(0, 0.4, 60), "continue")
    return trust.scales(answers(frame), questions(dims), stays, people(60))


def test_trust_in_the_firm_beside_trust_in_the_person(trusting):
    values = trusting.values
    assert values["trust_firm"].value == pytest.approx(5, abs=0.4)
    assert values["trust_gap"].high < 0
    assert values["stays_firm"].low > 0.5
    assert values["stays_gain"].high < 0
    assert values["shaky_trust"].value == 0
    assert trusting.evidence is Evidence.ASSOCIATED
    assert "más en la empresa" in trust.scales_advice(trusting)
    assert list(trusting.frames["questions"].item) == ["a", "b", "c", "d"]


def test_questions_of_two_things_are_no_scale():
    rng = np.random.default_rng(6)
    frame = pd.DataFrame(rng.normal(4, 1, (80, 4)), columns=list("abcd"), index=[f"e{n}" for n in range(80)])
    dims = {"a": "empresa", "b": "empresa", "c": "persona", "d": "persona"}
    found = trust.scales(answers(frame), questions(dims), answered([]), people(80))
    assert set(found.frames["scales"].reliable) == {"no"}
    assert found.values["shaky_trust"].value == 2
    assert "lo dice cada pregunta" in trust.scales_advice(found)
    assert "Empiece por" not in trust.scales_advice(found)


def test_where_nothing_adds_up_it_begins_with_the_question_that_goes_with_staying():
    rng = np.random.default_rng(8)
    frame = pd.DataFrame(rng.normal(4, 1, (80, 4)), columns=list("abcd"), index=[f"e{n}" for n in range(80)])
    dims = {"a": "empresa", "b": "empresa", "c": "persona", "d": "persona"}
    stays = answered(frame["b"].to_numpy() + rng.normal(0, 0.5, 80), "continue")
    advice = trust.scales_advice(trust.scales(answers(frame), questions(dims), stays, people(80)))
    assert "Empiece por «Pregunta b»: le ponen " in advice


def test_a_question_is_named_by_chance_at_most_one_time_in_twenty():
    named = 0
    dims = {"a": "empresa", "b": "empresa", "c": "persona", "d": "persona"}
    for seed in range(30):
        rng = np.random.default_rng(seed)
        frame = pd.DataFrame(
            rng.normal(4, 1, (60, 4)), columns=list("abcd"), index=[f"e{n}" for n in range(60)]
        )
        found = trust.scales(answers(frame), questions(dims), answered(rng.normal(5, 1, 60), "continue"), people(60))  # fmt: skip
        named += "Empiece por" in trust.scales_advice(found)
    # Half of the one in twenty lies on the side that is told; more than three of thirty would be rare.
    assert named <= 3


def test_omega_is_alpha_where_all_questions_weigh_alike():
    """Four questions, each the common thing plus a noise of the same size: both are 4·1 / (4·1 + 1) = 0.8."""
    rng = np.random.default_rng(7)
    common = rng.normal(0, 1, (20000, 1))
    frame = pd.DataFrame(common + rng.normal(0, 1, (20000, 4)))
    assert omega(frame) == pytest.approx(0.8, abs=0.01)
    assert np.isnan(omega(frame[[0, 1]]))


def test_without_dimensions_no_scale():
    assert (
        trust.scales(answers(pd.DataFrame()), questions({}), answered([]), people(0)).reason
        is Reason.NO_TABLE
    )
    frame = pd.DataFrame({"a": [4.0] * 30}, index=[f"e{n}" for n in range(30)])
    assert isinstance(
        trust.scales(answers(frame), questions({"a": "empresa"}), answered([]), people(30)), Missing
    )


# What the satisfied buy


def test_the_satisfied_buy_more_only_because_they_bought_more_before():
    """Among those who bought once before, half buy again whatever the mark; among the frequent ones all do, and they are happier."""
    marks = [1] * 60 + [5] * 40 + [1] * 20 + [5] * 180
    before = [1] * 100 + [9] * 200
    after = [place % 2 for place in range(100)] + [1] * 200
    who = people(300, purchases_before=before, purchases_after=after)
    found = trust.consequences(answered(marks, "satisfied", top=5.0), who)
    curve = found.frames["curve"].set_index("mark_from")
    # 30 of 60 and 20 of 20; 20 of 40 and 180 of 180.
    assert (curve.bought_share[1], curve.bought_share[5]) == (50 / 80, 200 / 220)
    assert curve.net_share.abs().max() == pytest.approx(0)
    slope = found.values["satisfied_slope"]
    assert slope.value == pytest.approx(0)
    assert slope.low < 0 < slope.high
    assert trust.consequences_findings(found, AS_OF) == []
    assert "no anuncia" in trust.consequences_advice(found)


def test_a_mark_that_tells_is_answered():
    marks = [1] * 100 + [5] * 100
    after = [1, 0, 0, 0] * 25 + [1, 1, 1, 0] * 25
    found = trust.consequences(answered(marks, "satisfied", top=5.0), people(200, purchases_after=after))
    # From a quarter to three quarters in four points.
    assert found.values["satisfied_slope"].value == pytest.approx(0.125)
    assert len(trust.consequences_findings(found, AS_OF)) == 1
    assert found.evidence is Evidence.ASSOCIATED


def test_of_three_questions_one_lucky_one_is_not_answered():
    """Three marks, one of them just beyond chance by itself: among three it is none."""
    base = {"n": 200, "unit": "share", "level": 0.95}
    lucky, other = Number(0.020, low=0.0005, high=0.0395, **base), Number(0.0, low=-0.02, high=0.02, **base)
    frame = pd.DataFrame({"outcome": ["satisfied", "recommend", "effort"]})
    values = {"satisfied_slope": lucky, "recommend_slope": other, "effort_slope": other}
    assert told(Result("loyalty.consequences", 200, values, {"curve": frame})) is None
    assert (
        told(Result("loyalty.consequences", 200, {"satisfied_slope": lucky}, {"curve": frame}))[0]
        == "satisfied"
    )


def test_answers_of_the_same_customer_count_once():
    """A hundred answers of ten customers are no surer than ten."""
    marks = [1] * 100 + [5] * 100
    after = ([1] * 50 + [0] * 50) * 2
    one = trust.consequences(answered(marks, "satisfied", top=5.0), people(200, purchases_after=after))
    few = people(200, purchases_after=after).assign(customer_id=[f"c{n // 20}" for n in range(200)])
    same = trust.consequences(answered(marks, "satisfied", top=5.0), few)
    width = [
        found.values["satisfied_slope"].high - found.values["satisfied_slope"].low for found in (one, same)
    ]
    assert width[1] > 3 * width[0]


@given(st.lists(st.integers(0, 10), min_size=1, max_size=200))
def test_levels_are_a_partition_of_the_marks(marks):
    for outcome in ("satisfied", "recommend"):
        levels = _levels(pd.Series(marks, dtype=float), outcome)
        flat = [mark for level in levels for mark in level]
        assert flat == sorted(set(marks))


def test_what_came_too_late_is_not_followed():
    assert trust.consequences(answered([]), people(0)).reason is Reason.NO_TABLE
    late = trust.consequences(answered([5] * 150, "satisfied", top=5.0), people(150, complete=False))
    assert late.reason is Reason.TOO_SHORT_HISTORY


def test_who_answers_often_is_one_person():
    once, often = answered([9, 5, 8] * 40), people(120)
    again = answered([10] * 120)
    again = again.assign(respondent_id=[f"again{n}" for n in range(120)])
    who = pd.concat(
        [often, people(120).assign(respondent_id=again.respondent_id, customer_id=often.customer_id[0])]
    )
    found = trust.promoters(pd.concat([once, again], ignore_index=True), who, AS_OF)
    assert found.n == 120
    assert abs(found.values["promoter_score"].value) <= 1 / 120


def test_the_score_is_of_the_last_year():
    """Thirty who did not recommend two years ago, thirty who do now: today's score is 100, and it rose."""
    now, then = answered([10] * 30), answered([0] * 30, start=30)
    then = then.assign(day=pd.Timestamp(AS_OF) - pd.Timedelta(days=700))
    found = trust.promoters(pd.concat([now, then], ignore_index=True), people(60), AS_OF)
    assert (found.n, found.values["promoter_score"].value) == (30, 1.0)
    few = trust.promoters(pd.concat([now.head(10), then], ignore_index=True), people(60), AS_OF)
    assert few.n == 40


# Whose the accounts are


def served(books, last=700, every=14, handed=()):
    """Accounts of sellers who buy every `every` days for 10; `handed`: account → (day, the new seller, or None: it left)."""
    rows = []
    for seller, names in books.items():
        for place, name in enumerate(names):
            for number in range(place % every, last + 1, every):
                day, heir = dict(handed).get(name, (10**6, None))
                who = seller if number <= day else heir
                if who is not None:
                    rows.append((name, "organisation", who, dt.date(2024, 1, 1) + dt.timedelta(days=number)))
    frame = pd.DataFrame(rows, columns=["customer_id", "kind", "seller_id", "day"])
    return frame.assign(amount=10.0, margin=4.0, is_purchase=True, day=pd.to_datetime(frame.day))


BOOKS = {
    "V1": [f"a{n}" for n in range(20)],
    "V2": [f"b{n}" for n in range(30)],
    "V3": [f"c{n}" for n in range(10)],
}
END = dt.date(2024, 1, 1) + dt.timedelta(days=700)


def test_a_seller_who_stops_and_what_becomes_of_the_accounts():
    """V1 leaves on day 300: of twenty accounts eight leave too, twelve go to V2; nobody else loses any."""
    handed = {f"a{n}": (300, None if n < 8 else "V2") for n in range(20)}
    found = trust.dependence(served(BOOKS, handed=handed), END)
    row = found.frames["departures"].iloc[0]
    assert len(found.frames["departures"]) == 1
    assert (row.seller_id, row.accounts, row.accounts_lost, row.others_lost, row.heir) == (
        "V1",
        20,
        8,
        0,
        "V2",
    )
    assert abs((row.left_on - pd.Timestamp("2024-10-27")).days) <= 7
    extra = found.values["lost_extra"]
    assert extra.value == 0.4
    assert 0.15 < extra.low < 0.4 < extra.high < 0.8
    assert found.values["followed"].value == pytest.approx(0.4)
    # V2 has the 30 and the 12: 42 of 52 accounts; what is at stake is 40 % of what they bought in a year.
    sellers = found.frames["sellers"].set_index("seller_id")
    assert sellers.accounts.to_dict() == {"V2": 42, "V3": 10}
    assert found.values["book_stake"].value == pytest.approx(0.4 * found.frames["sellers"].amount.iloc[0])
    # Of the largest ten only those of the seller count where a second person is introduced.
    assert found.values["key_stake"].value == pytest.approx(0.4 * found.frames["sellers"].ten_amount.iloc[0])
    assert found.values["key_stake"].value < found.values["book_stake"].value


def test_nobody_left_nothing_is_said_of_it():
    found = trust.dependence(served(BOOKS), END)
    assert found.frames["departures"].empty
    assert "key_stake" not in found.values
    assert found.frames["sellers"].accounts.sum() == found.values["accounts"].value == 60
    assert found.frames["sellers"].of_the_ten.sum() == 10
    sellers = found.frames["sellers"]
    assert found.values["ten_share"].value == pytest.approx(sellers.ten_amount.sum() / sellers.amount.sum())


def test_a_book_that_leaves_with_everybody_is_no_news():
    """Half of everybody's accounts leave the day V1 does: nothing more is lost than elsewhere."""
    handed = {name: (300, None) for names in BOOKS.values() for name in names[::2]}
    handed |= dict.fromkeys(BOOKS["V1"][1::2], (300, "V2"))
    found = trust.dependence(served(BOOKS, handed=handed), END)
    assert found.values["lost_extra"].low < 0 < found.values["lost_extra"].high
    assert "key_stake" not in found.values


def test_without_sellers_nobody_depends_on_them():
    assert trust.dependence(served({}), END).reason is Reason.NO_COLUMN
    long_ago = trust.dependence(served(BOOKS, last=100), END)
    assert long_ago.reason is Reason.TOO_FEW_PURCHASES


def test_pages_are_made_of_results(trusting):
    score = trust.promoters(answered([9, 5, 8] * 40), people(120), AS_OF)
    curve = trust.consequences(
        answered([1, 5] * 100, "satisfied", top=5.0), people(200, purchases_after=[0, 1, 1, 1] * 50)
    )
    whose = trust.dependence(
        served(BOOKS).assign(amount=lambda days: 10.0 * (1 + (days.seller_id == "V1"))), END
    )
    # All ten are V1's, who has 20 of the 60 accounts.
    assert whose.values["ten_chance"].value == pytest.approx(
        math.comb(20, 10) / math.comb(60, 10) + math.comb(30, 10) / math.comb(60, 10) + 1 / math.comb(60, 10)
    )
    for table in (
        trust.trust_table(trusting), trust.dependence_table(whose),
    ):  # fmt: skip
        assert isinstance(table, Table)
        assert markdown(table).startswith("| ")
    for figure in (
        trust.plot_promoters(score),
        trust.plot_consequences(curve),
        trust.plot_dependence(whose, "COP"),
    ):
        assert isinstance(figure, Figure)
        assert figure.png()
    risk = trust.dependence_findings(whose, END, "COP")[0]
    assert risk.kind == "risk"
    assert risk.amount is None
    assert "no se sabe" in trust.dependence_advice(whose, "COP")


def test_ten_accounts_spread_by_lot_are_no_dependence():
    """Two hundred companies of eight sellers whose largest accounts are anybody's: one in twenty is called dependent, at most."""
    rng, told = np.random.default_rng(11), 0
    for _company in range(200):
        sellers = pd.DataFrame({"accounts": rng.multinomial(120, [1 / 8] * 8), "of_the_ten": 0})
        owner = np.repeat(np.arange(8), sellers.accounts)
        sellers["of_the_ten"] = np.bincount(rng.choice(owner, 10, replace=False), minlength=8)
        values = {
            "top_of_ten": Number(int(sellers.of_the_ten.max()), "count", 120),
            "ten_chance": Number(by_lot(sellers), "share", 120),
        }
        told += depends(Result("loyalty.dependence", 120, values))
    assert told <= 10


# The story company


@pytest.fixture(scope="module")
def businesses_served():
    """Three years of the story company's businesses with another seed, as the mart served has them."""
    from clientela.demo import businesses, extras, operations, plan
    from clientela.demo.lines import lines
    from clientela.demo.people import people as everybody
    from clientela.demo.seasons import date_of
    from clientela.warehouse import Warehouse

    seed = 1313
    everyone = everybody(seed, 5000)
    everyone = everyone[everyone.kind == "organisation"]
    diary, firms = businesses.live(everyone, seed)
    left = {firm.row["person"]: firm.left for firm in firms if firm.left < plan.DAYS}
    rents = extras.rents(seed, operations.contracts(seed, everyone, left), everyone)
    sold = pd.concat([lines(seed, diary.frames()[0], everyone), rents], ignore_index=True)
    sold = sold.assign(
        customer_id="c" + sold.person.astype(str), seller_id=sold.seller, fate="used", is_purchase=sold.amount > 0,
        day=pd.to_datetime(sold.day.map(date_of)), margin=sold.amount - sold.cost,
    )  # fmt: skip
    with Warehouse() as warehouse:
        warehouse.connection.register("given", sold)
        warehouse.connection.execute(
            "CREATE TABLE marts.lines AS SELECT customer_id, CAST(day AS DATE) AS day, seller_id, fate, is_purchase, "
            "CAST(amount AS DECIMAL(18, 4)) AS amount, CAST(margin AS DECIMAL(18, 4)) AS margin FROM given"
        )
        warehouse.connection.execute(
            "CREATE TABLE marts.people AS SELECT DISTINCT customer_id, 'organisation' AS kind FROM given"
        )
        warehouse.build("served", {})
        return warehouse.frame("FROM marts.served"), plan


def test_the_story_company_tells_whose_the_accounts_are(businesses_served):
    mart, planted = businesses_served
    found = trust.dependence(mart, planted.END)
    first, departure = found.frames["sellers"].iloc[0], found.frames["departures"].iloc[0]
    assert (first.seller_id, first.of_the_ten) == (planted.KEY_SELLER, planted.KEY_ACCOUNTS)
    assert len(found.frames["departures"]) == 1
    assert (departure.seller_id, departure.heir) == (planted.LEAVING_SELLER, planted.HEIR_SELLER)
    assert abs((departure.left_on.date() - planted.SELLER_LEFT).days) <= 14
    # Some of those who followed would have left anyway: the planted share is that of the others.
    followed = found.values["followed"]
    assert followed.low < planted.FOLLOWS_SELLER < followed.high
    assert followed.low > 0


def test_whoever_is_at_the_till_has_no_accounts():
    """Persons served by anybody are left out of the mart; businesses with a seller of their own stay."""
    from clientela.warehouse import Warehouse

    rows = [(f"p{n}", "person", f"V{(n + turn) % 3}", turn) for n in range(20) for turn in range(5)]
    rows += [(f"f{n}", "organisation", "V1", turn) for n in range(20) for turn in range(5)]
    with Warehouse() as warehouse:
        warehouse.connection.execute(
            "CREATE TABLE marts.lines AS SELECT '' AS customer_id, DATE '2024-01-01' AS day, '' AS seller_id, 'used' AS fate, "
            "true AS is_purchase, CAST(1 AS DECIMAL(18, 4)) AS amount, CAST(NULL AS DECIMAL(18, 4)) AS margin WHERE false"
        )
        warehouse.connection.execute("CREATE TABLE marts.people (customer_id VARCHAR, kind VARCHAR)")
        for name, kind in {(name, kind) for name, kind, _seller, _turn in rows}:
            warehouse.connection.execute("INSERT INTO marts.people VALUES (?, ?)", [name, kind])
        for name, _kind, seller, turn in rows:
            warehouse.connection.execute(
                "INSERT INTO marts.lines VALUES (?, ?, ?, 'used', true, 5, NULL)",
                [name, dt.date(2024, 1, 1 + turn), seller],
            )
        warehouse.build("served", {})
        found = warehouse.frame("FROM marts.served")
    assert set(found.kind) == {"organisation"}
    assert len(found) == 100


def test_few_departures_tell_little_where_books_differ():
    """Twenty of forty accounts lost with one seller; the others lost none, or all: how much a book varies widens the interval."""
    book = pd.Series(["V2"] * 20 + ["V3"] * 20)
    assert spread(book, np.array([True] * 20 + [True] * 20)) == 0.0
    # Shares lost 0 and 1: their standard deviation.
    assert spread(book, np.array([True] * 20 + [False] * 20)) == pytest.approx(np.sqrt(0.5))
