"""What the areas wrote down in their meetings: barriers, tools, who answers for what, and each area's objectives."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

PLANTED = {
    "first_barrier": "El cliente no se entera de que su entrega se corrió de fecha",
    "barriers_without_owner": 3,
    "tool_at_risk": "Cuaderno de repuestos y máquinas del taller",
    "nobody_answers_for": ["cause", "win_back"],
    "two_answer_for": ["promise"],
    "clashes": [["sales", "production"], ["sales", "receivables"]],
    "objective_without_aim": "Cambiar el mobiliario de la bodega",
    "task_nobody_does": "Reparar una máquina de dos grupos",
    "role_without": ["técnico", "equipment", 2],
}
FILES = {"barreras": "comite_2026", "tecnologia": "inventario_2026", "objetivos": "objetivos_2026"}


@cache
def _told() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return found


def registers() -> dict[str, dict[str, pd.DataFrame]]:
    """The registers, a file each; every cell as it was written."""
    found = {
        form: {file: pd.DataFrame(_told()[form]["rows"], columns=_told()[form]["columns"], dtype=object)}
        for form, file in FILES.items()
    }
    return {**found, "raci": {"reunion_2026-05": _meeting()}, "competencias": _skills()}


def _skills() -> dict[str, pd.DataFrame]:
    """The skills of the team as a workbook's sheets: who filled it in, what each role needs, what would stop."""
    told, file = _told()["competencias"], "2026-06"
    first = pd.DataFrame([{"_index": 1, **told["filled"]}])
    tables = {
        f"{file}-{table['sheet']}": pd.DataFrame(table["rows"], columns=table["columns"], dtype=object)
        for table in (told["need"], told["task"])
    }
    return {
        f"{file}-Formulario": first,
        **{name: table.assign(_parent_index=1) for name, table in tables.items()},
    }


def _meeting() -> pd.DataFrame:
    """The meeting on who answers for what, as one row."""
    given: dict[str, object] = {"held_on": dt.date(2026, 5, 20), "present": "jefes de área"}
    for activity, parts in _told()["raci"].items():
        for cell in parts.split():
            area, part = cell.split(":")
            given[f"activity_{activity}_{area}"] = part
    given["disputes"] = "Quién promete el plazo al cliente: ventas o despachos. Lo decide la gerencia."
    return pd.DataFrame([given])
