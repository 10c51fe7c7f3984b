"""Files that are not what they are called, and files within files: read as what they are, or one message that says what to do."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from intake_company import take_in

from clientela import intake

PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="windows-1252"><title>Ventas</title>
<style>td {mso-number-format:"\\@"}</style></head><body><table><tr><td><h1>Café Ñandú S.A.S.</h1></td></tr><tr><td>
<table border=1><thead><tr><th>Fecha</th><th>Cliente</th><th>Factura</th><th colspan=1>Valor&nbsp;total</th></tr></thead>
<tr><td rowspan=2>05/03/2025<td>Ana Peña<td>F1<td align=right>1.234.567,50
<tr><td>Luis</td><td>F2</td><td>&#36;&nbsp;10.000,00</td></tr>
<tr><td>13/03/2025</td><td>Íñigo &amp; Cía</td><td>F3</td><td><b>2.000</b></td></tr>
</table></td></tr></table></body></html>"""
SHEET = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="s1"/><Style ss:ID="s2"><Font ss:Bold="1"/></Style></Styles>
<Worksheet ss:Name="Ventas"><Table><Row><Cell><Data ss:Type="String">Listado de ventas</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="String">cliente</Data></Cell><Cell><Data ss:Type="String">fecha</Data></Cell>
<Cell><Data ss:Type="String">factura</Data></Cell><Cell><Data ss:Type="String">importe</Data></Cell></Row>
<Row><Cell ss:StyleID="s1"><Data ss:Type="String">C1</Data></Cell><Cell><Data ss:Type="DateTime">2025-03-05T00:00:00.000</Data></Cell>
<Cell ss:Index="4"><Data ss:Type="Number">1234.567</Data></Cell></Row></Table></Worksheet></Workbook>"""
SALES = "cliente;fecha;factura;importe\nC1;05/03/2025;F1;1.000,50\nC2;13/03/2025;F2;2.000,00\n"
MORE = "cliente;fecha;factura;importe\nC3;15/04/2025;F3;500,25\n"
PEOPLE = "cliente;nombre;correo\nC1;Ana Peña;ana@correo.co\nC2;Luis Gómez;luis@correo.co\n"


def packed(**files: str) -> bytes:
    """A ZIP with these files; __ stands for a point, and what a Mac adds is added."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**files, "__MACOSX/._ventas__csv": "x"}.items():
            archive.writestr(
                name if "MAC" not in name and "__" not in name else name.replace("__csv", ".csv"), text
            )
    return out.getvalue()


def test_a_page_called_xls_is_read_as_excel_shows_it(tmp_path: Path) -> None:
    taken = take_in(tmp_path, {"ventas.xls": PAGE.encode("cp1252")}, country="CO")
    assert taken.total == Decimal("1246567.50")
    assert taken.ask(
        "SELECT customer_id, CAST(date AS DATE)::VARCHAR, source_row FROM transactions ORDER BY source_row"
    ) == [
        ("Ana Peña", "2025-03-05", 3),
        ("Luis", "2025-03-05", 4),
        ("Íñigo & Cía", "2025-03-13", 5),
    ]
    assert "no es un libro de Excel" in taken.said


def test_excels_old_xml_keeps_its_numbers_and_days(tmp_path: Path) -> None:
    taken = take_in(tmp_path, {"ventas.xls": SHEET}, country="CO")
    rows = taken.ask(
        "SELECT customer_id, CAST(date AS DATE)::VARCHAR, order_id, amount, source_row FROM transactions"
    )
    assert rows == [("C1", "2025-03-05", None, Decimal("1234.5670"), 4)]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_one_file_that_is_packed_is_the_file_within(tmp_path: Path, pack) -> None:
    taken = take_in(tmp_path, {"ventas.csv.gz": pack(SALES.encode("cp1252"))}, country="CO")
    assert taken.total == Decimal("3000.50")
    assert taken.ask("SELECT DISTINCT source_file FROM transactions") == [("ventas.csv.gz",)]


def test_an_archive_is_one_table_where_headers_are_the_same_and_tells_the_rest(tmp_path: Path) -> None:
    archive = packed(**{"2025/abril.csv": MORE, "2025/marzo.csv": SALES, "clientes.csv": PEOPLE})
    taken = take_in(tmp_path, {"ventas.zip": archive}, country="CO")
    assert (taken.total, taken.ledger) == (Decimal("3500.75"), {"used": 3})
    assert "otros archivos que hay dentro: clientes.csv" in taken.said
    assert taken.ask("SELECT max(source_file) FROM transactions") == [("ventas.zip [2025/marzo.csv]",)]


def test_a_proposal_names_the_files_of_an_archive(tmp_path: Path) -> None:
    (tmp_path / "todo.zip").write_bytes(packed(**{"ventas.csv": SALES, "clientes.csv": PEOPLE}))
    proposed = yaml.safe_load(intake.propose([tmp_path / "todo.zip"], "x", "CO").text)
    assert {table: one[0]["sheet"] for table, one in proposed["sources"].items()} == {
        "transactions": "ventas.csv",
        "customers": "clientes.csv",
    }
    taken = take_in(tmp_path, {}, **{**proposed, "name": "x", "time_zone": "America/Bogota"})
    assert (taken.total, taken.intake.tables["customers"].rows) == (Decimal("3000.50"), 2)


def test_what_would_burst_is_refused_before_it_fills_the_disk(tmp_path: Path) -> None:
    zeros = bytes(70 << 20)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("ventas.csv", zeros)
    for name, content in (("v.zip", bomb.getvalue()), ("v.csv.gz", gzip.compress(zeros, 1))):
        with pytest.raises(intake.IntakeError, match="no se abre"):
            take_in(tmp_path, {name: content})


def test_records_are_rows_and_what_is_within_them_columns(tmp_path: Path) -> None:
    records = [
        {
            "cliente": {"id": "C1", "city": "Cali"},
            "fecha": "2025-03-05",
            "factura": 1,
            "importe": 1234.567,
            "tags": ["a", "b"],
        },
        {"cliente": {"id": "C2"}, "fecha": "2025-03-13", "factura": 2, "importe": "1.234,50", "tags": []},
        {"cliente": None, "fecha": "2025-03-14", "factura": 3, "importe": 10, "extra": True},
    ]
    lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in records)
    for name, text in (("ventas.json", json.dumps(records)), ("ventas.jsonl", "\ufeff" + lines)):
        taken = take_in(tmp_path, {name: text}, country="CO")
        assert taken.total == Decimal("1234.567") + Decimal("1234.50") + 10
        assert taken.ask("SELECT customer_id FROM transactions ORDER BY source_row") == [
            ("C1",),
            ("C2",),
            (None,),
        ]


def test_lines_within_records_are_rows_and_the_orders_amount_is_shared_out(tmp_path: Path) -> None:
    orders = {
        "count": 2,
        "orders": [
            {"order_id": 1, "customer": {"id": "C1"}, "created_at": "2025-03-05T10:00:00-05:00", "total": "30.00",
             "line_items": [{"sku": "A", "quantity": 2, "price": "10.00"}, {"sku": "B", "quantity": 1, "price": "10.00"}], "notes": [{"by": "x"}]},
            {"order_id": 2, "customer": {"id": "C2"}, "created_at": "2025-03-06T10:00:00-05:00", "total": "5.00",
             "line_items": [{"sku": "A", "quantity": 1, "price": "5.00"}]},
        ],
    }  # fmt: skip
    taken = take_in(tmp_path, {"pedidos.json": json.dumps(orders)}, country="CO")
    assert taken.total == 35
    assert taken.ask("SELECT order_id, product_id, amount FROM transactions ORDER BY ALL") == [
        ("1", "A", 20),
        ("1", "B", 10),
        ("2", "A", 5),
    ]
    assert "«notes»" in taken.said


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("ventas.pdf", b"%PDF-1.7\n", "es un PDF"),
        ("ventas.7z", b"7z\xbc\xaf\x27\x1c\0\0", "comprimido"),
        ("ventas.csv.gz", b"\x1f\x8b\x08\0\0\0\0\0", "¿Se descargó entero?"),
        ("factura.xml", b'<?xml version="1.0"?><Invoice><ID>1</ID></Invoice>', "es un XML"),
        ("ventas.xls", b"<html><body><frameset></frameset></body></html>", "sin ninguna tabla"),
        ("ventas.xls", b"MIME-Version: 1.0\nContent-Type: multipart/related\n", "MHTML"),
        ("ventas.json", b'{"a": 1, "b": {"c": ', "no se puede leer como JSON"),
        ("ventas.json", b"[" * 5000, "JSON"),
        ("ventas.json", b"[]", "lista de registros"),
        ("ventas.gsheet", b'{"url": "https://docs.example/x"}', "enlace"),
    ],
)
def test_what_holds_no_table_is_told_in_one_line(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    with pytest.raises(intake.IntakeError) as error:
        take_in(tmp_path, {name: content})
    (problem,) = error.value.problems
    assert said in str(problem)
    assert str(tmp_path) not in str(problem)
