"""An invented company's folder: the files as a company would have them, and its company.yml."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import yaml
from honesty import forms, office, sales, voices
from honesty.laws import AS_OF, Laws

COSTS = {"contact": 1000, "interaction": 5000, "order": 2000}


def write(laws: Laws, folder: Path) -> None:
    """Write the company's files and its company.yml into a new folder."""
    tables = frames(laws)
    folder.mkdir(parents=True)
    for name, frame in tables.items():
        frame.to_csv(folder / f"{name}.csv", index=False)
    sources = {
        name: {"path": f"{name}.csv", "day_first": False, "columns": {column: column for column in frame}}
        for name, frame in tables.items()
    }
    about = {
        "name": "Prueba",
        "currency": "COP",
        "as_of": AS_OF,
        "sources": sources,
        "costs": COSTS,
    }
    if "surveys" in laws.tables:
        forms.write(laws, folder)
    if "goals" in laws.tables:
        about["goals"] = goals(laws, tables["transactions"])
    (folder / "company.yml").write_text(yaml.safe_dump(about, allow_unicode=True), encoding="utf-8")


def frames(laws: Laws) -> dict[str, pd.DataFrame]:
    """The company's tables by the contract's names."""
    people = sales.people(laws)
    orders, lines = sold(laws, people)
    orders = orders[orders.day < laws.days].reset_index(drop=True)
    catalogue = sales.catalogue(laws)
    found = {"transactions": lines[lines.day < laws.days].drop(columns="day")}
    if "products" in laws.tables:
        found["products"] = catalogue
    if "customers" in laws.tables:
        found["customers"] = office.register(laws, people, orders.customer.unique())
    if "interactions" in laws.tables:
        found["interactions"] = voices.interactions(laws, people, orders)
    if "surveys" in laws.tables:
        found |= {"surveys": voices.surveys(laws, people), "items": voices.items()}
    if "campaigns" in laws.tables:
        found |= {"campaigns": office.campaigns(laws), "contacts": office.contacts(laws, people, orders)}
    for name, make in (("contracts", office.contracts), ("prospects", office.prospects)):
        if name in laws.tables:
            found[name] = make(laws, people)
    if "expenses" in laws.tables:
        found["expenses"] = office.expenses(laws)
    if "capacity" in laws.tables:
        found["capacity"] = office.capacity(laws)
    return found


def sold(laws: Laws, people: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The purchases and their lines, those after the file's last day too."""
    orders = sales.orders(laws, people)
    return orders, sales.lines(laws, people, orders, sales.catalogue(laws))


def goals(laws: Laws, lines: pd.DataFrame) -> list[dict[str, object]]:
    """Plans at what the company's constant laws sell in a year: this year's and next year's."""
    year = float(lines.amount.sum()) / laws.days * 365
    spans = (("2025-07-01", "2026-06-30"), ("2026-07-01", "2027-06-30"))
    return [
        {"measure": "amount", "value": round(year, -5), "start": start, "end": end} for start, end in spans
    ]
