"""The messages to translate: every `_("…")` of the library and every Markdown cell of the notebooks."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from clientela.folders import project
from clientela.present.language import LOCALE

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
KEYWORDS = {"_", "N_", "gettext"}


def collect() -> dict[str, list[str]]:
    """Every Spanish message with the places where it stands (files, without lines, so that they move seldom)."""
    found: dict[str, list[str]] = {}
    for place, message in [*_library(), *_notebooks()]:
        places = found.setdefault(message, [])
        if place not in places:
            places.append(place)
    return found


def _library() -> Iterator[tuple[str, str]]:
    """From the syntax tree rather than the text: a message inside an f-string counts as well."""
    library = Path(__file__).parents[1]
    for path in sorted(library.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in KEYWORDS
                and node.args
            ):
                said = node.args[0]
                if isinstance(said, ast.Constant) and isinstance(said.value, str):
                    yield path.relative_to(library.parent).as_posix(), said.value


def _notebooks() -> Iterator[tuple[str, str]]:
    import nbformat

    for path in sorted((project.root() / "notebooks").glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown" and cell.source.strip():
                yield f"notebooks/{path.name}", cell.source


def update(language: str = "en") -> Catalog:
    """Bring a language's .po up to date: new messages empty, those that nothing says any more gone.

    Nothing is guessed: a changed message is a new one, to be translated again.
    """
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po, write_po

    path = LOCALE / f"{language}.po"
    known = read_po(path.open("rb"), locale=language) if path.is_file() else Catalog(locale=language)
    fresh = Catalog(locale=language, project="clientela", fuzzy=False)
    for message, places in collect().items():
        old = known.get(message)
        fresh.add(message, string=old.string if old else "", locations=[(place, 0) for place in places])
    LOCALE.mkdir(exist_ok=True)
    with path.open("wb") as stream:
        # Only what is true of every run: no dates, no names.
        stream.write(HEADER.format(language=language).encode())
        write_po(stream, fresh, width=0, include_lineno=False, sort_output=True, omit_header=True)
    return fresh


def untranslated(language: str = "en") -> dict[str, list[str]]:
    """The messages that a language does not say yet, with the files in which they stand."""
    from clientela.present.language import catalogue

    return {message: places for message, places in collect().items() if message not in catalogue(language)}
