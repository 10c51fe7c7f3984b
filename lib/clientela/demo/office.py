"""The office: staff, expenses, prospects, what competitors do, and promises made to customers."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from clientela.demo import names, plan
from clientela.demo.chance import one, stream
from clientela.demo.life import Life
from clientela.demo.people import SELLERS
from clientela.demo.seasons import date_of

ROLES = {
    "asesor comercial": {city: " ".join(sellers) for city, sellers in SELLERS.items()},
    "cajero": {"Bogotá": "C01 C02 C03", "Medellín": "C04 C05", "Cali": "C08 C09", "Pereira": "C11"},
    "técnico": {"Bogotá": "T01 T02", "Medellín": "T03"},
    "servicio al cliente": {"Bogotá": "A01 A02 A03 A04 A05 A06"},
    "despachador": {"Bogotá": "D01 D02 D03", "Medellín": "D04 D05", "Cali": "D06", "Pereira": "D07"},
    "jefe de sede": {"Bogotá": "J01", "Medellín": "J02", "Cali": "J03", "Pereira": "J04"},
}
# Mean skill by role: product, closing, listening, equipment, data.
SKILLS = {
    "asesor comercial": (3.6, 3.7, 3.4, 1.9, 2.4),
    "cajero": (3.2, 2.3, 3.2, 1.4, 1.9),
    "técnico": (2.8, 1.6, 2.9, 3.9, 1.8),
    "servicio al cliente": (3.0, 2.2, 3.8, 1.8, 2.6),
    "despachador": (2.1, 1.3, 2.4, 1.6, 2.0),
    "jefe de sede": (3.7, 3.3, 3.3, 2.2, 3.1),
}
TWO_GROUP_EXPERT = "T02"
"""The only technician who can repair two-group machines; the one who left in May 2026."""

MONTHS = pd.period_range(plan.START, plan.END, freq="M")
PROSPECT_SHARE = 0.18
# Prospects who have the need, the opportunity and the money become customers far more often.
CONVERTS = {3: 0.42, 2: 0.15, 1: 0.03, 0: 0.01}


def staff(seed: int) -> pd.DataFrame:
    """One row a person, sellers who left included."""
    rng = stream(seed, "staff")
    posts = [
        (role, city, code)
        for role, cities in ROLES.items()
        for city, codes in cities.items()
        for code in codes.split()
    ]
    skills = ["Producto", "Cierre", "Escucha", "Equipos", "Datos"]
    columns = ["Código", "Nombre", "Sede", "Cargo", *skills, "Horas de formación", "Ingreso", "Retiro"]
    return pd.DataFrame([_member(rng, *post) for post in posts], columns=columns)


def _member(rng: np.random.Generator, role: str, city: str, code: str) -> tuple:
    """One employee; in Cali they were trained far less."""
    sex = "Mujer" if rng.random() < 0.5 or code == plan.KEY_SELLER else "Hombre"
    name = names.person(rng, sex)
    level = np.clip(np.round(np.array(SKILLS[role]) + rng.normal(0, 0.8, 5)), 1, 5).astype(int)
    level[3] = 5 if code == TWO_GROUP_EXPERT else min(level[3], 3)
    hours = int(rng.gamma(4, 3)) if city == "Cali" else int(rng.gamma(5, 6))
    hired = min(dt.date(2015, 1, 1) + dt.timedelta(days=int(rng.integers(0, 3900))), dt.date(2024, 6, 1))
    gone = {plan.LEAVING_SELLER: plan.SELLER_LEFT, TWO_GROUP_EXPERT: plan.TECHNICIAN_LEFT}.get(code)
    return (code, " ".join(filter(None, name.values())), city, role, *level, hours, hired, gone)


def expenses(life: Life) -> pd.DataFrame:
    """One row a month and purpose: winning customers by source, keeping them, serving them; campaigns apart."""
    rng, rows = stream(life.seed, "expenses"), []
    share = len(life.everyone) / 5000
    entered = life.everyone[life.everyone.entry >= 0]
    month_of = pd.PeriodIndex([pd.Period(date_of(day), freq="M") for day in entered.entry])
    for month in MONTHS:
        came = entered.source[month_of == month].value_counts()
        for source, cost in plan.SOURCE_COST.items():
            amount = cost * int(came.get(source, 0)) * float(rng.normal(1, 0.06))
            rows.append(
                (
                    month,
                    amount,
                    "ventas" if source == "fuerza de ventas" else "mercadeo",
                    "captar",
                    source,
                    "",
                )
            )
        season = 1.3 if month.month in (5, 11, 12) else 1.0
        for amount, area, purpose in (
            (2.6e6, "mercadeo", "fidelizar"),
            (9.5e6, "servicio", "atender"),
            (6.8e6, "logística", "atender"),
        ):
            rows.append((month, amount * share * season * float(rng.normal(1, 0.05)), area, purpose, "", ""))
        rows.append((month, 1.9e6 * share * float(rng.normal(1, 0.05)), "cartera", "atender", "", ""))
    for code, amount, when in (
        ("C2025-09", 14.1e6, "2025-09"),
        ("C2026-02", 1.5e6, "2026-02"),
        ("C2026-04", 2.4e6, "2026-04"),
        ("C2026-05", 0.9e6, "2026-05"),
    ):
        rows.append((pd.Period(when, freq="M"), amount * share, "mercadeo", "fidelizar", "", code))
    table = pd.DataFrame(rows, columns=["mes", "valor", "area", "proposito", "canal", "campaña"])
    table = table[table.valor > 0].sort_values("mes", kind="stable", ignore_index=True)
    return table.assign(
        mes=[month.start_time.date() for month in table.mes], valor=table.valor.round(-3).astype(int)
    )


def prospects(life: Life) -> pd.DataFrame:
    """One row a prospect; those who became customers carry the customer's code."""
    rng = stream(life.seed, "prospects")
    count = round(PROSPECT_SHARE * len(life.everyone))
    bought = set(life.purchases.person)
    pool = [row for row in life.everyone.to_dict("records") if row["entry"] > 60 and row["person"] in bought]
    order, rows = rng.permutation(len(pool)), []
    for _ in range(count):
        need, chance, money = rng.random() < 0.6, rng.random() < 0.5, rng.random() < 0.5
        won = bool(len(order)) and rng.random() < CONVERTS[int(need) + int(chance) + int(money)]
        if won:
            row, order = pool[order[0]], order[1:]
            entered, source, code = (
                row["entry"] - int(rng.integers(3, 60)),
                row["source"],
                life.main[row["person"]],
            )
        else:
            entered, source, code = (
                int(rng.integers(0, plan.DAYS)),
                one(rng, (*plan.SOURCES, "fuerza de ventas")),
                "",
            )
        budget = int(rng.integers(6, 90)) * 10_000 if money else int(rng.integers(0, 5)) * 10_000
        blank = rng.random() < 0.08
        opportunity = "" if blank else "Sí" if chance else "No"
        rows.append((date_of(entered), source, "Sí" if need else "No", opportunity, budget, code))
    table = pd.DataFrame(
        rows, columns=["Fecha", "Origen", "Necesidad", "Oportunidad", "Presupuesto mensual", "Cliente"]
    )
    table = table.sort_values(["Fecha", "Origen"], kind="stable", ignore_index=True)
    table.insert(0, "Prospecto", [f"P{number:04d}" for number in range(1, len(table) + 1)])
    return table


def benchmarks() -> pd.DataFrame:
    """What competitors offer, once a year, as a mystery buyer saw it; Aurora beside them."""
    seen = {
        "precio libra tradición": (37_000, 33_500, 29_900, 45_000),
        "días de entrega": (3.4, 2.1, 1.6, 4.2),
        "entregas a tiempo (%)": (88, 96, 93, 84),
        "días desde el tueste": (17, 24, 41, 9),
        "recomendación (0–10)": (7.5, 7.6, 6.7, 8.3),
        "técnico en (días)": (5.5, 2.5, 4.0, 6.0),
        "puntos de venta": (4, 11, 26, 2),
    }
    who = ("Café Aurora", "Tostadores del Valle", "Cafetal Express", "Sierra Alta")
    rows = []
    for year, drift in ((2024, 0.94), (2025, 0.97), (2026, 1.0)):
        for metric, values in seen.items():
            moves = drift if metric.startswith("precio") else 1.0
            rows += [
                (metric, name, round(value * moves, 1), dt.date(year, 5, 15))
                for name, value in zip(who, values, strict=True)
            ]
    return pd.DataFrame(rows, columns=["indicador", "competidor", "valor", "fecha"])


def commitments(life: Life) -> pd.DataFrame:
    """Promises that sellers wrote down in their diary, and the day they kept them (blank when they did not)."""
    rng = stream(life.seed, "commitments")
    what = (
        "enviar cotización",
        "llamar para confirmar pedido",
        "llevar muestra",
        "revisar la máquina",
        "corregir la factura",
        "visitar con el técnico",
    )
    firms = life.everyone[
        (life.everyone.kind == "organisation")
        & life.everyone.person.map(life.alive).fillna(False).astype(bool)
    ].person.to_numpy()
    days = np.sort(rng.integers(plan.DAYS - 365, plan.DAYS, 160))
    rows = []
    for day in days:
        due = int(day) + int(rng.integers(2, 15))
        draw = rng.random()
        kept = (
            due - int(rng.integers(0, 3))
            if draw < 0.68
            else due + int(rng.integers(1, 12))
            if draw < 0.86
            else None
        )
        done = date_of(kept) if kept is not None and int(day) <= kept < plan.DAYS else None
        rows.append((date_of(day), one(rng, what), life.main[int(rng.choice(firms))], date_of(due), done))
    return pd.DataFrame(rows, columns=["fecha", "compromiso", "cliente", "para", "cumplido"])


def contracts(life: Life) -> pd.DataFrame:
    """The register of rents and maintenance contracts, one row a period of twelve months."""
    table = life.contracts
    return pd.DataFrame(
        {
            "contrato": table.contract,
            "cliente": table.person.map(life.main),
            "objeto": table.what,
            "inicio": table.start,
            "fin": table.end,
            "canon": table.price,
            "renovado": table.renewed.map({True: "Sí", False: "No"}).fillna(""),
            "escrito": np.where(table.written, "Sí", "No"),
        }
    )
