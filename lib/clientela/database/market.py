"""How many customers there may be out there, told from how much independent lists overlap."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from clientela.engine import analysis
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.results import Evidence, Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "database.market"
# With fewer in both lists the estimate is nearly free to be anything (Robson and Regier 1964).
MIN_BOTH = 7
# Two lists can always be made to fit: only a third can contradict them.
FEWEST = 3


def chapman(first: int, second: int, both: int) -> tuple[float, float, float]:
    """How many there are in all, with a 95 % interval, when two lists of so many share so many.

    Chapman (1951); the interval is log-normal on those never seen (Chao 1987), so that it never falls below those seen.

    >>> [round(x) for x in chapman(200, 150, 50)]
    [594, 501, 731]
    """
    whole = (first + 1) * (second + 1) / (both + 1) - 1
    seen = first + second - both
    unseen = whole - seen
    if unseen <= 0:
        return whole, float(seen), float(seen)
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    factor = math.exp(1.96 * math.sqrt(math.log(1 + variance / unseen**2)))
    return whole, seen + unseen / factor, seen + unseen * factor


@analysis(KEY, rows="registers.rows", registers="registers.registers")
def market(rows: pd.DataFrame, registers: Sequence[str]) -> Result | Missing:
    """The size of the market that three registers or more draw from, by capture and recapture; refused where they are not independent.

    `rows` is identity, `registers` the sources that register customers. Two registers of different people point to any size at all, and two
    lists cannot show it: with three, every pair must point to one size. People who stand everywhere make every overlap larger and every size
    smaller, which no list shows either: what is told is the least there may be. Frame: `pairs`, the best overlap first.
    """
    import pandas as pd

    known = rows[rows.source.isin(list(registers))]
    sets = {
        name: set(known.customer_id[known.source == name]) for name in sorted(set(known.source.astype(str)))
    }
    if len(sets) < FEWEST:
        return Missing(KEY, Reason.NO_TABLE, ("customers",), have=len(sets), need=FEWEST)
    found = [
        (one, other, len(sets[one]), len(sets[other]), both, *chapman(len(sets[one]), len(sets[other]), both))
        for one, other in combinations(sorted(sets), 2)
        if (both := len(sets[one] & sets[other])) >= MIN_BOTH
    ]
    columns = [
        "source",
        "other_source",
        "in_first",
        "in_second",
        "in_both",
        "market",
        "market_low",
        "market_high",
    ]
    frame = pd.DataFrame(found, columns=columns).sort_values(
        ["in_both", "source"], ascending=[False, True], ignore_index=True
    )
    # A pair that shares hardly anybody is the plainest sign that the registers are of different people.
    if len(frame) < math.comb(len(sets), 2) or frame.market_low.max() > frame.market_high.min():
        return Missing(KEY, Reason.NO_FIT)
    n = len(set().union(*sets.values()))
    least = max(n, round(float(frame.market_low.min())))
    return Result(KEY, n, {"market_low": Number(least, "count", n)}, {"pairs": frame}, Evidence.ASSOCIATED)


def market_table(result: Result) -> Table:
    """The pairs of registers and the least market each points to, in no more digits than such a guess has."""
    frame = result.frames["pairs"].head(6)
    return Table(
        frame.assign(market_low=frame.market_low.map(rough)),
        caption=_("Cuántos clientes habría por lo menos, según lo que se repite entre dos registros."),
        label="tbl-database-market",
        columns=("source", "other_source", "in_both", "market_low"),
    )


def rough(number: float) -> int:
    """A number in two digits, as a guess is told; small ones as they are.

    >>> rough(15_607), rough(594)
    (16000, 594)
    """
    return int(round(number, 1 - int(math.log10(number)))) if number >= 1_000 else round(number)


def market_advice(result: Result) -> str:
    """The least there may be out there, and why no more is said."""
    return _(
        "**Qué hacer.** Entre todos los registros se conocen {seen} clientes; parecidos a ellos habría por lo menos {least}. Cuántos más no se puede "
        "saber así: quien está en todas partes se repite, y hace parecer que queda poca gente por conocer."
    ).format(
        seen=numbers.count(result.n),
        least=numbers.count(rough(float(result.values["market_low"].value or 0))),
    )
