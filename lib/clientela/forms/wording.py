"""How a form calls its own things, in the language in use: a choice of a question, a line of a table, a part of the form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.forms.model import Form, Question

if TYPE_CHECKING:
    import pandas as pd


def question(form: Form, key: str) -> Question | None:
    """A question by its key, a table's column by both ("received.on_time"); None where a company's own form has it not."""
    first, _dot, column = key.partition(".")
    found = next((one for one in form.questions if one.key == first), None)
    return next((one for one in found.columns if one.key == column), None) if found and column else found


def choice(form: Form, key: str, given: Any) -> str:
    """The words of an answer to a question with a list; any other answer as it is.

    >>> from clientela.forms.library import form
    >>> choice(form("orientacion"), "area", "sales"), choice(form("orientacion"), "area", "Bodega")
    ('Ventas', 'Bodega')
    """
    asked = question(form, key)
    words = asked.choices.get(str(given)) if asked else None
    return words.said if words else str(given)


def line(form: Form, table: str, given: Any) -> str:
    """The words of a line of a table; a line that the form does not name as it is."""
    asked = question(form, table)
    words = asked.lines.get(str(given)) if asked else None
    return words.said if words else str(given)


def part(form: Form, dimension: str) -> str:
    """What the form calls the section whose questions have a dimension."""
    titles = (
        one.title.said for one in form.sections for asked in one.questions if asked.dimension == dimension
    )
    return next(titles, dimension)


def short(words: str) -> str:
    """The first words of a long name, up to its colon, where a figure has little room.

    >>> short("Cumplimiento: que llegue a tiempo")
    'Cumplimiento'
    """
    return words.partition(":")[0]


def whole(frame: pd.DataFrame, form: Form, table: str = "") -> pd.DataFrame:
    """Answers with every column of the house's form of that name, blank where a company's own form does not ask it."""
    import pandas as pd

    from clientela.forms import library
    from clientela.forms.back import frames

    house = library.house(form.name)
    if house is None:
        return frame
    kinds = frames.columns(house, table)
    blank = {
        name: pd.Series(index=frame.index, dtype=kind) for name, kind in kinds.items() if name not in frame
    }
    return frame.assign(**blank)
