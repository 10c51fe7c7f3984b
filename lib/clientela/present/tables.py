"""Tables as Markdown: the one form that Jupyter, Quarto, Pandoc, PDF and DOCX all show.

Cells are escaped, so that a customer called `<b>*x*</b> | {{< include >}}` stays a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clientela.present import numbers
from clientela.present.terms import term, value

if TYPE_CHECKING:
    import pandas as pd

# What starts markup in Markdown, HTML, Quarto or Typst; each gets a backslash, which Pandoc takes away again.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~^$@!\"'&=+-])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_LONGEST = 60


def escape(text: object, longest: int = _LONGEST) -> str:
    r"""Text of a company's files made safe for Markdown.

    >>> escape("a|b *c*")
    'a\\|b \\*c\\*'
    """
    plain = _CONTROL.sub(" ", str(text)).strip()
    if len(plain) > longest:
        plain = plain[: longest - 1] + "…"
    return _MARKUP.sub(r"\\\1", plain)


def _said(name: object, longest: int = _LONGEST) -> str:
    """Our own words whole, however long: only what comes from the company's files is cut."""
    words = value(name)
    return escape(words, longest if words == str(name) else len(words))


def formatter(unit: str, currency: str) -> Callable[[Any], str]:
    """How the values of a unit are written."""
    known: dict[str, Callable[[Any], str]] = {
        "count": numbers.count,
        # No table needs more than three digits of money; the workbook has them all.
        "currency": lambda amount: numbers.short_money(amount, currency),
        "money_short": lambda amount: numbers.short_money(amount, currency),
        "share": numbers.share,
        "change": numbers.signed_share,
        "points": numbers.points,
        "days": numbers.count,
        "score": lambda score: numbers.decimal(score, 2),
        "ratio": numbers.figure,
        # On one line, however narrow its column.
        "date": lambda day: numbers.date(day, "medium").replace(" ", "\xa0"),
        "month": numbers.month,
        "value": lambda name: numbers.NONE if numbers.absent(name) else _said(name),
        # A sentence of ours, or one that somebody of the company wrote instead.
        "said": lambda name: numbers.NONE if numbers.absent(name) else _said(name, 4 * _LONGEST),
        "name": lambda name: numbers.NONE if numbers.absent(name) else escape(term(name).words),
        "text": lambda text: numbers.NONE if numbers.absent(text) else escape(text) or numbers.NONE,
        # A list of names, which is cut later than one name.
        "list": lambda text: (
            numbers.NONE if numbers.absent(text) else escape(text, 4 * _LONGEST) or numbers.NONE
        ),
    }
    return known[unit]


@dataclass(frozen=True)
class Table:
    """A table to show: a small frame whose columns have their words and units in the terms.

    `label` ("tbl-loyalty-status") lets a text point at it; `columns` chooses and orders; `bold_last` marks a total; `about` puts it into a
    block of that name, with attributes that a script of the page reads. A column in which no row has anything is not shown.
    """

    frame: pd.DataFrame
    caption: str
    label: str
    columns: Sequence[str] = ()
    bold_last: bool = False
    about: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def markdown(self, currency: str = "") -> str:
        """The table as a pipe table with its caption; numbers stand to the right."""
        names = list(self.columns or self.frame.columns)
        words = [term(name) for name in names]
        written = [
            [formatter(w.unit, currency)(v) for v in self.frame[name]]
            for name, w in zip(names, words, strict=True)
        ]
        shown = [place for place, cells in enumerate(written) if not place or set(cells) != {numbers.NONE}]
        words, written = [words[place] for place in shown], [written[place] for place in shown]
        rows = [list(cells) for cells in zip(*written, strict=True)]
        if self.bold_last and rows:
            rows[-1] = [f"**{cell}**" for cell in rows[-1]]
        rule = [
            ":---" if w.unit in {"text", "list", "value", "said", "name", "date", "month"} else "---:"
            for w in words
        ]
        lines = [[w.words for w in words], rule, *rows]
        body = "\n".join("| " + " | ".join(line) + " |" for line in lines)
        return f"{body}\n\n: {self.caption} {{#{self.label}}}"
