"""The words that a form says of itself, whatever it asks: how each kind is answered, and the names of its sheets."""

from __future__ import annotations

from clientela.forms.model import Form, Question
from clientela.present.language import _
from clientela.present.numbers import count, decimal

# The hidden sheet: which form, version and language a workbook is, with its labels as they were; and the lists of its drop-downs.
META = "_clientela"


def answer_word() -> str:
    """What stands above the answers of a sheet for one person."""
    return _("Respuesta")


def how(question: Question) -> str:
    """How a question is answered, in a few words; its own help first."""
    said = [question.help.said] if question.help else []
    if told := taken(question):
        said.append(told)
    if question.example:
        said.append(_("Por ejemplo: {example}").format(example=question.example))
    return " ".join(said)


def taken(question: Question) -> str:
    """What a question takes for an answer, by its kind alone; nothing where anything may be written."""
    if question.kind == "scale" and question.scale:
        scale = question.scale
        ends = _("De {low} ({low_is}) a {high} ({high_is}).")
        return ends.format(
            low=scale.low, high=scale.high, low_is=scale.low_is.said, high_is=scale.high_is.said
        )
    if question.kind == "number":
        return _range(question)
    if question.kind == "several":
        return _("Puede escoger varias.")
    return {
        "date": _("Año-mes-día: 2026-03-14."),
        "moment": _("Año-mes-día y, si se sabe, la hora: 2026-03-14 09:30."),
        "yes_no": _("Sí o no."),
    }.get(question.kind, "")


def _range(question: Question) -> str:
    low, high = (None if one is None else _number(one) for one in (question.min, question.max))
    if low is not None and high is not None:
        said = _("Un número entre {low} y {high}.").format(low=low, high=high)
    elif low is not None:
        said = _("Un número, {low} o más.").format(low=low)
    elif high is not None:
        said = _("Un número, {high} o menos.").format(high=high)
    else:
        said = _("Un número.")
    return f"{said} {_('Sin decimales.')}" if question.whole else said


def _number(value: float) -> str:
    return count(value) if value == int(value) else decimal(value, 2)


def options(question: Question) -> list[str]:
    """What may be chosen, in the language in use; nothing where anything may be written."""
    if question.kind in ("one", "several"):
        return [words.said for words in question.choices.values()]
    if question.kind == "scale" and question.scale:
        return [str(point) for point in question.scale.points]
    return [_("Sí"), _("No")] if question.kind == "yes_no" else []


def starred(question: Question) -> str:
    """A question's words with the sign of what must be answered."""
    return f"{question.top} *" if question.required else question.top


def opening(form: Form) -> list[str]:
    """What is read before the first question."""
    said = [form.intro.said] if form.intro else []
    if form.minutes:
        said.append(_("Toma unos {n} minutos.").format(n=form.minutes))
    return [*said, _("Llene solo las casillas sombreadas; lo que lleva * hace falta.")]


def stamp(form: Form) -> str:
    """Which form this is, for its foot."""
    return _("{title} · versión {n}").format(title=form.title.said, n=form.version)
