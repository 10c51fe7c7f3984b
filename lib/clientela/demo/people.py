"""Who there really is: households, businesses and registered people, one row each, before any file spoils it."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.random import Generator

from clientela.demo import names, plan
from clientela.demo.chance import one, pick, stream

KINDS = {"cafetería": 0.3, "restaurante": 0.22, "oficina": 0.22, "hotel": 0.1, "tienda": 0.1, "colegio": 0.06}
SELLERS = {
    "Bogotá": ("V01", "V02", "V03", "V04"),
    "Medellín": ("V05", "V06", "V07"),
    "Cali": ("V08", "V09", "V10"),
    "Pereira": ("V11", "V12"),
}
STRATA = (0.08, 0.2, 0.3, 0.22, 0.13, 0.07)


def people(seed: int, customers: int) -> pd.DataFrame:
    """Every real person and business: who they are, when they come and where from. One row each, `person` from 0."""
    rng = stream(seed, "people")
    organisations = max(24, round(plan.ORGANISATIONS * customers))
    registered = round(plan.REGISTERED * customers)
    homes = customers - organisations - registered
    rows = [_person(rng, "home") for _ in range(homes)]
    rows += [_organisation(rng) for _ in range(organisations)]
    rows += [_person(rng, "registered") for _ in range(registered)]
    everyone = pd.DataFrame(rows).assign(person=range(len(rows)))
    everyone["entry"] = _entries(rng, everyone.kind)
    everyone["joined"] = [_joined(rng, day) for day in everyone.entry]
    everyone["household"] = _households(rng, everyone)
    everyone["account"] = _accounts(rng, everyone)
    return _top_accounts(everyone)


def _person(rng: Generator, kind: str) -> dict[str, object]:
    sex = "Mujer" if rng.random() < 0.56 else "Hombre"
    name = names.person(rng, sex)
    branch = int(rng.choice(4, p=plan.BRANCH_SHARE))
    city = plan.BRANCHES[branch]
    birth = dt.date(1946, 1, 1) + dt.timedelta(days=int(rng.beta(2.2, 1.9) * 365 * 60))
    district = one(rng, names.words()["districts"][city])
    shares = [share for share, _ in plan.SOURCES.values()]
    return {
        "kind": kind,
        "type": "",
        "sex": sex,
        **name,
        "company": "",
        "branch": branch,
        "zone": district,
        "address": names.address(rng, district),
        "birth": birth,
        "tax_id": names.cedula(rng, birth.year),
        "phone": names.mobile(rng),
        "email": names.email(rng, name),
        "stratum": int(rng.choice(6, p=STRATA)) + 1,
        "occupation": one(rng, names.words()["occupations"]),
        "family": int(min(7, 1 + rng.binomial(5, 0.35))),
        "source": pick(rng, tuple(plan.SOURCES), 1, shares)[0],
        "seller": "",
    }


def _organisation(rng: Generator) -> dict[str, object]:
    kind = pick(rng, tuple(KINDS), 1, tuple(KINDS.values()))[0]
    name = names.business(rng, kind)
    row = _person(rng, "organisation")
    city = plan.BRANCHES[int(str(row["branch"]))]
    source = pick(rng, ("fuerza de ventas", "referido", "feria", "buscador"), 1, (0.55, 0.2, 0.15, 0.1))[0]
    return row | {
        "type": kind,
        "sex": "",
        "company": name,
        "birth": None,
        "tax_id": names.tax_number(rng),
        "phone": names.landline(rng, city) if rng.random() < 0.5 else names.mobile(rng),
        "email": names.business_email(rng, name),
        "stratum": None,
        "occupation": "",
        "family": None,
        "source": source,
        "seller": one(rng, SELLERS[city]),
    }


def _entries(rng: Generator, kind: pd.Series) -> np.ndarray:
    """The day each one comes; −1 for those who already bought before the files begin. Fewer come every year."""
    yearly = np.repeat((0.44, 0.38, 0.18), (366, 365, 365))
    months = pd.date_range(plan.START, plan.END).month
    weight = yearly * np.where(months == 12, 1.5, 1.0)
    days = rng.choice(plan.DAYS, size=len(kind), p=weight / weight.sum())
    before = np.where(kind == "organisation", 0.45, np.where(kind == "home", 0.3, 0.0))
    return np.where(rng.random(len(kind)) < before, -1, days)


def _joined(rng: Generator, entry: int) -> dt.date:
    if entry < 0:
        return plan.START - dt.timedelta(days=int(rng.integers(20, 1100)))
    return plan.START + dt.timedelta(days=int(entry))


def _households(rng: Generator, everyone: pd.DataFrame) -> list[str]:
    """Some live together: same street, same phone, one surname shared. They are two persons, not a duplicate."""
    homes = rng.permutation(everyone.index[everyone.kind == "home"].to_numpy())
    shared = [""] * len(everyone)
    for number in range(int(len(homes) * 0.03)):
        first, second = homes[2 * number], homes[2 * number + 1]
        shared[first] = shared[second] = f"H{number + 1:04d}"
        for column in ("address", "zone", "branch", "stratum"):
            everyone.loc[second, column] = everyone.loc[first, column]
        if number % 3 == 0:
            everyone.loc[second, "phone"] = everyone.loc[first, "phone"]
        everyone.loc[second, "surname" if number % 2 else "surname2"] = everyone.loc[first, "surname"]
        if number % 12 == 0:  # Mother and daughter, father and son: one name, two persons.
            everyone.loc[second, ["first", "second", "sex"]] = everyone.loc[
                first, ["first", "second", "sex"]
            ].to_numpy()
    return shared


def _accounts(rng: Generator, everyone: pd.DataFrame) -> np.ndarray:
    """Some businesses are sites of another one: the person number of the parent, −1 for the others."""
    parent = np.full(len(everyone), -1)
    businesses = everyone.index[everyone.kind == "organisation"].to_numpy()
    sites = rng.choice(businesses[20:], size=max(2, len(businesses) // 14), replace=False)
    parents = rng.choice(np.setdiff1d(businesses[20:], sites), size=max(1, len(sites) // 3), replace=False)
    for number, site in enumerate(sites):
        above = parents[number % len(parents)]
        parent[site] = above
        base = str(everyone.company[above]).rsplit(" ", 1)[0]
        everyone.loc[site, "company"] = (
            f"{base} Sede {one(rng, ('Norte', 'Sur', 'Centro', 'Aeropuerto', 'Occidente'))}"
        )
        everyone.loc[site, "type"] = everyone.type[above]
    return parent


def _top_accounts(everyone: pd.DataFrame) -> pd.DataFrame:
    """The ten biggest businesses are old customers, and six of them belong to one seller."""
    top = everyone.index[everyone.kind == "organisation"][: plan.TOP_ACCOUNTS]
    everyone = everyone.assign(top=False)
    everyone.loc[top, "top"] = True
    everyone.loc[top, "entry"] = -1
    everyone.loc[top, "joined"] = [
        plan.START - dt.timedelta(days=400 + 40 * place) for place in range(len(top))
    ]
    others = ("V01", "V07", "V10", "V11")
    everyone.loc[top, "seller"] = [plan.KEY_SELLER] * plan.KEY_ACCOUNTS + list(others)
    everyone.loc[top, "branch"] = [0] * plan.KEY_ACCOUNTS + [0, 1, 2, 3]
    return everyone
