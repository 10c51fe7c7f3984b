"""What if there were more people, or more came: one hour of the line or one week of a list, worked out again.

The page lets the reader move the figures (`reports/_styles/what_if.js`, the same formulas); paper shows a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.company.capacity import cases, erlang
from clientela.company.capacity.bands import HOUR, QUEUE
from clientela.company.capacity.lines import Line
from clientela.company.capacity.units import Unit, clock
from clientela.company.seasonality.analysis import WEEKDAYS
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.present.terms import term
from clientela.present.terms import value as word
from clientela.results import Result

if TYPE_CHECKING:
    import pandas as pd

# One person less to three more.
AROUND = (-1, 0, 1, 2, 3)


def what_if(units: Mapping[str, Unit]) -> pd.DataFrame | None:
    """The busiest hour of the busiest line with other people, or a week of the busiest list; None where nobody is known to be there."""
    lines = [unit for unit in units.values() if unit.line is not None]
    if lines:
        return _hour(max(lines, key=lambda unit: (unit.arrivals or 0.0, unit.name)))
    lists = [
        unit for unit in units.values() if unit.kind != QUEUE and unit.done and unit.staff and unit.arrivals
    ]
    return _week(max(lists, key=lambda unit: (unit.busy or 0.0, unit.name))) if lists else None


def _hour(unit: Unit) -> pd.DataFrame:
    import pandas as pd

    found = unit.line
    assert found is not None
    cell = found.cells.iloc[int(found.cells["rate"].argmax())]
    people = [staff for more in AROUND if (staff := round(float(cell["staff"])) + more) > 0]
    rows = [{"staff": staff, **at(found, cell, staff)} for staff in people]
    return pd.DataFrame(rows).assign(
        unit=unit.name, weekday=WEEKDAYS[int(cell["weekday"])], hour_of_week=clock(float(cell["hour"])), arrivals=float(cell["rate"]) * HOUR,
        handling_minutes=float(cell["handling"]), shrinkage=float(cell["shrinkage"]), within_seconds=found.seconds,
        patience=found.patience if found.patience is not None else np.nan, level_off=found.off, staff_now=round(float(cell["staff"])),
    )  # fmt: skip


def at(found: Line, cell: Any, staff: float) -> dict[str, float]:
    """One hour of a line with so many people on the roster."""
    net = max(staff * (1 - float(cell["shrinkage"])), 0.05)
    queue = erlang.queue(
        float(cell["rate"]), float(cell["handling"]), net, found.seconds / 60, found.patience
    )
    return {
        "occupancy": float(queue.busy), "wait_minutes": float(queue.wait), "service_level": float(found.corrected(queue.level)),
        "gave_up": float(queue.lost),
    }  # fmt: skip


def _week(unit: Unit) -> pd.DataFrame:
    import pandas as pd

    staff, done, arrivals = unit.staff or 1.0, unit.done or 0.0, unit.arrivals or 0.0
    rows = []
    for people in (round(staff) + more for more in AROUND if round(staff) + more > 0):
        can = done * people / staff
        rows.append({
            "staff": people, "occupancy": arrivals / can, "service_level": cases.in_time(arrivals, can, unit.spread, unit.wait_days),
            "list_growth": arrivals - can,
        })  # fmt: skip
    return pd.DataFrame(rows).assign(
        unit=unit.name, arrivals=arrivals, handling_minutes=unit.handling, hours_person=(unit.net or 0.0) / staff, spread=unit.spread,
        wait_days=unit.wait_days, staff_now=round(staff),
    )  # fmt: skip


def what_if_table(result: Result) -> Table | None:
    """The table that paper shows and the page lets the reader move; None where nobody is known to be there."""
    frame = result.frames.get("what_if")
    if frame is None or frame.empty:
        return None
    row = {str(name): value for name, value in frame.iloc[0].items()}
    line = "within_seconds" in frame
    shown = frame if line else frame.assign(list_growth=frame["list_growth"].where(frame["list_growth"] > 0))
    columns = (
        ("staff", "occupancy", "wait_minutes", "service_level", "gave_up")
        if line
        else ("staff", "occupancy", "service_level", "list_growth")
    )
    return Table(
        shown, _caption(row, line), "tbl-company-what-if", [name for name in columns if shown[name].notna().any()],
        about={"what-if": {**_figures(row, line), **_words(row, line)}},
    )  # fmt: skip


def _caption(row: Mapping[str, Any], line: bool) -> str:
    if line:
        told = _("{unit}, {day} a las {hour}: {arrivals} llegadas por hora, {minutes} minutos cada una, con más o menos personas.").format(
            unit=row["unit"], day=word(row["weekday"]), hour=row["hour_of_week"], arrivals=numbers.count(row["arrivals"]),
            minutes=numbers.decimal(row["handling_minutes"]),
        )  # fmt: skip
        if row["shrinkage"] > 0:
            away = _("De su turno, a cada una se le va {away} en pausas y ausencias.")
            told = f"{told} {away.format(away=numbers.share(row['shrinkage'], 0))}"
        return told
    return _(
        "{unit}, una semana: {arrivals} casos, {minutes} minutos cada uno, con más o menos personas."
    ).format(
        unit=row["unit"],
        arrivals=numbers.count(row["arrivals"]),
        minutes=numbers.count(row["handling_minutes"]),
    )


def _figures(row: Mapping[str, Any], line: bool) -> dict[str, str]:
    """What the page starts from, as a program reads it."""
    told = {
        "staff": row["staff_now"],
        "arrivals": row["arrivals"],
        "minutes": row["handling_minutes"],
    }
    if line:
        told |= {
            "kind": "line",
            "shrinkage": row["shrinkage"],
            "seconds": row["within_seconds"],
            "off": row["level_off"],
        }
        told |= {"patience": row["patience"]} if row["patience"] == row["patience"] else {}
    else:
        told |= {
            "kind": "list",
            "hours": row["hours_person"],
            "days": row["wait_days"],
            "spread": row["spread"] / max(row["arrivals"], 1e-9),
        }
    return {name: value if isinstance(value, str) else f"{float(value):.10g}" for name, value in told.items()}


def _words(row: Mapping[str, Any], line: bool) -> dict[str, str]:
    """The words of the page's controls and answers."""
    said = {
        "title": _("¿Y si…? Mueva las cifras"), "staff": term("staff").words, "busy": term("occupancy").words,
        "level": term("service_level").words, "minutes": _("Minutos por caso"), "never": _("sin fin"),
    }  # fmt: skip
    if line:
        said |= {
            "arrivals": _("Llegadas por hora"),
            "wait": _("Espera media, en minutos"),
            "lost": term("gave_up").words,
        }
    else:
        said |= {"arrivals": _("Casos por semana"), "wait": _("La espera crece por semana, en casos")}
    return {f"word-{name}": text for name, text in said.items()}
