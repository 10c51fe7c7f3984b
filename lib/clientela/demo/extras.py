"""Sales beyond orders of coffee: anonymous shop sales, free samples, rents and maintenance visits."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.random import Generator

from clientela.demo import catalogue, plan, seasons
from clientela.demo.chance import each, one, pick, stream
from clientela.demo.lines import COFFEE_SHARE, COFFEES, Till
from clientela.demo.people import SELLERS

NOBODY = -1


def anonymous(seed: int, customers: int) -> pd.DataFrame:
    """Shop sales to people who did not say who they are: about six lines for every ten customers."""
    rng = stream(seed, "anonymous")
    till = Till(rng, number=700_000)
    factor = seasons.home_factor()
    days = np.sort(rng.choice(plan.DAYS, size=int(customers * 0.5), p=factor / factor.sum()))
    for day, branch in zip(days, rng.choice(4, size=len(days), p=plan.BRANCH_SHARE), strict=True):
        seller = one(rng, SELLERS[plan.BRANCHES[branch]])
        payment = one(rng, ("efectivo", "efectivo", "tarjeta"))
        head = (NOBODY, int(day), 0, int(branch), seller, payment, -1, -1, -1, -1)
        order = till.open()
        coffee = pick(rng, COFFEES, 1, COFFEE_SHARE)[0]
        till.ring(order, head, f"{coffee}-{one(rng, ('250', '250', '500'))}", 1)
        if rng.random() < 0.25:
            till.ring(order, head, one(rng, ("FIL-04", "MUG-01", "TRA-250")), 1)
    return till.frame()


def samples(seed: int, everyone: pd.DataFrame, arms: pd.DataFrame) -> pd.DataFrame:
    """Free samples, at no price: at the fair, to some who registered, and to those treated by the campaign."""
    rng = stream(seed, "samples")
    till = Till(rng, number=800_000)
    given: list[tuple[int, int, int]] = []
    for row in everyone.to_dict("records"):
        fair = row["source"] == "feria" and row["kind"] == "home" and row["entry"] > 25
        if fair and rng.random() < plan.SAMPLE_AT_THE_FAIR:
            before = int(rng.integers(*plan.SAMPLE_DAYS_BEFORE))
            given.append((row["entry"] - before, row["person"], row["branch"]))
        elif row["kind"] == "registered" and rng.random() < plan.SAMPLE_REGISTERED:
            given.append((row["entry"], row["person"], row["branch"]))
    start = seasons.day_of(plan.SAMPLE_START)
    branch = dict(zip(everyone.person, everyone.branch, strict=True))
    treated = arms[arms.arm == "treated"].person
    given += [
        (start + int(days), int(who), branch[who])
        for who, days in zip(treated, rng.integers(0, 4, len(treated)), strict=True)
    ]
    for day, person, where in sorted(given):
        till.ring(
            till.open("OB"), (person, day, 0, where, "", "obsequio", -1, -1, -1, -1), catalogue.SAMPLE, 1
        )
    return till.frame()


def rents(seed: int, contracts: pd.DataFrame, everyone: pd.DataFrame) -> pd.DataFrame:
    """One line a month for every rented machine, billed on the first."""
    till = Till(stream(seed, "rents"), number=900_000)
    row_of = everyone.set_index("person")
    for contract in each(contracts[contracts.what != "mantenimiento"]):
        who, months = (
            row_of.loc[contract.person],
            pd.date_range(contract.start, contract.bills_until, freq="MS"),
        )
        for month in months:
            day = seasons.day_of(month.date())
            if not 0 <= day < plan.DAYS:
                continue
            paid = day + 15 + int(till.rng.gamma(2.0, 5.0))
            terms = (day + 15, paid if paid < plan.DAYS else -1)
            head = (contract.person, day, 2, int(who.branch), str(who.seller), "crédito", -1, -1, *terms)
            till.ring(till.open("AL"), head, "SRV-ALQ2" if contract.what == "dos grupos" else "SRV-ALQ1", 1)
    return till.frame()


def visits(rng: Generator, requests: pd.DataFrame, everyone: pd.DataFrame) -> pd.DataFrame:
    """One line a maintenance visit: asked for on `day`, promised two days later, made when a technician was free."""
    till = Till(rng, number=600_000)
    branch = dict(zip(everyone.person, everyone.branch, strict=True))
    for visit in each(requests):
        made = visit.made if visit.made < plan.DAYS else -1
        due = visit.day + 30
        # A week early to three weeks late, by who it is and when: no chance is drawn, so nothing else of the story moves.
        paid = due + (7 * int(visit.person) + visit.day) % 29 - 7
        head = (
            visit.person,
            visit.day,
            2,
            branch[visit.person],
            "",
            "crédito",
            visit.day + 2,
            made,
            due,
            paid if paid < plan.DAYS else -1,
        )
        till.ring(till.open("MT"), head, "SRV-MANC" if visit.contract else "SRV-MAN", 1)
    return till.frame()
