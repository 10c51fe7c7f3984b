"""Money as companies write it: accounting negatives, currencies beside the amount, and what closes a sum without cents."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from intake_company import sales, take_in


@pytest.mark.parametrize(
    ("cells", "total"),
    [
        ([" $ 90.000 ", " $ 45.000 ", " $ (45.000)", " $ -   ", " $ 30.000 "], "120000"),
        (["90.000,00 €", "-45.000,00 €", "\u221245.000,00 €", "\u201345.000,00 €", "45.000,00- €"], "-90000"),
        (["$45.000.-", "$45.000=", "- $ 45.000", "$ (45.000)", "$45.000,-"], "45000"),
        (["($ 1.500,50)", "$ 3.001,00", "-"], "1500.5"),
        (["(1,500.50)", "$3,001.00", "$-"], "1500.5"),
        (["COP (45.000)", "COP 90.000", "45.000 - COP"], "0"),
        (["-$ 45.000", "$ -45.000", "$ 45.000-", "135.000 $"], "0"),
        (["−(45.000)", "45.000"], "0"),
        (["$ 45.000 M/CTE", "45.000 pesos"], "90000"),
        (["(0)", "$ –", "7"], "7"),
    ],
)
def test_accounting_negatives(tmp_path: Path, cells: list[str], total: str) -> None:
    taken = take_in(tmp_path, {"v.csv": sales(*cells)})
    assert taken.total == Decimal(total)
    assert taken.ledger.get("unreadable_number", 0) == 0


def test_what_is_no_amount_is_set_aside(tmp_path: Path) -> None:
    taken = take_in(tmp_path, {"v.csv": sales("45.000", "90mil", "45.000 CR", "1-2", "(5", "=")})
    assert (taken.total, taken.ledger) == (45_000, {"used": 1, "unreadable_number": 5})


@pytest.mark.parametrize(
    ("cells", "total", "aside"),
    [
        (["USD 100.00", "COP 200.000", "USD 50.00"], "200000", {"USD": 2}),
        (["US$ 100", "$ 200.000", "€ 50,00", "5.000"], "205000", {"USD": 1, "EUR": 1}),
        (["100 dólares", "COP 200.000", "COL$ 1.000"], "201000", {"USD": 1}),
        (["U$S 1,250.50", "$ 1.250,50"], "1250.5", {"USD": 1}),
    ],
)
def test_only_the_companys_currency_counts(
    tmp_path: Path, cells: list[str], total: str, aside: dict[str, int]
) -> None:
    taken = take_in(tmp_path, {"v.csv": sales(*cells)})
    told = taken.ask(
        "SELECT replace(detail, 'currency: ', ''), CAST(count(*) AS INTEGER) FROM set_aside GROUP BY 1"
    )
    assert (taken.total, dict(told)) == (Decimal(total), aside)
    assert taken.ledger == {"used": len(cells) - sum(aside.values()), "other_currency": sum(aside.values())}
    assert all(f"«{code}»" in taken.said for code in aside)
    assert "rates: {" in taken.said


def test_the_ledger_tells_the_amount_of_each_currency(tmp_path: Path) -> None:
    taken = take_in(tmp_path, {"v.csv": sales("USD 100.00", "COP 200.000", "USD 50.50")})
    assert "USD: 2 filas, 150,50" in taken.said


def test_a_rate_counts_the_others(tmp_path: Path) -> None:
    taken = take_in(tmp_path, {"v.csv": sales("USD 100.00", "COP 200.000", "EUR 1")}, rates={"USD": 4000})
    assert (taken.total, taken.ledger) == (600_000, {"used": 2, "other_currency": 1})


def test_a_column_of_currencies_goes_before_the_sign(tmp_path: Path) -> None:
    text = "fecha;cliente;moneda;importe\n2024-01-02;a;USD;$ 100\n2024-01-03;b;COP;$ 2.000\n2024-01-04;b;;US$ 7\n"
    taken = take_in(tmp_path, {"v.csv": text})
    assert (taken.total, taken.ledger) == (2000, {"used": 1, "other_currency": 2})


def test_one_foreign_currency_all_through_counts_and_is_told(tmp_path: Path) -> None:
    taken = take_in(tmp_path, {"v.csv": sales("€ 1.200,50", "€ 3,00")})
    assert (taken.total, "Escriba currency: EUR" in taken.said) == (Decimal("1203.5"), True)
    own = take_in(tmp_path, {"v.csv": sales("€ 1.200,50", "€ 3,00")}, country="ES", currency="EUR")
    assert "currency" not in own.said


def orders(*rows: tuple[str, str]) -> str:
    lines = [f"{number},C{i % 7},2024-01-{i % 28 + 1:02},{amount}" for i, (number, amount) in enumerate(rows)]
    return "\n".join(["pedido,cliente,fecha,importe", *lines]) + "\n"


HEX = [
    ("c81e728d9d4c", "1000"),
    ("c4ca4238a0b9", "1000"),
    ("eccbc87e4b5c", "1000"),
    ("a87ff679a2f3", "1000"),
    ("d3d9446802a4", "1000"),
]


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        (HEX, 5000),  # hexadecimal codes
        (
            [("C5K2JP1H", "10"), ("UJZDE8GX", "10"), ("NC10EPF", "10"), ("DEV123", "10"), ("HODZDOC9", "10")],
            50,
        ),
        ([("F1", "100"), ("F2", "100"), ("NC1", "30")], 170),  # a series of its own
        ([("F1", "100"), ("F2", "100"), ("NC-1", "-30")], 170),
        ([("536365", "100"), ("536366", "100"), ("C536367", "-30")], 170),
        ([("X9K1", "100"), ("ZZ8P", "100"), ("NC12", "-30")], 170),
    ],
)
def test_a_credit_note_needs_more_than_a_prefix(
    tmp_path: Path, rows: list[tuple[str, str]], total: int
) -> None:
    assert take_in(tmp_path, {"v.csv": orders(*rows)}).total == total


def test_the_company_says_which_numbers_are_credit_notes(tmp_path: Path) -> None:
    rows = [("F1", "100"), ("F2", "100"), ("NC1", "30"), ("K7", "20")]
    for returns, total in (([], 250), (["K*"], 210), (["NC*", "k?"], 150)):
        source = {"path": "v.csv", "returns": returns}
        assert (
            take_in(tmp_path, {"v.csv": orders(*rows)}, sources={"transactions": source and [source]}).total
            == total
        )


def test_cents_are_a_hundredth_where_the_header_says_so(tmp_path: Path) -> None:
    taken = take_in(
        tmp_path, {"v.csv": "customer_id,date,amount_cents\na,2025-01-02,1050\nb,2025-01-03,250\n"}
    )
    assert taken.total == 13
    assert "× 0.01" in [one.value for one in taken.intake.assumptions]


def test_figures_that_nobody_reads_beside_rows_that_count_as_one_are_told(tmp_path: Path) -> None:
    rows = "".join(f"c{i % 3},2025-01-{i + 1:02},{100 + i}\n" for i in range(9))
    assert (
        "«Bultos raros» podría serlo"
        in take_in(tmp_path, {"v.csv": "cliente,fecha,Bultos raros\n" + rows}).said
    )
    kinds = "".join(f"c{i % 3},2025-01-{i + 1:02},{i % 2}\n" for i in range(9))
    assert "podría serlo" not in take_in(tmp_path, {"v.csv": "cliente,fecha,Bultos raros\n" + kinds}).said
