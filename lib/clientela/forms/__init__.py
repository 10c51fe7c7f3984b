"""Forms: one in YAML; a workbook, a page to print and an XLSForm out of it; and the answers read back with every error told.

An analysis takes `answers(form, folder)`: see there.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from clientela.forms.back.reading import Reading, read
    from clientela.forms.library import FormError, form, names
    from clientela.forms.model import Form

__all__ = ["Form", "FormError", "Reading", "answers", "form", "names", "read"]
_ROOMS = dict.fromkeys(("FormError", "form", "names"), "library") | {"Form": "model"}


def __getattr__(name: str) -> Any:
    """What is offered here, from its own room: reading forms brings much with it, which commands that read none do without."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"clientela.forms.{_ROOMS.get(name, 'back.reading')}"), name)


def answers(asked: Form | str, folder: Path, table: str = "") -> pd.DataFrame:
    """What people answered to a form, out of the filled files of a folder.

    A row for each person, or for each row of a register: `answer_id`, `file`, and a column for each question by its key: numbers and scales as
    float, days as dates, yes or no as boolean, a choice by its key, several by their keys with blanks between. With `table`, a row for each row
    of that table of the form, `line` first, and what the person answered beside it. A column is there whether anybody answered it or not, and no
    file gives an empty frame. What was wrong is told by `read(form, [folder]).troubles`.
    """
    from clientela.forms.back.reading import read
    from clientela.forms.library import form

    given = form(asked) if isinstance(asked, str) else asked
    reading = read(given, [folder] if folder.exists() else [])
    return reading.table(table) if table else reading.answers
