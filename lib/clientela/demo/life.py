"""Three years of Café Aurora lived once, in memory: everything the files are later written from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from clientela.demo import bonds, businesses, extras, operations, plan
from clientela.demo.chance import stream
from clientela.demo.households import Neighbourhood
from clientela.demo.lines import lines
from clientela.demo.people import people
from clientela.demo.records import Book, ids, main_ids, records


@dataclass
class Life:
    """What truly happened. Frames have one row a person, purchase, complaint, departure, line, contract, visit."""

    seed: int
    everyone: pd.DataFrame
    homes: Neighbourhood
    purchases: pd.DataFrame
    complaints: pd.DataFrame
    departures: pd.DataFrame
    lines: pd.DataFrame
    contracts: pd.DataFrame
    visits: pd.DataFrame
    arms: pd.DataFrame
    mood: pd.Series
    alive: pd.Series
    left: dict[int, int]
    book: Book
    main: dict[int, str]
    referred: dict[int, int]
    consumer: dict[int, int]
    rungs: pd.Series


def live(seed: int, customers: int) -> Life:
    """Let everybody live through the three years; the same seed gives the same lives."""
    everyone = people(seed, customers)
    homes = Neighbourhood(everyone[everyone.kind == "home"], seed).live()
    diary, firms = businesses.live(everyone[everyone.kind == "organisation"], seed)
    purchases, complaints, departures = (
        pd.concat(pair, ignore_index=True) for pair in zip(homes.diary.frames(), diary.frames(), strict=True)
    )
    alive, left = _alive(homes, firms)
    signed = operations.contracts(seed, everyone, left)
    visits = operations.maintenance(seed, signed, everyone, left)
    arms = pd.DataFrame({"person": homes.person, "arm": homes.arm}).query("arm != ''")
    arms = pd.concat([arms, _business_arms(seed, purchases, everyone)], ignore_index=True)
    sold = pd.concat(
        [
            lines(seed, purchases, everyone),
            extras.anonymous(seed, customers),
            extras.samples(seed, everyone, arms),
            extras.rents(seed, signed, everyone),
            extras.visits(stream(seed, "visits"), visits, everyone),
        ],
        ignore_index=True,
    ).sort_values(["day", "order"], kind="stable", ignore_index=True)
    book = records(seed, everyone, sold.query("person >= 0 and amount > 0")[["person", "day", "channel"]])
    mood = pd.concat(
        [pd.Series(homes.love, homes.person), pd.Series({firm.row["person"]: firm.love for firm in firms})]
    )
    referred = bonds.referrals(seed, everyone, purchases, mood)
    return Life(
        seed, everyone, homes, purchases, complaints, departures,
        sold.assign(source_id=ids(book, sold)), signed, visits, arms, mood, alive, left, book, main_ids(book), referred,
        bonds.consumers(seed, everyone, purchases), bonds.ladder(everyone, purchases, alive, (mood, referred)),
    )  # fmt: skip


def _alive(homes: Neighbourhood, firms: list[businesses.Business]) -> tuple[pd.Series, dict[int, int]]:
    """Who is still a customer on the last day, and the day the others left for good."""
    alive = pd.Series(homes.alive, homes.person)
    stays = pd.Series({firm.row["person"]: firm.left >= plan.DAYS for firm in firms})
    last = {person: day for person, day, _ in homes.diary.departures}
    left = {person: day for person, day in last.items() if not alive[person]}
    left |= {firm.row["person"]: firm.left for firm in firms if firm.left < plan.DAYS}
    return pd.concat([alive, stays]), left


def _business_arms(seed: int, purchases: pd.DataFrame, everyone: pd.DataFrame) -> pd.DataFrame:
    """Businesses took part in the draw of the free sample too; it changed nothing for them."""
    start = (plan.SAMPLE_START - plan.START).days
    recent = purchases[(purchases.day < start) & (purchases.day > start - 240)].person
    firms = everyone[(everyone.kind == "organisation") & everyone.person.isin(recent)].person.to_numpy()
    rng = stream(seed, "arms")
    firms = firms[rng.random(len(firms)) < 0.85]
    return pd.DataFrame(
        {"person": firms, "arm": np.where(rng.random(len(firms)) < 0.5, "treated", "control")}
    )
