"""Rows of a sheet laid out for people that only add others up: by their words, or because their figures do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

from clientela.intake.contract import plain

HEADER = re.compile(r"^\W*(gran |grand )?(sub ?)?total|^\W*(suma|acumulado|promedio|average|sum)\b")
ALONE = re.compile(r"\W*(gran |grand )?(sub ?)?total(es)?( general(es)?)?\W*")
BEHIND = re.compile(r"\W+(sub ?)?total\W*$")
# Fewer equal sums than this may be chance: so many columns with a figure, and so many different figures among them.
FEWEST = 3
# A sheet with more rows was not laid out by hand.
MOST = 5_000

Row = tuple[int, Sequence[str | None], Sequence[str | None]]  # its number, its words, its figures


def by_words(words: Sequence[str | None], known: set[str]) -> bool:
    """Whether a row says that it is a total: at its beginning, in a cell of its own, or behind the name of a group.

    >>> by_words(["Subtotal Norte", None], set()), by_words(["Norte", "Total"], set()), by_words(["North Total", None], {"north"})
    (True, True, True)
    >>> by_words(["Norte", "Seguros Total"], {"norte"})
    False
    """
    filled = [plain(word) for word in words if word and word.strip()]
    if not filled:
        return False
    if HEADER.search(filled[0]) or any(ALONE.fullmatch(word) for word in filled):
        return True
    group = BEHIND.sub("", filled[0])
    return len(filled) == 1 and group != filled[0] and group in known


def by_figures(rows: Sequence[Row]) -> set[int]:
    """The numbers of rows that are, column by column, the sum of the rows that follow them: a group's total above its members.

    >>> rows = [(1, ["Norte"], ["5", "7", "9"]), (2, ["Ana"], ["2", "3", "4"]), (3, ["Luz"], ["3", "4", "5"]), (4, ["Eva"], ["1", "1", "2"])]
    >>> by_figures(rows)
    {1}
    """
    if len(rows) > MOST:
        return set()
    figures = [_figures(values) for _number, _words, values in rows]
    found: set[int] = set()
    for place in range(len(rows) - 1, -1, -1):
        total = figures[place]
        if total is None or len({figure for figure in total if figure}) < FEWEST:
            continue
        if _adds_up(
            total, (figures[below] for below in range(place + 1, len(rows)) if rows[below][0] not in found)
        ):
            found.add(rows[place][0])  # fmt: skip
    return found


def _adds_up(total: Sequence[Decimal], below: Iterable[Sequence[Decimal] | None]) -> bool:
    """Whether two or more of the rows below, one after the other, are the total."""
    sums, members = [Decimal(0)] * len(total), 0
    for row in below:
        if row is None:
            return False
        sums = [one + more for one, more in zip(sums, row, strict=True)]
        members += any(row)
        if members > 1 and sums == list(total):
            return True
        if any(one > whole for one, whole in zip(sums, total, strict=True)):
            return False
    return False


def _figures(values: Sequence[str | None]) -> list[Decimal] | None:
    """The cells of a row as figures, by their digits where they are no plain numbers; nothing where a cell has no figure or one is below zero."""
    found = []
    for value in values:
        text = (value or "").strip()
        try:
            figure = Decimal(text) if text not in ("", "-") else Decimal(0)
        except InvalidOperation:
            digits = re.sub(r"\D", "", text)
            if not digits:
                return None
            figure = Decimal(digits)
        if not figure.is_finite() or figure < 0:
            return None
        found.append(figure)
    return found
