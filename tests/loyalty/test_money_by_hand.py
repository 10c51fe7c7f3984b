"""What marketing money brings, prospects by source, offers and the plan: whole rows of a few customers, each by pencil."""

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from campaign_frames import customers, permissions

from clientela.loyalty.acquisition.funnel import ENOUGH_IN_GROUP, _by
from clientela.loyalty.campaigns.next_list import Limits, candidates, worth
from clientela.loyalty.claims.rise_losses import NEWER, Watch, expected, lost
from clientela.loyalty.clv.outlook import mixed, total_alive
from clientela.loyalty.marketing.returns import _extra, _first_years, _row, marketing_return
from clientela.loyalty.plan.achieved import against
from clientela.loyalty.plan.codes import NOBODY
from clientela.loyalty.plan.targets import _growth, _moved
from clientela.results import Evidence, Missing, Reason, Result
from clientela.stats.intervals import Z, wilson
from clientela.stats.price_volume_mix import PARTS


def test_a_peso_comes_with_the_first_year_of_all_its_customers_over_their_cost():
    # Ten who left 30 each and thirty who left 10: 600; forty at 5 each: 200. Limits: 10 × 2 and 30 × 1 at right angles, and the cost's own.
    table = pd.DataFrame({
        "way": ["acquired_by"] * 2 + ["first_branch"], "came_from": ["feria", "feria", "feria"], "newcomers": [10, 30, 5], "first_year": [30.0,
        10.0, 99.0],
        "year_low": [28.0, 9.0, 0.0], "year_high": [32.0, 11.0, 0.0], "cost_new": 5.0, "cost_low": 4.0, "cost_high": 7.0,
    })  # fmt: skip
    (found,) = _first_years(table).values()
    half = np.hypot(np.hypot(20, 30) / 200, 3 * 3 / 10)
    assert found == pytest.approx((3.0, 3.0 - half, 3.0 + half))
    assert _first_years(table.assign(cost_new=np.nan)) == {}
    assert _first_years(table.assign(first_year=np.nan)) == {}


def test_what_the_treated_left_beyond_the_controls_is_margin_where_it_is_known():
    told = {"extra_amount": 4.0, "extra_low": 1.0, "extra_high": 6.0}
    margin = {"extra_margin": 2.0, "margin_low": 0.5, "margin_high": 3.0}
    assert _extra(SimpleNamespace(treated=10, **told, **margin)) == (20.0, 5.0, 30.0)
    assert _extra(SimpleNamespace(treated=10, **told, extra_margin=np.nan)) == (40.0, 10.0, 60.0)


def test_money_is_told_by_what_an_experiment_proves():
    months = pd.to_datetime(["2026-01-01", "2026-01-01", "2026-02-01", "2026-02-01"])
    paid = pd.DataFrame({
        "month": months, "purpose": ["retain", "retain", "retain", "acquire"], "campaign_id": ["c1", "c2", None, None],
        "channel": [None, None, None, "radio"], "amount": [100.0, 300.0, 50.0, 550.0],
    })  # fmt: skip
    each = {"extra_amount": 3.0, "extra_low": 1.0, "extra_high": 5.0, "treated": 50}
    campaigns = pd.DataFrame([
        {"campaign_id": "c1", "campaign": "one", "evidence": str(Evidence.EXPERIMENT), **each},
        {"campaign_id": "c2", "campaign": "two", "evidence": str(Evidence.ASSOCIATED), **each},
    ])  # fmt: skip
    past = Result("loyalty.past", 1, frames={"campaigns": campaigns})
    found = marketing_return(paid, past, Missing("loyalty.sources", Reason.NO_TABLE))
    rows = found.frames["returns"]
    assert rows[["purpose", "spent_on", "expense"]].fillna("").values.tolist() == [
        ["acquire", "radio", 550.0], ["retain", "two", 300.0], ["retain", "one", 100.0], ["retain", "", 50.0],
    ]  # fmt: skip
    assert rows[["brought", "brought_low", "brought_high"]].iloc[2].tolist() == [150.0, 50.0, 250.0]
    assert rows[["return_on", "return_on_low", "return_on_high"]].iloc[2].tolist() == [0.5, -0.5, 1.5]
    assert rows.brought.isna().tolist() == [True, True, False, True]
    assert rows.evidence.fillna("").tolist() == ["", "associated", "experiment", ""]
    told = {name: (number.value, number.n) for name, number in found.values.items()}
    assert told == {
        "expense": (1000.0, 2), "tested_share": (0.1, 2), "kept_yearly": (2700.0, 2), "kept_untested_yearly": (2100.0, 2),
    }  # fmt: skip


def test_money_that_was_nothing_has_no_return():
    assert _row("retain", None, 0.0, None)["evidence"] is None
    paid = pd.DataFrame({
        "month": [pd.Timestamp("2026-01-01")], "purpose": ["retain"], "campaign_id": ["c1"], "channel": [None], "amount": [0.0],
    })  # fmt: skip
    each = {"extra_amount": 3.0, "extra_low": 1.0, "extra_high": 5.0, "treated": 50}
    campaigns = pd.DataFrame([{"campaign_id": "c1", "campaign": "one", "evidence": "experiment", **each}])
    past = Result("loyalty.past", 1, frames={"campaigns": campaigns})
    found = marketing_return(paid, past, Missing("loyalty.sources", Reason.NO_TABLE))
    assert np.isnan(found.frames["returns"].return_on[0])
    assert found.values["tested_share"].value == 0.0


def prospects(name: str, waits: list[float | None]) -> pd.DataFrame:
    """Prospects of one source: the days until each bought, none for who has not in four hundred."""
    wait = pd.Series(waits, dtype="float64")
    return pd.DataFrame({
        "came_from": name, "wait_days": wait, "open": wait.isna(), "waited": wait.fillna(400.0),
    })  # fmt: skip


def test_prospects_by_source_with_who_bought_and_who_is_open():
    n = ENOUGH_IN_GROUP
    people = pd.concat([
        prospects("feria", [10.0] * 5 + [30.0] * 5 + [None] * (n - 10)), prospects("radio", [None] * n), prospects("web", [10.0] * n),
        prospects("few", [10.0] * (n - 1)),
    ])  # fmt: skip
    rows = _by(people, "came_from")
    assert rows.drop(columns=["converted_low", "converted_high"]).fillna(-1).values.tolist() == [
        ["web", n, n, 1.0, 10.0, 0], ["feria", n, 10, pytest.approx(10 / n), 20.0, n - 10], ["radio", n, 0, 0.0, -1, n],
    ]  # fmt: skip
    assert rows[["converted_low", "converted_high"]].iloc[2].tolist() == list(wilson(0, n))
    assert rows.converted_low[1] < 10 / n < rows.converted_high[1]


def test_a_usual_purchase_leans_on_two_of_the_group():
    who = pd.DataFrame({
        "margin": [10.0, 50.0, 8.0], "amount": 999.0, "purchase_days": [1, 2, 4], "group": ["g", "g", "h"],
    })  # fmt: skip
    # The group's purchases leave 20 each: (10 + 2 × 20) / 3, (50 + 40) / 4; alone: (8 + 2 × 2) / 6.
    assert worth(who).tolist() == pytest.approx([50 / 3, 22.5, 2.0])
    assert worth(who.assign(margin=np.nan, amount=who.margin)).tolist() == pytest.approx([50 / 3, 22.5, 2.0])


def offered(**changed: object) -> Result:
    """One proven offer to new persons, of 2 a contact; a tenth of them buy because of it."""
    offer = {
        "campaign_id": "C1", "group": "person_new", "proven": True, "shrunken": 0.1, "shrunken_low": 0.05, "shrunken_high": 0.2,
        "judged_by": "bought",
        "seen_days": 60,
    } | changed  # fmt: skip
    one = {"campaign_id": "C1", "offer": "muestra", "contact_channel": "correo", "cost_per_contact": 2.0}
    return Result("x.y", 1, frames={"groups": pd.DataFrame([offer]), "campaigns": pd.DataFrame([one])})


def test_who_may_have_an_offer_and_what_each_step_leaves():
    who, today = customers(6), dt.date(2026, 3, 31)
    who = who.assign(days_since_last=[20, 60, 61, 20, 20, 20])
    may = permissions(who).assign(
        may_email=[True, True, True, False, True, True], unsubscribed=[False] * 5 + [True],
        last_contact=pd.to_datetime([None, "2026-03-01", None, None, "2026-03-02", None]),
    )  # fmt: skip
    pairs, steps = candidates(who, may, offered(), Limits(today, rest_days=30))
    # Each usually leaves 50: a tenth of it less 2. Thirty days are rest enough, twenty-nine are not; sixty silent days were tried, sixty-one not.
    assert pairs[["customer_id", "expected_gain", "gain_least", "gain_most", "gain_variance", "contact_cost"]].values.tolist() == [
        [name, 3.0, 0.5, 8.0, pytest.approx(0.1 * 0.9 * 2500), 2.0] for name in ("n0000", "n0001")
    ]  # fmt: skip
    row = steps.iloc[0]
    assert row[["in_group", "allowed", "rested", "paying"]].tolist() == [5, 4, 2, 2]
    assert (row.break_even, row.contact_cost) == (pytest.approx(5.0), 2.0)
    assert len(pairs.columns) == 10


@pytest.mark.parametrize("changed", [{"proven": False}, {"shrunken": 0.0}, {"judged_by": "responded"}])
def test_what_is_not_proven_to_make_people_buy_is_not_offered(changed):
    who = customers(2)
    pairs, steps = candidates(who, permissions(who), offered(**changed), Limits(dt.date(2026, 3, 31)))
    assert (len(pairs), len(steps)) == (0, 0)


def test_what_brings_just_its_cost_is_not_offered():
    who = customers(2)
    pairs, steps = candidates(who, permissions(who), offered(shrunken=0.04), Limits(dt.date(2026, 3, 31)))
    assert (len(pairs), steps.paying[0], steps.break_even[0]) == (0, 0, pytest.approx(2.0))


def test_customers_lost_are_those_beyond_the_usual():
    # Ten of whom eight usually stay and five stayed: three tenths; chance moves the usual ones by √(10 × .8 × .2), the others by √(10 × .25).
    watch = Watch(
        np.arange(12), np.r_[[NEWER] * 10, [1] * 2], np.r_[[0] * 10, [1, 2]], np.r_[[True] * 5, [False] * 7]
    )
    found = lost(watch, {0: 0.8}, lambda group: group == NEWER)
    assert (found.value, found.n) == (pytest.approx(0.3), 10)
    assert found.error == pytest.approx(2.5**0.5 / 10)
    everybody = lost(watch, {0: 0.8, 1: 0.5, 2: 0.5}, lambda group: group >= 0)
    assert (everybody.value, everybody.n) == (pytest.approx(0.75 - 5 / 12), 12)
    assert lost(watch, {0: 0.8}, lambda group: group == 1).n == 0
    # Where all who usually stay have stayed chance is that of the usual.
    stayed = lost(watch._replace(stayed=np.ones(12, dtype=bool)), {0: 0.8}, lambda group: group == NEWER)
    assert (stayed.value, stayed.error) == (pytest.approx(-0.2), pytest.approx(1.6**0.5 / 10))


def test_who_is_seldom_seen_borrows_ten_of_the_group():
    # Five of whom all stayed and fifteen of whom six did: eleven of twenty; (5 + 5.5) / 15 and (6 + 5.5) / 25.
    watch = Watch(
        np.arange(20), np.zeros(20, dtype=int), np.r_[[0] * 5, [3] * 15], np.r_[[True] * 11, [False] * 9]
    )
    assert expected([watch]) == {0: pytest.approx(0.7), 3: pytest.approx(0.46)}


def test_mean_and_variance_over_both_stories():
    assert [part.tolist() for part in mixed(np.array([0.5]), np.array([4.0]), np.array([2.0]))] == [
        [2.0],
        [5.0],
    ]


def test_how_many_still_buy_and_by_how_much_chance_moves_that(monkeypatch):
    # One at a half and two alike at four fifths; the chance of one falls by as much as its one parameter grows.
    rows = SimpleNamespace(weight=np.array([1.0, 2.0]))
    model = SimpleNamespace(p_alive=lambda theta, _rows: np.array([0.5, 0.8]) * 2 / theta[0])
    fits = {"all": SimpleNamespace(theta=np.array([2.0]), covariance=np.array([[0.01]]))}
    fitted = SimpleNamespace(model=model, fits=fits, rows=lambda _part: rows)
    monkeypatch.setattr("clientela.loyalty.clv.outlook.kind_groups", lambda customers: customers.kind)
    found = total_alive(fitted, pd.DataFrame({"kind": ["all"]}))
    assert (found.value, found.chance) == (pytest.approx(2.1), pytest.approx(0.25 + 2 * 0.16))
    assert found.parameters == pytest.approx(2.1**2 * 0.01, rel=1e-3)


def test_what_was_asked_of_each_and_what_chance_does():
    cells = pd.DataFrame(
        {
            "seller_id": ["V1", "V2"],
            "sold": [30.0, 9.0],
            "sold_before": [20.0, 9.0],
            **dict.fromkeys(PARTS, 0.0),
        }
    )
    cells = cells.assign(by_volume=[10.0, 0.0])
    tagged = pd.DataFrame({
        "seller_id": ["V1"] * 4 + ["V2"] * 2, "customer_id": ["a", "a", "b", NOBODY, "c", "c"], "amount": [20.0, 16.0, 10.0, 4.0, 9.0, 9.0],
        "now": [True, False, True, False, True, False],
    })  # fmt: skip
    rows = against(cells, tagged, "seller_id", None)
    names = ["seller_id", "target", "difference", "by_volume", "buyers"]
    assert rows[names].values.tolist() == [["V1", 20.0, 10.0, 10.0, 2], ["V2", 9.0, 0.0, 0.0, 1]]
    # Moves of 4, 10 and −4: √132; of nobody who moved: none, and no difference stands out.
    spread = Z * 132**0.5
    assert rows[["difference_low", "difference_high"]].values.tolist() == [
        pytest.approx([10 - spread, 10 + spread]),
        [0.0, 0.0],
    ]
    assert rows.beyond_chance.tolist() == [False, False]
    asked = against(cells, tagged, "seller_id", pd.Series({"V1": 25.0, "V2": 7.0})).set_index("seller_id")
    # The growth that was asked is taken off volume: ten more were sold, five were asked.
    assert asked.by_volume.to_dict() == {"V1": 5.0, "V2": 2.0}
    large = tagged.assign(amount=[500.0, 1.0, 500.0, 0.0, 9.0, 9.0], customer_id=list("abcdef"))
    many = pd.concat([large[large.seller_id == "V2"], pd.DataFrame({
        "seller_id": "V1", "customer_id": [f"m{n}" for n in range(100)], "amount": 1.0, "now": True,
    })])  # fmt: skip
    sure = against(
        cells.assign(sold=[100.0, 9.0], sold_before=[0.0, 9.0]), many, "seller_id", None
    ).set_index("seller_id")
    assert sure.beyond_chance.to_dict() == {"V1": True, "V2": False}


def test_by_how_much_a_year_moved_beyond_chance():
    base, prior = (list(pd.date_range(f"{year}-01-01", periods=12, freq="MS")) for year in (2025, 2024))
    sold = pd.DataFrame({
        "month": [base[0], base[1], prior[0], prior[1]], "customer_id": ["a", "b", "a", "b"], "amount": [110.0, 40.0, 60.0, 40.0],
    })  # fmt: skip
    periods = SimpleNamespace(base=base, before=lambda _months: prior)
    assert _growth(sold, periods) == (1.5, 0.5)
    assert _moved(sold, periods) == 0.0
    # Two who move by 30 each: 60 in 100, of which chance is √1800: √(.36 − .18).
    assert _moved(sold.assign(amount=[90.0, 70.0, 60.0, 40.0]), periods) == pytest.approx(0.18**0.5)
    assert _growth(sold[sold.month.isin(base)], periods) == (1.0, 0.0)
