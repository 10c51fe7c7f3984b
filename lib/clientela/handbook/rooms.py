"""The rooms of the library as a tree, each in its own first line: the part of CONTRIBUTING.md that tells where a thing is."""

from __future__ import annotations

import ast
from pathlib import Path

from clientela.folders import project
from clientela.marts.told import groups

PAGE = Path("CONTRIBUTING.md")
BEGIN, END = "```text\nlib/clientela/\n", "```\n"
# Folders in which no module is.
DATA = {
    "present/locale": "the English of every message",
}


def tree() -> str:
    """One line a room, and one a module that stands by itself at the top."""
    library = Path(__file__).parents[1]
    said = {
        path.name: _says(path) for path in library.glob("*.py") if path.stem not in {"__init__", "__main__"}
    }
    said |= {
        path.parent.relative_to(library).as_posix(): _says(path) for path in library.rglob("*/__init__.py")
    }
    said |= {f"marts/{group}": f"{words.en}." for group, words in groups().items()}
    said |= {room: words for room, words in DATA.items() if (library / room).is_dir()}
    lines = []
    for name in sorted(said, key=lambda name: (not name.endswith(".py"), name.split("/"))):
        depth, own = name.count("/"), name.rpartition("/")[2]
        place = "  " * (depth + 1) + own + ("" if own.endswith(".py") else "/")
        lines.append(f"{place:<20} {said[name]}".rstrip())
    return "\n".join(lines) + "\n"


def page() -> str:
    """CONTRIBUTING.md with the tree as it is now."""
    text = (project.root() / PAGE).read_text(encoding="utf-8")
    head, begin, rest = text.partition(BEGIN)
    _old, end, tail = rest.partition(END)
    return head + begin + tree() + end + tail if begin and end else text


def _says(path: Path) -> str:
    """The first line of a module's docstring."""
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")[0]
