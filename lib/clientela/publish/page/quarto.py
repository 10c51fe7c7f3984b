"""The same report from the same source by Quarto, where it is installed.

Quarto is given our template, style sheet, filters and reference document, so that a report looks alike whichever
program made it. Nothing is executed: the source is text, and its shortcodes are taken apart first.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from clientela.publish.page import pandoc, policy
from clientela.publish.page.meta import NIGHT, Meta
from clientela.publish.page.pandoc import DIALECT, FONTS, STYLES, PublishError
from clientela.publish.word import word

NAME = "report"
# What may stand beside the source and is no part of it.
NO_PICTURES = ("*.ipynb", "*.parquet", "*.log", "*.py", "*.sql", "_quarto.yml", "*.lua")
# Invisible; what it stands in is no shortcode any more, in text and in code alike.
WORD_JOINER = "\u2060"
MARKUP = re.compile(r"([!-/:-@\[-`{-~])")


def find() -> Path | None:
    """Where Quarto is: the variable QUARTO names it, or forbids it with 0; else the PATH; None without it."""
    chosen = os.environ.get("QUARTO", "")
    if chosen == "0":
        return None
    found = shutil.which(chosen) if chosen not in ("", "1") else shutil.which("quarto")
    return Path(found) if found else None


def html(source: Path, target: Path, meta: Meta) -> Path:
    """The report as one web page that needs no network."""
    options = {
        "template": _style("template.html"),
        "css": _style("report.css"),
        "theme": "none",
        "minimal": True,
        "embed-resources": True,
        "html-math-method": "plain",
    }
    accent = {"accent": meta.accent(), "accent-dark": meta.accent(NIGHT)} if "accent" in meta.colours else {}
    made = _render(source, target, meta, "html", options, {**accent, **_logo(meta)})
    return policy.enforce(made, STYLES / "template.html")


def docx(source: Path, target: Path, meta: Meta) -> Path:
    """The report as a Word document with real styles."""
    made = _render(source, target, meta, "docx", {"reference-doc": _style("reference.docx")}, {})
    return word.finish(made, FONTS, meta)


def pdf(source: Path, target: Path, meta: Meta) -> Path:
    """The report as a PDF to print, set by the Typst that comes with Quarto."""
    options = {"template": _style("template.typ"), "wrap": "none"}
    return _render(source, target, meta, "typst", options, pandoc.typst_variables(meta))


def _style(name: str) -> str:
    return (STYLES / name).as_posix()


def _logo(meta: Meta) -> dict[str, str]:
    return {"logo": meta.logo.resolve().as_posix()} if meta.logo else {}


def _render(
    source: Path,
    target: Path,
    meta: Meta,
    form: str,
    options: Mapping[str, Any],
    variables: Mapping[str, str],
) -> Path:
    """Renders a copy of the source in a folder of its own, since Quarto leaves files beside what it reads."""
    filters = [
        {"path": _style(name), "at": "pre-ast"}
        for name in ("filter.lua", {"html": "html.lua", "docx": "docx.lua", "typst": "typst.lua"}[form])
    ]
    header = {
        **{name: _plain(value) for name, value in pandoc.metadata(meta).items()},
        "from": DIALECT,
        "engine": "markdown",
        # Left to itself Quarto makes a simple table, without our labels, of every table with a link in it.
        "tbl-colwidths": True,
        "execute": {"enabled": False},
        "filters": filters,
        "variables": dict(variables),
        "format": {form: {"toc": False, "columns": int(pandoc.COLUMNS), **options}},
    }
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        shutil.copytree(
            source.parent, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*NO_PICTURES)
        )
        text = source.read_text(encoding="utf-8").replace("{{<", f"{{{{{WORD_JOINER}<")
        front = json.dumps(header, ensure_ascii=False, indent=1)
        (folder / f"{NAME}.qmd").write_text(f"---\n{front}\n---\n\n{text}", encoding="utf-8")
        made = _run(folder, form, target, pandoc.environment(meta))
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made, target)
    return target


def _run(folder: Path, form: str, target: Path, environment: Mapping[str, str]) -> Path:
    program = find()
    if program is None:
        raise PublishError("Quarto: not found")
    suffix = "pdf" if form == "typst" else form
    made = folder / f"{NAME}.{suffix}"
    made.unlink(missing_ok=True)
    command = [str(program), "render", f"{NAME}.qmd", "--to", form, "--output", made.name, "--no-execute"]
    done = subprocess.run(
        command,
        cwd=folder,
        env={
            **environment,
            "TYPST_FONT_PATHS": os.pathsep.join(pandoc.letters()),
            "TYPST_IGNORE_SYSTEM_FONTS": "true",
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode or not made.is_file():
        raise PublishError(f"{target.name}: {done.stderr.strip()[-2000:] or pandoc.ended(done.returncode)}")
    return made


def _plain(text: str) -> str:
    """Text that Markdown leaves alone: Quarto reads titles as Markdown."""
    return MARKUP.sub(r"\\\1", text)
