"""Some thirty of the thousand companies of the matrix, each read whole: a report in four formats, in words that nobody stumbles over."""

from __future__ import annotations

import pytest
from matrix import companies, making

from clientela.intake.contract import contract

# One of each kind that has broken a report; Spanish and English take turns, and both are made of the one that has most to say.
# `make matrix MANY=300` makes every name once, `make matrix` a thousand companies.
FEW = [
    "shape:one_customer", "shape:one_sale", "shape:one_day", "shape:all_alike", "shape:nobody_twice", "shape:every_thirty_days",
    "shape:negative_months", "shape:only_returns", "shape:all_for_nothing", "shape:one_order_of_a_milliard", "shape:three_weeks",
    "shape:nobody_named", "shape:contracts_without_end", "shape:nps_only", "shape:kano_only", "shape:gaps_only", "shape:one_answer",
    "shape:campaigns_without_sales", "shape:one_name_in_the_list", "shape:long_names", "shape:texts_of_one_word", "shape:yen",
    "only:customers", "only:interactions", "only:prospects", "only:respondents", "only:benchmarks", "pair:interactions+transactions",
]  # fmt: skip
BOTH = ["shape:everything_with_a_few"]


def no_faults(name: str, languages: tuple[str, ...]) -> None:
    outcome = making.make(name, 0, languages)
    assert not outcome.faults, "\n".join([name, *outcome.faults])


@pytest.mark.parametrize(("place", "name"), list(enumerate(FEW)), ids=str)
def test_a_company_of_the_matrix(place, name):
    no_faults(name, (("es", "en")[place % 2],))


@pytest.mark.parametrize("name", BOTH)
def test_in_both_languages(name):
    no_faults(name, ("es", "en"))


def test_the_matrix_is_of_every_table_and_of_nearly_every_column():
    world = companies.World(customers=5, days=90)
    assert set(companies.EVERY) == set(contract().tables)
    names = companies.names()
    assert len(set(companies.thousand())) == 1000
    assert set(names) <= {name for name, _seed in companies.thousand()}
    for table in companies.EVERY:
        assert {name for name, column in contract().tables[table].columns.items() if column.needed} <= set(
            world.table(table).columns
        )
        assert f"only:{table}" in names
        assert f"less:{table}" in names


def test_the_same_name_and_seed_make_the_same_company():
    one, again = (companies.tables("mix:3", 2) for _ in range(2))
    assert all(one[table].equals(again[table]) for table in one)
    other = companies.tables("mix:3", 3)
    assert set(one) != set(other) or not all(one[table].equals(other[table]) for table in one)
