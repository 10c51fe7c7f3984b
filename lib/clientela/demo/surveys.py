"""What customers, employees and others answer when they are asked; one row an answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.random import Generator

from clientela.demo import plan
from clientela.demo.answers import FACTORS, INTERNAL, KANO, KANO_ANSWERS, SERVQUAL, lifestyle
from clientela.demo.chance import stream
from clientela.demo.life import Life
from clientela.demo.names import words
from clientela.demo.seasons import day_of

COLUMNS = ("instrumento", "pregunta", "lado", "encuestado", "respuesta")
# People asked, in the full story of 5,000 customers.
SIZES = {"SERV": 240, "KANO": 200, "FACT": 260, "CONF": 280, "PRECIO": 200, "AIO": 300}
OTHERS = {"empleado": 34, "asesor": 14, "entorno": 10, "competidor": 12}
WAVE = dt.date(2026, 4, 20)


@dataclass
class Sheet:
    """The answers so far, and the respondents behind them."""

    rng: Generator
    rows: list[tuple] = field(default_factory=list)
    people: dict[str, dict] = field(default_factory=dict)

    def answer(self, question: tuple[str, str, str], who: str, given: float) -> None:
        """One answer of a respondent. question = instrument, item, side."""
        self.rows.append((*question, who, int(given)))


def surveys(life: Life) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All answers and all respondents of the big wave of 2026."""
    rng = stream(life.seed, "surveys")
    sheet, pool = Sheet(rng), _pool(life)
    share = min(1.0, len(life.everyone) / 5000)
    for instrument, ask in (
        ("SERV", _servqual),
        ("KANO", _kano),
        ("FACT", _factors),
        ("CONF", _trust),
        ("PRECIO", _prices),
        ("AIO", _aio),
    ):
        among = pool[pool.kind == "home"] if instrument == "AIO" else pool
        count = min(len(among), max(24, round(SIZES[instrument] * share)))
        for row in among.sample(count, random_state=int(rng.integers(2**31))).to_dict("records"):
            ask(sheet, row, _respondent(sheet, row, life))
    _others(sheet)
    answers = pd.DataFrame(sheet.rows, columns=list(COLUMNS))
    people = pd.DataFrame([{"encuestado": key, **value} for key, value in sheet.people.items()])
    return answers, people


def items() -> pd.DataFrame:
    """One row a question, in Spanish and English."""
    rows = []
    for instrument, book in words("items").items():
        for code, item in book["items"].items():
            low, high = item.get("scale", book["scale"])
            rows.append(
                {"instrumento": instrument, "pregunta": code, "texto_es": item["es"], "texto_en": item["en"]}
                | {"dimension": item.get("dimension", ""), "factor": item.get("factor", "")}
                | {"minimo": low, "maximo": high, "inverso": "Sí" if item.get("reversed") else "No"}
            )
    return pd.DataFrame(rows)


def _pool(life: Life) -> pd.DataFrame:
    """Customers who bought in the months before the wave, with their mood and how they buy."""
    day = day_of(WAVE)
    recent = life.purchases[life.purchases.day.between(day - 200, day)]
    people = life.everyone[life.everyone.person.isin(recent.person)].copy()
    coffee = life.lines[life.lines["product"].str.contains("-") & life.lines.person.isin(people.person)]
    origin = coffee["product"].str[:3].isin(["HUI", "NAR", "ORG"]).groupby(coffee.person).mean()
    web = recent.assign(web=recent.channel == 1).groupby("person").web.mean()
    return people.assign(
        mood=people.person.map(life.mood).fillna(0.2),
        origin=people.person.map(origin).fillna(0),
        web=people.person.map(web),
    )


def _respondent(sheet: Sheet, row: dict, life: Life) -> str:
    key = f"E{row['person']:05d}"
    date = plan.START + dt.timedelta(days=day_of(WAVE) + int(sheet.rng.integers(0, 40)))
    mood = row["mood"]
    if key not in sheet.people:
        noise = sheet.rng.normal(0, 0.6, 3)
        sheet.people[key] = {
            "cliente": life.main[row["person"]],
            "fecha": date.isoformat(),
            "evaluador": "cliente",
            "sede": plan.BRANCHES[row["branch"]],
            "genero": {"Mujer": "F", "Hombre": "M"}.get(row["sex"], ""),
            "rango_edad": "" if row["birth"] is None else _age(row["birth"]),
            "antiguedad": "un año o más" if (WAVE - row["joined"]).days >= 365 else "menos de un año",
            "tipo_negocio": row["type"],
            "satisfecho": _scale(3.4 + 1.5 * mood + noise[0], 1, 5),
            "seguiria": _scale(3.5 + 1.4 * mood + noise[1], 1, 5),
            "recomendaria": _scale(6.9 + 3.6 * mood + 1.5 * noise[2], 0, 10),
        }
    return key


def _age(birth: dt.date) -> str:
    age = WAVE.year - birth.year
    return next(
        label for top, label in ((30, "18-29"), (45, "30-44"), (60, "45-59"), (200, "60+")) if age < top
    )


def _scale(value: float, low: int, high: int) -> int:
    return int(np.clip(round(value), low, high))


def _servqual(sheet: Sheet, row: dict, who: str) -> None:
    rng, lean = sheet.rng, sheet.rng.normal(0, 0.4)
    asks_minimum = rng.random() < 0.5
    for item, (expected, received, uneven) in SERVQUAL.items():
        loss = uneven if row["branch"] == plan.UNEVEN_BRANCH else 0.0
        sheet.answer(("SERV", item, "esperado"), who, _scale(expected + lean + rng.normal(0, 0.7), 1, 7))
        sheet.answer(
            ("SERV", item, "recibido"), who, _scale(received - loss + row["mood"] + rng.normal(0, 0.9), 1, 7)
        )
        if asks_minimum:
            sheet.answer(
                ("SERV", item, "mínimo"), who, _scale(expected - 1.3 + lean + rng.normal(0, 0.6), 1, 7)
            )


def _kano(sheet: Sheet, row: dict, who: str) -> None:
    kinds = list(KANO_ANSWERS)
    for item, shares in KANO.items():
        kind = kinds[int(sheet.rng.choice(len(kinds), p=shares))]
        for side, given in zip(("funcional", "disfuncional"), KANO_ANSWERS[kind], strict=True):
            sheet.answer(("KANO", item, side), who, given)


def _factors(sheet: Sheet, row: dict, who: str) -> None:
    rng = sheet.rng
    for item, (importance, performance, uneven) in FACTORS.items():
        loss = uneven if row["branch"] == plan.UNEVEN_BRANCH else 0.0
        sheet.answer(("FACT", item, "importancia"), who, _scale(importance + rng.normal(0, 1.0), 1, 10))
        sheet.answer(
            ("FACT", item, "desempeño"),
            who,
            _scale(performance - loss + 1.2 * row["mood"] + rng.normal(0, 1.2), 1, 10),
        )


def _trust(sheet: Sheet, row: dict, who: str) -> None:
    rng, key_person = sheet.rng, row["seller"] == plan.KEY_SELLER
    person = row["mood"] + (1.2 if key_person else 0.0)
    for item, value in (
        ("C1", 4.6 + 1.6 * row["mood"]),
        ("C2", 4.4 + 1.6 * row["mood"]),
        ("C3", 4.5 + person),
        ("C4", 2.6 + 2.2 * key_person),
    ):
        sheet.answer(("CONF", item, ""), who, _scale(value + rng.normal(0, 0.9), 1, 7))


def _prices(sheet: Sheet, row: dict, who: str) -> None:
    """Four prices for 500 g of Tradición, which costs 37,000 today; whoever is fond of us finds more still fair."""
    rng = sheet.rng
    level = 33_000 * (1 + 0.12 * row["mood"]) * rng.lognormal(0, 0.14)
    for item, factor in (("P1", 0.56), ("P2", 0.8), ("P3", 1.22), ("P4", 1.5)):
        sheet.answer(("PRECIO", item, ""), who, round(level * factor * rng.lognormal(0, 0.05) / 1000) * 1000)


def _aio(sheet: Sheet, row: dict, who: str) -> None:
    for item, value in lifestyle(row["origin"], row["web"]).items():
        sheet.answer(("AIO", item, ""), who, _scale(value + sheet.rng.normal(0, 0.8), 1, 5))


def _others(sheet: Sheet) -> None:
    """Employees, advisers, neighbours and competitors say what they believe customers expect; employees judge each other."""
    rng = sheet.rng
    guess = {"empleado": 0.0, "asesor": 0.1, "entorno": -0.3, "competidor": 0.2}
    for rater, count in OTHERS.items():
        for number in range(count):
            key = f"{rater[:2].upper()}{number + 1:03d}"
            branch = plan.BRANCHES[int(rng.choice(4, p=plan.BRANCH_SHARE))]
            sheet.people[key] = {"fecha": WAVE.isoformat(), "evaluador": rater, "sede": branch, "rol": rater}
            for item, (expected, _, _) in SERVQUAL.items():
                # Employees think the shop's looks matter most; customers want the parcel on its day.
                wrong = {"F": -0.9, "T": 0.9}.get(item[0], 0.0) if rater == "empleado" else 0.0
                believed = expected + guess[rater] + wrong + rng.normal(0, 0.8)
                sheet.answer(("SERV", item, "esperado"), key, _scale(believed, 1, 7))
            if rater == "empleado":
                for item, value in INTERNAL.items():
                    sheet.answer(
                        ("CINT" if item[0] == "I" else "ORIE", item, ""),
                        key,
                        _scale(value + rng.normal(0, 0.8), 1, 5),
                    )
