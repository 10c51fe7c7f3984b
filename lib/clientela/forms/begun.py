"""What a form has in it before anybody fills it in: the outside sources of the country, the plan that the latest report proposes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from clientela.folders import project
from clientela.forms.model import Form
from clientela.present.language import current
from clientela.present.terms import value

# The rows of a register by question: words, a choice's key, a number, a day.
Begun = list[dict[str, Any]]
# What the plan's form calls each column of the playbook.
PLAN = {
    "strategy": "play_strategy", "promise": "play_promise", "expectation": "play_expectation", "offer": "play_offer", "channel": "play_channel",
    "action": "play_action", "owner": "play_owner", "measure": "play_measure",
}  # fmt: skip


def rows(form: Form, company: str) -> Begun:
    """The rows with which a form is handed out; most begin empty.

    >>> from clientela.forms.library import form
    >>> rows(form("raci"), "")
    []
    """
    made: Mapping[str, Callable[[str], Begun]] = {"fuentes": _outside, "plan_segmentos": _plan}
    return made[form.name](company) if form.name in made else []


@cache
def _places() -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = yaml.safe_load(
        Path(__file__).with_name("places.yml").read_text(encoding="utf-8")
    )
    return found


def _outside(company: str) -> Begun:
    """The sources that any company has, and those of its country."""
    from clientela.companies import config

    there = bool(company) and (project.company_folder(company) / "company.yml").is_file()
    country = config.load(company).country if there else ""
    listed = [*_places().get(country, []), *_places()["everywhere"]]
    name, holds = (1, 2) if current() == "es" else (3, 4)
    return [
        {"outside": one[name], "outside_kind": one[0], "country": country or None, "holds": one[holds], "right": "unknown"}
        for one in listed
    ]  # fmt: skip


def _plan(company: str) -> Begun:
    """The playbook of the latest report, a row a segment; nothing where there is no report yet."""
    import pandas as pd

    latest = project.home() / "reports" / company / "latest"
    table = latest / "tables" / "segments.playbook.parquet"
    if not company or not table.is_file():
        return []
    as_of = json.loads((latest / "results.json").read_text(encoding="utf-8"))["as_of"]
    frame = pd.read_parquet(table)
    return [
        {
            "segment": row["segment"], "decided_on": dt.date.fromisoformat(as_of), 
            "due_on": None if pd.isna(row["play_due"]) else row["play_due"].date(),
            **{key: value(str(row[name])) for key, name in PLAN.items() if name in row},
        }
        for row in frame.to_dict("records")
    ]  # fmt: skip
