"""With what customers are least satisfied, where a survey asks about several things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.customers import persons

if TYPE_CHECKING:
    import pandas as pd

FEWEST_PEOPLE = 20
COLUMNS = ["item", "text_es", "text_en", "factor", "mark", "mark_low", "mark_high", "n", "from_rest", "from_rest_low", "from_rest_high"]  # fmt: skip


def by_question(
    answers: pd.DataFrame, items: pd.DataFrame, asked: pd.DataFrame | None, battery: str
) -> pd.DataFrame:
    """Each thing that a survey asks whether people are satisfied with: its mean mark, and how it stands apart from their marks of the rest.

    `answers` and `items` are the marts `survey_answers` and `survey_items`, `asked` survey_customers. `from_rest` is the mean over people of their
    mark less the mean of their other marks, so that who is never content weighs on no question; its interval is 95 % for all questions
    together (Bonferroni). The lowest comes first; no rows where fewer than two questions have twenty people.

    >>> import pandas as pd
    >>> answers = pd.DataFrame({"battery": "B", "item": ["food", "wait"] * 20, "respondent_id": [f"r{i // 2}" for i in range(40)],
    ...                         "score": [5, 2, 4, 2] * 10, "side": "alone", "rater": "customer"})
    >>> about = dict.fromkeys(("text_es", "text_en", "factor"))
    >>> items = pd.DataFrame({"battery": "B", "item": ["food", "wait"], "outcome": "satisfied", **about})
    >>> by_question(answers, items, None, "B")[["item", "mark", "from_rest"]].values.tolist()
    [['wait', 2.0, -2.5], ['food', 4.5, 2.5]]
    """
    import pandas as pd

    asks = items[(items["battery"] == battery) & (items["outcome"] == "satisfied")]
    rows = answers[
        (answers["battery"] == battery)
        & answers["item"].isin(asks["item"])
        & (answers["side"] == "alone")
        & (answers["rater"] == "customer")
    ]
    rows = persons.with_person(rows, asked)
    # One mark of each person for each question, so that pairs are of people.
    marks = rows.groupby(["person", "item"])["score"].mean().unstack()
    marks = marks[[item for item in marks if marks[item].count() >= FEWEST_PEOPLE]]
    marks = marks[marks.count(axis=1) > 1]
    if marks.shape[1] < 2 or len(marks) < FEWEST_PEOPLE:
        return pd.DataFrame(columns=COLUMNS)
    found = []
    for item in marks:
        rest = marks.drop(columns=item).mean(axis=1)
        mean = persons.mean_of(*_known(marks[item]))
        apart = persons.mean_of(*_known(marks[item] - rest), level=1 - 0.05 / marks.shape[1])
        found.append({
            "item": item, "mark": mean.value, "mark_low": mean.low, "mark_high": mean.high, "n": mean.n,
            "from_rest": apart.value, "from_rest_low": apart.low, "from_rest_high": apart.high,
        })  # fmt: skip
    told = pd.DataFrame(found).merge(asks[["item", "text_es", "text_en", "factor"]], on="item")
    return told[COLUMNS].sort_values(["from_rest", "item"]).reset_index(drop=True)


def _known(marks: pd.Series) -> tuple[pd.Series, pd.Index]:
    there = marks.dropna()
    return there, there.index
