"""Which threshold of a company.yml reaches which notebook: by the name of its parameter, or as one of the stage's own cuts."""

from __future__ import annotations

import ast
import datetime as dt
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from clientela.engine import thresholds

# Thresholds that a stage reads from its company rather than as a parameter of its notebook.
CUTS: Mapping[str, re.Pattern[str]] = {
    "segments": re.compile(rf"{thresholds.CUTS.pattern}|rfm_quiet_days"),
    # What is set once for a company and not tried out in the notebook's first cell.
    "loyalty": re.compile("control_share|campaign_effect|reward_rate|price_months"),
}


def defaults(notebook: Path) -> dict[str, Any]:
    """The parameters of a notebook with their values: the typed literals of its cell tagged `parameters`."""
    # Read as what it is: nbformat takes seconds to import, and a run in which nothing changed asks no more than this.
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if "parameters" in cell["metadata"].get("tags", []):
            source = "".join(cell["source"])
            body = [node for node in ast.parse(source).body if isinstance(node, ast.Assign)]
            return {ast.unparse(node.targets[0]): ast.literal_eval(node.value) for node in body}
    return {}


def reaching(stage: str, notebook: Path, given: Mapping[str, float | dt.date]) -> dict[str, Any]:
    """The thresholds that a stage depends on; those that are parameters of its notebook in the parameter's own type.

    A parameter that is a text takes a date, written 2026-06-30; "" stands for none.
    """
    known = defaults(notebook)
    cuts = CUTS.get(stage)
    return {
        name: type(known[name])(value) if name in known else value
        for name, value in sorted(given.items())
        if name in known or (cuts and cuts.fullmatch(name))
    }
