"""What each mart holds, told like a table in the YAML of its group: its grain, its columns with their meaning and unit, its checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from clientela.present.language import current
from clientela.warehouse import MARTS

# How a column is written; "value" is one of a closed list.
UNITS = (
    "id", "text", "value", "flag", "count", "currency", "share", "score", "ratio", "days", "date", "month", "week",
    "weekday", "hour", "moment", "minutes", "hours", "seconds",
)  # fmt: skip


@dataclass(frozen=True)
class Words:
    """A sentence in both languages."""

    es: str
    en: str

    def __str__(self) -> str:
        return self.en if current() == "en" else self.es


@dataclass(frozen=True)
class Check:
    """What must hold of a column: unique, not_null, not_negative, from_0_to_1, accepted_values (a list) or references ("mart.column")."""

    name: str
    given: Any = None


@dataclass(frozen=True)
class Column:
    """A column with its meaning, its unit and what must hold of it."""

    words: Words
    unit: str
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class Told:
    """A mart: what a row is, the columns that no two rows share together (none: rows may be alike), every column in its order."""

    group: str
    grain: Words
    unique: tuple[str, ...]
    columns: Mapping[str, Column]


@cache
def told() -> dict[str, Told]:
    """Every mart, by its name.

    >>> told()["customers"].columns["T_days"].unit
    'days'
    """
    shared = _yaml(MARTS / "columns.yml")
    return {
        name: Told(
            path.parent.name,
            Words(**mart["grain"]),
            tuple(mart.get("unique", ())),
            {column: _column(said, shared.get(column, {})) for column, said in mart["columns"].items()},
        )
        for path in sorted(MARTS.glob("*/*.yml"))
        for name, mart in _yaml(path)["marts"].items()
    }


@cache
def groups() -> dict[str, Words]:
    """The groups of marts, each with what it is about."""
    return {path.parent.name: Words(**_yaml(path)["group"]) for path in sorted(MARTS.glob("*/*.yml"))}


def _column(said: Mapping[str, Any], shared: Mapping[str, Any]) -> Column:
    """A column with words of its own takes nothing from those that mean the same everywhere."""
    own = {**shared, **said} if "es" not in said else said
    checks = [*said.get("checks", ()), *(shared.get("checks", ()) if own is not said else ())]
    return Column(Words(own["es"], own["en"]), own["unit"], tuple(_check(one) for one in checks))


def _check(said: str | Mapping[str, Any]) -> Check:
    return Check(said) if isinstance(said, str) else Check(*next(iter(said.items())))


def _yaml(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found
