"""How the real people appear in the company's files: once, twice or three times, in three systems that do not talk."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.random import Generator

from clientela.demo import plan, spoil
from clientela.demo.chance import one, stream
from clientela.demo.seasons import date_of

SYSTEMS = {"T": "clientes_tienda", "W": "clientes_web", "F": "clientes_fuerza_ventas"}
START_NUMBER = {"T": 10_000, "W": 40_000, "F": 1_000}
COLLECTORS = {0: ("C01", "C02", "C03"), 1: ("C04", "C05"), 2: ("C08", "C09"), 3: ("C11",)}
# Chance that a person is written twice in the same system.
TWICE = {"T": 0.055, "W": 0.015, "F": 0.07}


@dataclass
class Book:
    """The records written so far, and which record each person uses in which system from which day."""

    rng: Generator
    rows: list[dict] = field(default_factory=list)
    uses: dict[int, dict[str, list[tuple[int, str]]]] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=lambda: dict(START_NUMBER))

    def write(self, row: dict, system: str, day: int, again: bool) -> str:
        """Write a person into a system; `again` when it is already known somewhere, which costs care."""
        self.counters[system] += 1 + int(self.rng.random() < 0.1)
        source_id = f"{system}{self.counters[system]}"
        wear = float(np.clip(self.rng.beta(2, 4) + (0.25 if again else 0.0), 0, 1))
        self.rows.append(_record(self.rng, row, (system, source_id, day), wear))
        self.uses.setdefault(row["person"], {}).setdefault(system, []).append((day, source_id))
        return source_id


def records(seed: int, everyone: pd.DataFrame, buys: pd.DataFrame) -> Book:
    """Write every person into the systems it meets: one record each at least, some twice, some in two systems.

    buys: person, day, channel (0 shop, 1 web, 2 telephone), one row a purchase.
    """
    book = Book(stream(seed, "records"))
    first = buys.groupby(["person", "channel"]).day.min()
    span = buys.groupby("person").day.agg(["min", "max"])
    met: dict[int, dict[int, int]] = {}
    for person, channel, day in first.reset_index().itertuples(index=False, name=None):
        met.setdefault(person, {})[channel] = day
    writes: list[tuple[int, int, int, str, dict]] = []
    for row in everyone.to_dict("records"):
        person = row["person"]
        last = int(span["max"].get(person, row["entry"]))
        for place, (system, day) in enumerate(_systems(book.rng, row, met.get(person, {}))):
            writes.append((min(day, row["entry"]) if place == 0 else day, person, place, system, row))
            if last - day > 90 and book.rng.random() < TWICE[system] * (
                2 if row["branch"] == plan.UNEVEN_BRANCH else 1
            ):
                writes.append((day + int(book.rng.integers(40, last - day)), person, 2, system, row))
    for day, _, place, system, row in sorted(writes, key=lambda write: write[:4]):
        book.write(row, system, day, place > 0)
    return book


def _systems(rng: Generator, row: dict, met: dict[int, int]) -> list[tuple[str, int]]:
    """The systems that know a person and since when, the first one first."""
    entry = max(row["entry"], 0)
    if row["kind"] == "organisation":
        found = [("F", entry)]
        if 0 in met and rng.random() < 0.25:
            found.append(("T", met[0]))
        if 1 in met and rng.random() < 0.3:
            found.append(("W", met[1]))
        return found
    if row["kind"] == "registered":
        return [(one(rng, ("W", "W", "T")), entry)]
    counter = min(met.get(0, plan.DAYS), met.get(2, plan.DAYS))
    web = met.get(1, plan.DAYS)
    main, other = ("W", "T") if web < counter else ("T", "W")
    found = [(main, min(web, counter, plan.DAYS - 1))]
    if max(web, counter) < plan.DAYS and rng.random() < 0.36:
        found.append((other, max(web, counter)))
    return found


def _record(rng: Generator, row: dict, where: tuple[str, str, int], wear: float) -> dict:
    system, source_id, day = where
    seller = one(rng, COLLECTORS[row["branch"]]) if system == "T" else row["seller"] if system == "F" else ""
    careless = seller == plan.CARELESS_COLLECTOR and rng.random() < 0.45
    organisation = row["kind"] == "organisation"
    name = (
        spoil.business_name(rng, row["company"], wear) if organisation else spoil.person_name(rng, row, wear)
    )
    joined = row["joined"] if day < 0 else date_of(day)
    return {
        "system": system,
        "source_id": source_id,
        "person": row["person"],
        "day": day,
        "name": name,
        "tax_id": _keep(
            rng, spoil.document(rng, row["tax_id"], wear), {"T": 0.8, "W": 0.55, "F": 0.95}[system]
        ),
        "phone": _phone(rng, row["phone"], wear, careless),
        "email": _mail(rng, row["email"], wear, (careless, system)),
        "address": _keep(rng, row["address"], 0.9 if system != "T" else 0.5),
        "stratum": None if organisation or rng.random() < 0.35 else row["stratum"],
        "birth": None if organisation or rng.random() < 0.42 else row["birth"],
        "sex": "" if organisation or rng.random() < 0.12 else row["sex"],
        "occupation": _keep(rng, row["occupation"], 0.5),
        "family": None if organisation or rng.random() < 0.5 else row["family"],
        "source": _keep(rng, row["source"], 0.93),
        "seller": seller,
        "joined": joined,
        "consent_email": rng.random() < (0.86 if system == "W" else 0.7),
        "consent_phone": rng.random() < 0.62,
        "consent_post": rng.random() < 0.5,
    }


def _keep(rng: Generator, value: str, share: float) -> str:
    return value if rng.random() < share else ""


def _phone(rng: Generator, number: str, wear: float, careless: bool) -> str:
    if careless:
        return str(one(rng, spoil.JUNK_PHONES))
    return _keep(rng, spoil.phone(rng, number, wear), 0.86)


def _mail(rng: Generator, address: str, wear: float, where: tuple[bool, str]) -> str:
    careless, system = where
    if careless:
        return str(one(rng, spoil.JUNK_MAILS))
    return _keep(rng, spoil.mail(rng, address, wear), {"T": 0.55, "W": 1.0, "F": 0.85}[system])


def ids(book: Book, lines: pd.DataFrame) -> pd.Series:
    """The source id each line carries: the person's record in the channel's system, the newest one on that day."""
    chosen = []
    for person, day, channel in zip(lines.person, lines.day, lines.channel, strict=True):
        if person < 0:
            chosen.append("")
            continue
        uses = book.uses[person]
        wanted = "W" if channel == 1 else "T"
        known = uses.get(wanted) or uses.get("F") or next(iter(uses.values()))
        if "F" in uses and channel == 2:
            known = uses["F"]
        past = [source_id for since, source_id in known if since <= day]
        chosen.append(past[-1] if past else known[0][1])
    return pd.Series(chosen, index=lines.index)


def main_ids(book: Book) -> dict[int, str]:
    """person → the record by which the company usually knows it (its first)."""
    table = pd.DataFrame(book.rows)
    return dict(table.drop_duplicates("person")[["person", "source_id"]].itertuples(index=False, name=None))
