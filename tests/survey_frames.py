"""Small surveys written by hand: the frames of the marts `survey_answers`, `survey_items` and `survey_outcomes`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd


def answers(
    given: Mapping[tuple[str, str], Sequence[float]],
    battery: str = "SERV",
    rater: str = "customer",
    who: str = "p",
) -> pd.DataFrame:
    """One answer a person: {(side, item): [first person's, second person's …]}."""
    rows = [
        (battery, item, side, rater, f"{who}{place}", None, None, float(score))
        for (side, item), scores in given.items()
        for place, score in enumerate(scores)
        if score == score
    ]
    names = ["battery", "item", "side", "rater", "respondent_id", "day", "branch", "score"]
    return pd.DataFrame(rows, columns=names)


def items(*names: str, battery: str = "SERV", **more: Sequence[str | None]) -> pd.DataFrame:
    """The questions, with nothing known of them but what is given."""
    blank = dict.fromkeys(("text_es", "text_en", "dimension", "factor"))
    frame = pd.DataFrame({"battery": battery, "item": list(names), **blank}, dtype=object)
    return frame.assign(**{name: list(values) for name, values in more.items()})


def outcomes(
    scores: Sequence[float], days: Sequence[str] | None = None, outcome: str = "satisfied"
) -> pd.DataFrame:
    """One mark a person, dated where days are given."""
    return pd.DataFrame({
        "respondent_id": [f"p{place}" for place in range(len(scores))], "day": pd.to_datetime(pd.Series(days)) if days else None,
        "branch": None, "outcome": outcome, "score": [float(score) for score in scores], "scale_min": float("nan"),
        "scale_max": float("nan"), "asked_in": "respondents",
    })  # fmt: skip
