"""Is it more stimulating to serve old customers? Only those who serve them can say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clientela.engine import analysis
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.ratios import LEVEL, mean
from clientela.stats.rows import rows_of

if TYPE_CHECKING:
    import pandas as pd

KEY = "loyalty.stimulus"
ENOUGH = 5
# How the dimension or factor of a question says about which customers it asks.
_LOYAL = re.compile(
    r"client\w* (fiel|leal|antigu|de siempre)|(loyal|regular|old) (client|customer)", re.IGNORECASE
)
_NEW = re.compile(r"client\w* nuev|new (client|customer)", re.IGNORECASE)


@analysis(KEY)
def staff_motivation(survey_items: pd.DataFrame, survey_answers: pd.DataFrame) -> Result | Missing:
    """How stimulating the staff find serving old and new customers, each asked about both.

    `survey_items` and `survey_answers` are marts. Wanted: two questions to employees on the same scale, whose dimension or
    factor says "clientes antiguos" (or fieles) and "clientes nuevos". The difference is taken within each person.
    Numbers: with_loyal, with_new, advantage (score), n persons. Groups of fewer than 5 persons are not shown.
    """
    asked = _asked(survey_items)
    answers = survey_answers[survey_answers.rater == "employee"] if len(survey_answers) else survey_answers
    both = _pairs(answers, asked) if len(answers) and asked else None
    if both is None or both.empty:
        reason = Reason.NO_TABLE if survey_answers.empty else Reason.NO_COLUMN
        return Missing(KEY, reason, ("surveys.rater", "items.dimension"))
    if len(both) < ENOUGH:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, ("surveys.respondent_id",), len(both), ENOUGH)
    apart, n = mean(both.loyal - both.new), len(both)
    values = {
        "with_loyal": Number(float(both.loyal.mean()), "score", n),
        "with_new": Number(float(both.new.mean()), "score", n),
        "advantage": Number(apart.value, "score", n, apart.low, apart.high, LEVEL),
    }
    return Result(KEY, n, values)


def _asked(items: pd.DataFrame) -> dict[tuple[str, str], tuple[str, float]]:
    """Of which customers each question asks, and what to take a reversed answer from."""
    found = {}
    for row in rows_of(items):
        about = f"{row.dimension or ''} {row.factor or ''}"
        side = "loyal" if _LOYAL.search(about) else "new" if _NEW.search(about) else ""
        if side:
            turned = float(row.scale_min + row.scale_max) if bool(row.is_reversed) else 0.0
            found[(str(row.battery), str(row.item))] = (side, turned)
    return found


def _pairs(answers: pd.DataFrame, asked: dict[tuple[str, str], tuple[str, float]]) -> pd.DataFrame:
    """One row a person who answered about both."""
    key = list(zip(answers.battery.astype(str), answers.item.astype(str), strict=True))
    mine = answers.assign(
        side=[asked.get(one, ("", 0.0))[0] for one in key],
        turned=[asked.get(one, ("", 0.0))[1] for one in key],
    )
    mine = mine[(mine.side != "") & mine.score.notna()]
    mine = mine.assign(score=mine.score.where(mine.turned == 0, mine.turned - mine.score))
    table = mine.pivot_table(index="respondent_id", columns="side", values="score", aggfunc="mean")
    return table.reindex(columns=["loyal", "new"]).dropna()
