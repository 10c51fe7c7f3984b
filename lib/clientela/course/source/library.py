"""Where lessons are: notebooks/course/<number>_<module>/, a module.yml and a file a lesson; read with every mistake told by file and line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from clientela.companies import yaml_file
from clientela.course.source import places
from clientela.course.source.exercises import Strict
from clientela.course.source.guide import Guide
from clientela.course.source.lessons import Lesson, Module
from clientela.folders import project
from clientela.forms.model import Question, Words

HEAD = "module.yml"
GUIDE = "guide.yml"
# A lesson's file: its place among the others and its key.
LESSON = re.compile(r"^(\d)_([a-z][a-z0-9_]*)\.yml$")
FOLDER = re.compile(r"^([0-6])_([a-z][a-z0-9_]*)$")


class LessonError(ValueError):
    """Lessons cannot be used: every mistake in a line of its own, with its place."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def home() -> Path:
    """The folder of the course's sources."""
    return project.root() / "notebooks" / "course"


def folders(place: Path | None = None) -> list[Path]:
    """The folders of the modules, in their order."""
    found = (path for path in (place or home()).iterdir() if path.is_dir() and FOLDER.match(path.name))
    return sorted(found, key=lambda path: path.name)


def modules(place: Path | None = None) -> list[Module]:
    """Every module with its lessons. Raises LessonError with the mistakes of all of them at once."""
    read, wrong = [], []
    for folder in folders(place):
        try:
            read.append(module(folder))
        except LessonError as error:
            wrong += error.lines
    if wrong:
        raise LessonError(wrong)
    return read


def module(folder: Path) -> Module:
    """One module out of its folder."""
    named = FOLDER.match(folder.name)
    if not named or not (folder / HEAD).is_file():
        raise LessonError([f"{folder.name}: un módulo es una carpeta como 5_loyalty con su {HEAD}"])
    lessons, wrong = [], []
    for path in sorted(folder.glob("*.yml")):
        if path.name == HEAD:
            continue
        try:
            lessons.append(lesson(path))
        except LessonError as error:
            wrong += error.lines
    whole: Module | None = None
    try:
        whole = _read(folder / HEAD, Module, number=int(named[1]), key=named[2], lessons=lessons)
    except LessonError as error:
        wrong += error.lines
    if wrong or whole is None:
        raise LessonError(wrong)
    return whole


def guide(place: Path | None = None) -> Guide:
    """The trainer's guide around the modules."""
    found: Guide = _read((place or home()) / GUIDE, Guide)
    return found


def lesson(path: Path) -> Lesson:
    """One lesson out of its file."""
    named = LESSON.match(path.name)
    if not named:
        raise LessonError(
            [f"{path.name}: una lección se llama como 2_recovery.yml: su lugar, una raya y su nombre"]
        )
    return _read(path, Lesson, key=named[2])


def _read(path: Path, kind: type[Any], **known: Any) -> Any:
    where = f"{path.parent.name}/{path.name}"
    try:
        written = _quick(path)
    except yaml_file.Unreadable as error:
        raise LessonError([f"{where}, línea {error.line}: {error}"]) from None
    if not isinstance(written.said, dict):
        raise LessonError([f"{where}: debe tener claves y valores (title: …)"])
    try:
        said = places.pointed(written.said, known.get("lessons", ()))
        return kind.model_validate({**said, **known})
    except ValidationError as error:
        lines = [f"{where}, línea {written.line(one['loc'])}: {_said(one)}" for one in error.errors()]
        raise LessonError(lines) from None


def _quick(path: Path) -> yaml_file.Written:
    """A file of ours by the quick parser; what that one cannot read is told in the words of the other."""
    try:
        return yaml_file.read(path, ours=True)
    except yaml_file.Unreadable:
        return yaml_file.read(path)


def _said(problem: Any) -> str:
    """A mistake in one line: where it is and what would be right."""
    place = ".".join(str(part) for part in problem["loc"]) or "arriba"
    if problem["type"] == "value_error":
        return str(problem["ctx"]["error"])
    if problem["type"] == "missing":
        tongue = {"es": "el texto en español", "en": "el texto en inglés"}.get(str(problem["loc"][-1]))
        return f"{place}: falta {tongue}" if tongue else f"{place}: falta"
    if problem["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(problem["loc"][-1]), sorted(_fields()), n=1)
        return f"{place}: clave desconocida" + (f"; ¿quiso decir «{near[0]}»?" if near else "")
    return f"{place}: {problem['msg']}"


def _fields() -> Iterator[str]:
    """Every key that a lesson may have."""
    kinds: list[type[BaseModel]] = [*Strict.__subclasses__(), Question, Words]
    for kind in kinds:
        yield from kind.model_fields
