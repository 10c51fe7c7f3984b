"""The companies by name: `only:surveys`, `pair:surveys+transactions`, `less:contacts`, `less:transactions.cost`, `shape:one_day`, `mix:17`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import yaml

import matrix.others  # noqa: F401 - its tables are registered where it is imported
from clientela.intake.contract import contract
from matrix.shapes import SETTINGS, SHAPES, Tables, whole
from matrix.world import LAST, MAKERS, World

EVERY = tuple(sorted(MAKERS))


def optional(world: World) -> list[str]:
    """Every column that a table of an ordinary company can do without: "customers.email"."""
    known = contract().tables
    return [
        f"{table}.{column}"
        for table in EVERY
        for column in world.table(table).columns
        if column not in known[table].columns or not known[table].columns[column].needed
    ]


def names() -> list[str]:
    """Every company there is, mixtures apart: about three hundred."""
    return [
        *(f"shape:{name}" for name in SHAPES),
        *(f"only:{table}" for table in EVERY),
        "whole",
        *(f"less:{table}" for table in EVERY),
        *(f"less:{column}" for column in optional(World(customers=3, days=90))),
        *(f"pair:{one}+{other}" for one, other in combinations(EVERY, 2)),
    ]


def thousand(many: int = 1000) -> list[tuple[str, int]]:
    """As many companies as asked, names with their seeds: each name once, then mixtures and names again with other seeds."""
    known = names()
    found = [(name, 0) for name in known]
    for seed in range(1, 1 + many // 50):
        found += [(f"mix:{n}", seed) for n in range(40)]
        found += [(name, seed) for name in known if not name.startswith("less:") or seed % 3 == 0]
    return found[:many]


def tables(name: str, seed: int) -> Tables:
    """The tables of a company; the same name and seed make the same rows."""
    kind, _colon, what = name.partition(":")
    world = _world(name, seed)
    if kind == "shape":
        return SHAPES[what](world)
    if kind == "mix":
        return _mixed(world, int(what))
    if kind in ("only", "pair"):
        return whole(world, *what.split("+"))
    # With everything there a company takes its time: a small one has all the doors that a large one has.
    found = whole(world, *(table for table in EVERY if table != what))
    if "." in what:
        table, column = what.split(".")
        found[table] = found[table].drop(columns=[column])
    return found


def _world(name: str, seed: int) -> World:
    """Small, middling and larger ones take turns, so that what asks for many customers is reached as well."""
    chance = np.random.default_rng([seed, *name.encode()])
    usual = World(seed=int(chance.integers(2**31)))
    if seed == 0:
        return usual
    sizes = ((12, 200, 25.0), (40, 800, 60.0), (150, 1150, 90.0))
    customers, days, gap = sizes[int(chance.integers(3))]
    return replace(
        usual, customers=customers, days=days, gap=gap, scale=float(chance.choice([3, 60, 40_000]))
    )


def _mixed(world: World, number: int) -> Tables:
    """Some of the tables, some of their columns, some of their cells."""
    chance = np.random.default_rng([world.seed, number])
    chosen = [table for table in EVERY if chance.random() < 0.4] or ["transactions"]
    spare = optional(world)
    left = {one for one in spare if chance.random() < 0.4}
    found = {}
    for table, frame in whole(world, *chosen).items():
        kept = frame.drop(columns=[column for column in frame.columns if f"{table}.{column}" in left])
        blanks = [column for column in kept.columns if f"{table}.{column}" in spare and chance.random() < 0.2]
        found[table] = kept.assign(
            **{column: kept[column].where(chance.random(len(kept)) < 0.5, "") for column in blanks}
        )
    if "transactions" in found and "amount" not in found["transactions"]:
        found["transactions"] = found["transactions"].assign(amount=world.table("transactions")["amount"])
    return found


def write(name: str, seed: int, folder: Path) -> Tables:
    """Write the folder of a company. Its tables are returned."""
    made = tables(name, seed)
    save(made, folder, SETTINGS.get(name.partition(":")[2], {}))
    return made


def save(made: Tables, folder: Path, settings: Mapping[str, object] | None = None) -> None:
    """Write a company's folder: a CSV a table and its company.yml."""
    folder.mkdir(parents=True)
    for table, frame in made.items():
        frame.to_csv(folder / f"{table}.csv", index=False)
    known = contract().tables
    about = {"name": "Matrix", "country": "CO", "currency": "COP", "as_of": LAST} | dict(settings or {})
    about["sources"] = {
        table: [{"path": f"{table}.csv", "columns": {
            column: column for column in frame.columns if column in known[table].columns or column.startswith(tuple(known[table].open))
        }}]
        for table, frame in made.items()
    }  # fmt: skip
    # Their price is the one that was paid: nothing is left to be asked.
    for source in about["sources"].get("transactions", ()):
        source["discounted"] = True
    (folder / "company.yml").write_text(
        yaml.safe_dump(about, allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
