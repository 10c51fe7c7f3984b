"""An executed notebook becomes a chapter: Markdown that Quarto and Pandoc both read, with its figures beside it.

Code is left out, notes under a figure are put side by side, a section with nothing but missing answers is left to the appendix. The body has
the sections in which most is at stake; the others go to the annex: who reads a chapter comes to its end, its questions and its decision sheet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientela.folders.project import FAILED, PRIVATE
from clientela.present import numbers
from clientela.present.language import _, current
from clientela.publish.chapters.choice import choose
from clientela.publish.chapters.sections import Section, joined, sections
from clientela.publish.page.notes import plain
from clientela.stage import STAGES

if TYPE_CHECKING:
    from clientela.publish.page.notes import Notes

# As many sections of the annex as a chapter names; the others are found under its title there.
MOST_NAMED = 6
# The name of the annex: all that follows it is of the annex.
ANNEX = "sec-annex"
# What stands in quotes, in either language.
CITED = re.compile("[«“]([^«»“”\n]+)[»”]")
# The first sign of a heading, to put another before it.
HEADING = re.compile(r"^(?=##+ )", re.MULTILINE)


@dataclass(frozen=True)
class Place:
    """Where an analysis is shown: the section's heading, its name for links, and whether it is one of the annex."""

    heading: str
    name: str
    annex: bool


@dataclass(frozen=True)
class Chapter:
    """One stage of the report: its Markdown, that of its part of the annex, and where each of its analyses is shown."""

    stage: str
    body: str
    annex: str
    places: Mapping[str, Place] = field(default_factory=dict)
    sections: tuple[Place, ...] = ()


def chapter(stage: str, path: Path, record: Mapping[str, Any], figures: Path, notes: Notes) -> Chapter:
    """One stage in Markdown, with its answer on top and the company's notes; pictures are written to the folder `figures`.

    `record` is what the stage wrote when it closed, with the findings that were told in no chapter before.
    """
    import nbformat

    first, *others = sections(nbformat.read(path, as_version=4), figures)
    shown = [section for section in others if section.worth_reading()]
    if record.get("unanswered") and not any(one.answered or one.failed for one in (first, *shown)):
        # Questions on lists that are not there, a sheet to decide nothing on: the first page names the chapter instead.
        return Chapter(stage, "", "")
    choose(shown, record["findings"])
    head = _head(stage, first, record, path.name, notes.take(stage))
    small = [section for section in shown if section.annex]
    topics, closing = (
        [
            _written(section, stage, notes, path.name)
            for section in shown
            if not section.annex and section.closing is last
        ]
        for last in (False, True)
    )
    body = [head, *topics, *([_see_also(small, stage)] if small else []), *closing]
    annex = [_written(section, stage, notes, path.name) for section in small]
    own = [(one, Place(one.heading, _name(one, stage), one.annex)) for one in shown if not one.closing]
    # Of an analysis asked in two sections the first counts.
    places = {key: place for one, place in reversed(own) for key in one.keys}
    text = "\n\n".join(body) + "\n", "\n\n".join(annex)
    return Chapter(stage, *text, places, tuple(place for _one, place in own))


def _head(stage: str, section: Section, record: Mapping[str, Any], notebook: str, note: str) -> str:
    """The chapter's question, its finding as the title, and why."""
    title = record["title"]
    question, opening = _opening(section, title, record["answer"])
    if section.failed and not opening:
        opening = _said(_("Este capítulo no se pudo hacer; los demás valen."), notebook)
    number, topic = STAGES[stage]
    kicker = f"{number} · {_(topic)}" + (f" · {question}" if title else "")
    head = f"::: {{.kicker}}\n{kicker}\n:::\n\n# {title.rstrip('.') or question} {{#sec-{stage}}}\n"
    return f"{head}\n\n{_noted(opening, note)}"


def annex(chapters: Sequence[Chapter]) -> str:
    """The Markdown of the annex: chapter by chapter, what stands behind their answers; "" when nothing does."""
    parts = []
    for one in chapters:
        number, topic = STAGES[one.stage]
        # The sections of a chapter are sections of its part here.
        if one.annex:
            parts.append(
                f"## {number} · {_(topic)} {{#{ANNEX}-{one.stage}}}\n\n{HEADING.sub('#', one.annex)}"
            )
    if not parts:
        return ""
    head = f"::: {{.kicker}}\n{_('Anexo · los capítulos')}\n:::\n\n# {_('El detalle de cada capítulo')} {{#{ANNEX}}}\n"
    return f"{head}\n::::: {{.annex}}\n\n" + "\n\n".join(parts) + "\n\n:::::\n"


def cited(text: str, places: Sequence[Place], small: bool) -> str:
    """A text whose citations of sections, «Quién vuelve», lead there; from outside the annex (`small`) one in it is said to be.

    >>> cited("Vea «Quién vuelve».", [Place("Quién vuelve", "sec-a", annex=True)], small=False)
    'Vea [«Quién vuelve»](#sec-a) (anexo).'
    """
    known = {place.heading: place for place in places}

    def link(found: re.Match[str]) -> str:
        place = known.get(found[1])
        if place is None:
            return found[0]
        where = f" ({_('anexo')})" if place.annex and not small else ""
        return f"[{found[0]}](#{place.name}){where}"

    return CITED.sub(link, text)


def bare_chapter(stage: str) -> Chapter:
    """The chapter whose making failed after its notebook had come to its end."""
    number, topic = STAGES[stage]
    said = _("Este capítulo no se pudo hacer; los demás valen. Los detalles están en run.log.")
    head = f"# {number} · {_(topic)} {{#sec-{stage}}}"
    return Chapter(stage, f"{head}\n\n::: {{.missing}}\n{said}\n:::\n", "")


def _said(what: str, notebook: str) -> str:
    """One line on what failed, with where to look."""
    where = _("Los detalles están en run.log y en {folder}, junto a este informe.").format(
        folder=f"`{PRIVATE}/{FAILED}/{current()}/{notebook}`"
    )
    return f"::: {{.missing}}\n{what} {where}\n:::"


def _written(section: Section, stage: str, notes: Notes, notebook: str) -> str:
    text = joined(section.blocks)
    if not section.closing:
        first, _end, rest = text.partition("\n")
        text = f"{first} {{#{_name(section, stage)}}}\n{rest}"
    if section.failed:
        text += "\n\n" + _said(_("Algo de esta sección no se pudo calcular y no se muestra."), notebook)
    return _noted(text, notes.take(stage, section.heading))


def _name(section: Section, stage: str) -> str:
    return f"sec-{stage}-{plain(section.heading).replace(' ', '-')}"


def _see_also(small: Sequence[Section], stage: str) -> str:
    """What of the chapter stands in the annex, by name where it is little."""
    named = small if len(small) <= MOST_NAMED + 1 else small[:MOST_NAMED]
    links = [f"[{section.heading}](#{_name(section, stage)})" for section in named]
    if left := len(small) - len(named):
        more = _("{n|una sección más|# secciones más}").format(n=numbers.count(left))
        links.append(f"[{more}](#{ANNEX}-{stage})")
    return f"::: {{.missing}}\n{_('En el anexo:')} {' · '.join(links)}\n:::"


def _noted(text: str, note: str) -> str:
    return f"{text}\n\n{note}" if note else text


def _opening(section: Section, title: str, answer: str) -> tuple[str, str]:
    """The question in the notebook's title, and the chapter's answer as its lead, without what the title says already."""
    # The paragraph under the title speaks to whoever opens the notebook; the report has the answer there.
    texts = [text for _block, text in section.blocks if text.startswith("# ")]
    question = texts[0][2:].partition("\n")[0].strip() if texts else ""
    lead = answer.removeprefix(title).strip()
    return question, f"::: {{.lead}}\n{lead}\n:::" if lead else ""
