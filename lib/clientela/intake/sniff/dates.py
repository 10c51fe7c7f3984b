"""How dates are written: ISO, day or month first, text months in Spanish and English, Excel's day numbers.

Works on shapes, as `numbers` does, so that every cell is looked at. A shape gives one or several *orders* ("dmy", "mdy" …), each with a format that
DuckDB reads; where several are possible, the counts of cells that only one of them can read decide for the whole column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from clientela.intake.sniff.date_shapes import Order, Reading, quoted, readings, value_sql


@dataclass(frozen=True)
class Dates:
    """How the dates of a column are read: the reading of each shape, and why."""

    readings: Mapping[str, Reading]
    day_first: bool | None  # None where no cell leaves the question open
    decisive: int  # cells that only the chosen order can read
    against: int  # cells that only the other order can read
    ambiguous: int
    unreadable: Mapping[str, int]
    by_custom: bool = False
    lost: int = 0  # cells that the next best of the other orders cannot read
    tied: bool = False  # another order reads as many cells
    ends: tuple[int, int] | None = (
        None  # how many different numbers stand first and last, where either may be the year
    )
    # The other reading of shapes of which some cells have the day and the month the other way round.
    swapped: Mapping[str, Reading] = field(default_factory=dict)


def choose(
    shapes: Mapping[str, int],
    votes: Mapping[str, int],
    only: Mapping[str, int],
    custom: Order,
    given: bool | None,
    ends: tuple[int, int] | None = None,
) -> Dates:
    """How to read a column with these shapes.

    `votes` counts the cells that each order can read, `only` those that it alone can read; `custom` is the country's order,
    `given` what company.yml says; `ends` how many different numbers stand first and last: the year changes least.
    """
    ways = {shape: readings(shape) for shape in shapes}
    open_shapes = {shape for shape, found in ways.items() if len(found) > 1}
    orders = sorted(
        {r.order for shape in open_shapes for r in ways[shape]},
        key=lambda o: (-votes.get(o, 0), _odd_year(o, ends), o != custom, o),
    )
    if given is not None and open_shapes:
        forced = "dmy" if given else "mdy"
        orders.sort(key=lambda o: o != forced)
    best = orders[0] if orders else None
    chosen = {}
    for shape, found in ways.items():
        if found:
            chosen[shape] = next((r for r in found if r.order == best), found[0])
    # 01/15/2025 among days first can only be the fifteenth of January: read, and said (`Cell.doubt`).
    other = {"dmy": "mdy", "mdy": "dmy"}.get(best or "")
    swapped = {
        shape: reading
        for shape in open_shapes
        for reading in ways[shape]
        if reading.order == other and only.get(other, 0)
    }
    cells = sum(shapes[shape] for shape in open_shapes)
    decisive = only.get(best, 0) if best else 0
    fewer = [votes.get(o, 0) for o in orders[1:] if votes.get(o, 0) < votes.get(best or "", 0)]
    against = sum(n for order, n in only.items() if order != best)
    return Dates(
        readings=chosen,
        day_first=None if best is None else best == "dmy",
        decisive=decisive,
        against=against,
        ambiguous=cells - decisive - against,
        unreadable={shape: n for shape, n in shapes.items() if not ways[shape]},
        by_custom=bool(
            best
            and given is None
            and decisive == 0
            and votes.get("dmy") == votes.get("mdy")
            and votes.get("dmy")
            and best in ("dmy", "mdy")
        ),
        lost=votes.get(best or "", 0) - max(fewer) if fewer else 0,
        tied=len(fewer) < len(orders) - 1,
        ends=ends,
        swapped=swapped,
    )


def _odd_year(order: Order, ends: tuple[int, int] | None) -> bool:
    """Whether an order takes for the year the number that changes more."""
    if ends is None:
        return False
    first, last = ends
    return (order == "ymd") != (first < last)


def sql(column: str, shape: str, dates: Dates, zone: str) -> str:
    """The expression that turns the text of `column` into TIMESTAMP; NULL where it cannot be read."""
    by_value: dict[str, list[str]] = {}
    for s, reading in dates.readings.items():
        value = value_sql(reading, column, zone)
        if s in dates.swapped:
            value = f"coalesce({value}, {value_sql(dates.swapped[s], column, zone)})"
        by_value.setdefault(value, []).append(s)
    if not by_value:
        return "CAST(NULL AS TIMESTAMP)"
    if len(by_value) == 1:
        return f"CAST({next(iter(by_value))} AS TIMESTAMP)"
    cases = "".join(
        f" WHEN {shape} IN ({', '.join(chr(39) + s.replace(chr(39), chr(39) * 2) + chr(39) for s in sorted(mine))}) THEN CAST({value} AS TIMESTAMP)"
        for value, mine in sorted(by_value.items())
    )
    return f"CASE{cases} END"


def swapped_sql(column: str, shape: str, dates: Dates, zone: str) -> str:
    """The condition that a cell of `column` has its day and month the other way round than the column; empty where none has."""
    return " OR ".join(
        f"({shape} = {quoted(s)} AND {value_sql(dates.readings[s], column, zone)} IS NULL AND {value_sql(reading, column, zone)} IS NOT NULL)"
        for s, reading in sorted(dates.swapped.items())
    )
