"""How it went, in the customers' own marks: satisfied, would continue, would recommend; and how that moves."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from clientela.calendar.windows import year_or_half
from clientela.customers import persons, surveys
from clientela.engine import analysis
from clientela.product.satisfaction.questions import by_question
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.intervals import wilson_each

if TYPE_CHECKING:
    import pandas as pd

KEY = "product.satisfaction"
OUTCOMES = ("satisfied", "continue", "recommend", "effort")
# Scales that people are asked on: a top that nobody reached is still the top.
TOPS = (5.0, 7.0, 10.0, 100.0)
FEWEST_A_PERIOD = 20


@analysis(
    KEY,
    outcomes="survey_outcomes",
    asked="survey_customers",
    answers="survey_answers",
    items="survey_items",
)
def satisfaction(
    outcomes: pd.DataFrame,
    as_of: dt.date,
    asked: pd.DataFrame | None = None,
    answers: pd.DataFrame | None = None,
    items: pd.DataFrame | None = None,
) -> Result | Missing:
    """Each mark's mean with its interval and the share at the top of the scale; the net promoter score on 0 to 10; months or quarters.

    `outcomes` is the mart `survey_outcomes`. The top is the upper fifth of the scale (4 and 5 of 5; 6 and 7 of 7; 9 and 10 of 10). Only whole
    months, or quarters where months hold too few answers, make the series; `satisfied_change` compares the last year (or half of a shorter
    history) with as long a time before. Intervals are of people and not of answers: with `asked`, the mart `survey_customers`, who answered
    more than once is known. Efforts are turned round: high is easy. Frame `questions`: each thing that the survey asks about, from the marts
    `survey_answers` and `survey_items` (see `by_question`). Source of the net promoter score: Reichheld 2003.

    Returns Missing without such answers, or with fewer than 20.
    """
    import pandas as pd

    if outcomes.empty and answers is not None and len(answers):
        # A survey is there: which of its questions ask how satisfied people are, nobody says.
        return Missing(KEY, Reason.NO_COLUMN, ("items.factor", "respondents.satisfied"))
    if outcomes.empty:
        return Missing(KEY, Reason.NO_TABLE, ("respondents.satisfied", "respondents.recommend"))
    frame = persons.with_person(outcomes, asked)
    frame = frame.assign(day=pd.to_datetime(outcomes["day"]), top=_tops(outcomes))
    groups = [
        (key, rows) for key, rows in frame.groupby(["outcome", "asked_in"]) if len(rows) >= FEWEST_A_PERIOD
    ]
    if not groups:
        most = int(frame.groupby(["outcome", "asked_in"]).size().max())
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, have=most, need=FEWEST_A_PERIOD)
    table = pd.DataFrame([_row(rows) for _key, rows in groups])
    # Of the same question asked twice, the one with more answers speaks.
    table = table.assign(place=table["outcome"].map(OUTCOMES.index))
    table = (
        table.sort_values(["place", "n", "asked_in"], ascending=[True, False, True])
        .drop(columns="place")
        .reset_index(drop=True)
    )
    main = table.drop_duplicates("outcome").set_index("outcome")["asked_in"]
    values: dict[str, Number] = {}
    series = []
    for outcome, asked_in in main.items():
        rows = frame[(frame["outcome"] == outcome) & (frame["asked_in"] == asked_in)]
        values[f"{outcome}_mean"] = persons.mean_of(rows["score"], rows["person"])
        if outcome == "recommend" and rows["top"].iloc[0] == 10:
            values["promoter_score"] = _promoters(rows, as_of)
        series.append(_series(rows, as_of).assign(outcome=str(outcome)))
        if outcome in {"satisfied", "recommend"} and (change := _change(rows, as_of)) is not None:
            values[f"{outcome}_change"] = change
    frames = {"satisfaction": table, "series": pd.concat(series, ignore_index=True)}
    if answers is not None and items is not None and "satisfied" in main:
        told = by_question(answers, items, asked, main["satisfied"])
        if len(told):
            frames["questions"] = told
    return Result(KEY, int(frame["respondent_id"].nunique()), values, frames)


def _tops(outcomes: pd.DataFrame) -> pd.Series:
    """The top of each question's scale: as the questionnaire says, else the nearest usual one above what was answered."""
    most = outcomes.groupby(["outcome", "asked_in"])["score"].transform("max").to_numpy(dtype=float)
    place = np.minimum(np.searchsorted(TOPS, most), len(TOPS) - 1)
    return outcomes["scale_max"].where(outcomes["scale_max"].notna(), np.array(TOPS)[place])


def _row(rows: pd.DataFrame) -> dict[str, object]:
    found, top, n = persons.mean_of(rows["score"], rows["person"]), float(rows["top"].iloc[0]), len(rows)
    high = rows["score"] >= high_from(top)
    alone = persons.effective(high, rows["person"])
    low, up = wilson_each([high.mean() * alone], [alone])
    return {
        "outcome": rows["outcome"].iloc[0], "asked_in": rows["asked_in"].iloc[0],
        "mark": found.value, "mark_low": found.low, "mark_high": found.high, "scale_top": top,
        "share_top": float(high.mean()), "share_top_low": float(low[0]), "share_top_high": float(up[0]), "n": n,
        "people": rows["person"].nunique(),
    }  # fmt: skip


def high_from(top: float) -> float:
    """From which mark on an answer counts as high.

    >>> [high_from(top) for top in (5, 7, 10)]
    [4, 6, 9]
    """
    return {5: 4, 7: 6, 10: 9}.get(int(top), 0.8 * top)


def _promoters(rows: pd.DataFrame, as_of: dt.date) -> Number:
    """Promoters (9, 10) less detractors (0 to 6) by each person's last answer of the last year (of all, where it has few), with its interval."""
    import pandas as pd

    end = pd.Timestamp(as_of)
    lately = rows[rows["day"].isna() | ((rows["day"] > end - pd.Timedelta(days=365)) & (rows["day"] <= end))]
    rows = lately if lately["person"].nunique() >= FEWEST_A_PERIOD else rows
    rows = rows.sort_values(["day", "respondent_id"], kind="stable", na_position="first")
    rows = rows.drop_duplicates("person", keep="last")
    vote = np.where(rows["score"] >= 9, 1.0, np.where(rows["score"] <= 6, -1.0, 0.0))
    return persons.mean_of(vote, rows["person"], "share")


def _series(rows: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """The mean of each whole month (quarter, where months hold few answers) that has enough of them."""
    import pandas as pd

    columns = ["outcome", "month", "mark", "mark_low", "mark_high", "n"]
    dated = rows.dropna(subset="day")
    for step in ("M", "Q"):
        period = dated["day"].dt.to_period(step)
        whole = dated[period.dt.end_time.dt.normalize() <= pd.Timestamp(as_of)]
        counts = whole.groupby(period[whole.index]).size()
        if len(counts) >= 3 and float(counts.median()) >= FEWEST_A_PERIOD:
            marks = whole.groupby(period[whole.index])["score"].agg(mean="mean", n="count", sd="std")
            found = surveys.limits(marks[marks["n"] >= FEWEST_A_PERIOD])
            return pd.DataFrame({
                "outcome": "", "month": pd.PeriodIndex(found.index).to_timestamp(), "mark": found["mean"].to_numpy(),
                "mark_low": found["low"].to_numpy(),
                "mark_high": found["high"].to_numpy(), "n": found["n"].to_numpy(),
            })  # fmt: skip
    return pd.DataFrame(
        {
            name: pd.Series(
                dtype="datetime64[ns]" if name == "month" else "str" if name == "outcome" else "float64"
            )
            for name in columns
        }
    )


def _change(rows: pd.DataFrame, as_of: dt.date) -> Number | None:
    """The mean of the last year (half of a shorter history) less that of the time before, with its interval."""
    import pandas as pd

    dated = rows.dropna(subset="day")
    if dated.empty:
        return None
    end = pd.Timestamp(as_of)
    window = pd.Timedelta(days=year_or_half(dated["day"].min(), end))
    now = dated[dated["day"] > end - window]
    before = dated[(dated["day"] <= end - window) & (dated["day"] > end - 2 * window)]
    # Two waves a season apart are no trend.
    if window.days < 90 or min(now["person"].nunique(), before["person"].nunique()) < FEWEST_A_PERIOD:
        return None
    return persons.difference(now, before)
