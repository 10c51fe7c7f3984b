"""How many recommend us and how many would rather not; where more, where less, and whether it moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.calendar.windows import YEAR, year_or_half
from clientela.customers import persons
from clientela.engine import analysis
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.intervals import LEVEL, Z
from clientela.stats.multiple_testing import discoveries

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

KEY = "loyalty.promoters"
# On 0 to 10: from 9 on a promoter, up to 6 a detractor.
PROMOTES, DETRACTS, TOP = 9, 6, 10
# Fewer answers than these are no score of a group; a month with fewer than a hundred moves by chance alone.
FEWEST, FEWEST_A_MONTH = 20, 100
# From so many answers each on, the score of the people is another than the one that a form shows of its answers.
OFTEN = 2
# Rocks (2016): three answers more, half of them in the middle, keep the interval honest with few answers and near the ends.
ADDED, ADDED_SIDE = 3.0, 0.75


@analysis(KEY, outcomes="survey_outcomes", who="survey_customers", segments="handed")
def promoters(
    outcomes: pd.DataFrame, who: pd.DataFrame, as_of: dt.date, segments: pd.DataFrame | None = None
) -> Result | Missing:
    """Promoters less detractors, of all and of each kind, branch and segment, by month; and how easy and how good it was.

    `outcomes` is the mart survey_outcomes, `who` survey_customers, `segments` the customers of stage 3 with their segment. The
    question is the one whose words, factor or dimension ask for a recommendation (NPS, recom…) on 0 to 10; asked in several
    surveys, the one with most answers speaks. Of each person the last answer of the last year counts (of those on record, where the year
    has few), over time the last of each month or quarter; where people answer twice
    or more, `promoter_score_answers` is of all answers on record. Interval: adjusted Wald (Rocks 2016). A group differs (`score_verdict`) where its
    distance from all the others is no chance among so many groups (Benjamini & Hochberg 1995). Effort is turned round: high is easy.
    """
    import pandas as pd

    if outcomes.empty:
        return Missing(KEY, Reason.NO_TABLE, ("surveys.answer", "respondents.recommend"))
    asked = recommended(outcomes)
    if asked.empty:
        return Missing(KEY, Reason.NO_COLUMN, ("respondents.recommend",))
    if len(asked) < FEWEST:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, ("respondents.recommend",), len(asked), FEWEST)
    told = asked.assign(day=pd.to_datetime(asked.day), vote=votes(asked.score)).merge(
        who[["respondent_id", "customer_id", "kind"]], on="respondent_id", how="left"
    )
    told = told.assign(person=told.customer_id.where(told.customer_id.notna(), told.respondent_id))
    if segments is not None:
        told = told.assign(segment=told.customer_id.map(segments.set_index("customer_id").segment))
    people = _latest(_last_year(told, as_of))
    values = _values(people)
    if len(told) >= OFTEN * told.person.nunique():
        values["promoter_score_answers"] = persons.mean_of(told.vote, told.person, "share")
    for name in ("satisfied", "effort"):
        marks = marks_of(persons.with_person(outcomes, who), name)
        if len(marks) >= FEWEST:
            values[f"{name}_mean"] = persons.mean_of(marks.score, marks.person)
    if (change := _change(told, as_of)) is not None:
        values["promoter_change"] = change
    frames = {"groups": _groups(people), "months": _months(told, as_of)}
    return Result(KEY, len(people), values, frames)


def _last_year(told: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """The answers of the last year and those without a date; all, where too few people answered in it."""
    import pandas as pd

    end = pd.Timestamp(as_of)
    lately = told[told.day.isna() | ((told.day > end - pd.Timedelta(days=YEAR)) & (told.day <= end))]
    return lately if lately.person.nunique() >= FEWEST else told


def _latest(told: pd.DataFrame) -> pd.DataFrame:
    """The last answer of each person: who answers five times is one customer and not five."""
    ordered = told.sort_values(["day", "respondent_id"], kind="stable", na_position="first")
    return ordered.drop_duplicates("person", keep="last").sort_index()


def net(promote: float, detract: float, n: float) -> tuple[float, float, float]:
    """Promoters less detractors of n answers, and between which limits: adjusted Wald (Rocks 2016).

    >>> tuple(round(part, 3) for part in net(50, 20, 100))
    (0.3, 0.141, 0.442)
    """
    size = n + ADDED
    more, less = (promote + ADDED_SIDE) / size, (detract + ADDED_SIDE) / size
    half = Z * float(np.sqrt(max(0.0, more + less - (more - less) ** 2) / size))
    return (promote - detract) / n, max(-1.0, more - less - half), min(1.0, more - less + half)


def recommended(outcomes: pd.DataFrame) -> pd.DataFrame:
    """The answers to the one question on 0 to 10 that most people answered; of equals, the first by name."""
    mine = outcomes[outcomes.outcome == "recommend"]
    if mine.empty:
        return mine
    top = mine.groupby("asked_in").agg(scale=("scale_max", "max"), most=("score", "max"), n=("score", "size"))
    fits = top[np.where(top.scale.notna(), top.scale == TOP, (top.most > 7) & (top.most <= TOP))]
    if fits.empty:
        return mine.iloc[:0]
    chosen = fits.sort_index().n.idxmax()
    return mine[mine.asked_in == chosen]


def marks_of(told: pd.DataFrame, name: str) -> pd.DataFrame:
    """The answers to an outcome, of the survey with most of them."""
    mine = told[told.outcome == name]
    if mine.empty:
        return mine
    return mine[mine.asked_in == mine.asked_in.value_counts().sort_index().idxmax()]


def votes(score: pd.Series) -> Any:
    return np.where(score >= PROMOTES, 1, np.where(score <= DETRACTS, -1, 0))


def _row(votes: Any) -> dict[str, float]:
    n = len(votes)
    more, less = int((votes == 1).sum()), int((votes == -1).sum())
    score, low, high = net(more, less, n)
    return {
        "n": n, "promoters": more / n, "detractors": less / n,
        "promoter_score": score, "score_low": low, "score_high": high,
    }  # fmt: skip


def _values(told: pd.DataFrame) -> dict[str, Number]:
    row, n = _row(told.vote.to_numpy()), len(told)
    return {
        "promoter_score": Number(row["promoter_score"], "share", n, row["score_low"], row["score_high"], LEVEL),
        "promoters": Number(row["promoters"], "share", n),
        "detractors": Number(row["detractors"], "share", n),
    }  # fmt: skip


def _groups(told: pd.DataFrame) -> pd.DataFrame:
    """One row a group of each criterion with enough answers; and whether it stands apart from everybody else."""
    import pandas as pd
    from scipy.stats import norm

    rows: list[dict[str, Any]] = []
    for criterion in ("kind", "branch", "segment"):
        if criterion not in told:
            continue
        for name, part in told.groupby(criterion):
            rest = told.loc[told[criterion].notna() & (told[criterion] != name), "vote"]
            if min(len(part), len(rest)) < FEWEST:
                continue
            error = float(np.sqrt(part.vote.var() / len(part) + rest.var() / len(rest)))
            away = float(part.vote.mean() - rest.mean())
            chance = 2 * float(norm.sf(abs(away) / error)) if error > 0 else 1.0
            rows.append({"criterion": criterion, "answer_group": str(name), **_row(part.vote.to_numpy()),
                         "away": away, "p_value": chance})  # fmt: skip
    columns = [
        "criterion",
        "answer_group",
        "n",
        "promoters",
        "detractors",
        "promoter_score",
        "score_low",
        "score_high",
    ]
    if not rows:
        return pd.DataFrame(columns=[*columns, "score_verdict"])
    table = pd.DataFrame(rows)
    sure = discoveries(table.p_value)
    verdict = np.where(~sure, "score_chance", np.where(table.away > 0, "score_above", "score_below"))
    return table.assign(score_verdict=verdict)[[*columns, "score_verdict"]]


def _months(told: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """The score of each whole month (quarter, where months hold few answers), with its interval."""
    import pandas as pd

    dated = told[told.day.notna()]
    for step, fewest in (("M", FEWEST_A_MONTH), ("Q", FEWEST)):
        period = dated.day.dt.to_period(step)
        whole = dated[period.dt.end_time.dt.normalize() <= pd.Timestamp(as_of)]
        counts = whole.groupby(period[whole.index]).person.nunique()
        if len(counts) >= 3 and float(counts.median()) >= fewest:
            rows = [
                {"month": when.to_timestamp(), **_row(_latest(part).vote.to_numpy())}
                for when, part in whole.groupby(period[whole.index])
                if part.person.nunique() >= FEWEST
            ]
            return pd.DataFrame(rows)
    return pd.DataFrame(
        {"month": pd.Series(dtype="datetime64[ns]"), "promoter_score": pd.Series(dtype=float)}
    )


def _change(told: pd.DataFrame, as_of: dt.date) -> Number | None:
    """The score of the last year (half of a shorter history) less that of the time before, by people (who answered in both stands on both sides)."""
    import pandas as pd

    end, first = pd.Timestamp(as_of), told.day.min()
    if pd.isna(first):
        return None
    window = pd.Timedelta(days=year_or_half(first, end))
    now = _latest(told[(told.day > end - window) & (told.day <= end)])
    before = _latest(told[(told.day <= end - window) & (told.day > end - 2 * window)])
    # Two waves a season apart are no trend.
    if window.days < 90 or min(len(now), len(before)) < FEWEST:
        return None
    return persons.difference(now.assign(score=now.vote), before.assign(score=before.vote), "share")
