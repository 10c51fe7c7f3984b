"""What keeps customers from being served well: how often, how hard to remove, whose it is and by when."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import analysis
from clientela.forms import wording
from clientela.forms.texts import plain
from clientela.results import Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

    from clientela.forms.model import Form

KEY = "company.barriers"
FORM = "forms/barreras"
GONE, KEPT = "done", "kept"


@analysis(KEY, register="forms.barreras.answers", form="forms.barreras.form")
def barriers(register: pd.DataFrame | None, form: Form | None, as_of: dt.date) -> Result | Missing:
    """The barriers that are still there, by how much they weigh for how little effort; and those that were removed.

    `register` has a row a barrier. Its weight is times a month × how much it bothers (1 to 5); often and easy are told by the median
    weight of the open ones and the middle of the effort scale. A register of the company's own, so a census: no intervals.

    Returns Missing without a register.

    >>> barriers(None, None, dt.date(2026, 6, 30)).add
    ('forms/barreras',)
    """
    if register is None or form is None or register.empty:
        return Missing(KEY, Reason.NO_TABLE, (FORM,))
    import pandas as pd

    register, today = wording.whole(register, form), pd.Timestamp(as_of)
    told = register.assign(
        barrier=register["what"].map(plain),
        area=[wording.choice(form, "area", area) for area in register["area"]],
        barrier_owner=register["owner"].map(plain),
        barrier_weight=register["times"] * register["harm"],
        barrier_state=register["state"].where(register["state"].notna(), "open"),
    )
    told = told[told["seen_on"].isna() | (told["seen_on"] <= today)]
    gone = (told["barrier_state"] == GONE) | (told["removed_on"] <= today)
    there = told[~gone & (told["barrier_state"] != KEPT)]
    frame = _ordered(there, form, today)
    values = {
        "barriers_open": Number(len(there), "count", len(told)),
        "barriers_ownerless": Number(int((there["barrier_owner"] == "").sum()), "count", len(there)),
        "barriers_undated": Number(int(there["due_on"].isna().sum()), "count", len(there)),
        "barriers_overdue": Number(int((there["due_on"] < today).sum()), "count", len(there)),
        "barriers_times": Number(float(there["times"].sum()), "count", len(there)),
        "barriers_gone": Number(int(gone.sum()), "count", len(told)),
        "barriers_times_gone": Number(float(told.loc[gone, "times"].sum()), "count", int(gone.sum())),
    }
    return Result(KEY, len(told), values, {"open": frame})


def _ordered(there: pd.DataFrame, form: Form, today: pd.Timestamp) -> pd.DataFrame:
    """The open barriers: first those that weigh most for their effort."""
    scale = getattr(wording.question(form, "effort"), "scale", None)
    middle = (scale.low + scale.high) / 2 if scale else 3.0
    # One without a weight or an effort is known not to be known: it comes last.
    often = there["barrier_weight"] >= there["barrier_weight"].median()
    easy = there["effort"] < middle
    step = np.select(
        [there["barrier_weight"].isna() | there["effort"].isna(), often & easy, often, easy],
        ["barrier_unknown", "barrier_now", "barrier_project", "barrier_passing"], "barrier_leave",
    )  # fmt: skip
    days = (today - there["due_on"]).dt.days
    frame = there.assign(
        barrier_step=step, barrier_times=there["times"], barrier_harm=there["harm"], barrier_effort=there["effort"],
        days_overdue=days.where(days > 0), worth=there["barrier_weight"] / there["effort"],
    )  # fmt: skip
    frame = frame.sort_values(
        ["worth", "barrier"], ascending=[False, True], na_position="last", kind="stable"
    )
    columns = [
        "barrier", "area", "barrier_times", "barrier_harm", "barrier_effort", "barrier_weight", "barrier_step", "barrier_owner", "due_on",
        "days_overdue",
    ]  # fmt: skip
    return frame[columns].reset_index(drop=True)
