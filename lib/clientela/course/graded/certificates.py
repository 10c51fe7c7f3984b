"""Attendance certificates, a page a person, for those who handed in enough of the modules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from clientela.course.made.words import minutes
from clientela.course.source.lessons import Module
from clientela.present import numbers
from clientela.present.language import _
from clientela.publish.page.meta import Meta
from clientela.publish.page.pandoc import typeset, typst_string

if TYPE_CHECKING:
    import pandas as pd

# The part of the modules that one has to have been at.
ENOUGH = 0.8
PAGE = """#set document(title: {title}, author: {author}, date: none)
#set page(paper: "a4", flipped: true, margin: 25mm)
#set text(font: "Source Serif 4", size: 15pt, lang: "{language}")
#let accent = rgb("{accent}")
"""


def earned(there: pd.DataFrame, modules: Sequence[Module]) -> list[str]:
    """Who was at enough of the modules, in the order of the alphabet."""
    seen = there.groupby("learner")["module"].nunique()
    return sorted(seen[seen >= ENOUGH * len(modules)].index, key=str.casefold)


def write(
    names: Sequence[str], modules: Sequence[Module], meta: Meta, day: dt.date, target: Path
) -> Path | None:
    """The certificates as one PDF, readable by its owner alone; None where nobody has earned one."""
    if not names:
        return None
    head = PAGE.format(
        title=typst_string(meta.title),
        author=typst_string(meta.written_by),
        language=meta.language,
        accent=meta.accent(),
    )
    text = head + "\n#pagebreak()\n".join("\n".join(_page(name, modules, meta, day)) for name in names)
    target.write_bytes(typeset(text.encode(), target.parent, target.name))
    target.chmod(0o600)
    return target


def _page(name: str, modules: Sequence[Module], meta: Meta, day: dt.date) -> Iterator[str]:
    # In whole hours, as certificates say it.
    spent = minutes(max(60 * round(sum(one.minutes for one in modules) / 60), 60))
    took = _("asistió al curso de {time}").format(time=spent)
    yield "#v(1fr)"
    yield f'#text(font: "Source Sans 3", size: 12pt, fill: luma(90))[#{typst_string(meta.company)}]'
    yield "#v(8mm)"
    yield f'#text(font: "Source Sans 3", size: 34pt, weight: 600)[#{typst_string(name)}]'
    yield "#v(3mm)"
    yield f"#{typst_string(took)}"
    yield "#v(2mm)"
    yield f'#text(font: "Source Sans 3", size: 22pt, fill: accent)[#{typst_string(meta.title)}]'
    yield "#v(1fr)"
    yield f"#{typst_string(numbers.date(day))} #h(1fr) #box(line(length: 60mm, stroke: 0.5pt))"
