"""Who writes a field so differently from the others that chance and usual differences between people do not explain it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.stats.effects import pooled, shrink
from clientela.stats.intervals import Z

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# With fewer others nobody knows how much people usually differ.
FEWEST_OTHERS = 4
FEWEST_ROWS = 20
# Of a hundred companies in which nobody writes otherwise, so many may name somebody.
FALSE = 0.05
# Less than half as much again as the rest, or a handful of rows, is not worth a talk.
WORTH, FEWEST_BROKEN = 1.5, 5
COLUMNS = (
    "source", "rule", "collector", "rows", "broken", "share_broken", "share_others", "share_shrunk", "shrunk_low", "shrunk_high", "apart_p",
    "stands_apart",
)  # fmt: skip


def judged(cells: pd.DataFrame) -> pd.DataFrame:
    """Every collector beside the others of the same source and rule; `stands_apart` where the difference is more than chance and custom.

    `cells`: source, rule, collector, month, rows, broken. Each is compared with a prediction from the others, whose own spread counts
    (random effects on the log-odds, DerSimonian & Laird 1986; Student's t, as in Higgins, Thompson & Spiegelhalter 2009), and with all of
    them pooled (Fisher's exact test); the larger of the two p-values counts, times the number of comparisons (Bonferroni). Who stands
    apart is taken out before the others are judged again; two among few can still hide one another. The shrunken share is empirical Bayes.
    """
    import pandas as pd

    known = (
        cells[cells.collector.notna()]
        .groupby(["source", "rule", "collector"], as_index=False)[["rows", "broken"]]
        .sum()
    )
    known = known[known["rows"] >= FEWEST_ROWS]
    groups = [part.reset_index(drop=True) for _key, part in known.groupby(["source", "rule"], sort=True)]
    groups = [part for part in groups if len(part) > FEWEST_OTHERS and part.broken.sum() > 0]
    tests = sum(len(part) for part in groups)
    found = [_one_rule(part, tests) for part in groups]
    return (
        pd.concat(found, ignore_index=True)[list(COLUMNS)] if found else pd.DataFrame(columns=list(COLUMNS))
    )


def _one_rule(part: pd.DataFrame, tests: int) -> pd.DataFrame:
    rows, broken = (part[name].to_numpy(dtype=float) for name in ("rows", "broken"))
    inside = np.ones(len(part), dtype=bool)
    p_values, rest = chances(rows, broken, inside)
    # The furthest first: with it among the others, the next could hide behind it.
    while (
        len(first := _furthest(p_values, rows, broken, rest, inside, tests))
        and inside.sum() > FEWEST_OTHERS + 1
    ):
        inside[first[0]] = False
        again, rest_again = chances(rows, broken, inside)
        p_values, rest = np.where(inside, again, p_values), np.where(inside, rest_again, rest)
    logits, errors = _logits(rows, broken)
    middle, spread = shrink(logits, errors)
    return part.assign(
        share_broken=broken / rows, share_others=rest, share_shrunk=_share(middle), shrunk_low=_share(middle - Z * spread),
        shrunk_high=_share(middle + Z * spread), apart_p=np.minimum(1.0, p_values * tests), stands_apart=~inside,
    )  # fmt: skip


def _furthest(p_values: Floats, rows: Floats, broken: Floats, rest: Floats, inside: Any, tests: int) -> Any:
    """The place of the one that stands furthest apart, and by enough to matter; none where nobody does."""
    sure = inside & (p_values * tests < FALSE) & (broken / rows >= WORTH * rest) & (broken >= FEWEST_BROKEN)
    places = np.flatnonzero(sure)
    return places[np.argsort(p_values[places], kind="stable")][:1]


def chances(rows: Floats, broken: Floats, inside: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """How likely each breaks the rule so often if it writes as the others (those inside) do; and the share of those others.

    >>> rows, broken = np.full(8, 200.0), np.array([10.0, 12, 9, 11, 8, 13, 10, 90])
    >>> [bool(p < 1e-4) for p in chances(rows, broken, np.ones(8, dtype=bool))[0]]
    [False, False, False, False, False, False, False, True]
    """
    from scipy.stats import hypergeom, t

    logits, errors = _logits(rows, broken)
    sizes, n, hits = (np.zeros(len(rows)) for _part in range(3))
    for place in range(len(rows)):
        others = inside.copy()
        others[place] = False
        n[place], hits[place] = rows[others].sum(), broken[others].sum()
        middle, weight, spread = pooled(logits[others], errors[others])
        sizes[place] = (logits[place] - middle) / np.sqrt(errors[place] ** 2 + 1 / weight + spread)
    # Two were estimated from the others: their mean and their spread.
    free = np.maximum(inside.sum() - inside - 2, 1)
    exact = hypergeom.sf(broken - 1, n + rows, hits + broken, rows)
    return np.maximum(t.sf(sizes, free), exact), hits / n


def _logits(rows: Floats, broken: Floats) -> tuple[Floats, Floats]:
    """The log-odds of breaking a rule and their errors; half a row on each side, so that none and all have some."""
    bad, good = broken + 0.5, rows - broken + 0.5
    return np.log(bad / good), np.sqrt(1 / bad + 1 / good)


def _share(logit: Floats) -> Floats:
    return 1 / (1 + np.exp(-logit))
