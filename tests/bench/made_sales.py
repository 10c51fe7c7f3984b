"""Sales of made-up companies of any size, as a data warehouse hands them over: twenty lines a customer, twelve branches, three years."""

from __future__ import annotations

from pathlib import Path

LINES_A_CUSTOMER = 20
MADE = """
WITH chance AS (
    SELECT {uniform} FROM range({rows}) AS t(i)
),
whose AS (
    SELECT CAST(floor({customers} * pow(u1, 1.6)) AS BIGINT) AS who, u2, u3, u4, u5 FROM chance
),
lives AS (
    SELECT *, hash(who * 23 + 1) / 18446744073709551616.0 AS born, hash(who * 29 + 1) / 18446744073709551616.0 AS life FROM whose
)
SELECT
    'C' || lpad(CAST(who AS VARCHAR), 8, '0') AS customer_id,
    DATE '2023-01-01' + CAST(least(floor(born * 700 + u2 * greatest(20, (1095 - born * 700) * (0.3 + 0.7 * sqrt(life)))), 1094) AS INTEGER) AS date,
    'P' || lpad(CAST(floor(400 * u3 * u3) AS VARCHAR), 3, '0') AS product_id,
    CAST(round(5000 + 95000 * u4 * u4 * (0.5 + life), 2) AS DECIMAL(12, 2)) AS amount,
    CAST(1 + floor(u5 * 4) AS INTEGER) AS quantity,
    'B' || CAST(1 + who % 12 AS VARCHAR) AS branch,
    CASE WHEN u5 < 0.3 THEN 'web' ELSE 'tienda' END AS channel
FROM lives
ORDER BY date, customer_id
"""


def write(rows: int, target: Path) -> None:
    """The sales of a company as one file, Parquet or CSV by its ending."""
    import duckdb

    uniform = ", ".join(
        f"hash(i * {odd} + {place}) / 18446744073709551616.0 AS u{place}"
        for place, odd in enumerate((7, 11, 13, 17, 19), start=1)
    )
    query = MADE.format(uniform=uniform, rows=rows, customers=max(1, rows // LINES_A_CUSTOMER))
    kind = "FORMAT parquet" if target.suffix == ".parquet" else "FORMAT csv, HEADER true"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({query}) TO '{target}' ({kind})")
