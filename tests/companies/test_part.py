"""A report on a part of the company: who is who is decided on the whole, then only the part's rows stay."""

import duckdb
import pandas as pd
import pytest

from clientela.companies import preparation, scope
from clientela.companies.config import Company, ConfigError, load
from clientela.publish.run import run

SETTINGS = """\
name: Prueba
as_of: 2026-03-31
sources:
  transactions: {path: ventas.csv}
  customers: {path: clientes.csv}
  interactions: {path: quejas.csv}
  expenses: {path: gastos.csv}
goals: [{measure: amount, value: 1000, start: 2026-01-01, end: 2026-12-31}]
"""
SALES = """\
cliente,fecha,importe,sede,vendedor
C1,2026-01-01,10,Cali,V1
C1,2026-01-09,10,Bogotá,V2
C2,2026-01-05,20,Bogotá,V2
C3,2026-02-05,40,Cali,V1
,2026-02-06,7,Cali,V1
"""


@pytest.fixture
def firm(company):
    firm = company(SALES, settings=SETTINGS)
    (firm.folder / "clientes.csv").write_text(
        "cliente,nombre,ciudad,vendedor\nC1,Ana Díaz,Cali,V1\nC2,Luz Mora,Bogotá,V2\nC3,Leo Paz,Cali,V1\nC4,Eva Sol,Cali,V2\n"
    )
    (firm.folder / "quejas.csv").write_text(
        "id,cliente,fecha,tipo,sede\nQ1,C1,2026-01-02,Queja,Cali\nQ2,C1,2026-01-03,Queja,Bogotá\nQ3,C3,2026-01-04,Queja,\nQ4,C2,2026-01-04,Queja,\n"
    )
    (firm.folder / "gastos.csv").write_text("periodo,valor,proposito\n2026-01-01,500,captar\n")
    return load("prueba")


def rows(firm, conditions, mart):
    folder = preparation.prepare(scope.of(firm, conditions))
    return pd.read_parquet(folder / f"{mart}.parquet")


def test_a_branch_keeps_its_sales_and_who_bought_there(firm):
    customers = rows(firm, ["branch = cali"], "customers").set_index("customer_id")
    assert customers.amount.astype(float).to_dict() == {"C1": 10.0, "C3": 40.0}
    # The anonymous sale is the branch's too.
    assert float(rows(firm, ["branch = cali"], "months").amount.sum()) == 57.0
    assert set(rows(firm, ["branch = cali"], "people").customer_id) == {"C1", "C3"}


def test_a_seller_keeps_the_customers_assigned_who_never_bought(firm):
    assert set(rows(firm, ["seller_id = V2"], "people").customer_id) == {"C1", "C2", "C4"}


def test_a_column_of_customers_alone_takes_all_that_they_bought(firm):
    customers = rows(firm, ["city = Bog*"], "customers").set_index("customer_id")
    assert customers.amount.astype(float).to_dict() == {"C2": 20.0}


def test_all_conditions_hold(firm):
    kept = rows(firm, ["seller_id = V2", "city = Cali"], "customers")
    assert kept.customer_id.tolist() == ["C1"]
    assert float(kept.amount.sum()) == 10.0


def test_the_parts_of_the_branches_add_up_to_the_whole(firm):
    whole = float(rows(firm, [], "months").amount.sum())
    parts = [float(rows(firm, [f"branch {sign} Cali"], "months").amount.sum()) for sign in ("=", "!=")]
    assert sum(parts) == whole == 87.0


def test_what_is_asked_for_holds_no_password_and_no_sign_that_a_terminal_obeys():
    company = Company.model_construct(name="X", part=[], sources={})
    with pytest.raises(ConfigError, match="contraseña") as told:
        scope.of(company, ["branch = postgresql://ana:S3creta@casa/b"])
    assert "S3creta" not in str(told.value)
    assert scope.of(company, ["branch = \x1b[31mNorte\n"]).name == "X · Sede: [31mNorte"


def test_other_tables_keep_what_says_so_or_is_of_their_customers(tmp_path):
    connection = duckdb.connect()
    connection.execute("""
        CREATE TABLE transactions AS FROM (VALUES ('ventas', 'C1', 'Cali'), ('ventas', 'C2', 'Bogotá')) AS t (source, customer_id, branch);
        CREATE TABLE customers AS SELECT source, customer_id FROM transactions;
        CREATE TABLE identity AS SELECT source, customer_id AS source_id, customer_id FROM transactions
            UNION ALL SELECT 'quejas', 'C1', 'C1' UNION ALL SELECT 'quejas', 'C2', 'C2';
        CREATE TABLE golden AS SELECT customer_id FROM transactions;
        CREATE TABLE codes (kind VARCHAR, code VARCHAR, id VARCHAR);
        CREATE TABLE set_aside AS SELECT 1 AS row;
        CREATE TABLE expenses AS SELECT 500 AS amount, 'gastos' AS source;
        CREATE TABLE products AS SELECT 'P1' AS product_id;
        CREATE TABLE interactions AS FROM (VALUES
            ('here', 'C2', 'Cali'), ('there', 'C1', 'Bogotá'), ('theirs', 'C1', NULL), ('others', 'C2', NULL), ('nobody', NULL, NULL)
        ) AS t (interaction_id, customer_id, branch), (SELECT 'quejas' AS source)
    """)
    facts = scope.keep(connection, Company.model_construct(part=["branch = Cali"], folder=tmp_path))
    kept = {table: [row[0] for row in connection.execute(f"FROM {table}").fetchall()] for table in (
        "interactions", "customers", "golden", "set_aside", "expenses", "products")}  # fmt: skip
    assert kept["interactions"] == ["here", "theirs"]
    # Whose an expense without a branch is, nobody knows; the products are everybody's.
    assert (kept["expenses"], kept["set_aside"], kept["products"]) == ([], [], ["P1"])
    assert kept["golden"] == ["C1"]
    assert facts == {"conditions": ["branch = Cali"], "lines": 1, "of": 2}


def test_what_does_not_exist_is_said_with_what_does(firm):
    with pytest.raises(ConfigError, match=r"nada cumple «branch = Calli». Hay: Cali, Bogotá"):
        preparation.prepare(scope.of(firm, ["branch = Calli"]))
    with pytest.raises(ConfigError, match=r"«brand».*branch"):
        preparation.prepare(scope.of(firm, ["brand = Cali"]))
    with pytest.raises(ConfigError, match="no se entiende"):
        scope.of(firm, ["Cali"])


def test_the_report_of_a_part_stands_apart_and_says_whose_it_is(firm, home, notebooks):
    assert run.report("prueba", conditions=["branch = Cali"]) == 0
    page = home / "reports" / "prueba" / "parts" / "branch-cali" / "latest" / "html" / "index.html"
    assert "Prueba · Sede: Cali" in page.read_text(encoding="utf-8")
    assert not (home / "reports" / "prueba" / "latest").exists()


def test_the_goals_of_the_whole_are_not_the_parts(firm):
    assert scope.of(firm, ["branch = Cali"]).goals == []
    assert scope.of(scope.of(firm, ["branch = Cali"]), ["branch = Cali"]).name == "Prueba · Sede: Cali"
