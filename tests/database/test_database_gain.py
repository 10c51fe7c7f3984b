"""What would be gained: what each addition opens, the fullest promise first; sales before all else."""

import json
from pathlib import Path

import pandas as pd

from clientela import database
from clientela.database.gain import additions, gain_findings, name_of, needs, opened
from clientela.intake.contract import contract
from clientela.present.terms import known
from clientela.publish.chapters.sections import ANNEX

SALES = {"transactions", "transactions.customer_id", "transactions.date", "transactions.amount"}
EVERYTHING = {*contract().tables, *(f"{name}.{column}" for name, table in contract().tables.items() for column in table.columns)}  # fmt: skip


FULL = pd.DataFrame(columns=["source", "table_name", "field", "rows", "filled", "valid"])


def asked(there):
    """The analysis of a company that has these tables and columns, all of them filled."""
    tables = {name for name in there if "." not in name}
    return database.gain(
        {
            name: {"columns": [one.split(".")[1] for one in there if one.startswith(f"{name}.")]}
            for name in tables
        },
        FULL,
    )


def test_a_column_that_is_almost_empty_is_missing():
    fields = pd.DataFrame([("v", "transactions", "product_id", 100, 1, 1)], columns=FULL.columns)
    tables = {"transactions": {"columns": ["customer_id", "date", "amount", "product_id"]}}
    assert "transactions.product_id" in set(database.gain(tables, fields).frames["additions"].addition)


def test_what_is_there_is_not_asked_for():
    frame = additions({*SALES, "transactions.seller_id"})
    missing = set(frame.addition)
    assert {"surveys", "contracts", "transactions.product_id"} <= missing
    assert not {"transactions", "transactions.seller_id", "contracts.end"} & missing
    assert frame.questions.is_monotonic_decreasing
    assert "encuestas" in database.gain_table(asked(SALES)).markdown()


def test_sales_come_first_where_there_are_none():
    frame = additions({"surveys", "surveys.answer"})
    assert frame.addition.iloc[0] == "transactions"
    # Whatever else a table without sales opens stands below them.
    assert additions(set()).addition.iloc[0] == "transactions"


def test_what_needs_two_things_is_promised_by_neither_alone():
    # Stimulus asks for questions and their dimension; with the questions there, the dimension opens it.
    assert "loyalty.stimulus" not in opened(SALES, "surveys")
    assert "loyalty.stimulus" in opened(
        {*SALES, *(name for name in EVERYTHING if name.startswith("surveys"))}, "items"
    )


def test_either_of_two_opens_what_one_of_them_is_enough_for():
    assert "loyalty.ease" in opened(SALES, "interactions")
    assert "loyalty.ease" in opened(SALES, "contacts")
    assert "loyalty.ease" not in opened({*SALES, "contacts"}, "interactions")


def test_with_everything_there_is_nothing_to_gain():
    result = asked(EVERYTHING)
    assert result.values["questions_to_open"].value == 0
    assert database.gain_table(result) is None
    # The section is of the annex, where what gave nothing is left out.
    assert database.gain_advice(result) is None
    assert gain_findings(result, "COP", pd.Timestamp("2026-06-30").date()) == []


def test_the_section_of_the_notebook_collapses_when_there_is_nothing_to_gain():
    path = Path(__file__).parents[2] / "notebooks" / "4_database.ipynb"
    heading, *_rest = [
        cell
        for cell in json.loads(path.read_text())["cells"]
        if "Qué ganaría con más datos" in "".join(cell["source"])
    ]
    assert heading["metadata"]["tags"] == [ANNEX]


def test_every_need_is_in_the_contract_and_every_question_has_words():
    for analysis, sets in needs().items():
        assert known(analysis)
        for name in (name for one in sets for name in one):
            assert name in EVERYTHING
            assert "_" not in name_of(name)


def test_the_mart_of_fields_counts_rows_sources_and_what_is_usable():
    from clientela.present.terms import value
    from clientela.warehouse import Warehouse

    with Warehouse() as warehouse:
        for table in ("customers", "transactions", "products"):
            columns = ", ".join(
                f"CAST(NULL AS VARCHAR) AS {name}" for name in ("source", *contract().tables[table].columns)
            )
            warehouse.connection.execute(f"CREATE TABLE main.{table} AS SELECT {columns} LIMIT 0")
        warehouse.connection.execute(
            "INSERT INTO main.customers (source, customer_id, email) VALUES ('web', '1', 'a@b.co'), ('web', '2', 'nada')"
        )
        warehouse.connection.execute(
            "CREATE TABLE main.usable_contacts AS SELECT 'email' AS field, 'a@b.co' AS value"
        )
        warehouse.build("fields", {})
        frame = warehouse.frame("FROM marts.fields").set_index("field")
    assert frame.loc["email", ["rows", "filled", "valid"]].tolist() == [2, 2, 1]
    # Every field that is counted has words for the page and the workbook.
    assert not [name for name in frame.index if value(f"field_{name}").startswith("field_")]
    assert frame.loc["phone", ["rows", "filled", "valid"]].tolist() == [2, 0, 0]
