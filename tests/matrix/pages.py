"""What a reader sees of a report: the blocks of its web page, the cells of its workbook, the words of its Word file."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import numpy as np

HEADINGS = {"h1", "h2", "h3", "h4"}
BLOCKS = HEADINGS | {"p", "li", "td", "th", "figcaption", "caption", "dt", "dd", "summary"}
UNREAD = {"style", "script", "svg", "title"}
VOID = {"img", "br", "hr", "meta", "link", "input", "col", "source", "wbr"}


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph, a cell: its kind, its text, and the classes of what it stands in."""

    kind: str
    text: str
    within: frozenset[str] = frozenset()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._open: list[tuple[str, set[str]]] = []
        self._text: list[tuple[str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "img" and given.get("alt"):
            self.blocks.append(Block("alt", given["alt"] or "", self._within()))
        if tag == "br" and self._text:
            self._text[-1][1].append(" ")
        if tag in VOID:
            return
        self._open.append((tag, set((given.get("class") or "").split())))
        if tag in BLOCKS:
            self._text.append((tag, []))

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS and self._text and self._text[-1][0] == tag:
            _tag, parts = self._text.pop()
            text = re.sub(r"[\n\r\t]+", " ", "".join(parts)).strip()
            if text or tag in HEADINGS:
                self.blocks.append(Block(tag, text, self._within()))
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _classes in self._open}
        if self._text and not tags & UNREAD:
            # What is set as code is the name of a file or a column, not a word.
            self._text[-1][1].append("`code`" if "code" in tags else data)

    def _within(self) -> frozenset[str]:
        return frozenset(name for tag, classes in self._open for name in (tag, *classes))


def page(path: Path) -> list[Block]:
    """The blocks of a web page in their order."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader.blocks


def word(path: Path) -> list[Block]:
    """The paragraphs of a Word file, tables included."""
    with zipfile.ZipFile(path) as packed:
        text = packed.read("word/document.xml").decode("utf-8")
    said = re.findall(r"<w:p[ >].*?</w:p>", text, re.DOTALL)
    return [Block("word", "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", part))) for part in said]


def workbook(path: Path) -> list[Block]:
    """The cells of a workbook that hold text; an empty heading over a filled column is a block without text."""
    from python_calamine import CalamineWorkbook

    blocks = []
    book = CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python()
        blocks += [
            Block("cell", cell, frozenset({name}))
            for row in rows
            for cell in row
            if isinstance(cell, str) and cell
        ]
    return blocks


# Points from the edge of the sheet within which nothing is printed; and how far two words may run into each other.
EDGE, TOUCH = 20.0, 1.0
PAGE = re.compile(r'<page width="([\d.]+)" height="[\d.]+">(.*?)</page>', re.DOTALL)
WORD = re.compile(
    r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>', re.DOTALL
)


def over(boxes: np.ndarray) -> np.ndarray:
    """Which pairs of boxes (left, top, right, bottom; a row each) are printed one over the other: their places, the first before the second."""
    left, top, right, bottom = (boxes[:, side] for side in range(4))
    across = np.minimum.outer(right, right) - np.maximum.outer(left, left)
    along = np.minimum.outer(bottom, bottom) - np.maximum.outer(top, top)
    lower = np.minimum.outer(bottom - top, bottom - top)
    return np.argwhere(np.triu((across > TOUCH) & (along > 0.5 * lower), 1))


def cut(boxes: str) -> list[str]:
    """What is wrong with printed pages, told as poppler does (`pdftotext -bbox`): words beyond the sheet, words over words."""
    found = []
    for number, page in enumerate(PAGE.finditer(boxes), 1):
        words = [word.groups() for word in WORD.finditer(page[2])]
        texts = [word[4] for word in words]
        places = np.array([word[:4] for word in words], dtype=float).reshape(-1, 4)
        beyond = (places[:, 2] > float(page[1]) - EDGE) | (places[:, 0] < EDGE)
        found += [f"page {number}: cut: «{texts[place]}»" for place in np.flatnonzero(beyond)]
        found += [f"page {number}: «{texts[one]}» over «{texts[other]}»" for one, other in over(places)]
    return found


def printed(path: Path) -> list[str]:
    """The faults of a PDF's pages; nothing where poppler is not installed."""
    reader = shutil.which("pdftotext")
    if not reader:
        return []
    done = subprocess.run([reader, "-bbox", str(path), "-"], capture_output=True, text=True, check=False)
    return [f"the PDF cannot be read: {done.stderr[:80]}"] if done.returncode else cut(done.stdout)
