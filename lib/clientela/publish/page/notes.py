"""What the analyst adds to a report: `notes.es.md` (`notes.en.md`) beside the company.yml, found again at every run.

`# Fidelización` names a chapter, `## Quién sigue activo` under it a section, as the report calls them; `# Primera página` the first page.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from clientela.companies import own_files
from clientela.companies.config import Company, ConfigError
from clientela.present.language import _, current
from clientela.stage import STAGES

FRONT = "front"
HEADING = re.compile(r"^(#{1,2})\s+(.+?)\s*#*$")
# What would open or close a block of ours; nothing else in the dialect reaches beyond its paragraph.
LARGEST = 1 << 20
FENCE = re.compile(r"^(\s*):::", re.MULTILINE)


class Notes:
    """The notes of one edition; each is taken once, where it belongs."""

    def __init__(self, texts: dict[tuple[str, str], tuple[str, str]]) -> None:
        # (chapter, section's name without capitals and accents) -> (heading as written, text)
        self._texts = texts

    def take(self, chapter: str, section: str = "") -> str:
        """The Markdown of the note of a section, or of a chapter's first page; "" where there is none."""
        _heading, text = self._texts.pop((chapter, plain(section)), ("", ""))
        return _block(text) if text else ""

    def left(self) -> str:
        """The Markdown of the notes whose section is not in this report: none is lost."""
        if not self._texts:
            return ""
        title = _("Notas cuya sección no está en este informe")
        blocks = [f"**{heading}**\n\n{_block(text)}" for heading, text in self._texts.values()]
        return f"## {title}\n\n" + "\n\n".join(blocks)


def path(company: Company, language: str) -> Path:
    """Where a company's notes are, whether it has any or not."""
    return company.folder / f"notes.{language}.md"


def read(company: Company) -> Notes:
    """The company's notes in the language in use; a report on a part of the company has none.

    Raises ConfigError when the file is not text in UTF-8, is too long, lies elsewhere, or says something before its first heading.
    """
    file = path(company, current())
    if company.part or not file.is_file():
        return Notes({})
    try:
        file = own_files.within(company.folder, file.name)
    except ValueError as error:
        raise ConfigError(f"{file.name}: {error}.") from None
    if file.stat().st_size > LARGEST:
        raise ConfigError(f"{file.name}: pasa de 1 MB, y son notas para un informe.")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError(f"{file}: guárdelo como texto en UTF-8.") from None
    return Notes(_parts(text, file.name))


def _parts(text: str, name: str) -> dict[tuple[str, str], tuple[str, str]]:
    chapters = {plain(_(words)): stage for stage, (_number, words) in STAGES.items()}
    chapters |= {plain(_("Primera página")): FRONT}
    found: dict[tuple[str, str], tuple[str, str]] = {}
    place, heading = ("", ""), ""
    for number, line in enumerate(text.splitlines(), 1):
        if match := HEADING.match(line):
            heading = match[2]
            if match[1] == "#":
                # Of "5 · Fidelización" the name counts; a chapter that there is not keeps its notes for the end.
                named = plain(re.sub(r"^\d+\W+", "", heading))
                place = (chapters.get(named, named), "")
            else:
                place = (place[0], plain(heading))
        elif line.strip() and not heading:
            raise ConfigError(
                f"{name}, línea {number}: falta decir de qué es la nota. Escriba antes «# {_('Primera página')}»."
            )
        elif heading:
            before = found.get(place, (heading, ""))[1]
            found[place] = (heading, f"{before}\n{line}")
    return {key: (heading, said.strip()) for key, (heading, said) in found.items() if said.strip()}


def plain(heading: str) -> str:
    """A heading without capitals, accents and signs: what two spellings of it have in common.

    >>> plain("¿Quién sigue  activo?")
    'quien sigue activo'
    """
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", heading) if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^\w\s]", " ", bare.casefold()).split())


def _block(text: str) -> str:
    said = FENCE.sub(r"\1\\:::", text)
    return f'::: {{.callout-note title="{_("Nota de la empresa")}"}}\n{said}\n:::'
