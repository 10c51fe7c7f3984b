"""Answers as frames: a row for each person or each row of a register, and one frame a table of the form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from clientela.forms.model import Form

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
    return _frame(({**_whose(one), **one.values} for one in answered), columns(form))


def table(form: Form, name: str, answered: Sequence[Answered]) -> pd.DataFrame:
    """A row for each row of a table: answer_id, file, line (its name where the lines are given), its columns, and what else was answered."""
    rows = ({**_whose(one), **one.values, **row} for one in answered for row in one.rows.get(name, []))
    return _frame(rows, columns(form, name))


def columns(form: Form, table: str = "") -> dict[str, str]:
    """The columns of the answers of a form, or of the rows of one of its tables, each with its type."""
    own = next((one.columns for one in form.tables if one.key == table), [])
    before = (*WHOSE, "line") if own else WHOSE
    taken = {one.key for one in own}
    asked = [*own, *(one for one in form.plain if one.key not in taken)]
    return dict.fromkeys(before, "str") | {one.key: TYPES.get(one.kind, "str") for one in asked}


def _whose(one: Answered) -> dict[str, Any]:
    return {"answer_id": one.answer_id, "file": one.record.file}


def _frame(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str]) -> pd.DataFrame:
    """The rows with the type of each question, whether anybody answered it or not."""
    import pandas as pd

    kept = list(rows)
    return pd.DataFrame({
        name: pd.Series([row.get(name) for row in kept], dtype=kind) for name, kind in columns.items()
    })  # fmt: skip
