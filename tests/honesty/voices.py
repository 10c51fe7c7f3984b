"""What customers say and are asked: complaints and surveys, whose answers follow one law on every day and in every branch."""

from __future__ import annotations

import numpy as np
import pandas as pd
from honesty.laws import Laws
from honesty.sales import codes, dates

SAID = (
    "El pedido llegó con una caja golpeada", "Me cobraron dos veces la misma factura", "Nadie contesta el teléfono", "El producto vino incompleto",
    "La fila para pagar es muy larga", "El pedido llegó tarde", "No me dieron la factura", "El empaque estaba roto",
)  # fmt: skip
REASONS = ("entrega", "factura", "atención", "empaque")
COMPETITORS = ("", "", "La Otra", "El Rival")
ITEMS, FEATURES = 9, 5
DIMENSIONS = ("fiabilidad", "respuesta", "empatía")


def interactions(laws: Laws, people: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """Three of a hundred purchases are complained of, one is praised; an answer takes as long in every month."""
    chance = laws.chance("interactions")
    draw = chance.random(len(orders))
    told = orders[draw < 0.04]
    kind = np.where(draw[draw < 0.04] < 0.03, "complaint", "praise")
    day = told.day + chance.integers(0, 10, len(told))
    wait = np.ceil(chance.lognormal(1.8, 0.6, len(told)))
    closed = day + wait
    frame = pd.DataFrame({
        "interaction_id": [f"Q{number:05d}" for number in range(len(told))],
        "customer_id": codes(told.customer.to_numpy()),
        "opened_at": dates(laws, day),
        "kind": kind,
        "channel": chance.choice(["web", "teléfono"], len(told)),
        "text": np.where(kind == "praise", "Muy buena atención, muchas gracias", chance.choice(SAID, len(told))),
        "attended_at": dates(laws, day + 1).where(day + 1 < laws.days, ""),
        "closed_at": dates(laws, closed).where(closed < laws.days, ""),
        "resolved": np.where(closed < laws.days, np.where(chance.random(len(told)) < 0.8, "sí", "no"), ""),
        "branch": people.branch.to_numpy()[told.customer],
        "agent": [f"A{agent}" for agent in chance.integers(1, 6, len(told))],
        "reason": chance.choice(REASONS, len(told)),
        "competitor": chance.choice(COMPETITORS, len(told)),
    })  # fmt: skip
    return frame[(day < laws.days).to_numpy()]


def surveys(laws: Laws, people: pd.DataFrame) -> pd.DataFrame:
    """A pulse every month (who answers once may answer again), one questionnaire of quality, one of importance, one of Kano."""
    return pd.concat(
        [_pulse(laws, people), _sides(laws, people, "SERV", ("expected", "received"), ITEMS),
         _sides(laws, people, "IMP", ("importance", "performance"), ITEMS), _kano(laws, people)],
        ignore_index=True,
    )  # fmt: skip


def _there(people: pd.DataFrame, day: int) -> np.ndarray:
    return people.index[(people.born <= day) & (people.gone > day)].to_numpy()


def _pulse(laws: Laws, people: pd.DataFrame) -> pd.DataFrame:
    """Thirty customers a month: each has a mood of their own, and a little noise every time."""
    chance = laws.chance("pulse")
    mood = chance.normal(7.8, 1.5, len(people))
    rows = []
    for day in range(15, laws.days, 30):
        those = _there(people, day)
        asked = chance.choice(those, min(30, len(those)), replace=False)
        fall = laws.change.promoters if day >= laws.days - laws.change.days_ago else 0.0
        for item, scale in (("NPS", 10), ("SATISFACCION", 5), ("ESFUERZO", 5)):
            score = (mood[asked] - fall + chance.normal(0, 1.0, len(asked))) * scale / 10
            rows.append(
                _answers(
                    laws,
                    people,
                    asked,
                    day,
                    "PULSO",
                    item,
                    np.clip(np.round(score), 0 if scale == 10 else 1, scale),
                )
            )
    return pd.concat(rows)


def _sides(laws: Laws, people: pd.DataFrame, name: str, sides: tuple[str, str], items: int) -> pd.DataFrame:
    """One hundred and fifty customers: both sides of every question from one law, with a mood of each person in all of them."""
    chance = laws.chance(name)
    day = laws.days - 60
    those = _there(people, day)
    asked = chance.choice(those, min(150, len(those)), replace=False)
    mood = chance.normal(5.2, 0.8, len(asked))
    rows = []
    for item in range(items):
        for side in sides:
            score = np.clip(np.round(mood + chance.normal(0, 1.0, len(asked))), 1, 7)
            rows.append(
                _answers(laws, people, asked, day, name, f"{name[0]}{item + 1}", score).assign(side=side)
            )
    return pd.concat(rows)


def _kano(laws: Laws, people: pd.DataFrame) -> pd.DataFrame:
    """Eighty customers answer by lot: no feature is of any kind."""
    chance = laws.chance("kano")
    day = laws.days - 90
    those = _there(people, day)
    asked = chance.choice(those, min(80, len(those)), replace=False)
    rows = []
    for item in range(FEATURES):
        for side in ("functional", "dysfunctional"):
            score = chance.integers(1, 6, len(asked))
            rows.append(_answers(laws, people, asked, day, "KANO", f"K{item + 1}", score).assign(side=side))
    return pd.concat(rows)


def _answers(
    laws: Laws,
    people: pd.DataFrame,
    asked: np.ndarray,
    day: int,
    instrument: str,
    item: str,
    score: np.ndarray,
) -> pd.DataFrame:
    return pd.DataFrame({
        "instrument": instrument,
        "item": item,
        "side": "",
        "customer_id": codes(asked),
        "date": dates(laws, pd.Series(np.full(len(asked), day))),
        "rater": "customer",
        "branch": people.branch.to_numpy()[asked],
        "answer": score.astype(int),
    })  # fmt: skip


def items() -> pd.DataFrame:
    """The questions, with their scales."""
    rows = [("PULSO", "NPS", "¿Nos recomendaría?", "", 0, 10), ("PULSO", "SATISFACCION", "¿Quedó satisfecho?", "", 1, 5),
            ("PULSO", "ESFUERZO", "¿Fue fácil?", "", 1, 5)]  # fmt: skip
    for name in ("SERV", "IMP"):
        rows += [
            (name, f"{name[0]}{k + 1}", f"Pregunta {k + 1}", DIMENSIONS[k % 3], 1, 7) for k in range(ITEMS)
        ]
    rows += [("KANO", f"K{k + 1}", f"Rasgo {k + 1}", "", 1, 5) for k in range(FEATURES)]
    names = ["instrument", "item", "text_es", "dimension", "scale_min", "scale_max"]
    return pd.DataFrame(rows, columns=names).assign(text_en=lambda frame: frame.text_es)
