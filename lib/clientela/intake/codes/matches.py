"""The same codes written otherwise: the way to compare two tables' codes that finds the most, and whether it would make one of two."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from clientela.intake.codes.spellings import FORMS, Form, joinable, prefixes_agree, spell
from clientela.intake.problems import code_shown

# The codes of a unit that nobody else has as they are written, each with the known one that is the same in the form compared.
MATCHED = """(SELECT * FROM own_spelled WHERE id NOT IN (SELECT id FROM known_ids)) AS o
JOIN (SELECT s.form, s.id, i.home FROM known_spelled AS s JOIN known_ids AS i USING (id)) AS k USING (form)"""


@dataclass(frozen=True)
class Match:
    """What a way to compare finds: how many codes, one of them, the known code that it is, and where that one is from."""

    form: Form
    pairs: int
    own: str
    known: str
    home: str

    @property
    def example(self) -> str:
        return f"{code_shown(self.own)} = {code_shown(self.known)}"


def best(connection: duckdb.DuckDBPyConnection, country: str) -> Match | None:
    """The way to compare that finds the most, of those the mildest; a bold one only where the mild find nothing."""
    found: Match | None = None
    for form in FORMS:
        if (form.bold and found) or not joinable(connection, form):
            continue
        spell(connection, form, country)
        row = connection.execute(
            f"SELECT count(*), min(o.id), min_by(k.id, o.id), min_by(k.home, o.id) FROM {MATCHED}"
        ).fetchone() or (0, "", "", "")
        if row[0] <= (found.pairs if found else 0):
            continue
        if form.bold and not (
            _most(connection, row[0]) and (form.name != "prefix" or prefixes_agree(connection))
        ):
            continue
        found = Match(form, *row)
    return found


def _most(connection: duckdb.DuckDBPyConnection, pairs: int) -> bool:
    """Whether a bold comparison finds most of the smaller side, where as they are written hardly any meet."""
    own, known, same = connection.execute(
        """SELECT (SELECT count(*) FROM own_ids), (SELECT count(*) FROM known_ids),
        (SELECT count(*) FROM own_ids JOIN known_ids USING (id))"""
    ).fetchone() or (0, 0, 0)
    return pairs >= 0.5 * min(own, known) and same <= 0.1 * min(own, known)


def clash(connection: duckdb.DuckDBPyConnection) -> tuple[str, str] | None:
    """Two codes of one side that would become one."""
    for side in ("own", "known"):
        row = connection.execute(
            f"""SELECT min(id), max(id) FROM {side}_spelled GROUP BY form HAVING count(DISTINCT id) > 1
            ORDER BY 1 LIMIT 1"""
        ).fetchone()
        if row:
            return row[0], row[1]
    return None
