"""The customers' rows made ready to be compared: one form for every value, blanks and shared values set aside.

Reads `customers`, writes `_identity_records` (one row a row of customers). Values are read once each (distinct) and in blocks, so that memory
stays flat.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import duckdb

from clientela.intake.identity.sql import columns_of, put_table, value_of
from clientela.intake.identity.values import contacts, documents, names
from clientela.intake.identity.values.spoken import count_words

FIRST = ("source", "customer_id", "source_file", "source_row")
COLUMNS = (
    *FIRST, "kind", "name", "tax_id", "email", "phone", "address", "postcode", "city", "country", "birth_date", "occupation",
)  # fmt: skip
BLOCK = 50_000
# A birth date that this share of all rows has was filled in for want of another.
BIRTH_SHARE = 0.01


def read_rows(connection: duckdb.DuckDBPyConnection, country: str) -> None:
    """`_identity_rows`: the customers' rows as text, numbered in an order that does not depend on chance."""
    have = set(columns_of(connection, "customers"))
    given = {
        name: f"CAST({name} AS VARCHAR)" if name in have else "NULL::VARCHAR"
        for name in (*COLUMNS, "first_name", "last_name", "phone_2")
    }
    given["name"] = (
        f"coalesce({given['name']}, nullif(trim(concat_ws(' ', {given['first_name']}, {given['last_name']})), ''))"
    )
    given["phone"] = f"coalesce({given['phone']}, {given['phone_2']})"
    given["source"] = f"coalesce({given['source']}, '')"
    given["country"] = f"upper(coalesce(nullif(trim({given['country']}), ''), $country))"
    columns = ", ".join(f"{given[name]} AS {name}" for name in COLUMNS)
    order = ", ".join(name for name in COLUMNS if name not in FIRST)
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE _identity_rows AS
        SELECT row_number() OVER (ORDER BY source, customer_id, source_file, TRY_CAST(source_row AS BIGINT), source_row, {order}) AS unique_id, *
        FROM (SELECT {columns} FROM customers) WHERE customer_id IS NOT NULL ORDER BY unique_id
        """,
        {"country": country},
    )


def read_values(
    connection: duckdb.DuckDBPyConnection,
    column: str,
    forms: Sequence[str],
    read: Callable[..., tuple[Any, ...]],
) -> None:
    """`_identity_<column>`: each distinct value of a column (with its country) beside its forms."""
    fields = ", ".join(forms)
    connection.execute(
        f"CREATE OR REPLACE TABLE _identity_{column} (value VARCHAR, country VARCHAR, {fields})"
    )
    # A second view of the same database, to read while the first writes.
    reader = connection.cursor()
    reader.execute(
        f"SET search_path = '{value_of(connection, 'SELECT current_setting(' + repr('search_path') + ')')}'"
    )
    reader.execute(
        f"SELECT DISTINCT {column}, country FROM _identity_rows WHERE {column} IS NOT NULL ORDER BY ALL"
    )
    while block := reader.fetchmany(BLOCK):
        rows = [(value, country, *read(value, country)) for value, country in block]
        columns = dict(
            zip(
                ("value VARCHAR", "country VARCHAR", *forms),
                (list(part) for part in zip(*rows, strict=True)),
                strict=True,
            )
        )
        put_table(connection, f"_identity_{column}", columns, add=True)
    reader.close()


def _read_document(value: str, country: str) -> tuple[str | None, bool | None, bool]:
    number, right = documents.document(value, country)
    return number, right, documents.is_company_number(number, country)


def prepare(connection: duckdb.DuckDBPyConnection, country: str, shared_by: int) -> None:
    """`_identity_records`: every row of `customers` with its values in one form, and NULL where a value is no evidence."""
    read_rows(connection, country)
    read_values(
        connection,
        "name",
        ["business BOOLEAN", "human BOOLEAN", "person VARCHAR[]", "organisation VARCHAR[]"],
        lambda value, country: names.read(value),
    )
    read_values(
        connection,
        "tax_id",
        ["document VARCHAR", "document_right BOOLEAN", "company BOOLEAN"],
        _read_document,
    )
    read_values(
        connection,
        "email",
        ["email VARCHAR", "email_user VARCHAR"],
        lambda value, country: contacts.email(value),
    )
    read_values(
        connection, "phone", ["phone VARCHAR"], lambda value, country: (contacts.phone(value, country),)
    )
    lines = ["address VARCHAR", "address_base VARCHAR", "address_numbers VARCHAR"]
    read_values(connection, "address", lines, lambda value, country: contacts.address(value))
    for column in ("city", "occupation"):
        read_values(
            connection, column, [f"{column} VARCHAR"], lambda value, country: (contacts.place(value),)
        )
    _join(connection)
    count_words(connection)
    _set_shared_aside(connection, shared_by)


def _join(connection: duckdb.DuckDBPyConnection) -> None:
    joins = " ".join(
        f"LEFT JOIN _identity_{column} AS v_{column} ON v_{column}.value = r.{column} AND v_{column}.country = r.country"
        for column in ("name", "tax_id", "email", "phone", "address", "city", "occupation")
    )
    # A wrong digit makes a cédula look like a company's number: a given name says more.
    kind = """CASE WHEN r.kind IN ('person', 'organisation') THEN r.kind
                   WHEN v_name.business OR (v_tax_id.company AND NOT coalesce(v_name.human, false)) THEN 'organisation' ELSE 'person' END"""
    connection.execute(f"""
        CREATE OR REPLACE TABLE _identity_forms AS
        SELECT r.unique_id, r.source, r.customer_id, {kind} AS kind,
               CASE {kind} WHEN 'organisation' THEN v_name.organisation ELSE v_name.person END AS spoken,
               v_tax_id.document, v_tax_id.document_right, v_email.email, v_email.email_user, v_phone.phone,
               v_address.address, v_address.address_base, v_address.address_numbers, v_city.city, v_occupation.occupation,
               nullif(regexp_replace(lower(r.postcode), '[^0-9a-z]', '', 'g'), '') AS postcode,
               -- A thirty-first of February was typed by somebody: its digits still say something.
               coalesce(
                   strftime(TRY_CAST(r.birth_date AS DATE), '%Y%m%d'), nullif(regexp_extract(replace(r.birth_date, '-', ''), '^[0-9]{{8}}$'), '')
               ) AS birth
        FROM _identity_rows AS r {joins}
    """)


# Documents of which several differ from one another in the same sign: numbers given out one after the other.
CROWDED = """
    SELECT DISTINCT unnest(near) AS document, true AS crowded FROM (
        SELECT list(document) AS near FROM (
            SELECT document, sign, document[:sign - 1] || '?' || document[sign + 1:] AS rest
            FROM (SELECT DISTINCT document, unnest(range(greatest(1, length(document) - 3), length(document) + 1)) AS sign FROM _identity_forms)
            WHERE document IS NOT NULL
        ) GROUP BY rest, sign HAVING count(*) > 2
    )
"""
SHARED = ("document", "email", "phone", "address")


def _set_shared_aside(connection: duckdb.DuckDBPyConnection, shared_by: int) -> None:
    connection.execute(
        "CREATE OR REPLACE TABLE _identity_shared (field VARCHAR, value VARCHAR, rows BIGINT, names BIGINT)"
    )
    for field in SHARED:
        connection.execute(f"""
            INSERT INTO _identity_shared
            SELECT '{field}', {field}, count(*), count(DISTINCT coalesce(s.name_key, f.customer_id)) AS people
            FROM _identity_forms AS f LEFT JOIN _identity_spoken AS s USING (unique_id) WHERE {field} IS NOT NULL
            GROUP BY {field} HAVING people > {shared_by} AND count(DISTINCT f.customer_id) > {shared_by}
        """)
    connection.execute(f"""
        INSERT INTO _identity_shared SELECT 'birth', birth, count(*), NULL FROM _identity_forms WHERE birth IS NOT NULL
        GROUP BY birth HAVING count(*) > greatest(20, {BIRTH_SHARE} * (SELECT count(*) FROM _identity_forms))
    """)
    shared = {
        field: f"(SELECT value FROM _identity_shared WHERE field = '{field}')" for field in (*SHARED, "birth")
    }
    keep = {
        field: f"CASE WHEN f.{field} NOT IN {values} THEN f.{field} END" for field, values in shared.items()
    }
    connection.execute(f"""
        CREATE OR REPLACE TABLE _identity_records AS
        SELECT f.unique_id, f.source, f.customer_id, f.kind, s.name_key, s.words, s.tokens, s.odd, s.first, s.last,
               s.rare[1] AS rare1, s.rare[2] AS rare2,
               array_to_string(f.spoken, '') AS joined,
               {keep["document"]} AS document, f.document_right, {keep["email"]} AS email,
               CASE WHEN {keep["email"]} IS NOT NULL THEN f.email_user END AS email_user, {keep["phone"]} AS phone,
               {keep["address"]} AS address, CASE WHEN {keep["address"]} IS NOT NULL THEN f.address_base END AS address_base,
               CASE WHEN {keep["address"]} IS NOT NULL THEN f.address_numbers END AS address_numbers,
               f.postcode, f.city, f.occupation, {keep["birth"]} AS birth,
               CASE WHEN {keep["email"]} IS NOT NULL THEN split_part(f.email, '@', 2) END AS email_domain,
               coalesce(c.crowded, false) AS document_crowded
        FROM _identity_forms AS f LEFT JOIN _identity_spoken AS s USING (unique_id) LEFT JOIN ({CROWDED}) AS c USING (document)
        ORDER BY f.unique_id
    """)
