"""The ladder: the highest rung with evidence, one a customer, and silence where nothing can be seen."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from loyalty_frames import START, day, every_ten_days, marts

from clientela import loyalty
from clientela.loyalty.ladder.analysis import rungs
from clientela.loyalty.ladder.rungs import RUNGS
from clientela.present import Figure
from clientela.present.show import markdown
from clientela.results import Missing
from clientela.warehouse import Warehouse

COLUMNS = ["customer_id", "user_known", "praised_on", "answered_on", "recommends", "referrals"]
NO_EVIDENCE = pd.DataFrame(columns=COLUMNS)
NO_PROSPECTS = pd.DataFrame(columns=["month", "acquired_by", "prospects", "bought", "registered"])
NOW, OLD = pd.Timestamp(day(190)), pd.Timestamp(day(190)) - pd.Timedelta(days=400)


@pytest.fixture(scope="module")
def status():
    purchases = every_ten_days(40, 200)
    # Gone quiet; gone quiet; came the other day for the first time.
    purchases["c9"], purchases["c8"], purchases["c7"] = purchases["c9"][:3], purchases["c8"][:3], [197]
    return loyalty.status(marts(purchases, 200)["customers"], pd.DataFrame({"customer_id": ["nunca"]}))


def test_each_stands_on_the_highest_rung_that_is_proved(status):
    rows = [
        ("c0", True, None, None, None, None),  # somebody else uses it
        ("c1", True, NOW, None, None, None),  # praised
        ("c2", None, None, NOW, 9.0, 2),  # promoter who brought two
        ("c3", None, None, NOW, 8.0, 2),  # brought two, but would not recommend; comes back in rhythm
        ("c4", None, OLD, OLD, 10.0, 1),  # all of it more than a year ago; comes back in rhythm
        ("c9", None, NOW, None, None, 1),  # praised and brought one, but is inactive
        ("c8", True, None, None, None, None),  # somebody else used it, but they have gone quiet
    ]
    prospects = pd.DataFrame(
        {"month": [NOW], "acquired_by": ["feria"], "prospects": [7], "bought": [2], "registered": [1]}
    )
    found = loyalty.ladder(status, pd.DataFrame(rows, columns=COLUMNS), prospects, day(200))
    stands = found.frames["customers"].set_index("customer_id").rung
    assert stands[["c0", "c1", "c2", "c3", "c4", "c9", "c8", "c7"]].tolist() == [
        "consumer", "supporter", "advocate", "consumer", "consumer", "supporter", "customer", "customer",
    ]  # fmt: skip
    value = {name: number.value for name, number in found.values.items()}
    # Presuntos: the one registered who never bought, and four of seven who are neither customers nor registered.
    assert value == {
        "rung_advocate": 1, "rung_supporter": 2, "rung_consumer": 35, "rung_customer": 2, "rung_prospect": 5,
        "supporters_active": 1, "waiting_registered": 1, "waiting_listed": 4,
    }  # fmt: skip
    assert "1 registrados que nunca compraron y 4 de la lista" in loyalty.ladder_table(found).caption
    assert loyalty.ladder_findings(found, day(200)) == []
    assert "referido" in loyalty.ladder_advice(found)
    assert isinstance(loyalty.plot_ladder(found), Figure)


def test_what_nobody_records_is_not_zero(status):
    found = loyalty.ladder(status, NO_EVIDENCE, NO_PROSPECTS, day(200))
    assert set(found.values) == {
        "rung_consumer", "rung_customer", "rung_prospect", "supporters_active", "waiting_registered", "waiting_listed",
    }  # fmt: skip
    table = found.frames["rungs"].set_index("rung")
    assert table.customers[["advocate", "supporter"]].isna().all()
    # Who comes back in rhythm uses what was bought; the two who went quiet and the newcomer have only bought.
    assert table.customers[["consumer", "customer", "prospect"]].tolist() == [37, 3, 1]
    assert "no se puede ver" in markdown(loyalty.ladder_table(found))
    assert "Haga visible" in loyalty.ladder_advice(found)


def test_recommending_without_a_record_of_who_brought_whom(status):
    rows = [(f"c{n}", None, None, NOW, 10.0, None) for n in range(20, 35)]
    found = loyalty.ladder(status, pd.DataFrame(rows, columns=COLUMNS), NO_PROSPECTS, day(200))
    assert "rung_advocate" not in found.values
    assert found.values["supporters_active"].value == 15
    assert "anote quién vino por quién" in loyalty.ladder_advice(found)
    assert "15 partidarios" in loyalty.ladder_findings(found, day(200))[0].message


known = st.tuples(
    st.sampled_from([True, None]), st.sampled_from([NOW, OLD, None]), st.sampled_from([NOW, OLD, None]),
    st.sampled_from([0.0, 8.0, 9.0, 10.0, None]), st.sampled_from([1, 3, None]),
)  # fmt: skip


@given(st.lists(known, min_size=1, max_size=30), st.lists(st.booleans(), min_size=30, max_size=30))
def test_nobody_stands_on_two_rungs_and_nobody_on_none(proofs, active):
    evidence = pd.DataFrame([(f"c{n}", *one) for n, one in enumerate(proofs)], columns=COLUMNS)
    customers = pd.DataFrame(
        {
            "customer_id": [f"c{n}" for n in range(30)],
            "status": ["active" if one else "inactive" for one in active],
            "purchase_days": [1 + number % 2 for number in range(30)],
        }
    )
    found = rungs(customers, evidence, day(200))
    assert len(found) == 30
    assert set(found) <= set(RUNGS) - {"prospect"}
    higher = rungs(customers, evidence.assign(user_known=True), day(200))
    assert not ((higher == "customer") & (customers.status == "active"))[: len(proofs)].any()


def test_the_marts_of_evidence_follow_who_is_who():
    with Warehouse() as warehouse:
        for statement in (
            "CREATE TABLE main.identity AS FROM (VALUES ('crm', 'a1', 'A'), ('crm', 'a2', 'A'), ('crm', 'b', 'B'), ('pqrs', 'a2', 'A'), "
            "('nps', 'b', 'B')) "
            "AS t(source, source_id, customer_id)",
            "CREATE TABLE main.customers AS FROM (VALUES ('crm', 'a1', NULL, NULL, NULL), ('crm', 'b', 'hijo', NULL, 'a2')) "
            "AS t(source, customer_id, consumer_id, household_id, referred_by)",
            "CREATE TABLE main.interactions AS FROM (VALUES ('pqrs', 'a2', 'praise', TIMESTAMP '2024-03-01'), "
            "('pqrs', 'a2', 'praise', TIMESTAMP '2024-09-01'), "
            "('pqrs', 'a2', 'complaint', TIMESTAMP '2024-04-01')) AS t(source, customer_id, kind, opened_at)",
            "CREATE TABLE main.surveys AS FROM (VALUES ('nps', 'b', 'NPS', 'q1', '10', DATE '2024-01-01'), "
            "('nps', 'b', 'NPS', 'q1', '6,0', DATE '2024-02-01'), "
            "('nps', 'b', 'servqual', 'p1', '7', DATE '2024-02-05')) AS t(source, customer_id, instrument, item, answer, date)",
            "CREATE TABLE main.prospects AS FROM (VALUES ('p1', 'feria', DATE '2024-01-05', 'b'), ('p2', 'feria', DATE '2024-01-09', NULL), "
            "('p3', 'feria', DATE '2024-01-10', 'a1')) AS t(prospect_id, acquired_by, entered_on, became_customer_id)",
            "CREATE TABLE marts.customer_days AS SELECT 'B' AS customer_id, true AS is_purchase, DATE '2024-01-20' AS day",
            "CREATE TABLE marts.people AS FROM (VALUES ('A', DATE '2023-01-01'), ('B', DATE '2024-01-15')) AS t(customer_id, joined_on)",
        ):
            warehouse.connection.execute(statement)
        for mart in ("evidence_days", "evidence", "prospects"):
            warehouse.build(mart, {"as_of": dt.date(2024, 6, 30)})
        days = warehouse.frame("FROM evidence_days")
        evidence = warehouse.frame("FROM evidence").set_index("customer_id")
        prospects = warehouse.frame("FROM prospects")
    assert evidence.praised_on["A"] == pd.Timestamp("2024-03-01")
    assert evidence.referrals["A"] == 1
    assert bool(evidence.user_known["B"])
    assert evidence.recommends["B"] == 6.0
    assert days[["customer_id", "evidence", "score", "times"]].fillna(-1).values.tolist() == [
        ["A", "praise", -1, 1], ["A", "referral", -1, 1], ["B", "answer", 10, 1], ["B", "answer", 6, 1],
    ]  # fmt: skip
    # Who was brought along counts from the day of entry.
    assert days.day[1] == pd.Timestamp("2024-01-15")
    assert prospects[["prospects", "bought", "registered"]].values.tolist() == [[3, 1, 1]]


def test_without_status_no_ladder():
    none = loyalty.status(marts({"ana": [0]}, 0)["customers"])
    found = loyalty.ladder(none, NO_EVIDENCE, NO_PROSPECTS, START)
    assert isinstance(found, Missing)
    assert found.key == "loyalty.ladder"
    assert loyalty.ladder_findings(found, START) == []
