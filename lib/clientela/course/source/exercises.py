"""An exercise of a lesson: what is asked, what is shown, what is right, and what only the trainer reads.

Texts are Markdown, in Spanish and in English side by side, and Jinja fills in what comes of the data: `{{ n('loyalty.status.active') }}`. What
stands in a field of TRAINER is never in what a learner gets.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from clientela.forms.model import Name, Question, Words

Kind = Literal["decide", "read", "compute", "do", "argue"]
# Fields that only the trainer's edition has.
TRAINER = (
    "note", "solution", "rubric", "mistakes", "cards",
    "right", "wrong", "feedback", "value", "tolerance", "slips",
    "prepare", "materials", "short", "questions", "cut",
)  # fmt: skip
# A line of the source texts: the first three signs of the text's name and the line, "003:116".
Bullet = Annotated[str, StringConstraints(pattern=r"^\d{3}:\d+$")]
# An expression over the company's numbers, such as v('loyalty.status.left') / v('loyalty.status.active_before').
Expression = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Unit = Literal["count", "currency", "share", "days", "ratio", "score", "points"]
LEVELS = 3


class Strict(BaseModel):
    """What no unknown field goes into, and nothing changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(Strict):
    """One of the answers to choose from, with what is said to who chooses it."""

    text: Words
    right: bool | Expression = False
    feedback: Words


class Choice(Strict):
    """Answers to choose from that are rows of a table of the report; the right one is the first by a column."""

    table: str
    name: str
    by: str
    least: bool = False
    take: int = Field(4, ge=2, le=8)
    where: dict[str, Any] = Field(default_factory=dict)
    right: Words
    wrong: Words


class Slip(Strict):
    """A wrong number that learners reach, and what is said to who reaches it."""

    value: Expression
    feedback: Words


class Answer(Strict):
    """A number, out of the company's data by an expression; right within a tolerance (a part of it, or as it stands with `absolute`)."""

    value: Expression
    unit: Unit
    tolerance: float = Field(0.02, gt=0, lt=1000)
    absolute: bool = False
    right: Words
    slips: list[Slip] = Field(default_factory=list)


class Shown(Strict):
    """A small table of the report's data within an exercise; with `letters`, its customers are A, B, C …"""

    table: str
    columns: list[str] = Field(min_length=1)
    rows: int = Field(6, ge=1, le=30)
    by: str = ""
    least: bool = False
    spread: bool = Field(False, description="rows from top to bottom of the table rather than the first ones")
    where: dict[str, Any] = Field(default_factory=dict)
    letters: bool = False
    caption: Words


class Criterion(Strict):
    """A line of a rubric: what earns its points."""

    points: int = Field(1, ge=1, le=5)
    es: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
    en: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

    @property
    def words(self) -> Words:
        """What earns the points."""
        return Words(es=self.es, en=self.en)


class Card(Strict):
    """What one player of a role-play knows and wants; the other does not read it."""

    who: Words
    text: Words


class Sheet(Strict):
    """A table that learners fill in: a diary, a list, a plan."""

    columns: list[Question] = Field(min_length=2)
    rows: int = Field(8, ge=1, le=60)


class Exercise(Strict):
    """One exercise; what it asks of a learner follows from what it has: options, an answer, a sheet, cards, a rubric."""

    key: Name
    kind: Kind
    minutes: int = Field(ge=2, le=90)
    level: int = Field(ge=1, le=LEVELS)
    home: bool = Field(False, description="after the session; its minutes do not count as practice")
    serves: list[Bullet] = Field(min_length=1)
    aim: Words
    ask: Words
    shown: list[Shown] = Field(default_factory=list)
    figure: Name | None = None
    form: Name | None = None
    sheet: Sheet | None = None
    cards: list[Card] = Field(default_factory=list)
    strips: list[Words] = Field(
        default_factory=list, description="what stands on strips of paper, to be cut out"
    )
    observer: list[Words] = Field(default_factory=list)
    checklist: list[Words] = Field(default_factory=list)
    options: list[Option] = Field(default_factory=list)
    choice: Choice | None = None
    answer: Answer | None = None
    hint: Words | None = None
    solution: Words
    rubric: list[Criterion] = Field(default_factory=list)
    mistakes: list[Words] = Field(default_factory=list)
    note: Words | None = None

    @property
    def marked(self) -> bool:
        """Can a program mark it?"""
        return bool(self.options or self.choice or self.answer)

    @property
    def points(self) -> int:
        """The points that it is worth: those of its rubric, and one for what a program marks."""
        return sum(line.points for line in self.rubric) + self.marked

    @model_validator(mode="after")
    def _whole(self) -> Exercise:
        here = f"ejercicio «{self.key}»"
        if self.kind == "compute" and not self.answer:
            raise ValueError(f"{here}: compute necesita answer")
        if self.kind in ("decide", "do", "argue") and not self.rubric:
            raise ValueError(f"{here}: {self.kind} necesita rubric")
        if self.kind == "read" and not self.marked:
            raise ValueError(f"{here}: read necesita options, choice o answer")
        if sum(map(bool, (self.options, self.choice, self.answer))) > 1:
            raise ValueError(f"{here}: una sola de options, choice y answer; lo demás es otro ejercicio")
        if self.options and (len(self.options) < 2 or not any(option.right for option in self.options)):
            raise ValueError(
                f"{here}: options lleva dos o más, y alguna acertada (right: true o una expresión)"
            )
        if bool(self.cards) != bool(self.observer):
            raise ValueError(f"{here}: cards y observer van juntas (juego de roles)")
        if self.form and self.sheet:
            raise ValueError(f"{here}: form o sheet, no las dos")
        return self
