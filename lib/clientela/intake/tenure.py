"""Contracts whose list says for how many months they run, and who has left by now, in place of days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from clientela.intake.cells import Cell, Look
from clientela.intake.contract import Table
from clientela.intake.problems import Assumption
from clientela.intake.readers.raw import quoted
from clientela.present import numbers
from clientela.present.language import gettext as _

MADE = {"months": ("start",), "left": ("end", "renewed")}


def made(columns: Iterable[str]) -> list[str]:
    """The columns that a list's own ones stand for."""
    return [column for name in columns for column in MADE.get(name, ())]


def terms(cells: Mapping[str, Cell], table: Table, look: Look, day: dt.date) -> dict[str, Cell]:
    """The start, end and renewal of contracts, counted back from `day` where the list tells months and departures."""
    if table.name != "contracts":
        return {}
    found: dict[str, Cell] = {}
    today = f"DATE {quoted(day.isoformat())}"
    if months := cells.get("months"):
        since = f"CAST({today} - to_months(CAST(round({months.sql}) AS INTEGER)) AS DATE)"
        own = cells.get("start")
        value = f"coalesce({own.sql}, {since})" if own else since
        blank = f"({own.blank} AND {months.blank})" if own else months.blank
        evidence = _("contado hacia atrás desde el {day}, con los meses de la lista").format(day=numbers.date(day))  # fmt: skip
        note = Assumption(look.name, "date", _("inicio"), evidence, "start")
        found["start"] = Cell(table.columns["start"], value, blank, (note,))
    if left := cells.get("left"):
        evidence = _("a quien la lista da por retirado se le pone por fin el {day}").format(day=numbers.date(day))  # fmt: skip
        note = Assumption(look.name, "date", _("fin"), evidence, "end")
        gone = f"CASE WHEN {left.sql} THEN {today} END"
        end, renewed = cells.get("end"), cells.get("renewed")
        # What ended already ended on its own day.
        found["end"] = (
            replace(end, sql=f"coalesce({end.sql}, {gone})", assumptions=(*end.assumptions, note))
            if end
            else Cell(table.columns["end"], gone, left.blank, (note,))
        )
        stays = f"CASE WHEN {left.sql} THEN false END"
        found["renewed"] = (
            replace(renewed, sql=f"coalesce({renewed.sql}, {stays})")
            if renewed
            else Cell(table.columns["renewed"], stays, left.blank)
        )
    return found
