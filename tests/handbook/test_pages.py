"""The pages of docs/, and the tree of CONTRIBUTING.md, say what the code says."""

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
