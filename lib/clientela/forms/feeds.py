"""What a form gives the contract: the rows of one of its tables, as a file that company.yml takes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientela.forms.back.reading import Reading
from clientela.forms.model import Form, Question
from clientela.present.inert import inert

if TYPE_CHECKING:
    import pandas as pd


def rows(reading: Reading) -> pd.DataFrame:
    """The rows of the contract's table that the answers are; those of which nothing that the table has was answered are left out."""
    import pandas as pd

    form = reading.form
    assert form.feeds is not None
    made = _long(reading) if form.feeds.long else _wide(reading)
    frame = pd.DataFrame(made)
    if form.feeds.one_row_by and len(frame):
        frame = frame.groupby(form.feeds.one_row_by, as_index=False, sort=True).mean(numeric_only=True)
    for column, value in form.feeds.set.items():
        frame.insert(0, column, value)
    return frame


def write(reading: Reading, target: Path) -> Path:
    """The rows as a CSV in the contract's own words: intake recognises it without a line of company.yml but its path."""
    frame = rows(reading)
    target.parent.mkdir(parents=True, exist_ok=True)
    # It is read by intake, and looked at in a spreadsheet.
    frame.map(inert).to_csv(
        target, index=False, encoding="utf-8", date_format="%Y-%m-%d", lineterminator="\n"
    )
    # It may name people.
    target.chmod(0o600)
    return target


def _wide(reading: Reading) -> list[dict[str, Any]]:
    """A row for each answer, or for each row of the table of the form that feeds."""
    form, made = reading.form, []
    assert form.feeds is not None
    inner = next((one for one in form.tables if one.key == form.feeds.rows), None)
    for one in reading.answered:
        own = _columns(form.plain, one.values)
        for row in one.rows.get(inner.key, []) if inner else [{}]:
            cells = {**own, **(_columns(inner.columns, row) if inner else {})}
            if any(value is not None for value in cells.values()):
                made.append(cells)
    return made


def _columns(questions: list[Question], values: dict[str, Any]) -> dict[str, Any]:
    return {
        question.column: _told(question, values.get(question.key))
        for question in questions
        if question.column
    }


def _told(question: Question, value: Any) -> Any:
    """An answer as the contract gets it: a choice by the company's own word for it."""
    return (question.tells.get(value, value) or None) if isinstance(value, str) else value


def _long(reading: Reading) -> list[dict[str, Any]]:
    """A row for each scale answered: its item, its answer, what the question says beside it, and who answered."""
    made = []
    for one in reading.answered:
        who = {"respondent_id": one.answer_id, **_columns(reading.form.plain, one.values)}
        for question in reading.form.plain:
            if question.kind == "scale" and question.key in one.values:
                made.append({"item": question.key, "answer": one.values[question.key], **question.set, **who})
        for table in reading.form.tables:
            for row in one.rows.get(table.key, []):
                made += [
                    {"item": row["line"], "answer": row[column.key], **column.set, **who}
                    for column in table.columns
                    if column.kind == "scale" and row[column.key] is not None
                ]
    return made


def source(form: Form, file: str) -> str:
    """The lines of company.yml that take the file."""
    assert form.feeds is not None
    return f"sources: {{{form.feeds.table}: {{path: {file}}}}}"
