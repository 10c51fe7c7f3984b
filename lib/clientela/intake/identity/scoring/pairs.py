"""From scored pairs of rows to pairs of entities: what may be merged, what waits for somebody to look, what must stay apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import duckdb

from clientela.intake.identity.scoring.clusters import Clusters, Edge
from clientela.intake.identity.scoring.levels import Guard
from clientela.intake.identity.sql import columns_of, put_table

if TYPE_CHECKING:
    import pandas as pd

NO_GUARD = "WHEN true THEN {'outcome': 'free', 'why': 'score', 'place': 1000}"
SHOWN = ("name", "tax_id", "email", "phone", "address", "city", "birth_date")


def start(connection: duckdb.DuckDBPyConnection) -> None:
    """`_identity_edges`: the pairs of entities of every kind, none yet."""
    connection.execute("""
        CREATE OR REPLACE TABLE _identity_edges (left_entity BIGINT, right_entity BIGINT, probability DOUBLE, outcome VARCHAR, why VARCHAR,
                                                 left_row BIGINT, right_row BIGINT)
    """)


def add(connection: duckdb.DuckDBPyConnection, table: str, guards: Sequence[Guard]) -> None:
    """Add one kind's pairs of rows, each pair of entities once: its likeliest rows, its first guard that holds."""
    cases = " ".join(
        f"WHEN {guard.condition} THEN {{'outcome': '{guard.outcome}', 'why': '{guard.name}', 'place': {place}}}"
        for place, guard in enumerate(guards)
    )
    connection.execute(f"""
        INSERT INTO _identity_edges
        WITH pairs AS (
            SELECT least(l.entity, r.entity) AS left_entity, greatest(l.entity, r.entity) AS right_entity, p.probability, p.guard,
                   CASE WHEN l.entity < r.entity THEN p.unique_id_l ELSE p.unique_id_r END AS left_row,
                   CASE WHEN l.entity < r.entity THEN p.unique_id_r ELSE p.unique_id_l END AS right_row
            FROM (SELECT *, CASE {cases} {NO_GUARD} END AS guard FROM {table}_pairs) AS p
            JOIN {table} AS l ON l.unique_id = p.unique_id_l JOIN {table} AS r ON r.unique_id = p.unique_id_r
        )
        SELECT left_entity, right_entity, max(probability), arg_min(guard.outcome, guard.place), arg_min(guard.why, guard.place),
               arg_max(left_row, (probability, -left_row, -right_row)), arg_max(right_row, (probability, -left_row, -right_row))
        FROM pairs GROUP BY left_entity, right_entity ORDER BY left_entity, right_entity
    """)


def edges(connection: duckdb.DuckDBPyConnection, least: float, below: float = 1.1) -> list[Edge]:
    """The pairs that no guard holds back and that are so likely, likely enough to be merged or not."""
    query = """SELECT left_entity, right_entity, probability FROM _identity_edges
               WHERE outcome = 'free' AND probability >= ? AND probability < ? ORDER BY ALL"""
    return [Edge(*row) for row in connection.execute(query, [least, below]).fetchall()]


def guarded(connection: duckdb.DuckDBPyConnection, outcome: str) -> list[tuple[int, int]]:
    """The pairs that a guard keeps from being merged: "apart" or "review"."""
    query = "SELECT left_entity, right_entity FROM _identity_edges WHERE outcome = ? ORDER BY ALL"
    return [(left, right) for left, right in connection.execute(query, [outcome]).fetchall()]


def strangers(connection: duckdb.DuckDBPyConnection, clusters: Clusters) -> list[tuple[int, int]]:
    """Within clusters of three or more: entities that contradict each other, though a third looks like both."""
    members: dict[int, list[int]] = {}
    for entity, root in enumerate(clusters.of):
        if root != entity:
            members.setdefault(root, [root]).append(entity)
    several = [
        (root, entity) for root, found in sorted(members.items()) if len(found) > 2 for entity in found
    ]
    if not several:
        return []
    put_table(
        connection,
        "_identity_several",
        {"root BIGINT": [root for root, _ in several], "entity BIGINT": [entity for _, entity in several]},
    )
    return connection.execute("""
        WITH named AS (SELECT DISTINCT s.root, s.entity, r.* EXCLUDE (unique_id, source, customer_id) FROM _identity_several AS s
                       JOIN _identity_ids AS i USING (entity) JOIN _identity_records AS r ON r.source = i.source AND r.customer_id = i.source_id)
        SELECT DISTINCT l.entity, r.entity FROM named AS l JOIN named AS r ON l.root = r.root AND l.entity < r.entity
        WHERE (l.entity, r.entity) NOT IN (SELECT (left_entity, right_entity) FROM _identity_edges WHERE outcome = 'free' AND probability >= 0.5)
            -- What one of the two may have written badly is no contradiction while something else that is a person's own agrees.
            AND NOT coalesce(l.email = r.email, false) AND NOT coalesce(identity_near(l.document, r.document, 2), false)
            AND NOT coalesce(identity_near(l.birth, r.birth, 1), false)
            AND ((NOT coalesce(l.address_base = r.address_base, l.postcode = r.postcode, false) AND NOT (
                    l.words = r.words OR l.joined = r.joined OR identity_shorter(l.tokens, r.tokens)
                    OR identity_slip(l.tokens, r.tokens, l.odd, r.odd, 0.7) OR identity_crossed(l.tokens, r.tokens, l.first, r.first, l.last, r.last)
                    OR identity_akin(l.tokens, r.tokens)
                    OR (least(len(l.tokens), len(r.tokens)) = 1 AND identity_common(l.tokens, r.tokens) = 1)))
                OR l.document <> r.document
                OR abs(TRY_CAST(l.birth[:4] AS INTEGER) - TRY_CAST(r.birth[:4] AS INTEGER)) > 12)
        ORDER BY ALL
    """).fetchall()


def _worth(connection: duckdb.DuckDBPyConnection) -> str:
    """What each entity bought: the query, with entity, amount and orders; no row where nothing was sold."""
    have = columns_of(connection, "transactions")
    if "customer_id" not in have:
        return "SELECT NULL::BIGINT AS entity, 0 AS amount, 0 AS orders WHERE false"
    amount = "sum(abs(t.amount))" if "amount" in have else "0"
    source = "AND i.source = coalesce(t.source, '')" if "source" in have else ""
    return f"""SELECT i.entity, {amount} AS amount, count(*) AS orders FROM main.transactions AS t
               JOIN _identity_ids AS i ON i.source_id = CAST(t.customer_id AS VARCHAR) {source} WHERE i.entity IS NOT NULL GROUP BY i.entity"""


def for_review(
    connection: duckdb.DuckDBPyConnection,
    clusters: Clusters,
    decided: Sequence[tuple[int, int]],
    review: float,
) -> pd.DataFrame:
    """The doubtful pairs, both rows side by side: those not merged, not decided, not surely apart.

    Of two customers only the likeliest pair is asked. What deciding is worth comes first: the money and the orders of the two, then how likely
    they are one.
    """
    import pandas as pd

    answered = {tuple(sorted(pair)) for pair in decided}
    query = f"""
        WITH worth AS ({_worth(connection)})
        SELECT left_entity, right_entity, probability, why, left_row, right_row FROM _identity_edges AS e
        LEFT JOIN worth AS l ON l.entity = e.left_entity LEFT JOIN worth AS r ON r.entity = e.right_entity
        WHERE outcome <> 'apart' AND probability >= ?
        ORDER BY coalesce(l.amount, 0) + coalesce(r.amount, 0) DESC, coalesce(l.orders, 0) + coalesce(r.orders, 0) DESC,
                 probability DESC, left_entity, right_entity
    """
    best: dict[tuple[int, int], tuple[float, int]] = {}
    rows: list[tuple[Any, ...]] = []
    for row in connection.execute(query, [review]).fetchall():
        left, right = sorted((clusters.of[row[0]], clusters.of[row[1]]))
        if left == right or (row[0], row[1]) in answered:
            continue
        known = best.get((left, right))
        if known is None:
            best[left, right] = row[2], len(rows)
            rows.append(row)
        elif row[2] > known[0]:
            best[left, right] = row[2], known[1]
            rows[known[1]] = row
    frame = pd.DataFrame(
        rows, columns=["left_entity", "right_entity", "probability", "why", "left_row", "right_row"]
    )
    connection.register("_identity_waiting", frame.reset_index(names="place"))
    sides = ", ".join(
        f"{side}.{name} AS {name}_{side}" for side in "ab" for name in ("source", "customer_id", *SHOWN)
    )
    shown = connection.execute(f"""
        SELECT w.probability, w.why, w.left_entity, w.right_entity, {sides} FROM _identity_waiting AS w
        JOIN _identity_rows AS a ON a.unique_id = w.left_row JOIN _identity_rows AS b ON b.unique_id = w.right_row ORDER BY w.place
    """).df()
    connection.unregister("_identity_waiting")
    return shown
