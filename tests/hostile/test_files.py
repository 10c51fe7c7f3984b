"""Odd files: a result, or one clear message that says what to do."""

from __future__ import annotations

import os
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

WORKBOOKS = Path(__file__).parents[1] / "fixtures" / "workbooks"
HEAD = "cliente,fecha,importe\n"
GOOD = HEAD + "ana,2025-01-02,10\neva,2025-01-03,11\n"


def workbook(sheets: dict[str, list[list]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


TABLE = [["cliente", "fecha", "importe"], ["ana", "2025-01-02", 10], ["eva", "2025-01-03", 11.5]]

FINE = {
    "byte order mark": ("ventas.csv", b"\xef\xbb\xbf" + GOOD.encode()),
    "utf-16": ("ventas.csv", GOOD.encode("utf-16")),
    "utf-16 without mark": ("ventas.csv", GOOD.encode("utf-16-le")),
    "cp1252": ("ventas.csv", GOOD.replace("ana", "ñandú").encode("cp1252")),
    "cp850": ("ventas.csv", GOOD.replace("ana", "ñandú").encode("cp850")),
    "null bytes": ("ventas.csv", GOOD.replace("ana", "a\0na").encode()),
    "carriage returns": ("ventas.csv", GOOD.replace("\n", "\r\n").encode()),
    "old mac line ends": ("ventas.csv", GOOD.replace("\n", "\r").encode()),
    "no last line end": ("ventas.csv", GOOD.rstrip("\n").encode()),
    "tabs": ("ventas.csv", GOOD.replace(",", "\t").encode()),
    "semicolons": ("ventas.csv", GOOD.replace(",", ";").encode()),
    "bars": ("ventas.csv", GOOD.replace(",", "|").encode()),
    "titles above the header": ("ventas.csv", ("Informe de ventas,,\nEnero 2025,,\n" + GOOD).encode()),
    "columns repeated": (
        "ventas.csv",
        GOOD.replace("importe", "importe,importe").replace("10\n", "10,1\n").encode(),
    ),
    "capitals and accents": (
        "ventas.csv",
        GOOD.replace(
            "cliente,fecha,importe", "CÓDIGO DEL CLIENTE,Fecha de la Venta,Valor Total (COP)"
        ).encode(),
    ),
    "text called xls": ("ventas.xls", GOOD.encode()),
    "workbook called csv": ("ventas.csv", workbook({"Hoja1": TABLE})),
    "workbook": ("ventas.xlsx", workbook({"Hoja1": TABLE})),
    "late header in a workbook": ("ventas.xlsx", workbook({"Hoja1": [["Informe"], [], *TABLE]})),
    "right sheet of three": (
        "ventas.xlsx",
        workbook({"Portada": [["Hola"]], "Datos": TABLE, "Notas": [["x"], ["y"]]}),
    ),
    "first column blank": ("ventas.xlsx", workbook({"Hoja1": [[None, *row] for row in TABLE]})),
}


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_workbook_of_any_kind_is_read_alike(take, kind: str) -> None:
    """The same book saved by LibreOffice: three sheets, titles above the header, a customer merged over two rows, a total."""
    name = f"ceiba.{kind}"
    sources = {"transactions": {"path": name}, "customers": {"path": name, "sheet": "Clientes"}}
    outcome = take({name: (WORKBOOKS / name).read_bytes()}, sources)
    assert outcome.all(
        "SELECT customer_id, CAST(date AS DATE)::VARCHAR, amount::DOUBLE, source_row FROM transactions ORDER BY source_row"
    ) == [("Ana", "2025-01-02", 1234.5, 5), ("Ana", "2025-01-03", 20.0, 6), ("Luz", "2025-01-14", 1.234, 8)]
    assert outcome.reasons() == {"used": 4, "unreadable_number": 1, "total_row": 1}
    assert f"{name} [Ventas 2025], fila 7, Importe «12,5O»: no es un número" in outcome.said()
    assert "sheet: Ventas 2025" in outcome.said()


def test_a_number_in_a_workbook_is_no_thousand(take) -> None:
    rows = [*TABLE, ["leo", "2025-01-04", 1.234], ["leo", "2025-01-05", float("nan")]]
    outcome = take(
        {"ventas.xlsx": workbook({"Hoja1": rows})}, {"transactions": {"path": "ventas.xlsx"}}, country="CO"
    )
    assert [str(row[0]) for row in outcome.all("SELECT amount FROM transactions ORDER BY source_row")] == [
        "10.0000",
        "11.5000",
        "1.2340",
    ]


def test_parquet_keeps_its_types(take, folder: Path) -> None:
    import duckdb

    duckdb.sql(
        f"""COPY (SELECT 7.0::DOUBLE AS cliente, TIMESTAMPTZ '2025-01-02 03:00:00+00' AS fecha, 1.234::DOUBLE AS importe, [1, 2] AS lista
        UNION ALL SELECT 'NaN'::DOUBLE, TIMESTAMPTZ '2025-01-03 12:00:00+00', 'NaN'::DOUBLE, NULL) TO '{folder}/ventas.parquet'"""
    )
    outcome = take({}, {"transactions": {"path": "ventas.parquet"}}, time_zone="America/Bogota")
    assert outcome.all(
        "SELECT customer_id, CAST(date AS VARCHAR), CAST(amount AS VARCHAR) FROM transactions"
    ) == [("7", "2025-01-01 22:00:00", "1.2340")]
    assert outcome.reasons() == {"used": 1, "missing_value": 1}


def test_files_of_many_kinds_make_one_table(take) -> None:
    files = {
        "a.csv": GOOD,
        "b.csv": "importe;canal;fecha;cliente\n10,5;web;03/02/2025;leo\n".encode("utf-16"),
        "c.xlsx": workbook({"Hoja1": [*TABLE, ["zoe", "2025-03-01", 9]]}),
    }
    outcome = take(files, {"transactions": [{"path": "?.csv"}, {"path": "c.xlsx"}]})
    assert outcome.all(
        "SELECT customer_id, channel, amount FROM transactions WHERE customer_id IN ('leo', 'zoe') ORDER BY 1"
    ) == [("leo", "web", 10.5), ("zoe", None, 9)]
    # ana's row is in both files; eva's is not the same: 11 in one, 11.5 in the other.
    assert outcome.reasons() == {"used": 5, "duplicate_row": 1}


def test_no_header_and_a_mark(take) -> None:
    content = b"\xef\xbb\xbf" + GOOD.removeprefix(HEAD).encode()
    source = {"path": "ventas.csv", "header": 0, "columns": {"customer_id": 1, "date": 2, "amount": 3}}
    outcome = take({"ventas.csv": content}, {"transactions": source})
    assert outcome.all("SELECT customer_id, source_row FROM transactions ORDER BY 2") == [
        ("ana", 1),
        ("eva", 2),
    ]


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "utf-8", "utf-16"])
def test_spanish_letters_survive(take, encoding: str) -> None:
    outcome = take({"ventas.csv": GOOD.replace("ana", "Muñoz Ávila").encode(encoding)})
    assert outcome.all("SELECT count(*) FROM transactions WHERE customer_id = 'Muñoz Ávila'") == [(1,)]


def test_a_few_odd_bytes_in_utf_8(take) -> None:
    content = (GOOD.replace("ana", "Muñoz Ávila") * 3).encode() + "peña,2025-01-05,1\n".encode("cp1252")
    outcome = take({"ventas.csv": content})
    assert outcome.all("SELECT DISTINCT customer_id FROM transactions ORDER BY 1") == [
        ("Muñoz Ávila",),
        ("eva",),
        ("peña",),
    ]


CUT = {
    "cut within a sign": (b"", b"C1,2025-01-02,\xc3"),
    "cut within a sign, with a mark": (b"\xef\xbb\xbf", b"C1,2025-01-02,\xc3"),
    "a row of another program, with a mark": (b"\xef\xbb\xbf", b"Pe\xf1a,2025-01-02,5\n"),
}


@pytest.mark.parametrize("encoding", [None, "utf-8"])
@pytest.mark.parametrize("kind", CUT)
def test_utf_8_that_is_broken_keeps_its_letters(take, kind: str, encoding: str | None) -> None:
    mark, end = CUT[kind]
    rows = "".join(f"Muñoz,2025-01-{1 + i:02d},{i + 5}\n" for i in range(9))
    content = mark + f"cliente,fecha,importe\n{rows}".encode() + end
    given = {"encoding": encoding} if encoding else {}
    outcome = take({"ventas.csv": content}, {"transactions": {"path": "ventas.csv", **given}})
    assert outcome.message == ""
    assert ("Muñoz", 9) in outcome.all("SELECT customer_id, count(*) FROM transactions GROUP BY 1")


def test_an_unknown_time_zone(take) -> None:
    assert "no se conoce la zona horaria" in take({"ventas.csv": GOOD}, time_zone="America/'; DROP").message


def test_merged_cells_say_the_same_on_every_row(take) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    for row in (["Informe de ventas"], *TABLE, [None, "2025-01-04", "=1+1"], [None, "2025-01-05", 7]):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A4:A6")
    stream = BytesIO()
    book.save(stream)
    outcome = take({"ventas.xlsx": stream.getvalue()}, {"transactions": {"path": "ventas.xlsx"}})
    assert outcome.all("SELECT customer_id, amount FROM transactions ORDER BY source_row") == [
        ("ana", 10),
        ("eva", 11.5),
        ("eva", 7),
    ]
    assert outcome.reasons() == {"used": 3, "missing_value": 1}


@pytest.mark.parametrize("name", FINE)
def test_fine(take, name: str) -> None:
    file, content = FINE[name]
    outcome = take({file: content}, {"transactions": {"path": file}})
    assert outcome.result, outcome.message
    assert outcome.reasons() == {"used": 2}


REFUSED = {
    "empty": (b"", "está vacío"),
    "only blanks": (b"\n  \n\n", "está vacío"),
    "header only": (HEAD.encode(), "ninguna fila"),
    "no known column": (b"a,b\n1,2\n", "no se reconoce la columna date"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "no"),
    "all unreadable": ((HEAD + "ana,ayer,x\n").encode(), "su única fila no se puede usar"),
    "broken workbook": (b"PK\x03\x04" + b"x" * 100, "no se puede leer como libro"),
    "broken parquet": (b"PAR1" + b"x" * 100, "no se puede leer como Parquet"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(take, name: str) -> None:
    content, message = REFUSED[name]
    outcome = take({"ventas.csv": content})
    assert outcome.result is None
    assert message in outcome.message
    assert "ventas.csv" in outcome.message


def bomb() -> bytes:
    """A small ZIP that unpacks to 200 MB."""
    stream = BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as entry,
    ):
        for _ in range(200):
            entry.write(b"0" * (1 << 20))
    return stream.getvalue()


def test_zip_bomb(take) -> None:
    outcome = take({"ventas.xlsx": bomb()}, {"transactions": {"path": "ventas.xlsx"}})
    assert "no se abre" in outcome.message


PLACES = {
    "missing": ({"path": "nada.csv"}, "no existe"),
    "folder": ({"path": "carpeta"}, "es una carpeta"),
    "up": ({"path": "../otra/ventas.csv"}, "sale de la carpeta"),
    "absolute": ({"path": "/etc/passwd"}, "sale de la carpeta"),
    "home": ({"path": "~/ventas.csv"}, "sale de la carpeta"),
    "drive": ({"path": "C:\\ventas.csv"}, "sale de la carpeta"),
    "backslashes up": ({"path": "..\\..\\ventas.csv"}, "sale de la carpeta"),
    "null sign": ({"path": "ven\0tas.csv"}, "signo nulo"),
    "pattern that fits nothing": ({"path": "v_*.csv"}, "ningún archivo"),
    "pattern up": ({"path": "../*.csv"}, "sale de la carpeta"),
    "link out": ({"path": "enlace.csv"}, "enlace que sale"),
    "link to nowhere": ({"path": "roto.csv"}, "no"),
    "link to itself": ({"path": "vuelta.csv"}, "no es un archivo corriente"),
    "address": (
        {"path": "https://casa.invalid/v.csv?k=S3creta"},
        "https://casa.invalid/…: es una dirección de la red",
    ),
    "pipe": ({"path": "tubo"}, "no es un archivo corriente"),
    "no such package": ({"package": "no_such_package:x.csv"}, "no está instalado"),
    "package up": ({"package": "yaml:../x.csv"}, "sale de la carpeta"),
    "package without a file": ({"package": "yaml"}, "paquete:ruta"),
    "not in the package": ({"package": "yaml:no.csv"}, "no trae este archivo"),
    "unknown column": (
        {"path": "ventas.csv", "columns": {"amount": "precioo"}},
        "no tiene la columna «precioo»",
    ),
    "place beyond": ({"path": "ventas.csv", "columns": {"amount": 9}}, "no tiene la columna"),
    "column not ours": ({"path": "ventas.csv", "columns": {"amonut": "importe"}}, "¿quiso decir «amount»?"),
    "unknown sheet": ({"path": "libro.xlsx", "sheet": "Ventas"}, "no tiene la hoja"),
    "unknown encoding": ({"path": "ventas.csv", "encoding": "utf-99"}, "codificación «utf-99»"),
    "filter without a column": (
        {"path": "ventas.csv", "filter": "Estado = x"},
        "no tiene la columna del filtro",
    ),
    "filter that is none": ({"path": "ventas.csv", "filter": "importe"}, "no se entiende"),
    "two places": ({"path": "ventas.csv", "url": "sqlite:///x.db"}, "path, package o url"),
    "no place": ({"name": "x"}, "path, package o url"),
}


@pytest.mark.parametrize("name", PLACES)
def test_places(take, folder: Path, tmp_path: Path, name: str) -> None:
    outside = tmp_path / "fuera.csv"
    outside.write_text(GOOD)
    (folder / "carpeta").mkdir()
    (folder / "enlace.csv").symlink_to(outside)
    (folder / "roto.csv").symlink_to(folder / "nunca.csv")
    (folder / "vuelta.csv").symlink_to(folder / "vuelta.csv")
    os.mkfifo(folder / "tubo")
    source, message = PLACES[name]
    outcome = take({"ventas.csv": GOOD, "libro.xlsx": workbook({"Hoja1": TABLE})}, {"transactions": source})
    assert outcome.result is None
    assert message in outcome.message
    if "company.yml:" not in outcome.message:
        assert str(tmp_path) not in outcome.message


SETTINGS = {
    "unknown key": "name: x\nsourcess: {}\n",
    "wrong type": "name: x\nsources: {transactions: {path: 3.5}}\n",
    "unknown table": "name: x\nsources: {transaction: {path: a.csv}}\n",
    "yaml tag": "name: !!python/object/apply:os.system ['true']\nsources: {transactions: {path: a.csv}}\n",
    "not a mapping": "- a\n- b\n",
    "broken yaml": "name: [x\n",
    "nothing": "",
}


@pytest.mark.parametrize("name", SETTINGS)
def test_settings(take, name: str) -> None:
    outcome = take({}, settings=SETTINGS[name])
    assert outcome.result is None


def test_every_problem_of_every_file_at_once(take) -> None:
    outcome = take(
        {"a.csv": "x,y\n1,2\n", "b.csv": ""},
        {"transactions": [{"path": "a.csv"}, {"path": "b.csv"}, {"path": "c.csv"}]},
    )
    assert outcome.result is None
    assert all(
        word in outcome.message
        for word in ("a.csv", "b.csv: está vacío", "c.csv: no existe", "date", "amount")
    )


def test_a_table_that_fails_does_not_stop_the_others(take) -> None:
    outcome = take(
        {"ventas.csv": GOOD}, {"transactions": {"path": "ventas.csv"}, "products": {"path": "productos.csv"}}
    )
    assert outcome.result is not None
    assert "productos.csv: no existe" in outcome.said()
    assert outcome.all("SELECT count(*) FROM products") == [(0,)]
