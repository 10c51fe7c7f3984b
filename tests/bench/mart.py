"""From a file of sales to one row a customer, beside a bare scan of the file and the libraries that people use instead.

One row a customer is here: first and last day of purchase, purchase days, x, t_x and T, lines, money in all and a purchase day; our mart has
some twenty columns more. Ours examines every cell, keeps a ledger of every row and decides who is who before it, and makes all other marts
besides: three rows.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from measured import Clock, Took, in_turn, table

HERE = Path(__file__).resolve()
COMPANY = "name: Bench\ncountry: CO\nsources: {{transactions: {{path: {file}}}}}\n"
# CSV beyond this is a file that nobody sends.
LARGEST_CSV = 10_000_000


def scan(file: str) -> None:
    """DuckDB reads every cell and keeps nothing."""
    import duckdb

    clock = Clock()
    duckdb.execute(f"SELECT bit_xor(hash(COLUMNS(*))) FROM '{file}'").fetchall()
    clock.lap("all")
    clock.say()


def duckdb(file: str) -> None:
    """DuckDB, told what it needs."""
    import duckdb as library

    clock = Clock()
    found = library.sql(f"""
        WITH days AS (SELECT customer_id, date, count(*) AS lines, sum(amount) AS amount FROM '{file}' GROUP BY ALL)
        SELECT customer_id, min(date) AS first_day, max(date) AS last_day, count(*) AS days, sum(lines) AS lines, sum(amount) AS amount,
               count(*) - 1 AS x, max(date) - min(date) AS t_x, (SELECT max(date) FROM days) - min(date) AS T, sum(amount) / count(*) AS a_day
        FROM days GROUP BY customer_id ORDER BY customer_id
    """).to_arrow_table()
    clock.lap("all")
    clock.say(customers=len(found), amount=float(found["amount"].to_pandas().astype(float).sum()))


def polars(file: str) -> None:
    """Polars, lazily, so that it reads what it needs."""
    import polars as pl

    clock = Clock()
    lines = pl.scan_parquet(file) if file.endswith("parquet") else pl.scan_csv(file, try_parse_dates=True)
    days = lines.group_by("customer_id", "date").agg(pl.len().alias("lines"), pl.col("amount").sum())
    found = (
        days.group_by("customer_id")
        .agg(
            pl.col("date").min().alias("first_day"),
            pl.col("date").max().alias("last_day"),
            pl.len().alias("days"),
            pl.col("lines").sum(),
            pl.col("amount").sum(),
        )
        .with_columns(
            x=pl.col("days") - 1,
            t_x=pl.col("last_day") - pl.col("first_day"),
            T=pl.col("last_day").max() - pl.col("first_day"),
            a_day=pl.col("amount") / pl.col("days"),
        )
        .sort("customer_id")
        .collect()
    )
    clock.lap("all")
    clock.say(customers=len(found), amount=float(found["amount"].cast(pl.Float64).sum()))


def pandas(file: str) -> None:
    """pandas, all of the file in memory."""
    import pandas as pd

    clock = Clock()
    parquet = file.endswith("parquet")
    lines = pd.read_parquet(file) if parquet else pd.read_csv(file, parse_dates=["date"])
    lines = lines.assign(amount=lines["amount"].astype(float), date=pd.to_datetime(lines["date"]))
    days = lines.groupby(["customer_id", "date"], as_index=False, observed=True).agg(
        lines=("amount", "size"), amount=("amount", "sum")
    )
    found = days.groupby("customer_id").agg(
        first_day=("date", "min"),
        last_day=("date", "max"),
        days=("date", "size"),
        lines=("lines", "sum"),
        amount=("amount", "sum"),
    )
    found = found.assign(
        x=found["days"] - 1,
        t_x=found["last_day"] - found["first_day"],
        T=found["last_day"].max() - found["first_day"],
        a_day=found["amount"] / found["days"],
    )
    clock.lap("all")
    clock.say(customers=len(found), amount=float(found["amount"].sum()))


def lifetimes(file: str) -> None:
    """lifetimes: x, t_x, T and mean purchase alone."""
    import pandas as pd
    from lifetimes.utils import summary_data_from_transaction_data

    clock = Clock()
    parquet = file.endswith("parquet")
    lines = pd.read_parquet(file) if parquet else pd.read_csv(file, parse_dates=["date"])
    lines = lines.assign(amount=lines["amount"].astype(float))
    found = summary_data_from_transaction_data(
        lines, "customer_id", "date", "amount", include_first_transaction=True
    )
    clock.lap("all")
    clock.say(customers=len(found), amount=float((found["monetary_value"] * found["frequency"]).sum()))


def pymc_marketing(file: str) -> None:
    """PyMC-Marketing: x, t_x, T and mean purchase alone."""
    import pandas as pd
    from pymc_marketing.clv.utils import rfm_summary

    clock = Clock()
    parquet = file.endswith("parquet")
    lines = pd.read_parquet(file) if parquet else pd.read_csv(file, parse_dates=["date"])
    lines = lines.assign(amount=lines["amount"].astype(float))
    found = rfm_summary(lines, "customer_id", "date", "amount", time_unit="D", include_first_transaction=True)
    clock.lap("all")
    clock.say(customers=len(found), amount=float((found["monetary_value"] * found["frequency"]).sum()))


def clientela(file: str) -> None:
    """The whole preparation of a company that has this one file: what is examined, what the mart of customers needs, the rest."""
    import pandas  # noqa: F401  so that imports are not counted, as they are not for the others
    import pyarrow  # noqa: F401

    from clientela.companies import config, preparation
    from clientela.marts import lineage
    from clientela.warehouse import Warehouse

    with tempfile.TemporaryDirectory(prefix="clientela-bench-", dir=Path(file).parent) as home:
        folder = Path(home) / "data" / "bench"
        folder.mkdir(parents=True)
        name = "sales" + Path(file).suffix
        os.link(file, folder / name)
        (folder / "company.yml").write_text(COMPANY.format(file=name), encoding="utf-8")
        os.environ["CLIENTELA_HOME"] = home
        needed, whole = lineage.behind(["customers"]).marts, Clock()
        build, spent = Warehouse.build, Clock()
        parts = {"examined": [0.0, 0.0], "customers": [0.0, 0.0], "others": [0.0, 0.0]}

        def add(part: str) -> None:
            spent.lap(part)
            parts[part] = [one + more for one, more in zip(parts[part], spent.laps[part], strict=True)]

        def timed(self: Warehouse, mart: str, *given: object, **named: object) -> None:
            add("others" if parts["customers"][0] else "examined")
            build(self, mart, *given, **named)  # type: ignore[arg-type]
            add("customers" if mart in needed else "others")

        Warehouse.build = timed  # type: ignore[method-assign, assignment]
        made = preparation.prepare(config.load("bench"))
        add("others")
        whole.lap("all")
        parts["all"] = whole.laps["all"]
        import duckdb

        customers, amount = duckdb.execute(
            f"SELECT count(*), CAST(sum(amount) AS DOUBLE) FROM '{made}/customers.parquet'"
        ).fetchall()[0]
    whole.say(customers=customers, amount=amount, parts=parts)


WAYS = {
    "scan": scan, "duckdb": duckdb, "polars": polars, "pandas": pandas, "lifetimes": lifetimes, "pymc_marketing": pymc_marketing,
    "clientela": clientela,
}  # fmt: skip
PEERS = ("polars", "lifetimes", "pymc_marketing")
SHOWN = {
    "scan": "DuckDB, bare scan", "duckdb": "DuckDB", "polars": "Polars", "pandas": "pandas", "lifetimes": "lifetimes",
    "pymc_marketing": "PyMC-Marketing", "clvtools": "CLVTools (R)",
}  # fmt: skip
PARTS = {
    "customers": "clientela: `customers` and the marts behind it, from typed tables",
    "examined": "clientela: file to typed tables, every cell examined, who is who",
    "all": "clientela: file to all marts, saved",
}


def measure(asked: argparse.Namespace) -> str:
    """The table: every way on each size, as Parquet and as CSV."""
    rows = []
    for size in asked.rows:
        for kind in ("parquet", "csv"):
            if kind == "csv" and size > LARGEST_CSV:
                continue
            with tempfile.TemporaryDirectory(prefix="clientela-bench-") as folder:
                file = Path(folder) / f"sales.{kind}"
                # In a process of its own: a process begins with its parent's memory.
                subprocess.run([sys.executable, str(HERE), "write", str(size), str(file)], check=True)
                rows += _rows(size, file, asked)
    heads = ("rows", "file", "way", "seconds", "processor s", "times the scan", "peak MB")
    return table(heads, rows)


def _rows(size: int, file: Path, asked: argparse.Namespace) -> list[list[str]]:
    ways: dict[str, list[str] | str] = {
        way: [asked.peers if way in PEERS else sys.executable, str(HERE), way, str(file)]
        for way in SHOWN
        if way in WAYS
    }
    script = str(HERE.parent / "clv.R")
    ways["clvtools"] = (
        ["Rscript", script, "summary", str(file)] if file.suffix == ".csv" else "reads no Parquet"
    )
    ways["clientela"] = [sys.executable, str(HERE), "clientela", str(file)]
    found = in_turn(ways, asked.repeat)
    _agree(found)
    bare = found["scan"]
    floor = bare.processor if isinstance(bare, Took) else float("nan")
    lead = [f"{size:,}", file.suffix[1:]]
    rows = []
    for way, shown in SHOWN.items():
        took = found[way]
        if isinstance(took, str):
            rows.append([*lead, shown, took, "", "", ""])
        else:
            rows.append([*lead, shown, *_told(took.seconds, took.processor, floor), f"{took.peak:,.0f}"])
    ours = found["clientela"]
    if isinstance(ours, str):
        return [*rows, [*lead, "clientela", ours, "", "", ""]]
    for part, shown in PARTS.items():
        peak = f"{ours.peak:,.0f}" if part == "all" else ""
        rows.append([*lead, shown, *_told(*ours.told["parts"][part], floor), peak])
    return rows


def _told(seconds: float, processor: float, floor: float) -> tuple[str, str, str]:
    return f"{seconds:.2f}", f"{processor:.2f}", f"{processor / floor:.1f}"


def _agree(found: dict[str, Took | str]) -> None:
    """Every way has the same customers and the same money, or the comparison is none."""
    told = {
        way: (took.told["customers"], took.told["amount"])
        for way, took in found.items()
        if isinstance(took, Took) and "amount" in took.told
    }
    customers, amount = told["duckdb"]
    for way, (theirs, money) in told.items():
        if theirs != customers or abs(money / amount - 1) > 1e-9:
            raise ValueError(f"{way}: {theirs} customers and {money}, DuckDB {customers} and {amount}")


if __name__ == "__main__":
    if sys.argv[1] == "write":
        import made_sales

        made_sales.write(int(sys.argv[2]), Path(sys.argv[3]))
    else:
        WAYS[sys.argv[1]](sys.argv[2])
