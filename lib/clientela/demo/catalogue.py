"""What Café Aurora sells: coffee in sizes, accessories, machines and services."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from clientela.demo.names import words

FREIGHT = "FLETE"
"""A code on invoices that is not in the catalogue."""
SAMPLE, GIFT = "MUE-125", "KIT-01"


@cache
def products() -> pd.DataFrame:
    """One row a product: product, name, category, nature, price, cost, attributes, benefit, stock_outs (days in a year)."""
    book, rows = words("catalogue"), []
    for code, coffee in book["coffees"].items():
        for size, shape in book["sizes"].items():
            rows.append(_coffee(f"{code}-{size}", coffee, shape["label"], shape["factor"]))
        if code in book["bulk"]:
            rows.append(_coffee(book["bulk"][code], coffee, "2,5 kg", book["bulk_factor"]))
    for nature, group in (("Bien", book["goods"]), ("Servicio", book["services"])):
        rows += [{"product": code, "nature": nature, **thing} for code, thing in group.items()]
    table = pd.DataFrame(rows)
    outages = {"NAR-500": 41, "NAR-250": 23, "ORG-1000": 18, "FIL-04": 12, "MOL-01": 9}
    return table.assign(stock_outs=table["product"].map(outages).fillna(0).astype(int))


def _coffee(code: str, coffee: dict, label: str, factor: float) -> dict:
    return {
        "product": code,
        "nature": "Bien",
        "name": f"{coffee['name']} {label}",
        "category": "Café",
        "price": round(coffee["price"] * factor / 100) * 100,
        "cost": round(coffee["cost"] * factor / 100) * 100,
        "attributes": coffee["attributes"],
        "benefit": coffee["benefit"],
    }


@cache
def prices() -> dict[str, tuple[float, float, bool]]:
    """product → price, cost, and whether it follows the price of coffee."""
    table = products()
    follows = np.isin(table.category, ["Café", "Regalos"])
    return dict(zip(table["product"], zip(table.price, table.cost, follows, strict=True), strict=True))


def bags(kilos: float, coffee: str) -> list[tuple[str, int]]:
    """The bags of a coffee that make up some kilos, the biggest first.

    >>> bags(1.5, "TRA")
    [('TRA-1000', 1), ('TRA-500', 1)]
    """
    left, packed = round(kilos * 4), []
    for size, quarters in (("1000", 4), ("500", 2), ("250", 1)):
        if left // quarters:
            packed.append((f"{coffee}-{size}", int(left // quarters)))
            left %= quarters
    return packed
