"""What each analysis answers, in Spanish: the title and the question of the notebook's section in which it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module

import nbformat

from clientela.engine import Analysis, declared
from clientela.engine.needs import needs
from clientela.publish.notebooks import execute

ASKED = re.compile(r"\bstage\.ask\(\w+\.([\w.]+)")
# A sentence ends before a blank; «p. ej.» stands in no question.
SENTENCE = re.compile(r".*?[.?!](?=\s|$)", re.DOTALL)


@cache
def questions(stage: str) -> dict[str, str]:
    """The key of each analysis of a stage, with the question that it answers; one that another asks shares that one's section."""
    own = {one.key: one for one in declared(stage).values() if isinstance(one, Analysis)}
    shown: dict[str, str] = {}
    for key, question in _shown(stage):
        shown.setdefault(key, question)
    behind = {key: needs(own[key]).answers for key in shown if key in own}
    for key in own:
        asking = [shown[other] for other, answers in behind.items() if key in answers]
        if key not in shown and asking:
            shown[key] = asking[0]
    return shown


def _shown(stage: str) -> Iterator[tuple[str, str]]:
    """The analyses that a stage's notebook asks, in its order, each with the title and the first sentence of its section."""
    room, told = import_module(f"clientela.{stage}"), ""
    for cell in nbformat.read(execute.source(stage), as_version=4).cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            told = _question(cell.source.removeprefix("## "))
        for path in ASKED.findall(cell.source) if cell.cell_type == "code" else []:
            asked = room
            for name in path.split("."):
                asked = getattr(asked, name)
            yield asked.key, told


def _question(section: str) -> str:
    """The title of a section where it asks, else with the question that its text begins with.

    >>> _question("Cuánto vendemos\\n\\n¿Crecemos o no? Un mes no lo dice.")
    'Cuánto vendemos. ¿Crecemos o no?'
    """
    title, _line, text = section.partition("\n")
    first = SENTENCE.match(text.strip())
    asks = first and "?" in first[0] and not title.strip().endswith("?")
    return " ".join((f"{title}. {first[0]}" if first and asks else title).split())
