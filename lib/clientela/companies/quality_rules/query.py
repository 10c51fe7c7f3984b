"""From the rules to one query a table: of each source, collector and month how many rows were looked at, and how many break each rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from clientela.companies.quality_rules.vocabulary import TODAY, Rule, Rules
from clientela.intake.reasons import Reason

if TYPE_CHECKING:
    import duckdb

CELLS = "source VARCHAR, table_name VARCHAR, collector VARCHAR, month DATE, rule INTEGER, rows BIGINT, broken BIGINT"
TOLD = "rule INTEGER, table_name VARCHAR, field VARCHAR, check_name VARCHAR, dimension VARCHAR, owner VARCHAR, name_es VARCHAR, name_en VARCHAR"
# Checks that look at other rows of the same table.
BY_OTHERS = ("once", "same_everywhere")
# The rows that break most rules, to be mended one by one; more than these nobody mends in a quarter.
MOST_ROWS = 2000
KEY = "nullif(regexp_replace(lower(strip_accents(CAST({field} AS VARCHAR))), '[^a-z0-9@]', '', 'g'), '')"


def lay(connection: duckdb.DuckDBPyConnection, rules: Rules, as_of: dt.date) -> None:
    """Write into `main`: `checked_rules` (the rules by number), `checked_cells` (their counts) and `checked_rows` (the worst rows; private).

    Reads the typed tables, `identity` and `usable_contacts`. One pass over each table that has a rule.
    """
    run = connection.execute
    run(f"CREATE OR REPLACE TABLE main.checked_rules ({TOLD})")
    run(f"CREATE OR REPLACE TABLE main.checked_cells ({CELLS})")
    run(
        "CREATE OR REPLACE TABLE main.checked_rows (source VARCHAR, source_file VARCHAR, source_row BIGINT, table_name VARCHAR, "
        "customer_id VARCHAR, collector VARCHAR, rules INTEGER[])"
    )
    numbered = list(enumerate(rules.rules))
    for number, rule in numbered:
        told = [
            number,
            rule.table,
            rule.field,
            rule.check,
            rule.dimension,
            rule.owner,
            rule.name.get("es"),
            rule.name.get("en"),
        ]
        run("INSERT INTO main.checked_rules VALUES (?, ?, ?, ?, ?, ?, ?, ?)", told)
    tables = {name for rule in rules.rules for name in (rule.table, rule.check == "refers_to" and rule.other)}
    filled = {name for name in tables if name and run(f"SELECT 1 FROM main.{name} LIMIT 1").fetchall()}
    for table in dict.fromkeys(rule.table for rule in rules.rules if rule.table in filled):
        # A code is looked for in a list where there is one.
        said = [
            (number, rule)
            for number, rule in numbered
            if rule.table == table and (rule.check != "refers_to" or rule.other in filled)
        ]
        if said:
            _lay_table(connection, table, said, rules, as_of)


def _lay_table(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    rules: list[tuple[int, Rule]],
    all_rules: Rules,
    as_of: dt.date,
) -> None:
    """Count the rows of one table and keep its worst ones."""
    numbers = [number for number, _rule in rules]
    nameless, named = (judged(table, rules, all_rules, as_of, whose) for whose in (False, True))
    if any(rule.check in BY_OTHERS for _number, rule in rules):
        # What rows say of one another is asked once; else two looks at a long table cost less than a copy of it.
        connection.execute(f"CREATE OR REPLACE TEMP TABLE checked AS {named}")
        nameless = named = "SELECT * FROM checked"
    connection.execute(f"INSERT INTO main.checked_cells {counted(table, numbers, nameless)}")
    connection.execute(f"INSERT INTO main.checked_rows {worst(table, numbers, named)}")
    connection.execute("DROP TABLE IF EXISTS checked")


def judged(
    table: str, rules: list[tuple[int, Rule]], all_rules: Rules, as_of: dt.date, whose: bool = True
) -> str:
    """The rows of a table with one column a rule: true where it is broken, false where it is kept, empty where it does not apply.

    Which customer's a row is stands beside it, or is left out where only counts are asked for.
    """
    date, who = (
        {str(name): column for name, column in columns.items()}.get(table)
        for columns in (all_rules.dates, all_rules.collectors)
    )
    verdicts = "".join(f", {verdict(rule, date, as_of)} AS r{number}" for number, rule in rules)
    known = _has_customer(table) and (whose or any(_of_customers(rule) for _number, rule in rules))
    customer = "i.customer_id" if known else "CAST(NULL AS VARCHAR)"
    joined = (
        "LEFT JOIN main.identity AS i ON i.source = t.source AND i.source_id = t.customer_id" if known else ""
    )
    seen = ""
    if table == "customers" and any(rule.check == "fresh" for _number, rule in rules):
        seen = f"LEFT JOIN ({SEEN}) AS s ON s.customer_id = i.customer_id"
    return f"""
        SELECT t.source, t.source_file, t.source_row, {customer} AS customer_id, {_text(who)} AS collector, {_day(date)} AS written_on{verdicts}
        FROM main.{table} AS t {joined} {seen}"""


# The last day on which a customer was heard of: bought, or wrote.
SEEN = """SELECT i.customer_id, max(e.day) AS day FROM (
            SELECT source, customer_id, CAST(date AS DATE) AS day FROM main.transactions WHERE customer_id IS NOT NULL
            UNION ALL SELECT source, customer_id, CAST(opened_at AS DATE) FROM main.interactions WHERE customer_id IS NOT NULL
        ) AS e JOIN main.identity AS i ON i.source = e.source AND i.source_id = e.customer_id GROUP BY i.customer_id"""


def verdict(rule: Rule, date: str | None, as_of: dt.date) -> str:
    """One rule as an expression: true where a row breaks it, false where it keeps it, NULL where it says nothing of the row."""
    field, blank = (
        f't."{rule.field}"',
        f'(t."{rule.field}" IS NULL OR trim(CAST(t."{rule.field}" AS VARCHAR)) = \'\')',
    )
    broken = blank if rule.check == "filled" else _broken(rule, field, date, as_of)
    unasked = "false" if rule.check == "filled" else blank
    if rule.check == "not_before":
        unasked += f' OR t."{rule.other}" IS NULL'
    # What is charged beside the products, as freight, is in no list of products.
    if rule.check == "refers_to" and rule.table == "transactions" and rule.other == "products":
        unasked += f" OR t.reason IS NOT DISTINCT FROM '{Reason.NON_PRODUCT}'"
    for name, value in rule.only.items():
        unasked += f" OR coalesce(lower(CAST(t.\"{name}\" AS VARCHAR)), '') <> {_quoted(value.lower())}"
    return f"CASE WHEN {unasked} THEN NULL ELSE coalesce({broken}, false) END"


def _broken(rule: Rule, field: str, date: str | None, as_of: dt.date) -> str:
    """When a filled value breaks its rule."""
    if rule.check == "usable":
        return f"{field} NOT IN (SELECT value FROM main.usable_contacts WHERE field = '{rule.field}')"
    if rule.check == "one_of":
        known = ", ".join(_quoted(word.lower()) for word in rule.values or [])
        return f"lower(trim(CAST({field} AS VARCHAR))) NOT IN ({known})"
    if rule.check == "digits":
        length = f"length(regexp_replace(CAST({field} AS VARCHAR), '[^0-9]', '', 'g'))"
        return f"{length} NOT BETWEEN {_end(rule.low, as_of)} AND {_end(rule.high, as_of)}"
    if rule.check == "fresh":
        last = (
            f"greatest(CAST({field} AS DATE), s.day)"
            if rule.table == "customers"
            else f"CAST({field} AS DATE)"
        )
        return f"{last} < DATE '{as_of.isoformat()}' - {rule.days}"
    if rule.check == "once":
        return _again(rule, field, date)
    if rule.check == "refers_to":
        return _unknown(rule, field)
    if rule.check == "same_everywhere":
        key, same = KEY.format(field=field), "OVER (PARTITION BY i.customer_id)"
        return f"i.customer_id IS NOT NULL AND min({key}) {same} <> max({key}) {same}"
    if rule.check == "not_before":
        return f'CAST({field} AS DATE) < CAST(t."{rule.other}" AS DATE)'
    days = isinstance(rule.low, dt.date) or TODAY in (rule.low, rule.high)
    value = f"CAST({field} AS DATE)" if days else field
    return f"{value} NOT BETWEEN {_end(rule.low, as_of)} AND {_end(rule.high, as_of)}"


def _again(rule: Rule, field: str, date: str | None) -> str:
    """A row that says again what an earlier one of its source says; the first one is right."""
    order = f"{_day(date)}, t.source_file, t.source_row"
    if rule.field == "customer_id" and rule.table == "customers":
        return f"i.customer_id IS NOT NULL AND row_number() OVER (PARTITION BY t.source, i.customer_id ORDER BY {order}) > 1"
    key = KEY.format(field=field)
    return f"{key} IS NOT NULL AND row_number() OVER (PARTITION BY t.source, {key} ORDER BY {order}) > 1"


def _unknown(rule: Rule, field: str) -> str:
    """A code that the other table does not have; a customer may be known by any of its codes."""
    if rule.other == "products":
        return f"{field} NOT IN (SELECT product_id FROM main.products WHERE product_id IS NOT NULL)"
    known = "SELECT i2.customer_id FROM main.customers AS c JOIN main.identity AS i2 ON i2.source = c.source AND i2.source_id = c.customer_id"
    if rule.field == "customer_id":
        return f"coalesce(i.customer_id NOT IN ({known}), true)"
    return f"{field} NOT IN (SELECT customer_id FROM main.customers WHERE customer_id IS NOT NULL)"


def counted(table: str, numbers: Sequence[int], rows: str) -> str:
    """The judged rows counted: one row a source, collector, month and rule."""
    sums = ", ".join(
        f"count(r{number}) AS n{number}, count(*) FILTER (WHERE r{number}) AS b{number}" for number in numbers
    )
    parts = ", ".join(f"{{'rule': {number}, 'rows': n{number}, 'broken': b{number}}}" for number in numbers)
    return f"""
        SELECT source, '{table}', collector, month, part.rule, part.rows, part.broken
        FROM (
            SELECT source, collector, month, unnest([{parts}]) AS part
            FROM (SELECT source, collector, CAST(date_trunc('month', written_on) AS DATE) AS month, {sums} FROM ({rows}) GROUP BY ALL)
        ) WHERE part.rows > 0"""


def worst(table: str, numbers: Sequence[int], rows: str) -> str:
    """The rows that break most rules, by where they stand in the files."""
    broken = ", ".join(f"CASE WHEN r{number} THEN {number} END" for number in numbers)
    some = " OR ".join(f"r{number}" for number in numbers)
    return f"""
        SELECT source, source_file, source_row, '{table}', customer_id, collector, rules FROM (
            SELECT *, list_filter([{broken}], lambda one: one IS NOT NULL) AS rules FROM ({rows}) WHERE {some}
        ) ORDER BY len(rules) DESC, written_on DESC NULLS LAST, source, source_file, source_row LIMIT {MOST_ROWS}"""


def _of_customers(rule: Rule) -> bool:
    """Whether a rule asks whose a row is."""
    return rule.check in (*BY_OTHERS, "fresh", "refers_to")


def _has_customer(table: str) -> bool:
    return table in ("customers", "transactions", "interactions", "contracts", "contacts")


def _text(column: str | None) -> str:
    return f"nullif(trim(CAST(t.\"{column}\" AS VARCHAR)), '')" if column else "CAST(NULL AS VARCHAR)"


def _day(column: str | None) -> str:
    return f'CAST(t."{column}" AS DATE)' if column else "CAST(NULL AS DATE)"


def _end(bound: float | dt.date | str | None, as_of: dt.date) -> str:
    """One end of an interval; what is written is a number or a day, and nothing else reaches the query."""
    if isinstance(bound, dt.date):
        return f"DATE '{bound.isoformat()}'"
    if bound == TODAY:
        return f"DATE '{as_of.isoformat()}'"
    return repr(float(bound)) if bound is not None else "NULL"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
