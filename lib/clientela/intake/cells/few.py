"""The texts of a source of few rows, looked at here: a question to the database costs more than all of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import duckdb

from clientela.intake.contract import contract
from clientela.intake.sniff import numbers

# With more rows than this a question to the database is cheaper.
FEW = 300
BLANKS = " \t\u00a0"
DIGITS = str.maketrans("012345678", "999999999")
# The only letters whose small ones are not the same here and in the database.
ODD = re.compile("[\u0130\u03a3]")

Texts = Sequence[str | None]


def gathered(
    connection: duckdb.DuckDBPyConnection, relation: str, types: Mapping[str, str]
) -> dict[str, Texts]:
    """The texts of each text column of a source."""
    names = [name for name, kind in types.items() if kind == "VARCHAR"]
    listed = ", ".join(f'"{name}"' for name in names)
    rows = connection.execute(f"SELECT {listed} FROM ({relation})").fetchall() if names else []
    return dict(zip(names, zip(*rows, strict=True) if rows else [()] * len(names), strict=True))


def has_outer_blanks(texts: Texts) -> bool:
    """Whether any text begins or ends with a blank.

    >>> has_outer_blanks(["a b", None]), has_outer_blanks(["a "])
    (False, True)
    """
    return any(text and (text[0] in BLANKS or text[-1] in BLANKS) for text in texts)


def has_blank_words(texts: Texts) -> bool:
    """Whether any text is a word for nothing: «N/A», «null»."""
    words = {*contract().blank[1:]}
    return any(text is not None and text.strip(BLANKS).lower() in words for text in texts)


def is_something(text: str) -> bool:
    """Whether a text is a number, and not nought.

    >>> is_something("$ 1.200,50"), is_something("0,00"), is_something("doce")
    (True, False, False)
    """
    shape = text.strip(BLANKS).lower().translate(DIGITS)
    return any(sign in "123456789" for sign in text) and numbers.notation(shape) is not None


def shapes(texts: Texts, words: Collection[str], most: int) -> dict[str, int] | None:
    """The shapes of the texts that are none of `words` (for nothing), the commonest first; None where the database has to say it.

    >>> shapes(["1,50", " 2,75", "-", None], {"", "-"}, 10)
    {'9,99': 2}
    """
    small = [text.strip(BLANKS).lower() for text in texts if text is not None]
    if any(text is not None and ODD.search(text) for text in texts):
        return None
    counted = Counter(text.translate(DIGITS) for text in small if text not in words)
    return dict(sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:most])
