"""A look at the values of a file's columns, before it is known what they are: dates, numbers, keys, e-mails."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import duckdb

from clientela.intake.columns.looks import LOOKED_AT, MOST_VALUES, first_rows, is_key, looks_like, tells_apart
from clientela.intake.contract import Column, header_key
from clientela.intake.readers.raw import Raw
from clientela.intake.sniff import date_shapes, numbers

MOST = 0.8
DIGITS = str.maketrans("012345678", "999999999")
# «A-0001-00000077», «001-002-000000123», «F001-00001234»
INVOICE = re.compile(r"(?:[A-Za-z]{1,4}[- ]?\d{3,5}|\d{3,5}(?:-\d{3,5})?)[- ]\d{5,10}")
# Numbers of so few figures are no days counted by Excel or written 20250131.
LONG = re.compile(r"\d{5,6}|\d{8}|\d{10}|\d{13}")
# A day parted by points, and no thousands.
POINTED = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d{2}|\d{4})|\d{4}\.\d{1,2}\.\d{1,2}")
TOTAL = re.compile(r"\W*(gran |grand )?(sub ?)?total(es)?\b", re.IGNORECASE)
CODE_LENGTH = 40
OF_A_SALE = {"venta", "ventas", "sale", "sales", "compra"}
# Three amounts may be 100, 101 and 102.
FEWEST_COUNTED = 5
# In fewer rows, one long order may well have most of them.
FEWEST_PLACED = 20
MINUS = ("-", "(", *numbers.MINUS)
TIME_OF_DAY = re.compile(r"\d{1,2}:\d{2}(:\d{2})?( ?[ap]\.? ?m\.?)?", re.IGNORECASE)


@dataclass
class Peek:
    """The first values of each column of a file, looked at once."""

    connection: duckdb.DuckDBPyConnection
    raw: Raw
    seen: dict[int, list[str]] = field(default_factory=dict)
    keys: dict[int, bool] = field(default_factory=dict)
    read: dict[int, list[float | None]] = field(default_factory=dict)

    @cached_property
    def rows(self) -> list[tuple[str | None, ...]]:
        """The first rows, as texts."""
        return first_rows(self.connection, self.raw)

    @property
    def whole(self) -> bool:
        """Whether the first rows are all there are."""
        return len(self.rows) < LOOKED_AT

    def different(self, place: int) -> set[str] | None:
        """All different values of a column; None where the first rows are not all."""
        return {str(row[place]) for row in self.rows if row[place]} if self.whole else None

    def values(self, place: int) -> list[str]:
        """Some different values of a column, the commonest first."""
        if place not in self.seen:
            counted = Counter(row[place] for row in self.rows if row[place])
            inorder = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
            self.seen[place] = [str(value) for value, _n in inorder[:MOST_VALUES]]
        return self.seen[place]

    def figures(self, place: int) -> list[float | None]:
        """A column's numbers in the first rows, with the decimal sign that the column shows; None where there is none."""
        if place not in self.read:
            texts = [(row[place] or "").lower() for row in self.rows]
            shapes = Counter(text.translate(DIGITS) for text in texts if text)
            # What may be thousands or decimals is read as thousands: if it is not, a sum fails to be borne out, and nothing else.
            ways = numbers.read(shapes, None, {}, numbers.Custom("."), money=True).shapes
            self.read[place] = [_figure(text, ways.get(text.translate(DIGITS))) for text in texts]
        return self.read[place]

    def kinds(self, place: int, most: int) -> set[str]:
        """All different values of a column, in whatever row; none where they are more than so many."""
        x = f"nullif(trim(CAST(c{place + 1} AS VARCHAR)), '')"
        found = self.connection.execute(
            f"SELECT DISTINCT {x} FROM ({self.raw.relation}) WHERE {x} IS NOT NULL LIMIT {most + 1}"
        ).fetchall()
        return {str(row[0]) for row in found} if len(found) <= most else set()

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
        if place not in self.keys and self.whole:
            filled = [row[place] for row in self.rows if row[place]]
            self.keys[place] = tells_apart(len(self.rows), len(filled), len(set(filled)))
        elif place not in self.keys:
            self.keys[place] = is_key(self.connection, self.raw, place)
        return self.keys[place]

    def is_code(self, place: int) -> bool:
        """Whether a column identifies rows by codes: short, without decimals, no dates."""
        return self.share(place, _code) >= MOST and self.is_key(place) and not self.is_date(place)

    def is_placeholder(self, place: int) -> bool:
        """Whether one value stands in most rows, as 0 does where no number was given: nothing of it tells orders apart."""
        filled = [row[place] for row in self.rows if row[place]]
        return len(filled) >= FEWEST_PLACED and Counter(filled).most_common(1)[0][1] > len(filled) / 2

    def numbers_invoices(self, place: int) -> bool:
        """Whether a column holds the numbers of invoices, which have a series before them, and no documents of people: «A-0001-00000077»."""
        return self.share(place, lambda v: bool(INVOICE.fullmatch(v.strip()))) >= MOST

    def counts_sales(self, place: int) -> bool:
        """Whether a column that bears the name of a sale numbers its rows one after the other, as no amounts do."""
        if header_key(self.raw.headers[place]) not in OF_A_SALE or self.share(place, str.isdigit) < 1:
            return False
        x = f"TRY_CAST(c{place + 1} AS BIGINT)"
        n, different, span = self.connection.execute(
            f"SELECT count(*), count(DISTINCT {x}), max({x}) - min({x}) + 1 FROM ({self.raw.relation})"
        ).fetchone() or (0, 0, 0)
        return bool(n >= FEWEST_COUNTED and different == n == span)

    def holds(self, column: Column, place: int) -> bool:
        """Whether a column of the file may be this column of ours, by its values; an empty one may be anything."""
        if not self.values(place):
            return True
        if column.name == "order_id" and self.is_placeholder(place):
            return False
        if column.looks:
            return looks_like(column.looks, self.values(place))
        if column.type in ("date", "timestamp"):
            return self.is_date(place) or self.share(place, lambda v: bool(LONG.fullmatch(v))) >= MOST
        if column.type in ("money", "number", "share"):
            if column.type == "money" and self.counts_sales(place):
                return False
            return self.is_number(place) and not self.share(place, _date) >= MOST
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


def _figure(text: str, way: str | None) -> float | None:
    """The number of a text in one notation."""
    if way is None:
        return None
    thousands, decimal = (",", ".") if way == "point" else (".", ",")
    digits = re.sub(r"[^\d.]", "", text.replace(thousands, "").replace(decimal, "."))
    try:
        return -float(digits) if text.startswith(MINUS) or text.endswith("-") else float(digits)
    except ValueError:
        return None


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
