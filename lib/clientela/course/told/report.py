"""A section of the company's report, to be read together: its figure and how to read it; customers and sellers are letters."""

from __future__ import annotations

import re
from pathlib import Path

from clientela.course.told.facts import Facts
from clientela.course.told.said import LETTERS
from clientela.present.language import _, current
from clientela.publish.chapters.sections import excerpt, headings

# What is shown of a section: its figure and how to read it. What to do about it is what the lesson asks.
SHOWN = ("", "read")
ROW = re.compile(r"^\| *([^|]*?) *\|")
# What is said in small letters under a table.
ASIDE = re.compile(r"\*[^*]")
PICTURE = re.compile(r"^!\[")
LABEL = re.compile(r"\{#[\w-]+")


def section(facts: Facts, place: str, figures: Path) -> list[tuple[str, str]]:
    """The blocks of a section ("notebooks/5_loyalty.ipynb#quien-sigue-activo"); none where the report has no answer there.

    Pictures are written to the folder `figures`; the heading is left out. In English, what stands in the same place of the English report:
    of one that was made in Spanish alone nothing is shown, for nobody reads a figure in a language that they do not have.
    """
    path, _hash, heading = place.partition("#")
    name = Path(path).name
    spanish, own = facts.notebooks / name, facts.spoken(current()) / name
    if not (spanish.is_file() and own.is_file()):
        return []
    known = headings(spanish)
    if heading not in known:
        return []
    blocks = excerpt(own, known.index(heading), figures)
    return [(kind, _bare(text)) for kind, text in blocks[1:] if kind in SHOWN and not ASIDE.match(text)]


def _bare(text: str) -> str:
    """A block without labels that would be there twice, and with letters for whoever a table names."""
    text = LABEL.sub("{.excerpt", text) if PICTURE.match(text) else re.sub(r" \{#tbl-[\w-]+\}", "", text)
    lines = text.splitlines()
    if not (found := ROW.match(lines[0])) or found[1] not in (_("Cliente"), _("Vendedor")):
        return text
    rows = [place for place, line in enumerate(lines) if ROW.match(line)][2:]
    for letter, place in zip(LETTERS * 4, rows, strict=False):
        lines[place] = ROW.sub(f"| {letter} |", lines[place])
    return "\n".join(lines)
