"""A lesson and the module that it belongs to: a story, ideas, a section of the report, a decision, exercises, words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from clientela.course.source.exercises import Exercise, Strict
from clientela.forms.model import Name, Words

# The short version of a module, and the lines of a cell for the curious.
SHORT, CELL = 45, 5


class Idea(Strict):
    """One idea in a few paragraphs, with what of it stands on a slide and what the trainer says about it."""

    title: Words
    text: Words
    slide: list[Words] = Field(min_length=2, max_length=5)
    figure: Name | None = None
    note: Words


class Reading(Strict):
    """A section of the report read together: "notebooks/5_loyalty.ipynb#quien-sigue-activo"."""

    section: Annotated[str, StringConstraints(pattern=r"^notebooks/[1-5]_\w+\.ipynb#[a-z0-9-]+$")]
    ask: Words
    note: Words


class Decision(Strict):
    """What a company has to decide with it."""

    ask: Words
    note: Words


class Term(Strict):
    """A word and what it means here."""

    term: Words
    means: Words


class Minutes(Strict):
    """Minutes of a lesson: the trainer's and the learners'."""

    teaching: int = Field(ge=3, le=60)
    practice: int = Field(ge=0, le=120)


class Lesson(Strict):
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


class Step(Strict):
    """A step of a programme: minutes and what is done in them."""

    minutes: int = Field(ge=1, le=120)
    do: Words


class Asked(Strict):
    """A question that comes up in the room, and how to answer it."""

    ask: Words
    answer: Words


class Trial(Strict):
    """A few lines of a notebook for the curious, with what they try: the stage's analyses with another limit."""

    say: Words
    run: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

    @model_validator(mode="after")
    def _short(self) -> Trial:
        if len(self.run.splitlines()) > CELL:
            raise ValueError(f"curious: una celda lleva {CELL} líneas o menos")
        return self


class Module(Strict):
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
