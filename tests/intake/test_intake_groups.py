"""Reports laid out in groups, as accounting programs print them: whose rows are below which title, and what is no title."""

from __future__ import annotations

import duckdb
import pytest
from test_intake_tools import Take, take

from clientela.intake.readers.raw import Raw
from clientela.intake.shapes.groups import is_grouped

__all__ = ["take"]

BLANK_ABOVE = """\
Ferretería La Llave,,,,
Sales by Customer Detail,,,,
,Date,Num,Qty,Amount
Acme,,,,
,2024-01-02,F1,2,"1,000.50"
,2024-02-03,F2,1,20.00
Total for Acme,,,,"$1,020.50"
Blue Dental,,,,
,2024-01-05,F3,1,30.00
Total for Blue Dental,,,,$30.00
TOTAL,,,,"$1,050.50"
,,,,
"Thursday, Jan 02, 2025 10:11:12 AM - Accrual Basis",,,,
"""
IN_THE_DAY = """\
fecha;factura;producto;importe
Cliente: 900123 - Panadería Sol;;;
02/01/2024;F1;Harina;100
13/02/2024;F2;Azúcar;50
Cliente: 800777 - Café Luna;;;
14/01/2024;F3;Harina;70
Total general;;;220
"""
FATES = "SELECT fate, reason, sum(rows)::INT FROM ledger GROUP BY ALL ORDER BY ALL"


def test_the_customer_on_a_row_of_its_own_is_that_of_the_rows_below(take: Take) -> None:
    ask = take({"Sales by Customer Detail.csv": BLANK_ABOVE})
    sold = "SELECT customer_id, count(*), sum(amount)::DOUBLE FROM transactions GROUP BY ALL ORDER BY 1"
    assert ask(sold) == [("Acme", 2, 1020.5), ("Blue Dental", 1, 30.0)]
    # Nine rows below the header that are not blank: three sold, two titles, three totals, and a note.
    assert ask(FATES) == [
        ("set_aside", "group_title", 2),
        ("set_aside", "missing_value", 1),
        ("set_aside", "total_row", 3),
        ("used", None, 3),
    ]


def test_a_title_in_another_s_column_says_what_it_is(take: Take) -> None:
    ask = take({"ventas.csv": IN_THE_DAY})
    sold = "SELECT customer_id, date::DATE::VARCHAR, amount::DOUBLE FROM transactions ORDER BY order_id"
    assert ask(sold) == [
        ("900123 - Panadería Sol", "2024-01-02", 100.0),
        ("900123 - Panadería Sol", "2024-02-13", 50.0),
        ("800777 - Café Luna", "2024-01-14", 70.0),
    ]
    assert ask(FATES) == [("set_aside", "group_title", 2), ("set_aside", "total_row", 1), ("used", None, 3)]


def test_titles_are_what_the_columns_do_not_tell(take: Take) -> None:
    """Sales with their customer, below the thing that was sold."""
    text = "fecha,cliente,importe,cantidad\nHarina,,,\n2024-01-02,ana,10,1\n2024-01-05,luz,20,2\nAzúcar,,,\n2024-01-03,ana,5,1\n"
    sold = "SELECT product_id, sum(amount)::DOUBLE FROM transactions GROUP BY ALL ORDER BY 1"
    assert take({"ventas.csv": text})(sold) == [("Azúcar", 5.0), ("Harina", 30.0)]


def grouped(*rows: tuple[str | None, ...]) -> bool:
    width = len(rows[0])
    cells = ", ".join(
        f"({n}, {', '.join('NULL' if cell is None else repr(cell) for cell in row)}, NULL)"
        for n, row in enumerate(rows, 2)
    )
    names = ", ".join(f"c{i}" for i in range(1, width + 1))
    relation = f"SELECT * FROM (VALUES {cells}) AS t(source_row, {names}, extra)"
    raw = Raw("f.csv", relation, tuple(f"h{i}" for i in range(width)), ("VARCHAR",) * width)
    with duckdb.connect() as connection:
        return is_grouped(raw, connection)


SOL, LUNA = ("Sol", None, None, None), ("Luna", None, None, None)
ROW = (None, "2024-01-02", "F1", "10")


@pytest.mark.parametrize(
    ("rows", "is_one"),
    [
        ((SOL, ROW, ROW, LUNA, ROW), True),
        # A blank row between groups, and a total below each.
        ((SOL, ROW, ("Total Sol", None, None, "10"), (None,) * 4, LUNA, ROW), True),
        # One title is a title of the file.
        ((SOL, ROW, ROW, ROW), False),
        # Rows before the first title belong to nobody.
        ((ROW, SOL, ROW, LUNA, ROW), False),
        # What stands in the column on the rows below is a name too: sparse rows, not titles.
        ((("Sol", None, None, None), ("Eva", "2024-01-02", "F1", "10"), LUNA, ("Ana", "2024-01-03", "F2", "5")), False),
        # Titles of titles: an address below a name, most of them.
        ((SOL, ("Calle 3", None, None, None), ROW, LUNA, ("Calle 4", None, None, None), ROW), False),
        # Months say no more than the days below them.
        ((("ENERO 2024", None, None, None), ROW, ("Febrero 2024", None, None, None), ROW), False),
        # A number that stands alone is no name.
        ((("17", None, None, None), ROW, ("18", None, None, None), ROW), False),
        # Notes below the table are none.
        ((SOL, ROW, ROW, ("Elaboró: Ana", None, None, None)), False),
        # Fewer rows than titles: a list of names with few figures.
        ((SOL, ROW, LUNA, ("Eva", None, None, None), ("Paz", None, None, None), ROW), False),
    ],
)  # fmt: skip
def test_what_is_laid_out_in_groups(rows: tuple[tuple[str | None, ...], ...], is_one: bool) -> None:
    assert grouped(*rows) is is_one
