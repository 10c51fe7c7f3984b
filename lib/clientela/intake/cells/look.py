"""A look at whole columns of one source: the shapes of their texts, and what they never hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb

from clientela.companies.config import Company
from clientela.companies.source import Source
from clientela.intake.cells import few
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
    large: bool = False  # whether there are more rows than a look at every cell is worth
    texts: Mapping[str, few.Texts] | None = None  # of few rows, those of each text column

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
        if x is None and self.texts is not None and name in self.texts:
            kept = {*self.kept_words} - {""}
            words = (
                {word for word in contract().blank if word not in kept}
                if self.habits[name].blank_words
                else {""}
            )
            found = few.shapes(self.texts[name], words, MOST_SHAPES)
            if found is not None:
                return found
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
        """What each text column never holds, so that it costs nothing later: one pass over all; of many rows one a column, each text once."""
        if not names:
            return {}
        if self.texts is not None:
            return {name: _of_few(self.texts[name]) for name in names}
        if self.large:
            return {name: self._of_texts(name) for name in names}
        asked, firsts = ["count(*)"], []
        for i, name in enumerate(names):
            distinct = f'approx_count_distinct("{name}")' if name in self.measured else "count(*)"
            asked += [distinct, *self._asked(name, f'"{name}"', f"f{i}")]
            firsts.append(f'ascii("{name}") AS f{i}')
        row = self.one(
            f"SELECT {', '.join(asked)} FROM (SELECT *, {', '.join(firsts)} FROM ({self.relation}))"
        )
        return {name: _habits(row[0], *row[1 + 5 * i : 6 + 5 * i]) for i, name in enumerate(names)}

    def _of_texts(self, name: str) -> Habits:
        """The habits of a column of many rows, most of whose texts repeat: to gather them costs less than to look at every cell."""
        each = f'SELECT x, ascii(x) AS f, n FROM (SELECT "{name}" AS x, count(*) AS n FROM ({self.relation}) GROUP BY 1)'
        asked = ", ".join(self._asked(name, "x", "f"))
        return _habits(*self.one(f"SELECT coalesce(sum(n), 0), count(*), {asked} FROM ({each})"))

    def _asked(self, name: str, x: str, first: str) -> list[str]:
        """The SQL of what is asked of a column's texts: outer blanks, words for nothing; of codes, dots and plus signs."""
        blanks = contract().blank[1:]
        # Only a cell that starts as one of the words does, and is no longer, is compared with them.
        starts = sorted({ord(sign) for word in blanks for sign in (word[0], word[0].upper())} | {*OUTER})
        trimmed = f"trim({x}, ' \t\u00a0')"
        begins = f"{first} IN ({', '.join(map(str, starts))})"
        ends = " OR ".join(f"suffix({x}, {literal(chr(sign))})" for sign in OUTER)
        return [
            f"bool_or({first} IN ({', '.join(map(str, OUTER))}) OR {ends})",
            f"bool_or(CASE WHEN {begins} THEN lower({trimmed}) IN ({literals(blanks)}) ELSE false END)",
            f"bool_or(contains({x}, '.'))" if name in self.codes else "true",
            f"bool_or(contains({x}, '+'))" if name in self.codes else "true",
        ]


def _of_few(texts: few.Texts) -> Habits:
    """The habits of a column of few rows."""
    dots = any(text and "." in text for text in texts)
    plus = any(text and "+" in text for text in texts)
    return Habits(few.has_outer_blanks(texts), few.has_blank_words(texts), False, dots, plus)


def _habits(
    rows: int, distinct: int, outer_blanks: bool | None, blank_words: bool | None, dots: bool | None, plus: bool | None
) -> Habits:  # fmt: skip
    # To look at each text once pays as soon as a good part of them repeats.
    repeats = distinct < 0.6 * rows
    return Habits(bool(outer_blanks), bool(blank_words), repeats, bool(dots), bool(plus))
