"""Names and categories of products that the sales themselves carry, for what no list of products tells."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from clientela.intake.cells import Cell
from clientela.intake.reasons import Reason

TOLD = {"product_name": "name", "category": "category"}


def named_products(cells: Mapping[str, Cell], relation: str) -> str:
    """The SELECT of a source's products with their commonest name and category; empty where the sales carry neither."""
    told = [column for column in TOLD if column in cells]
    if "product_id" not in cells or not told:
        return ""
    chosen = [
        f"mode({cells[c].sql}) AS {TOLD[c]}" if c in told else f"CAST(NULL AS VARCHAR) AS {TOLD[c]}"
        for c in TOLD
    ]
    place = "min_by(source_file, (part, source_row)) AS source_file, min(source_row) AS source_row"
    return f"SELECT {cells['product_id'].sql} AS product_id, {', '.join(chosen)}, {place} FROM ({relation}) GROUP BY 1"


def add_products(connection: duckdb.DuckDBPyConnection, select: str, source: str) -> int:
    """Add to the table of products those that are sold and not in it; how many they were."""
    rows = connection.execute(
        f"""INSERT INTO products (product_id, name, category, source, source_file, source_row)
        SELECT s.product_id, s.name, s.category, ?, s.source_file, s.source_row FROM ({select}) AS s
        WHERE s.product_id IN (SELECT product_id FROM transactions WHERE reason IS DISTINCT FROM '{Reason.NON_PRODUCT}')
          AND s.product_id NOT IN (SELECT product_id FROM products WHERE product_id IS NOT NULL)
        ORDER BY s.product_id""",
        [source],
    ).fetchone()
    return int(rows[0]) if rows else 0
