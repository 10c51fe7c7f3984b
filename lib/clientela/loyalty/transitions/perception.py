"""What customers of each rung of the ladder think of the company: by the rung on which they stood before they were asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.calendar.windows import YEAR
from clientela.customers import persons, surveys
from clientela.customers.smallest import SMALLEST
from clientela.customers.status import status_of
from clientela.engine import analysis
from clientela.loyalty.transitions.history import QUIET, STATES, History
from clientela.loyalty.trust.promoters import marks_of, recommended, votes
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.multiple_testing import discoveries

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

KEY = "loyalty.perception"
# Fewer people than these on either side are shown and marked, and never judged.
FEWEST = 20
# What was asked: would recommend (promoters less detractors), how content, how easy, what is received less what is expected.
MEASURES = ("rung_recommend", "rung_content", "rung_ease", "rung_gap")
# Who was silent longer than usual when asked stood on no rung.
OFF = "rung_off"


@analysis(
    KEY, outcomes="survey_outcomes", answers="survey_answers", who="survey_customers", without_money=True
)
def perception(
    history: History | Missing,
    outcomes: pd.DataFrame,
    answers: pd.DataFrame,
    who: pd.DataFrame,
    as_of: dt.date,
) -> Result | Missing:
    """Would they recommend us, how content and at ease are they, what do they miss: by the rung of each at the end of the month before it answered.

    `history` is the ladder month by month, the rest are marts. The rung is that of before, because a mark of nine or ten puts somebody on the rung of
    supporters: whoever sorts by today's rung finds that promoters recommend. Answers of the last year (of all the history, where the year has few);
    a person's answers are one case (Liang & Zeger 1986). No rung of fewer than five people is told of, and none of fewer than twenty judged: it
    differs where its distance from all the others is no chance among all rungs and measures (Benjamini & Hochberg 1995). Associated: who is content
    climbs, and who climbs is content. Frame perception: rung, and of each measure its mean, limits, people and verdict.

    >>> from clientela.results import Reason
    >>> perception(Missing("loyalty.rungs", Reason.TOO_SHORT_HISTORY), None, None, None, None).key
    'loyalty.perception'
    """
    if isinstance(history, Missing):
        return status_of(KEY, history)
    told = {name: _placed(frame, history, as_of) for name, frame in _asked(outcomes, answers, who).items()}
    known = {name: frame for name, frame in told.items() if frame.person.nunique() >= FEWEST}
    if not known:
        asked = max((frame.person.nunique() for frame in told.values()), default=0)
        reason = Reason.TOO_FEW_CUSTOMERS if asked else Reason.NO_COLUMN
        return Missing(KEY, reason, ("respondents.recommend", "surveys.answer"), asked, FEWEST)
    table = _table(known, (*history.rungs[::-1], OFF))
    if len(table) < 2:
        return Missing(KEY, Reason.NO_VARIATION, ("respondents.recommend", "surveys.answer"), len(table), 2)
    worse = (table[[f"{name}_verdict" for name in known]] == "rung_lower").any(axis=1)
    values = {
        f"{name}_all": persons.mean_of(frame.score, frame.person, _unit(name))
        for name, frame in known.items()
    }
    values["rungs_lower"] = Number(int(worse.sum()), "count", len(table))
    people = len(set().union(*(frame.person for frame in known.values())))
    return Result(KEY, people, values, {"perception": table}, Evidence.ASSOCIATED)


def _unit(name: str) -> Any:
    return "share" if name == "rung_recommend" else "score"


def _asked(outcomes: pd.DataFrame, answers: pd.DataFrame, who: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The answers to each question, a row each: customer_id, day, score, person."""
    mine = persons.with_person(outcomes, who)
    found = {"rung_content": marks_of(mine, "satisfied"), "rung_ease": marks_of(mine, "effort")}
    asked = recommended(mine)
    found["rung_recommend"] = asked.assign(score=votes(asked.score).astype(float))
    _battery, sides = surveys.sides(answers, ("expected", "received"))
    if sides:
        gap = (sides[1] - sides[0]).mean(axis=1).dropna().rename("score").reset_index()
        days = answers.groupby("respondent_id").day.min()
        found["rung_gap"] = persons.with_person(gap.assign(day=gap.respondent_id.map(days)), who)
    return {name: found[name][["person", "day", "score"]] for name in MEASURES if name in found}


def _placed(told: pd.DataFrame, history: History, as_of: dt.date) -> pd.DataFrame:
    """The answers whose giver stood somewhere at the end of the month before, with the rung; of the last year, where it has enough."""
    import pandas as pd

    day = pd.to_datetime(told.day)
    row = pd.Index(history.customers).get_indexer(told.person)
    column = history.ends.searchsorted(day, side="left") - 1
    inside = (row >= 0) & (column >= 0) & day.notna().to_numpy()
    state = history.states[row[inside], column[inside]]
    names = np.array([OFF if place <= QUIET else name for place, name in enumerate(STATES)])
    placed = told[inside].assign(day=day[inside], rung=names[np.maximum(state, 0)])[state >= 0]
    lately = placed[placed.day > pd.Timestamp(as_of) - pd.Timedelta(days=YEAR)]
    return lately if lately.person.nunique() >= FEWEST else placed


def _table(known: dict[str, pd.DataFrame], rungs: tuple[str, ...]) -> pd.DataFrame:
    """One row a rung of which five people or more said something, from the top."""
    import pandas as pd

    rows = [{"rung": rung} | {key: part for name, frame in known.items() for key, part in _cell(name, frame, rung).items()}
            for rung in rungs]  # fmt: skip
    table = pd.DataFrame(rows)
    chance = table[[f"{name}_p" for name in known]].to_numpy(dtype=float)
    sure = discoveries(np.nan_to_num(chance, nan=1.0).ravel()).reshape(chance.shape)
    for at, name in enumerate(known):
        apart = np.where(table[f"{name}_away"] > 0, "rung_higher", "rung_lower")
        table[f"{name}_verdict"] = np.where(sure[:, at], apart, "rung_alike")
    said = table[[f"{name}_n" for name in known]].max(axis=1) >= SMALLEST
    return (
        table[said]
        .drop(columns=[f"{name}_{part}" for name in known for part in ("p", "away")])
        .reset_index(drop=True)
    )


def _cell(name: str, frame: pd.DataFrame, rung: str) -> dict[str, Any]:
    """What a rung answered to one question: its mean with limits, its people, and how far it lies from the other rungs."""
    own, rest = frame[frame.rung == rung], frame[frame.rung != rung]
    people, others = own.person.nunique(), rest.person.nunique()
    blank = np.nan
    cell: dict[str, Any] = {
        "": blank,
        "_low": blank,
        "_high": blank,
        "_n": people,
        "_p": blank,
        "_away": blank,
    }
    if people >= SMALLEST:
        mean = persons.mean_of(own.score, own.person, _unit(name))
        cell[""] = mean.value
        if min(people, others) >= FEWEST:
            cell |= {"_low": mean.low, "_high": mean.high} | _apart(own, rest)
    return {f"{name}{part}": found for part, found in cell.items()}


def _apart(own: pd.DataFrame, rest: pd.DataFrame) -> dict[str, float]:
    """How far the mean of a rung lies from that of all others, and how likely as much is by chance."""
    from scipy.stats import t

    gap = persons.difference(own, rest)
    freedom = max(1, len({*own.person, *rest.person}) - 1)
    error = (float(gap.high or 0.0) - float(gap.low or 0.0)) / 2 / float(t.ppf(0.975, freedom))
    away = float(gap.value or 0.0)
    return {"_away": away, "_p": 2 * float(t.sf(abs(away) / error, freedom)) if error > 0 else 1.0}
