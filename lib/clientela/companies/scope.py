"""The part of a company that one person answers for: a branch, a seller, or what `column = pattern` says.

Who is who is decided on the whole company, before; then only the part's rows and customers stay, and every chapter is about them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Any

import duckdb

from clientela.companies import codes, mistakes
from clientela.companies.config import TABLES, Company, ConfigError
from clientela.customers.smallest import OWN, SMALLEST
from clientela.folders import project
from clientela.intake.contract import contract
from clientela.intake.personal import looks_personal, mask
from clientela.intake.shapes.filters import GRAMMAR, matching
from clientela.present.terms import known, term

# What every part has of its company's: the questions, the things sold, the campaigns, what competitors do.
SHARED = {"items", "products", "campaigns", "benchmarks"}
SHOWN = 12


def of(company: Company, conditions: Sequence[str]) -> Company:
    """The company with only a part in view; its goals are the whole company's, and go.

    `conditions` such as "branch = Cali", all of which hold. Raises ConfigError for one that cannot be read.
    """
    if not conditions:
        return company
    conditions = [_coded(company, _read(condition)) for condition in conditions]
    name = f"{company.name.removesuffix(f' · {words(conditions)}')} · {words(conditions)}"
    return company.model_copy(update={"part": list(conditions), "name": name, "goals": []})


def _coded(company: Company, match: re.Match[str]) -> str:
    """A condition whose value names a person by its code: from here on it stands in names of folders and on pages."""
    patterns = codes.condition(company, match["column"], match["patterns"])
    return match.string if patterns == match["patterns"] else f"{match['column']} {match['sign']} {patterns}"


def harmless(conditions: Sequence[str]) -> list[str]:
    """Conditions as a page or a manifest may show them: what looks like a person's is masked.

    >>> harmless(["branch = Cali", "email = ana@correo.co"])
    ['branch = Cali', 'email = a… (13)']
    """
    return [_masked(_read(condition)) for condition in conditions]


def _masked(match: re.Match[str]) -> str:
    parts = [part.strip() for part in match["patterns"].split("|")]
    named = [
        table.columns[match["column"]]
        for table in contract().tables.values()
        if match["column"] in table.columns
    ]
    # Of a column that nobody knows the values may be anybody's.
    if (named and not any(column.personal for column in named)) or not any(
        looks_personal(part) and not codes.CODE.fullmatch(part) for part in parts
    ):
        return match.string
    return f"{match['column']} {match['sign']} {' | '.join(mask(part) if looks_personal(part) else part for part in parts)}"


def words(conditions: Sequence[str]) -> str:
    """The part's name on a page.

    >>> words(["branch = Cali"])
    'Sede: Cali'
    """
    read = [_read(condition) for condition in harmless(conditions)]
    return ", ".join(
        f"{term(match['column']).words if known(match['column']) else match['column']}"
        f"{': ' if match['sign'] == '=' else ' ≠ '}{match['patterns']}"
        for match in read
    )


def slug(conditions: Sequence[str]) -> str:
    """The part's name as a folder.

    >>> slug(["branch = Bogotá | Cali"])
    'branch-bogotá-cali'
    """
    shown = harmless(conditions)
    name = re.sub(r"[^\w]+", "-", " ".join(shown).replace("!=", " no ").lower()).strip("-")[:80]
    return name if shown == list(conditions) else f"{name}-{project.digest(*conditions)[:8]}"


def keep(connection: duckdb.DuckDBPyConnection, company: Company) -> dict[str, Any]:
    """Leave in the tables of `main` what belongs to the part, and say how much that is of the whole.

    Sales: those that match, or, by a column that only customers have, those of the customers that match. Customers: who has such
    a sale, or matches. Of the other tables what matches, else what is theirs; what is neither is the whole company's and goes.
    Raises ConfigError, with what there is, when a column does not exist or nothing matches.
    """
    before = _lines(connection)
    for condition in company.part:
        _keep(connection, company, _read(codes.in_tables(connection, condition)))
    _not_alone(connection, company)
    # Whose a row set aside is, nobody can tell.
    connection.execute("DELETE FROM main.set_aside")
    return {"conditions": list(company.part), "lines": _lines(connection), "of": before}


def _keep(connection: duckdb.DuckDBPyConnection, company: Company, match: re.Match[str]) -> None:
    column, there = match["column"], columns(connection)
    asked = [table for table in ("transactions", "customers") if column in there.get(table, ())]
    if not asked:
        raise ConfigError(unknown(column, there["transactions"] | there["customers"]))
    said = _values(connection, asked, column)
    matched = matching(f't."{column}"', match)
    if coded := codes.matching(company, column, match["patterns"], f't."{column}"'):
        matched = f"({matched} OR {coded})" if match["sign"] == "=" else f"({matched} AND NOT {coded})"
    people = " UNION ".join(f"{PEOPLE.format(table=table)} AND {matched}" for table in asked)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE part_people AS {people}")
    if column in OWN:
        _none_alone_outside(connection, " UNION ".join(PEOPLE.format(table=table) for table in asked), column)
    for table, has in there.items():
        owner = next((f't."{name}"' for name in ("customer_id", "became_customer_id") if name in has), "NULL")
        theirs = f"(t.source, {owner}) IN {THEIRS}"
        if table == "customers" or column not in has:
            kept = theirs
        elif table == "transactions":
            kept = matched
        else:
            kept = f'CASE WHEN t."{column}" IS NULL THEN {theirs} ELSE {matched} END'
        connection.execute(f"DELETE FROM main.{table} AS t WHERE NOT coalesce({kept}, false)")
    if not connection.execute("SELECT count(*) FROM part_people").fetchall()[0][0] and not _lines(connection):
        raise ConfigError(f"WHERE: nada cumple «{_masked(match).strip()}». Hay: {said}")
    for table in ("identity", "golden"):
        connection.execute(f"DELETE FROM main.{table} WHERE customer_id NOT IN (FROM part_people)")


def _none_alone_outside(connection: duckdb.DuckDBPyConnection, everybody: str, column: str) -> None:
    """Whoever takes a report on nearly all from the one on all has a report on the few that are left. Raises ConfigError then."""
    outside = f"SELECT count(*) FROM (({everybody}) EXCEPT FROM part_people)"
    if 0 < connection.execute(outside).fetchall()[0][0] < SMALLEST:
        raise ConfigError(
            f"WHERE: «{column}» deja fuera a menos de {SMALLEST} clientes, y quien reste este informe del de toda la empresa "
            "sabría de ellos. Tome otro grupo, o el informe de toda la empresa"
        )


def _not_alone(connection: duckdb.DuckDBPyConnection, company: Company) -> None:
    """A report on who has a trait is one on a person where few have it. Raises ConfigError then."""
    asked = [match["column"] for match in map(_read, company.part) if match["column"] in OWN]
    if not asked:
        return
    found = connection.execute("SELECT count(*) FROM part_people").fetchall()[0][0]
    if 0 < found < SMALLEST:
        raise ConfigError(
            f"WHERE: cumplen «{', '.join(asked)}» menos de {SMALLEST} clientes, y un informe así los señalaría. Tome un grupo mayor; "
            "de un cliente solo habla su ficha: clientela card"
        )


# The customers, one row each, of the rows of a table `t` that a condition picks; and the ids that each source has for them.
PEOPLE = """
    SELECT coalesce(i.customer_id, t.customer_id) AS customer_id
    FROM main.{table} AS t LEFT JOIN main.identity AS i ON i.source = t.source AND i.source_id = t.customer_id
    WHERE t.customer_id IS NOT NULL"""
THEIRS = "(SELECT i.source, i.source_id FROM main.identity AS i JOIN part_people USING (customer_id))"


def columns(connection: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """The columns of each of the company's tables that a part does not share with it."""
    rows = connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'main'"
    ).fetchall()
    found: dict[str, set[str]] = {table: set() for table in TABLES if table not in SHARED}
    for table, column in rows:
        if table in found:
            found[table].add(column)
    return {table: has for table, has in found.items() if has}


def _values(connection: duckdb.DuckDBPyConnection, tables: Sequence[str], column: str) -> str:
    """What a column holds, the commonest first: what the user may have meant."""
    rows = " UNION ALL ".join(
        f'SELECT CAST("{column}" AS VARCHAR) AS said FROM main.{table}' for table in tables
    )
    found = connection.execute(
        f"SELECT said FROM ({rows}) WHERE said IS NOT NULL GROUP BY said ORDER BY count(*) DESC, said LIMIT {SHOWN}"
    ).fetchall()
    # Names, addresses and numbers of persons are no values to choose from, wherever they stand.
    personal = any(
        contract().tables[table].columns[column].personal
        for table in tables
        if column in contract().tables[table].columns
    )
    shown = [str(said) for (said,) in found if not looks_personal(str(said))]
    if personal and len(shown) < len(found):
        shown = []
    return ", ".join(shown) or ("valores que son de personas y no se muestran" if found else "ningún valor")


def _lines(connection: duckdb.DuckDBPyConnection) -> int:
    return int(connection.execute("SELECT count(*) FROM main.transactions").fetchall()[0][0])


def _read(condition: str) -> re.Match[str]:
    if mistakes.is_secret(condition):
        raise ConfigError(
            "WHERE: hay una dirección con contraseña, y lo que se pide queda escrito en el informe"
        )
    match = GRAMMAR.match(mistakes.CONTROL.sub(" ", condition).strip())
    if match is None or not match["patterns"]:
        raise ConfigError(f"WHERE: «{condition}» no se entiende. Escríbalo así: WHERE='channel = web'")
    return match


def unknown(column: str, there: set[str]) -> str:
    near = difflib.get_close_matches(column, sorted(there), n=1)
    hint = f"¿quiso decir «{near[0]}»?" if near else f"Hay: {', '.join(sorted(there))}"
    return f"WHERE: ni las ventas ni los clientes tienen la columna «{column}». {hint}"
