"""Four campaigns: a free sample given by lot, a discount for the best customers, calls about rents, a tasting."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.random import Generator

from clientela.demo import operations, plan
from clientela.demo.chance import stream
from clientela.demo.life import Life
from clientela.demo.seasons import date_of, day_of

TASTING = dt.date(2026, 2, 16)
COSTS = {"C2025-09": 9_800, "C2026-02": 1_100, "C2026-04": 12_500, "C2026-05": 900}


def campaigns() -> pd.DataFrame:
    """One row a campaign."""
    rows = (
        ("C2025-09", "Muestra gratis", plan.SAMPLE_START, plan.SAMPLE_START + dt.timedelta(plan.SAMPLE_WINDOW), "domicilio", "muestra de 125 g"),
        ("C2026-02", "Invitación a cata", TASTING, TASTING + dt.timedelta(12), "correo", "taller de cata sin costo"),
        ("C2026-04", "Alquile su máquina", plan.RENTAL_PUSH, plan.RENTAL_PUSH + dt.timedelta(46), "teléfono", "primer mes de instalación gratis"),
        ("C2026-05", "Día del padre", plan.FATHERS_DAY, plan.FATHERS_DAY + dt.timedelta(28), "correo", "10 % en la web"),
    )  # fmt: skip
    table = pd.DataFrame(rows, columns=["campaña", "nombre", "inicio", "fin", "canal", "oferta"])
    return table.assign(costo_contacto=table["campaña"].map(COSTS))


def contacts(life: Life) -> pd.DataFrame:
    """One row a customer in a campaign, treated or control, with what was seen afterwards."""
    rng = stream(life.seed, "campaigns")
    parts = [_sample(rng, life), _tasting(rng, life), _rents(rng, life), _fathers_day(rng, life)]
    table = pd.concat(parts, ignore_index=True)
    table["cliente"] = table.person.map(life.main)
    flags = ("entregado", "rebotado", "abierto", "baja", "asistió", "respondió")
    shown = {flag: table[flag].map({True: "Sí", False: "No"}).fillna("") for flag in flags}
    table = table.assign(**shown)
    return table[["campaña", "cliente", "grupo", "canal", "enviado", *flags, "ingreso"]]


def _bought(life: Life, people: pd.Series, start: dt.date, days: int) -> tuple[np.ndarray, np.ndarray]:
    """Whether each bought in the days after a date (yes or no), and for how much."""
    window = life.lines[
        life.lines.day.between(day_of(start) + 1, day_of(start) + days) & (life.lines.amount > 0)
    ]
    coffee = window[~window.order.str[:2].isin(["AL", "MT"])]
    spent = people.map(coffee.groupby("person").amount.sum()).fillna(0).to_numpy()
    return spent > 0, np.round(spent).astype(int)


def _sample(rng: Generator, life: Life) -> pd.DataFrame:
    table = life.arms.sort_values("person", ignore_index=True)
    treated = (table.arm == "treated").to_numpy()
    yes, spent = _bought(life, table.person, plan.SAMPLE_START, plan.SAMPLE_WINDOW)
    arrived = rng.random(len(table)) < 0.96
    return table.assign(
        campaña="C2025-09",
        grupo=np.where(treated, "tratado", "control"),
        canal=np.where(treated, "domicilio", ""),
        enviado=np.where(treated, plan.SAMPLE_START.isoformat(), ""),
        entregado=pd.Series(arrived, dtype=object).where(treated),
        rebotado=pd.Series(~arrived, dtype=object).where(treated),
        abierto=None,
        baja=None,
        asistió=None,
        respondió=yes,
        ingreso=spent,
    )


def _mailing(rng: Generator, life: Life, people: np.ndarray, campaign: tuple[str, dt.date]) -> pd.DataFrame:
    """What happens to an e-mail: some bounce because the address is wrong, some are opened, a few unsubscribe."""
    record = pd.DataFrame(life.book.rows).drop_duplicates("person").set_index("person")
    valid = (
        pd.Series(people)
        .map(record.email.str.fullmatch(r"[^@\s,]+@[\w-]+(\.[\w-]+)+"))
        .fillna(False)
        .to_numpy(dtype=bool)
    )
    arrived = valid & (rng.random(len(people)) < 0.985)
    opened = arrived & (rng.random(len(people)) < 0.37)
    return pd.DataFrame(
        {
            "person": people,
            "campaña": campaign[0],
            "grupo": "tratado",
            "canal": "correo",
            "enviado": campaign[1].isoformat(),
            "entregado": arrived,
            "rebotado": ~arrived,
            "abierto": opened,
            "baja": opened & (rng.random(len(people)) < 0.018),
            "asistió": None,
        }
    )


def _mailable(life: Life) -> set[int]:
    table = pd.DataFrame(life.book.rows).drop_duplicates("person")
    return set(table.person[table.consent_email & (table.email != "")])


def _fathers_day(rng: Generator, life: Life) -> pd.DataFrame:
    """The discount went to whoever spent most in the last ninety days; nobody was left out by lot."""
    start, homes = day_of(plan.FATHERS_DAY), set(life.homes.person)
    recent = life.lines[life.lines.day.between(start - 90, start - 1)]
    spent = recent[recent.person.isin(homes & _mailable(life))].groupby("person").amount.sum()
    best = (
        spent.sort_values(ascending=False, kind="stable")
        .index[: len(life.everyone) // 7]
        .sort_values()
        .to_numpy()
    )
    table = _mailing(rng, life, best, ("C2026-05", plan.FATHERS_DAY))
    yes, money = _bought(life, table.person, plan.FATHERS_DAY, 28)
    return table.assign(respondió=yes, ingreso=money)


def _tasting(rng: Generator, life: Life) -> pd.DataFrame:
    start = day_of(TASTING)
    recent = life.purchases[life.purchases.day.between(start - 200, start)].person.unique()
    mailable = _mailable(life)
    pool = np.sort(np.array([who for who in recent if who in mailable]))
    people = np.sort(rng.choice(pool, size=min(len(pool), len(life.everyone) // 10), replace=False))
    table = _mailing(rng, life, people, ("C2026-02", TASTING))
    came = table["abierto"] & (rng.random(len(table)) < 0.24)
    return table.assign(
        asistió=came, respondió=came | (table["abierto"] & (rng.random(len(table)) < 0.08)), ingreso=0
    )


def _rents(rng: Generator, life: Life) -> pd.DataFrame:
    """The businesses the sellers chose to call; whoever signed, signed within six weeks."""
    pushed = life.contracts[life.contracts.start >= plan.RENTAL_PUSH]
    had = set(life.contracts.person[life.contracts.start < plan.RENTAL_PUSH])
    chosen = operations.called(life.everyone, life.left, had)
    signed = pushed.drop_duplicates("person").set_index("person").price
    days = rng.integers(0, 12, len(chosen))
    yes = chosen.person.isin(signed.index).to_numpy()
    return pd.DataFrame(
        {
            "person": chosen.person.to_numpy(),
            "campaña": "C2026-04",
            "grupo": "tratado",
            "canal": "teléfono",
            "enviado": [date_of(day_of(plan.RENTAL_PUSH) + day).isoformat() for day in days],
            "entregado": yes | (rng.random(len(chosen)) < 0.7),
            "rebotado": None,
            "abierto": None,
            "baja": None,
            "asistió": None,
            "respondió": yes,
            "ingreso": chosen.person.map(signed).fillna(0).astype(int).to_numpy() * 2,
        }
    )
