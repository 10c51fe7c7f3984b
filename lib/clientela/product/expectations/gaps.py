"""What customers expect against what they say they receive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.customers import surveys
from clientela.engine import analysis
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.multiple_testing import discoveries

if TYPE_CHECKING:
    import pandas as pd

KEY = "product.gaps"
SIDES = ("expected", "received", "minimum")


@analysis(KEY, answers="survey_answers", items="survey_items", outcomes="survey_outcomes")
def gaps(answers: pd.DataFrame, items: pd.DataFrame, outcomes: pd.DataFrame) -> Result | Missing:
    """What customers expect, what they receive and the difference, question by question, with intervals.

    The frames are the marts `survey_answers`, `survey_items` and `survey_outcomes`. Totals rest on those who answered both sides of every question;
    a question's own gap on all who answered both its sides (paired t). Verdicts are controlled over all questions together. Where people also said
    the minimum they put up with, the zone of tolerance is what lies between it and the expected. Gap and perception alone are compared by how they go
    with satisfaction. Associated, not caused.

    Sources: Parasuraman, Zeithaml & Berry 1988, «SERVQUAL: a multiple-item scale for measuring consumer perceptions of service quality»; Cronin &
    Taylor 1992, «Measuring service quality: a reexamination and extension».

    Returns Missing without both sides, or with fewer than 20 people who answered everything.

    >>> import pandas as pd
    >>> rows = [("S", "speed", side, "customer", f"p{n}", mark + n % 2) for n in range(30) for side, mark in (("expected", 8), ("received", 6))]
    >>> answers = pd.DataFrame(rows, columns=["battery", "item", "side", "rater", "respondent_id", "score"])
    >>> about = dict.fromkeys(("text_es", "text_en", "dimension", "factor", "scale_min", "scale_max"))
    >>> items = pd.DataFrame({"battery": ["S"], "item": ["speed"], **about})
    >>> outcomes = pd.DataFrame(columns=["respondent_id", "outcome", "score", "asked_in"])
    >>> gaps(answers, items, outcomes).frames["gaps"].gap.tolist()
    [-2.0]
    """
    battery, found = surveys.sides(answers, SIDES)
    if not found:
        return surveys.absent(KEY, answers, "surveys.side")
    expected, received, minimum = found
    whole = expected.notna().all(axis=1) & received.notna().all(axis=1)
    if whole.sum() < surveys.FEWEST_PEOPLE:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, have=int(whole.sum()), need=surveys.FEWEST_PEOPLE)
    about = surveys.about(items, battery, expected.columns)
    by_item = _judged(expected, received, minimum)
    frames = {"gaps": about.merge(by_item, on="item").sort_values(["gap", "item"]).reset_index(drop=True)}
    areas = about.dropna(subset="dimension").set_index("item")["dimension"]
    if areas.nunique() > 1:
        grouped = [side[areas.index].T.groupby(areas).mean().T for side in found]
        ranked = _judged(*grouped).rename(columns={"item": "dimension"})
        frames["dimensions"] = ranked.sort_values(["gap", "dimension"]).reset_index(drop=True)
    values = _totals(expected[whole], received[whole], minimum[whole]) | _counts(by_item)
    values |= _predictors(expected[whole], received[whole], outcomes)
    values |= surveys.scale(items, battery, expected.columns)
    return Result(KEY, int(whole.sum()), values, frames, Evidence.ASSOCIATED)


def _judged(expected: pd.DataFrame, received: pd.DataFrame, minimum: pd.DataFrame) -> pd.DataFrame:
    """The means of each question, its gap, its distance from the minimum, and a verdict."""
    both = expected.notna() & received.notna()
    gap, spare = surveys.means(received - expected), surveys.means(received - minimum)
    found = gap.rename(columns={"mean": "gap", "low": "gap_low", "high": "gap_high"}).assign(
        expected_mark=expected.where(both).mean(), received_mark=received.where(both).mean(), minimum_mark=minimum.mean(),
        spare=spare["mean"], spare_low=spare["low"], spare_high=spare["high"],
    )  # fmt: skip
    sure = discoveries(found["p_value"])
    verdict = np.where(~sure, "gap_chance", np.where(found["gap"] < 0, "falls_short", "goes_beyond"))
    under = spare.index[discoveries(spare["p_value"]) & (spare["mean"] < 0).to_numpy()]
    found = found.assign(gap_verdict=np.where(found.index.isin(under), "below_minimum", verdict))
    found.index.name = "item"
    return found.reset_index()


def _totals(expected: pd.DataFrame, received: pd.DataFrame, minimum: pd.DataFrame) -> dict[str, Number]:
    values = {
        "expected_mean": surveys.number(expected.mean(axis=1)),
        "received_mean": surveys.number(received.mean(axis=1)),
        "gap_mean": surveys.number((received - expected).mean(axis=1)),
    }
    alphas = {"alpha_expected": surveys.alpha(expected), "alpha_received": surveys.alpha(received)}
    values |= {name: found for name, found in alphas.items() if found is not None}
    asked = minimum.notna()
    if asked.any(axis=1).sum() >= surveys.FEWEST_PEOPLE:
        inside = ((received >= minimum) & (received <= expected)).where(asked).mean(axis=1).dropna()
        values["inside_zone"] = surveys.number(inside, "share")
        values["under_zone"] = surveys.number(
            (received < minimum).where(asked).mean(axis=1).dropna(), "share"
        )
    return values


def _counts(by_item: pd.DataFrame) -> dict[str, Number]:
    n, verdict = len(by_item), by_item["gap_verdict"]
    short = verdict.isin(["falls_short", "below_minimum"]) & (by_item["gap"] < 0)
    found = {
        "gap_items": n,
        "short_items": int(short.sum()),
        "beyond_items": int((verdict == "goes_beyond").sum()),
    }
    # Nobody can say what lies below a minimum that was not asked.
    if by_item["minimum_mark"].notna().any():
        found["under_items"] = int((verdict == "below_minimum").sum())
    return {name: Number(count, "count", n) for name, count in found.items()}


def _predictors(expected: pd.DataFrame, received: pd.DataFrame, outcomes: pd.DataFrame) -> dict[str, Number]:
    """How the gap, and what is received alone, go with satisfaction; nothing where satisfaction is not known."""
    told = outcomes[outcomes["outcome"] == "satisfied"].groupby("respondent_id")["score"].mean()
    satisfied = told.reindex(received.index)
    alone, gap = received.mean(axis=1), (received - expected).mean(axis=1)
    known = satisfied.notna()
    first, second = (surveys.correlation(side[known], satisfied[known]) for side in (gap, alone))
    between = surveys.correlation(gap[known], alone[known])
    if first is None or second is None or between is None:
        return {}
    gain = surveys.correlation_gain(first, second, float(between.value or 0))
    return {"gap_correlation": first, "received_correlation": second, "correlation_gain": gain}
