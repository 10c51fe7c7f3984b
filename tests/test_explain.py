"""Where a number comes from: the function, the cell that calls it, the queries behind it."""

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from clientela.publish.explain import notebook_calls, source_of


def test_marts_are_found_through_names_and_other_names_of_the_stage(tmp_path):
    cells = [
        "from clientela import company as empresa",
        "marts = stage.marts\nbuyers, first = marts.customers, marts.people",
        "kept = buyers.dropna()",
        "sales = empresa.sales(stage.marts.months, kept, 90)\nother = empresa.drivers(marts.windows)",
    ]
    path = tmp_path / "1_company.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell(cell) for cell in cells]), path)
    calls, marts = notebook_calls(path, "company", "sales")
    assert calls == ["empresa.sales(stage.marts.months, kept, 90)"]
    assert marts == ["customers", "months", "people"]


def test_the_function_is_the_one_that_answers_under_the_key():
    assert source_of("loyalty", "loyalty.value").__name__ == "worth"
    assert source_of("company", "company.sales").__name__ == "sales"
    # Its page knows the key too, and a table of it may be missing.
    assert source_of("loyalty", "loyalty.campaigns").__name__ == "past_campaigns"
    assert source_of("company", "company.nothing") is None
