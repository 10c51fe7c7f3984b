"""The same answers in two places: what was sent twice counts once, and is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.forms.back.trouble import Trouble
from clientela.forms.model import Form
from clientela.present.language import _

if TYPE_CHECKING:
    from clientela.forms.back.reading import Answered, Reading


def told_apart(reading: Reading) -> None:
    """The same answers in two places: once where they say who or when, else both, and told."""
    kept: list[Answered] = []
    by_number: dict[str, Answered] = {}
    by_content: dict[str, Answered] = {}
    for one in reading.answered:
        record = one.record
        other = by_number.get(record.number) if record.number else None
        same = by_content.get(one.content)
        if other is not None and other.record.file != record.file:
            _copy(reading, one, other, _("es la misma respuesta que está en {other}: se cuenta una vez"))
            continue
        if same is not None and same.record.file != record.file and _telling(reading.form, one):
            _copy(reading, one, same, _("dice lo mismo que {other}: se cuenta una vez"))
            continue
        if same is not None and not record.number:
            _copy(
                reading,
                one,
                same,
                _("dice lo mismo que {other}: se cuentan las dos; si es una copia, quítela"),
            )
        kept.append(one)
        by_number.setdefault(record.number, one)
        by_content.setdefault(one.content, one)
    reading.answered = kept


def _telling(form: Form, one: Answered) -> bool:
    """Whether answers say enough that two people would not give the same: something in their own words, or several and a day."""
    kinds = {question.kind for question in form.plain if question.key in one.values}
    return bool(kinds & {"text", "long"}) or ("date" in kinds and len(one.values) > 5)


def _copy(reading: Reading, one: Answered, other: Answered, said: str) -> None:
    place = other.record.file
    if other.record.row:
        place += _(", fila {row}").format(row=other.record.row)
    cell = _("fila {row}").format(row=one.record.row) if one.record.row else ""
    reading.troubles.append(
        Trouble(one.record.file, said.format(other=place), one.record.sheet, cell, weight="notice")
    )
