"""Ids as numbers while the marts of a very large company are made: the same rows in the same order, with less to hash, compare and write."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

# The mart that is as long as the files, from which nearly all others are made, and its columns of few different texts.
MART = "lines"
COLUMNS = ("product_id", "channel", "branch", "seller_id", "fate")
# A list of more texts than this would itself be what memory is full of; codes below it leave room for a day in the number of an order.
MOST = 1 << 20
# Such an order has this bit set, one that the company numbered has not, and what nobody in particular bought is below zero.
OWN_NUMBER = 62
# Of an order without a number of its own customer, channel and day stand side by side: two orders never have the same.
DAY_ZERO, DAY_BITS, CHANNEL_BITS = "DATE '1800-01-01'", 20, 21
CUSTOMERS = """SELECT customer_id FROM main.identity WHERE customer_id IS NOT NULL
               UNION SELECT customer_id FROM main.transactions WHERE customer_id IS NOT NULL"""


def prepare(connection: duckdb.DuckDBPyConnection) -> bool:
    """Give customers, products and the like a number each, in the order of their texts; False where there are too many of them."""
    texts = {"customer_id": CUSTOMERS} | {
        column: f"SELECT DISTINCT {column} FROM main.transactions WHERE {column} IS NOT NULL"
        for column in COLUMNS
    }
    for column, every in texts.items():
        connection.execute(f"CREATE TABLE main._each_{column} AS {every}")
    counted = [f"SELECT count(*) FROM main._each_{column}" for column in texts]
    few = all(connection.execute(count).fetchall()[0][0] < MOST for count in counted)
    if few:
        for column in texts:
            # In their order, so that numbers sort as the texts do.
            connection.execute(f"CREATE TYPE main._{column} AS ENUM (FROM main._each_{column} ORDER BY 1)")
        connection.execute(
            """CREATE TABLE main._customers AS
               SELECT customer_id, CAST(customer_id AS main._customer_id) AS code FROM main._each_customer_id"""
        )
        connection.execute(
            """CREATE TABLE main._orders AS SELECT order_id, row_number() OVER () AS number
               FROM (SELECT DISTINCT order_id FROM main.transactions WHERE order_id IS NOT NULL)"""
        )
    for column in texts:
        connection.execute(f"DROP TABLE main._each_{column}")
    return few


def numbered(sql: str) -> str:
    """The query of the lines with numbers for texts; an order is told from others by its number, which nothing shows."""
    # What is no order has its line's place in the table: a sequence would leave all to one thread.
    placed = sql.replace("main.transactions AS t", "(SELECT *, rowid AS place FROM main.transactions) AS t")
    placed = placed.replace("t.fate\n", "t.fate,\n    t.place\n")
    coded = ", ".join(f"CAST(l.{column} AS main._{column}) AS {column}" for column in COLUMNS)
    bought = (
        f"(CAST(1 AS BIGINT) << {OWN_NUMBER}) + (CAST(enum_code(customer_id) AS BIGINT) << {CHANNEL_BITS + DAY_BITS})"
        f" + (CAST(coalesce(enum_code(channel) + 1, 0) AS BIGINT) << {DAY_BITS}) + date_diff('day', {DAY_ZERO}, day)"
    )
    # To look a customer up in a table takes a fifth of the time that finding its text in the list of a type does.
    return f"""SELECT l.* EXCLUDE (number, place) REPLACE (
            CASE WHEN is_numbered THEN number WHEN customer_id IS NOT NULL THEN {bought} ELSE -1 - place END AS order_id
        )
        FROM (
            SELECT l.* REPLACE (c.code AS customer_id, {coded}), o.number
            FROM ({placed}) AS l
            LEFT JOIN main._customers AS c ON c.customer_id = l.customer_id
            LEFT JOIN main._orders AS o ON l.is_numbered AND o.order_id = l.order_id
        ) AS l"""


def shown(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """What a SELECT of a table takes so that its texts are texts again."""
    told = connection.sql(f"FROM {table}")
    columns = [name for name, kind in zip(told.columns, told.types, strict=True) if kind.id == "enum"]
    texts = ", ".join(f'CAST("{name}" AS VARCHAR) AS "{name}"' for name in columns)
    return f"* REPLACE ({texts})" if texts else "*"
