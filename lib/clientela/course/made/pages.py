"""The lessons as pages that open from a folder: a page a module and an index, each with its fonts, pictures and scripts inside."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from clientela.course.check import bare
from clientela.course.made.document import module
from clientela.course.made.markdown import block, bullets
from clientela.course.made.room import Room
from clientela.course.made.words import minutes
from clientela.course.source.lessons import Module
from clientela.present.language import _
from clientela.publish.page import pandoc
from clientela.publish.page.meta import Meta

HERE = Path(__file__).parent
# The page's own policy, where it has one, names the scripts and styles that may run.
POLICY = re.compile(r"(script-src|style-src-elem|style-src) ")


def write(
    modules: Sequence[Module], room: Room, meta: Meta, beside: Sequence[tuple[str, str]] = ()
) -> list[Path]:
    """The pages of an edition in the language in use, into the room's folder; `beside` are other files to point at: path and words."""
    made = [page(one, room, meta) for one in modules]
    text = index(modules, room, meta, beside)
    source = room.folder / "index.md"
    source.write_text(text, encoding="utf-8")
    made.append(_finished(pandoc.html(source, room.folder / "index.html", meta)))
    source.unlink()
    return made


def page(given: Module, room: Room, meta: Meta) -> Path:
    """The page of one module."""
    source = room.folder / f"{name(given)}.md"
    source.write_text(f"{module(given, room)}\n\n[{_('Volver al índice')}](index.html)\n", encoding="utf-8")
    title = room.tell(bare(given)).title
    target = pandoc.html(source, source.with_suffix(".html"), replace(meta, title=title))
    source.unlink()
    return _finished(target)


def name(given: Module) -> str:
    """The name of a module's files."""
    return f"{given.number}_{given.key}"


def index(modules: Sequence[Module], room: Room, meta: Meta, beside: Sequence[tuple[str, str]]) -> str:
    """The first page: the modules in order, and what else is in the folder."""
    lines = []
    for one in modules:
        told = room.tell(bare(one))
        lines.append(
            f"[{one.number} · {told.title}]({name(one)}.html). {told.question} ({minutes(one.minutes)})"
        )
    about = (
        _("Edición para quien enseña: con soluciones, criterios de nota y notas.")
        if room.teaches
        else _("Edición para quien aprende.")
    )
    files = [f"[{words}]({path})" for path, words in beside]
    whole = minutes(sum(one.minutes for one in modules))
    return "\n\n".join(
        [
            block("kicker", f"{meta.company} · {whole}"),
            f"# {meta.title} {{#sec-course}}",
            block("lead", about),
            bullets(lines),
            *([f"## {_('Además de las lecciones')}", bullets(files)] if files else []),
        ]
    )


def _finished(page: Path) -> Path:
    """The page with what lessons need beyond a report: their styles and scripts, the same in every page."""
    text = page.read_text(encoding="utf-8")
    style = (HERE / "course.css").read_text(encoding="utf-8")
    scripts = [(HERE / file).read_text(encoding="utf-8") for file in ("check.js", "explore.js")]
    text = POLICY.sub(lambda found: _allowed(found[1], style, scripts), text)
    text = text.replace("</head>", f"<style>{style}</style>\n</head>", 1)
    body = "".join(f"<script>{script}</script>\n" for script in scripts)
    head, _end, tail = text.rpartition("</body>")
    page.write_text(f"{head}{body}</body>{tail}", encoding="utf-8")
    return page


def _allowed(kind: str, style: str, scripts: Sequence[str]) -> str:
    allowed = scripts if kind == "script-src" else [style]
    hashes = (base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in allowed)
    return f"{kind} " + " ".join(f"'sha256-{one}'" for one in hashes) + " "
