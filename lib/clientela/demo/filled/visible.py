"""How the company wrote down what its service shows: evidence, cases, steps, what is included, differences, and its contracts checked."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

FILE = "2026-06"
REGISTERS = ("evidencias", "casos", "recorrido", "incluido", "diferencias")
PLANTED = {
    "promises_without_proof": ["Café orgánico", "Llega el día prometido"],
    "moment_without_evidence": "complaint",
    "cases_that_may_be_told": [
        "El hotel que tiraba la mitad del café",
        "La oficina que pidió la mitad de veces",
    ],
    "first_point_of_failure": "La visita se corre y nadie le avisa",
    "not_included_and_not_said": "Visita en festivo",
    "proved_and_not_explained": "empathy",
    "no_contract_says": "duty_broken",
}


@cache
def _told() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return found


def visible() -> dict[str, dict[str, pd.DataFrame]]:
    """The five registers and the checked contracts, a file each; every cell as it was written."""
    told = _told()
    found = {
        form: {FILE: pd.DataFrame(told[form]["rows"], columns=told[form]["columns"], dtype=object)}
        for form in REGISTERS
    }
    return {**found, "contrato": {FILE: _contracts(told["contrato"])}}


def _contracts(told: dict[str, Any]) -> pd.DataFrame:
    """A row a contract, with the answer to each question of the checklist."""
    return pd.DataFrame(
        [
            {"contract": name, "customers": customers, "checked_on": told["checked_on"]}
            | dict(zip(told["asked"], answers.split(), strict=True))
            for name, customers, answers in told["rows"]
        ]
    )
