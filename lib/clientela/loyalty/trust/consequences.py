"""What do the satisfied buy afterwards, beyond what they were buying already?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.engine import analysis
from clientela.loyalty.trust.promoters import DETRACTS, PROMOTES
from clientela.results import Evidence, Missing, Number, Reason, Result, Unit
from clientela.stats.intervals import LEVEL, Z, wilson

if TYPE_CHECKING:
    import pandas as pd

KEY = "loyalty.consequences"
OUTCOMES = ("satisfied", "recommend", "effort")
# Fewer answers than these are no level of the curve; and from fewer in all nothing is learned.
FEWEST, ENOUGH = 20, 100
MEASURES: tuple[tuple[str, str, Unit], ...] = (
    ("slope", "bought", "share"),
    ("extra", "amount_after", "currency"),
)
# A mark beyond seven was given on 0 to 10.
LONG_SCALE = 7
# Alike beforehand: the same kind of customer with as many purchases in the half year before.
BEFORE = (0.5, 1.5, 3.5, 6.5)


@analysis(KEY, outcomes="survey_outcomes", who="survey_customers")
def consequences(outcomes: pd.DataFrame, who: pd.DataFrame) -> Result | Missing:
    """Of those who gave each mark, how many bought in the next 180 days; and how many of their like did, whatever their mark.

    `outcomes` is the mart survey_outcomes, `who` survey_customers. Only answers at least 180 days old. Frame `curve`: one row an
    outcome and mark, with the share that bought (Wilson), the share expected of customers alike beforehand (same kind, as many
    purchases in the half year before) and the difference. `*_slope`: points of buyers per point of the mark, among those alike;
    `*_extra`: sales per point of the mark. Intervals count each customer once, however often asked (sandwich by customer).
    """
    import pandas as pd

    if outcomes.empty or who.empty:
        return Missing(KEY, Reason.NO_TABLE, ("surveys.customer_id", "surveys.date"))
    known = outcomes.merge(who[who.complete.astype(bool)], on="respondent_id")
    known = known.assign(bought=(known.purchases_after > 0).astype(float), alike=_alike(known))
    curves, values, most = [], {}, 0
    for outcome in OUTCOMES:
        part = known[known.outcome == outcome]
        if part.empty:
            continue
        part = part[part.asked_in == part.asked_in.value_counts().sort_index().idxmax()]
        most = max(most, len(part))
        if len(part) < ENOUGH or part.score.nunique() < 2:
            continue
        curves.append(_curve(part).assign(outcome=outcome))
        for name, column, unit in MEASURES:
            found = _slope(part, column)
            if found is not None:
                values[f"{outcome}_{name}"] = Number(found[0], unit, len(part), found[1], found[2], LEVEL)
    if most < ENOUGH:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, ("surveys.date",), most, ENOUGH)
    if not curves:
        return Missing(KEY, Reason.NO_VARIATION, ("surveys.answer",))
    curve = pd.concat(curves, ignore_index=True)
    values["answers_followed"] = Number(int(known.respondent_id.nunique()), "count", len(known))
    return Result(KEY, int(known.customer_id.nunique()), values, {"curve": curve}, Evidence.ASSOCIATED)


def _alike(known: pd.DataFrame) -> pd.Series:
    band = np.searchsorted(BEFORE, known.purchases_before.to_numpy(dtype=float))
    return known.kind.fillna("").astype(str) + "|" + band.astype(str)


def _curve(part: pd.DataFrame) -> pd.DataFrame:
    """One row a mark (neighbours joined where few gave it): the share that bought, what was expected, the difference."""
    import pandas as pd

    expected = part.groupby("alike").bought.transform("mean")
    net = part.bought - expected
    rows = []
    for marks in _levels(part.score, str(part.outcome.iloc[0])):
        at = part.score.isin(marks)
        hits, n = float(part.bought[at].sum()), int(at.sum())
        low, high = wilson(hits, n)
        error = float(net[at].std(ddof=1) / np.sqrt(n))
        rows.append({
            "mark_from": min(marks), "mark_to": max(marks), "n": n, "bought_share": hits / n, "bought_low": low, "bought_high": high,
            "expected_share": float(expected[at].mean()), "net_share": float(net[at].mean()),
            "net_share_low": float(net[at].mean()) - Z * error, "net_share_high": float(net[at].mean()) + Z * error,
            "amount_mean": float(part.amount_after[at].mean()),
        })  # fmt: skip
    return pd.DataFrame(rows)


def _levels(score: pd.Series, outcome: str = "") -> list[list[float]]:
    """The marks in order, neighbours together until each group has enough answers.

    On 0 to 10: detractors, passives, promoters, as they are counted elsewhere.

    >>> import pandas as pd
    >>> _levels(pd.Series([1] * 5 + [2] * 30 + [3] * 4))
    [[1.0, 2.0, 3.0]]
    """
    counts = score.value_counts().sort_index()
    if outcome == "recommend" and counts.index.max() > LONG_SCALE:
        bands = np.searchsorted((DETRACTS + 0.5, PROMOTES - 0.5), counts.index.to_numpy(dtype=float))
        return [list(counts.index[bands == band]) for band in range(3) if (bands == band).any()]
    groups: list[list[float]] = [[]]
    held = 0
    for mark, n in counts.items():
        groups[-1].append(float(mark))  # type: ignore[arg-type]
        held += int(n)
        if held >= FEWEST:
            groups.append([])
            held = 0
    last = groups.pop()
    if last and groups:
        groups[-1] += last
    elif last:
        groups.append(last)
    return groups


def _slope(part: pd.DataFrame, column: str) -> tuple[float, float, float] | None:
    """How `column` rises with each point of the mark among customers alike beforehand, with its interval.

    Both are taken as differences from the mean of those alike (Frisch, Waugh & Lovell); errors are summed by customer (Liang & Zeger 1986).
    """
    mark = part.score - part.groupby("alike").score.transform("mean")
    rest: Any = part[column].astype(float)
    if column == "amount_after":
        # What they spent before takes out what they would have spent anyway.
        rest = rest - part.amount_before.astype(float)
    rest = rest - rest.groupby(part.alike).transform("mean")
    spread = float((mark**2).sum())
    if not spread > 0:
        return None
    slope = float((mark * rest).sum()) / spread
    scores = (mark * (rest - slope * mark)).groupby(part.customer_id).sum()
    groups = len(scores)
    if groups < 2:
        return None
    error = float(np.sqrt((scores**2).sum() * groups / (groups - 1))) / spread
    return slope, slope - Z * error, slope + Z * error
