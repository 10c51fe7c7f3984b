"""A form to print: lines to write on, boxes to mark, tables with room for a hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from clientela.forms.labels import how, stamp, starred
from clientela.forms.made.styles import Look
from clientela.forms.model import Form, Question, Section
from clientela.present.language import _, current
from clientela.publish.page.pandoc import typeset, typst_string

TEMPLATE = Path(__file__).parent / "paper.typ"
# Columns that a lying page holds; a wider register goes on overleaf, its first column again in front.
MOST_COLUMNS = 8
LONG_LINES, BLANK_ROWS, FEWEST_STATEMENTS = 4, 14, 2
# Of each kind, the share of a table's width.
WIDTHS = {
    "long": "2.2fr",
    "text": "1.6fr",
    "one": "1.3fr",
    "several": "1.6fr",
    "number": "0.9fr",
    "date": "1fr",
    "moment": "1.2fr",
    "scale": "0.8fr",
    "yes_no": "0.6fr",
}


def write(form: Form, target: Path, look: Look | None = None) -> Path:
    """Write the PDF of a form in the language in use; the same form gives the same bytes."""
    text = "\n".join(_document(form, look or Look()))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(typeset(text.encode(), target.parent, target.name))
    return target


def _document(form: Form, look: Look) -> Iterator[str]:
    lying = form.layout == "rows"
    said = [form.intro.said] if form.intro else []
    if form.minutes:
        said.append(_("Toma unos {n} minutos.").format(n=form.minutes))
    said.append(_("Lo que lleva * hace falta."))
    yield f'#let accent = rgb("{look.accent}")'
    yield TEMPLATE.read_text(encoding="utf-8")
    yield f"#set document(title: {typst_string(form.title.said)}, date: none)"
    yield f'#set text(lang: "{current()}", font: sans, size: 10pt, fill: ink)\n#set par(leading: 0.55em)'
    yield "#show heading: set text(weight: 600, fill: accent)"
    yield "#show heading.where(level: 1): set text(size: 19pt)"
    yield "#show heading.where(level: 2): set text(size: 12.5pt)"
    foot = f'footer: context small({{ {typst_string(stamp(form))}; h(1fr); counter(page).display("1 / 1", both: true) }})'
    yield f'#set page(paper: "a4", flipped: {str(lying).lower()}, margin: (x: 17mm, top: 17mm, bottom: 17mm), {foot})'
    yield f"#opening({typst_string(form.title.said)}, {typst_string(look.company)}, {_list(said)})"
    if lying:
        yield from _sheets(form.plain, [], "", BLANK_ROWS, apart=True)
        return
    number = 0
    for section in form.sections:
        yield from _section(section, number)
        number += len(section.questions)


def _section(section: Section, number: int) -> Iterator[str]:
    """A section: statements on one scale together, everything else one under another."""
    text = section.text.said if section.text else ""
    yield f"#section({typst_string(section.title.said)}, {typst_string(text)})"
    numbered = list(enumerate(section.questions, start=number + 1))
    for scale, group in groupby(numbered, key=lambda one: one[1].scale if one[1].kind == "scale" else None):
        together = list(group)
        if scale is not None and len(together) >= FEWEST_STATEMENTS:
            rows = ", ".join(
                f"({typst_string(str(n))}, {typst_string(starred(question))})" for n, question in together
            )
            points = _list(str(point) for point in scale.points)
            yield f"#statements({typst_string(scale.low_is.said)}, {typst_string(scale.high_is.said)}, {points}, {rows})"
        else:
            for n, question in together:
                yield from _question(n, question)


def _question(number: int, question: Question) -> Iterator[str]:
    said = question.help.said if question.help else ""
    if question.kind == "table":
        yield f"#asked({typst_string(str(number))}, {typst_string(starred(question))}, {typst_string(said)}, [])"
        yield from _sheets(
            question.columns,
            [words.said for words in question.lines.values()],
            question.ask.said,
            question.rows,
        )
        return
    if question.kind == "number":
        said = how(question)
    yield f"#asked({typst_string(str(number))}, {typst_string(starred(question))}, {typst_string(said)}, {_body(question)})"


def _body(question: Question) -> str:
    """What is to be filled in under a question."""
    if question.kind in ("one", "several"):
        shown = ", ".join(typst_string(words.said) for words in question.choices.values())
        return f"options(round: {str(question.kind == 'one').lower()}, {shown})"
    if question.kind == "yes_no":
        return f"options({typst_string(_('Sí'))}, {typst_string(_('No'))})"
    if question.kind == "scale" and question.scale:
        scale = question.scale
        return f"points({typst_string(scale.low_is.said)}, {typst_string(scale.high_is.said)}, {_list(str(point) for point in scale.points)})"
    if question.kind in ("date", "moment"):
        return f"day({_list([_('año'), _('mes'), _('día')])})"
    if question.kind == "number":
        return f"figure-in({typst_string(question.unit.said if question.unit else '')})"
    return f"write-on({LONG_LINES if question.kind == 'long' else 1})"


def _sheets(
    columns: Sequence[Question], lines: Sequence[str], named: str, blank: int, *, apart: bool = False
) -> Iterator[str]:
    """A table to fill in, in as many parts as its columns need; `apart`, each on a page of its own."""
    first = [] if lines else [columns[0]]
    rest = list(columns) if lines else list(columns[1:])
    room = MOST_COLUMNS if lines else MOST_COLUMNS - 1
    parts = -(-len(rest) // room) or 1
    each = -(-len(rest) // parts) or 1
    for start in range(0, len(rest) or 1, each):
        part = [*first, *rest[start : start + each]]
        heads = [*([named] if lines else []), *(starred(one) for one in part)]
        widths = [*(["2.4fr"] if lines else []), *(WIDTHS[one.kind] for one in part)]
        tail = ", tall: 21pt" if lines else ""
        break_before = "#pagebreak(weak: true)\n" if start and apart else ""
        yield f"{break_before}#sheet(({', '.join(widths)},), {_list(heads)}, {_list(lines)}, {min(blank, BLANK_ROWS)}{tail})"
        if notes := _notes(part):
            yield f"#small({typst_string(notes)})"


def _notes(columns: Iterable[Question]) -> str:
    """How the columns of a table are filled in, in one paragraph; those filled in alike are named together."""
    alike: dict[str, list[str]] = {}
    for one in columns:
        if text := _told(one):
            alike.setdefault(text, []).append(one.ask.said)
    return "  ·  ".join(f"{', '.join(names)}: {text}" for text, names in alike.items())


def _told(question: Question) -> str:
    listed = "; ".join(words.said for words in question.choices.values())
    return " ".join(part for part in (how(question), f"{listed}." if listed else "") if part)


def _list(texts: Iterable[str]) -> str:
    """A list of strings as Typst writes it."""
    return f"({''.join(f'{typst_string(text)}, ' for text in texts)})"
