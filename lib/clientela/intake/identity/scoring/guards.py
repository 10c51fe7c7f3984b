"""Which guards stand: those made for a case that a company's own rows show not to be there rest."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from clientela.intake.identity.scoring.levels import Guard, Spec

# Of this many pairs at least, this share at most may be of different people.
PAIRS_TO_SEE, PEOPLE_SHARE = 30, 0.1
_NAMES = "identity_common(l.tokens, r.tokens) < least(len(l.tokens), len(r.tokens))"
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
    guards = [guard for guard in spec.guards if not (guard.few and learnt)]
    wanted = {guard.families for guard in guards if guard.families}
    resting = {
        of for of in wanted if learnt and _strangers_share(connection, table, keys, of) <= PEOPLE_SHARE
    }
    return [guard for guard in guards if guard.families not in resting]


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
