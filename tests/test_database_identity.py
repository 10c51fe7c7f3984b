"""Records and customers, reach without addresses, and the size of the market."""

import datetime as dt

import pandas as pd
import pytest

from clientela import database
from clientela.database.identity import identity_findings
from clientela.database.market import chapman
from clientela.database.reach import reach_findings
from clientela.results import Evidence, Missing, Reason
from clientela.warehouse import Warehouse

DAY = dt.date(2026, 6, 30)


def ids(*given) -> pd.DataFrame:
    return pd.DataFrame(given, columns=["source", "source_id", "customer_id", "band"])


ROWS = ids(
    ("tienda", "t1", "ana", "same"), ("tienda", "t2", "ben", "alone"), ("web", "w1", "ana", "same"), ("web", "w2", "cleo", "review"),
    ("ventas", "t1", "ana", "same"),
)  # fmt: skip


def test_four_records_are_three_customers_and_sales_do_not_register():
    result = database.identity(ROWS, ["tienda", "web"])
    assert {name: number.value for name, number in result.values.items()} == {
        "records": 4, "customers": 3, "records_repeated": 1, "repeated_share": 0.25, "customers_to_review": 1,
    }  # fmt: skip
    frame = result.frames["sources"].set_index("source")
    assert frame.loc["web", ["records", "only_here", "shared"]].tolist() == [2, 1, 1]
    assert [finding.kind for finding in identity_findings(result, "COP", DAY)] == ["good_news", "action"]
    assert database.plot_identity(result).png()[:4] == b"\x89PNG"
    assert isinstance(database.identity(ROWS, []), Missing)


def test_chapman_by_hand():
    # 201·151/51 − 1.
    whole, low, high = chapman(200, 150, 50)
    assert whole == pytest.approx(594.12, abs=0.01)
    assert 300 < low < whole < high


def test_two_equal_lists_leave_nobody_unseen():
    assert chapman(40, 40, 40) == (40.0, 40.0, 40.0)


def test_the_market_of_two_registers():
    rows = ids(
        *(("a", f"a{i}", f"c{i}", "same") for i in range(200)),
        *(("b", f"b{i}", f"c{i}", "same") for i in range(150, 300)),
    )
    result = database.market(rows, ["a", "b"])
    assert result.values["market"].value == 594
    assert result.evidence == Evidence.ASSOCIATED
    assert result.n == 300
    assert "594" in database.market_advice(result)
    assert "594" in database.market_table(result).markdown()
    few = database.market(ROWS, ["tienda", "web"])
    assert (few.reason, few.have) == (Reason.TOO_FEW_CUSTOMERS, 1)
    assert database.market(ROWS, ["tienda"]).reason == Reason.NO_TABLE


def test_registers_that_contradict_each_other_give_a_range_and_say_why():
    # a and b share 50 of 200 and 200, a and c 100 of 200 and 200: 797 or 399 in all; b and c share nobody.
    rows = ids(
        *(("a", f"a{i}", f"p{i}", "same") for i in range(200)),
        *(("b", f"b{i}", f"p{i}", "same") for i in [*range(50), *range(1_000, 1_150)]),
        *(("c", f"c{i}", f"p{i}", "same") for i in [*range(100, 200), *range(2_000, 2_100)]),
    )
    result = database.market(rows, ["a", "b", "c"])
    size = result.values["market"]
    assert (size.low, size.high, size.level) == (399, 791, None)
    assert "entre 399 y 791" in database.market_advice(result)


CUSTOMERS = """CREATE TABLE main.customers AS SELECT * FROM (VALUES
    ('t1', 'tienda', 'ana@correo.co', NULL, true, NULL), ('w1', 'web', NULL, '300 123 4567', NULL, false),
    ('w2', 'web', 'sin arroba', '300 765 4321', NULL, true), ('t3', 'tienda', 'dora@correo.co', NULL, true, NULL),
    ('t4', 'tienda', NULL, NULL, NULL, NULL), ('t5', 'tienda', 'eva@correo.co', NULL, true, NULL), ('w5', 'web', 'eva@correo.co', NULL, false, NULL)
) AS t (customer_id, source, email, phone, consent_email, consent_phone)"""
IDENTITY = """CREATE TABLE main.identity AS SELECT * FROM (VALUES
    ('tienda', 't1', 'ana'), ('web', 'w1', 'ana'), ('tienda', 't5', 'eva'), ('web', 'w5', 'eva'))
    AS t (source, source_id, customer_id)"""
CONTACTS = (
    """CREATE TABLE main.contacts AS SELECT 'correos' AS source, 't3' AS customer_id, true AS bounced"""
)


def mart() -> pd.DataFrame:
    with Warehouse() as warehouse:
        for statement in (CUSTOMERS, IDENTITY, CONTACTS):
            warehouse.connection.execute(statement)
        warehouse.build("reach", {})
        return warehouse.frame("FROM marts.reach")


def test_the_mart_holds_answers_and_no_addresses():
    frame = mart()
    assert all(frame[name].dtype == bool for name in frame.columns if name != "customer_id")
    rows = frame.set_index("customer_id")
    assert rows.loc["ana", ["email", "phone", "consent_email", "consent_phone"]].tolist() == [
        True,
        True,
        True,
        False,
    ]
    assert rows.loc["w2", ["wrote_email", "email"]].tolist() == [True, False]
    assert not rows.consent_email["eva"], "one refusal counts"


def test_from_registered_to_contactable():
    bought = pd.DataFrame({"customer_id": ["ana", "eva"], "amount": [70.0, 30.0]})
    result = database.reach(mart(), bought)
    # ana by e-mail, w2 by telephone; t3 bounced, eva refused, t4 left nothing.
    assert result.frames["steps"].customers.tolist() == [5, 4, 4, 3, 2]
    assert result.values["contactable_share"].value == 0.4
    assert result.values["unreachable_amount"].value == 30.0
    # eva has an e-mail and said no, t3 said yes and the mail came back.
    assert (result.values["no_permission"].value, result.values["returned_mail"].value) == (1, 1)
    assert reach_findings(result, "COP", DAY)[0].kind == "risk"
    assert database.plot_reach(result).png()[:4] == b"\x89PNG"
    assert "Sin correo devuelto: contactables" in database.reach_table(result).markdown("COP")


def test_without_contacts_there_is_no_reach():
    people = mart()
    bought = pd.DataFrame({"customer_id": [], "amount": []})
    assert database.reach(people.head(0), bought).reason == Reason.NO_TABLE
    assert (
        database.reach(people.assign(wrote_email=False, wrote_phone=False), bought).reason == Reason.NO_COLUMN
    )
