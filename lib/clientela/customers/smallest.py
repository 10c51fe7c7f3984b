"""The smallest group that is told of: by what somebody is (sex, age, where they live …) no page and no table speaks of fewer than five."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from clientela.results import Result

if TYPE_CHECKING:
    import pandas as pd

Answer = TypeVar("Answer")
SMALLEST = 5
# What a person is, beside what a customer buys; where many live is less, and is a seller's round besides.
OWN = frozenset({"sex", "birth_date", "age_band", "occupation", "family_size", "stratum"})
TRAITS = OWN | {"country", "state", "city", "zone", "postcode"}
# In a table of many traits a row says of which it is.
NAMED = frozenset(f"trait_{trait}" for trait in TRAITS)
# What a table calls the persons of a group, best first.
COUNTS = ("customers", "people", "persons", "respondents", "n")


def together(groups: pd.Series, other: str) -> pd.Series:
    """The group of each person, those of fewer than five in one that is called `other`; where that too is small, with the next larger.

    >>> import pandas as pd
    >>> together(pd.Series(["F"] * 7 + ["M"] * 6 + ["x"]), "other").value_counts().to_dict()
    {'F': 7, 'other': 7}
    """
    counts = groups.value_counts().sort_index().sort_values(kind="stable")
    hidden = _hidden([int(n) for n in counts])
    if other in counts and counts[other] < SMALLEST:
        hidden = max(hidden, min(2, len(counts)))
    small = set(counts.index[:hidden])
    return groups.where(~groups.isin(small), other)


def _hidden(counts: list[int]) -> int:
    """How many of the smallest groups, in rising order, stay untold: those too small, and one more where what they make up is too small."""
    hidden = sum(n < SMALLEST for n in counts)
    while hidden and hidden < len(counts) and sum(counts[:hidden]) < SMALLEST:
        hidden += 1
    return hidden


def kept(answer: Answer) -> Answer:
    """An answer whose tables tell of nobody alone: rows of a trait with fewer than five persons go, and traits beside a customer's code.

    Whoever makes such groups puts them `together` first; this is what holds where somebody forgot.
    """
    if not isinstance(answer, Result):
        return answer
    shown = {name: _table(frame) for name, frame in answer.frames.items()}
    changed = any(shown[name] is not frame for name, frame in answer.frames.items())
    return replace(answer, frames=shown) if changed else answer


def _table(frame: pd.DataFrame) -> pd.DataFrame:
    told = [name for name in frame.columns if name in TRAITS]
    if "customer_id" in frame:
        return frame.assign(**dict.fromkeys(told)) if told else frame
    count = next((name for name in COUNTS if name in frame), None)
    if count is None or frame.empty:
        return frame
    rows = frame.reset_index(drop=True)
    gone: set[int] = set()
    for part in _parts(rows, told):
        # A blank count is nobody: it stands first, as nothing does.
        rising = part.sort_values(count, kind="stable", na_position="first")
        sizes = [int(n) for n in rising[count].fillna(0)]
        gone |= set(rising.index[: _hidden(sizes)])
    if told and gone:
        gone = _lines_too(rows, count, gone)
    return rows.drop(index=sorted(gone)).reset_index(drop=True) if gone else frame


def _lines_too(rows: pd.DataFrame, count: str, gone: set[int]) -> set[int]:
    """The rows that stay untold in a table that crosses a trait with something else, such as sex and branch.

    What another table says of a whole branch, less what is told of it here, is what is untold of it: nobody or five persons.
    """
    crossed = [name for name in rows if _in_words(rows[name])]
    lines = [list(rows.index[rows[name] == one]) for name in crossed for one in rows[name].dropna().unique()]
    sizes, gone = rows[count].fillna(0), set(gone)
    more: set[int] | None = None
    while more is None or more:
        more = set()
        for line in lines:
            shown = [row for row in line if row not in gone | more]
            if (
                len(shown) < len(line)
                and shown
                and sizes[[row for row in line if row not in shown]].sum() < SMALLEST
            ):
                more.add(min(shown, key=lambda row: (sizes[row], row)))
        gone |= more
    return gone


def _in_words(column: pd.Series) -> bool:
    return column.dtype == object or str(column.dtype).startswith(("str", "category"))


def _parts(rows: pd.DataFrame, told: list[str]) -> list[Any]:
    """The rows that are groups of one trait, trait by trait."""
    if told:
        return [rows]
    for name in rows.columns:
        if _in_words(rows[name]):
            named = rows[name].isin(NAMED)
            if named.any():
                return [part for _trait, part in rows[named].groupby(name, sort=True)]
    return []
