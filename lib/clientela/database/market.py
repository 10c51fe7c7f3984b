"""How many customers there may be out there, told from how much two lists overlap."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.results import Evidence, Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "database.market"
# With fewer in both lists the estimate is nearly free to be anything (Robson and Regier 1964).
MIN_BOTH = 7
LEVEL = 0.95


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


def market(rows: pd.DataFrame, registers: Sequence[str]) -> Result | Missing:
    """The size of the market that two registers draw from, by capture and recapture.

    `rows` is identity, `registers` the sources that register customers. It holds when standing in one register says nothing of standing in the
    other; where the same people fill in both, there are more out there than this says. Frame: `pairs`, the best overlap first.
    """
    import pandas as pd

    known = rows[rows.source.isin(list(registers))]
    sets = {
        name: set(known.customer_id[known.source == name]) for name in sorted(set(known.source.astype(str)))
    }
    if len(sets) < 2:
        return Missing(KEY, Reason.NO_TABLE, ("customers",), have=len(sets), need=2)
    found = []
    for one, other in combinations(sorted(sets), 2):
        both = len(sets[one] & sets[other])
        if both >= MIN_BOTH:
            found.append(
                (
                    one,
                    other,
                    len(sets[one]),
                    len(sets[other]),
                    both,
                    *chapman(len(sets[one]), len(sets[other]), both),
                )
            )
    if not found:
        most = max(len(sets[one] & sets[other]) for one, other in combinations(sets, 2))
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, have=most, need=MIN_BOTH)
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
    best = frame.iloc[0]
    n = int(best.in_first + best.in_second - best.in_both)
    values = {
        "market": Number(
            round(best.market), "count", n, round(best.market_low), round(best.market_high), LEVEL
        )
    }
    return Result(KEY, n, values, {"pairs": frame}, Evidence.ASSOCIATED)


def market_table(result: Result) -> Table:
    """The pairs of registers and the market each points to."""
    return Table(
        result.frames["pairs"].head(6),
        caption=_(
            "Cuántos clientes habría en total, según lo que se repite entre dos registros, con su intervalo de 95 %."
        ),
        label="tbl-database-market",
        columns=("source", "other_source", "in_both", "market", "market_low", "market_high"),
    )


def market_advice(result: Result) -> str:
    """How far to trust the size of the market."""
    size, seen = result.values["market"], result.n
    return _(
        "**Qué hacer.** Los dos registros juntos conocen a {seen} clientes; parecidos a ellos habría unos {size} (entre {low} y {high}). "
        "Tome el número como "
        "orden de magnitud: vale si estar en un registro no hace más probable estar en el otro."
    ).format(
        seen=numbers.count(seen),
        size=numbers.count(size.value),
        low=numbers.count(size.low),
        high=numbers.count(size.high),
    )
