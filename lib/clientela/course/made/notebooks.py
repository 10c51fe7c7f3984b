"""Notebooks for the curious, a module each: the questions with a number, answered in a cell and told in words, and what would be with other limits.

They run beside the library, in a clone. Who learns gets them unanswered; who teaches, with the expression that gives the answer.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from clientela.course.check import bare
from clientela.course.made.room import Room
from clientela.course.source.exercises import Exercise
from clientela.course.source.lessons import Module
from clientela.course.told.facts import Absent
from clientela.present.language import _, current
from clientela.publish.notebooks import execute
from clientela.stage import STAGES

if TYPE_CHECKING:
    from nbformat import NotebookNode

FOLDER = "notebooks"
# What an expression of a lesson may name, in a notebook too.
BUILT_IN = ("abs", "round", "min", "max")
NAMES = ("v", "low", "high", "cell", "top", "total", "rows")


def write(modules: Sequence[Module], room: Room) -> Iterator[Path]:
    """The notebooks of an edition in the language in use, those of modules that compute something."""
    import nbformat

    folder = room.folder / FOLDER
    folder.mkdir(exist_ok=True)
    for one in modules:
        if any(exercise.answer for _lesson, exercise in one.exercises()):
            path = folder / f"{one.number}_{one.key}.ipynb"
            nbformat.write(notebook(one, room), path)
            yield path


def notebook(given: Module, room: Room) -> NotebookNode:
    """The notebook of a module: cells of one to five lines, a sentence or two before each."""
    import nbformat
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    made = new_notebook(metadata=nbformat.from_dict(execute.METADATA))
    for kind, text in _cells(given, room):
        cell = new_code_cell(text) if kind == "code" else new_markdown_cell(text)
        cell.id = f"{given.key}-{len(made.cells) + 1:02d}"
        made.cells.append(cell)
    return made


def _cells(given: Module, room: Room) -> Iterator[tuple[str, str]]:
    title = room.tell(bare(given)).title
    said = _(
        "Para quien quiere ver cómo se calcula; el curso no lo necesita. Con el cursor en una celda, Mayús y Entrar la ejecutan. "
        "Escriba su respuesta donde dice `None`: un número, o la cuenta que lo da."
    )
    yield "text", f"# {title}\n\n{said}"
    yield "code", "\n".join(_opening(given))
    yield "code", "\n".join(_opened(given, room))
    for lesson in given.lessons:
        asked = [one for one in lesson.exercises if one.answer]
        if asked:
            yield "text", f"## {lesson.title.said}"
        for one in asked:
            yield from _exercise(one, room)
    if given.curious:
        yield (
            "text",
            f"## {_('¿Y si…?')}\n\n{_('Los mismos análisis del informe, con otro límite. Cambie el número y ejecute otra vez.')}",
        )
        for step in given.curious:
            yield "text", room.own.fill(step.say.said)
            yield "code", step.run


def _opening(given: Module) -> Iterator[str]:
    """The imports: those of the stage where the module has one to try."""
    if given.curious:
        yield f"from clientela import {given.key}"
    yield "from clientela.course.curious import open_course"
    if given.curious:
        yield "from clientela.present import show"
        yield "from clientela.stage import open_stage"


def _opened(given: Module, room: Room) -> Iterator[str]:
    company, language = room.own.facts.company, current()
    yield f'course = open_course("{given.number}_{given.key}", "{company}", "{language}")'
    yield f"{', '.join(NAMES)} = map(course.numbers.get, {' '.join(NAMES)!r}.split())"
    if given.curious and given.key in STAGES:
        yield f'stage = open_stage("{given.key}", "{company}", "{language}")'


def _exercise(given: Exercise, room: Room) -> Iterator[tuple[str, str]]:
    told = room.tell(given)
    yield "text", "\n\n".join([f"### {told.aim}", told.ask, *told.shown])
    answer = _worked(given, room) if room.teaches else "None"
    yield "code", f'answer = {answer}\ncourse.check("{given.key}", answer)'


def _worked(given: Exercise, room: Room) -> str:
    """The answer as Python where it is, else as the expression that the lesson has; a number where the company's data give none."""
    assert given.answer is not None
    expression = given.answer.value
    try:
        room.own.work_out(expression)
    except Absent:
        return f"{room.tell(given).answer.value:.12g}"
    return expression if _is_python(expression) else f"course.work_out({expression!r})"


def _is_python(expression: str) -> bool:
    """Does an expression of a lesson say the same in Python? A filter's bar and the little words of templates do not."""
    try:
        parts = list(ast.walk(ast.parse(expression, mode="eval")))
    except SyntaxError:
        return False
    names = {part.id for part in parts if isinstance(part, ast.Name)}
    return names <= {*NAMES, *BUILT_IN} and not any(isinstance(part, ast.BitOr) for part in parts)
