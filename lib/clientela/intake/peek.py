"""A look at the values of a file's columns, before it is known what they are: dates, numbers, keys, e-mails."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import duckdb

from clientela.intake.contract import Column, plain
from clientela.intake.looks import is_key, looks_like, some_values
from clientela.intake.readers.raw import Raw
from clientela.intake.sniff import date_shapes, numbers

MOST = 0.8
DIGITS = str.maketrans("012345678", "999999999")
# Numbers of so few figures are no days counted by Excel or written 20250131.
LONG = re.compile(r"\d{5,6}|\d{8}")
# A day parted by points, and no thousands.
POINTED = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d{2}|\d{4})|\d{4}\.\d{1,2}\.\d{1,2}")
TOTAL = re.compile(r"\W*(gran |grand )?(sub ?)?total(es)?\b", re.IGNORECASE)
CODE_LENGTH = 40
# Three amounts may be 100, 101 and 102.
FEWEST_COUNTED = 5
TIME_OF_DAY = re.compile(r"\d{1,2}:\d{2}(:\d{2})?( ?[ap]\.? ?m\.?)?", re.IGNORECASE)


@dataclass
class Peek:
    """The first values of each column of a file, looked at once."""

    connection: duckdb.DuckDBPyConnection
    raw: Raw
    seen: dict[int, list[str]] = field(default_factory=dict)
    keys: dict[int, bool] = field(default_factory=dict)

    def values(self, place: int) -> list[str]:
        """Some different values of a column, the commonest first."""
        if place not in self.seen:
            self.seen[place] = some_values(self.connection, self.raw, place)
        return self.seen[place]

    def share(self, place: int, is_one: Callable[[str], bool]) -> float:
        """The share of a column's values of which something is true; 0 for an empty column."""
        values = self.values(place)
        # The word before a line of totals is no value of its column.
        told = [value for value in values if not TOTAL.match(value)] or values
        return sum(map(is_one, told)) / len(told) if told else 0.0

    def is_date(self, place: int) -> bool:
        """Whether a column holds dates, and not just numbers."""
        kind = self.raw.types[place]
        return kind.startswith(("DATE", "TIMESTAMP")) or self.share(place, _date) >= MOST

    def is_number(self, place: int) -> bool:
        """Whether a column holds numbers."""
        return self.share(place, _number) >= MOST

    def is_key(self, place: int) -> bool:
        """Whether a column tells every row from every other."""
        if place not in self.keys:
            self.keys[place] = is_key(self.connection, self.raw, place)
        return self.keys[place]

    def is_code(self, place: int) -> bool:
        """Whether a column identifies rows by codes: short, without decimals, no dates."""
        return self.share(place, _code) >= MOST and self.is_key(place) and not self.is_date(place)

    def counts_rows(self, place: int) -> bool:
        """Whether a column numbers its rows one after the other, as no amounts do."""
        x = f"TRY_CAST(c{place + 1} AS BIGINT)"
        n, different, span = self.connection.execute(
            f"SELECT count(*), count(DISTINCT {x}), max({x}) - min({x}) + 1 FROM ({self.raw.relation})"
        ).fetchone() or (0, 0, 0)
        return bool(n >= FEWEST_COUNTED and different == n == span)

    def holds(self, column: Column, place: int) -> bool:
        """Whether a column of the file may be this column of ours, by its values; an empty one may be anything."""
        if not self.values(place):
            return True
        if column.looks:
            return looks_like(column.looks, self.values(place))
        if column.type in ("date", "timestamp"):
            return self.is_date(place) or self.share(place, lambda v: bool(LONG.fullmatch(v))) >= MOST
        if column.type in ("money", "number", "share"):
            counts = column.type == "money" and self.counts_rows(place)
            return self.is_number(place) and not self.share(place, _date) >= MOST and not counts
        if column.type == "choice" and column.values:
            return self.share(place, lambda v: column.means(v) is not None) >= 0.5
        return True


def _date(value: str) -> bool:
    text = value.strip()
    if text.replace(".", "").isdigit() and not POINTED.fullmatch(text):
        return False
    return bool(date_shapes.readings(text.lower().translate(DIGITS)))


def _number(value: str) -> bool:
    return numbers.notation(value.strip().lower().translate(DIGITS)) is not None


def _code(value: str) -> bool:
    return (
        len(value) <= CODE_LENGTH
        and len(value.split()) <= 2
        and not re.fullmatch(r"\d+[.,]\d{1,2}", value)
        and not TIME_OF_DAY.fullmatch(value)
    )


def first(places: Sequence[int], fits: Callable[[int], bool]) -> int | None:
    """The first place of which something is true."""
    return next((place for place in places if fits(place)), None)
