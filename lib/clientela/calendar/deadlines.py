"""How long the law of a country gives to answer a complaint, where it could be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

DATA = Path(__file__).with_name("deadlines.yml")


@dataclass(frozen=True)
class Deadline:
    """The days that the law gives, how they are counted, which law it is and whom it binds (by language)."""

    days: int
    counted: Literal["working", "calendar"]
    law: str
    covers: Mapping[str, str]
    source: str


def deadline(country: str) -> Deadline | None:
    """The deadline of a country; None where none is known, which is not to say that there is none.

    >>> deadline("CO").days, deadline("CO").counted, deadline("AQ")
    (15, 'working', None)
    """
    return _known().get(country.upper())


@cache
def _known() -> Mapping[str, Deadline]:
    import yaml

    found = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return {country: Deadline(**told) for country, told in found.items()}
