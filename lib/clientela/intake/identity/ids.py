"""Every id that any table uses, the entity it stands for, and in the end the customer it belongs to."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from clientela.intake.identity.scoring.clusters import Clusters
from clientela.intake.identity.sql import value_of


def tables_with_ids(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables of the company, `customers` aside, whose rows have a source and a customer's id."""
    found = connection.execute("""
        SELECT table_name FROM information_schema.columns WHERE table_schema = 'main' AND column_name IN ('source', 'customer_id')
        GROUP BY table_name HAVING count(DISTINCT column_name) = 2 ORDER BY table_name
    """).fetchall()
    return [name for (name,) in found if name not in ("customers", "identity", "golden", "golden_origin")]


def number_entities(
    connection: duckdb.DuckDBPyConnection, precedence: Sequence[str], shared_ids: bool
) -> int:
    """`_identity_ids`: each (source, id) with its entity, numbered from 0; the smaller number names the customer.

    The smaller is the id of the more trusted source, then the shorter, then the first in the alphabet: it does not change when rows are added
    at the end. With `shared_ids` an id is one entity in all sources; else an id of another table is the customer's only where one source of
    customers has that id.
    """
    elsewhere = " UNION ".join(
        ["SELECT NULL::VARCHAR AS source, NULL::VARCHAR AS source_id WHERE false"]
        + [
            f"SELECT coalesce(source, ''), CAST(customer_id AS VARCHAR) FROM main.\"{table}\" WHERE customer_id IS NOT NULL"
            for table in tables_with_ids(connection)
        ]
    )
    group = "source_id" if shared_ids else "source, source_id"
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE _identity_ids AS
        WITH customers AS (SELECT DISTINCT source, customer_id AS source_id FROM _identity_rows),
        entities AS (
            SELECT {group}, row_number() OVER (ORDER BY rank, source, length(source_id), source_id) - 1 AS entity FROM (
                SELECT source_id, source, coalesce(list_position($precedence, source), 1000000) AS rank
                FROM customers QUALIFY row_number() OVER (PARTITION BY {group} ORDER BY rank, source) = 1
            )
        ),
        known AS (SELECT source, source_id, entity FROM customers JOIN entities USING ({group})),
        other AS (
            SELECT e.source, e.source_id, CASE WHEN count(DISTINCT k.entity) = 1 THEN min(k.entity) END AS entity
            FROM (SELECT * FROM ({elsewhere}) ANTI JOIN customers USING (source, source_id)) AS e
            LEFT JOIN known AS k USING (source_id) GROUP BY e.source, e.source_id
        )
        FROM known UNION ALL FROM other ORDER BY source, source_id
        """,
        {"precedence": list(precedence)},
    )
    return int(value_of(connection, "SELECT count(DISTINCT entity) FROM _identity_ids"))


def write_identity(
    connection: duckdb.DuckDBPyConnection, clusters: Clusters, decided: set[int], waiting: dict[int, float]
) -> None:
    """Write `identity`: one row a (source, id), in that order."""
    import pyarrow as pa

    size: dict[int, int] = {}
    for root in clusters.of:
        size[root] = size.get(root, 0) + 1
    rows = []
    for entity, root in enumerate(clusters.of):
        if size[root] > 1:
            rows.append(
                (
                    entity,
                    root,
                    clusters.confidence.get(entity, 1.0),
                    "same",
                    "decision" if entity in decided else "match",
                )
            )
        elif entity in waiting:
            rows.append((entity, root, round(1 - waiting[entity], 9), "review", "itself"))
        else:
            rows.append((entity, root, 1.0, "alone", "itself"))
    names = ("entity", "root", "confidence", "band", "how")
    types = (pa.int64(), pa.int64(), pa.float64(), pa.string(), pa.string())
    table = pa.table(
        {name: pa.array([row[place] for row in rows], types[place]) for place, name in enumerate(names)}
    )
    connection.register("_identity_found", table)
    connection.execute("""
        CREATE OR REPLACE TABLE _identity_names AS
        SELECT entity, min_by(source_id, (length(source_id), source_id)) AS name, min(source) AS source, 0 AS taken
        FROM _identity_ids WHERE entity IS NOT NULL GROUP BY entity ORDER BY entity
    """)
    connection.execute("""
        CREATE OR REPLACE TABLE main.identity AS
        WITH roots AS (
            -- Where sources do not share their ids, two customers may have the same: the later gets its source's name before it.
            SELECT n.entity, CASE WHEN row_number() OVER (PARTITION BY n.name ORDER BY n.entity) > 1 THEN n.source || ':' || n.name
                                  ELSE n.name END AS customer_id
            FROM _identity_names AS n WHERE n.entity IN (SELECT root FROM _identity_found)
        ),
        used AS (SELECT entity, count(*) > 1 AS several FROM _identity_ids WHERE entity IS NOT NULL GROUP BY entity)
        SELECT i.source, i.source_id,
               CASE WHEN r.customer_id IS NOT NULL THEN r.customer_id
                    WHEN i.source_id IN (SELECT customer_id FROM roots) THEN i.source || ':' || i.source_id
                    ELSE i.source_id END AS customer_id,
               coalesce(f.confidence, 1.0) AS confidence, coalesce(f.band, 'alone') AS band,
               CASE WHEN f.how = 'itself' AND u.several THEN 'id' ELSE coalesce(f.how, 'itself') END AS how
        FROM _identity_ids AS i LEFT JOIN _identity_found AS f USING (entity) LEFT JOIN roots AS r ON r.entity = f.root
        LEFT JOIN used AS u ON u.entity = i.entity ORDER BY i.source, i.source_id
    """)
    connection.unregister("_identity_found")
