"""What intake has to say: what it assumed, what is wrong and how to mend it, what a new file changed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

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


# An e-mail, seven figures or more with the usual signs between them, or words with capitals.
PERSONAL = re.compile(
    r"[^\s@]+@[^\s@]+\.\w|(?:\d[\s().+-]?){7,}|^[A-ZÁÉÍÓÚÑÜ][\w'’.-]+(?: +(?:de|del|la|las|los|y|[A-ZÁÉÍÓÚÑÜ][\w'’.-]*))* +[A-ZÁÉÍÓÚÑÜ][\w'’.-]+$"
)
DATE = re.compile(r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?:[T ].*)?")


@dataclass(frozen=True)
class Assumption:
    """Something that was sniffed or guessed about a source, with the evidence for it; `what` is a key of WHAT."""

    source: str
    what: str
    value: str
    evidence: str
    column: str = ""

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


class IntakeError(Exception):
    """The files cannot be used; the message lists every problem at once, with its place and remedy."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def mask(value: object) -> str:
    """A personal value as a message may show it: its first sign and its length.

    >>> mask("ana@correo.co"), mask("1020")
    ('a… (13)', '1… (4)')
    """
    text = str(value)
    return f"{text[:1]}… ({len(text)})" if text else ""


def quote(value: object, personal: bool = False, longest: int = 40) -> str:
    """A value between quotation marks, short, on one line and without control signs; masked when it is personal."""
    text = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+", " ", str(value))
    if personal:
        text = mask(text)
    return f"«{text if len(text) <= longest else text[: longest - 1] + '…'}»"


def looks_personal(text: str) -> bool:
    """Whether a value looks like a person's: an e-mail, a telephone or identity number, a name of several words.

    >>> [looks_personal(text) for text in ("ana@correo.co", "900.373.913-4", "Ana Ruiz", "CLI-052", "2024-01-05", "19.000")]
    [True, True, True, False, False, False]
    """
    return bool(PERSONAL.search(text.strip())) and not DATE.fullmatch(text.strip())


def code_shown(value: object) -> str:
    """A code as an example; of a personal one its shape alone, every figure a 9, so that the way it is written is seen.

    >>> code_shown("CLI-052"), code_shown("900.373.913-4"), code_shown("ana@correo.co")
    ('«CLI-052»', '«999.999.999-9»', '«a… (13)»')
    """
    text = str(value)
    if not looks_personal(text):
        return quote(text)
    number = re.fullmatch(r"[A-Za-z. ]{0,6}[\d\s().,+–-]+[kK]?", text)
    return quote(re.sub(r"\d", "9", text)) if number else quote(text, personal=True)
