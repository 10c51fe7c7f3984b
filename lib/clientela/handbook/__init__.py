"""The pages made from the code: contract, forms, thresholds, analyses, marts, glossary in docs/, in both languages; the tree of rooms."""

from __future__ import annotations

from pathlib import Path

from clientela.folders import project
from clientela.handbook import analyses, contract, forms, glossary, marts, rooms, thresholds
from clientela.present.language import LANGUAGES, speaking

PAGES = {
    "contract": contract.page,
    "forms": forms.page,
    "thresholds": thresholds.page,
    "analyses": analyses.page,
    "marts": marts.page,
    "glossary": glossary.page,
}


def pages() -> dict[Path, str]:
    """Every page with its place in the project."""
    found = {rooms.PAGE: rooms.page()}
    for language in LANGUAGES:
        with speaking(language):
            for name, page in PAGES.items():
                found[Path("docs") / language / f"{name}.md"] = page()
    return found


def write() -> list[Path]:
    """Write the pages; those that were not as they should be."""
    folder, changed = project.root(), []
    for place, text in pages().items():
        path = folder / place
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed
