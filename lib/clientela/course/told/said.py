"""A lesson in the language in use with its numbers in place: those of the company, else those of the story company, and it says which."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from clientela.course.source.exercises import Answer, Choice, Criterion, Exercise, Option, Shown
from clientela.course.told.ask import Asked, inert
from clientela.course.told.facts import NAMES, Absent, Forbidden
from clientela.customers.surveys import area
from clientela.customers.surveys import words as asked_in_words
from clientela.forms.model import Question, Words
from clientela.present.language import _
from clientela.present.tables import Table
from clientela.present.terms import term, value

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Columns with areas of a questionnaire, as the company writes them: they are said as the reader says them.
AREAS = ("area", "dimension")


@dataclass(frozen=True)
class Told:
    """A part of a lesson: its fields are those of its source, texts said and numbers worked out.

    `own` is False where the company lacks a number and the story company's stand in its place.
    """

    source: Any
    asked: Asked
    own: bool = True

    def __getattr__(self, name: str) -> Any:
        return self._put(getattr(self.source, name))

    def _put(self, found: Any) -> Any:
        if isinstance(found, Words | Criterion):
            words = found.words if isinstance(found, Criterion) else found
            return (
                self.asked.fill(words.said)
                if isinstance(found, Words)
                else (found.points, self.asked.fill(words.said))
            )
        if isinstance(found, Answer):
            return number(found, self.asked)
        if isinstance(found, Shown):
            return table(found, self.asked)
        if isinstance(found, Question):
            return found
        if isinstance(found, BaseModel):
            return Told(found, self.asked, self.own)
        if isinstance(found, list):
            return [self._put(one) for one in found]
        return found

    @property
    def choices(self) -> list[Chosen]:
        """The answers to choose from, in an order of chance that is always the same."""
        given: Exercise = self.source
        found = ranked(given.choice, self.asked) if given.choice else written(given.options, self.asked)
        return sorted(found, key=lambda one: hashlib.sha256(f"{given.key}|{one.key}".encode()).digest())


@dataclass(frozen=True)
class Chosen:
    """An answer to choose: whether it is right and what is said to who chooses it; `key` is the same in both languages."""

    key: str
    text: str
    right: bool
    feedback: str


@dataclass(frozen=True)
class Worked:
    """A number worked out: within `margin` of `value` is right; `slips` are wrong numbers with what is said to them."""

    value: float
    margin: float
    unit: str
    right: str
    slips: tuple[tuple[float, str], ...]
    text: str


def tell(part: BaseModel, own: Asked, story: Asked | None) -> Told:
    """A part of a lesson with the company's numbers; with the story company's where the company lacks any.

    Raises Absent where neither has them, Wrong or Forbidden where the lesson is at fault.
    """
    try:
        return _tried(Told(part, own))
    except Absent:
        if story is None:
            raise
        return _tried(Told(part, story, own=False))


def _tried(told: Told) -> Told:
    """Everything in it said once, so that nothing is missing later."""
    for name in type(told.source).model_fields:
        _walk(getattr(told, name))
    if isinstance(told.source, Exercise):
        _walk(told.choices)
    return told


def _walk(found: Any) -> None:
    if isinstance(found, Told) and not isinstance(found.source, Option | Choice):
        _tried(found)
    elif isinstance(found, list):
        for one in found:
            _walk(one)


def written(options: Sequence[Option], asked: Asked) -> list[Chosen]:
    """Options as they are written; what is right may hang on the data."""
    return [
        Chosen(one.text.es, asked.fill(one.text.said), asked.holds(one.right), asked.fill(one.feedback.said))
        for one in options
    ]


def ranked(given: Choice, asked: Asked) -> list[Chosen]:
    """Options that are rows of a table: the first by a column is right; the others stand as far from it as they can."""
    if given.name in NAMES:
        raise Forbidden(f"{given.table}.{given.name}: los nombres y códigos de personas no se muestran")
    frame = asked.facts.rows(given.table, given.where)
    if missing := [name for name in (given.name, given.by) if name not in frame]:
        raise Absent(f"{given.table}.{missing[0]}")
    ordered = frame.dropna(subset=[given.by]).sort_values(given.by, ascending=given.least, kind="stable")
    if len(ordered) < 2 or ordered[given.by].iloc[0] == ordered[given.by].iloc[1]:
        raise Absent(f"{given.table}: {given.by}")
    take = min(given.take, len(ordered))
    places = [round(step * (len(ordered) - 1) / (take - 1)) for step in range(take)]
    right, wrong = asked.fill(given.right.said), asked.fill(given.wrong.said)
    return [
        Chosen(str(name), inert(area(value(name))), not place, wrong if place else right)
        for place, name in zip(places, ordered[given.name].iloc[places], strict=True)
    ]


def number(given: Answer, asked: Asked) -> Worked:
    """The number that an exercise asks for."""
    right = asked.work_out(given.value)
    margin = given.tolerance if given.absolute else abs(right) * given.tolerance
    slips = [(asked.work_out(one.value), asked.fill(one.feedback.said)) for one in given.slips]
    # A wrong number that is right with these data is no mistake here.
    apart = tuple((wrong, words) for wrong, words in slips if abs(wrong - right) > margin)
    return Worked(
        right, margin, given.unit, asked.fill(given.right.said), apart, asked.written(right, given.unit)
    )


def table(given: Shown, asked: Asked) -> str:
    """A small table of data as Markdown; customers are letters."""
    if named := [name for name in given.columns if name in NAMES]:
        raise Forbidden(f"{given.table}.{named[0]}: los nombres y códigos de personas no se muestran")
    frame = asked.facts.rows(given.table, given.where)
    if "text_es" in frame and "question" in given.columns:
        # A question of a survey in the reader's language.
        frame = frame.assign(question=asked_in_words(frame))
    if missing := [name for name in given.columns if name not in frame]:
        raise Absent(f"{given.table}.{missing[0]}")
    if given.by:
        frame = frame.sort_values(given.by, ascending=given.least, kind="stable")
    take = min(given.rows, len(frame))
    places = list(range(take))
    if given.spread and take > 1:
        places = [round(step * (len(frame) - 1) / (take - 1)) for step in range(take)]
    rows = frame[given.columns].iloc[places]
    rows = rows.assign(**{name: rows[name].map(area) for name in AREAS if name in rows})
    if given.letters:
        rows = rows.assign(customer_id=list(LETTERS[:take]))[["customer_id", *given.columns]]
    label = "tbl-" + given.table.replace(".", "-").replace("_", "-")
    made = Table(rows.reset_index(drop=True), asked.fill(given.caption.said), label, tuple(rows.columns))
    for name in rows.columns:
        term(name)
    return made.markdown(asked.facts.currency).rpartition(" {#")[0]


def origin(part: Told) -> str:
    """The line that says whose numbers these are, where they are not the company's own."""
    if part.own:
        return ""
    return _("Estos números son de {company}: los datos de la empresa no alcanzan para esta parte.").format(
        company=inert(part.asked.facts.title)
    )


def leaves(part: BaseModel) -> Iterator[Words]:
    """Every text of a part of a lesson, in both languages."""
    for name in type(part).model_fields:
        yield from _texts(getattr(part, name))


def _texts(found: Any) -> Iterator[Words]:
    if isinstance(found, Criterion):
        yield found.words
    elif isinstance(found, Words):
        yield found
    elif isinstance(found, BaseModel):
        yield from leaves(found)
    elif isinstance(found, list):
        for one in found:
            yield from _texts(one)
