"""Where customers come from and which prospects buy: by pencil, and what is said when little is known."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientela.loyalty import acquisition
from clientela.loyalty.acquisition.funnel import chances, least_money, signals
from clientela.loyalty.acquisition.sources import cost_of_one, newcomers, one_spelling, stands_out
from clientela.present import Figure
from clientela.present.show import markdown
from clientela.present.terms import known
from clientela.results import Evidence, Missing, Reason

DAY = dt.date(2026, 6, 30)
START = pd.Timestamp("2023-07-01")


def new_customers(groups, first="2024-01-15", kind="person"):
    """Customers who first bought on a day: (source, how many, of them back within half a year, first year's margin)."""
    rows = [
        {
            "acquired_by": source,
            "second_days": 30.0 if place < back else np.nan,
            "margin_365": year + place % 3,
        }
        for source, n, back, year in groups
        for place in range(n)
    ]
    table = pd.DataFrame(rows).assign(
        kind=kind, channel="tienda", registered=True, history_from=START, T_days=700
    )
    first = pd.Timestamp(first)
    return table.assign(
        customer_id=[f"c{place}" for place in range(len(table))], first_purchase=first, since=first, first_amount=10.0,
        first_margin=5.0, amount_90=20.0, margin_90=10.0, amount_365=2 * table.margin_365,
    )  # fmt: skip


def expenses(rows):
    return pd.DataFrame(rows, columns=["month", "purpose", "channel", "amount"]).assign(
        month=lambda table: pd.to_datetime(table.month), area="mercadeo", campaign_id=None
    )


@pytest.fixture(scope="module")
def found():
    spent = expenses([("2024-01-01", "acquire", "Feria", 8000), ("2024-01-01", "acquire", "redes", 1000),
                      ("2024-02-01", "acquire", "feria", 0), ("2024-01-01", "retain", None, 500)])  # fmt: skip
    people = [("feria", 80, 60, 50.0), ("redes", 100, 30, 40.0), ("vitrina", 100, 70, 60.0)]
    return acquisition.sources(new_customers(people), spent)


def test_each_source_has_its_cost_its_returns_and_its_first_year(found):
    table = found.frames["sources"].query("way == 'acquired_by'").set_index("came_from")
    assert table.newcomers.to_dict() == {"feria": 80, "redes": 100, "vitrina": 100}
    assert table.back_180.to_dict() == {"feria": 0.75, "redes": 0.3, "vitrina": 0.7}
    # 8,000 for eighty of them, whatever the capitals; nobody wrote down what the shop window costs.
    assert table.cost_new["feria"] == pytest.approx(100)
    assert table.cost_new["redes"] == pytest.approx(10)
    assert np.isnan(table.cost_new["vitrina"])
    assert table.left_over["redes"] == pytest.approx(table.first_year["redes"] - 10)
    # Everybody together: 9,000 for 280.
    assert found.values["cost_new"].value == pytest.approx(9000 / 280)
    assert found.values["cost_unmatched"].value == 0
    assert found.evidence is Evidence.ASSOCIATED


def test_who_flees_and_who_does_not_pay_stand_out(found):
    table = found.frames["sources"].query("way == 'acquired_by'").set_index("came_from")
    assert table.back_compared.to_dict() == {"feria": "better", "redes": "worse", "vitrina": "better"}
    text = acquisition.sources_advice(found, "COP")
    assert "Frene «feria»" in text
    assert "De «redes» solo vuelve 30" in text
    kinds = [
        (one.kind, one.amount and round(one.amount))
        for one in acquisition.sources_findings(found, DAY, "COP")
    ]
    # Each of the eighty cost 100 and left 50 and a little: 51 on average.
    assert kinds == [("action", round(80 * (100 - 50 - 79 / 80))), ("risk", None)]
    assert isinstance(acquisition.plot_sources(found, "COP"), Figure)
    assert "redes" in markdown(acquisition.sources_table(found))
    assert "tienda" in markdown(acquisition.channels_table(found))


def test_a_source_that_pays_with_businesses_is_not_stopped():
    people = new_customers([("feria", 300, 150, 50.0), ("redes", 300, 150, 50.0)])
    firms = new_customers([("feria", 100, 90, 5000.0), ("redes", 100, 90, 5000.0)], kind="organisation")
    firms = firms.assign(customer_id="f" + firms.customer_id)
    spent = expenses([("2024-01-01", "acquire", "feria", 40_000), ("2024-01-01", "acquire", "redes", 4_000)])
    found = acquisition.sources(pd.concat([people, firms], ignore_index=True), spent)
    assert "Mida por separado" in acquisition.sources_advice(found, "COP")
    finding = acquisition.sources_findings(found, DAY, "COP")[0]
    # The cost of each kind is not known: no money is said to be lost.
    assert "Medir por separado" in finding.message
    assert finding.amount is None


def test_blank_sources_are_shared_out():
    table = new_customers([("redes", 50, 25, 40.0), (None, 50, 25, 40.0)])
    costs, unmatched = cost_of_one(newcomers(table), expenses([("2024-01-01", "acquire", "redes", 1000),
                                                               ("2024-02-01", "acquire", "radio", 300)]))  # fmt: skip
    # Half of the customers have no source: as many of them will have come by it.
    assert costs["redes"].value == pytest.approx(10)
    assert unmatched == 300


def test_old_customers_are_not_new():
    table = new_customers([("redes", 40, 20, 40.0)])
    old = table.assign(since=pd.Timestamp("2022-01-01"))
    unknown = table.assign(registered=False, since=START, first_purchase=START)
    assert len(newcomers(old)) == len(newcomers(unknown)) == 0
    assert len(newcomers(table.assign(registered=False))) == 40


def test_without_costs_it_says_what_is_missing():
    found = acquisition.sources(
        new_customers([("redes", 50, 25, 40.0), ("feria", 50, 25, 40.0)]), expenses([])
    )
    assert "cost_new" not in found.values
    assert "No se puede decir qué origen se paga" in acquisition.sources_advice(found, "COP")
    assert "falt" in acquisition.sources_table(found).caption
    assert acquisition.sources_findings(found, DAY, "COP") == []


def test_sources_alike_are_left_alone():
    found = acquisition.sources(new_customers([("redes", 60, 30, 40.0), ("feria", 60, 30, 40.0)]),
                                expenses([("2024-01-01", "acquire", "redes", 600), ("2024-01-01", "acquire", "feria", 600)]))  # fmt: skip
    assert set(found.frames["sources"].back_compared) == {"alike"}
    assert acquisition.sources_findings(found, DAY, "COP") == []


def test_too_little_to_say():
    few = acquisition.sources(new_customers([("redes", 5, 2, 40.0)]), expenses([]))
    assert (few.reason, few.have, few.need) == (Reason.TOO_FEW_CUSTOMERS, 5, 30)
    nobody = acquisition.sources(new_customers([("redes", 5, 2, 40.0)]).head(0), expenses([]))
    assert isinstance(nobody, Missing)
    assert acquisition.sources_findings(nobody, DAY, "COP") == []
    bare = new_customers([(None, 50, 2, 40.0)]).assign(channel=None)
    assert acquisition.sources(bare, expenses([])).reason is Reason.NO_COLUMN


def test_one_spelling_wins():
    names = pd.Series(["Redes", "redes ", "redes", "redes", None])
    assert one_spelling(names).tolist()[:4] == ["redes"] * 4


@given(st.lists(st.sampled_from([None, "redes", "Redes", "feria"]), min_size=60, max_size=120))
def test_every_known_newcomer_has_one_source(names):
    table = new_customers([("x", len(names), len(names) // 2, 40.0)]).assign(acquired_by=names)
    found = newcomers(table)
    assert found.acquired_by.notna().sum() == sum(name is not None for name in names)
    assert {str(name).casefold() for name in found.acquired_by.dropna()} <= {"redes", "feria"}


def test_of_many_comparisons_those_by_chance_are_held_back():
    rng = np.random.default_rng(5)
    noise = pd.Series(rng.normal(0, 0.02, 200))
    error = pd.Series(np.full(200, 0.02))
    assert stands_out(noise, error).count("alike") >= 198
    assert stands_out(pd.Series([np.nan, 0.5]), pd.Series([np.nan, 0.01])) == ["alike", "better"]


def leads(rows, as_of=700):
    """Prospects: (how many, need, opportunity, money, day it came, days until it bought or None)."""
    table = [
        {
            "need": need,
            "opportunity": opportunity,
            "money": money,
            "open_days": as_of - came,
            "wait_days": wait,
        }
        for n, need, opportunity, money, came, wait in rows
        for _one in range(n)
    ]
    frame = pd.DataFrame(table)
    bought = frame.wait_days.notna()
    return frame.assign(
        prospect_id=[f"p{place:03d}" for place in range(len(frame))], acquired_by="redes", customer_before=False,
        entered_on=START, bought_on=pd.Series(np.where(bought, START, pd.NaT)), wait_days=frame.wait_days.astype("float64"),
        amount_365=np.where(bought, 200.0, np.nan), margin_365=np.where(bought, 100.0, np.nan),
    )  # fmt: skip


@pytest.fixture(scope="module")
def prospects():
    return acquisition.funnel(
        leads([(40, "Sí", "Sí", 90.0, 0, 20.0), (40, "Sí", "Sí", 90.0, 0, None), (95, "No", "Sí", 5.0, 0, None),
               (5, "No", "Sí", 5.0, 0, 60.0), (3, "Sí", "Sí", 90.0, 695, None)]),
        new_customers([("redes", 40, 20, 40.0)]).assign(first_amount=50.0), calls=2,
    )  # fmt: skip


def test_prospects_convert_by_what_they_have(prospects):
    table = prospects.frames["signals"].set_index("in_place")
    # Eighty had all three for long: forty bought; the three of last week count for their five days only.
    assert table.prospects.to_dict() == {3.0: 83, 1.0: 100}
    assert table.converted[3.0] == pytest.approx(0.5)
    assert table.converted[1.0] == pytest.approx(0.05)
    assert table.converted_low[3.0] < 0.5 < table.converted_high[3.0]
    assert prospects.values["least_money"].value == 50


def test_those_still_warm_are_called_first(prospects):
    calls = prospects.frames["calls"]
    assert len(calls) == 2
    # Alike: forty of eighty bought within ninety days; ten more weigh as all did, 45 of 180.
    assert calls.chance_90.tolist() == pytest.approx([(40 + 10 * 45 / 180) / 90] * 2)
    assert calls.expected_value[0] == pytest.approx(calls.chance_90[0] * 100)
    assert prospects.values["stale_prospects"].value == 135
    (finding,) = acquisition.funnel_findings(prospects, DAY, "COP")
    assert (finding.kind, finding.evidence) == ("action", Evidence.ASSOCIATED)
    assert "135" in acquisition.funnel_advice(prospects, "COP")
    assert isinstance(acquisition.plot_funnel(prospects), Figure)
    assert "p180" in markdown(acquisition.calls_table(prospects))


def test_no_means_no_and_blank_means_unknown():
    table = signals(
        leads(
            [(1, "no", "", 90.0, 0, None), (1, "SÍ", "demo", 10.0, 0, None), (1, None, "0", 50.0, 0, None)]
        ),
        50.0,
    )
    assert table.in_place.isna().tolist() == [True, False, True]
    assert table.in_place[1] == 2


def test_the_least_first_purchase_is_that_of_the_smaller_kind():
    both = pd.concat(
        [
            new_customers([("a", 30, 1, 1.0)]),
            new_customers([("a", 30, 1, 1.0)], kind="organisation").assign(first_amount=500.0),
        ]
    )
    assert least_money(both) == 10


def test_chances_know_only_who_was_watched_long_enough():
    table = signals(leads([(50, "Sí", "Sí", 90.0, 690, None), (10, "Sí", "Sí", 90.0, 0, 20.0)]), 50.0)
    # Only the ten were watched for ninety days, and all of them bought.
    assert chances(table)[0] == pytest.approx(1.0)


def test_too_few_prospects():
    some = new_customers([("redes", 40, 20, 40.0)])
    few = acquisition.funnel(leads([(10, "Sí", "Sí", 9.0, 0, None)]), some)
    assert (few.reason, few.have) == (Reason.TOO_FEW_CUSTOMERS, 10)
    none = acquisition.funnel(leads([(60, "Sí", "Sí", 9.0, 0, None)]), some)
    assert none.reason is Reason.NO_COLUMN
    assert acquisition.funnel(leads([(1, "", "", 1.0, 0, None)]).head(0), some).reason is Reason.NO_TABLE
    assert acquisition.funnel_findings(none, DAY, "COP") == []


def test_every_name_has_its_words(found, prospects):
    for result in (found, prospects):
        names = [*result.values, *(column for frame in result.frames.values() for column in frame)]
        assert [name for name in names if not known(name)] == []
