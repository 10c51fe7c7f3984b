"""The report as a web page, a Word document and a PDF, from one Markdown source.

Pandoc reads the dialect described in `reports/_styles/filter.lua`; Typst sets the PDF. Both come as ordinary wheels.
The same source gives the same bytes, wherever and whenever it is built.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

from clientela.folders import project
from clientela.publish.page import policy
from clientela.publish.page.meta import NIGHT, Meta
from clientela.publish.word import word

STYLES = project.styles()
FONTS = STYLES / "fonts"


@cache
def letters() -> tuple[str, ...]:
    """Folders of letters for the PDF: ours, and those that come with matplotlib for the signs and scripts that ours lack."""
    found = find_spec("matplotlib")
    places = found.submodule_search_locations if found else None
    return str(FONTS), *(str(Path(place) / "mpl-data" / "fonts" / "ttf") for place in places or ())


# What the dialect does not need is off: text that comes from data has then less to be mistaken for.
OFF = [
    "raw_html",
    "raw_tex",
    "raw_attribute",
    "native_divs",
    "native_spans",
    "markdown_in_html_blocks",
    "tex_math_dollars",
    "latex_macros",
    "smart",
    "subscript",
    "superscript",
    "strikeout",
    "yaml_metadata_block",
    "pandoc_title_block",
    "simple_tables",
    "multiline_tables",
    "grid_tables",
    "example_lists",
    "fancy_lists",
    "line_blocks",
    "inline_notes",
    "implicit_header_references",
]
DIALECT = "markdown+table_attributes-" + "-".join(OFF)

# Letters from which the title on the cover is set smaller.
LONG_TITLE = 48

# Relative widths would squeeze columns; only rows wider than this get them.
COLUMNS = "100000"


# The day of a document that knows none.
NO_DAY = dt.date(2026, 1, 1)


class PublishError(RuntimeError):
    """A format could not be made; the message says which and what the tool answered."""


def html(source: Path, target: Path, meta: Meta) -> Path:
    """The report as one web page that needs no network: fonts, styles and figures are inside."""
    options = ["--to=html5-smart", f"--template={STYLES / 'template.html'}"]
    options += [
        f"--css={STYLES / 'report.css'}",
        f"--lua-filter={STYLES / 'html.lua'}",
        "--email-obfuscation=none",
    ]
    if "accent" in meta.colours:
        options += [f"--variable=accent:{meta.accent()}", f"--variable=accent-dark:{meta.accent(NIGHT)}"]
    if meta.logo:
        options.append(f"--variable=logo:{meta.logo.resolve().as_posix()}")
    page = policy.inside(_convert(source, target, meta, options), source.parent)
    return policy.enforce(page, STYLES / "template.html")


def docx(source: Path, target: Path, meta: Meta) -> Path:
    """The report as a Word document with real styles, so that anyone can go on writing in it."""
    options = [
        "--to=docx",
        f"--reference-doc={STYLES / 'reference.docx'}",
        f"--lua-filter={STYLES / 'docx.lua'}",
    ]
    return word.finish(_convert(source, target, meta, options), FONTS, meta)


def pdf(source: Path, target: Path, meta: Meta) -> Path:
    """The report as a PDF to print: cover with the contents, running heads and page numbers."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        # A file, since a logo is longer than what a command line takes.
        defaults = folder / "defaults.yaml"
        defaults.write_text(json.dumps({"variables": typst_variables(meta)}), encoding="utf-8")
        options = ["--to=typst-smart", "--wrap=none", f"--defaults={defaults}"]
        options += [f"--template={STYLES / 'template.typ'}", f"--lua-filter={STYLES / 'typst.lua'}"]
        text = _convert(source, folder / "body.typ", meta, options).read_bytes()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(typeset(text, source.parent, target.name))
    return target


def typeset(text: bytes, folder: Path, name: str) -> bytes:
    """The PDF of a Typst text; pictures are found in the folder, letters in these folders alone."""
    import typst

    options: dict[str, Any] = {"root": str(folder.resolve()), "font_paths": list(letters())}
    compile_ours = partial(typst.compile, text, ignore_system_fonts=True, **options)
    try:
        # For who listens to the page; what the standard refuses (a skipped level of titles) is no reason to fail.
        return cast(bytes, compile_ours(pdf_standards="ua-1"))
    except typst.TypstError:
        pass
    try:
        return cast(bytes, compile_ours())
    except typst.TypstError as error:
        raise PublishError(f"{name}: {error.diagnostic}") from error


def typst_variables(meta: Meta) -> dict[str, str]:
    """What the template takes as it is, without reading it as Markdown.

    The logo goes into the text itself: Typst reads no file outside the report's folder.
    """
    variables = {"accent": meta.accent(), "author-literal": typst_string(meta.written_by)}
    if len(meta.title) > LONG_TITLE:
        variables["long-title"] = "yes"
    if meta.logo:
        variables["logo-literal"] = f"bytes(({','.join(str(byte) for byte in meta.logo.read_bytes())},))"
    return variables


def typst_string(text: str) -> str:
    """A string literal of Typst; control characters become spaces."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _convert(source: Path, target: Path, meta: Meta, options: list[str]) -> Path:
    """Runs Pandoc in the source's folder, where the figures are."""
    target.parent.mkdir(parents=True, exist_ok=True)
    command = [
        program(),
        source.name,
        f"--from={DIALECT}",
        f"--output={target.resolve()}",
        "--standalone",
        f"--columns={COLUMNS}",
        f"--lua-filter={STYLES / 'filter.lua'}",
        *options,
        *(f"--metadata={name}={value}" for name, value in metadata(meta).items()),
    ]
    done = subprocess.run(
        command,
        cwd=source.parent,
        env=environment(meta),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode or not target.is_file():
        raise PublishError(f"{target.name}: {done.stderr.strip() or ended(done.returncode)}")
    return target


def ended(code: int) -> str:
    """How a program ended that gave no reason; a signal has a name.

    >>> ended(-9), ended(3)
    ('SIGKILL', 'exit code 3')
    """
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def metadata(meta: Meta) -> dict[str, str]:
    """Titles and words by the names that the templates and filters know; empty ones are left out."""
    values = {
        "title": meta.title,
        "subtitle": meta.subtitle,
        "author": meta.written_by,
        "company": meta.company,
        "as-of": meta.as_of_text,
        "lang": meta.language,
        "most-rows": str(meta.rows or ""),
        **{f"word-{name}": word for name, word in meta.words.items()},
    }
    return {name: value for name, value in values.items() if value}


def environment(meta: Meta) -> dict[str, str]:
    """The clock of the documents: SOURCE_DATE_EPOCH when given, else the day up to which the data go; and letters that are UTF-8."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    day = dt.datetime.combine(meta.as_of or NO_DAY, dt.time(), dt.UTC)
    # Under LC_ALL=C, as cron and containers have it, Pandoc would read the title's accents as rubbish.
    accents = {"LC_ALL": "C.UTF-8"} if sys.platform == "linux" else {}
    return {
        **os.environ,
        **accents,
        "SOURCE_DATE_EPOCH": epoch if re.fullmatch(r"\d+", epoch) else f"{day.timestamp():.0f}",
    }


@cache
def program() -> str:
    """The Pandoc that comes with the pypandoc_binary wheel."""
    import pypandoc

    return str(pypandoc.get_pandoc_path())
