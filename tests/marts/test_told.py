"""Every mart and every column is told, and what is told of them holds in the marts of several companies."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from matrix import asking, companies
from matrix.making import TODAY
from matrix.shapes import Tables, whole
from matrix.world import World

from clientela.companies import config, preparation
from clientela.marts import ORDER
from clientela.marts.checks import broken
from clientela.marts.told import UNITS, told
from clientela.results import Missing
from clientela.warehouse import MARTS, queries

# Kinds of units by the types that they may have in a file.
TYPES = {
    "id": pa.types.is_string,
    "text": pa.types.is_string,
    "flag": pa.types.is_boolean,
    "date": pa.types.is_date,
    "month": pa.types.is_date,
    "week": pa.types.is_date,
    "moment": pa.types.is_timestamp,
}


def prepared(place: Path, tables: Tables) -> Path:
    """The marts of a company of these tables, those as long as its files too."""
    with asking.at_home(place), pytest.MonkeyPatch.context() as patch:
        patch.setattr(preparation, "SAVED", ORDER)
        companies.save(tables, place / "data" / "asked")
        return preparation.prepare(config.load("asked"), TODAY)


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company that has everything."""
    world = World(seed=3, customers=60, days=800, gap=50.0)
    return prepared(tmp_path_factory.mktemp("told"), whole(world, *companies.EVERY))


def test_every_mart_is_told_in_its_own_group() -> None:
    assert {name: about.group for name, about in told().items()} == {
        name: path.parent.name for name, path in queries().items()
    }
    assert set(told()) == set(ORDER)
    assert len(list(MARTS.rglob("*.sql"))) == len(ORDER), "two marts have one name"


def test_every_column_is_told_with_its_unit(marts: Path) -> None:
    for name in ORDER:
        schema, about = pq.read_schema(marts / f"{name}.parquet"), told()[name]
        assert schema.names == list(about.columns), name
        assert set(about.unique) <= set(schema.names), name
        for field in schema:
            unit = about.columns[field.name].unit
            assert unit in UNITS, f"{name}.{field.name}"
            assert TYPES.get(unit, lambda _type: True)(field.type), f"{name}.{field.name}: {field.type}"


def test_every_word_is_there_in_both_languages() -> None:
    for name, about in told().items():
        for words in (about.grain, *(column.words for column in about.columns.values())):
            assert words.es.strip(), name
            assert words.en.strip(), name


def test_what_is_told_holds(marts: Path) -> None:
    assert broken(marts) == []


@pytest.mark.parametrize("name", ["only:surveys", "only:transactions", "mix:17"])
def test_what_is_told_holds_of_others(name: str, tmp_path: Path) -> None:
    assert broken(prepared(tmp_path, companies.tables(name, 1))) == []


def test_what_does_not_hold_is_found(marts: Path, tmp_path: Path) -> None:
    """A repeated row, an empty cell, a value that is not in the list, a count below zero, a customer who is not there."""
    one = pq.read_table(marts / "interpurchase_times.parquet").slice(0, 1).to_pylist()[0]
    rows = [one, one, one | {"customer_id": "nobody"}, one | {"day": None, "repeat_days": -1}]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "interpurchase_times.parquet")
    people = pq.read_table(marts / "customers.parquet").slice(0, 1).to_pylist()
    pq.write_table(pa.Table.from_pylist([people[0] | {"kind": "ghost"}]), tmp_path / "customers.parquet")
    assert sorted(broken(tmp_path)) == [
        "customers.kind: accepted_values, 1 rows",
        "interpurchase_times.customer_id: references, 1 rows",
        "interpurchase_times.day: not_null, 1 rows",
        "interpurchase_times.repeat_days: not_negative, 1 rows",
        "interpurchase_times: unique customer_id, day, 1 rows",
    ]


def test_the_counts_of_who_can_be_reached_agree_in_the_whole_report(marts: Path) -> None:
    """Chapter 4's steps, the lists of chapter 5, what is full and what the rules say: one count each, told four times."""
    from clientela import database
    from clientela.marts import Marts

    made = Marts(marts)
    people, may, customers = made.reach, made.permissions, made.customers
    found = database.reach(people, customers[["customer_id", "amount"]])
    assert not isinstance(found, Missing)
    steps = found.frames["steps"].set_index("step").customers
    assert steps["step_registered"] == len(people) == len(may) == made.people.customer_id.nunique()
    assert steps["step_allowed"] == int((may.may_email | may.may_phone).sum())
    by = found.frames["channels"].set_index("way")
    by_email = may.may_email & ~may.customer_id.isin(people.customer_id[people.bounced])
    assert by.contactable[["by_email", "by_phone"]].tolist() == [
        int(by_email.sum()),
        int(may.may_phone.sum()),
    ]
    usable = (
        made.rule_cells.query("check_name == 'usable'").groupby(["source", "field"])[["rows", "broken"]].sum()
    )
    full = made.fields.query("table_name == 'customers' and field in ['email', 'phone'] and filled > 0")
    told = full.set_index(["source", "field"])
    assert len(usable) == len(told) > 0
    assert (usable["rows"] - usable.broken - told.valid).abs().sum() == 0
    assert (usable["rows"] - told.filled).abs().sum() == 0
