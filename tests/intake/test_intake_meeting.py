"""Codes of two tables that are the same but for their spelling are joined and told; others are left alone, and told too."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from intake_company import Taken, take_in

TEN = range(1, 11)


def bought(folder: Path, buyers: Sequence[str], registered: Sequence[str], **source: object) -> Taken:
    sales = "".join(f"2024-01-{i:02};{buyer};{i}\n" for i, buyer in enumerate(buyers, 1))
    register = "".join(f"{one};Persona {i}\n" for i, one in enumerate(registered, 1))
    files = {"ventas.csv": f"fecha;cliente;importe\n{sales}", "clientes.csv": f"cliente;nombre\n{register}"}
    sources = {"transactions": [{"path": "ventas.csv", **source}], "customers": [{"path": "clientes.csv"}]}
    return take_in(folder, files, sources=sources)


ALIKE = [
    ("{:05}", "{}", "ceros"),
    ("CLI-{:03}", "CLI{:03}", "guiones"),
    ("c{:03}", "C{:03}", "mayúsculas"),
    ("CLI-{:03}", "{}", "prefijo"),
    ("{}", "C{:04}", "prefijo"),
    ("900.{}00.913-4", "900{}00913", "verificación"),
    ("A {:02}", "A{:02}", "espacios"),
]


@pytest.mark.parametrize(("sold", "known", "told"), ALIKE)
def test_the_same_codes_written_otherwise_meet(tmp_path: Path, sold: str, known: str, told: str) -> None:
    taken = bought(tmp_path, [sold.format(i) for i in TEN], [known.format(i) for i in range(1, 13)])
    (met,) = taken.intake.meetings
    assert (met.ids, met.other_ids, met.both, met.respelled) == (12, 10, 10, 10)
    assert told in taken.said
    assert "exact_ids" in taken.said
    assert not taken.intake.problems
    assert taken.ask("SELECT count(*) FROM transactions SEMI JOIN customers USING (customer_id)") == [(10,)]


@pytest.mark.parametrize(
    ("sold", "known"),
    [("C{:03}", "V{:03}"), ("P{}", "{}@x.co"), ("Ana {} Ruiz", "{:07}"), ("7{:03}", "9{:03}")],
)
def test_codes_that_do_not_meet_are_one_warning(tmp_path: Path, sold: str, known: str) -> None:
    taken = bought(tmp_path, [sold.format(i) for i in TEN], [known.format(i) for i in TEN])
    (problem,) = taken.intake.problems
    assert "ninguno de los 10 códigos de compras está entre los 10 de clientes" in str(problem)
    assert taken.intake.meetings[0].both == 0


def test_a_company_can_say_no(tmp_path: Path) -> None:
    taken = bought(tmp_path, [f"{i:05}" for i in TEN], [str(i) for i in TEN], exact_ids=True)
    assert taken.intake.meetings[0].both == 0


@pytest.mark.parametrize(
    ("buyers", "registered"),
    [
        (["1", "2", "3"], ["01", "1", "02", "3"]),
        (["A1", "A2"], ["A-1", "a1", "A-2"]),
        (["c1", "C1", "c2"], ["C1", "C2"]),
    ],
)
def test_two_codes_that_would_become_one_are_left_alone_and_told(
    tmp_path: Path, buyers: list[str], registered: list[str]
) -> None:
    taken = bought(tmp_path, buyers, registered)
    assert {row[0] for row in taken.ask("SELECT customer_id FROM transactions")} == set(buyers)
    assert "quedan como están" in taken.said


def test_what_is_said_of_codes_names_nobody(tmp_path: Path) -> None:
    taken = bought(tmp_path, [f"52.123.{i:03}" for i in TEN], [f"52123{i:03}" for i in TEN])
    assert "«99.999.999» = «99999999»" in taken.said
    assert "52.123" not in taken.said


def test_sales_files_of_several_sources_take_one_spelling(tmp_path: Path) -> None:
    header = "fecha;cliente;importe\n"
    files = {
        "enero.csv": header + "2024-01-05;C-1;1\n2024-01-06;C-2;2\n",
        "febrero.csv": header + "2024-02-05;c1;4\n",
    }
    taken = take_in(tmp_path, files)
    assert taken.ask("SELECT count(DISTINCT customer_id), sum(amount) FROM transactions") == [(2, 7)]


def sold(folder: Path, codes: Sequence[str], **source: object) -> Taken:
    rows = "".join(f"2024-01-{i:02};C{i};{code};{i}\n" for i, code in enumerate(codes, 1))
    files = {"ventas.csv": f"fecha;cliente;producto;importe\n{rows}"}
    return take_in(folder, files, sources={"transactions": [{"path": "ventas.csv", **source}]})


def test_products_whose_codes_differ_in_capitals_alone_are_asked_about(tmp_path: Path) -> None:
    taken = sold(tmp_path, ["AB-1", "ab-1", "AB-1", "C 2", "c2", "D3"])
    (problem,) = taken.intake.problems
    assert "2 productos están escritos" in str(problem)
    assert "en 5 filas" in str(problem)
    assert 'values: {product_id: {"ab-1": "AB-1", "c2": "C 2"}}' in str(problem)
    # Nothing is made one: which total is right, no total says.
    assert taken.ask("SELECT count(DISTINCT product_id) FROM transactions") == [(5,)]


@pytest.mark.parametrize("source", [{"values": {"product_id": {"ab-1": "AB-1"}}}, {"exact_ids": True}])
def test_either_answer_about_capitals_is_heard(tmp_path: Path, source: dict) -> None:
    taken = sold(tmp_path, ["AB-1", "ab-1", "AB-1"], **source)
    assert not taken.intake.problems
    assert taken.ask("SELECT count(DISTINCT product_id) FROM transactions") == [(2 - ("values" in source),)]


def test_products_written_one_way_are_not_spoken_of(tmp_path: Path) -> None:
    assert not sold(tmp_path, ["AB-1", "AB-2", "ab-3", "AB-1"]).intake.problems
