"""An executed notebook's sections: what its cells say, each block in order, with the figures beside it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientela.present.jupyter import plain as plain_text
from clientela.publish.notebooks.failed import kind
from clientela.publish.page.notes import plain
from clientela.stage import ASKED

if TYPE_CHECKING:
    from nbformat import NotebookNode

# Tags of cells whose text stands in a block of its own, by the class of that block.
BLOCKS = {"read": "read", "do": "do", "team": "team-questions", "decision": "decision"}
# What explains the table or the figure above it.
NOTES = {"read", "do"}
# What a chapter ends with: questions for the team, the sheet on which it decides.
CLOSING = {"team", "decision"}
# A section whose heading has this tag is small print.
ANNEX = "annex"
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
    # The analyses that its cells ask.
    keys: list[str] = field(default_factory=list)
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


def sections(book: NotebookNode, figures: Path) -> Iterator[Section]:
    """What stands above the first `##` of an executed notebook, then each section; pictures are written to the folder `figures`."""
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
        section.keys += cell.metadata.get(ASKED, [])
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
        # Advice that has nothing to say is no answer.
        elif data.get("text/markdown", "").strip():
            yield _in_blocks(plain_text(data["text/markdown"], about), about.get("blocks", {}))


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

    section = list(sections(nbformat.read(path, as_version=4), figures))[place + 1]
    return section.blocks if section.answered else []


def _gathered(blocks: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Notes of one kind in a row are one note."""
    found: list[tuple[str, str]] = []
    for block, text in blocks:
        if block in NOTES and found and found[-1][0] == block:
            found[-1] = (block, f"{found[-1][1]}\n\n{text}")
        else:
            found.append((block, text))
    return found


def joined(blocks: list[tuple[str, str]]) -> str:
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
