"""How the inside and the outside of each area look side by side, and where to begin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from clientela.company.inside_out.analysis import KEY, inside_out
from clientela.engine import findings_of
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Evidence, Finding, Result

# Of the factors of an area so many are named in its row.
SHOWN = 2


def inside_out_table(result: Result) -> Table:
    """Each area: its colleagues' mark, its tools, and what customers miss of what it answers for."""
    frame = result.frames["areas"]
    rows = frame.to_dict("records")
    frame = frame.assign(
        inside_text=[
            _("{points}, {word}").format(
                points=numbers.count(row["points_now"]), word=value(row["beside_word"])
            )
            for row in rows
        ],
        factors_text=[_few(row["outside_factors"]) for row in rows],
        tools_text=[_tools(row) for row in rows],
        outside_text=[
            _("{gap} ({low} a {high})").format(
                **{name: numbers.decimal(row[f"outside_{name}"]) for name in ("gap", "low", "high")}
            )
            for row in rows
        ],
    )
    caption = _(
        "Cada área, por dentro y por fuera: los puntos que le dan las otras áreas, de 0 a 100; los sistemas y equipos con que "
        "trabaja; y lo que el cliente recibe menos lo que espera, de 1 a 7, en los factores de los que esa área responde."
    )
    columns = ["area", "inside_text", "tools_text", "factors_text", "outside_text", "outside_word"]
    return Table(
        frame, caption, "tbl-company-inside-out", [name for name in columns if frame[name].notna().any()]
    )


def _few(factors: str) -> str:
    """The first factors of many, and how many more."""
    named = factors.split(", ")
    if len(named) <= SHOWN + 1:
        return factors
    return _("{first} y {n|otro más|# más}").format(first=", ".join(named[:SHOWN]), n=len(named) - SHOWN)


def _tools(row: Mapping[Any, Any]) -> Any:
    if numbers.absent(row["tools_used"]):
        return None
    return _("{used}; pueden fallar {failing}").format(
        used=numbers.count(row["tools_used"]), failing=numbers.count(row["tools_failing"])
    )


def inside_out_advice(result: Result) -> str:
    """Where to begin: what is weak on both sides; else what customers miss, else nothing new."""
    frame = result.frames["areas"]
    both, outside = _weak(result), frame[frame["outside_word"] == "outside_below"]
    if len(both):
        row = both.iloc[0]
        return _(
            "**Por dentro y por fuera.** Empiece por {area}: las otras áreas reciben de ella menos que de las demás, y en lo que responde "
            "({factors}) es donde el cliente echa más de menos. Que vayan juntas no prueba que lo uno traiga lo otro; arreglar lo de adentro es "
            "lo que está en su mano."
        ).format(area=row["area"], factors=row["outside_factors"])
    if len(outside):
        row = outside.iloc[0]
        return _(
            "**Por dentro y por fuera.** El cliente echa más de menos lo que responde {area} ({factors}), y por dentro no se nota: "
            "pregúntele al cliente, no a los colegas."
        ).format(area=row["area"], factors=row["outside_factors"])
    return _(
        "**Por dentro y por fuera.** Ningún área deja al cliente más lejos de lo que espera que las demás."
    )


def _weak(result: Result) -> Any:
    frame = result.frames["areas"]
    return frame[(frame["outside_word"] == "outside_below") & (frame["beside_word"] == "beside_below")]


@findings_of(inside_out)
def inside_out_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """The area that is surely weak inside and outside at once."""
    due = as_of + dt.timedelta(days=30)
    return [
        Finding(
            "risk",
            _("{area} sirve a las otras áreas peor que las demás, y en lo que responde ({factors}) es donde más le falta al cliente.").format(
                area=row["area"], factors=row["outside_factors"]
            ),
            KEY, result.n, owner=_("Gerencia general"), due=due, evidence=Evidence.ASSOCIATED,
        )
        for row in _weak(result).head(1).to_dict("records")
    ]  # fmt: skip
