"""What customers tell the company: complaints, claims, suggestions, questions, praise and goodbyes, with their answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.random import Generator

from clientela.demo import bonds, plan
from clientela.demo.chance import each, stream
from clientela.demo.life import Life
from clientela.demo.messages import Writer
from clientela.demo.names import words
from clientela.demo.seasons import date_of

AGENTS = ("A01", "A02", "A03", "A04", "A05", "A06")
CHANNELS, CHANNEL_SHARE = ("teléfono", "web", "whatsapp", "tienda", "correo"), (0.34, 0.2, 0.24, 0.12, 0.1)
# Chance a year that a fond customer writes to praise; shares of customers who ask or suggest something.
PRAISE, QUESTIONS, SUGGESTIONS = 0.3, 0.085, 0.03
TELLS_WHY = {"home": 0.28, "organisation": 0.55}
COLUMNS = (
    "day",
    "person",
    "kind",
    "topic",
    "branch",
    "attended",
    "closed",
    "resolved",
    "reason",
    "competitor",
)


def interactions(life: Life) -> pd.DataFrame:
    """One row a message, in the order they came, with the columns of the company's PQRS table."""
    rng = stream(life.seed, "service")
    rows = (
        _complaints(rng, life)
        + _machines_down(rng, life)
        + _praise(rng, life)
        + _small_talk(rng, life)
        + _goodbyes(rng, life)
    )
    table = pd.DataFrame(rows, columns=list(COLUMNS)).sort_values(
        ["day", "person", "kind"], kind="stable", ignore_index=True
    )
    return _register(rng, life, table)


def _complaints(rng: Generator, life: Life) -> list[tuple]:
    rows = []
    for row in each(life.complaints[life.complaints.day < plan.DAYS]):
        claim = rng.random() < {"factura": 0.7, "tarde": 0.35, "máquina": 0.5}.get(row.topic, 0.25)
        reason = row.topic if rng.random() < 0.6 else ""
        kind = "Reclamo" if claim else "Queja"
        rows.append(
            (
                row.day,
                row.person,
                kind,
                row.topic,
                row.branch,
                row.attended,
                row.closed,
                row.resolved,
                reason,
                "",
            )
        )
    return rows


def _machines_down(rng: Generator, life: Life) -> list[tuple]:
    """Businesses whose technician comes days after the promise complain."""
    branch, rows = life.everyone.set_index("person").branch, []
    for visit in each(life.visits):
        wait = min(visit.made, plan.DAYS + 20) - visit.day
        day = visit.day + 4
        if wait > 5 and day < plan.DAYS and rng.random() < 0.3:
            closed = day + 3 + int(rng.gamma(2, 4))
            rows.append(
                (
                    day,
                    visit.person,
                    "Queja",
                    "mantenimiento",
                    branch[visit.person],
                    day + 1,
                    closed,
                    closed - day < 10,
                    "",
                    "",
                )
            )
    return rows


def _praise(rng: Generator, life: Life) -> list[tuple]:
    """Fond customers who are buying write a kind word now and then."""
    bought = {who: (min(days), max(days)) for who, days in life.purchases.groupby("person").day}
    rows = []
    for month, moods in enumerate(life.homes.moods):
        day = int(month * 30.44 + rng.integers(0, 28))
        fond = life.homes.person[(moods > bonds.FOND) & (rng.random(len(moods)) < PRAISE / 12)]
        rows += [_praised(rng, life, int(who), day) for who in fond if _buying(bought, who, day)]
    firms = life.everyone[
        (life.everyone.kind == "organisation") & (life.everyone.person.map(life.mood) > bonds.FOND)
    ]
    for who in firms.person:
        for day in rng.integers(0, plan.DAYS, rng.poisson(PRAISE * 3)):
            if _buying(bought, who, int(day)):
                rows.append(_praised(rng, life, int(who), int(day)))
    return rows


def _buying(bought: dict, who: int, day: int) -> bool:
    first, last = bought.get(who, (plan.DAYS, -1))
    return bool(first < day <= last + 60)


def _praised(rng: Generator, life: Life, who: int, day: int) -> tuple:
    return (
        day,
        who,
        "Felicitación",
        "felicitación",
        life.everyone.branch[who],
        day + 1,
        day + 1 + int(rng.integers(0, 4)),
        True,
        "",
        "",
    )


def _small_talk(rng: Generator, life: Life) -> list[tuple]:
    """Questions and suggestions, from customers and from people who did not say who they are."""
    rows: list[tuple] = []
    for kind, share in (("Petición", QUESTIONS), ("Sugerencia", SUGGESTIONS)):
        topic = {"Petición": "pregunta", "Sugerencia": "sugerencia"}[kind]
        for row in each(
            life.purchases.sample(int(share * len(life.everyone)), random_state=int(rng.integers(2**31)))
        ):
            who = row.person if rng.random() < 0.8 else -1
            closed = row.day + 1 + int(rng.gamma(1.5, 2.5))
            rows.append(
                (
                    row.day,
                    who,
                    kind,
                    topic,
                    row.branch,
                    row.day + int(rng.integers(0, 2)),
                    closed,
                    True,
                    "",
                    "",
                )
            )
    return rows


def _goodbyes(rng: Generator, life: Life) -> list[tuple]:
    """Of those who leave, few say so and fewer say why; some name where they go."""
    w, rows = words("texts"), []
    kinds, branches = life.everyone.kind.to_dict(), life.everyone.branch.to_dict()
    for row in each(life.departures[life.departures.cause != "no le gustó"]):
        kind = kinds[row.person]
        if row.day >= plan.DAYS - 1 or rng.random() > TELLS_WHY[kind]:
            continue
        cause = "del negocio" if kind == "organisation" and row.cause == "costumbre perdida" else row.cause
        reason = w["reasons"][cause] if rng.random() < 0.62 else ""
        elsewhere = rng.random() < (0.15 if row.cause == "costumbre perdida" else 0.55)
        competitor = str(rng.choice(w["competitors"], p=(0.5, 0.3, 0.2))) if elsewhere else ""
        day = row.day + 1
        rows.append(
            (
                day,
                row.person,
                "Cancelación",
                f"adiós {cause}",
                branches[row.person],
                day,
                day + 2,
                False,
                reason,
                competitor,
            )
        )
    return rows


def _register(rng: Generator, life: Life, table: pd.DataFrame) -> pd.DataFrame:
    """Give each message its number, its words and its answer; what is not answered by June 30 stays open."""
    who = {row.person: row for row in each(life.everyone)}
    nobody, writer = who[0], Writer(rng)
    texts = [
        writer.text(r.topic, who.get(r.person, nobody), r.branch, min(r.closed - r.day, 25))
        for r in each(table)
    ]
    hour = rng.integers(8, 19, len(table))
    answered = np.where(table.attended < plan.DAYS, table.attended, -1)
    closed = np.where(table.closed < plan.DAYS, table.closed, -1)
    return pd.DataFrame(
        {
            "radicado": [
                f"{date_of(day).year}-{number:05d}" for number, day in enumerate(table.day, start=1)
            ],
            "cliente": table.person.map(life.main).fillna(""),
            "fecha_radicacion": [
                f"{date_of(day)} {h:02d}:{int(rng.integers(60)):02d}"
                for day, h in zip(table.day, hour, strict=True)
            ],
            "tipo": table.kind,
            "canal": rng.choice(CHANNELS, len(table), p=CHANNEL_SHARE),
            "sede": [plan.BRANCHES[branch] for branch in table.branch],
            "texto": texts,
            "fecha_respuesta": [date_of(day) if day >= 0 else None for day in answered],
            "fecha_cierre": [date_of(day) if day >= 0 else None for day in closed],
            "resuelto": [
                "" if day < 0 else "Sí" if well else "No"
                for day, well in zip(closed, table.resolved, strict=True)
            ],
            "agente": rng.choice(AGENTS, len(table)),
            "motivo": table.reason.where(table.reason != "", None),
            "competidor": table.competitor.where(table.competitor != "", None),
        }
    )
