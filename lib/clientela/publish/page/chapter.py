"""An executed notebook becomes a chapter: Markdown that Quarto and Pandoc both read, with its figures beside it.

Code is left out, notes under a figure are put side by side, a section with nothing but missing answers is left to the appendix. What is
small print goes to the annex behind the five chapters: who reads a chapter comes to its end, its questions and its decision sheet.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientela.folders.project import FAILED, PRIVATE
from clientela.present.language import _, current
from clientela.publish.notebooks.failed import kind
from clientela.publish.page.notes import plain
from clientela.stage import STAGES

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from clientela.publish.page.notes import Notes

# Tags of cells whose text stands in a block of its own, by the class of that block.
BLOCKS = {"read": "read", "do": "do", "team": "team-questions", "decision": "decision"}
# What explains the table or the figure above it.
NOTES = {"read", "do"}
# What a chapter ends with: questions for the team, the sheet on which it decides.
CLOSING = {"team", "decision"}
# A section whose heading has this tag is small print.
ANNEX = "annex"
# As many topics as a chapter has room for; those that follow, in the notebook's order, are small print too.
MOST_SECTIONS = 5
# The first sign of a heading, to put another before it.
HEADING = re.compile(r"^(?=##+ )", re.MULTILINE)
# Seen by whoever teaches or edits, never by whoever reads the report.
UNSEEN = {"trainer", "parameters", "injected-parameters"}


@dataclass
class Section:
    """One `##` of a chapter: its blocks in order, and whether anything in it has an answer.

    `subject` is what the next note explains: None before anything was asked, else whether any of it is shown.
    """

    blocks: list[tuple[str, str]] = field(default_factory=list)
    answered: bool = False
    missing: bool = False
    failed: bool = False
    annex: bool = False
    closing: bool = False
    asked: bool = False
    heading: str = ""
    subject: bool | None = None
    noted: bool = False

    def add(self, block: str, asked: bool, texts: Sequence[str]) -> None:
        """Put in what a cell says; a note only under what it explains."""
        if block in NOTES:
            self.noted = True
            if self.subject is False:
                # Advice that was worked out is an answer even so; how to read what is not there is not.
                block, texts = "", texts if asked and block == "do" else ()
        elif asked:
            # Behind a note something else is asked.
            self.subject = bool(texts) or (bool(self.subject) and not self.noted)
            self.noted = False
        self.answered |= asked and bool(texts)
        self.blocks += [(block, text) for text in texts]

    def worth_reading(self) -> bool:
        """Sections that hold only missing answers collapse; sections of prose alone stay. In the annex, what gave nothing at all collapses too."""
        return self.answered or self.failed or not (self.missing or (self.annex and self.asked))


@dataclass(frozen=True)
class Chapter:
    """One stage of the report: its Markdown, and that of its part of the annex."""

    stage: str
    body: str
    annex: str


def chapter(stage: str, path: Path, record: Mapping[str, Any], figures: Path, notes: Notes) -> Chapter:
    """One stage in Markdown, with its answer on top and the company's notes; pictures are written to the folder `figures`.

    `record` is what the stage wrote when it closed.
    """
    import nbformat

    book = nbformat.read(path, as_version=4)
    sections = list(_sections(book, figures))
    title = record["title"]
    question, opening = _opening(sections[0], title, record["answer"])
    if sections[0].failed and not opening:
        opening = _said(_("Este capítulo no se pudo hacer; los demás valen."), path.name)
    number, topic = STAGES[stage]
    kicker = f"{number} · {_(topic)}" + (f" · {question}" if title else "")
    head = f"::: {{.kicker}}\n{kicker}\n:::\n\n# {title.rstrip('.') or question} {{#sec-{stage}}}\n"
    shown = [section for section in sections[1:] if section.worth_reading()]
    for section in [section for section in shown if section.answered and not section.annex][MOST_SECTIONS:]:
        section.annex = True
    opening = _noted(opening, notes.take(stage))
    small = [section for section in shown if section.annex]
    topics, closing = (
        [
            _written(section, stage, notes, path.name)
            for section in shown
            if not section.annex and section.closing is last
        ]
        for last in (False, True)
    )
    body = [*topics, *([_see_also(small, stage)] if small else []), *closing]
    annex = [_named(_written(section, stage, notes, path.name), section, stage) for section in small]
    return Chapter(stage, "\n\n".join([head, opening, *body]) + "\n", "\n\n".join(annex))


def annex(chapters: Sequence[Chapter]) -> str:
    """The Markdown of the annex: chapter by chapter, what stands behind their answers; "" when nothing does."""
    parts = []
    for one in chapters:
        number, topic = STAGES[one.stage]
        # The sections of a chapter are sections of its part here.
        if one.annex:
            parts.append(f"## {number} · {_(topic)}\n\n{HEADING.sub('#', one.annex)}")
    if not parts:
        return ""
    head = f"::: {{.kicker}}\n{_('Anexo')}\n:::\n\n# {_('El detalle de cada capítulo')} {{#sec-annex}}\n"
    return f"{head}\n::::: {{.annex}}\n\n" + "\n\n".join(parts) + "\n\n:::::\n"


def headings(path: Path) -> list[str]:
    """The headings of an executed notebook's sections as links have them, in order: "quien-sigue-activo"."""
    import nbformat

    cells = nbformat.read(path, as_version=4).cells
    first = [cell.source.partition("\n")[0] for cell in cells if cell.cell_type == "markdown"]
    return [plain(line.removeprefix("## ")).replace(" ", "-") for line in first if line.startswith("## ")]


def excerpt(path: Path, place: int, figures: Path) -> list[tuple[str, str]]:
    """What one section of an executed notebook shows, by its place from 0: each block's kind ("", "read", "do") and its Markdown.

    Nothing where it has no answer. Pictures are written to the folder `figures`.
    """
    import nbformat

    section = list(_sections(nbformat.read(path, as_version=4), figures))[place + 1]
    return section.blocks if section.answered else []


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
    text = _join(section.blocks)
    if section.failed:
        text += "\n\n" + _said(_("Algo de esta sección no se pudo calcular y no se muestra."), notebook)
    return _noted(text, notes.take(stage, section.heading))


def _name(section: Section, stage: str) -> str:
    return f"sec-{stage}-{plain(section.heading).replace(' ', '-')}"


def _named(text: str, section: Section, stage: str) -> str:
    """A section whose heading can be linked to."""
    first, _end, rest = text.partition("\n")
    return f"{first} {{#{_name(section, stage)}}}\n{rest}"


def _see_also(sections: Sequence[Section], stage: str) -> str:
    links = " · ".join(f"[{section.heading}](#{_name(section, stage)})" for section in sections)
    return f"::: {{.missing}}\n{_('En el anexo:')} {links}\n:::"


def _noted(text: str, note: str) -> str:
    return f"{text}\n\n{note}" if note else text


def _sections(book: NotebookNode, figures: Path) -> Iterator[Section]:
    section = Section()
    for cell in book.cells:
        tags = set(cell.metadata.get("tags", []))
        if tags & UNSEEN:
            continue
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            yield section
            heading = cell.source.partition("\n")[0].removeprefix("## ")
            section = Section(annex=ANNEX in tags, closing=bool(tags & CLOSING), heading=heading)
        asked = cell.cell_type == "code"
        section.asked |= asked
        block = next((BLOCKS[tag] for tag in sorted(tags) if tag in BLOCKS), "")
        section.add(block, asked, list(_texts(cell, figures, section)))
    yield section


def _texts(cell: NotebookNode, figures: Path, section: Section) -> Iterator[str]:
    if cell.cell_type == "markdown":
        yield cell.source
        return
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        about: dict[str, Any] = output.get("metadata", {}).get("clientela", {})
        section.failed |= bool(kind(output)) or about.get("failed", False)
        if "missing" in about:
            section.missing = True
        elif "image/png" in data:
            yield _figure(data["image/png"], about, figures)
        elif "text/markdown" in data:
            yield _in_blocks(data["text/markdown"], about.get("blocks", {}))


def _in_blocks(text: str, blocks: Mapping[str, Mapping[str, str]]) -> str:
    """A text within the blocks that it belongs to; what a page's script starts from stands in their attributes."""
    for name, given in blocks.items():
        told = "".join(f' data-{key}="{_attribute(value)}"' for key, value in given.items())
        text = f"::: {{.{name}{told}}}\n{text}\n:::"
    return text


def _attribute(value: str) -> str:
    return re.sub(r"[\\\"\n{}<>]", " ", value)


def _figure(picture: str, about: dict[str, Any], figures: Path) -> str:
    figures.mkdir(parents=True, exist_ok=True)
    file = figures / f"{re.sub(r'[^a-z0-9-]', '-', about['label'])}.png"
    file.write_bytes(base64.b64decode(picture))
    phone = ""
    if "phone" in about:
        narrow = file.with_stem(f"{file.stem}-phone")
        narrow.write_bytes(base64.b64decode(about["phone"]))
        phone = f' phone="{figures.name}/{narrow.name}"'
    alt = about["alt"].replace('"', "”").replace("\n", " ")
    return f'![{about["caption"]}]({figures.name}/{file.name}){{#{about["label"]} fig-alt="{alt}"{phone}}}'


def _opening(section: Section, title: str, answer: str) -> tuple[str, str]:
    """The question in the notebook's title, and the chapter's answer as its lead, without what the title says already."""
    # The paragraph under the title speaks to whoever opens the notebook; the report has the answer there.
    texts = [text for _block, text in section.blocks if text.startswith("# ")]
    question = texts[0][2:].partition("\n")[0].strip() if texts else ""
    lead = answer.removeprefix(title).strip()
    return question, f"::: {{.lead}}\n{lead}\n:::" if lead else ""


def _gathered(blocks: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Notes of one kind in a row are one note."""
    found: list[tuple[str, str]] = []
    for block, text in blocks:
        if block in NOTES and found and found[-1][0] == block:
            found[-1] = (block, f"{found[-1][1]}\n\n{text}")
        else:
            found.append((block, text))
    return found


def _join(blocks: list[tuple[str, str]]) -> str:
    """Blocks one under the other; a note "how to read" and the "what to do" after it stand side by side."""
    parts: list[str] = []
    blocks = _gathered(blocks)
    for place, (block, text) in enumerate(blocks):
        if block in NOTES:
            inner = f"::: {{.{block}}}\n{text}\n:::"
            after = blocks[place + 1][0] if place + 1 < len(blocks) else ""
            before = blocks[place - 1][0] if place else ""
            opens = ":::: {.pair}\n\n" if before not in {"read", "do"} else ""
            closes = "\n\n::::" if after not in {"read", "do"} else ""
            parts.append(opens + inner + closes)
        else:
            parts.append(f"::: {{.{block}}}\n{text}\n:::" if block else text)
    return "\n\n".join(parts)
