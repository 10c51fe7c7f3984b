"""The course by days: at what hour each part begins, and what cannot be kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from clientela.course.source.guide import Part, Programme
from clientela.course.source.lessons import SHORT, Lesson, Module

Numbered: TypeAlias = dict[int, Module]
# A day in the room ends before so many hours have gone by, pauses counted.
LONGEST_DAY = 10


def day(given: Programme, number: int, modules: Numbered) -> Iterator[tuple[str, Part | None, int]]:
    """A day's parts with the hour at which each begins and its minutes, and the end; modules that are not made are left out."""
    gone = given.starts * 60
    for part in given.days[number]:
        if part.module is None or part.module in modules:
            spent = lasts(part, modules)
            yield hour(gone), part, spent
            gone += spent
    yield hour(gone), None, 0


def hour(gone: int) -> str:
    """The time of day so many minutes after midnight.

    >>> hour(8 * 60 + 5)
    '8:05'
    """
    return f"{gone // 60}:{gone % 60:02d}"


def lasts(part: Part, modules: Numbered) -> int:
    """The minutes that a part of a day takes."""
    if part.module is None or part.short:
        return part.pause or SHORT
    return sum(one.minutes.teaching + one.minutes.practice for one in _lessons(part, modules[part.module]))


def _lessons(part: Part, module: Module) -> list[Lesson]:
    return [one for place, one in enumerate(module.lessons, 1) if not part.lessons or place in part.lessons]


def faults(given: Programme, modules: Numbered) -> Iterator[str]:
    """What cannot be kept of a programme: lessons that there are not, days that are too long."""
    for number, day in enumerate(given.days, 1):
        here = f"guide.yml: {given.title.es}, día {number}"
        known = [part for part in day if part.module is None or part.module in modules]
        for part in known:
            there = len(modules[part.module].lessons) if part.module is not None else 0
            yield from (
                f"{here}: el módulo {part.module} no tiene lección {one}"
                for one in part.lessons
                if one > there
            )
        spent = sum(lasts(part, modules) for part in known)
        if spent > LONGEST_DAY * 60:
            yield f"{here}: dura {spent} minutos"


def numbered(modules: Sequence[Module]) -> Numbered:
    """Modules by their number."""
    return {one.number: one for one in modules}
