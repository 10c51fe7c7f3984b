"""Every filled form of the story in its folder, and what was planted in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from clientela.demo import files
from clientela.demo.chance import stream
from clientela.demo.filled import associations, colleagues, outreach, registers, sources, visible

# The form → the files of its answers, by name.
Filled = dict[str, dict[str, pd.DataFrame]]


def filled(seed: int) -> Filled:
    """The answers of every form: those of the staff, the meetings' registers, and what outsiders said."""
    return {
        "orientacion": colleagues.orientation(stream(seed, "forms orientation")),
        "cliente_interno": colleagues.internal(stream(seed, "forms internal")),
        "expectativas": sources.expectations(stream(seed, "forms expectations")),
        "posicion": associations.positioning(stream(seed, "forms positioning")),
        **registers.registers(),
        "plan_segmentos": outreach.plan(),
        "fuentes": outreach.places(),
        "captura": outreach.sheets(stream(seed, "forms capture")),
        **visible.visible(),
    }


def write(folder: Path, seed: int) -> None:
    """Write each form's answers below a folder."""
    for form, sheets in filled(seed).items():
        (folder / form).mkdir(parents=True, exist_ok=True)
        for name, frame in sheets.items():
            files.csv_new(folder / form / f"{name}.csv", frame)


def planted() -> dict[str, Any]:
    """What was decided before anybody answered."""
    return {
        "orientation": colleagues.PLANTED,
        "internal_customer": colleagues.PLANTED_INTERNAL,
        "expectations": sources.PLANTED,
        "positioning": associations.PLANTED,
        "registers": registers.PLANTED,
        "segment_plan": outreach.PLANTED_PLAN,
        "outside_sources": outreach.PLANTED_SOURCES,
        "capture_sheets": outreach.PLANTED_SHEETS,
        "visible": visible.PLANTED,
    }
