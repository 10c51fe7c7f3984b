"""`make course`: the course of a company in one folder, for who learns and for who teaches, in Spanish and in English."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from clientela.companies import config
from clientela.course.check import modules as readable
from clientela.course.made import pages
from clientela.course.made.document import Edition, Room
from clientela.course.source.library import LessonError
from clientela.course.source.model import Module
from clientela.course.told.ask import Asked
from clientela.course.told.facts import STORY, Facts, last
from clientela.folders import project
from clientela.present.language import LANGUAGES, _, speaking
from clientela.publish.page.meta import Meta

EDITIONS: tuple[Edition, ...] = ("learner", "trainer")
Say = Callable[[str], None]


@dataclass(frozen=True)
class Wanted:
    """Whose course, and how it is signed."""

    company: str = STORY
    title: str = ""
    logo: Path | None = None
    languages: Sequence[str] = LANGUAGES


def course(wanted: Wanted, say: Say = print) -> Path:
    """Make the course of a company into reports/<company>/course/, all of it or nothing.

    Raises LessonError with every mistake in the lessons, FileNotFoundError where there is no report to take numbers from.
    """
    found, wrong = readable()
    if wrong:
        raise LessonError(wrong)
    own, story = _facts(wanted.company), last(STORY) if wanted.company != STORY else None
    target = project.home() / "reports" / wanted.company / "course"
    work = target.with_name(".course-new")
    shutil.rmtree(work, ignore_errors=True)
    for language in wanted.languages:
        with speaking(language):
            for edition in EDITIONS:
                folder = work / edition / language
                folder.mkdir(parents=True)
                room = Room(Asked(own), Asked(story) if story else None, edition, folder)
                _edition(found, room, _meta(wanted, own, language), say)
    shutil.rmtree(target, ignore_errors=True)
    work.rename(target)
    return target


def _facts(company: str) -> Facts:
    found = last(company)
    if found is None:
        raise FileNotFoundError(
            _(
                "{company}: todavía no hay un informe de donde tomar los números; haga primero `make report`."
            ).format(company=company)
        )
    return found


def _edition(found: Sequence[Module], room: Room, meta: Meta, say: Say) -> None:
    """Everything of one edition in the language in use."""
    for path in pages.write(found, room, meta):
        say(f"  {path.relative_to(room.folder.parents[1])}")
    shutil.rmtree(room.folder / "figures", ignore_errors=True)


def _meta(wanted: Wanted, own: Facts, language: str) -> Meta:
    known = config.load(wanted.company)
    return Meta(
        title=wanted.title or _("Conocer, atender y conservar a los clientes"),
        company=known.name,
        language=language,
        author=known.name,
        logo=wanted.logo or (known.folder / known.logo if known.logo else None),
        colours=known.colours,
    )


def sizes(folder: Path) -> Iterator[tuple[str, int]]:
    """The files of a course and their bytes, by their place in it."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), path.stat().st_size
