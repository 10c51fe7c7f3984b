"""What comes to each unit, in tables: the forecast, how it did on its own past, and what to make of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientela.company.room.demand import Demand
from clientela.present import Table, numbers
from clientela.present.language import _


def demand_table(result: Demand) -> Table:
    """How each unit's forecast did on its own past."""
    caption = _(
        "La previsión de cada unidad, examinada en sus propias semanas pasadas: error medio, el de la regla simple, y aciertos de las bandas."
    )
    frame = result.frames["grades"]
    rows = frame.to_dict("records")
    frame = frame.assign(
        error_text=[
            _("{error}; la regla, {rule}").format(
                error=numbers.share(row["demand_error"]), rule=numbers.share(row["rule_error"])
            )
            for row in rows
        ],
        covered_text=[
            _("{narrow} y {wide}").format(
                narrow=numbers.share(row["covered_80"], 0), wide=numbers.share(row["covered_95"], 0)
            )
            for row in rows
        ],
    )
    return Table(
        frame,
        caption,
        "tbl-company-demand",
        ("unit", "method", "error_text", "covered_text", "tries", "season_known"),
    )


def coming_table(result: Demand) -> Table:
    """What comes to each unit in its next week."""
    frame = result.frames["demand"].groupby("unit", as_index=False).first()
    caption = _("Lo que se espera en la próxima semana de cada unidad.")
    rows = frame.to_dict("records")
    frame = frame.assign(
        arrivals_80=[_between(row, "") for row in rows], arrivals_95=[_between(row, "_95") for row in rows]
    )
    columns = ("unit", "week_start", "arrivals_expected", "arrivals_80", "arrivals_95")
    return Table(frame, caption, "tbl-company-coming", columns)


def _between(row: Mapping[Any, Any], level: str) -> str:
    return _("{low} a {high}").format(
        low=numbers.count(row[f"arrivals_low{level}"]), high=numbers.count(row[f"arrivals_high{level}"])
    )


def demand_advice(result: Demand) -> str:
    """Plan with the upper end; keep counting where the season is not known."""
    unknown = result.frames["grades"]
    unknown = unknown[unknown["season_known"] == "season_unknown"]
    said = _(
        "**Qué hacer.** Arme los turnos con lo más que llega 8 de cada 10 veces y no con lo esperado: con lo esperado, la mitad de las "
        "semanas falta gente."
    )
    if len(unknown):
        said += " " + _(
            "De {n|una unidad|# unidades} no se conoce la estación, que pide dos años: su previsión no pasa de un mes. Siga guardando los turnos."
        ).format(n=numbers.count(len(unknown)))
    return said
