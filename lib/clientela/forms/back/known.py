"""The names by which a form's questions, lines and choices are known again: of any language, version and tool."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from clientela.forms.model import Form, Question, loose

# A label so long, and so like a question, is that question with a word touched up.
LONG_ENOUGH, ALIKE = 20, 0.9
# What collecting tools write beside the answers.
OF_A_TOOL = re.compile(
    r"^(_.*|start|end|today|deviceid|subscriberid|simid|phonenumber|username|audit|meta/.*|formhub/.*|instanceid|__version__"
    r"|marca temporal|timestamp|inicio|fin|columna_\d+|key|parent_key|submissiondate|.*-(latitude|longitude|altitude|accuracy))$"
)


@dataclass
class Known:
    """Looks up what a label stands for. What a file says of its own labels goes before what the form says today."""

    questions: dict[str, str] = field(default_factory=dict)
    columns: dict[str, dict[str, str]] = field(default_factory=dict)  # table → label → column
    lines: dict[str, dict[str, str]] = field(default_factory=dict)  # table → label → line
    choices: dict[str, dict[str, str]] = field(default_factory=dict)  # question → label → choice
    # A question of an XLSForm → the table, line and column that it stands for.
    cells: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    # Labels of an earlier version that nothing stands for today.
    gone: dict[str, str] = field(default_factory=dict)
    # Labels that somebody touched up, with the question that they were taken for.
    taken: dict[str, str] = field(default_factory=dict)

    def question(self, label: str) -> str | None:
        """The question that a label is, letter by letter or nearly."""
        if label in self.questions:
            return self.questions[label]
        if label not in self.taken:
            near = len(label) >= LONG_ENOUGH and label not in self.gone
            found = difflib.get_close_matches(label, self.questions, n=2, cutoff=ALIKE) if near else []
            keys = {self.questions[one] for one in found}
            self.taken[label] = keys.pop() if len(keys) == 1 else ""
        return self.taken[label] or None


def known(form: Form, told: Iterable[tuple[str, str, str]] = ()) -> Known:
    """All the names of a form, and those that a file tells of itself in its hidden sheet."""
    found = Known()
    names = _names(form)
    for kind, name, text in told:
        _told(found, kind, name, text, names)
    for question in form.questions:
        _label(found.questions, question, question.key)
        _choices(found, question.key, question)
        if question.kind != "table":
            continue
        columns = found.columns.setdefault(question.key, {})
        lines = found.lines.setdefault(question.key, {})
        for line, words in question.lines.items():
            for text in (*words.both, line):
                lines.setdefault(loose(text), line)
        for column in question.columns:
            _label(columns, column, column.key)
            columns.setdefault(loose(f"{question.key}_{column.key}"), column.key)
            _choices(found, f"{question.key}.{column.key}", column)
            for line in question.lines:
                found.cells[xls_name(question.key, line, column.key)] = (question.key, line, column.key)
    return found


def xls_name(table: str, line: str, column: str) -> str:
    """The name of a table's cell as a question of its own, where a tool has no tables."""
    return f"{table}_{line}_{column}"


def _names(form: Form) -> dict[str, str]:
    """Every name that a question has or had, with the one it has today."""
    found: dict[str, str] = {}
    for question in form.questions:
        found |= dict.fromkeys([*question.formerly, question.key], question.key)
        for column in question.columns:
            today = f"{question.key}.{column.key}"
            found |= {f"{question.key}.{name}": today for name in [*column.formerly, column.key]}
    return found


def _told(found: Known, kind: str, name: str, text: str, names: Mapping[str, str]) -> None:
    question, _slash, part = name.partition("/")
    today = names.get(question)
    if kind == "question" and today is None:
        found.gone[loose(text)] = text
    elif today is None:
        return
    elif kind == "question":
        table, dot, column = today.partition(".")
        place = found.columns.setdefault(table, {}) if dot else found.questions
        place.setdefault(loose(text), column if dot else table)
    elif kind in ("choice", "line"):
        (found.choices if kind == "choice" else found.lines).setdefault(today, {}).setdefault(
            loose(text), part
        )


def _label(place: dict[str, str], question: Question, key: str) -> None:
    units = (
        [f"{ask} ({unit})" for ask, unit in zip(question.ask.both, question.unit.both, strict=True)]
        if question.unit
        else []
    )
    for text in (*question.ask.both, *units, *question.formerly, question.key):
        place.setdefault(loose(text), key)


def _choices(found: Known, name: str, question: Question) -> None:
    place = found.choices.setdefault(name, {})
    for choice, words in question.choices.items():
        for text in (choice, *words.both):
            place.setdefault(loose(text), choice)
