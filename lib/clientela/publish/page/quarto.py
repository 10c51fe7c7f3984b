"""The same report from the same source by Quarto, where it is installed.

Quarto is given our template, style sheet, filters and reference document, so that a report looks alike whichever
program made it. Nothing is executed: the source is text, and its shortcodes are taken apart first.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from clientela.publish.page import pandoc, policy
from clientela.publish.page.meta import NIGHT, Meta
from clientela.publish.page.pandoc import DIALECT, FONTS, STYLES, PublishError
from clientela.publish.word import word

NAME = "report"
# The folder of the pictures, beside the source.
PICTURES = "figures"
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
    return policy.enforce(_render(source, target, meta, "html"), STYLES / "template.html")


def docx(source: Path, target: Path, meta: Meta) -> Path:
    """The report as a Word document with real styles."""
    return word.finish(_render(source, target, meta, "docx"), FONTS, meta)


def pdf(source: Path, target: Path, meta: Meta) -> Path:
    """The report as a PDF to print, set by the Typst that comes with Quarto."""
    return _render(source, target, meta, "typst")


def editable(source: Path, folder: Path, meta: Meta) -> Path:
    """A folder with all that `quarto render` needs, nothing else: the text to edit, report.qmd, its pictures, and our looks.

    source: the report's Markdown, whose pictures stand beside it in figures/. The same source gives the same bytes.
    """
    folder.mkdir(parents=True)
    shutil.copytree(STYLES, folder / STYLES.name)
    if (source.parent / PICTURES).is_dir():
        shutil.copytree(source.parent / PICTURES, folder / PICTURES)
    if meta.logo:
        shutil.copyfile(meta.logo, folder / _logo(meta.logo))
    text = source.read_text(encoding="utf-8").replace("{{<", f"{{{{{WORD_JOINER}<")
    front = yaml.safe_dump(_header(meta), allow_unicode=True, sort_keys=False, width=1000)
    path = folder / f"{NAME}.qmd"
    path.write_text(f"---\n{front}---\n\n{text}", encoding="utf-8")
    return path


def _logo(logo: Path) -> str:
    return f"logo{logo.suffix.lower()}"


def _header(meta: Meta) -> dict[str, Any]:
    """What Quarto reads before the text: titles and words, and each format with our looks; paths are relative, nothing is executed."""
    look = STYLES.name
    filters = {
        form: [{"path": f"{look}/{name}", "at": "pre-ast"} for name in ("filter.lua", f"{form}.lua")]
        for form in ("html", "docx", "typst")
    }
    accent = {"accent": meta.accent(), "accent-dark": meta.accent(NIGHT)} if "accent" in meta.colours else {}
    logo = {"logo": _logo(meta.logo)} if meta.logo else {}
    paper = {**pandoc.typst_variables(replace(meta, logo=None))}
    if meta.logo:
        paper["logo-literal"] = pandoc.typst_string(_logo(meta.logo))
    common = {"toc": False, "columns": int(pandoc.COLUMNS)}
    page = {
        "template": f"{look}/template.html",
        "css": f"{look}/report.css",
        "theme": "none",
        "minimal": True,
        "embed-resources": True,
        "html-math-method": "plain",
    }
    sheet = {"template": f"{look}/template.typ", "wrap": "none", "font-paths": [f"{look}/fonts"]}
    return {
        **{name: _plain(value) for name, value in pandoc.metadata(meta).items()},
        "from": DIALECT,
        "engine": "markdown",
        # Left to itself Quarto makes a simple table, without our labels, of every table with a link in it.
        "tbl-colwidths": True,
        "execute": {"enabled": False},
        "format": {
            "html": {**common, **page, "filters": filters["html"], "variables": {**accent, **logo}},
            "docx": {**common, "reference-doc": f"{look}/reference.docx", "filters": filters["docx"]},
            "typst": {**common, **sheet, "filters": filters["typst"], "variables": paper},
        },
    }


def _render(source: Path, target: Path, meta: Meta, form: str) -> Path:
    """Renders in a folder of its own, since Quarto leaves files beside what it reads."""
    with tempfile.TemporaryDirectory() as place:
        folder = editable(source, Path(place) / "report", meta).parent
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
