"""The work behind the counter: contracts, maintenance, telephone and dispatch, with what they can cope with."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.random import Generator

from clientela.demo import plan, seasons
from clientela.demo.chance import each, one, stream

LAST = plan.END


def contracts(seed: int, everyone: pd.DataFrame, left: dict[int, int]) -> pd.DataFrame:
    """One row a contract of twelve months: person, what, start, end, bills_until, price, renewed, written.

    A business that leaves does not renew. Of the others, the settled ones seldom drop out, the wavering ones often.
    """
    rng = stream(seed, "contracts")
    rows: list[dict] = []
    for who in each(everyone[everyone.kind == "organisation"]):
        short = left.get(who.person, 10**6) - who.entry < 300
        if short or rng.random() > (0.46 if who.type in ("cafetería", "restaurante", "hotel") else 0.24):
            continue
        first = max(who.joined, plan.START - dt.timedelta(days=300)) + dt.timedelta(
            days=int(rng.integers(0, 150))
        )
        what = str(rng.choice(("un grupo", "dos grupos", "mantenimiento"), p=(0.45, 0.2, 0.35)))
        churn = plan.SETTLED_CHURN if rng.random() < plan.SETTLED_SHARE else plan.WAVERING_CHURN
        rows += _periods(rng, (who.person, what, first), churn, left.get(who.person, 10**6))
    rows += _pushed(rng, everyone, left, {row["person"] for row in rows})
    table = pd.DataFrame(rows).sort_values(["start", "person"], kind="stable", ignore_index=True)
    return table.assign(contract=[f"CT-{number:04d}" for number in range(1, len(table) + 1)])


def _periods(rng: Generator, who: tuple[int, str, dt.date], churn: float, left: int) -> list[dict]:
    """A contract and its renewals, until the business leaves, drops out or June 2026 comes."""
    person, what, start = who
    price = {"un grupo": 390_000, "dos grupos": 640_000, "mantenimiento": 120_000}[what]
    rows, written = [], rng.random() < 0.8
    gone = seasons.date_of(left) if left < plan.DAYS else dt.date(2100, 1, 1)
    while start <= LAST and start < gone:
        end = dt.date(start.year + 1, start.month, min(start.day, 28)) - dt.timedelta(days=1)
        renewed = None if end > LAST else bool(gone > end and rng.random() > churn)
        rows.append(
            {"person": person, "what": what, "start": start, "end": end, "bills_until": min(end, gone, LAST)}
            | {"price": price, "renewed": renewed, "written": bool(written)}
        )
        if not renewed:
            break
        start, price = end + dt.timedelta(days=1), round(price * 1.07 / 1000) * 1000
    return rows


def _pushed(rng: Generator, everyone: pd.DataFrame, left: dict[int, int], have: set[int]) -> list[dict]:
    """New rents that the sellers' calls of April 2026 brought."""
    rows: list[dict] = []
    for who in each(called(everyone, left, have)):
        if rng.random() < plan.RENTAL_ACCEPTS:
            start = plan.RENTAL_PUSH + dt.timedelta(days=int(rng.integers(6, 40)))
            rows += _periods(
                rng, (who.person, one(rng, ("un grupo", "un grupo", "dos grupos")), start), 0.2, 10**6
            )
    return rows


def called(everyone: pd.DataFrame, left: dict[int, int], have: set[int]) -> pd.DataFrame:
    """The businesses the sellers chose to phone about rents: buying, without a machine of ours."""
    push = seasons.day_of(plan.RENTAL_PUSH)
    buying = everyone.person.map(lambda person: left.get(person, 10**6) > push + 60)
    free = ~everyone.person.isin(have)
    return everyone[(everyone.kind == "organisation") & (everyone.entry < push) & buying & free]


def maintenance(
    seed: int, signed: pd.DataFrame, everyone: pd.DataFrame, left: dict[int, int]
) -> pd.DataFrame:
    """Requests for a visit and the day each was made: person, day, contract, made.

    First come, first served; the day's visits are what the technicians have hours for. New machines ask for more.
    """
    rng = stream(seed, "maintenance")
    rows = []
    for contract in each(signed):
        new = contract.start >= plan.RENTAL_PUSH
        rows += _asked(rng, (contract.person, contract.start, contract.bills_until, True), 11 if new else 30)
    owners = everyone[(everyone.kind == "organisation") & ~everyone.person.isin(signed.person)]
    for who in each(owners):
        if rng.random() < 0.3:
            last = seasons.date_of(min(left.get(who.person, plan.DAYS), plan.DAYS - 1))
            rows += _asked(rng, (who.person, who.joined, last, False), 60)
    table = pd.DataFrame(rows, columns=["person", "day", "contract"]).sort_values(
        ["day", "person"], ignore_index=True
    )
    return _served(table, len(everyone))


def _asked(rng: Generator, who: tuple[int, dt.date, dt.date, bool], every: float) -> list[tuple]:
    person, start, end, contract = who
    day, rows = seasons.day_of(max(start, plan.START)) + rng.exponential(every), []
    while day < min(seasons.day_of(end), plan.DAYS):
        if seasons.date_of(int(day)).weekday() < 5:
            rows.append((person, int(day), contract))
        day += rng.exponential(every)
    return rows


def technicians(date: dt.date) -> int:
    """How many technicians work on a date; one left in May 2026, and one goes to the fair in July."""
    left = 1 if date >= plan.TECHNICIAN_LEFT else 0
    away = (
        plan.FAIR_AWAY if any(week <= date < week + dt.timedelta(days=7) for week in plan.FAIR_WEEKS) else 0
    )
    return plan.TECHNICIANS - left - away


def scale(people: int) -> float:
    """The town's size against the full story of 5,000 customers."""
    return people / 5000


def _served(asked: pd.DataFrame, people: int) -> pd.DataFrame:
    """Work the queue down, day by day; what is not made by June 30 stays open."""
    waiting: list[int] = []
    made, credit, at = np.full(len(asked), 10**6), 0.0, 0
    days = asked.day.to_numpy()
    for day in range(plan.DAYS):
        while at < len(days) and days[at] == day:
            waiting.append(at)
            at += 1
        date = seasons.date_of(day)
        if date.weekday() < 5:
            minutes = technicians(date) * 8 * 60 * (1 - plan.SHRINKAGE) * scale(people)
            # Hours not used today are lost, save the part of a visit that is half done.
            credit = min(credit, 1.0) + minutes / plan.VISIT_MINUTES
            while waiting and credit >= 1:
                made[waiting.pop(0)] = day
                credit -= 1
    return asked.assign(made=made)
