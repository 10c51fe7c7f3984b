"""What each unit can cope with, and what came: the telephone by the hour, maintenance and dispatch by the week."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.random import Generator

from clientela.demo import operations, plan
from clientela.demo.chance import stream
from clientela.demo.life import Life
from clientela.demo.seasons import day_of

COLUMNS = (
    "unidad", "inicio", "minutos", "personal", "horas", "minutos_atencion", "reductores", "llegadas", "abandonos",
    "nivel_servicio", "segundos", "costo_hora", "atiende",
)  # fmt: skip
LINE_FROM, DISPATCH_FROM = dt.date(2026, 4, 1), dt.date(2025, 6, 30)
PLANNED_WEEKS = 13
"""Weeks after the last day for which the staff is already on the roster."""
DISPATCHERS = {"Bogotá": 3, "Medellín": 2, "Cali": 1, "Pereira": 1}
PARCEL_MINUTES = {"Bogotá": 60, "Medellín": 60, "Cali": 110, "Pereira": 60}


def capacity(life: Life) -> pd.DataFrame:
    """One row a unit and band: who was there, how long each case takes and how many came (blank in weeks to come)."""
    rng = stream(life.seed, "capacity")
    rows = _maintenance(life) + _dispatch(life) + _line(rng)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _mondays(first: dt.date, planned: int) -> list[dt.date]:
    start = first - dt.timedelta(days=first.weekday())
    last = plan.END + dt.timedelta(weeks=planned)
    return [start + dt.timedelta(weeks=week) for week in range((last - start).days // 7 + 1)]


def _came(days: np.ndarray, monday: dt.date) -> int | None:
    """How many of these days fall in a week; nothing for a week that is not over by the last day."""
    start = day_of(monday)
    return None if start + 7 > plan.DAYS else int(((days >= start) & (days < start + 7)).sum())


def _maintenance(life: Life) -> list[tuple]:
    rows = []
    for monday in _mondays(plan.START + dt.timedelta(days=6), PLANNED_WEEKS):
        staff = operations.technicians(monday)
        hours = round(staff * 40 * operations.scale(len(life.everyone)), 1)
        came = _came(life.visits.day.to_numpy(), monday)
        head = ("Mantenimiento", monday.isoformat(), 10_080, staff, hours, plan.VISIT_MINUTES, plan.SHRINKAGE)
        rows.append((*head, came, None, None, None, 31_000, "mantenimiento"))
    return rows


def _dispatch(life: Life) -> list[tuple]:
    """Parcels a week and branch; in Cali a parcel takes nearly twice as long and there is one person."""
    parcels = life.lines[
        life.lines.promised.ge(0) & life.lines.order.str[:2].isin(["FV", "WB"])
    ].drop_duplicates("order")
    rows = []
    for place, branch in enumerate(plan.BRANCHES):
        days = parcels.day[parcels.branch == place].to_numpy()
        for monday in _mondays(DISPATCH_FROM, 4):
            staff = DISPATCHERS[branch]
            hours = round(staff * 42 * operations.scale(len(life.everyone)), 1)
            head = (
                f"Despachos {branch}",
                monday.isoformat(),
                10_080,
                staff,
                hours,
                PARCEL_MINUTES[branch],
                0.18,
            )
            rows.append((*head, _came(days, monday), None, None, None, 17_500, "web, teléfono"))
    return rows


def _line(rng: Generator) -> list[tuple]:
    """The telephone, hour by hour in the last three months: thin at noon on Mondays, when most people call."""
    profile = np.array([7, 12, 16, 17, 13, 10, 12, 13, 10, 6])
    rows = []
    for date in pd.date_range(LINE_FROM, plan.END):
        if date.day_of_week == 6:
            continue
        busy = 1.45 if date.day_of_week == 0 else 0.7 if date.day_of_week == 5 else 1.0
        for hour, usual in zip(range(8, 18), profile, strict=True):
            staff = 2 if hour in (12, 13) or date.day_of_week == 5 else 3
            calls = int(rng.poisson(usual * busy))
            rows.append(_band(rng, date.replace(hour=hour), staff, calls))
    return rows


def _band(rng: Generator, start: pd.Timestamp, staff: int, calls: int) -> tuple:
    """An hour at the telephone: calls come at any moment, each waits for the first free agent, some hang up after two minutes."""
    minutes, threshold = 4.6, 20
    free, waits = np.zeros(staff), []
    for moment in np.sort(rng.uniform(0, 60, calls)):
        agent = int(free.argmin())
        wait = max(0.0, free[agent] - moment)
        waits.append(wait)
        if wait < 2:
            # A fifth of the hour goes on notes and breaks, hence the longer turn.
            free[agent] = moment + wait + float(rng.exponential(minutes)) / 0.8
    lost = sum(wait >= 2 for wait in waits)
    level = round(sum(wait <= threshold / 60 for wait in waits) / calls, 3) if calls else None
    head = ("Línea telefónica", start.strftime("%Y-%m-%d %H:%M"), 60, staff, staff, minutes, 0.2)
    return (*head, calls, lost, level, threshold, 14_200, "teléfono, PQRS")
