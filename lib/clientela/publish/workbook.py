"""Every table of a report in one workbook, in the words of its reader: sheets, columns and the values of closed lists."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from clientela.present.language import N_, _, current
from clientela.present.terms import known, term, value
from clientela.publish import spreadsheet
from clientela.stage import STAGES

if TYPE_CHECKING:
    import pandas as pd

# What the second and further tables of an analysis are called; the first has the analysis' own name.
PARTS = {
    "ages": N_("por antigüedad"),
    "arms": N_("grupos comparados"),
    "assumptions": N_("lo que se supuso"),
    "balance": N_("antes de la campaña"),
    "bands": N_("por tramos"),
    "by_customer": N_("cliente por cliente"),
    "cells": N_("casillas"),
    "chances": N_("probabilidades"),
    "channels": N_("por canal"),
    "checks": N_("revisiones"),
    "classes": N_("clases"),
    "cohorts": N_("generaciones"),
    "curve": N_("curva"),
    "deciles": N_("por décimas"),
    "designs": N_("tamaños"),
    "dimensions": N_("dimensiones"),
    "dual": N_("empresa y persona"),
    "flows": N_("flujos"),
    "future": N_("lo que viene"),
    "grades": N_("calificaciones"),
    "groups": N_("por grupo"),
    "hours": N_("por hora"),
    "list": N_("lista"),
    "matrix": N_("de dónde a dónde"),
    "monthly": N_("por mes"),
    "months": N_("por mes"),
    "moves": N_("movimientos"),
    "offers": N_("ofertas"),
    "open": N_("abiertos"),
    "outlook": N_("previsión"),
    "parameters": N_("parámetros"),
    "past": N_("lo visto"),
    "ranks": N_("puestos"),
    "reasons": N_("motivos"),
    "rules": N_("reglas"),
    "rungs": N_("por peldaño"),
    "segments": N_("por segmento"),
    "series": N_("serie"),
    "sizes": N_("por tamaño"),
    "sources": N_("por fuente"),
    "steps": N_("pasos"),
    "summary": N_("resumen"),
    "tenths": N_("por décimas"),
    "traits": N_("rasgos"),
    "windows": N_("períodos comparados"),
}
# A value of a closed list, or several of them; text that people wrote is left as it is.
CODES = re.compile(r"[a-z]\w*(, [a-z]\w*)*")


def write(tables: Path, target: Path, currency: str) -> Path:
    """Write the workbook of all the stages' tables, in the order of the course and the language in use."""
    import pandas as pd

    sheets = {}
    for stage in STAGES:
        for path in sorted(tables.glob(f"{stage}.*.parquet")):
            frame = pd.read_parquet(path)
            words = {name: term(name) for name in frame.columns if known(name)}
            sheets[path.stem] = spreadsheet.Sheet(
                f"{STAGES[stage][0]} {title(path.stem)}",
                in_words(frame),
                {name: (word.words, word.unit) for name, word in words.items()},
            )
    return spreadsheet.write(sheets, target, current(), currency)


def title(table: str) -> str:
    """What a table is called: its analysis and, where there are several, which of them.

    >>> title("loyalty.retention"), title("loyalty.retention_curve")
    ('Retención', 'Retención: curva')
    """
    stage, _dot, label = table.partition(".")
    parts = label.split("_")
    for cut in range(len(parts), 0, -1):
        if known(key := f"{stage}.{'_'.join(parts[:cut])}"):
            rest = "_".join(parts[cut:])
            if not rest:
                return term(key).words
            said = _(PARTS[rest]) if rest in PARTS else term(rest).words.lower() if known(rest) else rest
            return f"{term(key).words}: {said}"
    return label.replace("_", " ")


def in_words(frame: pd.DataFrame) -> pd.DataFrame:
    """The same rows with the values of closed lists, and yes and no, in the reader's words."""
    said = {}
    for name in frame.columns:
        column = frame[name]
        if column.dtype == bool:
            said[name] = column.map({True: _("sí"), False: _("no")})
        elif column.dtype.kind not in "iufM" and not str(name).endswith("_id"):
            distinct = {one for one in column.dropna().unique() if isinstance(one, str)}
            words = {one: _word(one) for one in distinct if CODES.fullmatch(one)}
            said[name] = column.map(
                lambda one, words=words: words.get(one, one) if isinstance(one, str) else one
            )
    return frame.assign(**said)


def _word(code: str) -> str:
    return ", ".join(_one(part) for part in code.split(", "))


def _one(code: str) -> str:
    for name in (code, f"field_{code}"):
        if (said := value(name)) != name:
            return said
    return term(code).words if known(code) else code
