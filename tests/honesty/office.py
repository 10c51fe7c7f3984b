"""The rest of a company's papers: the register, campaigns without effect, contracts, prospects, what is spent."""

from __future__ import annotations

import numpy as np
import pandas as pd
from honesty.laws import AS_OF, Laws
from honesty.sales import codes, dates

SYLLABLES = (
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ja",
    "le",
    "mi",
    "no",
    "pu",
    "ra",
    "se",
    "ti",
    "vo",
    "zu",
    "lla",
    "che",
    "tri",
    "blo",
    "gru",
)


def register(laws: Laws, people: pd.DataFrame, bought: np.ndarray) -> pd.DataFrame:
    """Who bought, with most of what is asked filled in; as often for one customer as for another."""
    chance = laws.chance("register")
    who = people.iloc[np.sort(bought)]
    number = who.customer.to_numpy()

    def most(values: list[str], share: float) -> np.ndarray:
        return np.where(chance.random(len(who)) < share, values, "")

    return pd.DataFrame({
        "customer_id": codes(number),
        "name": _names(chance, len(who)),
        "tax_id": _different(chance, len(who), 10_000_000, 99_999_999),
        "email": most([f"{token}@example.com" for token in _letters(chance, len(who))], 0.85),
        "phone": most([f"3{tail}" for tail in _different(chance, len(who), 100_000_000, 250_000_000)], 0.9),
        "city": chance.choice(["Bogotá", "Medellín", "Cali"], len(who)),
        "joined_on": dates(laws, who.born.clip(lower=-1000).astype(int)),
        "acquired_by": who.source.to_numpy(),
        "consent_email": np.where(chance.random(len(who)) < 0.8, "sí", "no"),
        "consent_phone": np.where(chance.random(len(who)) < 0.8, "sí", "no"),
    })  # fmt: skip


def _different(chance: np.random.Generator, count: int, low: int, high: int) -> list[str]:
    """As many numbers, no two alike."""
    found: set[int] = set()
    while len(found) < count:
        found.update(chance.integers(low, high, count - len(found)).tolist())
    return [str(number) for number in chance.permutation(sorted(found))]


def _letters(chance: np.random.Generator, count: int) -> list[str]:
    """Invented words of four syllables."""
    return ["".join(word) for word in chance.choice(SYLLABLES, (count, 4))]


def _names(chance: np.random.Generator, count: int) -> list[str]:
    """Invented names, so many that two customers hardly ever share one."""
    words = zip(_letters(chance, count), _letters(chance, count), _letters(chance, count), strict=True)
    return [" ".join(word.title() for word in name) for name in words]


def campaigns(laws: Laws) -> pd.DataFrame:
    """Three campaigns in the last year, that move nobody."""
    days = [laws.days - ago for ago in (300, 200, 100)]
    return pd.DataFrame({
        "campaign_id": ["K1", "K2", "K3"],
        "name": ["Campaña 1", "Campaña 2", "Campaña 3"],
        "start": dates(laws, pd.Series(days)),
        "end": dates(laws, pd.Series(days) + 30),
        "channel": ["correo", "teléfono", "correo"],
        "offer": ["Oferta 1", "Oferta 2", "Oferta 3"],
        "cost_per_contact": 1000,
    })  # fmt: skip


def contacts(laws: Laws, people: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """Two campaigns by lot among those who are there; the third to those who bought most in the quarter before."""
    chance = laws.chance("contacts")
    found = []
    for place, ago in enumerate((300, 200, 100)):
        day = laws.days - ago
        there = people.customer[(people.born <= day - 100) & (people.gone > day)].to_numpy()
        if place == 2:
            recent = orders[(orders.day < day) & (orders.day >= day - 90)].customer.value_counts()
            chosen = np.isin(there, recent.index[: len(there) // 4])
        else:
            chosen = chance.random(len(there)) < 0.5
        sent = chosen if place < 2 else np.ones(len(there), bool) & chosen
        kept = there if place < 2 else there[chosen]
        treated = sent if place < 2 else np.ones(len(kept), bool)
        answered = treated & (chance.random(len(kept)) < 0.1)
        found.append(pd.DataFrame({
            "campaign_id": f"K{place + 1}",
            "customer_id": codes(kept),
            "arm": np.where(treated, "treated", "control"),
            "channel": "correo" if place != 1 else "teléfono",
            "sent_on": np.where(treated, dates(laws, pd.Series([day]))[0], ""),
            "delivered": np.where(treated, "sí", ""),
            "responded": np.where(treated, np.where(answered, "sí", "no"), ""),
        }))  # fmt: skip
    return pd.concat(found)


def contracts(laws: Laws, people: pd.DataFrame) -> pd.DataFrame:
    """A quarter of the customers sign for a year at a time; four of five renew, whatever the year or the price."""
    chance = laws.chance("contracts")
    rows = []
    for who in people.customer[(people.gone > 0) & (chance.random(len(people)) < 0.25)]:
        start = int(chance.integers(-365, max(laws.days, 1)))
        price = int(chance.choice([50, 80, 120])) * 1000
        while start < laws.days:
            end = start + 364
            renewed = chance.random() < 0.8
            said = ("sí" if renewed else "no") if end < laws.days else ""
            rows.append((f"T{len(rows):04d}", who, start, end, price, said))
            if not renewed:
                break
            start = end + 1
    frame = pd.DataFrame(rows, columns=["contract_id", "who", "begins", "ends", "price", "renewed"])
    return pd.DataFrame({
        "contract_id": frame.contract_id,
        "customer_id": codes(frame.who.to_numpy()),
        "start": dates(laws, frame.begins),
        "end": dates(laws, frame.ends),
        "price": frame.price,
        "renewed": frame.renewed,
        "written": "sí",
    })  # fmt: skip


def prospects(laws: Laws, people: pd.DataFrame) -> pd.DataFrame:
    """Ten a month, from four sources, one of five of whom becomes a customer, from whichever source."""
    chance = laws.chance("prospects")
    days = np.sort(chance.integers(0, laws.days, laws.days // 3))
    new = people[(people.born > 0) & (people.born < laws.days)]
    became = np.full(len(days), "", dtype=object)
    for customer, born in zip(new.customer, new.born, strict=True):
        before = np.flatnonzero((days < born) & (days > born - 60) & (became == ""))
        if len(before) and chance.random() < 0.5:
            became[chance.choice(before)] = codes(np.array([customer]))[0]
    return pd.DataFrame({
        "prospect_id": [f"R{number:04d}" for number in range(len(days))],
        "acquired_by": chance.choice(["referido", "buscador", "vitrina", "feria"], len(days)),
        "need": chance.choice(["sí", "no"], len(days)),
        "entered_on": dates(laws, pd.Series(days)),
        "became_customer_id": became,
    })  # fmt: skip


def expenses(laws: Laws) -> pd.DataFrame:
    """The same every month but for a little noise, for each purpose and channel."""
    chance = laws.chance("expenses")
    months = pd.period_range(laws.first_day, AS_OF, freq="M")[1:]
    rows = [
        (str(month), int(base * chance.lognormal(0, 0.1)), area, purpose, channel)
        for month in months
        for base, area, purpose, channel in (
            (80000, "mercadeo", "acquire", "buscador"), (60000, "mercadeo", "acquire", "feria"),
            (60000, "mercadeo", "retain", "correo"), (100000, "servicio", "serve", "teléfono"),
        )
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["period", "amount", "area", "purpose", "channel"]).assign(
        period=lambda frame: frame.period + "-01"
    )


def capacity(laws: Laws) -> pd.DataFrame:
    """Three workshops, half to nine tenths busy, and a telephone that holds what it promises: from the first week to the last."""
    chance = laws.chance("capacity")
    weeks = pd.date_range(
        end=AS_OF - pd.Timedelta(days=(AS_OF.weekday() + 1) % 7 + 6), periods=laws.days // 7 - 2, freq="7D"
    )
    shops = pd.concat([
        pd.DataFrame({
            "unit": f"Taller {place}", "period": weeks.strftime("%Y-%m-%d"), "period_minutes": 10080, "staff": 2, "hours": 80,
            "handling_minutes": 60, "shrinkage": 0.1, "arrivals": chance.poisson(busy * 72, len(weeks)), "serves": "correo",
        })
        for place, busy in enumerate((0.5, 0.75, 0.9))
    ])  # fmt: skip
    hours = [
        day + pd.Timedelta(hours=hour)
        for day in pd.date_range(weeks[-13], weeks[-1] + pd.Timedelta(days=4))
        if day.day_of_week < 5
        for hour in range(8, 16)
    ]
    calls = chance.poisson(12, len(hours))
    line = pd.DataFrame({
        "unit": "Línea", "period": [one.strftime("%Y-%m-%d %H:%M") for one in hours], "period_minutes": 60, "staff": 3, "hours": 3,
        "handling_minutes": 5, "shrinkage": 0.1, "arrivals": calls, "abandoned": 0, "within_seconds": 20, "serves": "teléfono",
        "service_level": np.where(calls > 0, chance.binomial(calls, 0.88) / np.maximum(calls, 1), 1.0).round(3),
    })  # fmt: skip
    return pd.concat([shops, line], ignore_index=True)
