"""The golden record: for each customer the best value of each field, and where it comes from."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from clientela.intake.identity.sql import columns_of

# Where a row comes from is not a field of the customer.
NOT_FIELDS = ("customer_id", "source", "source_file", "source_row", "fate", "reason")
# The freshest row, by the first of these that the table has.
DATES = ("updated_at", "updated_on", "joined_on")
# What makes a value a good one, in the table of its forms.
GOOD = {
    "name": "len(person) > 0 OR len(organisation) > 0",
    "tax_id": "document IS NOT NULL AND coalesce(document_right, true)",
    # One that dozens have is nobody's: the shop's own, or what was typed to get past the form.
    "email": "email IS NOT NULL AND email NOT IN (SELECT value FROM _identity_shared WHERE field = 'email')",
    "phone": "phone IS NOT NULL AND phone NOT IN (SELECT value FROM _identity_shared WHERE field = 'phone')",
}
FAR = "1000000000::BIGINT"


def golden(connection: duckdb.DuckDBPyConnection, precedence: Sequence[str]) -> None:
    """Write `golden` (a row a customer), `golden_origin` (customer, field, source, source_file, source_row) and `usable_contacts`.

    A good value comes before one that cannot be right; then the source's precedence; then the freshest row. Any refusal of consent counts.
    Sources without a place in `precedence` follow in alphabetical order.
    """
    columns = columns_of(connection, "customers")
    fields = [name for name in columns if name not in NOT_FIELDS]
    _rank(connection, columns, precedence)
    for number, name in enumerate(fields):
        connection.execute(f"""
            CREATE OR REPLACE TABLE _identity_best_{number} AS
            SELECT golden_id, arg_min("{name}", place) AS value,
                   arg_min({{'source': golden_source, 'source_file': source_file, 'source_row': source_row}}, place) AS origin
            FROM ({_placed(name)}) WHERE "{name}" IS NOT NULL GROUP BY golden_id
        """)
    _write(connection, fields)
    _write_usable(connection)


def _write_usable(connection: duckdb.DuckDBPyConnection) -> None:
    """`usable_contacts` (field, value): the e-mails and telephones, as they are written, by which somebody can be reached."""
    usable = " UNION ".join(
        f"SELECT '{name}' AS field, value FROM _identity_{name} WHERE {GOOD[name]}"
        for name in ("email", "phone")
    )
    connection.execute(f"CREATE OR REPLACE TABLE main.usable_contacts AS {usable} ORDER BY ALL")


def _rank(connection: duckdb.DuckDBPyConnection, columns: list[str], precedence: Sequence[str]) -> None:
    """The customers' rows with their customer and their rank: precedence of the source, then freshness."""
    missing = [
        f"NULL::VARCHAR AS {name}" for name in ("source", "source_file", "source_row") if name not in columns
    ]
    fresh = next((f'"{name}" DESC NULLS LAST,' for name in DATES if name in columns), "")
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE _identity_ranked AS
        SELECT c.*, i.source AS golden_source, i.customer_id AS golden_id, row_number() OVER (
            ORDER BY coalesce(list_position($precedence, i.source), 1000000), i.source, {fresh}
                     TRY_CAST(CAST(c.source_row AS VARCHAR) AS BIGINT) DESC NULLS LAST, source_file, {", ".join(f'c."{name}"' for name in columns)}
        ) AS rank
        FROM (SELECT {", ".join(["*", *missing])} FROM customers) AS c
        JOIN main.identity AS i ON i.source = coalesce(c.source, '') AND i.source_id = c.customer_id
        """,
        {"precedence": list(precedence)},
    )


def _placed(name: str) -> str:
    """The rows with a place each for one field: the smallest has the best value."""
    if name.startswith("consent_"):
        return f'SELECT *, CASE WHEN TRY_CAST("{name}" AS BOOLEAN) THEN {FAR} ELSE 0 END + rank AS place FROM _identity_ranked'
    if name not in GOOD:
        return "SELECT *, rank AS place FROM _identity_ranked"
    good = f"SELECT DISTINCT value FROM _identity_{name} WHERE {GOOD[name]}"
    return f"""SELECT r.*, CASE WHEN v.value IS NULL THEN {FAR} ELSE 0 END + rank AS place
               FROM _identity_ranked AS r LEFT JOIN ({good}) AS v ON v.value = CAST(r."{name}" AS VARCHAR)"""


def _write(connection: duckdb.DuckDBPyConnection, fields: list[str]) -> None:
    joins = " ".join(
        f"LEFT JOIN _identity_best_{number} AS b{number} USING (golden_id)" for number in range(len(fields))
    )
    chosen = "".join(f', b{number}.value AS "{name}"' for number, name in enumerate(fields))
    connection.execute(f"""
        CREATE OR REPLACE TABLE main.golden AS
        SELECT golden_id AS customer_id{chosen} FROM (SELECT DISTINCT golden_id FROM _identity_ranked) {joins} ORDER BY golden_id
    """)
    origins = " UNION ALL ".join(
        f"SELECT golden_id AS customer_id, '{name}' AS field, unnest(origin) FROM _identity_best_{number}"
        for number, name in enumerate(fields)
    )
    columns = ("customer_id", "field", "source", "source_file", "source_row")
    nothing = f"SELECT {', '.join(f'NULL::VARCHAR AS {name}' for name in columns)} WHERE false"
    connection.execute(
        f"CREATE OR REPLACE TABLE main.golden_origin AS {origins or nothing} ORDER BY customer_id, field"
    )
