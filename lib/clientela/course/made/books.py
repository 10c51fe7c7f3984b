"""Two books to print: the learner's workbook, and the trainer's guide with programmes, cards, solutions and the glossary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from clientela.course.made.document import module
from clientela.course.made.exercise import observed
from clientela.course.made.markdown import block, flat, table
from clientela.course.made.room import Room
from clientela.course.made.words import minutes
from clientela.course.source import library
from clientela.course.source.guide import LUNCH, Part, Programme
from clientela.course.source.lessons import Module
from clientela.course.source.programmes import Numbered, day, numbered
from clientela.course.told.said import Told
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
    """What is printed and cut, for who teaches: the cards of a role-play with its observer's sheet, strips of paper."""
    parts = [
        part
        for given in modules
        for number, lesson in enumerate(given.lessons, 1)
        for place, one in enumerate(lesson.exercises, 1)
        if one.cards or one.strips
        for part in _cut_out(room.tell(one), f"{given.number}-{number}-{place}")
    ]
    source = room.folder / "cards.md"
    source.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    target = pandoc.pdf(
        source, source.with_suffix(".pdf"), replace(meta, subtitle=_("Tarjetas para recortar"))
    )
    source.unlink()
    return target


def _cut_out(told: Told, at: str) -> Iterator[str]:
    module, lesson, place = at.split("-")
    said = _("Módulo {module} · lección {lesson}, ejercicio {n}")
    yield block("kicker", said.format(module=module, lesson=lesson, n=place))
    yield f"# {flat(told.aim)} {{#sec-{at}}}"
    yield from (block("card", f"**{card.who}**\n\n{card.text}\n\n- - - - -") for card in told.cards)
    if told.strips:
        yield table([_("Una tira por renglón: córtelas")], [[strip] for strip in told.strips])
    if told.observer:
        yield observed(told)


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
    yield _(
        "Lo que no se da queda para la casa: está en el cuaderno. Un módulo de más de hora y media lleva una pausa hacia la mitad."
    )
    for one in given.programmes:
        yield _programme(one, numbered(modules))


def _programme(given: Programme, modules: Numbered) -> str:
    """One programme: a table a day, with hours and pauses."""
    parts = [f"## {given.title.said}"]
    for place in range(len(given.days)):
        rows = [
            f"| {at} | {flat(_given(part, modules)) if part else _('Fin')} | {minutes(spent) if part else ''} |"
            for at, part, spent in day(given, place, modules)
        ]
        heads = f"| {_('Hora')} | {_('Día {n}').format(n=place + 1)} | {_('Tiempo')} |"
        parts.append("\n".join([heads, "| :--- | :--- | ---: |", *rows]))
    return "\n\n".join(parts)


def _given(part: Part, modules: Numbered) -> str:
    """What is done in a part of a day, with the places that the module's pages have for it."""
    if part.module is None:
        return _("Almuerzo") if part.pause >= LUNCH else _("Descanso")
    head = f"{part.module} · {modules[part.module].title.said}"
    if part.short:
        return _("{module}: la versión de 45 minutos").format(module=head)
    if not part.lessons:
        return _("{module}: todo").format(module=head)
    if len(part.lessons) == 1:
        return _("{module}: lección {place}").format(module=head, place=part.lessons[0])
    places = _listed([str(place) for place in part.lessons])
    return _("{module}: lecciones {places}").format(module=head, places=places)


def _listed(parts: Sequence[str]) -> str:
    from babel.lists import format_list

    return format_list(parts, locale=current())


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
