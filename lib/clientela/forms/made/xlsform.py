"""A form as an XLSForm, the workbook that ODK and KoboToolbox make a telephone's form of: survey, choices and settings."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from clientela.forms.back.known import xls_name
from clientela.forms.labels import how
from clientela.forms.model import Form, Question, Words
from clientela.present.language import _, current, speaking

# As ODK writes a language: its name and its code.
TONGUES = {"es": "Español (es)", "en": "English (en)"}
SURVEY = (
    "type",
    "name",
    *(f"label::{tongue}" for tongue in TONGUES.values()),
    *(f"hint::{tongue}" for tongue in TONGUES.values()),
    "required",
    "constraint",
    *(f"constraint_message::{tongue}" for tongue in TONGUES.values()),
    "appearance",
    "repeat_count",
)
CHOICES = ("list_name", "name", *(f"label::{tongue}" for tongue in TONGUES.values()))
SETTINGS = ("form_title", "form_id", "version", "default_language")
Row = dict[str, str]


def write(form: Form, target: Path) -> Path:
    """Write the XLSForm: both languages in one file, the one in use first; the same form gives the same bytes."""
    import xlsxwriter

    from clientela.publish.workbook.spreadsheet import MADE_ON

    lists = _Lists()
    sheets = {
        "survey": (SURVEY, list(_survey(form, lists))),
        "choices": (CHOICES, lists.rows),
        "settings": (SETTINGS, [_settings(form)]),
    }
    made = io.BytesIO()
    with xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"created": MADE_ON})
        bold = book.add_format({"bold": True, "bottom": 1})
        for name, (heads, rows) in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 2)
            for column, head in enumerate(heads):
                sheet.set_column(column, column, 50 if "::" in head else 22)
                sheet.write_string(0, column, head, bold)
                for place, row in enumerate(rows, start=1):
                    sheet.write_string(place, column, row.get(head, ""))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(made.getvalue())
    return target


class _Lists:
    """The lists of choices, each once, by what it holds."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._names: dict[tuple[tuple[str, str, str], ...], str] = {}

    def named(self, wanted: str, choices: Iterable[tuple[str, str, str]]) -> str:
        """The name of a list of (name, Spanish, English)."""
        kept = tuple(choices)
        if kept not in self._names:
            taken = set(self._names.values())
            while wanted in taken:
                wanted += "_2"
            self._names[kept] = wanted
            self.rows += [
                {"list_name": wanted, "name": name} | _both("label", es, en) for name, es, en in kept
            ]
        return self._names[kept]


def _settings(form: Form) -> Row:
    return {
        "form_title": form.title.said,
        "form_id": form.name,
        "version": str(form.version),
        "default_language": TONGUES[current()],
    }


def _both(what: str, es: str, en: str) -> dict[str, str]:
    return {f"{what}::{TONGUES['es']}": es, f"{what}::{TONGUES['en']}": en}


def _words(what: str, words: Words | None) -> dict[str, str]:
    return _both(what, words.es, words.en) if words else {}


def _survey(form: Form, lists: _Lists) -> Iterator[Row]:
    """The rows of the survey: when it was filled, the introduction, and a group a section."""
    yield {"type": "start", "name": "start"}
    yield {"type": "end", "name": "end"}
    if form.intro:
        yield {"type": "note", "name": "intro"} | _words("label", form.intro)
    for place, section in enumerate(form.sections, start=1):
        yield {"type": "begin_group", "name": f"section_{place}"} | _words("label", section.title)
        if section.text:
            yield {"type": "note", "name": f"note_{place}"} | _words("label", section.text)
        for question in section.questions:
            yield from (
                _table(question, lists)
                if question.kind == "table"
                else [_asked(question, question.key, lists)]
            )
        yield {"type": "end_group", "name": f"section_{place}"}


def _table(table: Question, lists: _Lists) -> Iterator[Row]:
    """A table: a group a line where the lines are given, else a group that repeats."""
    if not table.lines:
        yield {"type": "begin_repeat", "name": table.key} | _words("label", table.ask)
        for column in table.columns:
            yield _asked(column, f"{table.key}_{column.key}", lists)
        yield {"type": "end_repeat", "name": table.key}
        return
    for line, words in table.lines.items():
        yield {"type": "begin_group", "name": f"{table.key}_{line}", "appearance": "field-list"} | _words(
            "label", words
        )
        for column in table.columns:
            yield _asked(column, xls_name(table.key, line, column.key), lists)
        yield {"type": "end_group", "name": f"{table.key}_{line}"}


def _asked(question: Question, name: str, lists: _Lists) -> Row:
    """One question."""
    hints = {}
    for tongue in TONGUES:
        with speaking(tongue):
            hints[tongue] = how(question)
    unit = (
        {tongue: f" ({words})" for tongue, words in zip(TONGUES, question.unit.both, strict=True)}
        if question.unit
        else {}
    )
    row = {"type": _type(question, lists), "name": name}
    row |= _both("label", question.ask.es + unit.get("es", ""), question.ask.en + unit.get("en", ""))
    row |= (
        _both("hint", hints["es"], hints["en"])
        if question.kind != "several"
        else _words("hint", question.help)
    )
    if question.required:
        row["required"] = "yes"
    if question.kind == "long":
        row["appearance"] = "multiline"
    if question.kind == "scale":
        row["appearance"] = (
            "likert" if question.scale and len(question.scale.points) <= 7 else "horizontal-compact"
        )
    return row | _limits(question, hints)


def _limits(question: Question, hints: Mapping[str, str]) -> Row:
    """What a number must keep to, and what is said where it does not."""
    parts = [
        f". {sign} {bound:g}"
        for sign, bound in ((">=", question.min), ("<=", question.max))
        if bound is not None
    ]
    if question.kind != "number" or not parts:
        return {}
    return {"constraint": " and ".join(parts)} | _both("constraint_message", hints["es"], hints["en"])


def _type(question: Question, lists: _Lists) -> str:
    if question.kind in ("one", "several"):
        choices = [(name, *words.both) for name, words in question.choices.items()]
        return (
            f"select_{'one' if question.kind == 'one' else 'multiple'} {lists.named(question.key, choices)}"
        )
    if question.kind == "scale" and question.scale:
        return f"select_one {lists.named(f'{question.key}_points', _points(question))}"
    if question.kind == "yes_no":
        return f"select_one {lists.named('yes_no', [('yes', *_spoken('yes')), ('no', *_spoken('no'))])}"
    kinds = {"number": "integer" if question.whole else "decimal", "date": "date", "moment": "dateTime"}
    return kinds.get(question.kind, "text")


def _points(question: Question) -> Iterator[tuple[str, str, str]]:
    """A scale's points, the ends with their words."""
    scale = question.scale
    assert scale is not None
    ends = {scale.low: scale.low_is, scale.high: scale.high_is}
    for point in scale.points:
        words = ends.get(point)
        yield (
            str(point),
            *((f"{point} · {text}" for text in words.both) if words else (str(point), str(point))),
        )


def _spoken(word: str) -> tuple[str, str]:
    said = []
    for tongue in TONGUES:
        with speaking(tongue):
            said.append(_("Sí") if word == "yes" else _("No"))
    return said[0], said[1]
