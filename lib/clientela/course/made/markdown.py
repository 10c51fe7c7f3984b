"""Pieces of the report's Markdown that lessons are made of: blocks, notes, lists, tables to fill in."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


def block(kind: str, text: str, about: dict[str, str] | None = None) -> str:
    """A text within a block, with what a script of the page reads in its attributes."""
    told = "".join(f' data-{name}="{_attribute(value)}"' for name, value in (about or {}).items())
    return f"::: {{.{kind}{told}}}\n\n{text}\n\n:::"


def notice(title: str, text: str) -> str:
    """A note apart from the text, with its title."""
    return f'::: {{.callout-note title="{title}"}}\n\n{text}\n\n:::'


def bullets(lines: list[str]) -> str:
    """A list."""
    return "\n".join(f"- {flat(line)}" for line in lines)


def table(heads: list[str], rows: list[list[str]]) -> str:
    """A table; cells that are not given stay empty to be written in."""
    lines = [[*row, *([" "] * (len(heads) - len(row)))] for row in rows]
    body = ["| " + " | ".join(flat(cell) for cell in line) + " |" for line in lines]
    return block(
        "decision", "\n".join(["| " + " | ".join(heads) + " |", "| :--- " * len(heads) + "|", *body])
    )


def flat(text: str) -> str:
    """A text on one line."""
    return " ".join(str(text).split()).replace("|", "\\|")


@cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # What a company wrote with signs of HTML in it is shown as it stands.
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def html(text: str) -> str:
    """A text of a lesson as plain HTML on one line, for programs that show no Markdown.

    >>> html("**Madre** e *hija*")
    '<p><strong>Madre</strong> e <em>hija</em></p>'
    """
    return " ".join(_reader().render(text).split())


def unmarked(text: str) -> str:
    """A text of a lesson on one line without its marks, for a cell of a sheet.

    >>> unmarked("**Madre** e *hija*")
    'Madre e hija'
    """
    parts = (_said(token.children) for token in _reader().parse(text) if token.children)
    return flat(" ".join(parts)).replace("\\|", "|")


def _said(inline: list[Token]) -> str:
    return "".join(" " if one.type.endswith("break") else one.content for one in inline)


def _attribute(value: str) -> str:
    return str(value).replace('"', "”").replace("\\", " ").replace("{", " ").replace("}", " ")
