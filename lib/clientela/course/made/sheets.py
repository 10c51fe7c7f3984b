"""The worksheets of the course: a form a module, made and read back by the forms engine; a sheet for each learner."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from clientela.course.check import bare
from clientela.course.made.markdown import unmarked
from clientela.course.made.room import Room
from clientela.course.made.words import KINDS, unit
from clientela.course.source.exercises import Exercise
from clientela.course.source.lessons import Lesson, Module
from clientela.course.told.said import Told
from clientela.forms.model import Form, Question, Section, Words
from clientela.present.language import LANGUAGES, _, speaking

# What an exercise asks beside its own question: why.
WHY = "_why"
NAME = "hojas_{key}"
# The sheet with the questions that are asked before and after the course.
BEFORE = "before"


def form(module: Module, room: Room) -> Form:
    """The worksheet of a module, in both languages."""
    sections = [
        Section(title=both(lambda: _("Quién responde")), questions=list(_learner())),
        *(part for number, lesson in enumerate(module.lessons, 1) if (part := _lesson(lesson, number, room))),
    ]
    said = {tongue: _title(module, room, tongue) for tongue in LANGUAGES}
    return Form.model_validate(
        dict(
            name=NAME.format(key=module.key),
            title=Words(**said),
            intro=both(
                lambda: _(
                    "Responda lo que alcance; una respuesta en blanco se cuenta como no contestada, no como errada. «2-3» es el ejercicio 3 de "
                    "la lección 2: a la derecha está lo que se pregunta, y en la página del módulo y en el cuaderno, las tablas que nombra."
                )
            ),
            sections=sections,
        )
    )


def before(modules: Sequence[Module], room: Room) -> tuple[Module, Form] | None:
    """The sheet to fill in before the course: the questions that are asked again at the end, as a module of their own."""
    for module in modules:
        asked = [lesson for lesson in module.lessons if lesson.twice]
        if asked:
            alone = module.model_copy(update={"key": BEFORE, "lessons": asked})
            return alone, form(alone, room)
    return None


def _title(module: Module, room: Room, tongue: str) -> str:
    with speaking(tongue):
        if module.key == BEFORE:
            return _("Prueba inicial: antes de empezar el curso")
        head = room.tell(bare(module)).title
        return _("Hoja de trabajo {number}: {title}").format(number=module.number, title=head)


def both(say: Callable[[], str]) -> Words:
    """A text of ours in both languages."""
    made = {}
    for tongue in LANGUAGES:
        with speaking(tongue):
            made[tongue] = say()
    return Words(**made)


def _learner() -> Iterator[Question]:
    yield Question.model_validate(
        dict(key="learner", ask=both(lambda: _("Nombre")), required=True, personal=True)
    )
    yield Question.model_validate(dict(key="group", ask=both(lambda: _("Grupo"))))
    yield Question.model_validate(dict(key="day", ask=both(lambda: _("Fecha")), kind="date"))


def _lesson(lesson: Lesson, number: int, room: Room) -> Section | None:
    questions = [
        one for place, given in enumerate(lesson.exercises, 1) for one in _asked(given, number, place, room)
    ]
    return Section(title=lesson.title, questions=questions) if questions else None


def _asked(given: Exercise, number: int, place: int, room: Room) -> Iterator[Question]:
    """The questions that one exercise puts into the sheet."""
    head = _in_both(given, room, lambda told: f"{number}-{place} {unmarked(told.aim)} ({_kind(given)})")
    known: dict[str, Any] = {
        "key": given.key,
        "ask": head,
        "help": _in_both(given, room, _question),
    }
    if given.answer:
        yield Question.model_validate(dict(kind="number", unit=_unit(given, room), **known))
    elif given.options or given.choice:
        yield Question.model_validate(dict(kind="one", choices=_choices(given, room), **known))
    if given.sheet:
        yield Question.model_validate(
            dict(kind="table", columns=given.sheet.columns, rows=given.sheet.rows, **known)
        )
    elif given.rubric:
        again = given.marked
        why = _in_both(given, room, lambda told: f"{number}-{place} {_('¿Por qué? ¿Qué haría?')}")
        yield Question.model_validate(
            dict(
                kind="long",
                **({**known, "key": given.key + WHY, "ask": why, "help": None} if again else known),
            )
        )


def _kind(given: Exercise) -> str:
    kind = KINDS[given.kind]()
    return _("{kind}, en casa").format(kind=kind) if given.home else kind


def _question(told: Told) -> str:
    strips = " · ".join(told.strips)
    return unmarked(f"{told.ask}\n\n{strips}" if strips else told.ask)


def _unit(given: Exercise, room: Room) -> Words | None:
    assert given.answer is not None
    kind, currency = given.answer.unit, room.own.facts.currency
    return both(lambda: unit(kind, currency)) if unit(kind, currency) else None


def _choices(given: Exercise, room: Room) -> dict[str, Words]:
    said: dict[str, list[str]] = {}
    for tongue in LANGUAGES:
        with speaking(tongue):
            said[tongue] = [unmarked(one.text) for one in room.tell(given).choices]
    return {
        f"o{place}": Words(es=es, en=en)
        for place, (es, en) in enumerate(zip(said["es"], said["en"], strict=True))
    }


def _in_both(given: Exercise, room: Room, say: Callable[[Told], str]) -> Words:
    made = {}
    for tongue in LANGUAGES:
        with speaking(tongue):
            made[tongue] = say(room.tell(given))
    return Words(**made)
