"""The key from codes to the ids as they came: it lies in the private folder alone."""

from __future__ import annotations

from pathlib import Path


def ids_behind(private: Path) -> dict[tuple[str, str], str]:
    """(kind, code) → the id as it came, from a private folder; empty where no id was personal."""
    import pyarrow.parquet as pq

    path = private / "codes.parquet"
    if not path.is_file():
        return {}
    return {(row["kind"], row["code"]): row["id"] for row in pq.read_table(path).to_pylist()}


def write_key(private: Path) -> None:
    """The key for people: code and id side by side, every value as text, so that nothing is a formula."""
    import datetime as dt

    import xlsxwriter

    from clientela.present.language import _

    ids = ids_behind(private)
    if not ids:
        return
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": True,
    }
    with xlsxwriter.Workbook(str(private / "codes.xlsx"), options) as book:
        book.set_properties({"created": dt.datetime(2000, 1, 1)})
        sheet = book.add_worksheet(_("Códigos"))
        sheet.set_column(0, 1, 34)
        for column, title in enumerate((_("código en el informe"), _("código en los archivos"))):
            sheet.write_string(0, column, title)
        for row, ((_kind, shown), id_) in enumerate(list(ids.items())[:1_000_000], 1):
            sheet.write_string(row, 0, shown)
            sheet.write_string(row, 1, id_)
