"""What resolving found, as counts and small frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from clientela.intake.identity.scoring.clusters import Clusters
from clientela.intake.identity.scoring.matching import Scored
from clientela.intake.identity.sql import value_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Identity:
    """Who is who. The frames hold ids and evidence; names only in `review`, which is private.

    counts: rows, ids, customers, merged_ids (ids that joined another), pairs_scored, pairs_for_review, shared_values, pairs_cut,
    decisions_used, decisions_unknown
    clusters: customer_id, source, source_id, confidence, how, for customers with more than one id
    review: the doubtful pairs, not merged, both rows side by side (columns ending in _a and _b), probability, why
    cut: what was not compared or joined for being too common or too large: what, groups, rows
    shared: values that too many different people have and that therefore prove nothing: field, value, rows, names
    conflicts: ids that two sources give to rows whose names have nothing in common: source_id, source_a, source_b
    weights: kind, field, level, m, u, learnt (false where the data were too few and the defaults stand)
    """

    counts: Mapping[str, int]
    clusters: pd.DataFrame
    review: pd.DataFrame
    cut: pd.DataFrame
    shared: pd.DataFrame
    conflicts: pd.DataFrame
    weights: pd.DataFrame


def frames(
    connection: duckdb.DuckDBPyConnection, scored: list[tuple[str, Scored]], clusters: Clusters
) -> dict[str, pd.DataFrame]:
    """The frames of an Identity but for its review."""
    return {
        "clusters": connection.execute("""
            SELECT customer_id, source, source_id, confidence, how FROM main.identity
            WHERE customer_id IN (SELECT customer_id FROM main.identity GROUP BY customer_id HAVING count(DISTINCT source_id) > 1) ORDER BY ALL
        """).df(),
        "cut": _cut(scored, clusters),
        "shared": connection.execute("SELECT * FROM _identity_shared ORDER BY field, rows DESC, value").df(),
        "conflicts": connection.execute("""
            SELECT DISTINCT l.customer_id AS source_id, l.source AS source_a, r.source AS source_b
            FROM _identity_records AS l JOIN _identity_records AS r ON l.customer_id = r.customer_id AND l.source < r.source
            WHERE identity_common(l.tokens, r.tokens) = 0 AND l.joined <> r.joined
                  AND NOT identity_slip(l.tokens, r.tokens, l.odd, r.odd, 0.7) ORDER BY ALL
        """).df(),
        "weights": _weights(scored),
    }


def _cut(scored: list[tuple[str, Scored]], clusters: Clusters) -> pd.DataFrame:
    import pandas as pd

    rows = [(f"{kind}: {key}", groups, lost) for kind, found in scored for key, groups, lost in found.cut]
    rows += [("customer too large", 1, 2) for _ in clusters.too_large] + [
        ("contradiction", 1, 2) for _ in clusters.against
    ]
    return (
        pd.DataFrame(rows, columns=["what", "groups", "rows"])
        .groupby("what", as_index=False, sort=True)
        .sum()
    )


def _weights(scored: list[tuple[str, Scored]]) -> pd.DataFrame:
    import pandas as pd

    rows = [
        (kind, name, level, m, u, found.learnt)
        for kind, found in scored
        for name, levels in found.weights.items()
        for level, (m, u) in levels.items()
    ]
    return pd.DataFrame(rows, columns=["kind", "field", "level", "m", "u", "learnt"])


def counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many rows, ids and customers, and how many pairs were scored."""
    queries = {
        "rows": "SELECT count(*) FROM _identity_rows",
        "ids": "SELECT count(*) FROM (SELECT DISTINCT source, source_id FROM main.identity)",
        "customers": "SELECT count(DISTINCT customer_id) FROM main.identity",
        "merged_ids": "SELECT count(*) FROM main.identity WHERE band = 'same' AND source_id <> customer_id",
        "pairs_scored": "SELECT count(*) FROM _identity_edges",
        "shared_values": "SELECT count(*) FROM _identity_shared",
    }
    return {name: int(value_of(connection, query)) for name, query in queries.items()}
