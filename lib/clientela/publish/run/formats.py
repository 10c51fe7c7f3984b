"""The formats of an edition: one page for the browser; body and annex each as a PDF and for Word; the workbook; the source to edit."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from functools import partial
from pathlib import Path

from clientela.publish.page import quarto
from clientela.publish.page.document import Document, of_annex
from clientela.publish.page.meta import Meta
from clientela.publish.page.pandoc import PublishError
from clientela.publish.run.run import Run

# So many rows of a table a reader takes in; on paper the rest is in the way.
PRINTED = 10


def make(
    told: Document, work: Path, run: Run, suffix: str, about: Meta, workbook: Callable[[], object]
) -> None:
    """Each format from its source, and the workbook, side by side: most of their time is outside Python.

    Raises PublishError when neither the page nor the PDF can be made; any other costs itself.
    """
    engine, folder = run.engine, run.folder
    printed = replace(about, rows=PRINTED)
    whole, body = _kept(work / "whole.md", told.whole), _kept(work / "body.md", told.body)
    targets: dict[str, Callable[[], object]] = {
        "pdf": partial(engine.pdf, body, folder / f"report{suffix}.pdf", printed),
        "html": partial(engine.html, whole, folder / f"html{suffix}" / "index.html", about),
        "docx": partial(engine.docx, body, folder / f"report{suffix}.docx", printed),
        "xlsx": workbook,
        "source": partial(quarto.editable, whole, folder / f"source{suffix}", about),
    }
    if told.annex:
        annex, cover = _kept(work / "annex.md", told.annex), of_annex(about)
        targets["annex.pdf"] = partial(engine.pdf, annex, folder / f"annex{suffix}.pdf", cover)
        targets["annex.docx"] = partial(engine.docx, annex, folder / f"annex{suffix}.docx", cover)
        run.progress.left += 2

    def one(name: str) -> bool:
        with run.progress.step(name + suffix):
            return run.spare(name + suffix, lambda: bool(targets[name]()) or True, False)

    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        # Each in the language in use here: threads begin without one.
        making = {name: pool.submit(copy_context().run, one, name) for name in targets}
        made = {name: done.result() for name, done in making.items()}
    if not (made["html"] or made["pdf"]):
        raise PublishError(f"html{suffix}, pdf{suffix}: no salió ninguno de los dos.")


def _kept(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
