"""How far each area works for the customer, in its own people's answers, before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.company.orientation.rounds import rounds
from clientela.customers import surveys
from clientela.engine import analysis
from clientela.forms import wording
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.groups import Apart, apart
from clientela.stats.multiple_testing import discoveries

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from clientela.forms.model import Form, Question

KEY = "company.orientation"
FORM = "forms/orientacion"
# The form promises it: nothing is told of fewer people than these.
FEWEST = 5
# Below this, what a group of questions gives is not one measure (Nunnally 1978).
RELIABLE = 0.7
# The answers of a whole person, whatever the questions are about.
ALL = "orientation"


@analysis(KEY, answers="forms.orientacion.answers", form="forms.orientacion.form")
def orientation(answers: pd.DataFrame | None, form: Form | None) -> Result | Missing:
    """How far the company, its areas and each part of the form are turned to the customer, from 0 (never) to 100 (always), with intervals.

    `answers` has a row a person and a column a question, `form` says which questions are scales and of what. A person's score is the mean of
    what was answered, where at least half was. The parts are those of MARKOR (Kohli, Jaworski and Kumar 1993), and leadership; whether
    a part measures one thing is Cronbach's alpha with its interval (Feldt 1965). Two rounds of the form are compared as separate people,
    who are nameless (Welch), and areas with all the others; all comparisons together keep a false discovery rate of 5 %.

    Returns Missing where nobody has answered, and with fewer than five people.

    >>> orientation(None, None).add
    ('forms/orientacion',)
    """
    if answers is None or form is None or answers.empty:
        return Missing(KEY, Reason.NO_TABLE, (FORM,))
    asked = [one for one in form.plain if one.kind == "scale" and one.scale]
    answers = wording.whole(answers, form)
    people = _people(answers, asked)
    latest = people["round_on"].max()
    now, before = (part.dropna(subset=ALL) for part in _two(people))
    if len(now) < FEWEST:
        return Missing(KEY, Reason.NOT_ENOUGH, (FORM,), len(now), FEWEST)
    parts = list(dict.fromkeys(one.dimension for one in asked if one.dimension))
    frame = _areas(now, before, form)
    values = {"orientation": surveys.number(now[ALL]), "people_asked": Number(len(now), "count", len(now))}
    if len(before) >= FEWEST:
        moved = apart(now[ALL], before[ALL])
        values["orientation_before"] = surveys.number(before[ALL])
        values["orientation_change"] = Number(moved.by, "score", len(now) + len(before), *_ends(moved))
    whole = answers[people["round_on"] == latest]
    if (alpha := surveys.alpha(_points(whole, asked))) is not None:
        values["orientation_alpha"] = alpha
    values["areas_untold"] = Number(
        int(now["area"].nunique() - len(frame)), "count", int(now["area"].nunique())
    )
    frames = {"areas": frame, "parts": _parts(now, before, parts, whole, asked, form)}
    return Result(KEY, len(now), values, frames)


def _two(people: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The last round, and the one before it."""
    days = sorted(people["round_on"].unique())
    return people[people["round_on"] == days[-1]], people[
        people["round_on"] == (days[-2] if len(days) > 1 else None)
    ]


def _points(answers: pd.DataFrame, asked: Sequence[Question]) -> pd.DataFrame:
    """Each answer from 0 to 100, the more the better."""
    import pandas as pd

    found = {}
    for one in asked:
        assert one.scale is not None
        share = one.scale.part(answers[one.key]) * 100
        found[one.key] = 100 - share if one.reversed else share
    return pd.DataFrame(found, index=answers.index)


def _people(answers: pd.DataFrame, asked: Sequence[Question]) -> pd.DataFrame:
    """A row a person: area, round, the score of each part and of the whole."""
    points = _points(answers, asked)
    found = answers[["area"]].assign(round_on=rounds(answers))
    groups = {
        part: [one.key for one in asked if one.dimension == part]
        for part in {one.dimension for one in asked} - {""}
    }
    for name, keys in {**groups, ALL: list(points.columns)}.items():
        some = points[keys]
        found[name] = some.mean(axis=1).where(2 * some.notna().sum(axis=1) >= len(keys))
    return found


def _areas(now: pd.DataFrame, before: pd.DataFrame, form: Form) -> pd.DataFrame:
    """Each area of five people or more: its score, what it was, and how it stands beside all the others."""
    import pandas as pd

    rows = []
    for area, part in now.groupby("area"):
        if len(part) < FEWEST:
            continue
        rest = apart(part[ALL], now.loc[now["area"] != area, ALL])
        rows.append({"area": wording.choice(form, "area", area), **compared(part[ALL], before.loc[before["area"] == area, ALL]),
                     "beside": rest.by, "beside_low": rest.low, "beside_high": rest.high, "p_beside": rest.p_value})  # fmt: skip
    frame = pd.DataFrame(rows, columns=["area", *COMPARED, "beside", "beside_low", "beside_high", "p_beside"])
    return told(frame).sort_values(["points_now", "area"], ascending=[False, True]).reset_index(drop=True)


def told(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with a word for what may be believed: of the change, and of the place beside the others."""
    import numpy as np

    for size, p_value, name, words in (
        ("points_change", "p_change", "move_word", ("move_up", "move_down")),
        ("beside", "p_beside", "beside_word", ("beside_above", "beside_below")),
    ):
        if p_value not in frame:
            continue
        sure = discoveries(frame[p_value].fillna(1.0))
        by = np.where(frame[size] > 0, *words)
        unsure = np.where(frame[size].isna(), "", f"{name.partition('_')[0]}_chance")
        frame = frame.assign(**{name: np.where(sure, by, unsure)}).drop(columns=p_value)
    return frame


COMPARED = (
    "points_now", "points_low", "points_high", "n", "points_before", "n_before", "points_change", "change_low", "change_high", "p_change",
)  # fmt: skip


def compared(now: pd.Series, before: pd.Series) -> dict[str, Any]:
    """The score of some people, what that of others was in the round before, and the change between them; too few then, no change."""
    row: dict[str, Any] = dict.fromkeys(COMPARED)
    score = surveys.number(now)
    row |= {
        "points_now": score.value,
        "points_low": score.low,
        "points_high": score.high,
        "n": int(now.count()),
        "p_change": 1.0,
    }
    if before.count() >= FEWEST:
        moved = apart(now, before)
        row |= {"points_before": float(before.mean()), "n_before": int(before.count()), "points_change": moved.by,
                "change_low": moved.low, "change_high": moved.high, "p_change": moved.p_value}  # fmt: skip
    return row


def _parts(
    now: pd.DataFrame, before: pd.DataFrame, parts: Sequence[str], whole: pd.DataFrame, asked: Sequence[Question], form: Form
) -> pd.DataFrame:  # fmt: skip
    """Each part of the form: its score, before and now, and whether its questions measure one thing."""
    import pandas as pd

    rows = []
    for name in parts:
        some = now[name].dropna()
        if len(some) < FEWEST:
            continue
        alpha = surveys.alpha(_points(whole, [one for one in asked if one.dimension == name]))
        one, low, high = (alpha.value, alpha.low, alpha.high) if alpha else (None, None, None)
        rows.append({"form_part": wording.part(form, name), **compared(some, before[name].dropna()),
                     "alpha": one, "alpha_low": low, "alpha_high": high, "reliable": _reliable(alpha)})  # fmt: skip
    columns = ["form_part", *COMPARED, "alpha", "alpha_low", "alpha_high", "reliable"]
    return told(pd.DataFrame(rows, columns=columns)).sort_values("points_now").reset_index(drop=True)


def _reliable(alpha: Number | None) -> str:
    if alpha is None:
        return ""
    low, high = float(alpha.low or 0), float(alpha.high or 0)
    return "yes" if low >= RELIABLE else "no" if high < RELIABLE else "unsure"


def _ends(one: Apart) -> tuple[float | None, float | None, float | None]:
    """The limits of a difference, as a number has them."""
    return (one.low, one.high, 0.95) if one.low == one.low else (None, None, None)
