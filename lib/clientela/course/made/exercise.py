"""One exercise as Markdown: what is asked and checked; for who teaches also how it is solved, marked and told."""

from __future__ import annotations

from collections.abc import Iterator

from clientela.course.made import sealed
from clientela.course.made.markdown import block, bullets, flat, notice, table
from clientela.course.made.room import Room
from clientela.course.made.words import KINDS, level, minutes, unit
from clientela.course.source.exercises import Exercise
from clientela.course.told.said import Told, Worked, origin
from clientela.forms import library as forms
from clientela.present import numbers
from clientela.present.language import _

# Lines to write on under an exercise on paper.
LINES = 4
# Rows of a table to fill in; who needs more has them in the worksheet.
ROWS = 8


def exercise(given: Exercise, place: int, room: Room) -> Iterator[str]:
    """One exercise: for learners what is asked, with its self-check; for who teaches also how it is solved, marked and told."""
    told = room.tell(given)
    where = _("en casa") if given.home else minutes(given.minutes)
    yield f"### {_('Ejercicio {n}').format(n=place)}: {KINDS[given.kind]()}"
    yield block("meta", " · ".join([where, level(given.level), told.aim]))
    yield origin(told)
    yield told.ask
    if told.strips:
        yield f"*{' · '.join(told.strips)}*"
    yield from told.shown
    # On paper the figure's own sentence would look like a part of the question.
    yield moves(given.figure, room) or explorable(given.figure, told)
    yield from _filled(told, room)
    yield _self_check(told)
    if given.cards and not room.teaches:
        yield _("Quien dirige le entrega una tarjeta; léala sin mostrarla.")
    if told.observer:
        yield observed(told)
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


def observed(told: Told) -> str:
    """The sheet of who observes a role-play."""
    return table(
        [_("Quien observa marca"), _("Sí"), _("A medias"), _("No")], [[line] for line in told.observer]
    )


def _filled(told: Told, room: Room) -> Iterator[str]:
    """What is filled in: a form of the house, a sheet; on a screen there is nothing to write in, and its questions are enough."""
    if told.form:
        form = forms.form(told.form)
        yield _("El formulario «{form}» está en la carpeta de hojas.").format(form=form.title.said)
    if told.sheet:
        heads = [column.top for column in told.sheet.source.columns]
        if room.paper:
            yield table(heads, [[] for _row in range(min(told.sheet.rows, ROWS))])
        else:
            yield _(
                "Se llena en la hoja de trabajo del módulo o en el cuaderno. Cada fila pide: {columns}."
            ).format(columns="; ".join(heads))


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
        after = unit(worked.unit, told.asked.facts.currency)
        number = {"sealed": held, "step": f"{step:.12g}", "unit": after, "word-number": _("Su respuesta")}
        return block("check", f"{_('Su respuesta')}: ____________ {after}", {**about, **number})
    if choices := told.choices:
        listed = "\n".join(f"- {flat(one.text)}" for one in choices)
        return block("check", listed, {**about, "sealed": sealed.of_choices(salt, choices)})
    return ""


def _solved(told: Told) -> Iterator[str]:
    """The trainer's part of an exercise: the solution, what is right and why, the rubric, mistakes, the note, the cards."""
    text = [told.solution]
    if worked := told.answer:
        text.append(_accepted(worked, told))
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


def _accepted(worked: Worked, told: Told) -> str:
    """The number, and how far from it one may be: shares and differences of shares by points, counts to the unit."""
    if worked.unit in ("share", "points"):
        answer = numbers.points(worked.value, 1) if worked.unit == "points" else worked.text
        margin = _("{n} puntos").format(n=numbers.figure(100 * worked.margin))
    else:
        answer, margin = worked.text, told.asked.written(worked.margin, worked.unit)
    if worked.unit == "count" and worked.margin < 1:
        return _("Respuesta: {answer}, y ningún otro número.").format(answer=answer)
    return _("Respuesta: {answer}; se acepta lo que esté a {margin} o menos.").format(
        answer=answer, margin=margin
    )


def _apart(texts: list[str]) -> str:
    """Paragraphs apart, lines of a list together."""
    made = ""
    for text in texts:
        listed = text.startswith("- ") and made.rpartition("\n")[2].startswith("- ")
        made += ("" if not made else "\n" if listed else "\n\n") + text
    return made


def explorable(name: str | None, told: Told) -> str:
    """The block from which the page's script makes a figure to move; what stands in it is read where there is no script."""
    if not name:
        return ""
    from clientela.course.made import explore

    about, text = explore.block(name, told.asked)
    return block(explore.BLOCKS.get(name, "explore"), text, about)


def moves(figure: str | None, room: Room) -> str:
    """Where a figure can be moved, for who has it on paper."""
    return f"*{_('Esta figura se mueve en la página del módulo.')}*" if figure and room.paper else ""
