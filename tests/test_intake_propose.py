"""`make check` and `make new`: what a look through the files says, and a company.yml that loads as proposed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pytest
import yaml

from clientela import intake
from clientela.config import load
from clientela.intake.openings import OPENS
from clientela.intake.problems import WHAT

TODAY = dt.date(2026, 1, 31)
SALES = "Nro Factura;Fecha;Cliente;Producto;Cantidad;Valor Unitario;Total\n1;31/01/2025;1020;A1;2;1.500,50;3.001,00\n"
FILES = {
    "ventas_01.csv": SALES,
    "ventas_02.csv": SALES.replace("31/01", "28/02").replace("\n1;", "\n2;"),
    "clientes.csv": "Cédula,Nombre,Celular,Correo\n1020,Ana,300,a@b.co\n",
    "pqrs 2025.csv": "Radicado,Cliente,Fecha,Tipo\n1,1020,2025-02-01,Queja\n",
    "nada.csv": "hola\nmundo\n",
}


@pytest.fixture
def folder(home: Path) -> Path:
    made = home / "data" / "prueba"
    made.mkdir(parents=True)
    for name, text in FILES.items():
        (made / name).write_text(text, encoding="cp1252")
    return made


def test_a_proposal_says_what_is_guessed_and_runs(folder: Path) -> None:
    text = intake.propose(list(folder.glob("*.csv")), 'Café "El Sol"')
    proposed = yaml.safe_load(text)
    assert proposed["name"] == 'Café "El Sol"'
    assert proposed["currency"] == "COP"
    assert set(proposed["sources"]) == {"transactions", "customers", "interactions"}
    assert [s["path"] for s in proposed["sources"]["transactions"]] == ["ventas_*.csv"]
    assert proposed["sources"]["customers"][0]["columns"]["customer_id"] == "Cédula"
    assert "codificación: cp1252" in text
    assert "# No se usa: nada.csv" in text
    (folder / "company.yml").write_text(text, encoding="utf-8")
    connection = duckdb.connect()
    result = intake.load(load("prueba"), connection, TODAY)
    assert result.as_of == dt.date(2025, 2, 28)
    assert connection.execute("SELECT customer_id, amount FROM transactions").fetchall() == [
        ("1020", 3001),
        ("1020", 3001),
    ]


def test_a_proposal_for_sheets(folder: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "Clientes"
    for row in (["codigo cliente", "nombre", "ciudad"], ["7", "Ana", "Cali"]):
        sheet.append(row)
    for row in (["Ventas del mes"], ["cliente", "fecha", "importe"], ["7", dt.date(2025, 1, 31), 1234.5]):
        (book["Ventas"] if "Ventas" in book.sheetnames else book.create_sheet("Ventas")).append(row)
    book.save(folder / "todo.xlsx")
    proposed = yaml.safe_load(intake.propose([folder / "todo.xlsx"], "x"))
    assert {table: sources[0]["sheet"] for table, sources in proposed["sources"].items()} == {
        "transactions": "Ventas",
        "customers": "Clientes",
    }


def test_hostile_names_stay_text(folder: Path) -> None:
    (folder / "feo.csv").write_text('cliente,fecha,importe,"x\nname: otra # {y}"\n1,2025-01-02,3,4\n')
    proposed = yaml.safe_load(intake.propose([folder / "feo.csv"], "a: b\n- c"))
    assert proposed["name"] == "a: b\n- c"
    assert proposed["sources"]["transactions"][0]["path"] == "feo.csv"


def test_nothing_recognised(folder: Path) -> None:
    assert yaml.safe_load(intake.propose([folder / "nada.csv"], "x"))["sources"] == {}


def test_check_says_what_each_table_opens(folder: Path) -> None:
    (folder / "company.yml").write_text(
        "name: x\nsources: {customers: {path: clientes.csv}, products: {path: productos.csv}}\n"
    )
    found = intake.check(load("prueba"), TODAY)
    assert not found.fine
    assert [p.file for p in found.problems if p.severity == "error"] == ["productos.csv"]
    assert found.ledger == (("clientes", "customers", "used", None, 1),)
    first, *others = found.opens
    assert (first.table, first.rows) == ("customers", 1)
    assert "phone" in first.columns
    assert "birth_date" in first.absent
    assert all(o.rows is None and o.words for o in others)


def test_check_when_nothing_can_run(folder: Path) -> None:
    (folder / "company.yml").write_text("name: x\nsources: {transactions: {path: nada.csv}}\n")
    found = intake.check(load("prueba"), TODAY)
    assert found.intake is None
    assert len(found.problems) == 3


def test_every_table_has_its_words() -> None:
    assert set(OPENS) == set(intake.contract().tables)
    assert all(WHAT.values())
