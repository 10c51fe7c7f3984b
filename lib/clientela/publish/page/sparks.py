"""The small line under a number of the first page: how it went month by month, in the last thirteen complete months."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from clientela.present import figures

if TYPE_CHECKING:
    import pandas as pd

# A year and the same month of the year before.
MONTHS = 13
# Fewer make no line.
FEWEST = 4
# Inches; the page shows it about an inch wide.
SIZE, DPI = (1.6, 0.38), 200

# Which table of a stage has the months of a number, in which columns, and how to read them. A number whose columns the stage left
# out (purchases that are not counted the same way all along) has no line.
SERIES: Mapping[str, tuple[str, tuple[str, ...], Callable[..., pd.Series]]] = {
    "company.sales.amount": ("company.sales_months", ("amount",), lambda amount: amount),
    "company.sales.orders": ("company.sales_months", ("orders",), lambda orders: orders),
    "company.sales.ticket": (
        "company.sales_months",
        ("amount", "orders"),
        lambda amount, orders: amount / orders,
    ),
    "loyalty.status.active": ("loyalty.flows", ("active",), lambda active: active),
    "company.sales.new_customers": ("loyalty.flows", ("new",), lambda new: new),
    # Not of those who left: who leaves and returns within the year counts in the months, not in the year's number.
}


def series(tables: Path) -> dict[str, list[float]]:
    """The last months of each number that has them, by the number's key, from the stages' tables."""
    import pandas as pd

    found = {}
    for key, (table, columns, read) in SERIES.items():
        path = tables / f"{table}.parquet"
        months = pd.read_parquet(path) if path.is_file() else pd.DataFrame()
        if not set(columns) <= set(months.columns):
            continue
        values = read(*(months[name].astype("float64") for name in columns)).dropna()
        values = values[abs(values) < float("inf")]
        if len(values) >= FEWEST:
            found[key] = values.tail(MONTHS).tolist()
    return found


def draw(values: list[float], good: bool | None, target: Path) -> Path:
    """A line without axes, its last point marked; green when it went well, red when badly, grey when neither is sure."""
    drawing, axes = figures.canvas(SIZE[1])
    drawing.set_size_inches(*SIZE)
    drawing.set_layout_engine("none")
    axes.set_position((0.02, 0.12, 0.96, 0.76))
    axes.set_axis_off()
    colour = figures.MUTED if good is None else figures.TEAL if good else figures.RED
    axes.plot(values, color=colour, linewidth=1.3, solid_capstyle="round")
    axes.plot(len(values) - 1, values[-1], marker="o", markersize=3.5, color=colour)
    axes.margins(0.04, 0.12)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(figures.picture(drawing, DPI))
    return target
