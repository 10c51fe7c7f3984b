"""What is shown in a notebook and what the report reads of it are one text."""

import base64
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from clientela.folders import project
from clientela.present import Table
from clientela.present.figures import Figure, canvas
from clientela.present.jupyter import SHOWN, dressed, plain
from clientela.present.show import begin, render


def test_a_table_with_sums_has_no_formula_and_a_caption_that_can_be_read():
    begin("COP")
    frame = pd.DataFrame({"amount": [8.0, 2.0]})
    table = Table(frame, "Lo que suman, en $.", "tbl-sums", about={"what-if": {"k": "1"}})
    bundle, about = render(table)
    shown = bundle["text/markdown"]
    assert "$" not in shown.replace(SHOWN, "")
    assert shown.endswith("\n\nLo que suman, en \\\\$.")
    assert plain(shown, about["clientela"]) == table.markdown("COP")
    assert about["clientela"]["blocks"] == {"what-if": {"k": "1"}}


@given(st.text("ab$\\ .:{}#|\n", max_size=40))
def test_any_text_comes_back(text):
    shown, about = dressed(text)
    # The sign before a dollar says nothing in a report.
    assert plain(shown, about) == text.replace(r"\$", "$")
    assert "$" not in shown.replace(SHOWN, "")


@pytest.mark.parametrize(("caption", "lines"), [("Una línea.", 1), ("palabra " * 40, 4)])
def test_a_picture_has_its_caption_under_it_by_hand_and_not_in_a_report(monkeypatch, caption, lines):
    figure = Figure(canvas()[0], "fig-a", caption, "Nada.")

    def height() -> int:
        bundle, about = render(figure)
        assert about["clientela"]["caption"] == caption
        return Image.open(io.BytesIO(base64.b64decode(bundle["image/png"]))).height

    by_hand = height()
    monkeypatch.setenv(project.RUN_FOLDER, "somewhere")
    # Letters of 31 dots (11 points at 200 an inch) on lines of 1.3 of them, with nine tenths of one around.
    assert by_hand - height() == round((lines * 1.3 + 0.9) * 31)


def test_a_picture_by_hand_is_as_wide_as_its_letters_were_meant(monkeypatch):
    figure = Figure(canvas()[0], "fig-a", "Una línea.", "Nada.")
    assert render(figure)[1]["image/png"] == {"width": 760}
    monkeypatch.setenv(project.RUN_FOLDER, "somewhere")
    assert "image/png" not in render(figure)[1]
