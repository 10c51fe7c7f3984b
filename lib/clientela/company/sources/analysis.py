"""Five sources of what customers expect, side by side: customers, employees, advisers, the surroundings and the competition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.engine import analysis
from clientela.forms import wording
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.groups import apart
from clientela.stats.multiple_testing import discoveries

if TYPE_CHECKING:
    import pandas as pd

    from clientela.forms.model import Form

KEY = "company.sources"
FORM = "forms/expectativas"
TABLE = "factor"
CUSTOMER = "customer"
# As the form lists them.
RATERS = ("customer", "employee", "adviser", "environment", "competitor")
# Who speaks of what the company itself does.
OURS = ("employee", "adviser")
FEWEST_CUSTOMERS, FEWEST = 20, 5
# Whoever is surely no further than this from the customers knows what they say.
KNOWS = 1.0
# The column of the form, and what its differences are called.
SIDES = {"expected": "believed", "received": "granted"}


@analysis(KEY, factor="forms.expectativas.factor", form="forms.expectativas.form")
def sources(factor: pd.DataFrame | None, form: Form | None) -> Result | Missing:
    """What each source believes that customers expect and receive, factor by factor, beside what customers say themselves.

    `factor` has a row a person and factor. Differences of means of separate people (Welch), all of them together under a false discovery rate
    of 5 %. A source is proud of what it surely believes that customers receive more than they say; unaware where it surely believes that
    they expect less than they do; it knows a factor where the interval of the difference stays within one point.

    Returns Missing where nobody has answered, with fewer than 20 customers, and without five people of another source.

    >>> sources(None, None).add
    ('forms/expectativas',)
    """
    if factor is None or form is None or factor.empty:
        return Missing(KEY, Reason.NO_TABLE, (FORM,))
    factor = wording.whole(factor, form, TABLE)
    people = factor.groupby("rater")["answer_id"].nunique()
    customers = int(people.get(CUSTOMER, 0))
    if customers < FEWEST_CUSTOMERS:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, (FORM,), customers, FEWEST_CUSTOMERS)
    others = people[(people >= FEWEST) & (people.index != CUSTOMER)]
    if others.empty:
        return Missing(
            KEY,
            Reason.NOT_ENOUGH,
            (FORM,),
            int(people.drop(CUSTOMER).max() if len(people) > 1 else 0),
            FEWEST,
        )
    beliefs = _beliefs(factor, [rater for rater in RATERS if rater in others.index], form)
    frame = _side_by_side(beliefs, factor, people, form)
    employee = beliefs[(beliefs["rater"] == wording.choice(form, "rater", "employee"))]
    values = {
        "sources_heard": Number(len(frame), "count", int(people.sum())),
        "factors_proud": Number(
            int((employee["granted_word"] == "belief_more").sum()), "count", len(employee)
        ),
        "factors_unaware": Number(
            int((employee["believed_word"] == "belief_less").sum()), "count", len(employee)
        ),
    }
    return Result(KEY, int(people.sum()), values, {"sources": frame, "beliefs": beliefs})


def _beliefs(factor: pd.DataFrame, raters: list[str], form: Form) -> pd.DataFrame:
    """A row a source and factor: how far what it believes lies from what customers say, of both sides, with intervals and a word."""
    import pandas as pd

    places = factor.groupby(["line", "rater"], sort=False).indices
    marks = {side: factor[side].to_numpy(dtype=float) for side in SIDES}
    rows: list[dict[str, Any]] = []
    for rater in raters:
        for name in dict.fromkeys(factor["line"]):
            row: dict[str, Any] = {
                "rater": wording.choice(form, "rater", rater),
                "works_here": rater in OURS,
                "factor": wording.line(form, TABLE, name),
            }
            theirs, customers = (places.get((name, who), []) for who in (rater, CUSTOMER))
            for side, name_of in SIDES.items():
                found = apart(marks[side][theirs], marks[side][customers])
                row |= {
                    f"{name_of}_by": found.by,
                    f"{name_of}_low": found.low,
                    f"{name_of}_high": found.high,
                    f"{name_of}_p": found.p_value,
                }
            rows.append(row)
    frame = pd.DataFrame(rows)
    p_values = frame[[f"{side}_p" for side in SIDES.values()]]
    sure = discoveries(p_values.to_numpy().ravel()).reshape(p_values.shape)
    for place, side in enumerate(SIDES.values()):
        more = np.where(frame[f"{side}_by"] > 0, "belief_more", "belief_less")
        frame[f"{side}_word"] = np.where(sure[:, place], more, "belief_chance")
    within = (frame["believed_low"] >= -KNOWS) & (frame["believed_high"] <= KNOWS)
    return frame.drop(columns=list(p_values)).assign(knows=within)


def _side_by_side(beliefs: pd.DataFrame, factor: pd.DataFrame, people: pd.Series, form: Form) -> pd.DataFrame:
    """A row a source: how many spoke, what it thinks that customers expect most, what it is proud of and what it does not know."""
    import pandas as pd

    rows = []
    means = factor.groupby(["rater", "line"])["expected"].mean().dropna()
    for rater in [one for one in RATERS if people.get(one, 0) >= FEWEST]:
        words = wording.choice(form, "rater", rater)
        of = beliefs[beliefs["rater"] == words]
        most = means[means.index.get_level_values("rater") == rater].droplevel("rater")
        rows.append({
            "rater": words, "n": int(people[rater]),
            "most_expected": wording.short(wording.line(form, TABLE, most.idxmax())) if len(most) else "",
            "proud_of": _listed(of[of["granted_word"] == "belief_more"], "granted_by", False),
            "unaware_of": _listed(of[of["believed_word"] == "belief_less"], "believed_by", True),
            "factors_known": None if rater == CUSTOMER else int(of["knows"].sum()),
        })  # fmt: skip
    return pd.DataFrame(rows)


def _listed(rows: pd.DataFrame, by: str, ascending: bool) -> str:
    """The factors of some rows, the furthest first."""
    return ", ".join(wording.short(name) for name in rows.sort_values(by, ascending=ascending)["factor"])
