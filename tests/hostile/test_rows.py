"""Odd rows: each is used or set aside with its reason, and the ledger adds up."""

from __future__ import annotations

import pytest

HEAD = "cliente,fecha,importe\n"
GOOD = "ana,2025-01-02,10\n"

ROWS = {
    # name: (rows after the header, what the ledger must say)
    "one row": (GOOD, {"used": 1}),
    "one customer": (GOOD + "ana,2025-01-03,11\n", {"used": 2}),
    "all on one day": ("".join(f"c{i},2025-01-02,1\n" for i in range(5)), {"used": 5}),
    "anonymous": (GOOD + ",2025-01-03,11\n", {"used": 1, "anonymous": 1}),
    "anonymous in words": (GOOD + "Consumidor Final,2025-01-03,11\n", {"used": 1, "anonymous": 1}),
    "nan as customer": (GOOD + "nan,2025-01-03,11\n", {"used": 1, "anonymous": 1}),
    "letter in a number": (GOOD + 'ana,2025-01-03,"12,5O"\n', {"used": 1, "unreadable_number": 1}),
    "formula error": (GOOD + "ana,2025-01-03,#¡REF!\n", {"used": 1, "unreadable_number": 1}),
    "formula as text": (GOOD + "ana,2025-01-03,=1+1\n", {"used": 1, "unreadable_number": 1}),
    "infinite": (GOOD + "ana,2025-01-03,inf\n", {"used": 1, "unreadable_number": 1}),
    "far too large": (GOOD + f"ana,2025-01-03,{'9' * 30}\n", {"used": 1, "unreadable_number": 1}),
    "a million as text": (GOOD + "ana,2025-01-03,1e6\n", {"used": 2}),
    "no amount": (GOOD + "ana,2025-01-03,\n", {"used": 1, "missing_value": 1}),
    "no date": (GOOD + "ana,,11\n", {"used": 1, "missing_value": 1}),
    "no such day": (GOOD + "ana,2025-02-30,11\n", {"used": 1, "unreadable_date": 1}),
    "date in words": (GOOD + "ana,ayer,11\n", {"used": 1, "unreadable_date": 1}),
    "filler date": (GOOD + "ana,1900-01-01,11\n", {"used": 1, "impossible_date": 1}),
    "year 9999": (GOOD + "ana,9999-12-31,11\n", {"used": 1, "impossible_date": 1}),
    "future": (GOOD + "ana,2027-05-05,11\n", {"used": 1, "future": 1}),
    "total at the end": (GOOD + "TOTAL,,10\n", {"used": 1, "total_row": 1}),
    "header again": (GOOD + HEAD + GOOD.replace("ana", "eva"), {"used": 2, "repeated_header": 1}),
    "more cells than columns": (GOOD + "ana,2025-01-03,11,12,13\n", {"used": 1, "too_many_cells": 1}),
    "fewer cells than columns": (GOOD + "ana,2025-01-03\n", {"used": 1, "missing_value": 1}),
    "blank lines": (GOOD + "\n\n" + GOOD.replace("ana", "eva") + "\n", {"used": 2}),
    "only separators": (GOOD + ",,\n", {"used": 1}),
    "long id": (GOOD + "x" * 300 + ",2025-01-03,11\n", {"used": 1, "long_id": 1}),
    "zero": (GOOD + "ana,2025-01-03,0\n", {"used": 2}),
    "negative": (GOOD + "ana,2025-01-03,-5\n", {"used": 2}),
    "in brackets": (GOOD + "ana,2025-01-03,(5)\n", {"used": 2}),
    "line break in a cell": (GOOD + '"ana\nmaría",2025-01-03,11\n', {"used": 2}),
    "quote never closed": (GOOD + 'ana,2025-01-03,"11\neva,2025-01-04,12\n', None),
    "html in a name": (GOOD + "<script>alert(1)</script>,2025-01-03,11\n", {"used": 2}),
    "markdown in a name": (GOOD + "![x](http://example.com/a.png),2025-01-03,11\n", {"used": 2}),
    "quarto shortcode": (GOOD + "{{< include /etc/passwd >}},2025-01-03,11\n", {"used": 2}),
    "typst": (GOOD + '"#import ""x.typ"": *",2025-01-03,11\n', {"used": 2}),
    "sql": (GOOD + "'; DROP TABLE ledger; --,2025-01-03,11\n", {"used": 2}),
    "right to left": (GOOD + "\u202eana\u202c,2025-01-03,11\n", {"used": 2}),
    "emoji": (GOOD + "🛒,2025-01-03,11\n", {"used": 2}),
    "backslash": (GOOD + "a\\,2025-01-03,11\n", {"used": 2}),
    "same row twice in a file": (GOOD * 2, {"used": 2}),
}


@pytest.mark.parametrize("name", ROWS)
def test_rows(take, name: str) -> None:
    rows, expected = ROWS[name]
    outcome = take({"ventas.csv": HEAD + rows})
    assert outcome.result, outcome.message
    if expected is not None:
        assert outcome.reasons() == expected
    used, totals = outcome.all(
        "SELECT count(*) FILTER (fate = 'used'), count(*) FILTER (fate = 'totals') FROM transactions"
    )[0]
    aside = outcome.all("SELECT count(*) FROM set_aside")[0][0]
    assert used + totals + aside == sum(outcome.reasons().values())


def test_message_names_the_place_and_the_remedy(take) -> None:
    outcome = take({"ventas.csv": "cliente;fecha;importe\nana;2025-01-02;10,5\neva;2025-01-03;12,5O\n"})
    assert "ventas.csv, fila 3, importe «12,5O»: no es un número; ¿una O por un cero?" in outcome.said()


def test_dates_the_other_way_round_are_read_and_told_row_by_row(take) -> None:
    right, swapped = [f"{day}/01/2025" for day in range(13, 20)], [f"01/{day}/2025" for day in range(20, 26)]
    dates = [*right, *swapped, "30/02/2025"]
    outcome = take({"ventas.csv": HEAD + "".join(f"ana,{date},10\n" for date in dates)})
    assert outcome.reasons() == {"used": 13, "unreadable_date": 1}
    assert outcome.all("SELECT CAST(max(date) AS DATE)::VARCHAR FROM transactions") == [("2025-01-25",)]
    told = [problem for problem in outcome.result.problems if "al revés que su columna" in problem.message]
    assert [(problem.row, problem.rows) for problem in told] == [(9, 1), (10, 1), (11, 1), (12, 1), (13, 2)]
    assert "ventas.csv, fila 9, fecha «01/20/2025»: tiene el día y el mes al revés" in outcome.said()
    assert "day_first" in told[0].remedy


def test_row_numbers_count_blank_lines_and_breaks_within_cells(take) -> None:
    outcome = take({"ventas.csv": HEAD + GOOD + "\n" + '"e\nva",2025-01-03,x\n'})
    assert outcome.all("SELECT source_row, reason FROM set_aside") == [(4, "unreadable_number")]


def test_rows_set_aside_are_kept_as_they_came(take) -> None:
    outcome = take({"ventas.csv": HEAD + GOOD + "eva,2025-01-03,doce\n"})
    ((raw, detail),) = outcome.all("SELECT raw, detail FROM set_aside")
    assert raw == '{"cliente":"eva","fecha":"2025-01-03","importe":"doce"}'
    assert detail == "amount: doce"


def test_personal_data_are_masked_in_messages(take) -> None:
    files = {"clientes.csv": "cedula,nombre,fecha nacimiento\n1020304050,Ana Pérez,31/31/1980\n"}
    outcome = take(files, {"customers": {"path": "clientes.csv"}})
    assert "31/31/1980" not in outcome.said()
    assert "1020304050" not in outcome.said()
    assert "Ana" not in outcome.said()


def test_sensitive_columns_need_an_opt_in(take) -> None:
    files = {"clientes.csv": "cliente,Religión,trait_x\n1,católica,a\n"}
    outcome = take(files, {"customers": {"path": "clientes.csv"}})
    assert "datos sensibles" in outcome.said()
    assert "católica" not in outcome.said()


def test_who_stands_for_nobody_is_not_named_where_it_may_be_somebody(take) -> None:
    rows = GOOD + "Rosa Tunjano,2025-01-03,5\nMostrador,2025-01-04,5\n"
    outcome = take(
        {"ventas.csv": HEAD + rows},
        {"transactions": {"path": "ventas.csv", "anonymous": ["Rosa Tunjano", "mostrador"]}},
    )
    assert outcome.reasons() == {"used": 1, "anonymous": 2}
    assert "Mostrador (1)" in outcome.said()
    assert "Tunjano" not in outcome.said()
