"""Two books to print: the learner's workbook, and the trainer's guide with programmes, cards, solutions and the glossary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from clientela.course.check import bare
from clientela.course.made.document import module
from clientela.course.made.markdown import block, flat
from clientela.course.made.room import Room
from clientela.course.made.words import minutes
from clientela.course.source import library
from clientela.course.source.model import Module, Programme
from clientela.intake.contract import plain
from clientela.present.language import _, current
from clientela.publish.page import pandoc
from clientela.publish.page.meta import Meta

# On paper nothing moves and nothing is checked: the figure's sentence and the list to choose from stay.
DATA = re.compile(r' data-[\w-]+="[^"]*"')
# Where a page of paper begins with a module, its headings have names that stand once in the book.
NAMES = re.compile(r" \{#sec-(\w+)\}")


def text(modules: Sequence[Module], room: Room) -> str:
    """The edition's book as Markdown, in the language in use."""
    room = replace(room, paper=True)
    parts = [
        *(_guide(modules, room) if room.teaches else ()),
        *(_module(one, room) for one in modules),
        glossary(modules),
    ]
    return "\n\n".join(parts) + "\n"


def write(whole: str, room: Room, meta: Meta) -> Path:
    """The edition's book as it is printed, into the room's folder."""
    source = room.folder / f"{'guide' if room.teaches else 'workbook'}.md"
    source.write_text(whole, encoding="utf-8")
    subtitle = _("Guía de quien enseña") if room.teaches else _("Cuaderno de quien aprende")
    target = pandoc.pdf(source, source.with_suffix(".pdf"), replace(meta, subtitle=subtitle))
    source.unlink()
    return target


def cards(modules: Sequence[Module], room: Room, meta: Meta) -> Path:
    """The cards of the role-plays to print and cut, for who teaches."""
    parts = []
    for given in modules:
        for lesson, one in given.exercises():
            told = room.tell(one)
            if told.cards:
                title = room.tell(bare(lesson)).title
                parts.append(block("kicker", _("Módulo {n}").format(n=given.number)))
                parts.append(
                    f"# {flat(title)}: {flat(told.aim)} {{#sec-{given.number}-{lesson.key}-{one.key}}}"
                )
            parts += [block("card", f"**{card.who}**\n\n{card.text}\n\n- - - - -") for card in told.cards]
    source = room.folder / "cards.md"
    source.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    target = pandoc.pdf(
        source, source.with_suffix(".pdf"), replace(meta, subtitle=_("Tarjetas para recortar"))
    )
    source.unlink()
    return target


def _module(given: Module, room: Room) -> str:
    text = DATA.sub("", module(given, room))
    return NAMES.sub(lambda found: f" {{#sec-{given.number}-{found[1]}}}", text)


def _guide(modules: Sequence[Module], room: Room) -> Iterator[str]:
    given = library.guide()
    yield block("kicker", _("Guía"))
    yield f"# {_('Antes de empezar')} {{#sec-guide}}"
    for section in given.sections:
        yield f"## {section.title.said}\n\n{section.text.said}"
    yield block("kicker", _("Uno, dos o cuatro días"))
    yield f"# {_('Programas')} {{#sec-programmes}}"
    for programme in given.programmes:
        yield _programme(programme, modules, room)


def _programme(given: Programme, modules: Sequence[Module], room: Room) -> str:
    """One programme as a table: the day, the minutes, the modules; those that need more say what may be cut."""
    titles = {one.number: room.tell(bare(one)).title for one in modules}
    rows = [f"| {_('Día')} | {_('Tiempo')} | {_('Módulo')} |", "| ---: | ---: | :--- |"]
    for number, day in enumerate(given.days, 1):
        for part in day:
            named = ", ".join(f"{one} · {titles[one]}" for one in part.modules if one in titles)
            if named:
                rows.append(f"| {number} | {minutes(part.minutes)} | {flat(named)} |")
    cut = _("Donde el tiempo no alcanza, cada módulo dice qué dejar para la casa («Si va tarde»).")
    table = "\n".join(rows)
    return f"## {given.title.said}\n\n{table}\n\n{cut}"


def glossary(modules: Sequence[Module]) -> str:
    """The words of all lessons in both languages, the reader's first, in the order of their alphabet."""
    words = {word.term.es: word for one in modules for lesson in one.lessons for word in lesson.words}
    ordered = sorted(words.values(), key=lambda word: plain(word.term.said))
    heads, tongues = [_("Español"), _("Inglés")], ["es", "en"]
    if current() != "es":
        heads, tongues = heads[::-1], tongues[::-1]
    rows = [f"| {' | '.join([*heads, _('Qué quiere decir')])} |", "| :--- | :--- | :--- |"]
    for word in ordered:
        terms = [flat(getattr(word.term, tongue)) for tongue in tongues]
        rows.append(f"| {' | '.join([*terms, flat(word.means.said)])} |")
    head = f"{block('kicker', _('Glosario'))}\n\n# {_('Palabras del curso')} {{#sec-glossary}}"
    return f"{head}\n\n" + "\n".join(rows)
