"""The pages of docs/, and the tree of CONTRIBUTING.md, say what the code says."""

import re
from pathlib import Path

import pytest

from clientela import handbook
from clientela.folders import project
from clientela.handbook.contract import readers

PAGES = handbook.pages()


@pytest.mark.parametrize("place", sorted(PAGES), ids=str)
def test_a_page_is_as_the_code_makes_it(place):
    assert (project.root() / place).read_text(encoding="utf-8") == PAGES[place], "run `make docs`"


def test_a_table_is_read_by_those_that_need_its_marts():
    assert "loyalty.contracts" in readers()["contracts"]
    assert "loyalty.contracts" not in readers()["expenses"]
    assert "company.sales" in readers()["transactions"]


def test_what_an_analysis_answers_is_said_in_the_language_of_its_page():
    spanish, english = (PAGES[Path("docs") / language / "analyses.md"] for language in ("es", "en"))
    assert "| `company.sales.*` | Cuánto vendemos. ¿Crecemos o no? |" in spanish
    assert "| `company.sales.*` | What the company sold in the last period" in english
    # Of those that no cell asks, the section of the one that asks them.
    assert "| `loyalty.keeping.*` | ¿Es cierto lo que se dice de los clientes leales? |" in spanish
    rows = [
        dict(re.findall(r"^\| (`\w+\.\w+\.\*`) \| ([^|]+) \|", page, re.MULTILINE))
        for page in (spanish, english)
    ]
    assert rows[0].keys() == rows[1].keys()
    assert not [key for key, said in rows[0].items() if said == rows[1][key]]
