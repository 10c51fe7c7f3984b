"""Each factor that customers value, beside what the operation measures of it: do both point at the same branch?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.customers import surveys
from clientela.engine import analysis
from clientela.product.twins import measures
from clientela.product.twins.factors import OPENS, factor
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.intervals import wilson
from clientela.stats.multiple_testing import discoveries

if TYPE_CHECKING:
    import pandas as pd

    from clientela.calendar.answer_clock import Clock

KEY = "product.twins"
# Cases, and people asked, on each side of a comparison.
ENOUGH_CASES, ENOUGH_PEOPLE = 30, 15
DISAGREE = ("both_differ", "only_opinion", "only_twin")
COLUMNS = ("factor_key", "opinion", "opinion_low", "opinion_high", "twin", "twin_share", "twin_low", "twin_high", "twin_n",
           "opinion_branch", "twin_branch", "twin_verdict")  # fmt: skip


@analysis(KEY, answers="survey_answers", items="survey_items", terms="payment_terms", follow_ups="follow_ups")
def twins(
    answers: pd.DataFrame, items: pd.DataFrame, voices: pd.DataFrame, deliveries: pd.DataFrame, shifts: pd.DataFrame, terms: pd.DataFrame,
    clock: Clock, follow_ups: pd.DataFrame | None = None,
) -> Result | Missing:  # fmt: skip
    """Of each of the thirteen factors: what customers say, what was measured in the last year, and whether both find the same branch worse.

    Opinion: the marks of performance (else of what is received) by factor, its interval by Student's t. Twin: a share of cases that went as a
    customer wishes, with Wilson's interval. A branch stands apart where it is worse than the rest of them by more than chance (Welch's t on marks,
    Fisher's exact test on cases; false discoveries at 5 % over all factors and branches of each side). Frame twins, one row a factor:
    twin_verdict is both_quiet, both_same, both_differ, only_opinion, only_twin, not_by_branch, no_twin, no_opinion,
    or nothing_known. Numbers: how many factors
    have a twin, an opinion, and disagree. Missing where no factor has either.

    >>> import datetime as dt, pandas as pd
    >>> from clientela.calendar.answer_clock import Clock
    >>> came = pd.to_datetime(["2026-01-05", "2026-01-09"] * 30)
    >>> orders = pd.DataFrame({"promised_on": pd.Timestamp("2026-01-05"), "delivered_on": came, "branch": "A"})
    >>> columns = "battery item side rater score factor text_es text_en kind day attended_on closed_on resolved reason start arrivals abandoned"
    >>> none = pd.DataFrame(columns=[*columns.split(), "orders", "on_credit", "returned", "branch", "customer_id", "interaction_id", "respondent_id"])
    >>> found = twins(none, none, none, orders, none, none, Clock(dt.date(2026, 6, 30))).frames["twins"].set_index("factor_key")
    >>> float(found.twin_share["factor_promises"]), found.twin_verdict["factor_promises"]
    (0.5, 'no_opinion')
    """
    marks, known = _marks(answers, items), _cases(voices, deliveries, follow_ups, clock)
    counted = _enough({**measures.of_shifts(shifts, clock.as_of), **measures.of_returns(terms)})
    if marks.empty and not known and not counted:
        return Missing(
            KEY, Reason.NO_TABLE, ("surveys.side", "interactions.closed_at", "transactions.promised_on")
        )
    worse_said, worse_seen = _worse_marks(marks), _worse_cases(known)
    rows = [_row(name, marks, known, counted) for name in OPENS]
    import pandas as pd

    table = pd.DataFrame(rows)
    table = table.assign(
        opinion_branch=[worse_said.get(str(name), "") for name in table.factor_key],
        twin_branch=[worse_seen.get(str(name), "") for name in table.factor_key],
    )
    by_branch = {name for name, _twin in known}
    table = table.assign(
        twin_verdict=[_verdict(row, row["factor_key"] in by_branch) for row in table.to_dict("records")]
    )[list(COLUMNS)]
    values = {
        "twins_measured": Number(int((table.twin != "").sum()), "count", len(table)),
        "twins_asked": Number(int(table.opinion.notna().sum()), "count", len(table)),
        "twins_disagree": Number(
            int(table.twin_verdict.isin(DISAGREE).sum()),
            "count",
            len(table),
        ),
    }
    return Result(KEY, len(table), values, {"twins": table})


def _enough(
    counted: dict[tuple[str, str], tuple[float, float]],
) -> dict[tuple[str, str], tuple[float, float]]:
    """What was counted and not looked at case by case, where it was counted of enough."""
    return {twin: (good, cases) for twin, (good, cases) in counted.items() if cases >= ENOUGH_CASES}


def _marks(answers: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """One row a person and factor: the mean mark of how it is done, and the person's branch."""
    import pandas as pd

    blank = pd.DataFrame({"factor_key": [], "score": [], "branch": []})
    for side in ("performance", "received"):
        mine = answers[(answers.rater == "customer") & (answers.side == side)]
        about = items.assign(
            factor_key=[
                factor(*both) for both in zip(items.factor, items.text_es, items.text_en, strict=True)
            ]
        )
        # A questionnaire about the service at large is no list of factors: it must name five of them at least.
        about = about[(about.factor_key != "") & about.battery.isin(mine.battery)]
        many = about.groupby("battery").factor_key.nunique()
        about = about[about.battery.isin(many.index[many >= 5])]
        if len(about):
            told = mine.merge(about[["battery", "item", "factor_key"]], on=["battery", "item"])
            return told.groupby(["factor_key", "respondent_id"], as_index=False).agg(
                score=("score", "mean"), branch=("branch", "first")
            )
    return blank


def _cases(
    voices: pd.DataFrame, deliveries: pd.DataFrame, follow_ups: pd.DataFrame | None, clock: Clock
) -> dict[tuple[str, str], pd.DataFrame]:
    found = {**measures.of_messages(voices, clock), **measures.of_deliveries(deliveries, clock.as_of)}
    # Of the two twins of being followed up, the call after the sale is the nearer one.
    found |= measures.of_calls(follow_ups)
    return {name: cases for name, cases in found.items() if len(cases) >= ENOUGH_CASES}


def _worse_marks(marks: pd.DataFrame) -> dict[str, str]:
    """Of each factor, the branch whose customers give lower marks than the others for certain."""
    from scipy.stats import ttest_ind

    told = marks.dropna(subset=["score"])
    tried = []
    for name, both in told.groupby("factor_key"):
        score, where = both.score.to_numpy(dtype=float), both.branch.to_numpy(dtype=object)
        for branch in both.branch.dropna().unique():
            own, rest = score[where == branch], score[where != branch]
            if min(len(own), len(rest)) >= ENOUGH_PEOPLE and (np.ptp(own) > 0 or np.ptp(rest) > 0):
                chance = float(ttest_ind(own, rest, equal_var=False).pvalue)
                tried.append((str(name), str(branch), float(own.mean() - rest.mean()), chance))
    return _surely(tried)


def _worse_cases(known: dict[tuple[str, str], pd.DataFrame]) -> dict[str, str]:
    """Of each factor, the branch where the measured thing goes wrong more often than elsewhere for certain."""
    from scipy.stats import fisher_exact

    tried = []
    for (name, _twin), cases in known.items():
        good, where = cases.good.to_numpy(dtype=bool), cases.branch.to_numpy(dtype=object)
        for branch in cases.branch.dropna().unique():
            sides = [good[where == branch], good[where != branch]]
            if min(map(len, sides)) >= ENOUGH_CASES:
                chance = float(fisher_exact([[side.sum(), (~side).sum()] for side in sides]).pvalue)
                tried.append((name, str(branch), float(sides[0].mean() - sides[1].mean()), chance))
    return _surely(tried)


def _surely(tried: list[tuple[str, str, float, float]]) -> dict[str, str]:
    """Of what was tried, the worst branch of each factor among those that chance does not explain."""
    if not tried:
        return {}
    sure = discoveries(np.array([one[3] for one in tried]))
    found = sorted(one for one, true in zip(tried, sure, strict=True) if true and one[2] < 0)
    worst: dict[str, tuple[str, float]] = {}
    for name, branch, gap, _p in found:
        if name not in worst or gap < worst[name][1]:
            worst[name] = (branch, gap)
    return {name: branch for name, (branch, _gap) in worst.items()}


def _row(
    name: str, marks: pd.DataFrame, known: dict[tuple[str, str], pd.DataFrame], counted: dict[tuple[str, str], tuple[float, float]]
) -> dict[str, object]:  # fmt: skip
    row: dict[str, object] = dict.fromkeys(
        ("opinion", "opinion_low", "opinion_high", "twin_share", "twin_low", "twin_high"), np.nan
    )
    row |= {"factor_key": name, "twin": "", "twin_n": 0}
    said = marks.score[marks.factor_key == name].dropna()
    if len(said) >= surveys.FEWEST_PEOPLE:
        mean = surveys.number(said)
        row |= {"opinion": mean.value, "opinion_low": mean.low, "opinion_high": mean.high}
    shares = {
        twin: (float(cases.good.sum()), float(len(cases)))
        for (of, twin), cases in known.items()
        if of == name
    }
    shares |= {twin: share for (of, twin), share in counted.items() if of == name}
    for twin, (hits, n) in shares.items():
        low, high = wilson(hits, n)
        row |= {"twin": twin, "twin_share": hits / n, "twin_low": low, "twin_high": high, "twin_n": int(n)}
    return row


def _verdict(row: Mapping[Any, Any], by_branch: bool) -> str:
    said, seen = row["opinion_branch"], row["twin_branch"]
    asked, measured = row["opinion"] == row["opinion"], bool(row["twin"])
    if not (asked and measured):
        return "no_twin" if asked else "no_opinion" if measured else "nothing_known"
    if not by_branch:
        return "not_by_branch"
    if said and seen:
        return "both_same" if said == seen else "both_differ"
    return "only_opinion" if said else "only_twin" if seen else "both_quiet"
