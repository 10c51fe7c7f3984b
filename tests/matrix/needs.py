"""`python tests/matrix/needs.py [table.column …]`: which analyses fall silent without which table or column, beside what needs.yml says.

Takes each away, one at a time, from a company that has everything; some minutes for the tables, some more for every column that is named.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])

from matrix import asking, companies  # noqa: E402 - found only from here on
from matrix.shapes import Tables, whole  # noqa: E402
from matrix.world import World  # noqa: E402

# Enough customers and days for every analysis.
LARGE = World(seed=5, customers=250, days=1150, gap=50.0)


def without(full: Tables, name: str) -> Tables:
    """A company less one table or one column."""
    table, _dot, column = name.partition(".")
    if column:
        return {**full, table: full[table].drop(columns=[column])}
    return {one: frame for one, frame in full.items() if one != name}


def promised(found: Collection[str], name: str) -> set[str]:
    """The analyses that needs.yml says cannot do without a table or a column."""
    from clientela.database.gain import needs

    def lacks(one: frozenset[str]) -> bool:
        return all(part == name or part.startswith(f"{name}.") for part in one)

    return {key for key, sets in needs().items() if key in found and any(map(lacks, sets))}


def compared(names: Collection[str]) -> Iterator[tuple[str, list[str], list[str]]]:
    """Name by name: what falls silent without it and needs.yml does not say, and what needs.yml says that is answered all the same."""
    full = whole(LARGE, *companies.EVERY)
    everything = asking.answers(full).found
    for name in names:
        silent = everything - asking.answers(without(full, name)).found
        said = promised(everything, name)
        yield name, sorted(silent - said), sorted(said - silent)


if __name__ == "__main__":
    differ = False
    for name, unsaid, answered in compared(sys.argv[1:] or companies.EVERY):
        differ |= bool(unsaid or answered)
        print(f"{name}: not in needs.yml {unsaid}; answered without {answered}", flush=True)
    sys.exit(differ)
