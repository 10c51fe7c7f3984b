"""What intake has to say: what it assumed, what is wrong and how to mend it, what a new file changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from clientela.companies.mistakes import CONTROL, without_credentials
from clientela.intake.personal import looks_personal, mask, without_addresses
from clientela.present.language import N_
from clientela.present.language import gettext as _

WHAT = {
    "encoding": N_("codificación"),
    "separator": N_("separador"),
    "header": N_("encabezado"),
    "sheet": N_("hoja"),
    "column": N_("columna"),
    "number": N_("números"),
    "date": N_("fechas"),
    "cutoff": N_("fecha de corte"),
    "values": N_("valores"),
    "blank": N_("palabras por vacío"),
    "share": N_("porcentajes"),
    "returns": N_("devoluciones"),
    "anonymous": N_("ventas sin cliente"),
    "non_product": N_("códigos que no son productos"),
    "line_id": N_("número de línea"),
    "identical": N_("filas idénticas"),
    "continued": N_("pedidos de varias filas"),
    "state": N_("estado de los pedidos"),
    "currency": N_("moneda"),
    "tax": N_("impuesto"),
    "order_amount": N_("importe del pedido"),
    "refunds": N_("reembolsos"),
    "beside": N_("envío, propinas y comisiones"),
    "no_amount": N_("ventas sin importe"),
    "named": N_("nombres de productos"),
    "join": N_("archivos unidos"),
    "shape": N_("forma del archivo"),
    "answers": N_("respuestas con palabras"),
    "meeting": N_("códigos que se encuentran"),
    "respelled": N_("códigos escritos de otro modo"),
    "unused": N_("columnas sin uso"),
    "sensitive": N_("datos sensibles"),
}


@dataclass(frozen=True)
class Assumption:
    """Something that was sniffed or guessed about a source, with the evidence for it; `what` is a key of WHAT."""

    source: str
    what: str
    value: str
    evidence: str
    column: str = ""

    def __post_init__(self) -> None:
        for name in ("source", "value", "evidence", "column"):
            object.__setattr__(self, name, _harmless(getattr(self, name)))

    @property
    def words(self) -> str:
        """What the assumption is about, in the reader's language."""
        return _(WHAT[self.what])


@dataclass(frozen=True)
class Problem:
    """Something wrong with a file, a row or a cell, and what to do about it."""

    file: str
    message: str
    remedy: str = ""
    row: int | None = None
    column: str = ""
    severity: Literal["error", "warning", "notice"] = "warning"
    rows: int = 1

    def __post_init__(self) -> None:
        for name in ("file", "message", "remedy", "column"):
            object.__setattr__(self, name, _harmless(getattr(self, name)))

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += _(", fila {row}").format(row=self.row)
        if self.column:
            place += f", {self.column}"
        text = f"{place}: {self.message}"
        if not self.remedy:
            return text
        return f"{text}; {self.remedy}" if self.remedy.startswith("¿") else f"{text}. {self.remedy}"


@dataclass(frozen=True)
class Change:
    """What a newer file says about a month that an older file had told already."""

    table: str
    month: str
    old_file: str
    new_file: str
    rows_before: int
    rows_after: int
    amount_before: float | None = None
    amount_after: float | None = None


def _harmless(text: str) -> str:
    """The last net: whatever a message was made of, it holds no password of a database, no e-mail, and no sign that a terminal obeys."""
    text = text if text.isprintable() else CONTROL.sub(" ", text)
    return without_addresses(without_credentials(text)) if "@" in text else text


class IntakeError(Exception):
    """The files cannot be used; the message lists every problem at once, with its place and remedy."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class TooMuch(IntakeError):
    """A file that asks for more memory or time than there is, however company.yml says it is read."""


def quote(value: object, longest: int = 40) -> str:
    """A header or another word of the company's own between quotation marks, short, on one line and without control signs."""
    text = CONTROL.sub(" ", str(value)).encode("utf-8", "replace").decode("utf-8")
    return f"«{text if len(text) <= longest else text[: longest - 1] + '…'}»"


def cell(value: object, personal: bool = False, amount: bool = True) -> str:
    """What stands in a cell; masked in a column of personal values, and wherever it looks like one: cells shift.

    `amount`: whether its column may hold one, so that 1.030.567.890 is money there and somebody's document elsewhere.

    >>> cell("12,5O"), cell("Ana Ruiz"), cell("Ana", personal=True)
    ('«12,5O»', '«A… (8)»', '«A… (3)»')
    """
    return quote(mask(value) if personal or looks_personal(str(value), amount) else value)


def harmless(values: Sequence[str]) -> list[str]:
    """Headers, or the words of a closed list, as a message may show them: where one is somebody's data, all that look so are masked.

    >>> harmless(["Fecha", "Nombre Cliente"]), harmless(["2024-01-05", "Ana Ruiz", "ana@correo.co"])
    (['Fecha', 'Nombre Cliente'], ['2024-01-05', 'A… (8)', 'a… (13)'])
    """
    data = any("@" in one or re.search(r"\d{4}", one) for one in values)
    return [mask(one) if data and looks_personal(one) else one for one in values]


def code_shown(value: object) -> str:
    """A code as an example; of a personal one its shape alone, every figure a 9, so that the way it is written is seen.

    >>> code_shown("CLI-052"), code_shown("900.373.913-4"), code_shown("ana@correo.co")
    ('«CLI-052»', '«999.999.999-9»', '«a… (13)»')
    """
    text = str(value)
    # A code of many figures may be a document, with or without the points of its thousands.
    if not looks_personal(text) and sum(map(str.isdigit, text)) < 7:
        return quote(text)
    number = re.fullmatch(r"[A-Za-z. ]{0,6}[\d\s().,+–-]+[kK]?", text)
    return quote(re.sub(r"\d", "9", text)) if number else quote(mask(text))
