"""What would be gained: the closed catalogue, the fullest promise first."""

import json
from pathlib import Path

import pandas as pd

from clientela import database
from clientela.database.gain import CATALOGUE, _said, gain_findings
from clientela.intake.contract import contract
from clientela.present.terms import value
from clientela.publish.chapter import ANNEX

NONE = pd.DataFrame(columns=["source", "table_name", "field", "rows", "filled", "valid"])


def test_what_is_there_is_not_asked_for():
    fields = pd.DataFrame(
        [("v", "transactions", "channel", 100, 90, 90), ("v", "transactions", "product_id", 100, 1, 1)],
        columns=NONE.columns,
    )
    frame = database.gain({"transactions": {"columns": ["seller_id"]}}, fields).frames["additions"]
    missing = set(frame.addition)
    assert {"customers", "interactions", "transactions.product_id"} <= missing, (
        "one filled row in a hundred opens nothing"
    )
    assert not {"transactions", "transactions.channel", "transactions.seller_id", "customers.email"} & missing
    assert frame.questions.is_monotonic_decreasing
    assert all(
        value(question).startswith("¿")
        for row in (frame.opens, frame.opens_too)
        for question in row
        if question
    )
    assert (
        "¿cuántos son en verdad?"
        in database.gain_table(database.gain({"transactions": {}, "customers": {}}, fields)).markdown()
    )


def test_with_everything_there_is_nothing_to_gain():
    tables = {
        name: {"columns": [key.split(".")[1] for key in CATALOGUE if key.startswith(name + ".")]}
        for name in contract().tables
    }
    result = database.gain(tables, NONE)
    assert result.values["questions_to_open"].value == 0
    assert database.gain_table(result) is None
    # The section is of the annex, where what gave nothing is left out.
    assert database.gain_advice(result) is None
    assert gain_findings(result, "COP", pd.Timestamp("2026-06-30").date()) == []


def test_the_section_of_the_notebook_collapses_when_there_is_nothing_to_gain():
    path = Path(__file__).parents[1] / "notebooks" / "4_database.ipynb"
    heading, *_rest = [
        cell
        for cell in json.loads(path.read_text())["cells"]
        if "Qué ganaría con más datos" in "".join(cell["source"])
    ]
    assert heading["metadata"]["tags"] == [ANNEX]


def test_every_addition_is_in_the_contract_and_every_question_has_words():
    tables = contract().tables
    for name, questions in CATALOGUE.items():
        table, _dot, column = name.partition(".")
        assert table in tables
        assert not column or column in tables[table].columns
        assert "field_" not in _said(name)
        assert all(value(question).startswith("¿") for question in questions)


def test_the_mart_of_fields_counts_rows_sources_and_what_is_usable():
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
        warehouse.build("fields", {})
        frame = warehouse.frame("FROM marts.fields").set_index("field")
    assert frame.loc["email", ["rows", "filled", "valid"]].tolist() == [2, 2, 1]
    # Every field that is counted has words for the page and the workbook.
    assert not [name for name in frame.index if value(f"field_{name}").startswith("field_")]
    assert frame.loc["phone", ["rows", "filled", "valid"]].tolist() == [2, 0, 0]
