"""Does a file for learners hold what only a trainer may see? Looked for in text, attributes, scripts, metadata, hidden sheets and notes."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path

from pydantic import BaseModel

from clientela.course.check import bare
from clientela.course.made.room import FIGURES, Room
from clientela.course.source.exercises import TRAINER, Answer, Choice, Exercise
from clientela.course.source.lessons import Module
from clientela.course.told import report
from clientela.course.told.said import Told, Worked

# Shorter texts ("Yes.") stand in a page for other reasons.
LEAST = 24
TAG = re.compile(r"<[^>]*>")


def secrets(modules: Sequence[Module], room: Room) -> set[str]:
    """Every text that only the trainer's edition has, in the language in use, bare of signs."""
    found: set[str] = set()
    for given in modules:
        parts: list[BaseModel] = [bare(given)]
        for lesson in given.lessons:
            parts += [bare(lesson), *lesson.exercises]
        for part in parts:
            found.update(plain(text) for text in _hidden(room.tell(part)))
    # What the report itself says in a section that is read together is no secret of ours.
    read = "".join(plain(text) for given in modules for text in _read_together(given, room))
    return {text for text in found if len(text) >= LEAST and text not in read}


def _read_together(given: Module, room: Room) -> Iterator[str]:
    for lesson in given.lessons:
        if lesson.reading:
            blocks = report.section(room.own.facts, lesson.reading.section, room.folder / FIGURES)
            yield from (text for _kind, text in blocks)


def _hidden(told: Told) -> Iterator[str]:
    for name in type(told.source).model_fields:
        yield from _texts(getattr(told, name), name in TRAINER)
    if isinstance(told.source, Exercise):
        yield from (one.feedback for one in told.choices)
        # How a number is worked out is what a notebook for the curious asks.
        yield from (answer.value for answer in [told.source.answer] if answer)


def _texts(found: object, hidden: bool) -> Iterator[str]:
    if isinstance(found, Worked):
        yield from (found.right, *(words for _wrong, words in found.slips))
    elif isinstance(found, Told) and isinstance(found.source, Answer | Choice):
        return
    elif isinstance(found, Told):
        for name in type(found.source).model_fields:
            yield from _texts(getattr(found, name), hidden or name in TRAINER)
    elif isinstance(found, list | tuple):
        for one in found:
            yield from _texts(one, hidden)
    elif isinstance(found, str) and hidden:
        yield found


def leaks(files: Iterable[Path], hidden: set[str]) -> list[str]:
    """The files that hold any of these texts, each with the first one found."""
    wrong = []
    for path in files:
        if shown := first(contents(path), hidden):
            wrong.append(f"{path.name}: {shown[:60]}")
    return wrong


def first(parts: Iterable[str], hidden: set[str]) -> str:
    """The first of these texts that stands in what a file says; nothing where none does."""
    text = "".join(plain(part) for part in parts)
    return next((secret for secret in sorted(hidden) if secret in text), "")


def contents(path: Path) -> Iterator[str]:
    """All that a file says, wherever it says it: the parts of an office file, the tags of a page, the files of a ZIP."""
    if zipfile.is_zipfile(path):
        yield from _packed(path)
    elif path.suffix not in (".pdf", ".png"):
        yield from _both(path.read_text(encoding="utf-8", errors="ignore"))


def _packed(given: Path | BytesIO) -> Iterator[str]:
    """What the parts of a ZIP say; an office file within it is one more ZIP."""
    with zipfile.ZipFile(given) as whole:
        for name in whole.namelist():
            if name.endswith((".xlsx", ".pptx", ".docx")):
                yield from _packed(BytesIO(whole.read(name)))
            elif not name.endswith((".png", ".jpeg", ".woff2", ".ttf", ".pdf")):
                yield from _both(whole.read(name).decode("utf-8", "ignore"))


def _both(text: str) -> Iterator[str]:
    """A text with its tags, and what is read of it without them."""
    yield html.unescape(text)
    yield html.unescape(TAG.sub("", text))


def plain(text: str) -> str:
    """Letters and digits alone, so that no mark-up hides a sentence."""
    return re.sub(r"[\W_]+", "", text.casefold())
