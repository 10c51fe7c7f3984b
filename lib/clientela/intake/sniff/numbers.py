"""How numbers are written: decimal point or comma, thousands, currency signs, negatives in brackets.

A *shape* is a cell in small letters with every digit written 9: "1.234,50" and "9.876,00" share "9.999,99". A column of
millions of cells has a handful of shapes, so that every cell is looked at and the decision rests on all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

# So many shapes are not a column of numbers; there may be more that nobody looked at.
MOST_SHAPES = 3000
Decimal = Literal[".", ","]
Notation = Literal["plain", "point", "comma", "either_point", "either_comma"]

# Longest first, so that "us$" goes before "$".
SIGNS = (
    *(
        "col$",
        "mx$",
        "us$",
        "u$s",
        "usd",
        "cop",
        "mxn",
        "eur",
        "clp",
        "ars",
        "pen",
        "gtq",
        "dop",
        "crc",
        "gbp",
        "bob",
    ),
    *("uyu", "pyg", "hnl", "brl", "r$", "s/.", "s/", "bs.", "bs", "$", "€", "£", "₡", "₲", "%"),
)
SPACES = (" ", "\u00a0", "\u202f", "\u2009", "\t")
APOSTROPHES = ("'", "’", "´")


@dataclass(frozen=True)
class Numbers:
    """How the numbers of a column are read: which shapes with which notation, and why."""

    decimal: Decimal
    shapes: Mapping[str, Literal["point", "comma"]]
    evidence: int  # cells that can be read in one way only
    ambiguous: int  # cells such as 1.234
    unreadable: Mapping[str, int]


def bare(shape: str) -> str:
    """A shape without its currency signs, spaces between thousands, brackets and signs.

    >>> bare("$ 9.999,99"), bare("(99,9)"), bare("9 999.9"), bare("99,9o")
    ('9.999,99', '99,9', '9999.9', '99,9o')
    """
    text = shape.strip()
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1].strip()
    for sign in SIGNS:
        if text.startswith(("-" + sign, "+" + sign)):
            text = text[1:]
        text = text.removeprefix(sign).removesuffix(sign).strip("".join(SPACES))
    text = text[1:] if text[:1] in "+-" else text.removesuffix("-")
    text = text.strip("".join(SPACES))
    if re.fullmatch(r"9{1,3}([\s\u00a0\u202f\u2009'’´.,]999)+([.,]9+)?", text):
        for sign in (*SPACES, *APOSTROPHES):
            text = text.replace(sign, "")
    return text


def notation(shape: str) -> Notation | None:
    """In which way a shape can be a number; None when in none.

    >>> [notation(s) for s in ("999", "9.999,9", "9,999.9", "99.9", "9.999", "99,9o")]
    ['plain', 'comma', 'point', 'point', 'either_point', None]
    """
    text = bare(shape)
    if re.fullmatch(r"9+", text):
        return "plain"
    if re.fullmatch(r"9{1,3}\.999", text):
        return "either_point"
    if re.fullmatch(r"9{1,3},999", text):
        return "either_comma"
    if re.fullmatch(r"9*\.9+|9+\.|9{1,3}(,999)+\.9*|9{1,3}(,999){2,}|9+(\.9+)?e[+-]?9+", text):
        return "point"
    if re.fullmatch(r"9*,9+|9+,|9{1,3}(\.999)+,9*|9{1,3}(\.999){2,}|9+,9+e[+-]?9+", text):
        return "comma"
    return None


def read(
    shapes: Mapping[str, int], given: Decimal | None, leading_zero: Mapping[Decimal, int], otherwise: Decimal
) -> Numbers:
    """How to read a column with these shapes (shape → cells).

    `leading_zero` counts cells such as 0.500 (by their decimal sign), which can be no thousands; `otherwise` is the custom
    that decides where nothing does.
    """
    kinds = {shape: notation(shape) for shape in shapes}
    count = {
        kind: sum(n for shape, n in shapes.items() if kinds[shape] == kind)
        for kind in ("point", "comma", "either_point", "either_comma")
    }
    point = count["point"] + leading_zero.get(".", 0)
    comma = count["comma"] + leading_zero.get(",", 0)
    decimal: Decimal = given or ("." if point > comma else "," if comma > point else otherwise)
    ways: dict[str, Literal["point", "comma"]] = {}
    for shape, kind in kinds.items():
        if kind in ("point", "comma"):
            ways[shape] = kind
        elif kind is not None:
            ways[shape] = "point" if decimal == "." else "comma"
    return Numbers(
        decimal=decimal,
        shapes=ways,
        evidence=point if decimal == "." else comma,
        ambiguous=count["either_point"] + count["either_comma"],
        unreadable={shape: n for shape, n in shapes.items() if kinds[shape] is None},
    )


def sql(column: str, shape: str, numbers: Numbers) -> str:
    """The expression that turns the text of `column` into DECIMAL(18,4); NULL where it cannot be read."""
    present = set(numbers.shapes.values())
    plain_only = all(notation(s) == "plain" for s in numbers.shapes)
    cleaned = _cleaned(column, numbers.shapes)
    ways = {
        way: f"TRY_CAST({_unified(cleaned, way, numbers.shapes, plain_only)} AS DECIMAL(18,4))"
        for way in sorted(present)
    }
    if not ways:
        return "CAST(NULL AS DECIMAL(18,4))"
    if len(ways) == 1 and not _mistaken(numbers):
        return next(iter(ways.values()))
    cases = "".join(
        f" WHEN {shape} IN ({_texts(s for s, w in numbers.shapes.items() if w == way)}) THEN {ways[way]}"
        for way in ways
    )
    return f"CASE{cases} END"


def _mistaken(numbers: Numbers) -> bool:
    """Whether a text that is no number would pass for one once its signs are gone ("1.2.3" for 123)."""
    if len(numbers.shapes) + len(numbers.unreadable) >= MOST_SHAPES:
        return True
    signs = "".join({sign for shape in numbers.shapes for sign in shape if not sign.isdigit()})
    return any(
        re.fullmatch(r"[\d_]*e?\d*", "".join(sign for sign in shape if sign not in signs + ".,+- "))
        for shape in numbers.unreadable
    )


def _texts(texts: Iterable[str]) -> str:
    return ", ".join("'" + text.replace("'", "''") + "'" for text in sorted(texts))


def _unified(cleaned: str, way: str, shapes: Mapping[str, str], plain_only: bool) -> str:
    thousands, decimal = (",", ".") if way == "point" else (".", ",")
    mine = [shape for shape, w in shapes.items() if w == way]
    if not plain_only and any(thousands in shape for shape in mine):
        cleaned = f"replace({cleaned}, '{thousands}', '')"
    if decimal == "," and any("," in shape for shape in mine):
        cleaned = f"replace({cleaned}, ',', '.')"
    return cleaned


def _cleaned(column: str, shapes: Iterable[str]) -> str:
    shapes = list(shapes)
    text = column
    signs = [sign for sign in SIGNS if any(sign in shape for shape in shapes)]
    if any(sign.isalpha() or sign[:1].isalpha() for sign in signs):
        text = f"lower({text})"
    for sign in (
        *signs,
        *(s for s in (*SPACES, *APOSTROPHES) if any(s in shape.strip(" ") for shape in shapes)),
    ):
        escaped = sign.replace("'", "''")
        text = f"replace({text}, '{escaped}', '')"
    if any(shape.strip().startswith("(") for shape in shapes):
        text = f"CASE WHEN {text} LIKE '(%)' THEN '-' || {text}[2:-2] ELSE {text} END"
    if any(shape.strip().rstrip("%$€ ").endswith("-") for shape in shapes):
        text = f"CASE WHEN suffix({text}, '-') THEN '-' || {text}[:-2] ELSE {text} END"
    return text
