"""Exercises that a module's own texts point at, by their key: said by lesson and number, so that they are found and cannot drift."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from clientela.course.source.lessons import Lesson
from clientela.present.language import LANGUAGES, _, speaking

# {{ exercise("first_tenth") }} in a text of module.yml.
POINTED = re.compile(r"""\{\{ *exercise\(["'](\w+)["']\) *\}\}""")


def pointed(found: Any, lessons: Sequence[Lesson], language: str = LANGUAGES[0]) -> Any:
    """A module's head as it was read, with every exercise that it points at said; a key that no lesson has stays as it is."""
    if isinstance(found, dict):
        return {
            key: pointed(one, lessons, key if key in LANGUAGES else language) for key, one in found.items()
        }
    if isinstance(found, list):
        return [pointed(one, lessons, language) for one in found]
    if isinstance(found, str):
        with speaking(language):
            return POINTED.sub(lambda key: next(_places(key[1], lessons), key[0]), found)
    return found


def _places(key: str, lessons: Sequence[Lesson]) -> Iterator[str]:
    """Where an exercise stands, as a reader looks for it."""
    for number, lesson in enumerate(lessons, 1):
        for place, one in enumerate(lesson.exercises, 1):
            if one.key == key:
                yield _("lección {lesson}, ejercicio {n}").format(lesson=number, n=place)
