"""The rules as somebody writes them: a closed list of checks in YAML; nothing in it is executed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from clientela.companies import mistakes, own_files, yaml_file
from clientela.intake.contract import contract

DEFAULT = Path(__file__).with_name("rules.yml")
Checked = Literal[
    "customers", "transactions", "products", "interactions", "contracts", "prospects", "contacts"
]
Check = Literal[
    "filled", "usable", "one_of", "between", "digits", "fresh", "once", "not_before", "refers_to", "same_everywhere"
]  # fmt: skip
# What each check is about.
DIMENSIONS: dict[str, str] = {
    "filled": "complete", "usable": "valid", "one_of": "valid", "between": "valid", "digits": "valid", "fresh": "fresh",
    "once": "unique", "not_before": "consistent", "refers_to": "consistent", "same_everywhere": "consistent",
}  # fmt: skip
# What a check cannot do without; what it does not name, it may not have.
NEEDS: dict[str, tuple[str, ...]] = {
    "one_of": ("values",), "between": ("low", "high"), "digits": ("low", "high"), "fresh": ("days",), "not_before": ("other",),
    "refers_to": ("other",),
}  # fmt: skip
GIVEN = ("values", "low", "high", "days", "other")
TODAY = "today"
WRITERS = ("seller_id", "agent")


class RulesError(Exception):
    """The rules cannot be used; the message lists every problem with its line."""


def _bound(given: Any) -> Any:
    """A number, a day, or the word for today; anything else is no end of an interval."""
    if isinstance(given, dt.date) and not isinstance(given, dt.datetime):
        return given
    if given == TODAY or (isinstance(given, int | float) and not isinstance(given, bool)):
        return given
    raise ValueError("debe ser un número, una fecha como 1900-01-01, o today")


Bound = Annotated[float | dt.date | Literal["today"], BeforeValidator(_bound)]
# What a non-programmer writes in a list of values: words, numbers; Sí and No as YAML reads them.
Word = Annotated[str, BeforeValidator(lambda given: str(given) if isinstance(given, int | float) else given)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(_Strict):
    """One thing that a field must keep, and who answers for it."""

    table: Checked
    field: str
    check: Check
    owner: str = ""
    values: list[Word] | None = None
    low: Bound | None = None
    high: Bound | None = None
    days: Annotated[int, Field(ge=1)] | None = None
    other: str | None = None
    only: dict[str, Word] = Field(default_factory=dict)
    name: dict[Literal["es", "en"], str] = Field(default_factory=dict)

    @property
    def dimension(self) -> str:
        """Complete, valid, fresh, unique or consistent."""
        return DIMENSIONS[self.check]

    @model_validator(mode="after")
    def _whole(self) -> Rule:
        """The fields are of the contract, and the check has what it needs and nothing else."""
        needed = NEEDS.get(self.check, ())
        for name in GIVEN:
            if (getattr(self, name) is None) == (name in needed):
                raise ValueError(
                    f"a «{self.check}» le falta {name}"
                    if name in needed
                    else f"«{self.check}» no lleva {name}"
                )
        if self.check == "usable" and self.field not in ("email", "phone"):
            raise ValueError("«usable» es de email o phone")
        if self.check == "refers_to" and self.other not in ("customers", "products"):
            raise ValueError("«refers_to» señala a customers o a products")
        known = contract().tables[self.table].kept
        others = [str(self.other)] if self.check == "not_before" else []
        for name in (self.field, *others, *self.only):
            if name not in known:
                raise ValueError(f"la tabla {self.table} no tiene un campo «{name}»")
        if self.check in ("between", "not_before", "fresh"):
            self._comparable([known[name].type for name in (self.field, *others)])
        return self

    def _comparable(self, kinds: list[str]) -> None:
        """What is compared is of one kind: days with days, numbers with numbers."""
        days = {kind in ("date", "timestamp") for kind in kinds}
        ends = [one for one in (self.low, self.high) if one is not None]
        days |= {isinstance(one, dt.date) or one == TODAY for one in ends}
        if len(days) > 1 or (
            days == {False} and (self.check != "between" or kinds[0] in ("id", "text", "choice", "flag"))
        ):
            raise ValueError(f"«{self.check}» compara fechas con fechas, o números con números")


class Rules(_Strict):
    """All rules, and where each table says who wrote a row and when."""

    rules: list[Rule]
    collectors: dict[Checked, str] = Field(default_factory=dict)
    dates: dict[Checked, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _known_columns(self) -> Rules:
        for table, column in (*self.collectors.items(), *self.dates.items()):
            if column not in contract().tables[table].kept:
                raise ValueError(f"la tabla {table} no tiene un campo «{column}»")
        for column in self.collectors.values():
            # Only these ids are brought to codes where they name somebody.
            if column not in WRITERS:
                raise ValueError(f"quien escribe está en {' o '.join(WRITERS)}, no en «{column}»")
        return self


def read(path: Path | None = None) -> Rules:
    """The rules of a file, the house's own without one. Raises RulesError with every problem and its line."""
    path = path or DEFAULT
    try:
        written = yaml_file.read(path)
    except yaml_file.Unreadable as error:
        raise RulesError(f"{path.name}{error.place}: no se puede leer como YAML: {error}.") from None
    if not isinstance(written.said, dict):
        raise RulesError(f"{path.name}, línea 1: debe tener claves y valores (rules: …).")
    try:
        return Rules.model_validate(written.said)
    except ValidationError as error:
        told = mistakes.tell(error.errors(), get_args(Checked), [*Rules.model_fields, *Rule.model_fields])
        lines = [f"{path.name}, línea {written.line(place)}: {words}" for place, words in told.items()]
        raise RulesError("\n".join(lines)) from None


def of(folder: Path, given: str | None) -> Rules:
    """The rules of a company: its own file where company.yml names one, else the house's."""
    return read(own_files.within(folder, given) if given else None)
