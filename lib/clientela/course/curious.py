"""For the curious: what a notebook of the course opens, the numbers of the report at hand, answers told in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from clientela.course.graded.marks import judged
from clientela.course.made.room import Room
from clientela.course.make import facts_of
from clientela.course.source import library
from clientela.course.source.lessons import Module
from clientela.course.told.ask import Asked
from clientela.course.told.facts import STORY, last
from clientela.folders import project
from clientela.present import language as languages
from clientela.present.language import _


class Said(str):
    """Words that a notebook shows as they are.

    >>> Said("Así es.")
    Así es.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        """The words, without quotation marks."""
        return str(self)


@dataclass(frozen=True)
class Course:
    """A module of the course with a company's numbers, for a notebook."""

    module: Module
    room: Room

    @property
    def numbers(self) -> Mapping[str, Callable[..., Any]]:
        """What the answers are worked out with, by name: v, low, high, cell, top, total, rows."""
        return self.room.own.tools

    def check(self, key: str, answer: object) -> Said:
        """What is said to an answer; shares are taken as 0.316 and as 31.6."""
        told = self.room.tell(self._exercise(key))
        if isinstance(answer, bool) or not isinstance(answer, int | float) or answer != answer:
            return Said(_("Todavía sin respuesta: escriba un número, o el cálculo que lo da."))
        right, words = judged(told.answer, float(answer))
        if right:
            return Said(f"{_('Correcto.')} {words}")
        return Said(
            f"{_('Todavía no.')} {words or told.hint or _('Revise qué se divide entre qué, y la pista si la hay.')}"
        )

    def work_out(self, expression: str) -> float:
        """The number that an expression of a lesson gives."""
        return self.room.own.work_out(expression)

    def _exercise(self, key: str) -> Any:
        found = {one.key: one for _lesson, one in self.module.exercises() if one.answer}
        if key not in found:
            raise KeyError(
                _("no hay un ejercicio «{key}»; hay: {keys}").format(key=key, keys=", ".join(found))
            )
        return found[key]


def open_course(module: str, folder: str, language: str = "es") -> Course:
    """Open a module ("5_loyalty") with the numbers of a company's last report, in a language.

    Raises FileNotFoundError where there is no report, LessonError where the lessons have mistakes.
    """
    languages.use(language)
    own, other = facts_of(folder), last(STORY) if folder != STORY else None
    read = library.module(library.home() / module)
    return Course(read, Room(Asked(own), Asked(other) if other else None, "learner", project.home()))
