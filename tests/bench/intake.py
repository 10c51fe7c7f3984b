"""A CSV as a Spanish program exports it, read in plain and taken in whole: what examining every cell and losing no row costs.

Written here (`;`, decimal commas, dd/mm/yyyy, one sale in eight to nobody, some cells that cannot be read, some lines told twice).
*Plain*: DuckDB, every cell as text into a table. *Typed*, pandas, Polars: told separator, signs and types, and losing what does not fit.
*Intake*: ours. Reading alone, without marts.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from measured import Clock, Took, in_turn, table

HERE = Path(__file__).resolve()
COMPANY = """\
name: Grande
country: CO
as_of: 2025-12-31
sources:
  transactions: {path: ventas.csv}
"""
TEXTS = ("factura", "cliente", "producto", "canal", "sede", "forma_pago")
HEADER = "factura;fecha;cliente;producto;cantidad;importe;costo;canal;sede;forma_pago"
# A linear congruence instead of a random generator: the same rows on every machine and every version.
DRAW = "((i * 6364136223846793005::HUGEINT + {salt} * 1442695040888963407::HUGEINT) % 18446744073709551557::HUGEINT // 4294967296)::BIGINT"


def write(path: Path, rows: int) -> None:
    """The file: about one customer for every fifty lines, three years, forty products a hundred."""
    draw = {name: DRAW.format(salt=salt) for salt, name in enumerate("abcdefg", 1)}
    money = "replace(printf('%.2f', {}), '.', ',')"
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(f"""
            COPY (
                WITH drawn AS (SELECT i, {", ".join(f"{sql} AS {name}" for name, sql in draw.items())} FROM range({rows}) AS t(i)),
                sold AS (SELECT *, 1 + e % 5 AS cantidad, round(1000 + f % 90000 + (g % 100) / 100, 2) AS precio FROM drawn)
                SELECT 'F' || (i // 3) AS factura,
                       CASE WHEN i % 99991 = 7 THEN '31/02/2024'
                            ELSE strftime(DATE '2023-01-01' + CAST(i * 1095 // {rows} AS INTEGER), '%d/%m/%Y') END AS fecha,
                       CASE WHEN (i // 3) % 8 = 0 THEN 'CONSUMIDOR FINAL' ELSE 'C' || ((i // 3) * 7919 % {max(1, rows // 50)}) END AS cliente,
                       printf('P%05d', d % 4000) AS producto, cantidad,
                       CASE WHEN i % 99989 = 5 THEN '12,5O' ELSE {money.format("cantidad * precio")} END AS importe,
                       {money.format("cantidad * precio * 0.6")} AS costo,
                       ['Tienda', 'Web', 'Teléfono'][1 + b % 3] AS canal, ['Norte', 'Sur', 'Centro', 'Occidente'][1 + c % 4] AS sede,
                       ['Efectivo', 'Tarjeta', ''][1 + a % 3] AS forma_pago
                FROM sold ORDER BY i
            ) TO '{path}' (DELIMITER ';', HEADER true)
        """)


def plain(folder: Path) -> Clock:
    """Every cell as text, in a table."""
    import duckdb

    clock = Clock()
    with duckdb.connect() as connection:
        connection.execute(
            f"CREATE TABLE t AS FROM read_csv('{folder / 'ventas.csv'}', delim=';', all_varchar=true, header=true)"
        )
    return clock


def typed(folder: Path) -> Clock:
    """The same with dates and numbers, as somebody who knows the file would write it; what cannot be read is lost."""
    import duckdb

    clock = Clock()
    with duckdb.connect() as connection:
        kinds = {name: "VARCHAR" if name in TEXTS else "DECIMAL(18,4)" for name in HEADER.split(";")} | {
            "fecha": "DATE"
        }
        connection.execute(f"""
            CREATE TABLE t AS FROM read_csv('{folder / "ventas.csv"}', delim=';', header=true, decimal_separator=',',
                dateformat='%d/%m/%Y', ignore_errors=true, columns={kinds})
        """)
    return clock


def pandas(folder: Path) -> Clock:
    """The same by pandas; what is no date or number is empty."""
    import pandas as pd

    clock = Clock()
    table = pd.read_csv(
        folder / "ventas.csv", sep=";", dtype=dict.fromkeys((*TEXTS, "fecha", "importe"), str), decimal=","
    )
    table["fecha"] = pd.to_datetime(table["fecha"], format="%d/%m/%Y", errors="coerce")
    table["importe"] = pd.to_numeric(table["importe"].str.replace(",", "."), errors="coerce")
    return clock


def polars(folder: Path) -> Clock:
    """The same by Polars; what is no date or number is empty."""
    import polars as pl

    clock = Clock()
    texts = dict.fromkeys((*TEXTS, "fecha", "importe"), pl.String)
    table = pl.read_csv(folder / "ventas.csv", separator=";", schema_overrides=texts, decimal_comma=True)
    table.with_columns(
        pl.col("fecha").str.to_date("%d/%m/%Y", strict=False),
        pl.col("importe").str.replace(",", ".", literal=True).cast(pl.Float64, strict=False),
    )
    return clock


def intake(folder: Path) -> Clock:
    """Typed tables, ledger, rows set aside and problems; nothing may be lost."""
    import pandas  # noqa: F401  so that imports are not counted, as they are not for the others

    from clientela.companies import config
    from clientela.intake import load
    from clientela.warehouse import Warehouse

    os.environ["CLIENTELA_HOME"] = str(folder.parents[1])
    clock = Clock()
    with Warehouse() as warehouse:
        load(config.load(folder.name), warehouse.connection, dt.date(2026, 1, 1))
    return clock


WAYS = {"plain": plain, "typed": typed, "pandas": pandas, "polars": polars, "intake": intake}
SHOWN = {
    "plain": "DuckDB, plain", "typed": "DuckDB, typed", "pandas": "pandas, told the types", "polars": "Polars, told the types",
    "intake": "clientela, every cell examined, a ledger of every row",
}  # fmt: skip


def measure(asked: argparse.Namespace) -> str:
    """Every way on each size."""
    rows = []
    for size in asked.rows:
        with tempfile.TemporaryDirectory(prefix="clientela-bench-") as name:
            folder = Path(name) / "data" / "grande"
            folder.mkdir(parents=True)
            (folder / "company.yml").write_text(COMPANY, encoding="utf-8")
            file = str(folder / "ventas.csv")
            # In a process of its own: a process begins with its parent's memory.
            subprocess.run([sys.executable, str(HERE), "write", file, str(size)], check=True)
            ways = {
                way: [asked.peers if way == "polars" else sys.executable, str(HERE), way, str(folder)]
                for way in SHOWN
            }
            found = in_turn(ways, asked.repeat)
        bare = found["plain"]
        floor = bare.processor if isinstance(bare, Took) else float("nan")
        for way, took in found.items():
            told = [took, "", "", ""] if isinstance(took, str) else _told(took, floor)
            rows.append([f"{size:,}", SHOWN[way], *told])
    return table(("rows", "way", "seconds", "processor s", "times plain", "peak MB"), rows)


def _told(took: Took, floor: float) -> list[str]:
    return [
        f"{took.seconds:.2f}",
        f"{took.processor:.2f}",
        f"{took.processor / floor:.1f}",
        f"{took.peak:,.0f}",
    ]


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        # Each way starts its clock when its libraries are there.
        clock = WAYS[sys.argv[1]](Path(sys.argv[2]))
        clock.lap("all")
        clock.say()
