"""Tables, words and numbers as they reach a page."""

import datetime as dt
from itertools import pairwise

import pandas as pd
import pytest

from clientela.present import Table, figures, language, numbers, show
from clientela.present.drawing import layout
from clientela.present.show import markdown, render
from clientela.present.tables import escape
from clientela.present.terms import UnknownTerm, rooms, term
from clientela.results import Missing, Reason


def test_a_table_is_markdown_with_its_numbers_to_the_right():
    frame = pd.DataFrame({"customer_id": ["a|b"], "amount": [1234.5]})
    assert Table(frame, "Ventas.", "tbl-x").markdown("COP").splitlines() == [
        "| Cliente | Ventas |",
        "| :--- | ---: |",
        "| a\\|b | $1.234 |",
        "",
        ": Ventas. {#tbl-x}",
    ]


def test_a_column_without_words_is_an_error():
    with pytest.raises(UnknownTerm):
        term("no_such_name")


@pytest.mark.parametrize("kind", ["TERMS", "VALUES"])
def test_a_name_means_one_thing_whoever_says_it(kind):
    said: dict[str, set[object]] = {}
    for words in rooms(kind).values():
        for name, meaning in words.items():
            said.setdefault(name, set()).add(meaning)
    assert {name: meanings for name, meanings in said.items() if len(meanings) > 1} == {}


def test_a_cell_that_names_a_number_reads_as_the_number_does():
    # The same name is a table in one column and a count in the other.
    frame = pd.DataFrame({"driver": ["customers"], "table_name": ["customers"]})
    assert Table(frame, "", "tbl-x").markdown("").splitlines()[2] == "| Clientes | clientes |"


@pytest.mark.parametrize(
    "text", ["<script>", "{{< include x >}}", "#let x = 1", "*a*_b_", "a\nb", "[x](y)", "$x$", "@fig-a"]
)
def test_names_never_become_markup(text):
    import re

    safe = escape(text)
    assert not re.search(r"(?<!\\)[`*_{}\[\]<>#|~$@]", safe)
    assert "\n" not in safe


def test_what_is_absent_is_a_dash_never_nan():
    for write in (
        numbers.count,
        numbers.share,
        numbers.date,
        numbers.month,
        lambda x: numbers.money(x, "COP"),
    ):
        assert write(None) == write(float("nan")) == write(pd.NaT) == "—"


def test_numbers_follow_the_language_and_money_the_currency():
    assert numbers.money(1234.4, "COP") == "$1.234"
    assert numbers.money(1234.4, "MXN") == "$1,234"
    assert numbers.money(12.5, "MXN") == "$12.50"
    assert numbers.short_money(0, "COP") == numbers.money(0, "COP") == "$0"
    with language.speaking("en"):
        assert numbers.money(1234.4, "COP") == "COP\xa01,234"
        assert numbers.short_money(1234.4, "COP") == "COP\xa01,234"
        assert numbers.date(dt.date(2026, 6, 30)) == "June 30, 2026"


def test_a_minus_is_a_minus_and_zero_has_no_sign():
    written = (numbers.decimal(-1.42, 2), numbers.count(-3), numbers.money(-12, "COP"), numbers.points(-0.06))
    assert written == ("−1,42", "−3", "−$12", "−6")
    assert (numbers.signed_share(-0.0001), numbers.points(0.0001)) == ("0,0\xa0%", "0")


def test_a_table_shows_no_more_digits_than_a_number_has():
    frame = pd.DataFrame({"ticket": [3_167_838.0], "frequency": [700_115.59]})
    assert Table(frame, "", "tbl-x").markdown("COP").splitlines()[2] == "| $3,17\xa0M | 700.000 |"
    assert [numbers.figure(n) for n in (4.0, 0.0, -3.0, 3.4)] == ["4", "0", "−3", "3,40"]


def test_a_blank_name_is_a_dash():
    assert Table(pd.DataFrame({"pledge_owner": ["", " ", "V01"]}), "", "tbl-x").markdown().count("| — |") == 2


def test_our_own_words_are_never_cut():
    frame = pd.DataFrame({"reason": ["non_product"], "source": ["x" * 90]})
    row = Table(frame, "", "tbl-x").markdown("").splitlines()[2]
    assert "comisión…)" in row
    assert "x" * 59 + "…" in row


def test_a_missing_answer_says_why_and_what_to_add():
    missing = Missing("loyalty.status", Reason.TOO_SHORT_HISTORY, ("months",), have=5, need=13)
    assert markdown(missing).endswith("(hay 5, hacen falta 13). Para abrirlo, agregue `months`.*")
    assert render(missing)[1] == {"clientela": {"missing": "loyalty.status"}}


def test_show_puts_a_missing_result_in_the_place_of_its_figure(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, **_: shown.append(bundle["text/markdown"]))
    show(lambda result: 1 / 0, Missing("loyalty.status", Reason.NO_TABLE))
    assert "todavía no; no hay datos de este tipo" in shown[0]


def test_a_table_without_rows_is_not_shown():
    nobody = Table(pd.DataFrame({"customer_id": []}), "Nadie.", "tbl-nobody")
    assert render(nobody) == ({}, {})


def test_a_picture_cut_for_a_phone_is_narrower_and_its_labels_do_not_run_into_each_other():
    from clientela.present.figures import Figure, canvas

    drawing, axes = canvas()
    names = ["meses 1–3", "meses 4–6", "meses 7–12", "meses 13–18", "meses 19–24", "meses 25–36"]
    axes.bar(range(6), range(6))
    axes.set_xticks(range(6), names)
    figure = Figure(drawing, "fig-a", "Caption.", "Alt.")
    wide = figure.png()
    narrow = figure.narrow()
    boxes = [label.get_window_extent() for label in axes.get_xticklabels()]
    assert all(left.x1 <= right.x0 for left, right in pairwise(boxes))
    # The width in a PNG's header.
    assert int.from_bytes(wide[16:20]) == 1440
    assert int.from_bytes(narrow[16:20]) == 777
    assert drawing.get_size_inches()[0] == pytest.approx(7.2)


def test_steps_of_an_axis_of_shares_are_written_as_they_are():
    drawing, axes = figures.canvas()
    axes.set_ylim(0, 0.153)
    figures.share_axis(axes.yaxis)
    drawing.draw_without_rendering()
    said = [label.get_text() for label in axes.get_yticklabels()]
    assert [float(text.replace("\xa0%", "").replace(",", ".")) / 100 for text in said] == pytest.approx(
        list(axes.get_yticks())
    )


def test_the_narrow_cut_leaves_room_for_what_stands_beside_a_bar():
    drawing, axes = figures.canvas()
    axes.barh([0], [1])
    axes.set_xlim(0, 1.15)
    text = axes.text(1, 0, "un rótulo que en papel ancho cabe")
    text.set_in_layout(False)
    drawing.draw_without_rendering()
    assert text.get_window_extent().x1 > drawing.bbox.x1
    layout._make_room(drawing)
    assert text.get_window_extent().x1 <= drawing.bbox.x1


def test_a_picture_of_few_colours_keeps_those_of_its_areas():
    from io import BytesIO

    from PIL import Image

    drawing, axes = figures.canvas()
    axes.barh([0, 1, 2], [1, 2, 3], color=[figures.TEAL, figures.RED, figures.SAND])
    picture = Image.open(BytesIO(figures.picture(drawing, 100)))
    assert picture.mode == "P"
    shown = {
        f"#{red:02x}{green:02x}{blue:02x}"
        for _n, (red, green, blue) in picture.convert("RGB").getcolors(1 << 20)
    }
    assert {figures.TEAL, figures.RED, figures.SAND, "#ffffff"} <= shown


@pytest.mark.parametrize("limits", [(0, float("nan")), (0, float("inf")), (float("nan"), 3), (2, 2)])
def test_a_limit_that_the_data_do_not_give_is_left_to_the_figure(limits):
    drawing, axes = figures.canvas()
    axes.plot([1, 2], [1, 2])
    axes.set_xlim(*limits)
    axes.set_ylim(limits)
    for low, high in (axes.get_xlim(), axes.get_ylim()):
        assert low < high < float("inf")
    assert figures.picture(drawing, 50)[:4] == b"\x89PNG"


def test_the_arms_of_an_interval_are_never_negative_by_rounding():
    middle, low, high = (pd.Series([value]) for value in (0.3, 0.1 + 0.2, 0.3 - 1e-17))
    assert [float(arm.iloc[0]) for arm in figures.arms(middle, low, high)] == [0, 0]
    assert [round(float(arm.iloc[0]), 3) for arm in figures.arms(middle, low - 0.1, high + 0.2)] == [0.1, 0.2]


def test_every_column_of_the_contract_has_its_words():
    from clientela.intake.contract import contract
    from clientela.present.columns import column_words

    without = {
        name for table in contract().tables.values() for name in table.columns if column_words(name) == name
    }
    # Words that are the same in Spanish.
    assert without <= {"factor"}
