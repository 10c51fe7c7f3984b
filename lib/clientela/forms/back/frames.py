"""Answers as frames: a row for each person or each row of a register, and one frame a table of the form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from clientela.forms.model import Form, Question

if TYPE_CHECKING:
    import pandas as pd

    from clientela.forms.back.reading import Answered

TYPES = {
    "number": "float64",
    "scale": "float64",
    "date": "datetime64[s]",
    "moment": "datetime64[s]",
    "yes_no": "boolean",
}
# Which answer a row is, and which file it came in.
WHOSE = ("answer_id", "file")


def answers(form: Form, answered: Sequence[Answered]) -> pd.DataFrame:
    """A row for each answer: answer_id, file and a column for each question that is no table."""
    return _frame(({**_whose(one), **one.values} for one in answered), form.plain, WHOSE)


def table(form: Form, name: str, answered: Sequence[Answered]) -> pd.DataFrame:
    """A row for each row of a table: answer_id, file, line (its name where the lines are given), its columns, and what else was answered."""
    question = next(one for one in form.tables if one.key == name)
    own = {column.key for column in question.columns}
    beside = [one for one in form.plain if one.key not in own]
    rows = (
        {**_whose(one), **{q.key: one.values.get(q.key) for q in beside}, **row}
        for one in answered
        for row in one.rows.get(name, [])
    )
    return _frame(rows, [*question.columns, *beside], (*WHOSE, "line"))


def _whose(one: Answered) -> dict[str, Any]:
    return {"answer_id": one.answer_id, "file": one.record.file}


def _frame(
    rows: Iterable[Mapping[str, Any]], questions: Sequence[Question], before: Sequence[str]
) -> pd.DataFrame:
    """The rows with the type of each question, whether anybody answered it or not."""
    import pandas as pd

    kept = list(rows)
    columns: dict[str, Any] = {name: pd.Series([row[name] for row in kept], dtype="str") for name in before}
    for question in questions:
        values = [row.get(question.key) for row in kept]
        columns[question.key] = pd.Series(values, dtype=TYPES.get(question.kind, "str"))
    return pd.DataFrame(columns)
