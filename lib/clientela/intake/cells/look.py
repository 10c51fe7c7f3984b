"""A look at whole columns of one source: the shapes of their texts, and what they never hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb

from clientela.companies.config import Company
from clientela.companies.source import Source
from clientela.intake.cells.cell import blank_sql, literal, literals, shape_sql
from clientela.intake.contract import contract
from clientela.intake.sniff.numbers import MOST_SHAPES

# Tabulator, blank and the blank that does not break.
OUTER = (9, 32, 160)
NUMERIC: tuple[str, ...] = (
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "HUGEINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
)
NUMERIC += ("UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL")


@dataclass(frozen=True)
class Habits:
    """What a text column does: outer blanks, words for "nothing", whether its values repeat; and of codes, dots and plus signs."""

    outer_blanks: bool = True
    blank_words: bool = True
    repeats: bool = False
    dots: bool = True
    plus: bool = True


@dataclass
class Look:
    """One source: `relation` is the SQL of its rows with our column names over the user's cells, `types` what DuckDB calls those."""

    connection: duckdb.DuckDBPyConnection
    relation: str
    types: Mapping[str, str]
    source: Source
    company: Company
    name: str
    measured: frozenset[str] = frozenset()  # columns of numbers and dates, whose shapes will be asked for
    codes: frozenset[str] = frozenset()  # columns of codes, in which a spreadsheet's numbers are looked for
    habits: dict[str, Habits] = field(default_factory=dict)
    shapes_of: dict[str, dict[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.habits = self._habits([name for name, kind in self.types.items() if kind == "VARCHAR"])

    def one(self, query: str) -> tuple[Any, ...]:
        """The only row of a query."""
        row = self.connection.execute(query).fetchone()
        assert row is not None
        return row

    def text(self, name: str) -> str:
        """The SQL of a column as text without outer blanks."""
        if self.types[name] != "VARCHAR":
            return f'CAST("{name}" AS VARCHAR)'
        return f"trim(\"{name}\", ' \t\u00a0')" if self.habits[name].outer_blanks else f'"{name}"'

    def blank(self, name: str) -> str:
        """The SQL that is true for an empty cell."""
        if self.types[name] != "VARCHAR":
            return f'"{name}" IS NULL'
        return blank_sql(self.text(name), self.habits[name].blank_words, self.kept_words)

    @property
    def kept_words(self) -> tuple[str, ...]:
        """Words for nothing that are values here, as company.yml says."""
        kept = self.source.keep_blank_words
        return (
            tuple(word.lower() for word in kept)
            if isinstance(kept, list)
            else contract().blank
            if kept
            else ()
        )

    def shapes(self, name: str, x: str | None = None) -> dict[str, int]:
        """The shapes of a column's texts, with their cells; the commonest first."""
        x = x or self.text(name)
        some = f"FROM ({self.relation}) WHERE NOT {self.blank(name)}"
        if self.types[name] == "VARCHAR" and self.habits[name].repeats:
            # Each text once: a column of a million amounts has a few thousand.
            inner = f"SELECT {x} AS x, count(*) AS n {some} GROUP BY 1"
            query = f"SELECT {shape_sql('x')} AS s, sum(n) AS n FROM ({inner}) GROUP BY 1"
        else:
            query = f"SELECT {shape_sql(x)} AS s, count(*) AS n {some} GROUP BY 1"
        rows = self.connection.execute(f"{query} ORDER BY n DESC, s LIMIT {MOST_SHAPES}").fetchall()
        return {shape: int(n) for shape, n in rows}

    def _habits(self, names: list[str]) -> dict[str, Habits]:
        """One pass over all text columns, so that what a column never holds costs nothing later."""
        if not names:
            return {}
        blanks = contract().blank[1:]
        # Only a cell that starts as one of the words does, and is no longer, is compared with them.
        starts = sorted({ord(sign) for word in blanks for sign in (word[0], word[0].upper())} | {*OUTER})
        asked = ["count(*)"]
        for i, name in enumerate(names):
            x, trimmed = f'"{name}"', f"trim(\"{name}\", ' \t\u00a0')"
            begins = f"f{i} IN ({', '.join(map(str, starts))})"
            words = f"CASE WHEN {begins} THEN lower({trimmed}) IN ({literals(blanks)}) ELSE false END"
            ends = " OR ".join(f"suffix({x}, {literal(chr(sign))})" for sign in OUTER)
            asked += [
                f"bool_or(f{i} IN ({', '.join(map(str, OUTER))}) OR {ends})",
                f"bool_or({words})",
                f"approx_count_distinct({x})" if name in self.measured else "count(*)",
                f"bool_or(contains({x}, '.'))" if name in self.codes else "true",
                f"bool_or(contains({x}, '+'))" if name in self.codes else "true",
            ]
        firsts = ", ".join(f'ascii("{name}") AS f{i}' for i, name in enumerate(names))
        row = self.one(f"SELECT {', '.join(asked)} FROM (SELECT *, {firsts} FROM ({self.relation}))")
        found = {}
        for i, name in enumerate(names):
            outer_blanks, blank_words, distinct, dots, plus = row[1 + 5 * i : 6 + 5 * i]
            # To look at each text once pays as soon as a good part of them repeats.
            found[name] = Habits(
                bool(outer_blanks), bool(blank_words), distinct < 0.6 * row[0], bool(dots), bool(plus)
            )
        return found
