"""Every table of the contract as an empty template: headers that intake recognises, and rules by the contract's types and values."""

from __future__ import annotations

import difflib
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from clientela import intake
from clientela.forms.library import FormError
from clientela.forms.model import Form
from clientela.intake.contract import Column, Table, contract

# What a column of each type asks for.
KINDS: dict[str, dict[str, Any]] = {
    "money": {"kind": "number"},
    "number": {"kind": "number"},
    "share": {"kind": "number", "min": 0, "max": 100},
    "date": {"kind": "date"},
    "timestamp": {"kind": "moment"},
    "flag": {"kind": "yes_no"},
    "choice": {"kind": "one"},
}
# A number of these may be below zero: what was given back.
SIGNED = {"amount", "quantity", "revenue", "value"}
ROWS = 200


@cache
def _words() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("tables.yml").read_text(encoding="utf-8"))
    return found


@cache
def _as_written() -> dict[str, Any]:
    """The contract as it is written: its values with their accents."""
    text = Path(intake.__file__).with_name("contract.yml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["tables"]
    return found


def names() -> list[str]:
    """The tables that there are."""
    return list(contract().tables)


def template(name: str) -> Form:
    """The form of a table of the contract: a register with a column for each of the table's.

    Raises FormError, one line, where there is no such table.
    """
    table = contract().tables.get(name)
    if table is None:
        near = difflib.get_close_matches(name, names(), n=1)
        raise FormError(
            f"{name}: no es una tabla del contrato"
            + (f"; ¿quiso decir «{near[0]}»?" if near else f". Hay: {', '.join(names())}")
        )
    words = _words().get(name, {})
    title = words.get("title", dict.fromkeys(("es", "en"), name))
    given: dict[str, Any] = {"name": name, "title": title, "layout": "rows", "rows": words.get("rows", ROWS)}
    if "intro" in words:
        given["intro"] = words["intro"]
    columns = words.get("columns", {})
    # A column of an open family (skill_closing) is one that the words name.
    asked = {
        **table.kept,
        **{one: found for one in columns if one not in table.columns and (found := table.column(one))},
    }
    questions = [_question(table, column, columns.get(column.name, [])) for column in asked.values()]
    given["sections"] = [{"title": title, "questions": questions}]
    return Form.model_validate(given)


def _question(table: Table, column: Column, words: list[str]) -> dict[str, Any]:
    known = next((alias for alias in column.aliases if alias != column.name), column.name)
    es, en, example = words or [
        known.replace("_", " ").capitalize(),
        column.name.replace("_", " ").capitalize(),
        "",
    ]
    made: dict[str, Any] = {
        "key": column.name,
        "ask": {"es": es, "en": en},
        "example": example,
        "column": column.name,
    }
    made |= {"required": column.needed and not column.may_be_blank, "personal": column.personal}
    made |= KINDS.get(column.type, {"kind": "text"})
    if column.type in ("money", "number") and column.name not in SIGNED:
        made["min"] = 0
    if column.type == "choice":
        written = _as_written()[table.name]["columns"][column.name]["values"]
        made["choices"] = {
            _name(ours): {"es": str(theirs[0]).capitalize(), "en": str(ours).capitalize()}
            for ours, theirs in written.items()
        }
    return made


def _name(ours: object) -> str:
    return str(ours).lower()
