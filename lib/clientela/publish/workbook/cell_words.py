"""The cells of a table in the reader's words: the values of closed lists, yes and no, models, days, what is nobody's."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from clientela.present.language import _, current
from clientela.present.terms import known, term, value

if TYPE_CHECKING:
    import pandas as pd

# A value of a closed list, or several of them; text that people wrote is left as it is.
CODES = re.compile(r"[a-z]\w*(, [a-z]\w*)*")
MEANT = re.compile(r"(?<=→ )[a-z_]+")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# What another analysis looks rows up by, and no reader; names that people read, and the codes behind which they would stand.
LOOKED_UP = ("giver_key",)
NAMES = {"text_es": "item", "text_en": "item", "product": "product_id", "campaign": "campaign_id"}


def in_words(frame: pd.DataFrame) -> pd.DataFrame:
    """The same rows with the values of closed lists, and yes and no, in the reader's words."""
    return frame.assign(**{name: _column(str(name), frame[name]) for name in frame.columns})


def _column(name: str, column: pd.Series) -> pd.Series:
    if column.dtype == bool:
        return column.map({True: _("sí"), False: _("no")})
    if name == "weekday" and column.dtype.kind in "iu":
        return column.map({place: value(day) for place, day in enumerate(DAYS, start=1)})
    if column.dtype.kind in "iufM":
        return column
    if name in (blanks := _blanks()) and column.notna().any():
        column = column.where(column.notna() & (column != ""), blanks[name])
    return column if name.endswith("_id") else _mapped(column, lambda text: _said(name, text))


def _mapped(column: pd.Series, say: Callable[[str], str]) -> pd.Series:
    words = {text: say(text) for text in column.dropna().unique() if isinstance(text, str)}
    said = [one for text, one in words.items() if one != text]
    if any(one[0].isupper() for one in said) and any(one[0].islower() for one in said):
        # Lists of several stages meet in one column, some with capitals.
        words = {text: one[0].upper() + one[1:] if one != text else one for text, one in words.items()}
    if not said:
        return column
    return column.map(lambda one: words.get(one, one) if isinstance(one, str) else one)


def _blanks() -> Mapping[str, str]:
    """What an empty cell says where it means that there is nobody or nothing."""
    return {"seller_id": _("Sin vendedor"), "spent_on": _("sin campaña")}


def _said(name: str, text: str) -> str:
    if name == "assumed":
        return MEANT.sub(lambda found: code(name, found[0]), text)
    if text.startswith("bound:"):
        parameter = code("parameter", text.removeprefix("bound:"))
        return _("el parámetro {name} llegó a su límite").format(name=parameter)
    return ", ".join(code(name, part) for part in text.split(", ")) if CODES.fullmatch(text) else text


def code(column: str, one: str) -> str:
    """The words of one code of a column; a text that is no code, as it is.

    >>> code("parameter", "alpha"), code("driver", "customers"), code("model", "mbg_cnbd_4")
    ('alfa (del modelo)', 'Clientes', 'Modelo de compras regulares (k = 4)')
    """
    if known(column) and term(column).unit == "name" and known(one):
        return term(one).words
    if regular := re.fullmatch(r"mbg_cnbd_(\d+)", one):
        return f"{value('mbg_cnbd_k')} (k = {regular[1]})"
    for name in (f"{column}_{one}", one, f"field_{one}"):
        if (said := value(name)) != name:
            return " ".join(said.split())
    return term(one).words if known(one) and column != "parameter" else one


def readable(frame: pd.DataFrame) -> pd.DataFrame:
    """The columns a reader wants: none that is wholly empty, texts in one language, names before their codes; a cell of several words is one."""
    frame = frame.assign(
        **{name: frame[name].map(_one) for name in frame.columns if frame[name].dtype.kind == "O"}
    )
    other = [
        name
        for name in ("text_es", "text_en")
        if name != f"text_{current()}" and f"text_{current()}" in frame
    ]
    other += LOOKED_UP
    full = [name for name in frame.columns if name not in other and _full(frame[name])]
    first = [name for name, code in NAMES.items() if name in full and code in full]
    return frame[[*first, *(name for name in full if name not in first)]]


def _full(column: pd.Series) -> bool:
    """Has it anything to say? A table without rows keeps its columns."""
    if not len(column) or column.dtype.kind in "biu":
        return True
    seen = column.notna()
    return bool((seen & (column != "")).any()) if column.dtype.kind == "O" else bool(seen.any())


def _one(cell: Any) -> Any:
    """What stands in a cell as one text: several words in a row, as Parquet gives them back.

    >>> _one(["té", "café"]), _one("té"), _one(None)
    ('té, café', 'té', None)
    """
    return cell if isinstance(cell, str) or not hasattr(cell, "__len__") else ", ".join(map(str, cell))
