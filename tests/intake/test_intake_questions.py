"""A guess that moves a total is a question: both readings with their totals, and the line that answers it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from intake_company import sales, take_in

from clientela import intake
from clientela.companies import onboarding
from clientela.intake.questions import question
from clientela.publish.page.assumed import asked
from clientela.publish.page.front import open_questions

HUNDREDS = ("1,500", "12,300", "850,000", "45,900")


def test_both_readings_are_told_with_their_totals_and_a_line_answers_them(tmp_path: Path) -> None:
    """Three digits after the only sign of money are thousands, in Colombia as elsewhere; it is asked where the custom says otherwise."""
    taken = take_in(tmp_path, {"v.csv": sales(*HUNDREDS)})
    (one,) = taken.intake.questions
    assert (taken.total, one.taken.total, one.other.total, one.rows) == (909_700, 909_700, 909.7, 4)
    assert (one.file, one.column, one.example) == ("v.csv", "importe", "1,500")
    for way, total in ((one.taken, "909700"), (one.other, "909.7")):
        source = {"path": "v.csv", **yaml.safe_load(way.line)}
        again = take_in(tmp_path, {}, sources={"transactions": [source]})
        assert f"{again.total:f}".rstrip("0").rstrip(".") == total
        assert again.intake.questions == ()


@pytest.mark.parametrize(
    ("country", "cells", "total", "asked"),
    [
        ("MX", ["1.500", "2.000"], "3500", 1),
        ("MX", ["1,500", "2,000"], "3500", 0),
        ("CO", ["1.500", "2.000"], "3500", 0),
        ("CO", ["1.500", "12,300"], "13800", 1),  # both signs part thousands, or one of them does not
        ("CO", ["1.125", "1.5", "12.25"], "14.875", 0),  # a program writes as many decimals as there are
        ("CO", ["1.500", "12.50"], "1512.5", 1),
        ("CO", ["1.500", "0.125"], "1.625", 0),
        ("CO", ["1.500", "1.234,50"], "2734.5", 0),
        ("CO", ["1.500", "1,234.50", "1.234,50"], "3969", 1),  # two styles in one column
    ],
)
def test_when_money_is_asked_about(
    tmp_path: Path, country: str, cells: list[str], total: str, asked: int
) -> None:
    taken = take_in(tmp_path, {"v.csv": sales(*cells)}, country=country)
    assert (f"{taken.total.normalize():f}", len(taken.intake.questions)) == (total, asked)


@pytest.mark.parametrize(
    ("cells", "total"),
    [
        (["1'234.567", "850.000", "2'100.000", "35.500"], 4_220_067),
        (["1’234.567", "850.000", "12’100.000", "35.500"], 14_220_067),
        (["$ 1´234.567", "$ 950.000"], 2_184_567),
        (["1'234,567", "950,000"], 2_184_567),
        (["1'234'567", "950'000"], 2_184_567),
        (["1'234'567.50", "950'000.25"], 2_184_567.75),
        (["1'234.567,89", "850.000"], 2_084_567.89),
    ],
)
@pytest.mark.parametrize("country", ["CO", "MX"])
def test_millions_by_hand(tmp_path: Path, cells: list[str], total: float, country: str) -> None:
    assert float(take_in(tmp_path, {"v.csv": sales(*cells)}, country=country).total) == total


def test_a_price_moves_the_amount_and_is_asked_about(tmp_path: Path) -> None:
    text = "fecha;cliente;cantidad;precio\n2024-01-02;a;2;1,500\n2024-01-03;b;3;2,000\n"
    (one,) = take_in(tmp_path, {"v.csv": text}).intake.questions
    assert (one.column, one.taken.total, one.other.total) == ("precio", 9000, 9)


def test_kilos_follow_the_custom_and_are_asked_about(tmp_path: Path) -> None:
    text = "fecha;cliente;cantidad;precio\n2024-01-02;a;1.500;2\n"
    (one,) = take_in(tmp_path, {"v.csv": text}).intake.questions
    assert (one.column, one.taken.total, one.other.total) == ("cantidad", 3000, 3)


def test_days_that_nothing_decides_are_asked_about(tmp_path: Path) -> None:
    text = "fecha;cliente;importe\n02/01/2024;a;1\n05/03/2024;b;2\n"
    (one,) = take_in(tmp_path, {"v.csv": text}).intake.questions
    assert (one.taken.line, one.taken.note) == ("day_first: true", "2 ene 2024 – 5 mar 2024")
    assert (one.other.line, one.other.note) == ("day_first: false", "1 feb 2024 – 3 may 2024")
    same = "fecha;cliente;importe\n02/02/2024;a;1\n"
    assert take_in(tmp_path, {"w.csv": same}).intake.questions == ()


def test_new_marks_the_question_and_check_says_all_of_it(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ventas.csv").write_text(sales(*HUNDREDS), encoding="utf-8")
    assert onboarding.new("tienda", [str(tmp_path / "ventas.csv")], "CO") == 0
    assert 'decimal: {amount: "."}  # así da $909.700' in capsys.readouterr().out
    assert onboarding.check("tienda") == 0
    assert (
        "Se tomó como miles ($909.700); también puede ser con decimales ($909,70)" in capsys.readouterr().out
    )
    assert onboarding.check("tienda", as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["fine"], told["total_amount"], told["currency"]) == (True, 909_700, "COP")
    assert told["questions"][0]["other"]["total"] == 909.7
    assert told["ledger"] == [
        {"source": "ventas", "table": "transactions", "fate": "used", "reason": None, "rows": 4}
    ]


def test_the_first_page_says_how_many_stand_open_and_the_appendix_how_to_answer(tmp_path: Path) -> None:
    taken = take_in(tmp_path, {"v.csv": sales(*HUNDREDS)})
    records = [one.record() for one in taken.intake.questions]
    assert question(records[0]) == taken.intake.questions[0]
    assert "Hay una pregunta abierta" in open_questions(records, "COP")
    assert "Hay 4 preguntas abiertas" in open_questions(records * 4, "COP")
    assert open_questions([], "COP") == asked([], "COP") == ""
    assert '- `decimal: {amount: ","}`: con decimales → \\$909,70' in asked(records, "COP")


def test_a_personal_cell_is_masked() -> None:
    way = intake.questions.Way("así", "x: 1", 1.0)
    one = intake.questions.Question("customers", "c", "c.csv", "date", "nac", "1980-01-02", 1, way, way, True)
    assert "1980" not in one.sentence("COP")


def test_states_that_nobody_knows_are_a_question(tmp_path: Path) -> None:
    """Half of the states are known; «Zurdo» may be anything: 600 with it, 200 without."""
    text = "cliente,fecha,importe,estado\nA,2025-01-31,100,Pagado\nB,2025-01-31,100,Anulado\nC,2025-02-01,400,Zurdo\nD,2025-02-02,100,Pagada\n"
    taken = take_in(tmp_path, {"ventas.csv": text})
    (question,) = taken.intake.questions
    assert (question.about, question.rows, question.taken.total, question.other.total) == (
        "state",
        1,
        600,
        200,
    )
    line = yaml.safe_load(question.other.line)
    answered = take_in(
        tmp_path, {"ventas.csv": text}, sources={"transactions": [{"path": "ventas.csv", **line}]}
    )
    assert answered.total == 200
    assert not answered.intake.questions


def test_a_tax_of_which_nothing_tells_where_it_is_is_a_question(tmp_path: Path) -> None:
    """A tax of no known rate: 300 as they stand, or 241 without it."""
    text = "cliente,fecha,importe,iva\nA,2025-01-31,100,31\nB,2025-01-31,100,17\nC,2025-02-01,100,11\n"
    taken = take_in(tmp_path, {"ventas.csv": text})
    (question,) = taken.intake.questions
    assert (question.about, question.taken.total, question.other.total) == ("tax", 300, 241)
    told = take_in(
        tmp_path, {"ventas.csv": text}, sources={"transactions": [{"path": "ventas.csv", "tax": "excluded"}]}
    )
    assert not told.intake.questions
    assert told.total == 300


DISCOUNTED = "cliente,fecha,cantidad,precio,descuento,importe\nA,2025-01-31,2,50,10,100\nB,2025-01-31,1,40,5,40\nC,2025-02-01,3,20,0,60\n"


@pytest.mark.parametrize(("line", "total"), [(False, 185), (True, 200)])
def test_an_amount_of_quantity_and_price_beside_a_discount_is_a_question(
    tmp_path: Path, line: bool, total: int
) -> None:
    """The price may be the listed one (200 − 15) or the one that was paid (200): only the owner knows."""
    taken = take_in(tmp_path, {"ventas.csv": DISCOUNTED})
    (question,) = taken.intake.questions
    assert (question.about, question.rows) == ("discounted", 2)
    assert (question.taken.total, question.other.total) == (200, 185)
    sources = {"transactions": [{"path": "ventas.csv", "discounted": line}]}
    told = take_in(tmp_path, {"ventas.csv": DISCOUNTED}, sources=sources)
    assert (told.total, told.intake.questions) == (total, ())


def test_an_amount_that_is_less_by_its_discount_asks_nothing(tmp_path: Path) -> None:
    text = DISCOUNTED.replace("10,100", "10,90").replace("5,40", "5,35")
    taken = take_in(tmp_path, {"ventas.csv": text})
    assert (taken.total, taken.intake.questions) == (185, ())


def test_what_is_given_back_was_sold_with_its_discount(tmp_path: Path) -> None:
    """90 sold, 45 given back."""
    text = "cliente,fecha,cantidad,precio,descuento,importe\nA,2025-01-31,2,50,10,100\nA,2025-02-01,-1,50,5,-50\n"
    sources = {"transactions": [{"path": "ventas.csv", "discounted": False}]}
    assert take_in(tmp_path, {"ventas.csv": text}, sources=sources).total == 45


def test_a_share_is_taken_off_as_a_share(tmp_path: Path) -> None:
    """A tenth of 100 and 5 % of 40 in their own columns of discounts."""
    text = (
        DISCOUNTED.replace("50,10,100", "50,10%,100")
        .replace("40,5,40", "40,5%,40")
        .replace("20,0,60", "20,0%,60")
    )
    sources = {"transactions": [{"path": "ventas.csv", "discounted": False}]}
    assert take_in(tmp_path, {"ventas.csv": text}, sources=sources).total == 188
