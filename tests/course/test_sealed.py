"""Self-checks tell right from wrong without holding the solution; the page's script does as the library does."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from clientela.course import made
from clientela.course.graded.marks import judged
from clientela.course.made import explore, sealed
from clientela.course.told.said import Worked

SCRIPTS = Path(made.__file__).parent
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not on this machine")


def ask_node(script: str, question: str) -> object:
    """What a page's script answers."""
    code = f"const page = require({str(SCRIPTS / script)!r}); console.log(JSON.stringify({question}))"
    done = subprocess.run(["node", "-e", code], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_an_answer_opens_what_is_said_to_it_and_nothing_else():
    held = sealed.seal("x", [("0", True, "¡Así es!"), ("1", False, "Mire la pausa.")])
    assert sealed.opened("x", held, "0") == (True, "¡Así es!")
    assert sealed.opened("x", held, "1") == (False, "Mire la pausa.")
    assert sealed.opened("x", held, "2") is None
    assert sealed.opened("y", held, "0") is None
    assert b"pausa" not in base64.b64decode(held)


@pytest.mark.parametrize(("said", "right"), [(31.5, True), (31.8, True), (32.4, None), (34.4, False)])
def test_a_number_is_right_within_its_tolerance(said, right):
    worked = Worked(0.3156, 0.003, "share", "Sí", ((0.344, "Entre los de hoy"),), "31,6 %")
    held, step = sealed.of_number("x", worked)
    found = sealed.opened("x", held, str(round(said / step)))
    assert (found[0] if found else None) is right


def test_of_two_wrong_numbers_close_together_each_has_its_own_words():
    worked = Worked(
        0.38, 0.015, "share", "Sí", ((0.1, "Todo es margen"), (0.111, "Los mismos pesos")), "38 %"
    )
    held, step = sealed.of_number("x", worked)
    for given, words in ((10, "Todo es margen"), (11.1, "Los mismos pesos")):
        assert sealed.opened("x", held, str(round(given / step))) == (False, words)
        assert judged(worked, given) == (False, words)


def test_the_step_of_the_grid_does_not_give_the_number_away():
    steps = {sealed.of_number("x", Worked(v, v * 0.02, "count", "", (), ""))[1] for v in (130, 180, 240)}
    assert len(steps) == 1


@needs_node
def test_the_script_opens_what_the_library_sealed():
    held = sealed.seal("año|2", [("7", True, "Señal: así es")])
    asked = f"[page.open('año|2', {json.dumps(held)}, '7'), page.open('año|2', {json.dumps(held)}, '8')]"
    assert ask_node("check.js", asked) == [{"right": True, "words": "Señal: así es"}, None]


@needs_node
def test_the_script_reads_numbers_as_people_write_them():
    written = [
        "31,6",
        "31.6 %",
        "1.234.567,8",
        "1,234,567.8",
        "$ 4 200",
        "1.234",
        "−3,2",
        "0,125",
        "dos",
        "1-2",
    ]
    found = ask_node("check.js", f"{json.dumps(written)}.map(page.number)")
    assert found == [31.6, 31.6, 1234567.8, 1234567.8, 4200, 1234, -3.2, 0.125, None, None]


@needs_node
def test_the_figures_to_move_have_the_formulas_of_the_library():
    from scipy.stats import gamma

    gap, spread = 30, 0.5
    limit = gamma.ppf(0.9, 1 / spread**2, scale=gap * spread**2)
    found = ask_node(
        "explore.js",
        "[page.limit(30, 0.5), page.worth(0.8, 100, 0), page.worth(0.8, 100, 0.1), page.years(0.8)]",
    )
    assert found == pytest.approx([limit, 500, 100 * 1.1 / 0.3, 5], rel=1e-6)
    # Shuffled groups differ by chance alone: on average not at all, and as widely as the hypergeometric has it.
    shuffled = ask_node("explore.js", "page.shuffled(60, 200, 40, 200, 2000, 7)")
    mean = sum(shuffled) / len(shuffled)
    spread_of = (sum((one - mean) ** 2 for one in shuffled) / len(shuffled)) ** 0.5
    assert abs(mean) < 0.004
    assert spread_of == pytest.approx((0.25 * 0.75 * 400 / 399 * (1 / 200 + 1 / 200)) ** 0.5, rel=0.06)


@needs_node
def test_kano_and_bands_and_duplicates_on_the_page():
    from clientela.product.expectations.kano import TABLE

    found = ask_node("explore.js", "[1,2,3,4,5].map(a => [1,2,3,4,5].map(b => page.kano(a, b)))")
    assert found == TABLE.tolist()
    bands = ask_node(
        "explore.js",
        "[0, 10, 11, 50].map(v => [page.band(v, [10, 20, 30, 40]), page.band(v, [10, 20, 30, 40], true)])",
    )
    assert bands == [[1, 5], [1, 5], [2, 4], [5, 1]]
    # A line for all: the part beyond it, out of hundredths alone, is what counting the customers gives.
    waits = pd.Series([(one * one) % 997 for one in range(4000)], dtype=float)
    hundredths = waits.quantile(explore.PERCENTS).tolist()
    beyond = ask_node("explore.js", f"[-1, 30, 90, 400, 2000].map(v => page.past(v, {hundredths}))")
    assert beyond == pytest.approx([(waits > line).mean() for line in (-1, 30, 90, 400, 2000)], abs=0.01)
    # A hundred people, twenty with two records, two purchases each: 120 records, and forty of them with one purchase.
    assert ask_node("explore.js", "page.counted(100, 0.2, 2)") == pytest.approx(
        {"records": 120, "mean": 5 / 3, "once": 1 / 3}
    )
