"""A module as one Markdown text in the report's dialect: what learners get, or with it everything for who teaches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from clientela.course.check import bare
from clientela.course.made import sealed
from clientela.course.made.words import KINDS, level, minutes
from clientela.course.source.model import Exercise, Lesson, Module
from clientela.course.told import report
from clientela.course.told.ask import Asked
from clientela.course.told.said import Told, origin, tell
from clientela.forms import library as forms
from clientela.present.language import _

Edition = Literal["learner", "trainer"]
FIGURES = "figures"
# Lines to write on under an exercise on paper.
LINES = 4
# A module of so many minutes needs a break.
LONG = 90


@dataclass(frozen=True)
class Room:
    """Where a course is made: whose numbers, for whom, the folder in which pictures are put; on paper there is room to write."""

    own: Asked
    story: Asked | None
    edition: Edition
    folder: Path
    paper: bool = False

    @property
    def teaches(self) -> bool:
        """Is this for who teaches?"""
        return self.edition == "trainer"

    def tell(self, part: Any) -> Told:
        """A part of a lesson with its numbers in place."""
        return tell(part, self.own, self.story)


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
        f"**{_('Materiales')}**",
        bullets(told.materials),
        *_handed_out(given),
        *_clock(given),
        f"**{_('En 45 minutos')}**",
        "\n".join([f"| {_('Tiempo')} | {_('Qué se hace')} |", "| :--- | :--- |", *short]),
        f"**{_('Si va tarde')}** {told.cut}",
        *([f"**{_('Preguntas que salen')}**", *asked] if asked else []),
    ]


def _handed_out(given: Module) -> Iterator[str]:
    """Which exercises need cards, an observer's sheet, a checklist, a form or a table to fill in, and where these are."""
    lines = []
    for number, lesson in enumerate(given.lessons, 1):
        for place, one in enumerate(lesson.exercises, 1):
            needs = [
                _("tarjetas (tarjetas para recortar, PDF) y hoja de quien observa") if one.cards else "",
                _("lista de revisión") if one.checklist else "",
                _("formulario «{form}»").format(form=forms.form(one.form).title.said) if one.form else "",
                _("tabla para llenar") if one.sheet else "",
            ]
            if any(needs):
                where = _("Lección {lesson}, ejercicio {n}").format(lesson=number, n=place)
                home = f" ({_('en casa')})" if one.home else ""
                lines.append(f"{where}{home}: {', '.join(need for need in needs if need)}.")
    if lines:
        yield f"**{_('Qué se reparte')}**"
        yield bullets(lines)
        yield _(
            "Las listas y las hojas de quien observa están en el cuaderno; las tablas, también en la hoja de trabajo del módulo."
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
    yield f"**{_('El reloj del módulo')}**"
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
    yield f"**{_('Al terminar podrá')}**"
    yield bullets(told.able)
    yield told.story
    for idea in told.ideas:
        yield from (f"### {idea.title}", idea.text, explorable(idea.figure, told), _moves(idea.figure, room))
        yield _note(idea.note, room)
    yield from _reading(told, room)
    if told.decision:
        yield from (f"### {_('Para decidir')}", told.decision.ask, _note(told.decision.note, room))
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
    if not blocks and room.story:
        blocks = report.section(room.story.facts, told.reading.section, room.folder / FIGURES)
    if not blocks:
        return
    yield f"### {_('Leamos juntos el informe')}"
    yield told.reading.ask
    yield from (block(kind, text) if kind else text for kind, text in blocks)
    yield _note(told.reading.note, room)


def exercise(given: Exercise, place: int, room: Room) -> Iterator[str]:
    """One exercise: for learners what is asked, with its self-check; for who teaches also how it is solved, marked and told."""
    told = room.tell(given)
    where = _("en casa") if given.home else minutes(given.minutes)
    yield f"### {_('Ejercicio {n}').format(n=place)}: {KINDS[given.kind]()}"
    yield block("meta", " · ".join([where, level(given.level), told.aim]))
    yield origin(told)
    yield told.ask
    yield from told.shown
    # On paper the figure's own sentence would look like a part of the question.
    yield _moves(given.figure, room) or explorable(given.figure, told)
    yield from _filled(told)
    yield _self_check(told)
    if given.cards and not room.teaches:
        yield _("Quien dirige le entrega una tarjeta; léala sin mostrarla.")
    if told.observer:
        yield table(
            [_("Quien observa marca"), _("Sí"), _("A medias"), _("No")], [[line] for line in told.observer]
        )
    if told.checklist:
        yield table([_("Lista de revisión"), _("Sí"), _("No")], [[line] for line in told.checklist])
    if room.paper and told.rubric and not (room.teaches or told.sheet):
        yield table([_("Su respuesta")], [[]] * LINES)
    if told.hint and room.paper:
        yield f"**{_('Pista.')}** {told.hint}"
    elif told.hint:
        yield block("hint", told.hint, {"word-hint": _("Ver una pista")})
    if room.teaches:
        yield from _solved(told)


def _filled(told: Told) -> Iterator[str]:
    """What is filled in: a form of the house, a sheet."""
    if told.form:
        form = forms.form(told.form)
        yield _("El formulario «{form}» está en la carpeta de hojas.").format(form=form.title.said)
    if told.sheet:
        heads = [column.top for column in told.sheet.source.columns]
        yield table(heads, [[] for _row in range(min(told.sheet.rows, 6))])


def _self_check(told: Told) -> str:
    given: Exercise = told.source
    salt = f"{given.key}|{told.asked.facts.as_of}"
    about = {
        "salt": salt,
        "word-legend": _("Compruebe su respuesta"),
        "word-button": _("Comprobar"),
        "word-right": _("Correcto."),
        "word-wrong": _("Todavía no."),
        "word-not": _("Todavía no. Revise qué se divide entre qué, y la pista si la hay."),
        "word-none": _("Escriba un número, como 31,6."),
        "word-choose": _("Escoja una respuesta."),
    }
    if worked := told.answer:
        held, step = sealed.of_number(salt, worked)
        unit = "%" if worked.unit in ("share", "points") else ""
        number = {"sealed": held, "step": f"{step:.12g}", "unit": unit, "word-number": _("Su respuesta")}
        return block("check", f"{_('Su respuesta')}: ____________ {unit}", {**about, **number})
    if choices := told.choices:
        listed = "\n".join(f"- {flat(one.text)}" for one in choices)
        return block("check", listed, {**about, "sealed": sealed.of_choices(salt, choices)})
    return ""


def _solved(told: Told) -> Iterator[str]:
    """The trainer's part of an exercise: the solution, what is right and why, the rubric, mistakes, the note, the cards."""
    text = [told.solution]
    if worked := told.answer:
        text.append(
            _("Respuesta: {answer}; se acepta lo que esté a {margin} o menos.").format(
                answer=worked.text, margin=told.asked.written(worked.margin, worked.unit)
            )
        )
    text += [
        f"- {'✓' if one.right else '✗'} **{flat(one.text)}** {flat(one.feedback)}" for one in told.choices
    ]
    yield notice(_("Solución"), _apart(text))
    if told.rubric:
        rows = [[line, str(points)] for points, line in told.rubric]
        yield table([_("Qué se premia"), _("Puntos")], rows)
    if told.mistakes:
        yield notice(_("Errores frecuentes"), bullets(told.mistakes))
    if told.note:
        yield notice(_("Para quien enseña"), told.note)
    for card in told.cards:
        yield block("card", f"**{_('Tarjeta')}: {card.who}**\n\n{card.text}")


def _apart(texts: list[str]) -> str:
    """Paragraphs apart, lines of a list together."""
    made = ""
    for text in texts:
        listed = text.startswith("- ") and made.rpartition("\n")[2].startswith("- ")
        made += ("" if not made else "\n" if listed else "\n\n") + text
    return made


def _note(text: str, room: Room) -> str:
    return notice(_("Para quien enseña"), text) if room.teaches else ""


def explorable(name: str | None, told: Told) -> str:
    """The block from which the page's script makes a figure to move; what stands in it is read where there is no script."""
    if not name:
        return ""
    from clientela.course.made import explore

    about, text = explore.block(name, told.asked)
    return block(explore.BLOCKS.get(name, "explore"), text, about)


def _moves(figure: str | None, room: Room) -> str:
    """Where a figure can be moved, for who has it on paper."""
    return f"*{_('Esta figura se mueve en la página del módulo.')}*" if figure and room.paper else ""


def block(kind: str, text: str, about: dict[str, str] | None = None) -> str:
    """A text within a block, with what a script of the page reads in its attributes."""
    told = "".join(f' data-{name}="{_attribute(value)}"' for name, value in (about or {}).items())
    return f"::: {{.{kind}{told}}}\n\n{text}\n\n:::"


def notice(title: str, text: str) -> str:
    """A note apart from the text, with its title."""
    return f'::: {{.callout-note title="{title}"}}\n\n{text}\n\n:::'


def bullets(lines: list[str]) -> str:
    """A list."""
    return "\n".join(f"- {flat(line)}" for line in lines)


def table(heads: list[str], rows: list[list[str]]) -> str:
    """A table; cells that are not given stay empty to be written in."""
    lines = [[*row, *([" "] * (len(heads) - len(row)))] for row in rows]
    body = ["| " + " | ".join(flat(cell) for cell in line) + " |" for line in lines]
    return block(
        "decision", "\n".join(["| " + " | ".join(heads) + " |", "| :--- " * len(heads) + "|", *body])
    )


def flat(text: str) -> str:
    """A text on one line."""
    return " ".join(str(text).split()).replace("|", "\\|")


def _attribute(value: str) -> str:
    return str(value).replace('"', "”").replace("\\", " ").replace("{", " ").replace("}", " ")
