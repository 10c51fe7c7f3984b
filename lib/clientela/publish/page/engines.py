"""Which program renders the report: Quarto where it is, else Pandoc and Typst; chosen here and nowhere else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from clientela.publish.page import pandoc
from clientela.publish.page.meta import Meta

Render = Callable[[Path, Path, Meta], Path]
# Long enough to download Quarto on an ordinary line; a set-up must not wait for a network that says nothing.
PATIENCE = 120


@dataclass(frozen=True)
class Engine:
    """A way to make the three formats from the same source."""

    name: str
    html: Render
    docx: Render
    pdf: Render


def choose() -> Engine:
    """Quarto when it is on the PATH (QUARTO=0 says no, QUARTO=/path/to/quarto which), else Pandoc."""
    from clientela.publish.page import quarto

    if quarto.find():
        return Engine("Quarto", quarto.html, quarto.docx, quarto.pdf)
    return Engine("Pandoc", pandoc.html, pandoc.docx, pandoc.pdf)


def obtain() -> str:
    """With QUARTO=1 try once, for a limited time, to install Quarto from its package; remember how it went. Never fatal."""
    from clientela.publish.page import quarto

    remembered = Path(sys.prefix) / "quarto.txt"
    if os.environ.get("QUARTO") == "0":
        return "Quarto: no (QUARTO=0)"
    if quarto.find():
        return "Quarto: sí"
    if os.environ.get("QUARTO") != "1" and not remembered.is_file():
        # Its package is not in the lock, and downloads a program: nobody gets it without asking.
        return "Quarto: no está; Pandoc y Typst hacen el informe (QUARTO=1 trae quarto-cli, que requirements.lock no nombra)"
    if remembered.is_file() and os.environ.get("QUARTO") != "1":
        return remembered.read_text(encoding="utf-8")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "quarto-cli"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        done = False
    found = done and shutil.which("quarto", path=str(Path(sys.executable).parent))
    said = (
        "Quarto: sí"
        if found
        else "Quarto: no se pudo traer; Pandoc y Typst hacen el informe (QUARTO=1 lo intenta otra vez)"
    )
    remembered.write_text(said, encoding="utf-8")
    return said
