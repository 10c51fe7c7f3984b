"""Two files whose codes meet: in which spelling they do, how many of each are on the other side, and which rows go together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from clientela.intake.codes.spellings import FORMS
from clientela.intake.readers.raw import Raw

# A looser way to compare must find more codes by this share to be believed.
MORE = 0.02


@dataclass(frozen=True)
class Met:
    """How many different codes each side has, and how many are on both."""

    left: int
    right: int
    both: int

    @property
    def share(self) -> float:
        """The share of the left's codes that the right has."""
        return self.both / self.left if self.left else 0.0

    @property
    def back(self) -> float:
        """The share of the right's codes that the left has."""
        return self.both / self.right if self.right else 0.0


@dataclass(frozen=True)
class Pairing:
    """Two files on their way to be one: the places (from 1) of the columns that meet, and the SQL that spells their values."""

    left: Raw
    right: Raw
    places: tuple[tuple[int, int], ...]
    form: str
    name: str
    met: Met

    @property
    def brought(self) -> list[int]:
        """The places of the right's columns that the left's rows receive."""
        keys = {there for _here, there in self.places}
        return [i for i in range(1, len(self.right.headers) + 1) if i not in keys]

    @property
    def by(self) -> str:
        """The columns that meet, in words."""
        pairs = [(self.left.headers[i - 1], self.right.headers[j - 1]) for i, j in self.places]
        return ", ".join(f"{here} = {there}" for here, there in pairs)

    def rows(self, side: int) -> str:
        """The rows of a side, each with its code as it is compared (`k`) and which of the rows with that code it is (`nth`)."""
        relation = (self.left, self.right)[side].relation
        nth = "row_number() OVER (PARTITION BY k ORDER BY source_row) AS nth"
        key = _key([pair[side] for pair in self.places], self.form)
        return f"(SELECT *, {nth} FROM (SELECT *, {key} AS k FROM ({relation})))"

    def several(self, connection: duckdb.DuckDBPyConnection) -> bool:
        """Whether one row of the right goes with several of the left."""
        query = f"SELECT 1 FROM {self.rows(0)} WHERE nth > 1 AND k IS NOT NULL LIMIT 1"
        return connection.execute(query).fetchone() is not None


def pairing(
    connection: duckdb.DuckDBPyConnection, left: Raw, right: Raw, places: Sequence[tuple[int, int]], name: str
) -> Pairing:
    """Two files compared in the strictest spelling in which most of their codes meet."""
    best = Pairing(left, right, tuple(places), "{x}", name, meet(connection, left, right, places, "{x}"))
    for form in FORMS:
        if best.met.both == best.met.left or form.bold or not form.sql:
            continue
        spelled = re.sub(r"\bid\b", "{x}", form.sql)
        met = meet(connection, left, right, places, spelled)
        if met.share > best.met.share + MORE and met.left >= 0.98 * best.met.left:
            best = Pairing(left, right, tuple(places), spelled, name, met)
    return best


def meet(
    connection: duckdb.DuckDBPyConnection, left: Raw, right: Raw, places: Sequence[tuple[int, int]], form: str = "{x}"
) -> Met:  # fmt: skip
    """How many codes two files have in common."""
    sides = [
        f"(SELECT DISTINCT {_key([pair[side] for pair in places], form)} AS k FROM ({raw.relation}))"
        for side, raw in enumerate((left, right))
    ]
    found = connection.execute(
        f"WITH a AS MATERIALIZED {sides[0]}, b AS MATERIALIZED {sides[1]} "
        "SELECT (SELECT count(k) FROM a), (SELECT count(k) FROM b), (SELECT count(*) FROM a JOIN b ON a.k = b.k)"
    ).fetchone() or (0, 0, 0)
    return Met(*found)


def _key(places: Sequence[int], form: str) -> str:
    """The SQL of a row's code as it is compared; NULL where any part of it is blank."""
    parts = [form.replace("{x}", f"nullif(trim(CAST(c{i} AS VARCHAR)), '')") for i in places]
    return parts[0] if len(parts) == 1 else " || chr(31) || ".join(f"({part})" for part in parts)
