"""A module as one Markdown text in the report's dialect: what learners get, or with it everything for who teaches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clientela.course.check import bare
from clientela.course.made.exercise import LINES, exercise, explorable, moves
from clientela.course.made.markdown import block, bullets, flat, notice, table
from clientela.course.made.room import FIGURES, Room
from clientela.course.made.words import minutes
from clientela.course.source.lessons import Lesson, Module
from clientela.course.told import report
from clientela.course.told.said import Told, origin
from clientela.forms import library as forms
from clientela.present.language import _

# A module of so many minutes needs a break.
LONG = 90


def module(given: Module, room: Room) -> str:
    """The module as Markdown, in the language in use; pictures are written beside it."""
    told = room.tell(bare(given))
    kicker = _("Módulo {number} · {minutes}").format(number=given.number, minutes=minutes(given.minutes))
    parts = [
        block("kicker", kicker),
        f"# {told.title} {{#sec-{given.key}}}",
        block("lead", told.question),
        origin(told),
        told.story,
    ]
    if room.teaches:
        parts += guide(told, given)
    for lesson in given.lessons:
        parts += _lesson(lesson, room)
    return "\n\n".join(part for part in parts if part) + "\n"


def guide(told: Told, given: Module) -> list[str]:
    """What a trainer needs before a module: preparation, materials, what to hand out, the clock, the short version, what will be asked."""
    short = [f"| {minutes(step.minutes)} | {flat(step.do)} |" for step in told.short]
    asked = [f"**{one.ask}** {one.answer}" for one in told.questions]
    return [
        f"## {_('Antes de dar este módulo')}",
        bullets(told.prepare),
        f"### {_('Materiales')}",
        bullets(told.materials),
        *_handed_out(given),
        *_clock(given),
        f"### {_('En 45 minutos')}",
        "\n".join([f"| {_('Tiempo')} | {_('Qué se hace')} |", "| :--- | :--- |", *short]),
        f"**{_('Si va tarde.')}** {told.cut}",
        *([f"### {_('Preguntas que salen')}", *asked] if asked else []),
    ]


def _handed_out(given: Module) -> Iterator[str]:
    """Which exercises need cards, an observer's sheet, a checklist, a form or a table to fill in, and where these are."""
    lines = []
    for number, lesson in enumerate(given.lessons, 1):
        for place, one in enumerate(lesson.exercises, 1):
            needs = [
                _("tarjetas y hoja de quien observa, un juego por grupo") if one.cards else "",
                _("tiras de papel, un juego por mesa") if one.strips else "",
                _("lista de revisión") if one.checklist else "",
                _("formulario «{form}»").format(form=forms.form(one.form).title.said) if one.form else "",
                _("tabla para llenar") if one.sheet else "",
            ]
            if any(needs):
                where = _("Lección {lesson}, ejercicio {n}").format(lesson=number, n=place)
                home = f" ({_('en casa')})" if one.home else ""
                lines.append(f"{where}{home}: {', '.join(need for need in needs if need)}.")
    if lines:
        yield f"### {_('Qué se reparte')}"
        yield bullets(lines)
        yield _(
            "Las tarjetas, las tiras y las hojas de quien observa están en «Tarjetas para recortar» (PDF). Las listas están en el cuaderno; las "
            "tablas, en el cuaderno y en la hoja de trabajo del módulo."
        )


def _clock(given: Module) -> Iterator[str]:
    """When each lesson begins, counted from the start of the module."""
    rows, gone = [], 0
    for lesson in given.lessons:
        spent = [minutes(lesson.minutes.teaching), minutes(lesson.minutes.practice)]
        rows.append(f"| {gone // 60}:{gone % 60:02d} | {flat(lesson.title.said)} | {' | '.join(spent)} |")
        gone += lesson.minutes.teaching + lesson.minutes.practice
    rows.append(f"| {gone // 60}:{gone % 60:02d} | {_('Fin')} | | |")
    heads = [_("Empieza en"), _("Lección"), _("Explicación"), _("Práctica")]
    yield f"### {_('El reloj del módulo')}"
    yield "\n".join([f"| {' | '.join(heads)} |", "| :--- | :--- | ---: | ---: |", *rows])
    if gone > LONG:
        yield _("Ponga un descanso de diez minutos hacia la mitad; no está en estas cuentas.")


def _lesson(given: Lesson, room: Room) -> Iterator[str]:
    told = room.tell(bare(given))
    spent = _("{teaching} de explicación, {practice} de práctica").format(
        teaching=minutes(given.minutes.teaching), practice=minutes(given.minutes.practice)
    )
    yield f"## {told.title} {{#sec-{given.key}}}"
    yield block("meta", spent)
    yield origin(told)
    yield f"### {_('Al terminar podrá')}"
    yield bullets(told.able)
    yield told.story
    for idea in told.ideas:
        yield from (f"### {idea.title}", idea.text, explorable(idea.figure, told), moves(idea.figure, room))
        yield _note(idea.note, room)
    yield from _reading(told, room)
    if told.decision:
        yield from (f"### {_('Para decidir')}", told.decision.ask, _note(told.decision.note, room))
        if room.paper and not room.teaches:
            yield table([_("Lo que decidimos, con un número y quién responde")], [[]] * LINES)
    for place, one in enumerate(given.exercises, 1):
        yield from exercise(one, place, room)
    yield f"### {_('Para llevar')}"
    yield bullets(told.key_points)
    if told.words:
        yield f"### {_('Palabras')}"
        yield from (f"**{word.term}.** {word.means}" for word in told.words)


def _reading(told: Told, room: Room) -> Iterator[str]:
    if not told.reading:
        return
    blocks = report.section(told.asked.facts, told.reading.section, room.folder / FIGURES)
    lent = room.story if not blocks and told.own else None
    if not blocks and room.story:
        blocks = report.section(room.story.facts, told.reading.section, room.folder / FIGURES)
    if not blocks:
        return
    yield f"### {_('Leamos juntos el informe')}"
    if lent:
        yield origin(replace(told, asked=lent, own=False))
    yield told.reading.ask
    yield from (block(kind, text) if kind else text for kind, text in blocks)
    yield _note(told.reading.note, room)


def _note(text: str, room: Room) -> str:
    return notice(_("Para quien enseña"), text) if room.teaches else ""
