"""How long intake takes beside a plain read of the same file: `python tests/bench_intake.py 10000000` (rows; a million unless said).

Writes sales as a Spanish program exports them (`;`, decimal commas, dd/mm/yyyy, one sale in eight to nobody, some cells that cannot be read, some
lines told twice) into a temporary folder, then, each in a process of its own: a plain read by DuckDB into one table of text, a plain read with
the types given, the same by pandas and by Polars (`pip install polars`; left out where it is not), the whole intake, and the whole preparation
(intake, identity, marts). Prints seconds, processor seconds and peak memory of each.
"""

from __future__ import annotations

import datetime as dt
import os
import resource
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import duckdb

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


def plain(folder: Path) -> None:
    """Every cell as text, in a table."""
    with duckdb.connect() as connection:
        connection.execute(
            f"CREATE TABLE t AS FROM read_csv('{folder / 'ventas.csv'}', delim=';', all_varchar=true, header=true)"
        )


def typed(folder: Path) -> None:
    """The same with dates and numbers, as somebody who knows the file would write it; what cannot be read is lost."""
    with duckdb.connect() as connection:
        kinds = {name: "VARCHAR" if name in TEXTS else "DECIMAL(18,4)" for name in HEADER.split(";")} | {
            "fecha": "DATE"
        }
        connection.execute(f"""
            CREATE TABLE t AS FROM read_csv('{folder / "ventas.csv"}', delim=';', header=true, decimal_separator=',',
                dateformat='%d/%m/%Y', ignore_errors=true, columns={kinds})
        """)


def pandas(folder: Path) -> None:
    """The same by pandas; what is no date or number is empty."""
    import pandas as pd

    table = pd.read_csv(
        folder / "ventas.csv", sep=";", dtype=dict.fromkeys((*TEXTS, "fecha", "importe"), str), decimal=","
    )
    table["fecha"] = pd.to_datetime(table["fecha"], format="%d/%m/%Y", errors="coerce")
    table["importe"] = pd.to_numeric(table["importe"].str.replace(",", "."), errors="coerce")


def polars(folder: Path) -> None:
    """The same by Polars; what is no date or number is empty."""
    import polars as pl

    texts = dict.fromkeys((*TEXTS, "fecha", "importe"), pl.String)
    table = pl.read_csv(folder / "ventas.csv", separator=";", schema_overrides=texts, decimal_comma=True)
    table.with_columns(
        pl.col("fecha").str.to_date("%d/%m/%Y", strict=False),
        pl.col("importe").str.replace(",", ".", literal=True).cast(pl.Float64, strict=False),
    )


def intake(folder: Path) -> None:
    """Typed tables, ledger, rows set aside and problems; nothing may be lost."""
    from clientela.companies import config
    from clientela.intake import load
    from clientela.warehouse import Warehouse

    os.environ["CLIENTELA_HOME"] = str(folder.parents[1])
    with Warehouse() as warehouse:
        found = load(config.load(folder.name), warehouse.connection, dt.date(2026, 1, 1))
        counted = warehouse.connection.execute("SELECT sum(rows) FROM ledger").fetchall()[0][0]
        print(f"  ledger {counted:,} rows, problems {len(found.problems)}", file=sys.stderr)


def preparation(folder: Path) -> None:
    """Intake, who is who, and every mart, saved."""
    from clientela.companies import config, preparation

    os.environ["CLIENTELA_HOME"] = str(folder.parents[1])
    preparation.prepare(config.load(folder.name), dt.date(2026, 1, 1))


WAYS = {
    "plain": plain,
    "typed": typed,
    "pandas": pandas,
    "polars": polars,
    "intake": intake,
    "preparation": preparation,
}


def main(rows: int, ways: list[str]) -> None:
    """Write the file, measure every way, print a table."""
    with tempfile.TemporaryDirectory(prefix="clientela-bench-") as name:
        folder = Path(name) / "data" / "grande"
        folder.mkdir(parents=True)
        (folder / "company.yml").write_text(COMPANY, encoding="utf-8")
        # In a process of its own, as each way: a process counts its parent's memory as its own peak.
        subprocess.run(
            [sys.executable, __file__, "--write", str(folder / "ventas.csv"), str(rows)], check=True
        )
        size = (folder / "ventas.csv").stat().st_size >> 20
        print(f"{rows:,} rows, {size:,} MB\n\n| way | seconds | processor s | peak MB |\n|---|---|---|---|")
        for way in ways:
            if way == "polars" and find_spec("polars") is None:
                print("| polars | not installed | | |")
                continue
            subprocess.run([sys.executable, __file__, "--way", way, str(folder)], check=True)


def one(way: str, folder: Path) -> None:
    """Run one way and print its row: its time does not count the start of Python."""
    begin, used = time.perf_counter(), time.process_time()
    WAYS[way](folder)
    wall, processor = time.perf_counter() - begin, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"| {way} | {wall:.1f} | {processor:.1f} | {peak:,} |", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--way"]:
        one(sys.argv[2], Path(sys.argv[3]))
    elif sys.argv[1:2] == ["--write"]:
        write(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, sys.argv[2:] or list(WAYS))
