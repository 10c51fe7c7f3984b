"""What `new` cannot decide by itself, as questions with choices: a person answers them in a terminal, else the guess stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import yaml

from clientela.companies.source import Source
from clientela.intake.columns.peek import Peek
from clientela.intake.contract import Table
from clientela.intake.problems import cell
from clientela.intake.questions import Question
from clientela.present.language import gettext as _
from clientela.present.terms import value

SAMPLES = 3


@dataclass(frozen=True)
class Choice:
    """One answer, and what somebody sees beside it to recognise it."""

    said: str
    beside: str = ""


@dataclass(frozen=True)
class Asked:
    """A question with its choices; `guess` is the one taken when nobody answers (Enter)."""

    text: str
    choices: tuple[Choice, ...]
    guess: int = 0


Ask = Callable[[Asked], int]


def nobody(asked: Asked) -> int:
    """Nobody is there to answer: the guess."""
    return asked.guess


def answered(question: Question, currency: str, ask: Ask) -> dict[str, object]:
    """The setting of the source that answers a question on a total."""
    ways = (question.taken, question.other)
    choices = tuple(Choice(way.said, way.outcome(currency)) for way in ways)
    text = _("{place}: ¿cómo se lee ({about})?").format(place=question.place, about=question.words)
    line = ways[ask(Asked(text, choices))].line
    found = yaml.safe_load(line)
    return found if isinstance(found, dict) else {}


def country(found: str, evidence: str, others: Sequence[str], ask: Ask) -> str:
    """The country, where the files do not prove it."""
    choices = [Choice(found, evidence), *(Choice(other) for other in others if other != found)]
    return choices[ask(Asked(_("¿En qué país está la empresa?"), tuple(choices)))].said


def table(near: Sequence[tuple[str, str]], file: str, ask: Ask) -> int | None:
    """Which of the nearest tables a file is, each with what speaks for it; None for none."""
    choices = [Choice(_("ninguna"))] + [Choice(value(name), speaks) for name, speaks in near]
    chosen = ask(Asked(_("{file}: ¿de qué tabla son sus filas?").format(file=file), tuple(choices)))
    return chosen - 1 if chosen else None


def column(name: str, of: Table, file: str, peek: Peek, free: Sequence[int], ask: Ask) -> int | None:
    """Which of a file's columns is one that its table needs; None where none is."""
    choices = [Choice(_("ninguna"))]
    choices += [Choice(peek.raw.headers[place], samples(peek, place)) for place in free]
    text = _("{file} ({table}): ¿qué columna es {column}?").format(file=file, table=value(of.name), column=name)  # fmt: skip
    chosen = ask(Asked(text, tuple(choices)))
    return free[chosen - 1] if chosen else None


def samples(peek: Peek, place: int) -> str:
    """Three values of a column; personal ones masked."""
    values = peek.values(place)[:SAMPLES]
    return ", ".join(cell(one).strip("«»") for one in values)


def settled(source: Source, settings: dict[str, object]) -> Source:
    """A source with what somebody answered."""
    return Source.model_validate({**source.model_dump(exclude_defaults=True, exclude_none=True), **settings})
