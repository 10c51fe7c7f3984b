"""What is shown in a notebook and what the report reads of it are one text."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from clientela.present import Table
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
    assert plain(shown, about) == text
    assert "$" not in shown.replace(SHOWN, "")
