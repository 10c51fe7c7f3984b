"""The doubtful pairs as a workbook to decide on, and the decisions read back. It holds names: it belongs in `private/`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from clientela.intake.identity.report import Identity
from clientela.intake.identity.resolve import Decision
from clientela.intake.identity.values.words import plain
from clientela.present.language import N_, _

FIRST_ROW = 5
# As many pairs as somebody decides in a morning, those worth most; the next ones come when these are decided.
MOST = 200
FIELDS = {
    "source": N_("fuente"), "customer_id": N_("código"), "name": N_("nombre"), "tax_id": N_("documento"), "email": N_("correo"),
    "phone": N_("teléfono"), "address": N_("dirección"), "city": N_("ciudad"), "birth_date": N_("nacimiento"),
}  # fmt: skip
WHY = {
    "score": N_("se parecen, pero no lo bastante"),
    "other_name_same_document": N_("mismo documento, otro nombre"),
    "other_document": N_("documentos distintos"),
    "other_birth": N_("fechas de nacimiento distintas"),
    "name_only": N_("solo coincide el nombre"),
}
SAME, OTHER = N_("misma"), N_("distinta")
ANSWERS = {
    "misma": True,
    "mismo": True,
    "same": True,
    "distinta": False,
    "distinto": False,
    "different": False,
}


class ReviewError(Exception):
    """The workbook cannot be used; the message lists every problem at once, with its place and remedy."""


def write_review(path: Path, identity: Identity) -> None:
    """Write the doubtful pairs, each as a block of two rows side by side, with a drop-down for the decision.

    The same pairs give the same bytes. Every value is written as text: nothing that a customer typed is a formula.
    """
    import xlsxwriter

    with xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    ) as book:
        book.set_properties({"created": dt.datetime(2000, 1, 1)})
        bold, wrap = (
            book.add_format({"bold": True}),
            book.add_format({"bold": True, "bg_color": "#fff2cc", "border": 1}),
        )
        sheet = book.add_worksheet(_("Revisión"))
        sheet.set_column(0, 0, 8)
        sheet.set_column(1, 3, 34)
        sheet.set_column(4, 4, 16)
        sheet.write_string(
            0,
            0,
            _("¿Es el mismo cliente? Elija en la columna amarilla; lo que quede en blanco sigue esperando."),
            bold,
        )
        sheet.write_string(1, 0, _("Privado: contiene nombres, correos y teléfonos."))
        for column, title in enumerate(
            (_("par"), _("campo"), _("registro A"), _("registro B"), _("decisión"))
        ):
            sheet.write_string(FIRST_ROW - 2, column, title, bold)
        sheet.freeze_panes(FIRST_ROW - 1, 0)
        row = FIRST_ROW - 1
        for number, pair in enumerate(identity.review.head(MOST).to_dict("records"), start=1):
            row = _block(sheet, row, number, pair, (bold, wrap))


def _block(sheet: Any, row: int, number: int, pair: Mapping[Any, Any], formats: tuple[Any, Any]) -> int:
    bold, yellow = formats
    sheet.write_number(row, 0, number, bold)
    sheet.write_blank(row, 4, None, yellow)
    sheet.data_validation(
        row, 4, row, 4, {"validate": "list", "source": [_(SAME), _(OTHER)], "ignore_blank": True}
    )
    for place, (field, title) in enumerate(FIELDS.items()):
        sheet.write_string(row + place, 1, _(title))
        for column, side in ((2, "a"), (3, "b")):
            sheet.write_string(row + place, column, _text(pair[f"{field}_{side}"]))
    end = row + len(FIELDS)
    sheet.write_string(end, 1, _("por qué"))
    sheet.write_string(end, 2, f"{_(WHY[pair['why']])} ({pair['probability']:.0%})")
    return end + 2


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value)


def read_review(path: Path) -> list[Decision]:
    """The decisions that somebody wrote into the workbook; pairs left blank are left out.

    Raises ReviewError with every problem at once: a word that is no answer, a block whose codes were changed, answers that contradict.
    """
    from openpyxl import load_workbook

    from clientela.intake.places import Place
    from clientela.intake.problems import IntakeError
    from clientela.intake.readers.books.workbook import refuse_bomb

    try:
        refuse_bomb(Place(path, path.name))
    except IntakeError as error:
        raise ReviewError(str(error)) from None
    book = load_workbook(path, read_only=True, data_only=True)
    rows = [
        tuple(_text(cell).strip() for cell in (*row, "", "", "", "", "")[:5])
        for row in book.worksheets[0].iter_rows(values_only=True)
    ]
    book.close()
    problems: list[str] = []
    decisions = [
        decision for line, block in _blocks(rows) if (decision := _decision(path.name, line, block, problems))
    ]
    problems.extend(_contradictions(path.name, decisions))
    if problems:
        raise ReviewError("\n".join(problems))
    return [decision for _line, decision in decisions]


def _blocks(rows: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, list[tuple[str, ...]]]]:
    starts = [place for place, row in enumerate(rows) if place >= FIRST_ROW - 1 and row[0]]
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        yield start + 1, list(rows[start:end])


def _decision(
    file: str, line: int, block: list[tuple[str, ...]], problems: list[str]
) -> tuple[int, Decision] | None:
    given = [(line + place, row[4]) for place, row in enumerate(block) if row[4]]
    if not given:
        return None
    place = given[0][0]
    answers = {ANSWERS.get(plain(text)) for _place, text in given}
    if None in answers:
        wrong = next((number, text) for number, text in given if ANSWERS.get(plain(text)) is None)
        problems.append(
            _("{file}, fila {row}: «{word}» no es una decisión; escriba misma o distinta.").format(
                file=file, row=wrong[0], word=wrong[1]
            )
        )
        return None
    if len(answers) > 1:
        problems.append(
            _("{file}, fila {row}: dos decisiones distintas en el mismo par; deje una.").format(
                file=file, row=place
            )
        )
        return None
    if len(block) < 2 or not block[1][2] or not block[1][3]:
        problems.append(
            _("{file}, fila {row}: faltan los códigos de los registros; vuelva a generar el libro.").format(
                file=file, row=line
            )
        )
        return None
    return line, Decision((block[0][2], block[1][2]), (block[0][3], block[1][3]), bool(answers.pop()))


def _contradictions(file: str, decisions: Sequence[tuple[int, Decision]]) -> list[str]:
    """Pairs said to be different although others, taken together, make them the same."""
    parent: dict[tuple[str, str], tuple[str, str]] = {}

    def root(end: tuple[str, str]) -> tuple[str, str]:
        while parent.get(end, end) != end:
            end = parent[end]
        return end

    for _line, decision in decisions:
        if decision.same:
            parent[root(decision.left)] = root(decision.right)
    message = _(
        "{file}, fila {row}: «distinta», pero según las demás decisiones {a} y {b} son la misma; corrija una."
    )
    return [
        message.format(file=file, row=line, a=decision.left[1], b=decision.right[1])
        for line, decision in decisions
        if not decision.same and root(decision.left) == root(decision.right)
    ]
