"""What a page needs is in it, and its Content-Security-Policy says so: only our own scripts run, and nothing is fetched from anywhere."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
from collections.abc import Sequence
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import unquote

SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
# The script of the figures that readers move, the same in every page that has one.
WHAT_IF, MOVES = "what_if.js", 'class="what-if"'
HEAD = '<meta charset="utf-8">'
# Where a page names a file: its styles, a picture, letters among the styles.
SHEET = re.compile(r'<link rel="stylesheet" href="([^"]*)">')
PICTURE = re.compile(r'(?<=<img )([^>]*?src=")([^"]*)')
LETTERS = re.compile(r"(url\()([^)]*)")


def enforce(page: Path, template: Path) -> Path:
    """Write the policy into a page, as the first thing that a browser reads of it.

    Scripts are those of the template and of the what-if blocks, by their hashes: no other would run. Styles are those that the
    page has; attributes of tables (column widths) need `unsafe-inline`, and can fetch nothing.
    """
    text = page.read_text(encoding="utf-8")
    page.write_text(sealed(text, _scripts(template, MOVES in text)), encoding="utf-8")
    return page


def inside(page: Path, folder: Path) -> Path:
    """Put into a page the files that it names: styles, letters, pictures, found from this folder; one that is not there stays a name.

    Pandoc does that too, but takes a page apart for it and puts it together again: a second for a whole report.
    """
    text = SHEET.sub(lambda found: _styles(folder / _path(found[1])), page.read_text(encoding="utf-8"))
    page.write_text(PICTURE.sub(lambda found: _data(found, folder), text), encoding="utf-8")
    return page


def _styles(file: Path) -> str:
    text = LETTERS.sub(lambda found: _data(found, file.parent), file.read_text(encoding="utf-8"))
    return f'<style type="text/css">\n{text}</style>'


def _data(found: re.Match[str], folder: Path) -> str:
    """What stands before a file's name, and the file itself."""
    file = folder / _path(found[2])
    if found[2].startswith("data:") or not file.is_file():
        return found[0]
    kind = mimetypes.guess_type(file.name)[0] or f"font/{file.suffix[1:]}"
    return f"{found[1]}data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"


def _path(named: str) -> str:
    return unquote(unescape(named))


def sealed(text: str, scripts: Sequence[str] = ()) -> str:
    """A page with its policy in it: of scripts those of these hashes run, or none.

    >>> "script-src 'none'" in sealed(f"<head>{HEAD}</head>")
    True
    """
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(text, scripts)}">'
    return text.replace(HEAD, f"{HEAD}\n{meta}", 1)


def policy(text: str, scripts: Sequence[str]) -> str:
    """The policy of a page: its own styles, the scripts of these hashes, and nothing from anywhere else."""
    styles = " ".join(dict.fromkeys(_hash(style) for style in STYLE.findall(text)))
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(scripts) or chr(39) + 'none' + chr(39)}",
            f"style-src-elem {styles or chr(39) + 'none' + chr(39)}",
            "style-src-attr 'unsafe-inline'",
            # Browsers that do not know the two above; the elements' hashes count there.
            f"style-src {styles or chr(39) + 'none' + chr(39)}",
            "img-src data:",
            "font-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


@cache
def _scripts(template: Path, moves: bool) -> tuple[str, ...]:
    # A sign of Pandoc's templates that stands for itself is written twice.
    ours = [script.replace("$$", "$") for script in SCRIPT.findall(template.read_text(encoding="utf-8"))]
    if moves:
        # As html.lua puts it into the page: behind the end of a line.
        ours.append("\n" + template.with_name(WHAT_IF).read_text(encoding="utf-8"))
    return tuple(_hash(script) for script in ours)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
