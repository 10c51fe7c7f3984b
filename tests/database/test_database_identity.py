"""Records and customers, reach without addresses, and the size of the market."""

import datetime as dt

import numpy as np
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
        "fields_compared": 8,
    }  # fmt: skip
    frame = result.frames["sources"].set_index("source")
    assert frame.loc["web", ["records", "only_here", "shared"]].tolist() == [2, 1, 1]
    assert [finding.kind for finding in identity_findings(result, "COP", DAY)] == ["good_news", "action"]
    assert database.plot_identity(result).png()[:4] == b"\x89PNG"
    assert isinstance(database.identity(ROWS, []), Missing)


def test_nobody_says_that_nothing_is_repeated_where_nothing_can_be_compared():
    alone = ROWS.drop_duplicates("customer_id").assign(band="alone")
    told = [
        database.identity(alone, ["tienda", "web"], columns)
        for columns in (("customer_id", "age_band"), ("email",))
    ]
    first, second = (database.identity_advice(result) for result in told)
    assert "no se puede ver" in first
    assert "No hay repetidos" in second


def test_chapman_by_hand():
    # 201·151/51 − 1.
    whole, low, high = chapman(200, 150, 50)
    assert whole == pytest.approx(594.12, abs=0.01)
    assert 300 < low < whole < high


def test_two_equal_lists_leave_nobody_unseen():
    assert chapman(40, 40, 40) == (40.0, 40.0, 40.0)


def drawn(*chances: tuple[float, ...]) -> pd.DataFrame:
    """A thousand people; each stands in three registers with the chances of their half, drawn once and for all."""
    random = np.random.default_rng(5)
    stands = random.random((1_000, 3)) < np.repeat(chances, 1_000 // len(chances), axis=0)
    rows = [
        (name, f"{name}{i}", f"c{i}", "same")
        for i in range(1_000)
        for k, name in enumerate("abc")
        if stands[i, k]
    ]
    return ids(*rows)


@pytest.mark.parametrize("chances", [[(0.4, 0.3, 0.35)], [(0.7, 0.7, 0.7), (0.1, 0.1, 0.1)]])
def test_three_registers_of_a_thousand_people_never_say_more_than_a_thousand(chances):
    """Alike, and half of them in most registers and half in hardly any."""
    result = database.market(drawn(*chances), ["a", "b", "c"])
    assert result.n <= result.values["market_low"].value <= 1_000
    assert result.evidence == Evidence.ASSOCIATED
    assert "por lo menos" in database.market_advice(result)
    assert "a" in database.market_table(result).markdown()


def test_the_market_is_refused_where_registers_contradict_each_other_or_are_two():
    # The first and the last belong to different shops: they share hardly anybody.
    assert database.market(drawn((0.6, 0.6, 0.0), (0.0, 0.6, 0.6)), ["a", "b", "c"]).reason == Reason.NO_FIT
    two = database.market(drawn((0.4, 0.3, 0.0)), ["a", "b"])
    assert (two.reason, two.have, two.need) == (Reason.NO_TABLE, 2, 3)


CUSTOMERS = """CREATE TABLE main.customers AS SELECT * FROM (VALUES
    ('t1', 'tienda', 'ana@correo.co', NULL, true, NULL), ('w1', 'web', NULL, '300 123 4567', NULL, false),
    ('w2', 'web', 'sin arroba', '300 765 4321', NULL, true), ('t3', 'tienda', 'dora@correo.co', NULL, true, NULL),
    ('t4', 'tienda', NULL, NULL, NULL, NULL), ('t5', 'tienda', 'eva@correo.co', NULL, true, NULL), ('w5', 'web', 'eva@correo.co', NULL, false, NULL)
) AS t (customer_id, source, email, phone, consent_email, consent_phone)"""
IDENTITY = """CREATE TABLE main.identity AS SELECT * FROM (VALUES
    ('tienda', 't1', 'ana'), ('web', 'w1', 'ana'), ('tienda', 't5', 'eva'), ('web', 'w5', 'eva'))
    AS t (source, source_id, customer_id)"""
USABLE = """CREATE TABLE main.usable_contacts AS
    SELECT DISTINCT 'email' AS field, email AS value FROM main.customers WHERE email LIKE '%@%.%' UNION ALL
    SELECT DISTINCT 'phone', phone FROM main.customers WHERE phone IS NOT NULL"""
CONTACTS = (
    """CREATE TABLE main.contacts AS SELECT 'correos' AS source, 't3' AS customer_id, true AS bounced"""
)


def mart() -> pd.DataFrame:
    with Warehouse() as warehouse:
        for statement in (CUSTOMERS, IDENTITY, CONTACTS, USABLE):
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


def test_where_nobody_was_asked_nobody_is_said_to_have_refused():
    bought = pd.DataFrame({"customer_id": ["ana", "eva"], "amount": [70.0, 30.0]})
    people = mart().assign(consent_email=False, consent_phone=False, asked=False)
    said = reach_findings(database.reach(people, bought), "COP", DAY)[0].message
    assert said == "De ninguno de 5 clientes consta si permite que se le escriba o se le llame."


def test_without_contacts_there_is_no_reach():
    people = mart()
    bought = pd.DataFrame({"customer_id": [], "amount": []})
    assert database.reach(people.head(0), bought).reason == Reason.NO_TABLE
    assert (
        database.reach(people.assign(wrote_email=False, wrote_phone=False), bought).reason == Reason.NO_COLUMN
    )
