"""What a mart is made of, read from its query: the marts before it, the typed tables, and of these the columns it names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from clientela.intake.contract import contract
from clientela.marts import ORDER
from clientela.marts.told import told
from clientela.warehouse import queries

_COMMENT = re.compile(r"--[^\n]*")
_FROM = re.compile(r"\b(?:FROM|JOIN)\s+(?:main\.)?(\w+)", re.I)
# A part of a query with a name of its own hides a mart of that name.
_NAMED = re.compile(r"\b(\w+)\s+AS\s+(?:MATERIALIZED\s+)?\(", re.I)


@dataclass
class Sources:
    """Marts and typed tables behind a mart; of each table the columns that a query names."""

    marts: set[str] = field(default_factory=set)
    tables: dict[str, set[str]] = field(default_factory=dict)


def purpose(mart: str) -> str:
    """What a row of a mart is, in the reader's language."""
    return str(told()[mart].grain)


def before(mart: str) -> tuple[set[str], set[str]]:
    """What one mart's query reads itself: marts, and the company's tables.

    >>> before("days")
    ({'lines'}, set())
    """
    marts, tables = _read(mart)
    return set(marts), set(tables)


def behind(marts: Iterable[str]) -> Sources:
    """Everything behind some marts, back to the company's tables.

    >>> sorted(behind(["days"]).tables)
    ['identity', 'transactions']
    """
    found, waiting = Sources(), [mart for mart in marts if mart in ORDER]
    while waiting:
        mart = waiting.pop()
        if mart in found.marts:
            continue
        found.marts.add(mart)
        before, tables = _read(mart)
        waiting += before
        for table, columns in tables.items():
            found.tables.setdefault(table, set()).update(columns)
    return found


@cache
def _read(mart: str) -> tuple[tuple[str, ...], dict[str, frozenset[str]]]:
    """The marts and the tables that one query reads itself."""
    query = _COMMENT.sub("", _text(mart))
    hidden = {name.lower() for name in _NAMED.findall(query)}
    tables = set(re.findall(r"\bmain\.(\w+)", query))
    read = {name for name in _FROM.findall(query) if name.lower() not in hidden and name != mart}
    # Without "main." a mart comes before a table of the same name.
    earlier = tuple(sorted(name for name in read if name in ORDER and ORDER.index(name) < ORDER.index(mart)))
    known, words = contract().tables, set(re.findall(r"\w+", query))
    tables |= {name for name in read if name in known and name not in ORDER}
    return earlier, {
        table: frozenset(words & set(known[table].columns)) if table in known else frozenset()
        for table in sorted(tables)
    }


def _text(mart: str) -> str:
    return queries()[mart].read_text(encoding="utf-8")
