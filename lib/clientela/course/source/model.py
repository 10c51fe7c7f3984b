"""What a lesson is: ideas, a section of the report, a decision, exercises; in Spanish and in English side by side.

Texts are Markdown, and Jinja fills in what comes of the data: `{{ n('loyalty.status.active') }}`. What stands in a field of TRAINER is never
in what a learner gets.
"""

from __future__ import annotations

from collections.abc import Iterator
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


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(_Strict):
    """One of the answers to choose from, with what is said to who chooses it."""

    text: Words
    right: bool | Expression = False
    feedback: Words


class Choice(_Strict):
    """Answers to choose from that are rows of a table of the report; the right one is the first by a column."""

    table: str
    name: str
    by: str
    least: bool = False
    take: int = Field(4, ge=2, le=8)
    where: dict[str, Any] = Field(default_factory=dict)
    right: Words
    wrong: Words


class Slip(_Strict):
    """A wrong number that learners reach, and what is said to who reaches it."""

    value: Expression
    feedback: Words


class Answer(_Strict):
    """A number, out of the company's data by an expression; right within a tolerance (a part of it, or as it stands with `absolute`)."""

    value: Expression
    unit: Unit
    tolerance: float = Field(0.02, gt=0, lt=1000)
    absolute: bool = False
    right: Words
    slips: list[Slip] = Field(default_factory=list)


class Shown(_Strict):
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


class Criterion(_Strict):
    """A line of a rubric: what earns its points."""

    points: int = Field(1, ge=1, le=5)
    es: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
    en: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

    @property
    def words(self) -> Words:
        """What earns the points."""
        return Words(es=self.es, en=self.en)


class Card(_Strict):
    """What one player of a role-play knows and wants; the other does not read it."""

    who: Words
    text: Words


class Sheet(_Strict):
    """A table that learners fill in: a diary, a list, a plan."""

    columns: list[Question] = Field(min_length=2)
    rows: int = Field(8, ge=1, le=60)


class Exercise(_Strict):
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


class Idea(_Strict):
    """One idea in a few paragraphs, with what of it stands on a slide and what the trainer says about it."""

    title: Words
    text: Words
    slide: list[Words] = Field(min_length=2, max_length=5)
    figure: Name | None = None
    note: Words


class Reading(_Strict):
    """A section of the report read together: "notebooks/5_loyalty.ipynb#quien-sigue-activo"."""

    section: Annotated[str, StringConstraints(pattern=r"^notebooks/[1-5]_\w+\.ipynb#[a-z0-9-]+$")]
    ask: Words
    note: Words


class Decision(_Strict):
    """What a company has to decide with it."""

    ask: Words
    note: Words


class Term(_Strict):
    """A word and what it means here."""

    term: Words
    means: Words


class Minutes(_Strict):
    """Minutes of a lesson: the trainer's and the learners'."""

    teaching: int = Field(ge=3, le=60)
    practice: int = Field(ge=0, le=120)


class Lesson(_Strict):
    """One lesson, from its question to its words."""

    key: Name
    title: Words
    minutes: Minutes
    able: list[Words] = Field(min_length=1, max_length=5)
    twice: bool = Field(False, description="its questions are also asked before the course, on a sheet apart")
    story: Words
    ideas: list[Idea] = Field(min_length=1, max_length=4)
    reading: Reading | None = None
    decision: Decision | None = None
    exercises: list[Exercise] = Field(default_factory=list)
    key_points: list[Words] = Field(min_length=2, max_length=6)
    words: list[Term] = Field(default_factory=list)

    @property
    def practised(self) -> int:
        """The minutes of its exercises, those for home left out."""
        return sum(one.minutes for one in self.exercises if not one.home)

    @model_validator(mode="after")
    def _adds_up(self) -> Lesson:
        if self.practised != self.minutes.practice:
            raise ValueError(
                f"minutes.practice dice {self.minutes.practice} y los ejercicios suman {self.practised}"
            )
        keys = [one.key for one in self.exercises]
        if twice := {key for key in keys if keys.count(key) > 1}:
            raise ValueError(f"dos ejercicios se llaman «{min(twice)}»")
        return self


class Step(_Strict):
    """A step of a programme: minutes and what is done in them."""

    minutes: int = Field(ge=1, le=120)
    do: Words


class Asked(_Strict):
    """A question that comes up in the room, and how to answer it."""

    ask: Words
    answer: Words


class Trial(_Strict):
    """A few lines of a notebook for the curious, with what they try: the stage's analyses with another limit."""

    say: Words
    run: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

    @model_validator(mode="after")
    def _short(self) -> Trial:
        if len(self.run.splitlines()) > CELL:
            raise ValueError(f"curious: una celda lleva {CELL} líneas o menos")
        return self


class Module(_Strict):
    """A module of the course: its story and its lessons; and what a trainer needs before giving it."""

    key: Name
    number: int = Field(ge=0, le=6)
    title: Words
    question: Words
    story: Words
    prepare: list[Words] = Field(min_length=1)
    materials: list[Words] = Field(min_length=1)
    short: list[Step] = Field(min_length=3)
    cut: Words
    questions: list[Asked] = Field(default_factory=list)
    curious: list[Trial] = Field(default_factory=list)
    lessons: list[Lesson] = Field(default_factory=list)

    @property
    def minutes(self) -> int:
        """How long it takes in all."""
        return sum(one.minutes.teaching + one.minutes.practice for one in self.lessons)

    def exercises(self) -> Iterator[tuple[Lesson, Exercise]]:
        """Every exercise with its lesson, in order."""
        return ((lesson, one) for lesson in self.lessons for one in lesson.exercises)

    @model_validator(mode="after")
    def _three_quarters(self) -> Module:
        whole = sum(step.minutes for step in self.short)
        if whole != SHORT:
            raise ValueError(f"short: los pasos suman {whole} minutos, no {SHORT}")
        return self


# The short version of a module, and the lines of a cell for the curious.
SHORT, CELL = 45, 5


class Part(_Strict):
    """A part of a day: a module whole, some of its lessons or its short version; or a pause."""

    module: int | None = Field(None, ge=0, le=6)
    lessons: list[int] = Field(default_factory=list, description="by their place; all where none is named")
    short: bool = Field(False, description="the version of 45 minutes")
    pause: int = Field(0, ge=0, le=120, description="minutes of a pause; from LUNCH on it is for lunch")

    @model_validator(mode="after")
    def _one_thing(self) -> Part:
        if (self.module is None) == (not self.pause):
            raise ValueError("una parte del día es un módulo o una pausa")
        return self


# A pause of so many minutes is for lunch.
LUNCH = 45


class Programme(_Strict):
    """The course in so many days, each beginning at the same hour."""

    title: Words
    starts: int = Field(8, ge=5, le=20)
    days: list[list[Part]] = Field(min_length=1)


class Chapter(_Strict):
    """A text of the guide."""

    title: Words
    text: Words


class Guide(_Strict):
    """What a trainer reads before the modules: for whom, the room, how a lesson goes; and the programmes."""

    sections: list[Chapter] = Field(min_length=1)
    programmes: list[Programme] = Field(min_length=1)
