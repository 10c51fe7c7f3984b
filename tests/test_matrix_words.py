"""The rules of words find what they are for, and nothing in a text that is as it should be."""

from __future__ import annotations

import pytest
from matrix import pages
from matrix.pages import Block, page
from matrix.words import Fault, cents, faults


def rules(text: str, language: str = "es", kind: str = "p") -> set[str]:
    return {fault.rule for fault in faults([Block(kind, text)], language)}


@pytest.mark.parametrize(("text", "rule"), [
    ("Hay 1 clientes activos.", "one of many"),
    ("Empiece por los 1 valiosos.", "one of many"),
    ("Hoy 1 cliente vuelven antes.", "one of many"),
    ("Está por encima de el año anterior.", "de el"),
    ("Compraron $0 en los últimos 0 días.", "the last nothing"),
    ("Cuide a los 0 campeones.", "the last nothing"),
    ("Las ventas crecieron +3.430.090,1 % este año.", "thousands of per cent"),
    ("El intervalo va de nan a 3.", "no value"),
    ("La media es None.", "no value"),
    ("Se vendió en sold_months más.", "a name of ours"),
    ("Quedan {n} clientes.", "a place not filled"),
    ("La media es 3,141592653.", "decimals"),
    ("Vendió mucho  más que antes.", "two signs"),
    ("Vendió más que antes..", "two signs"),
    ("Es la mejor de de todas.", "twice a word"),
    ("The customers of this branch bought more than the others.", "another language"),
    ("y no dice quién.", "a fragment"),
    ("Con otros pesos, — de la lista sigue en ella.", "no number"),
])  # fmt: skip
def test_a_slip_in_spanish_is_found(text, rule):
    assert rule in rules(text) | rules(text, kind="td")


@pytest.mark.parametrize(("text", "rule"), [
    ("There are 1 customers.", "one of many"),
    ("They bought COP 0 in the last 0 days.", "the last nothing"),
    ("An customer bought again.", "article"),
    ("Los clientes de esta sede compran más.", "another language"),
    ("Sales were 1.234.567 this year.", "separator"),
])  # fmt: skip
def test_a_slip_in_english_is_found(text, rule):
    assert rule in rules(text, "en")


@pytest.mark.parametrize(("text", "language"), [
    ("Hay 21 clientes activos; hace 1 mes había 1 cliente que volvió.", "es"),
    ("1 de los 12 clientes compró 1.234.567 pesos en los últimos 30 días (45,7 %, entre 1,2 y 3,4).", "es"),
    ("Es él quien lo dice: del 40 % al 46 % hay 6 puntos…", "es"),
    ("None of the 12 customers bought 1,234,567 pesos in the last 30 days (45.7%, between 1.2 and 3.4).", "en"),
    ("An hour later, 1 customer was back.", "en"),
])  # fmt: skip
def test_nothing_is_found_where_nothing_is_wrong(text, language):
    assert rules(text, language) == set()


def test_a_table_with_a_caption_has_rows():
    head = [Block("caption", "Tabla 1. Cada área."), Block("th", "Área"), Block("th", "Antes")]
    said = Block("p", "Cómo leerlo.")
    assert Fault("a table without rows", "Tabla 1. Cada área.") in faults([*head, said], "es")
    assert Fault("a table without rows", "Tabla 1. Cada área.") in faults(head, "es")
    assert not faults([*head, Block("td", "Ventas"), said], "es")


def test_a_heading_says_something_and_stands_over_something():
    blocks = [
        Block("h2", ""),
        Block("p", "Uno."),
        Block("h2", "Dos"),
        Block("h2", "Tres"),
        Block("p", "Nada."),
    ]
    assert {(fault.rule, fault.text) for fault in faults(blocks, "es")} == {
        ("empty heading", "after h2"),
        ("nothing below", "Dos"),
    }


def test_nothing_stands_twice_and_no_question_alone():
    page = [
        Block("h2", "Quién vuelve"), Block("p", "¿Cuántos vuelven?"), Block("caption", "Tabla 1. Los que vuelven."),
        Block("h2", "Quién se va"), Block("p", "¿Cuántos se van?"), Block("h2", "Así"), Block("caption", "Tabla A2. Los que vuelven."),
    ]  # fmt: skip
    found = faults(page, "es")
    assert Fault("twice", "Los que vuelven.") in found
    assert [fault.text for fault in found if fault.rule == "a question without an answer"] == ["Quién se va"]


def test_words_of_the_company_may_be_of_any_language():
    block = [Block("td", "the sales of customers")]
    assert faults(block, "es")
    assert not faults(block, "es", own={"the", "sales", "of", "customers"})


def test_a_page_is_read_in_its_order_without_styles_and_code(tmp_path):
    file = tmp_path / "page.html"
    file.write_text(
        "<style>p {x: 1}</style><h2>Uno</h2><p>Dos <code>sold_months</code>\n tres</p><table><tr><td>4</td></tr></table><img alt='Cinco'>",
        encoding="utf-8",
    )
    assert [(block.kind, block.text) for block in page(file)] == [
        ("h2", "Uno"),
        ("p", "Dos `code`  tres"),
        ("td", "4"),
        ("alt", "Cinco"),
    ]


def test_a_currency_without_cents_shows_none():
    said = [Block("p", "Vendió $12,50 de más, de $1,14 M y $1.234.567; al 4,5 %.")]
    assert [fault.rule for fault in cents(said, "CLP")] == ["cents"]
    assert cents(said, "EUR") == []
    assert (
        cents(
            [
                Block("td", "$1,14 M"),
                Block("td", "¥1,234"),
                Block("td", "COP 1.234"),
                Block("td", "$41.300."),
            ],
            "JPY",
        )
        == []
    )


def test_a_word_beyond_the_sheet_or_over_another_is_a_fault():
    def sheet(*words: tuple[float, float, str]) -> str:
        boxes = (f'<word xMin="{a}" yMin="10" xMax="{b}" yMax="20">{said}</word>' for a, b, said in words)
        return f'<page width="595.2" height="841.8">{"".join(boxes)}</page>'

    assert pages.cut(sheet((60, 100, "Ventas"), (103, 140, "del"))) == []
    assert pages.cut(sheet((560, 590, "Total"))) == ["page 1: cut: «Total»"]
    assert pages.cut(sheet((60, 100, "Ventas"), (90, 140, "$12.000"))) == ["page 1: «Ventas» over «$12.000»"]
