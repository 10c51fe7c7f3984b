"""`make course`: the course of a company in one folder, for who learns and for who teaches, in Spanish and in English."""

from __future__ import annotations

import html
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from clientela.companies import config
from clientela.course import leaks
from clientela.course.check import modules as readable
from clientela.course.made import bank, books, deck, notebooks, pages, sheets
from clientela.course.made.room import FIGURES, Edition, Room
from clientela.course.source.lessons import Module
from clientela.course.source.library import LessonError
from clientela.course.told.ask import Asked
from clientela.course.told.facts import STORY, Absent, Facts, last
from clientela.folders import project
from clientela.forms import library as forms
from clientela.forms.made import book
from clientela.forms.made.styles import Look
from clientela.forms.model import loose
from clientela.present.language import LANGUAGES, _, speaking
from clientela.publish.page import policy
from clientela.publish.page.meta import Meta

# The first page of the folder; with no letters of its own it opens at once.
DOOR = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{title}</title>
<style>body{{font:400 1.2rem/1.5 Georgia,serif;max-width:38rem;margin:12vh auto;padding:0 1.2rem}}
h1,h2{{font-family:system-ui,sans-serif}}a{{color:#0b5e5a}}
@media(prefers-color-scheme:dark){{body{{background:#14191f;color:#e6eaef}}a{{color:#8fd3cf}}}}</style></head>
<body><main><h1>{title}</h1>{links}</main></body></html>
"""
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
    own, other = Asked(facts_of(wanted.company)), last(STORY) if wanted.company != STORY else None
    story = Asked(other) if other else None
    target = project.home() / "reports" / wanted.company / "course"
    work = target.with_name(".course-new")
    shutil.rmtree(work, ignore_errors=True)
    for language in wanted.languages:
        with speaking(language):
            for edition in EDITIONS:
                folder = work / edition / language
                folder.mkdir(parents=True)
                room = Room(own, story, edition, folder)
                _edition(found, room, meta_of(wanted, language), say)
    for edition in EDITIONS:
        zipped(work, edition)
    (work / "index.html").write_text(_door(wanted), encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    work.rename(target)
    return target


def facts_of(company: str) -> Facts:
    """The numbers of a company's last report. Raises Absent where there is none."""
    found = last(company)
    if found is None:
        raise Absent(
            _(
                "{company}: todavía no hay un informe de donde tomar los números; haga primero `make report`."
            ).format(company=company)
        )
    return found


def _edition(found: Sequence[Module], room: Room, meta: Meta, say: Say) -> None:
    """Everything of one edition in the language in use; who learns is given nothing that tells a solution."""
    whole = books.text(found, room)
    beside = [(books.write(whole, room, meta), _("El libro para imprimir (PDF)"))]
    beside += _sheets(found, room, meta)
    said = _("Para quien tiene curiosidad: {name}")
    beside += [(path, said.format(name=path.name)) for path in notebooks.write(found, room)]
    if room.teaches:
        beside.append((books.cards(found, room, meta), _("Tarjetas de los juegos de roles (PDF)")))
        banks = bank.write(found, room, room.folder)
        beside += [(path, _("Banco de preguntas: {name}").format(name=path.name)) for path in banks]
        for one in found:
            made = deck.write(one, room, meta)
            beside += [(path, _("Diapositivas: {name}").format(name=path.name)) for path in made]
    written = pages.write(
        found, room, meta, [(str(path.relative_to(room.folder)), words) for path, words in beside]
    )
    if not room.teaches:
        _sealed(leaks.secrets(found, room), room, whole)
    shutil.rmtree(room.folder / FIGURES, ignore_errors=True)
    for path in [*written, *(path for path, _words in beside)]:
        say(f"  {path.relative_to(room.folder.parents[1])}")


def _sealed(hidden: set[str], room: Room, whole: str) -> None:
    """Raises LessonError where a learner's file shows a solution; a PDF is looked at in the text that it was printed from."""
    told = leaks.leaks(room.folder.rglob("*.*"), hidden)
    if shown := leaks.first([whole], hidden):
        told.append(f"PDF: {shown[:60]}")
    if told:
        raise LessonError(
            [_("una solución quedó a la vista de quien aprende: {places}").format(places="; ".join(told))]
        )


def _sheets(found: Sequence[Module], room: Room, meta: Meta) -> Iterator[tuple[Path, str]]:
    """A worksheet a module, and the forms of the house that the lessons use, each with its title."""
    folder = room.folder / "sheets"
    folder.mkdir(exist_ok=True)
    dressed = Look(meta.accent(), meta.logo, meta.company)
    house = {one.form for module in found for _lesson, one in module.exercises() if one.form}
    first = sheets.before(found, room)
    made = [(f"0_{sheets.BEFORE}", first[1])] if first else []
    made += [(f"{one.number}_{one.key}", sheets.form(one, room)) for one in found]
    known = [forms.form(name) for name in sorted(house)]
    made += [(re.sub(r"\W+", "_", loose(one.title.said)), one) for one in known]
    for name, one in made:
        yield book.write(one, folder / f"{name}.xlsx", dressed), one.title.said


def zipped(folder: Path, edition: Edition) -> Path:
    """An edition as one ZIP, the same bytes for the same files."""
    target = folder / f"{edition}.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as whole:
        for path in sorted((folder / edition).rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(str(path.relative_to(folder / edition)), (2026, 1, 1, 0, 0, 0))
                entry.external_attr = 0o644 << 16
                whole.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return target


def meta_of(wanted: Wanted, language: str) -> Meta:
    """What stands on the covers."""
    known = config.load(wanted.company)
    return Meta(
        title=wanted.title or _("Conocer, atender y conservar a los clientes"),
        company=known.name,
        language=language,
        author=known.name,
        logo=wanted.logo or (known.folder / known.logo if known.logo else None),
        colours=known.colours,
    )


def _door(wanted: Wanted) -> str:
    """The page that leads to the editions, in each language."""
    links = []
    for language in wanted.languages:
        with speaking(language):
            name = {"learner": _("Para quien aprende"), "trainer": _("Para quien enseña")}
            head = wanted.title or _("Conocer, atender y conservar a los clientes")
            listed = "".join(
                f'<li><a href="{one}/{language}/index.html">{name[one]}</a></li>' for one in EDITIONS
            )
            links.append(
                f'<section lang="{language}"><h2>{html.escape(head)}</h2><ul>{listed}</ul></section>'
            )
    title = html.escape(config.load(wanted.company).name)
    return policy.sealed(DOOR.format(language=wanted.languages[0], title=title, links="".join(links)))


def sizes(folder: Path) -> Iterator[tuple[str, int]]:
    """The files of a course and their bytes, by their place in it."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), path.stat().st_size
