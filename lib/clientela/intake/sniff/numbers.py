"""How numbers are written: decimal point or comma, thousands, currency signs, negatives in brackets.

A *shape* is a cell in small letters with every digit written 9: "1.234,50" and "9.876,00" share "9.999,99". A column of
millions of cells has a handful of shapes, so that every cell is looked at and the decision rests on all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from clientela.intake.sniff.currencies import LETTER, SIGNS

# So many shapes are not a column of numbers; there may be more that nobody looked at.
MOST_SHAPES = 3000
Decimal = Literal[".", ","]
Given = Literal[".", ",", "none"]
Way = Literal["point", "comma"]
Notation = Literal["plain", "point", "comma", "either_point", "either_comma"]

SPACES = (" ", "\u00a0", "\u202f", "\u2009", "\t")
MINUS = ("\u2212", "\u2013", "\u2014", "\u2012", "\ufe63", "\uff0d")
# What closes an amount without cents: $45.000.-  $45.000=
CLOSERS = (".-", ",-", ".=", ",=", "=")
APOSTROPHES = ("'", "’", "´", "`")


@dataclass(frozen=True)
class Numbers:
    """How the numbers of a column are read: which shapes with which notation, and why."""

    decimal: Decimal
    shapes: Mapping[str, Way]
    evidence: int  # cells that can be read in one way only
    ambiguous: int  # cells such as 1.234
    unreadable: Mapping[str, int]
    doubtful: tuple[str, ...] = ()  # shapes of `ambiguous` cells that nothing sure decides


def bare(shape: str) -> str:
    """A shape without its currency signs, spaces between thousands, brackets and signs.

    >>> bare("$ 9.999,99"), bare("(99,9)"), bare("9 999.9"), bare("99,9o")
    ('9.999,99', '99,9', '9999.9', '99,9o')
    """
    text, before = LETTER.sub(r"\1", shape.strip()), ""
    for sign in MINUS:
        text = text.replace(sign, "-")
    while text != before:
        before = text
        text = re.sub(r"^([-+])\s+", r"\1", text.strip("".join(SPACES)))
        if text.startswith(("(", "-(")) and text.endswith(")"):
            text = text.lstrip("-")[1:-1]
        for sign in SIGNS:
            if text.startswith(("-" + sign, "+" + sign)):
                text = text[1:]
            text = text.removeprefix(sign).removesuffix(sign).strip("".join(SPACES))
    for closer in CLOSERS:
        text = text.removesuffix(closer)
    if text == "-" and before != shape.strip():
        # «$ -» is how a spreadsheet writes nothing at all in a column of money.
        return "9"
    text = text[1:] if text[:1] in "+-" else text.removesuffix("-")
    text = text.strip("".join(SPACES))
    if re.fullmatch(r"9{1,3}([\s\u00a0\u202f\u2009'’´`.,]999)+([.,]9+)?", text):
        # 1'234.567 is written by hand in Colombia: the apostrophe parts millions, the sign thousands, as in 234.567.
        text = re.sub(r"^9{1,3}['’´`](?=999[.,]999([.,]9+)?$)", "", text)
        for sign in (*SPACES, *APOSTROPHES):
            text = text.replace(sign, "")
    return text


@lru_cache(maxsize=20_000)
def notation(shape: str) -> Notation | None:
    """In which way a shape can be a number; None when in none.

    >>> [notation(s) for s in ("999", "9.999,9", "9,999.9", "99.9", "9.999", "99,9o", "q9,999.99", "9,99,999.9")]
    ['plain', 'comma', 'point', 'point', 'either_point', None, 'point', 'point']
    """
    text = bare(shape)
    if re.fullmatch(r"9+", text):
        return "plain"
    if re.fullmatch(r"9{1,3}\.999", text):
        return "either_point"
    if re.fullmatch(r"9{1,3},999", text):
        return "either_comma"
    if re.fullmatch(
        r"9*\.9+|9+\.|9{1,3}(,999)+\.9*|9{1,3}(,999){2,}|9{1,2}(,99)+,999(\.9+)?|9+(\.9+)?e[+-]?9+", text
    ):
        return "point"
    if re.fullmatch(r"9*,9+|9+,|9{1,3}(\.999)+,9*|9{1,3}(\.999){2,}|9+,9+e[+-]?9+", text):
        return "comma"
    return None


@dataclass(frozen=True)
class Custom:
    """What decides where a column does not: the sign, and whether the source's other columns show it (else it is the country's custom)."""

    decimal: Decimal
    shown: bool = False


def read(
    shapes: Mapping[str, int],
    given: Given | None,
    leading_zero: Mapping[Decimal, int],
    custom: Custom,
    money: bool = False,
) -> Numbers:
    """How to read a column with these shapes (shape → cells).

    `leading_zero` counts cells such as 0.500 (by their decimal sign), which can be no thousands. An amount of money with three digits behind its
    only sign is thousands, unless its column is one of numbers with any count of decimals.
    """
    kinds = {shape: notation(shape) for shape in shapes}
    count = {
        kind: sum(n for shape, n in shapes.items() if kinds[shape] == kind)
        for kind in ("point", "comma", "either_point", "either_comma")
    }
    evidence: dict[Decimal, int] = {
        ".": count["point"] + leading_zero.get(".", 0),
        ",": count["comma"] + leading_zero.get(",", 0),
    }
    point, comma = evidence["."], evidence[","]
    decimal: Decimal = "." if point > comma else "," if comma > point else custom.decimal
    ways: dict[str, Way] = {}
    doubtful = []
    for shape, kind in kinds.items():
        if kind in ("point", "comma"):
            ways[shape] = kind
        elif kind == "plain":
            ways[shape] = "point" if decimal == "." else "comma"
        elif kind is not None:
            sign: Decimal = "." if kind == "either_point" else ","
            if given:
                ways[shape] = _either(sign, decimals=sign == given)
                continue
            decimals, sure = _decimals(sign, kinds, evidence, leading_zero, custom, money)
            ways[shape] = _either(sign, decimals)
            if not sure:
                doubtful.append(shape)
    return Numbers(
        decimal=given if given in (".", ",") else decimal,
        shapes=ways,
        evidence=evidence[decimal],
        ambiguous=count["either_point"] + count["either_comma"],
        unreadable={shape: n for shape, n in shapes.items() if kinds[shape] is None},
        doubtful=tuple(doubtful),
    )


def _either(sign: Decimal, decimals: bool) -> Way:
    """The notation in which a sign before three digits is the decimal one, or parts thousands."""
    return "point" if (sign == ".") == decimals else "comma"


def _decimals(
    sign: Decimal,
    kinds: Mapping[str, Notation | None],
    evidence: Mapping[Decimal, int],
    leading_zero: Mapping[Decimal, int],
    custom: Custom,
    money: bool,
) -> tuple[bool, bool]:
    """Whether a sign before three digits is the decimal one, and whether that is sure."""
    mine, other = evidence[sign], evidence["," if sign == "." else "."]
    if mine and other:
        # Two styles in one column: money is thousands, the rest follows the majority; both are asked.
        return (False, False) if money else (mine > other, False)
    if other:
        return False, True
    if mine:
        # 12.5 and 12.25 come from a program that writes as many decimals as there are; beside 12.50 alone, 1.500 is odd.
        lengths = {
            _decimal_places(shape, sign) for shape, kind in kinds.items() if kind in ("point", "comma")
        }
        free = bool(leading_zero.get(sign)) or bool(lengths - {0, 2})
        return (True, True) if free or not money else (False, False)
    usual = custom.decimal == sign
    if custom.shown:
        return usual, not (usual and money)
    if money:
        return False, not usual
    return usual, False


def _decimal_places(shape: str, sign: Decimal) -> int:
    text = bare(shape)
    _whole, found, decimals = text.rpartition(sign)
    return len(decimals) if found and not re.fullmatch(r"9{1,3}(\D999)+", text) else 0


def together(parts: Sequence[Numbers]) -> Numbers:
    """Columns of one file read apart, as one; the sign is that of the part with most evidence."""
    first = max(parts, key=lambda part: part.evidence)
    return Numbers(
        decimal=first.decimal,
        shapes={shape: way for part in parts for shape, way in part.shapes.items()},
        evidence=first.evidence,
        ambiguous=sum(part.ambiguous for part in parts),
        unreadable={shape: n for part in parts for shape, n in part.unreadable.items()},
        doubtful=tuple(shape for part in parts for shape in part.doubtful),
    )


def turned(numbers: Numbers) -> Numbers:
    """The same column with its doubtful shapes read the other way."""
    other: dict[str, Way] = {s: "comma" if w == "point" else "point" for s, w in numbers.shapes.items()}
    return replace(
        numbers, shapes={s: other[s] if s in numbers.doubtful else w for s, w in numbers.shapes.items()}
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
    for sign in MINUS:
        if any(sign in shape for shape in shapes):
            text = f"replace({text}, '{sign}', '-')"
    if any(map(LETTER.match, shapes)):
        text = f"regexp_replace(lower({text}), '^(-?)[ql]\\.?\\s?', '\\1')"
    shapes = [shape.translate(dict.fromkeys(map(ord, MINUS), "-")) for shape in shapes]
    signs = [sign for sign in SIGNS if any(sign in shape for shape in shapes)]
    if any(sign.isalpha() or sign[:1].isalpha() for sign in signs):
        text = f"lower({text})"
    for sign in (
        *signs,
        *(s for s in (*SPACES, *APOSTROPHES) if any(s in shape.strip(" ") for shape in shapes)),
    ):
        escaped = sign.replace("'", "''")
        text = f"replace({text}, '{escaped}', '')"
    ends = "".join({*SPACES, *(sign for sign in "".join(SIGNS) if not sign.isdigit())})
    if any(shape.rstrip(ends).endswith(closer) for shape in shapes for closer in CLOSERS):
        text = f"regexp_replace({text}, '[.,]-$|[.,]?=$', '')"
    if any("(" in shape for shape in shapes):
        text = f"regexp_replace({text}, '^-?\\((.*)\\)$', '-\\1')"
    if any(shape.rstrip(ends + ")").endswith("-") for shape in shapes):
        # A hyphen alone is what is left of «$ -».
        text = f"regexp_replace(regexp_replace({text}, '^-$', '0'), '^(.+)-$', '-\\1')"
    return text
