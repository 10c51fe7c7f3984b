"""What stands on the cover of a report: whose it is, of which day, in which language and colours."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

TEAL = "#0b6e69"
PAPER, NIGHT = "#ffffff", "#14191f"
ENOUGH = 4.5  # contrast of text, WCAG 2.2 AA

WORDS: Mapping[str, Mapping[str, str]] = {
    "es": {
        "fig": "Figura",
        "tbl": "Tabla",
        "first": "En una página",
        "contents": "Contenido",
        "skip": "Ir al informe",
        "theme": "Claro u oscuro",
        "all": "Ver las {n} filas",
        "more": "Aquí {n} de {of} filas; todas, en la página web.",
        "note": "Nota",
        "tip": "Consejo",
        "important": "Importante",
        "warning": "Cuidado",
        "caution": "Cuidado",
    },
    "en": {
        "fig": "Figure",
        "tbl": "Table",
        "first": "On one page",
        "contents": "Contents",
        "skip": "Skip to the report",
        "theme": "Light or dark",
        "all": "Show all {n} rows",
        "more": "Here {n} of {of} rows; all of them on the web page.",
        "note": "Note",
        "tip": "Tip",
        "important": "Important",
        "warning": "Take care",
        "caution": "Take care",
    },
}


@dataclass(frozen=True)
class Meta:
    """The words and colours of a report's cover.

    `as_of_text` is a date in words ("a 30 de junio de 2026"); `as_of`, the same day, dates the documents. `colours` may
    hold `accent` ("#0b6e69"): it is darkened or lightened until it can be read on white and on black. `author` is the
    company when left empty. `rows`: how many of a longer table are printed; None for all.
    """

    title: str
    subtitle: str = ""
    company: str = ""
    as_of_text: str = ""
    language: str = "es"
    author: str = ""
    logo: Path | None = None
    colours: Mapping[str, str] = field(default_factory=dict)
    as_of: dt.date | None = None
    rows: int | None = None

    @property
    def words(self) -> Mapping[str, str]:
        """The few words the page itself says, in the report's language."""
        return WORDS[self.language]

    @property
    def written_by(self) -> str:
        """Who signs: never empty, since some formats fail without an author."""
        return self.author or self.company or self.title

    def accent(self, paper: str = PAPER) -> str:
        """The company's colour, legible on this paper."""
        return legible(self.colours.get("accent", TEAL), paper)


def legible(colour: str, paper: str) -> str:
    """The nearest shade of a colour that can be read as text on this paper.

    >>> legible("#ffd400", "#ffffff"), legible("#0b6e69", "#ffffff")
    ('#8c7500', '#0b6e69')
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValueError(f"colour {colour!r}: six hexadecimal digits after #, such as {TEAL}")
    towards = 0 if _luminance(paper) > 0.5 else 255
    for step in range(101):
        shade = _mix(colour, towards, step / 100)
        if contrast(shade, paper) >= ENOUGH:
            break
    return shade


def _channels(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def _mix(colour: str, towards: int, share: float) -> str:
    return "#" + "".join(f"{round(c + (towards - c) * share):02x}" for c in _channels(colour))


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    linear = [c / 3294.6 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in _channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, from 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
