"""`clientela course check`: every mistake in the lessons at once, in the writing and in what they ask of the numbers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar

import yaml

from clientela.course.source import library, programmes
from clientela.course.source.exercises import Exercise
from clientela.course.source.lessons import Lesson, Module
from clientela.course.told.ask import Asked, Wrong
from clientela.course.told.facts import STORY, Absent, Facts, Forbidden, last
from clientela.course.told.said import leaves, tell
from clientela.folders import project
from clientela.present.language import LANGUAGES, speaking

Given = TypeVar("Given", Lesson, Module)
# What a learner has to read in one idea and on one line of a slide.
MOST_WORDS, MOST_LINE = 260, 80


def modules(only: str = "") -> tuple[list[Module], list[str]]:
    """The modules that can be read (or the one whose folder is called so), and every mistake in the others."""
    read, wrong = [], []
    for folder in library.folders():
        if only and folder.name != only:
            continue
        try:
            read.append(library.module(folder))
        except library.LessonError as error:
            wrong += error.lines
    if only and not read and not wrong:
        wrong.append(f"{only}: no hay un módulo con este nombre en notebooks/course/")
    return read, wrong


def written(module: Module) -> Iterator[str]:
    """What is wrong with the writing of a module, whatever the data."""
    for lesson in module.lessons:
        here = f"{module.number}_{module.key}/{lesson.key}"
        if lesson.reading and not _section(lesson.reading.section):
            yield f"{here}: no hay una sección {lesson.reading.section}"
        for idea in lesson.ideas:
            for tongue, text in (("es", idea.text.es), ("en", idea.text.en)):
                if (words := len(text.split())) > MOST_WORDS:
                    yield f"{here}: la idea «{idea.title.es}» tiene {words} palabras en {tongue}; caben {MOST_WORDS}"
            for line in idea.slide:
                if max(len(line.es), len(line.en)) > MOST_LINE:
                    yield f"{here}: una línea de diapositiva pasa de {MOST_LINE} letras: {line.es}"
        for one in lesson.exercises:
            yield from (f"{here}#{one.key}: {said}" for said in _exercise(one))
    keys = [one.key for _lesson, one in module.exercises()]
    for twice in sorted({key for key in keys if keys.count(key) > 1}):
        yield f"{module.number}_{module.key}: dos ejercicios se llaman «{twice}»"


def _exercise(one: Exercise) -> Iterator[str]:
    from clientela.forms import library as forms

    for bullet in one.serves:
        if (kind := bullets().get(bullet)) != "bullet":
            yield f"serves {bullet}: " + (f"es {kind}" if kind else "no está en coverage.yml")
    if one.form and one.form not in forms.names():
        yield f"no hay un formulario «{one.form}»"


@cache
def bullets() -> dict[str, str]:
    """The lines of the source texts by their short names ("003:116"): bullet, heading or page."""
    path = library.home() / "coverage.yml"
    found: dict[str, Any] = yaml.load(
        path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )
    return {
        f"{text[:3]}:{entry['line']}": next((kind for kind in ("heading", "page") if kind in entry), "bullet")
        for text, entries in found.items()
        for entry in entries
    }


def _section(place: str) -> bool:
    from clientela.publish.chapters.sections import headings

    path, _hash, heading = place.partition("#")
    file = project.root() / path
    return file.is_file() and heading in headings(file)


def told(module: Module, own: Facts, story: Facts | None) -> Iterator[str]:
    """What of a module cannot be said with these numbers, in either language; what falls back on the story company is no mistake."""
    for language in LANGUAGES:
        with speaking(language):
            mine, theirs = Asked(own), Asked(story) if story else None
            for where, part in parts(module):
                try:
                    tell(part, mine, theirs)
                except Absent as error:
                    yield f"{where} ({language}): ninguna empresa tiene {error}"
                except (Wrong, Forbidden, KeyError) as error:
                    yield f"{where} ({language}): {error}"


def parts(module: Module) -> Iterator[tuple[str, Any]]:
    """The parts of a module that are said as one: its head, each lesson without its exercises, each exercise."""
    here = f"{module.number}_{module.key}"
    yield here, bare(module)
    for lesson in module.lessons:
        yield f"{here}/{lesson.key}", bare(lesson)
        yield from ((f"{here}/{lesson.key}#{one.key}", one) for one in lesson.exercises)


def bare(part: Given) -> Given:
    """A module without its lessons, a lesson without its exercises: these are said one by one."""
    return part.model_copy(update={"lessons": []} if isinstance(part, Module) else {"exercises": []})


def untranslated(module: Module) -> Iterator[str]:
    """Texts that are the same in both languages though they have several words."""
    for text in leaves(module):
        if text.es == text.en and len(text.es.split()) > 2:
            yield f"{module.number}_{module.key}: el mismo texto en los dos idiomas: {text.es[:60]}"


def run(company: str = STORY, only: str = "", data: bool = True) -> list[str]:
    """Every mistake of the course's lessons, a line each."""
    found, wrong = modules(only)
    for module in found:
        wrong += [*written(module), *untranslated(module)]
    if not only:
        numbered = programmes.numbered(found)
        wrong += [line for one in library.guide().programmes for line in programmes.faults(one, numbered)]
    if not data:
        return wrong
    own, story = last(company), last(STORY)
    if own is None:
        return [*wrong, f"{company}: todavía no hay un informe; con él se revisa lo que dicen los números"]
    for module in found:
        wrong += told(module, own, story if company != STORY else None)
    return wrong
