"""How many customers there may be out there, told from how much two lists overlap."""

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


@analysis(KEY, rows="registers.rows", registers="registers.registers")
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
    n = len(set().union(*sets.values()))
    return Result(KEY, n, {"market": _size(frame, n)}, {"pairs": frame}, Evidence.ASSOCIATED)


def _size(pairs: pd.DataFrame, n: int) -> Number:
    """The size that the best overlap points to; where the pairs contradict each other, all that they leave open, without a level."""
    best = pairs.iloc[0]
    if pairs.market_low.max() <= pairs.market_high.min():
        low, high, level = best.market_low, best.market_high, LEVEL
    else:
        low, high, level = pairs.market.min(), pairs.market.max(), None
    return Number(round(best.market), "count", n, round(low), round(high), level)


def market_table(result: Result) -> Table:
    """The pairs of registers and the market each points to, in no more digits than such a guess has."""
    frame = result.frames["pairs"].head(6)
    names = ["market", "market_low", "market_high"]
    return Table(
        frame.assign(**{name: frame[name].map(rough) for name in names}),
        caption=_(
            "Cuántos clientes habría en total, según lo que se repite entre dos registros, con su intervalo de 95 %."
        ),
        label="tbl-database-market",
        columns=("source", "other_source", "in_both", *names),
    )


def rough(number: float) -> int:
    """A number in two digits, as a guess is told; small ones as they are.

    >>> rough(15_607), rough(594)
    (16000, 594)
    """
    return int(round(number, 1 - int(math.log10(number)))) if number >= 1_000 else round(number)


def market_advice(result: Result) -> str:
    """How far to trust the size of the market."""
    size, seen = result.values["market"], result.n
    if size.level is None:
        return _(
            "**Qué hacer.** Entre todos los registros se conocen {seen} clientes; el mercado tendría entre {low} y {high}. No se puede decir mejor: "
            "cada pareja de registros da otro número, porque estar en uno hace más o menos probable estar en otro. Tome solo esto: cuántos quedan "
            "por conocer, en orden de magnitud."
        ).format(
            seen=numbers.count(seen),
            low=numbers.count(rough(size.low or 0)),
            high=numbers.count(rough(size.high or 0)),
        )
    return _(
        "**Qué hacer.** Entre todos los registros se conocen {seen} clientes; parecidos a ellos habría unos {size} (entre {low} y {high}). Tome el "
        "número como orden de magnitud: vale si estar en un registro no hace más probable estar en el otro."
    ).format(
        seen=numbers.count(seen),
        size=numbers.count(rough(float(size.value or 0))),
        low=numbers.count(rough(size.low or 0)),
        high=numbers.count(rough(size.high or 0)),
    )
