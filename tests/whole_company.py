"""Companies small enough to be asked everything in a few seconds; their marts are made once and wait in `.cache`.

`python tests/whole_company.py` makes them, as a test does where they are not there yet, in a process of its own: an ordinary one, one of
round numbers, which has its forms filled in too, one with blanks everywhere; and two that have too little of nearly everything: every table
of two dozen customers, and nothing but the sales of two.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parent
LIBRARY = TESTS.parent / "lib" / "clientela"
# What marts hang on.
MADE_OF = (
    TESTS / "matrix",
    LIBRARY / "intake",
    LIBRARY / "marts",
    LIBRARY / "warehouse",
    LIBRARY / "companies",
)
# The fourth is the one of round numbers again, asked with every threshold at a value that something has.
ORDINARY, ROUND, HOLLOW, EDGES = "ordinary", "round", "hollow", "edges"
FEW, TWO = "few", "two"
FOLDER = "asked"
# What a chapter takes over from another one.
HANDED = {
    "segments.rfm_customers": ("segments", "rfm", "customers"),
    "company.room": ("company", "room", "room"),
}
TODAY = dt.date(2025, 10, 1)


def home(company: str = ORDINARY) -> Path:
    """The folder with a company's data and marts, made where it is not there; older ones go."""
    place = TESTS.parent / ".cache" / f"{_made_as(company)}_company"
    found = place / _digest()
    if not (found / "marts.txt").is_file():
        # Another process may be making the same one.
        for old in place.glob("*"):
            if not old.name.startswith(found.name):
                shutil.rmtree(old, ignore_errors=True)
        subprocess.run(
            [sys.executable, __file__, _made_as(company), str(found)],
            check=True,
            env=os.environ | {"PYTHONPATH": str(LIBRARY.parent)},
        )
    return found


def opened(name: str, company: str = ORDINARY) -> Any:
    """One of its stages, which knows no answers of earlier runs."""
    from matrix import asking

    from clientela.companies import config
    from clientela.marts import Marts
    from clientela.stage import Stage

    class Fresh(Stage):
        def _kept(self, _settings: object) -> None:
            return None

        def table(self, wanted: str) -> Any:
            return handed(wanted, company) if company in (ROUND, EDGES) else None

    place = home(company)
    with asking.at_home(place):
        marts = Marts(place / (place / "marts.txt").read_text(encoding="utf-8"))
        return Fresh(name, config.load(FOLDER), marts, place / "stages")


def _made_as(company: str) -> str:
    return ROUND if company == EDGES else company


@cache
def handed(wanted: str, company: str) -> Any:
    """A table that one chapter takes over from another."""
    from clientela.engine import declared
    from clientela.results import Result

    stage, name, frame = HANDED[wanted]
    found = opened(stage, company).ask(declared(stage)[name])
    return found.frames[frame] if isinstance(found, Result) else None


def _digest() -> str:
    files = [
        Path(__file__),
        TESTS / "round_company.py",
        TESTS / "hollow_company.py",
        *sorted((TESTS.parent / "data" / "aurora" / "forms").rglob("*.csv")),
        *(
            file
            for folder in MADE_OF
            for file in sorted(folder.rglob("*"))
            if file.suffix in (".py", ".sql", ".yml")
        ),
    ]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def _with_returns(sales: Any) -> Any:
    """The same sales, of which one line in thirty came back the same day."""
    import pandas as pd

    back = sales.iloc[::30].copy()
    for name in ("amount", "quantity", "discount", "cost"):
        if name in back:
            back[name] = -back[name]
    if "line_id" in back:
        back["line_id"] = [f"R{place}" for place in range(len(back))]
    return pd.concat([sales, back], ignore_index=True)


def _ordinary(folder: Path) -> None:
    from matrix import companies
    from matrix.shapes import whole
    from matrix.world import World

    tables = whole(World(seed=3, customers=600, days=1400, gap=35.0), *companies.EVERY)
    tables["transactions"] = _with_returns(tables["transactions"])
    companies.save(tables, folder)


def _few(folder: Path) -> None:
    from matrix import companies
    from matrix.shapes import whole
    from matrix.world import World

    tables = whole(World(seed=5, customers=24, days=900, gap=50.0, sellers=2), *companies.EVERY)
    # Words are read by a model of their own, which the ordinary company has.
    tables["interactions"] = tables["interactions"].assign(text="")
    companies.save(tables, folder)


def _two(folder: Path) -> None:
    from matrix import companies
    from matrix.shapes import SHAPES
    from matrix.world import World

    companies.save(SHAPES["two_customers"](World()), folder)


def _make(company: str, place: Path) -> None:
    import hollow_company
    import round_company
    from matrix import asking

    from clientela.companies import config
    from clientela.companies.preparation import prepare

    beside = place.with_suffix(f".{os.getpid()}")
    with asking.at_home(beside):
        write = {
            ORDINARY: _ordinary,
            ROUND: round_company.save,
            HOLLOW: hollow_company.save,
            FEW: _few,
            TWO: _two,
        }
        write[company](beside / "data" / FOLDER)
        made = prepare(config.load(FOLDER), TODAY)
    (beside / "marts.txt").write_text(str(made.relative_to(beside)), encoding="utf-8")
    try:
        beside.rename(place)
    except OSError:
        # Another process was quicker.
        shutil.rmtree(beside, ignore_errors=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _make(sys.argv[1], Path(sys.argv[2]))
    else:
        for each in (ORDINARY, ROUND, HOLLOW, FEW, TWO):
            home(each)
