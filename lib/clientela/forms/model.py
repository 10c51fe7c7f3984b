"""What a form is: sections of questions, in Spanish and in English side by side, and the table of the contract that its answers feed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from clientela.present.language import current

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["text", "long", "number", "date", "moment", "one", "several", "scale", "yes_no", "table"]
# A name that every tool takes: ODK, a column of a frame, a file.
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
MOST_POINTS = 11


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Strict):
    """A text in both languages."""

    es: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
    en: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

    @property
    def said(self) -> str:
        """The text in the language in use."""
        return self.es if current() == "es" else self.en

    @property
    def both(self) -> tuple[str, str]:
        """The text in Spanish and in English."""
        return self.es, self.en


class Scale(_Strict):
    """Points from `low` to `high`, each end with its words."""

    low: int = 1
    high: int = 5
    low_is: Words
    high_is: Words

    @model_validator(mode="after")
    def _grows(self) -> Scale:
        if not self.low < self.high < self.low + MOST_POINTS:
            raise ValueError(f"una escala va de menos a más, con {MOST_POINTS} puntos o menos")
        return self

    @property
    def points(self) -> range:
        """Its points, in order."""
        return range(self.low, self.high + 1)

    @cached_property
    def ends(self) -> dict[str, float]:
        """The words of its ends, as labels are compared, with the point of each."""
        ends = ((self.low, self.low_is), (self.high, self.high_is))
        return {loose(word): float(end) for end, words in ends for word in words.both}

    def part(self, marks: pd.Series) -> pd.Series:
        """Marks as parts of the scale, from 0 to 1."""
        return (marks.astype(float) - self.low) / (self.high - self.low)


class Question(_Strict):
    """One question: its name, its words, what may be answered, and the column of the contract that it is."""

    key: Name
    ask: Words
    kind: Kind = "text"
    help: Words | None = None
    required: bool = False
    min: float | None = None
    max: float | None = None
    whole: bool = False
    unit: Words | None = None
    choices: dict[Name, Words] = Field(default_factory=dict)
    scale: Scale | None = None
    lines: dict[Name, Words] = Field(
        default_factory=dict, description="the rows of a table, where they are fixed"
    )
    rows: int = Field(8, ge=1, le=2000, description="blank rows of a table whose rows are free")
    columns: list[Question] = Field(
        default_factory=list, description="the questions asked on every row of a table"
    )
    column: str = Field("", description="the column of the contract's table")
    tells: dict[Name, str] = Field(
        default_factory=dict,
        description="what the column gets for a choice, where it is not the choice's name",
    )
    set: dict[str, Any] = Field(
        default_factory=dict, description="what the contract is told beside this answer"
    )
    dimension: str = Field("", description="what a scale's item belongs to")
    reversed: bool = Field(False, description="the more, the worse")
    personal: bool = False
    example: str = ""
    formerly: list[str] = Field(default_factory=list, description="names and texts of earlier versions")

    @model_validator(mode="after")
    def _whole(self) -> Question:
        here = f"pregunta «{self.key}»"
        if self.kind in ("one", "several") and len(self.choices) < 2:
            raise ValueError(f"{here}: de tipo {self.kind} necesita choices, con dos respuestas o más")
        if self.kind == "scale" and self.scale is None:
            raise ValueError(f"{here}: de tipo scale necesita scale, con los nombres de sus extremos")
        if unknown := sorted(set(self.tells) - set(self.choices)):
            raise ValueError(f"{here}: tells: «{unknown[0]}» no es una de sus respuestas (choices)")
        if (self.kind == "table") != bool(self.columns):
            raise ValueError(f"{here}: columns va con el tipo table, y solo con él")
        if any(column.kind == "table" for column in self.columns):
            raise ValueError(f"{here}: una tabla no lleva otra dentro")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"{here}: min es mayor que max")
        return self

    @property
    def top(self) -> str:
        """What stands above its column: its words and its unit."""
        return f"{self.ask.said} ({self.unit.said})" if self.unit else self.ask.said


class Section(_Strict):
    """Questions that go together."""

    title: Words
    text: Words | None = None
    questions: list[Question] = Field(min_length=1)


class Feeds(_Strict):
    """The table of the contract that the answers become: a row each (of `rows`, a table of the form); with `long`, a row for each scale."""

    table: str
    rows: str = ""
    long: bool = False
    one_row_by: str = Field(
        "", description="rows with the same value in this column become one, of their means"
    )
    set: dict[str, Any] = Field(default_factory=dict, description="columns with the same value in every row")


class Form(_Strict):
    """A form: one sheet for each person who answers, or (layout rows) a register with a row for each thing."""

    name: Name
    version: int = Field(1, ge=1)
    title: Words
    intro: Words | None = None
    minutes: int | None = None
    layout: Literal["person", "rows"] = "person"
    rows: int = Field(100, ge=1, le=20000, description="blank rows of a register")
    feeds: Feeds | None = None
    sections: list[Section] = Field(min_length=1)

    @property
    def questions(self) -> list[Question]:
        """Every question in order, those of a table's columns apart."""
        return [question for section in self.sections for question in section.questions]

    @property
    def plain(self) -> list[Question]:
        """The questions answered once by each person, or in each row of a register."""
        return [question for question in self.questions if question.kind != "table"]

    @property
    def tables(self) -> list[Question]:
        """The questions answered with a table."""
        return [question for question in self.questions if question.kind == "table"]

    @model_validator(mode="after")
    def _told_apart(self) -> Form:
        for label, questions in self._groups():
            for what, texts in (
                ("nombre", [q.key for q in questions]),
                ("texto en español", [loose(q.ask.es) for q in questions]),
                ("texto en inglés", [loose(q.ask.en) for q in questions]),
            ):
                twice = sorted({text for text in texts if texts.count(text) > 1})
                if twice:
                    raise ValueError(f"{label}: hay dos preguntas con el mismo {what}, «{twice[0]}»")
        if self.layout == "rows" and self.tables:
            raise ValueError(f"pregunta «{self.tables[0].key}»: un registro (layout: rows) no lleva tablas")
        names = {table.key for table in self.tables}
        if self.feeds and self.feeds.rows and self.feeds.rows not in names:
            raise ValueError(f"feeds.rows: no hay una tabla «{self.feeds.rows}»")
        return self

    def _groups(self) -> Iterator[tuple[str, list[Question]]]:
        yield "sections", self.questions
        for table in self.tables:
            yield f"pregunta «{table.key}»", table.columns


# The same labels and answers stand in every row. Typed, since True and 1 are one key to a dictionary.
@lru_cache(maxsize=10_000, typed=True)
def loose(text: object) -> str:
    """A label as it is compared: without accents, capitals, numbering, asterisks and what stands in brackets at its end.

    >>> loose(" 3. ¿Cuántas HORAS? (h) *"), loose("Área")
    ('¿cuantas horas?', 'area')
    """
    from clientela.intake.contract import plain

    bare = " ".join(plain(text).replace("*", " ").split())
    bare = re.sub(r"^\d+[.)]\s*", "", bare)
    return re.sub(r"\s*\([^()]*\)$", "", bare) or bare
