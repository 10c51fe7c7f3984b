"""How one column is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clientela.intake.contract import Column, contract
from clientela.intake.problems import Assumption


@dataclass(frozen=True)
class Rival:
    """Another way to read a column that nothing in it rules out: what it is about, how both ways are said, and the line for each."""

    about: str
    taken: str
    taken_line: str
    other: str
    other_line: str
    sql: str
    where: str  # the SQL that is true for the cells in doubt


@dataclass(frozen=True)
class Cell:
    """The SQL of a column's value, the SQL that tells an empty cell, and what was assumed.

    `doubt`: the SQL that tells a cell that was read otherwise than its column; `hint`: what to do about cells that cannot be read.
    """

    column: Column
    sql: str
    blank: str
    assumptions: tuple[Assumption, ...] = ()
    hint: str = ""
    doubt: str = ""
    rivals: tuple[Rival, ...] = ()
    warnings: tuple[tuple[str, str], ...] = ()  # what to say of the whole column, each with its remedy
    currency: str = ""  # the SQL of the currency written beside an amount, where a column has several


def literal(value: object) -> str:
    """A value as an SQL text."""
    return "'" + str(value).replace("'", "''") + "'"


def literals(values: Iterable[object]) -> str:
    """Values as a list of SQL texts."""
    return ", ".join(literal(value) for value in values)


def blank_sql(text: str, words: bool = True, kept: Iterable[str] = ()) -> str:
    """Whether a cell says nothing: empty, or (where the column has any) one of the contract's words for it, but for those `kept`."""
    meant = [word for word in contract().blank if word not in {*kept} - {""}]
    if not words or meant == [""]:
        return f"({text} IS NULL OR {text} = '')"
    return f"({text} IS NULL OR lower({text}) IN ({literals(meant)}))"


def shape_sql(text: str) -> str:
    """The shape of a cell's text: small letters, every digit a 9."""
    return f"translate(lower({text}), '012345678', '999999999')"
