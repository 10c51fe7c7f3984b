"""A prepared folder that lacks something is made again, not trusted."""

import pytest

from clientela.companies import preparation

SALES = "cliente,fecha,importe\n" + "".join(
    f"C{i % 7},2025-01-{1 + i % 28:02d},{100 + i}\n" for i in range(40)
)


@pytest.mark.parametrize("lost", ["months.parquet", "ledger.parquet", "facts.json"])
def test_a_mart_missing_from_the_cache_is_made_again(company, lost):
    firm = company(SALES)
    made = preparation.prepare(firm)
    (made / lost).unlink()
    assert preparation.prepare(firm) == made
    assert (made / lost).is_file()
