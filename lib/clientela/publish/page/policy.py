"""The Content-Security-Policy of a page: our own two scripts run, nothing else does, and nothing is fetched from anywhere."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
HEAD = '<meta charset="utf-8">'


def enforce(page: Path, template: Path) -> Path:
    """Write the policy into a page, as the first thing that a browser reads of it.

    Scripts are those of the template, by their hashes: one that came from anywhere else would not run. Styles are those that the
    page has; attributes of tables (column widths) need `unsafe-inline`, and can fetch nothing.
    """
    text = page.read_text(encoding="utf-8")
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(text, template)}">'
    page.write_text(text.replace(HEAD, f"{HEAD}\n{meta}", 1), encoding="utf-8")
    return page


def policy(text: str, template: Path) -> str:
    """The policy of a page that was made from a template."""
    styles = " ".join(dict.fromkeys(_hash(style) for style in STYLE.findall(text)))
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(_scripts(template))}",
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
def _scripts(template: Path) -> tuple[str, ...]:
    # A sign of Pandoc's templates that stands for itself is written twice.
    return tuple(
        _hash(script.replace("$$", "$")) for script in SCRIPT.findall(template.read_text(encoding="utf-8"))
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
