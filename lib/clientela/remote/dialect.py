"""A mart's query, written for DuckDB, in the words of Spark; the only place where the two dialects meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clientela.marts import ORDER

# The columns of each table, by its name on the server.
Columns = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Query:
    """What the server is asked, and by what its rows are put in order here: files have none."""

    sql: str
    order: tuple[str, ...]


def view(schema: str, table: str) -> str:
    """The name of a table on the server, where typed tables and marts of the same name stand side by side.

    >>> view("main", "customers")
    'main_customers'
    """
    return f"{schema}_{table}"


def spark(sql: str, columns: Columns, shown: tuple[str, ...]) -> Query:
    """A query over the given tables for Spark; `shown` are the columns of its result."""
    import sqlglot
    from sqlglot.optimizer.qualify import qualify

    query: Any = sqlglot.parse_one(sql, read="duckdb")
    _on_server(query)
    order = _order(query, shown)
    # Joins by USING become conditions, and every column says whose it is: engines differ in what a bare name means.
    query = qualify(
        query, schema=dict(columns), dialect="duckdb", quote_identifiers=False, validate_qualify_columns=False
    )
    return Query(query.transform(_word).sql(dialect="spark", comments=False), order)


def _on_server(query: Any) -> None:
    """Call every table by its name on the server; a part of the query with a name of its own hides a mart of that name."""
    import sqlglot.expressions as exp

    own = {part.alias.lower() for part in query.find_all(exp.CTE)}
    for table in query.find_all(exp.Table):
        name = table.name
        if not isinstance(table.this, exp.Identifier) or (not table.db and name.lower() in own):
            continue
        schema = "marts" if not table.db and name in ORDER else "main"
        table.set("alias", exp.TableAlias(this=exp.to_identifier(table.alias or name)))
        table.set("db", None)
        table.set("this", exp.to_identifier(view(schema, name)))


def _order(query: Any, shown: tuple[str, ...]) -> tuple[str, ...]:
    """Take the order off a query; what it goes by and is not shown becomes a column more."""
    import sqlglot.expressions as exp

    order = query.args.get("order")
    query.set("order", None)
    terms = []
    for place, term in enumerate(order.expressions if order else ()):
        if term.this.name.upper() == "ALL":
            return tuple(f'"{name}"' for name in shown)
        name = _output(query, term.this, shown)
        if not name:
            name = f"order_{place}"
            query.select(exp.alias_(term.this.copy(), name), copy=False)
        terms.append(f'"{name}"' + (" DESC" if term.args.get("desc") else ""))
    return tuple(terms)


def _output(query: Any, term: Any, shown: tuple[str, ...]) -> str:
    """The column of the result that a term of the order stands for; "" where it is none of them."""
    import sqlglot.expressions as exp

    for told in query.selects:
        if told.unalias() == term:
            return str(told.output_name)
    free = isinstance(term, exp.Column) and (not term.table or any(told.is_star for told in query.selects))
    return str(term.name) if free and term.name in shown else ""


def _word(node: Any) -> Any:
    """What sqlglot leaves, or turns into something that one of the engines does not have."""
    import sqlglot.expressions as exp

    if isinstance(node, exp.PercentileCont) and node.expression:
        return exp.Anonymous(this="percentile", expressions=[node.this, node.expression])
    if isinstance(node, exp.IntDiv):
        # A whole number of days is added to a date; Spark's DIV gives a BIGINT, which it does not add.
        return node if isinstance(node.parent, exp.Cast) else exp.cast(node.copy(), "int")
    if isinstance(node, exp.Bracket):
        return exp.Anonymous(this="element_at", expressions=[node.this, *node.expressions])
    if isinstance(node, exp.DateDiff) and (node.text("unit") or "DAY").upper() == "DAY":
        return exp.Anonymous(this="datediff", expressions=[node.this, node.expression])
    return node
