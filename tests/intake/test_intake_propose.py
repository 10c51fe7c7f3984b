"""`make check` and `make new`: what a look through the files says, and a company.yml that loads as proposed."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from pathlib import Path

import duckdb
import pytest
import yaml

from clientela import intake
from clientela.companies import onboarding
from clientela.companies.config import load
from clientela.handbook.contract import readers
from clientela.intake.openings import NOTHING, OPENS
from clientela.intake.problems import WHAT
from clientela.intake.proposing.propose import propose

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
    text = intake.propose(list(folder.glob("*.csv")), 'Café "El Sol"').text
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
    proposed = yaml.safe_load(intake.propose([folder / "todo.xlsx"], "x").text)
    assert {table: sources[0]["sheet"] for table, sources in proposed["sources"].items()} == {
        "transactions": "Ventas",
        "customers": "Clientes",
    }


def test_abbreviated_headers_below_titles_on_the_second_sheet(folder: Path) -> None:
    """A book as accounting programs write them: a cover, the company's name above the header, words cut short."""
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Reporte"])
    sheet = book.create_sheet("Movimiento")
    headers = ["No. Factura", "Fecha Fact.", "Cod. Cliente", "Ref.", "Cant.", "Vlr. Unitario", "Vr. Total", "Asesor"]  # fmt: skip
    rows = [
        ["FERRETERÍA S.A.S."],
        [],
        headers,
        ["FV-1", dt.date(2025, 1, 31), "0007", "R1", 2, 5.5, 11, "Luis"],
    ]
    for row in rows:
        sheet.append(row)
    book.save(folder / "ventas.xlsx")
    proposed = yaml.safe_load(intake.propose([folder / "ventas.xlsx"], "x").text)
    assert list(proposed["sources"]) == ["transactions"]
    (source,) = proposed["sources"]["transactions"]
    assert source["sheet"] == "Movimiento"
    assert list(source["columns"].values()) == [headers[i] for i in (2, 1, 6, 4, 5, 0, 3, 7)]


def test_a_proposal_for_a_sqlite_file_runs(folder: Path) -> None:
    with contextlib.closing(sqlite3.connect(folder / "pos.db")) as connection:
        connection.executescript(
            "CREATE TABLE ventas (fecha, cliente, total); INSERT INTO ventas VALUES ('2025-01-31', 'k1', 10.5);"
            "CREATE TABLE clientes (id, nombre, correo); INSERT INTO clientes VALUES ('k1', 'Ana', 'a@b.co'); CREATE TABLE log (x)"
        )
    text = intake.propose([folder / "pos.db"], "x").text
    (folder / "company.yml").write_text(text, encoding="utf-8")
    connection = duckdb.connect()
    intake.load(load("prueba"), connection, TODAY)
    assert connection.execute("SELECT customer_id, amount::DOUBLE FROM transactions").fetchall() == [
        ("k1", 10.5)
    ]
    assert connection.execute("SELECT name FROM customers").fetchall() == [("Ana",)]


def test_a_sqlite_file_given_as_a_path_says_how_to_write_it(folder: Path) -> None:
    with contextlib.closing(sqlite3.connect(folder / "pos.db")) as connection:
        connection.execute("CREATE TABLE ventas (fecha, cliente, total)")
    (folder / "company.yml").write_text("name: x\nsources: {transactions: {path: pos.db}}\n")
    (problem,) = intake.check(load("prueba"), TODAY).problems
    assert "url: sqlite:///pos.db y table: una de ventas" in str(problem)


def test_what_is_told_twice_is_one_problem_however_many_keys(folder: Path) -> None:
    rows = "".join(f"C{i % 20},Ana\n" for i in range(60))
    (folder / "dobles.csv").write_text("cliente,nombre\n" + rows)
    (folder / "company.yml").write_text("name: x\nsources: {customers: {path: dobles.csv}}\n")
    (problem,) = intake.check(load("prueba"), TODAY).problems
    assert (problem.row, problem.rows) == (22, 40)


def test_new_makes_a_folder_says_what_next_and_shows_no_password(
    folder: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [f"{folder / 'ventas_01.csv'},{folder / 'clientes.csv'}"]
    assert onboarding.new("tienda", files, "CO") == 0
    assert "make check COMPANY=tienda" in capsys.readouterr().out
    made = home / "data" / "tienda"
    assert sorted(p.name for p in made.iterdir()) == [
        ".gitignore",
        "clientes.csv",
        "company.yml",
        "ventas_01.csv",
    ]
    assert onboarding.new("otra", ["postgresql://ana:secreta@servidor/base"], "CO") == 1
    assert "secreta" not in (said := capsys.readouterr().out)
    assert "company.yml" in said
    assert onboarding.new("vacia", [str(folder / "nada.csv")], "CO") == 1
    assert "Ningún archivo se reconoció" in capsys.readouterr().out


def test_hostile_names_stay_text(folder: Path) -> None:
    (folder / "feo.csv").write_text('cliente,fecha,importe,"x\nname: otra # {y}"\n1,2025-01-02,3,4\n')
    proposed = yaml.safe_load(intake.propose([folder / "feo.csv"], "a: b\n- c").text)
    assert proposed["name"] == "a: b\n- c"
    assert proposed["sources"]["transactions"][0]["path"] == "feo.csv"


def test_nothing_recognised(folder: Path) -> None:
    assert yaml.safe_load(intake.propose([folder / "nada.csv"], "x").text)["sources"] == {}


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
    # The day and the money; a customer is not needed.
    assert len(found.problems) == 2


def test_every_table_has_its_words() -> None:
    assert set(OPENS) == set(intake.contract().tables)
    # Of a table that nothing reads nothing is promised.
    assert {table for table, words in OPENS.items() if words == NOTHING} == set(OPENS) - set(readers())
    assert all(WHAT.values())


def test_each_customer_once_with_a_day_and_an_amount_is_a_sale(tmp_path: Path) -> None:
    file = tmp_path / "file.csv"
    rows = "".join(f"{name},2024-05-0{day},1{day}.5,United Kingdom\n" for day, name in enumerate("abcde", 1))
    file.write_text("Customer,Date,Amount,Country\n" + rows, encoding="utf-8")
    found = yaml.safe_load(propose([file], "prueba").text)
    assert list(found["sources"]) == ["transactions"]
    assert (found["country"], found["currency"]) == ("GB", "GBP")


def test_columns_set_apart_by_spaces_alone_are_read(tmp_path: Path) -> None:
    file = tmp_path / "master.txt"
    rows = "".join(f" 0000{n % 7} 199701{n:02d}  {n % 3 + 1}   {n}.77\n" for n in range(1, 29))
    file.write_text(" customer_id  date number_of_cds  dollar_value\n" + rows, encoding="utf-8")
    (source,) = yaml.safe_load(propose([file], "prueba").text)["sources"]["transactions"]
    assert source["columns"]["amount"] == "dollar_value"


def proposed(folder: Path, **files: str) -> tuple[dict[str, list[dict[str, object]]], str]:
    """The sources proposed for files of these texts, by table; and the whole proposal."""
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    text = propose(sorted(folder.glob("*.csv")), "prueba").text
    return yaml.safe_load(text)["sources"], text


PAID = "household_id,date,sales_value\n" + "".join(f"{n % 6},2025-01-{n:02d},{n}.50\n" for n in range(1, 29))


def test_words_that_stand_together_in_a_header_are_read_apart(tmp_path: Path) -> None:
    heads = "ORDERNUMBER,QUANTITYORDERED,SALES,ORDERDATE,PRODUCTCODE,PRODUCTLINE,CUSTOMERNAME,PHONE,CITY,COUNTRY\n"
    places = [
        ("Land of Toys", "2125557818", "NYC", "USA"),
        ("Euro Shopping", "(91) 555 94 44", "Madrid", "Spain"),
    ]
    rows = "".join(
        f"101{n:02d},{20 + n % 5},{100 + n}.5,2/{n}/2003 0:00,S10_{n % 4},Ships,{','.join(places[n % 3 == 2])}\n"
        for n in range(1, 29)
    )
    sources, said = proposed(tmp_path, orders=heads + rows)
    columns = sources["transactions"][0]["columns"]
    assert columns == {
        "date": "ORDERDATE", "amount": "SALES", "quantity": "QUANTITYORDERED", "order_id": "ORDERNUMBER",
        "product_id": "PRODUCTCODE", "category": "PRODUCTLINE", "customer_id": "CUSTOMERNAME",
    }  # fmt: skip
    # A column of countries says more of where than one of cities.
    assert 'country: "US"' in said


def test_what_is_called_cost_and_is_what_was_paid_is_no_cost(tmp_path: Path) -> None:
    heads = "invoice_id,unit_price,quantity,tax_5%,total,date,cogs\n"

    def rows(cost: float) -> str:
        return "".join(
            f"7-{n},{n}.20,{n % 4 + 1},{n * 1.2 * 0.05:.4f},{n * 1.2 * 1.05:.4f},2021-01-{n:02d},{n * 1.2 * cost:.2f}\n"
            for n in range(1, 29)
        )

    sources, _said = proposed(tmp_path, sold=heads + rows(1))
    assert "cost" not in sources["transactions"][0]["columns"]
    sources, _said = proposed(tmp_path, earned=heads + rows(0.6))
    assert sources["transactions"][0]["columns"]["cost"] == "cogs"


def test_days_without_money_are_no_sales_beside_sales_with_theirs(tmp_path: Path) -> None:
    coupons = "household_id,campaign_id,redemption_date\n" + "".join(
        f"{n % 6},A,2025-02-{n:02d}\n" for n in range(1, 29)
    )
    (tmp_path / "both").mkdir()
    found, text = proposed(tmp_path / "both", sales=PAID, coupons=coupons)
    assert [source["path"] for source in found["transactions"]] == ["sales.csv"]
    assert "coupons.csv: no tiene ningún importe" in text
    # Alone they are all the purchases there are.
    found, _text = proposed(tmp_path, coupons=coupons)
    assert [source["path"] for source in found["transactions"]] == ["coupons.csv"]


def test_households_with_a_row_each_are_the_customers(tmp_path: Path) -> None:
    homes = "household_id,age,income\n" + "".join(f"{n},45-54,50-74K\n" for n in range(6))
    found, _text = proposed(tmp_path, sales=PAID, homes=homes)
    assert found["customers"][0]["columns"]["customer_id"] == "household_id"  # type: ignore[index]


@pytest.mark.parametrize(
    ("instruments", "side"),
    [
        (("expectation", "perception"), "instrument"),
        (("Expectativas 2025", "Percepciones 2025"), "instrument"),
        (("kano_functional", "kano_dysfunctional"), "instrument"),
        (("importancia", "desempeño"), "instrument"),
        (("expectation", "nps"), None),
        (("nps", "csat"), None),
    ],
)
def test_the_side_of_a_question_stands_in_the_name_of_its_instrument(
    tmp_path: Path, instruments: tuple[str, str], side: str | None
) -> None:
    rows = "".join(
        f"{person},{name},{item},{1 + person % 5}\n"
        for name in instruments
        for item in (1, 2)
        for person in range(9)
    )
    found, _text = proposed(tmp_path, answers="respondent,instrument,item,answer\n" + rows)
    assert found["surveys"][0]["columns"].get("side") == side  # type: ignore[attr-defined]


def test_what_people_are_marked_on_is_read_by_whatever_name(tmp_path: Path) -> None:
    """Two scales and three countries; children, years of service, a level and a seller's number are no marks."""
    (tmp_path / "plantilla.csv").write_text(
        "No. Empleado;Nombre;Puesto;Hijos;Nivel;Años de servicio;Desempeño 2025;Sindicato;Licencia;Atención al cliente;Excel\n"
        "1;Ana;Cajera;2;3;4;4;1;0;5;4\n2;Luis;Técnico;0;1;9;3;0;1;2;4,5\n3;Eva;Cajera;1;2;1;5;1;1;4;1\n",
        encoding="utf-8",
    )
    (tmp_path / "staff.csv").write_text(
        "employee_id,full_name,role,branch,Age,Welding,Sales talk,Spreadsheets\n"
        "7,Jo,Tech,North,41,95,40,80\n8,Sam,Clerk,North,29,10,88,70\n9,Kim,Clerk,South,35,0,75,60\n",
        encoding="utf-8",
    )
    (tmp_path / "equipo.csv").write_text(
        "codigo;nombre;cargo;Ventas\n4;Iván;asesor;5\n5;Sol;asesor;3\n6;Mar;asesor;4\n", encoding="utf-8"
    )
    found = {
        one["path"]: one
        for one in yaml.safe_load(propose(sorted(tmp_path.glob("*.csv")), "x").text)["sources"]["staff"]
    }
    skills = {
        name: {ours: theirs for ours, theirs in one["columns"].items() if ours.startswith("skill_")}
        for name, one in found.items()
    }
    assert skills == {
        "plantilla.csv": {"skill_atención_al_cliente": "Atención al cliente", "skill_excel": "Excel"},
        "staff.csv": {
            "skill_welding": "Welding",
            "skill_sales_talk": "Sales talk",
            "skill_spreadsheets": "Spreadsheets",
        },
        # One column alone may be anything.
        "equipo.csv": {},
    }
