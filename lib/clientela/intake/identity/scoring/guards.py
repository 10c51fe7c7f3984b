"""Which guards stand: those made for a case that a company's own rows show not to be there rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import duckdb

from clientela.intake.identity.scoring.levels import Guard, Spec

# Of this many pairs at least, this share at most may be of different people.
PAIRS_TO_SEE, PEOPLE_SHARE = 30, 0.1
# A name and a city are nobody's where chance makes so many of the pairs that share them; mostly strangers are not even looked at.
SOME, MOSTLY = 0.1, 0.5
_NAMES = "identity_common(l.tokens, r.tokens) < least(len(l.tokens), len(r.tokens))"
# A name of which no word is known for a first name or a surname has its first and its last word: without them all strangers would be called alike.
_PARTS = (
    "CASE WHEN len(first) > 0 THEN first ELSE tokens[1:1] END",
    "CASE WHEN len(last) > 0 THEN last ELSE tokens[-1:] END",
    "coalesce(city, '')",
)
_BORN_APART = (
    "NOT (identity_near(l.birth, r.birth, 1) OR l.birth[5:] = r.birth[5:] OR l.birth[:6] = r.birth[:6])"
)


def standing(
    connection: duckdb.DuckDBPyConnection, table: str, spec: Spec, keys: Sequence[str], learnt: bool
) -> list[Guard]:
    """The guards to heed.

    Guards about families rest where two rows with something in common but not their names are hardly ever born on different days: what
    looks like a family there is one person badly written. Where too few rows have a birth date nobody can tell, and the guards stand.
    """
    namesakes = _namesakes(connection, table) if learnt and any(guard.few for guard in spec.guards) else 0.0
    guards = [guard for guard in spec.guards if not (guard.few and learnt and namesakes < SOME)]
    if namesakes >= MOSTLY:
        guards = [replace(guard, outcome="apart") if guard.few else guard for guard in guards]
    wanted = {guard.families for guard in guards if guard.families}
    resting = {
        of for of in wanted if learnt and _strangers_share(connection, table, keys, of) <= PEOPLE_SHARE
    }
    return [guard for guard in guards if guard.families not in resting]


def _namesakes(connection: duckdb.DuckDBPyConnection, table: str) -> float:
    """Of the rows that have no more than a name and a city: how many pairs of one name chance alone makes, for each that there is.

    Ten first names and eight surnames in five cities make four hundred people, and five hundred customers then share them.
    """
    n, together = connection.execute(f"""
        WITH bare AS (
            SELECT name_key, first, last, coalesce(city, '') AS city FROM {table}
            WHERE coalesce(document, email, phone, birth) IS NULL AND name_key IS NOT NULL AND len(tokens) > 1
        )
        SELECT (SELECT count(*) FROM bare), coalesce(sum(n * (n - 1) / 2), 0) FROM (SELECT count(*) AS n FROM bare GROUP BY name_key, city)
    """).fetchall()[0]
    if not together:
        return 0.0
    chance = n * (n - 1) / 2
    for part in _PARTS:
        (share,) = connection.execute(f"""
            SELECT sum(n * n) / (sum(n) * sum(n)) FROM (
                SELECT count(*)::DOUBLE AS n FROM {table}
                WHERE coalesce(document, email, phone, birth) IS NULL AND name_key IS NOT NULL AND len(tokens) > 1 GROUP BY {part}
            )
        """).fetchall()[0]
        chance *= share
    return chance / float(together)


def _strangers_share(
    connection: duckdb.DuckDBPyConnection, table: str, keys: Sequence[str], of: tuple[str, ...]
) -> float:
    """Among rows that share one of these keys and are not of one name: the share born on clearly different days; 1 where few are seen."""
    seen, apart = 0, 0
    for number in (place for place, key in enumerate(keys, start=1) if key in of):
        pairs, strangers = connection.execute(f"""
            SELECT count(*), count(*) FILTER ({_BORN_APART}) FROM {table} AS l
            JOIN {table} AS r ON l.key_{number} = r.key_{number} AND l.unique_id < r.unique_id AND l.entity <> r.entity
            WHERE l.birth IS NOT NULL AND r.birth IS NOT NULL AND {_NAMES}
        """).fetchall()[0]
        seen, apart = seen + pairs, apart + strangers
    return apart / seen if seen >= PAIRS_TO_SEE else 1.0
