"""The trainer's guide: what is read before the modules, and the programmes, which give the course in so many days."""

from __future__ import annotations

from pydantic import Field, model_validator

from clientela.course.source.exercises import Strict
from clientela.forms.model import Words

# A pause of so many minutes is for lunch.
LUNCH = 45


class Part(Strict):
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


class Programme(Strict):
    """The course in so many days, each beginning at the same hour."""

    title: Words
    starts: int = Field(8, ge=5, le=20)
    days: list[list[Part]] = Field(min_length=1)


class Chapter(Strict):
    """A text of the guide."""

    title: Words
    text: Words


class Guide(Strict):
    """What a trainer reads before the modules: for whom, the room, how a lesson goes; and the programmes."""

    sections: list[Chapter] = Field(min_length=1)
    programmes: list[Programme] = Field(min_length=1)
