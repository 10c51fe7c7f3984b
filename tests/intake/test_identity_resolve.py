"""Who is who, on rows few enough to check by hand."""

from __future__ import annotations

import subprocess
import sys

import duckdb
import pytest

from clientela.intake.identity import Decision, Options, resolve

COLUMNS = (
    "customer_id",
    "kind",
    "name",
    "tax_id",
    "email",
    "phone",
    "address",
    "city",
    "birth_date",
    "source",
)


def company(*rows: tuple[str | None, ...]) -> duckdb.DuckDBPyConnection:
    """A connection with these customers: the columns in order, the last ones blank where a row is short, source "crm"."""
    connection = duckdb.connect()
    connection.execute(
        f"CREATE TABLE customers ({', '.join(f'{name} VARCHAR' for name in COLUMNS)}, source_file VARCHAR, source_row BIGINT)"
    )
    for number, row in enumerate(rows, start=1):
        values = [*row, *[None] * (len(COLUMNS) - len(row)), "clientes.csv", number]
        values[9] = values[9] or "crm"
        connection.execute(f"INSERT INTO customers VALUES ({', '.join('?' * len(values))})", values)
    return connection


def who(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(connection.execute("SELECT source_id, customer_id FROM identity").fetchall())


JUAN = (
    "1",
    "person",
    "Juan Carlos Pérez Gómez",
    "79123456",
    "juan.perez@gmail.com",
    "3001234567",
    "Cra 15 # 93-47",
    "Bogotá",
)
JUAN_WEB = (
    "W9",
    None,
    "PEREZ GOMEZ, JUAN CARLOS",
    None,
    "juanperez@gmial.com",
    "+57 300 123 4567",
    None,
    "Bogota D.C.",
    None,
    "web",
)
ANA = ("3", "person", "Ana Pérez Gómez", None, None, "3001234567", "Carrera 15 No 93 - 47", "Bogotá")


def test_one_person_in_two_sources_is_one_customer_and_his_wife_another():
    connection = company(JUAN, JUAN_WEB, ANA)
    found = resolve(connection, country="CO")
    assert who(connection) == {"1": "1", "W9": "1", "3": "3"}
    assert found.counts["customers"] == 2
    bands = dict(connection.execute("SELECT source_id, band FROM identity").fetchall())
    assert bands == {"1": "same", "W9": "same", "3": "alone"}


def test_a_company_with_and_without_its_legal_form():
    connection = company(
        ("4", None, "Distribuidora El Cóndor S.A.S.", "900373913-4"),
        ("5", None, "DISTRIBUIDORA CONDOR", "900373913", None, None, None, None, None, "web"),
        ("6", "person", "Pedro Cóndor", "900373913"),
    )
    resolve(connection, country="CO")
    assert who(connection) == {"4": "4", "5": "4", "6": "6"}  # never a person with a company


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            ("María López", None, None, None, None, "Cali"),
            ("Maria Lopez", None, None, None, None, "Cali"),
        ),  # a name is not a person
        (
            ("Luis Gómez Ruiz", "79123456", None, "3001112233"),
            ("Luis Gómez Ruiz", "80555111", None, "3001112233"),
        ),  # father and son
    ],
)
def test_doubtful_pairs_wait_and_are_not_merged(one, other):
    connection = company(("1", "person", *one), ("2", "person", *other))
    found = resolve(connection, country="CO")
    assert who(connection) == {"1": "1", "2": "2"}
    assert found.review[["customer_id_a", "customer_id_b"]].to_numpy().tolist() == [["1", "2"]]
    assert {band for (band,) in connection.execute("SELECT band FROM identity").fetchall()} == {"review"}


def test_twins_and_spouses_stay_apart():
    home = (None, "familia@gmail.com", "3001234567", "Calle 1 # 2-3", "Cali", "2001-05-06")
    connection = company(
        ("1", "person", "Ana Ruiz Mora", *home),
        ("2", "person", "Sara Ruiz Mora", *home),
        ("3", "person", "Luis Ruiz Paz", *home[:-1]),
    )
    resolve(connection, country="CO")
    assert who(connection) == {"1": "1", "2": "2", "3": "3"}


def test_an_e_mail_that_is_nearly_another_s_makes_nobody_of_another_surname_the_same():
    """Boxes that are a first name and a number lie one sign apart."""
    connection = company(
        ("1", "person", "Elena Pérez", None, "elena.63@buzon.co", "3009800819", None, "Recife"),
        ("2", "person", "Elena Rojas", None, "elena.67@buzon.co", "3009800871", None, "Recife"),
        # A slip of the same person's.
        ("3", "person", "Juan Carlos Pérez Gómez", None, "juanperezg@buzon.co", "3105550001", None, "Cali"),
        ("4", "person", "Juan Carlos Pérez Gómez", None, "juanpereg@buzon.co", None, None, "Cali"),
    )
    found = resolve(connection, country="CO")
    assert who(connection) == {"1": "1", "2": "2", "3": "3", "4": "3"}
    assert found.review.empty


SHOPPERS = ("Ana", "Luis", "Sara", "Juan", "Pedro", "Olga", "Raúl", "Inés", "Hugo", "Elsa")


def test_blanks_and_placeholders_prove_nothing():
    connection = company(
        ("1", "person", "SIN NOMBRE", "999999999", "notiene@notiene.com", "9999999999"),
        ("2", "person", "Sin nombre", "999999999", "notiene@notiene.com", "9999999999"),
        *[(f"s{n}", "person", name, None, "tienda@cafe.co", "3109876543") for n, name in enumerate(SHOPPERS)],
    )  # fmt: skip
    found = resolve(connection, country="CO")
    assert found.counts["merged_ids"] == 0
    assert found.shared.field.tolist() == ["email", "phone"]  # the shop's own


def test_ids_alone_are_never_guessed_at_and_nothing_heavy_is_imported_for_them():
    code = (
        "import duckdb, sys; from clientela.intake.identity import resolve; c = duckdb.connect();"
        "c.execute(\"CREATE TABLE transactions AS SELECT * FROM (VALUES ('7', 'ventas'), ('8', 'web')) t(customer_id, source)\");"
        "c.execute(\"CREATE TABLE customers AS SELECT * FROM (VALUES ('7', 'crm'), ('8', 'crm')) t(customer_id, source)\");"
        "resolve(c, country='CO'); print(c.execute('SELECT customer_id, how FROM identity').fetchall(), 'phonenumbers' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "[('7', 'id'), ('8', 'id'), ('7', 'id'), ('8', 'id')] False"


@pytest.mark.parametrize("rows", [(), (JUAN,)])
def test_no_rows_and_one_row(rows):
    connection = company(*rows)
    assert resolve(connection, country="CO").counts["customers"] == len(rows)
    assert connection.execute("SELECT count(*) FROM golden").fetchall() == [(len(rows),)]


def test_without_a_table_of_customers_everybody_is_himself():
    connection = duckdb.connect()
    connection.execute("CREATE TABLE transactions AS SELECT 'a' AS customer_id, 'ventas' AS source")
    resolve(connection, country="CO")
    assert connection.execute("SELECT * FROM identity").fetchall() == [
        ("ventas", "a", "a", 1.0, "alone", "itself")
    ]


def test_the_trusted_source_names_the_customer():
    connection = company(JUAN, JUAN_WEB)
    resolve(connection, country="CO", options=Options(precedence=("web", "crm")))
    assert set(who(connection).values()) == {"W9"}


def test_ids_that_sources_do_not_share():
    other = ("1", "person", "Marta Díaz Sol", "52111999", "marta@x.co", None, None, None, None, "web")
    connection = company(JUAN, other)
    connection.execute("CREATE TABLE transactions AS SELECT '1' AS customer_id, 'ventas' AS source")
    assert resolve(connection, country="CO").conflicts.to_numpy().tolist() == [["1", "crm", "web"]]
    assert set(who(connection).values()) == {"1"}
    resolve(connection, country="CO", options=Options(shared_ids=False))
    assert connection.execute("SELECT source, customer_id FROM identity").fetchall() == [
        ("crm", "1"),
        ("ventas", "ventas:1"),
        ("web", "web:1"),
    ]


def test_what_somebody_decided_is_honoured():
    same = ("2", "person", "María Lopez", None, None, None, None, "Cali", None, "web")
    connection = company(("1", "person", "María López", None, None, None, None, "Cali"), same, JUAN, JUAN_WEB)
    decisions = [
        Decision(("crm", "1"), ("web", "2"), True),
        Decision(("web", "W9"), ("crm", "1"), False),
        Decision(("crm", "x"), ("crm", "1"), True),
    ]
    found = resolve(connection, country="CO", decisions=decisions)
    assert who(connection)["2"] == who(connection)["1"]
    assert (found.counts["decisions_used"], found.counts["decisions_unknown"], len(found.review)) == (2, 1, 0)
    resolve(connection, country="CO", decisions=[Decision(("crm", "1"), ("web", "W9"), False)])
    assert who(connection)["W9"] == "W9"


def test_the_golden_record_takes_the_best_of_each_and_says_where_from():
    connection = company(
        JUAN,
        (
            "W9",
            None,
            "JUAN PEREZ",
            "79123456",
            "juan.perez@",
            "3001234567",
            None,
            "Cali",
            "1970-02-03",
            "web",
        ),
    )
    resolve(connection, country="CO", options=Options(precedence=("web", "crm")))
    golden = connection.execute("SELECT customer_id, name, email, address, birth_date FROM golden").fetchall()
    # The web comes first, but its e-mail is broken and it has no address.
    assert golden == [("W9", "JUAN PEREZ", "juan.perez@gmail.com", "Cra 15 # 93-47", "1970-02-03")]
    origin = dict(connection.execute("SELECT field, source FROM golden_origin").fetchall())
    assert (origin["name"], origin["email"], origin["address"]) == ("web", "crm", "crm")


def test_a_refusal_of_consent_counts_whoever_says_it():
    connection = company(JUAN, JUAN_WEB)
    connection.execute("ALTER TABLE customers ADD COLUMN consent_email BOOLEAN")
    connection.execute("UPDATE customers SET consent_email = (source = 'crm')")
    resolve(connection, country="CO")
    assert connection.execute("SELECT consent_email FROM golden").fetchall() == [(False,)]


def test_what_everybody_has_or_was_typed_to_get_past_a_form_reaches_nobody():
    said = [
        ("300 555 1212", "sincorreo@gmail.com"),
        ("3111111111", "tienda@paz.co"),
        ("3.00111E+09", "no@no.com"),
        ("1234567", None),
    ]
    many = [
        (f"{n}", "person", f"{name} {other}", None, said[n % 4][1], said[n % 4][0])
        for n, (name, other) in enumerate((a, b) for a in GIVEN for b in SURNAMES)
    ]
    connection = company(
        *many,
        ("A", "person", "Olga Rueda", None, "olga@rueda.co", "300 765 4321"),
        ("B", "person", "Iris Mora", None, "iris@mora.co", "300 555 1212"),
    )
    resolve(connection, country="CO")
    # The telephone of eleven and the shop's own e-mail are nobody's; what Olga and Iris alone have is theirs.
    assert connection.execute("FROM usable_contacts ORDER BY ALL").fetchall() == [
        ("email", "iris@mora.co"),
        ("email", "olga@rueda.co"),
        ("phone", "300 765 4321"),
    ]


GIVEN = ("Ana", "Luis", "Eva", "Juan", "Rosa", "Iván", "Sara")
SURNAMES = ("Paz", "Gil", "Mora", "León", "Ríos", "Díaz")


def test_marts_keep_their_search_path_and_nothing_is_left_behind():
    connection = company(JUAN, JUAN_WEB)
    connection.execute("CREATE SCHEMA marts; SET search_path = 'marts,main'")
    resolve(connection, country="CO")
    assert connection.execute("SELECT current_setting('search_path')").fetchall() == [("marts,main",)]
    tables = connection.execute(
        "SELECT table_schema || '.' || table_name FROM information_schema.tables ORDER BY ALL"
    ).fetchall()
    assert [name for (name,) in tables] == [
        "main.customers",
        "main.golden",
        "main.golden_origin",
        "main.identity",
        "main.usable_contacts",
    ]


def test_a_customer_has_at_most_as_many_ids_as_allowed():
    connection = company(
        *[(str(n), "person", "Olga Lucía Rueda Paz", "52123123", "olga@rueda.co") for n in range(1, 7)]
    )
    found = resolve(connection, country="CO", options=Options(largest=4))
    assert sorted(connection.execute("SELECT count(*) FROM identity GROUP BY customer_id").fetchall()) == [
        (2,),
        (4,),
    ]
    assert found.cut.what.tolist() == ["customer too large"]


def test_documents_given_out_one_after_the_other_are_different_people():
    rows = [
        (str(n), None, None, str(900100000 + n), f"persona{n * 7919 % 9973}@ejemplo.test", f"31{n % 10}{2000000 + n * 48611}"[:10], None, "Cali")
        for n in range(60)
    ]  # fmt: skip
    found = resolve(company(*rows), country="CO")
    assert found.counts["customers"] == 60
    assert found.counts["pairs_for_review"] == 0


def test_a_document_with_a_slip_is_still_one_where_numbers_are_far_apart():
    connection = company(
        ("1", "person", "Juan Pérez Gómez", "79123456", None, "3001234567"),
        ("2", "person", "Juan Pérez Gómez", "79123356", None, "3001234567"),
    )
    resolve(connection, country="CO")
    assert set(who(connection).values()) == {"1"}


def test_placeholder_contacts_are_nobodys():
    fake = ("sincorreo@gmail.com", "noemail@noemail.com", "notiene@correo.com", "na@na.com")
    connection = company(
        *[(str(n), "person", name, None, fake[n % 4], "3000000000") for n, name in enumerate(SHOPPERS[:6])],
        ("7", "person", "Marta Díaz", "000000", "sincorreo@gmail.com", "0000000000"),
        ("8", "person", "Marta Ruiz", "000000", "sincorreo@gmail.com", "0000000000"),
    )
    found = resolve(connection, country="CO")
    assert found.counts["merged_ids"] == 0
    assert found.counts["pairs_for_review"] == 0


def test_what_is_worth_most_is_asked_first_and_once_of_two_customers():
    namesakes = [
        (f"{name}{n}", "person", f"{name} López Mora", None, None, None, None, "Cali")
        for name in ("María", "Sara")
        for n in (1, 2)
    ]
    connection = company(*namesakes)
    connection.execute("""
        CREATE TABLE transactions AS
        SELECT * FROM (VALUES ('ventas', 'Sara1', 900.0), ('ventas', 'María2', 10.0)) AS t(source, customer_id, amount)
    """)
    found = resolve(connection, country="CO")
    assert found.review.name_a.tolist() == ["Sara López Mora", "María López Mora"]
