"""What intake had to guess and a total hangs on: the two readings, their totals, and the line of company.yml that decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from clientela.intake.problems import cell
from clientela.present import numbers
from clientela.present.language import N_
from clientela.present.language import gettext as _

# A difference of less than one in a thousand is not worth a question.
TRIFLE = 0.001

ABOUT = {
    "decimal": N_("coma o punto decimal"),
    "date": N_("día y mes"),
    "level": N_("importe del pedido o de sus líneas"),
    "extract": N_("pedidos que dos archivos cuentan distinto"),
    "state": N_("estados que no se conocen"),
    "tax": N_("impuesto dentro o fuera del importe"),
    "discount": N_("descuento en parte o en dinero"),
    "discounted": N_("importe antes o después del descuento"),
    "turned": N_("fechas que Excel volteó"),
    "repeated": N_("números de línea que se repiten"),
}


@dataclass(frozen=True)
class Way:
    """One way to read some cells: how it is said, what comes out of it, and the line of company.yml (in its source) that has it so.

    `total` is in `unit`; `note` says what else comes out, such as from which day to which the dates go.
    """

    said: str
    line: str
    total: float | None = None
    unit: Literal["currency", "count"] = "currency"
    note: str = ""

    def outcome(self, currency: str) -> str:
        """What comes out of it, in words."""
        if self.total is None:
            return self.note
        digits = 0 if self.total == round(self.total) else 2
        money = self.unit == "currency"
        written = (
            numbers.money(self.total, currency, digits) if money else numbers.decimal(self.total, digits)
        )
        return f"{written}; {self.note}" if self.note else written


@dataclass(frozen=True)
class Question:
    """A guess that moves a total, open until company.yml answers it; `taken` is the way that was followed meanwhile.

    `column` is the user's own header, `rows` counts the cells that can be read in both ways, `about` is a key of ABOUT.
    """

    table: str
    source: str
    file: str
    about: str
    column: str
    example: str
    rows: int
    taken: Way
    other: Way
    personal: bool = False

    @property
    def words(self) -> str:
        """What the question is about, in the reader's language."""
        return _(ABOUT[self.about])

    @property
    def place(self) -> str:
        """The file, the column and a cell of it."""
        example = f" {cell(self.example, self.personal)}" if self.example else ""
        return f"{self.file}, {self.column}{example}"

    def short(self, currency: str) -> str:
        """The question on one line: where, what about, and the two outcomes."""
        text = _("{place} ({about}): se tomó {taken}; también puede ser {other}")
        return text.format(
            place=self.place,
            about=self.words,
            taken=self.taken.outcome(currency),
            other=self.other.outcome(currency),
        )

    def sentence(self, currency: str) -> str:
        """The question in full, without the lines that answer it."""
        if self.rows == 1:
            text = _(
                "{place}: una celda se puede leer de dos modos. Se tomó {first} ({one}); también puede ser {second} ({two})"
            )
        else:
            text = _(
                "{place}: {n|una celda se puede leer|# celdas se pueden leer} de dos modos. "
                "Se tomó {first} ({one}); también puede ser {second} ({two})"
            )
        return text.format(
            place=self.place,
            n=numbers.count(self.rows),
            first=self.taken.said,
            one=self.taken.outcome(currency),
            second=self.other.said,
            two=self.other.outcome(currency),
        )

    def record(self) -> dict[str, Any]:
        """The question as data, for facts.json and programs."""
        return asdict(self)


def question(record: Mapping[str, Any]) -> Question:
    """A question as `record` wrote it."""
    return Question(**{**record, "taken": Way(**record["taken"]), "other": Way(**record["other"])})


def matters(one: float | None, other: float | None) -> bool:
    """Whether two totals differ by more than a trifle.

    >>> matters(1000.0, 1000.5), matters(1000.0, 1.0), matters(0.0, 5.0)
    (False, True, True)
    """
    a, b = one or 0.0, other or 0.0
    return abs(a - b) > TRIFLE * max(abs(a), abs(b))


def weighty(questions: Iterable[Question]) -> list[Question]:
    """Questions in the order of what they move, the most first; what has no total comes last, in its own order."""

    def weight(question: Question) -> float:
        one, other = question.taken, question.other
        if one.total is None or other.total is None or one.unit != "currency":
            return 0.0
        return abs(one.total - other.total)

    return sorted(dict.fromkeys(questions), key=weight, reverse=True)
