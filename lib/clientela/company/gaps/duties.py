"""Who answers for what the customer notices: activities that nobody answers for, or two do, or nobody carries out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.engine import analysis
from clientela.forms import wording
from clientela.results import Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

    from clientela.forms.model import Form

KEY = "company.duties"
FORM = "forms/raci"
TABLE = "activity"
ANSWERS, DOES = ("a", "ar"), ("r", "ar")


@analysis(KEY, activity="forms.raci.activity", form="forms.raci.form")
def duties(activity: pd.DataFrame | None, form: Form | None) -> Result | Missing:
    """The activities with a gap: nobody answers, two answer, nobody does it (a matrix of duties, RACI); of the last meeting.

    `activity` has a row an activity and a column an area with its part (r, a, ar, c, i). An activity that nobody filled in at all is a gap
    too. A census of what the meeting said.

    Returns Missing without a meeting.

    >>> duties(None, None).add
    ('forms/raci',)
    """
    if activity is None or form is None or activity.empty:
        return Missing(KEY, Reason.NO_TABLE, (FORM,))
    import pandas as pd

    asked = wording.question(form, TABLE)
    assert asked is not None
    activity = wording.whole(activity, form, TABLE)
    last = last_meeting(activity)
    areas = {column.key: column.ask.said for column in asked.columns if column.choices}
    rows = []
    for name in asked.lines:
        part = last[last["line"] == name]
        given = {
            areas[area]: str(part[area].iloc[0])
            for area in areas
            if len(part) and pd.notna(part[area].iloc[0])
        }
        answer, do = ([area for area, said in given.items() if said in wanted] for wanted in (ANSWERS, DOES))
        gap = (
            "duty_nobody"
            if not answer
            else "duty_two"
            if len(answer) > 1
            else "duty_undone"
            if not do
            else "duty_whole"
        )
        rows.append({
            "activity": wording.line(form, TABLE, name), "duty_gap": gap, "duty_answers": ", ".join(answer), "duty_does": ", ".join(do),
        })  # fmt: skip
    frame = pd.DataFrame(rows, columns=["activity", "duty_gap", "duty_answers", "duty_does"])
    counted = frame["duty_gap"].value_counts()
    values = {
        name: Number(int(counted.get(gap, 0)), "count", len(frame))
        for name, gap in (
            ("duties_nobody", "duty_nobody"),
            ("duties_two", "duty_two"),
            ("duties_undone", "duty_undone"),
        )
    }
    values["duties"] = Number(len(frame), "count", len(frame))
    order = {"duty_nobody": 0, "duty_two": 1, "duty_undone": 2, "duty_whole": 3}
    frame = frame.sort_values("duty_gap", key=lambda gaps: gaps.map(order), kind="stable")
    return Result(KEY, len(frame), values, {"duties": frame.reset_index(drop=True)})


def last_meeting(activity: pd.DataFrame) -> pd.DataFrame:
    """The rows of the last meeting; without dates, of the last file."""
    order = activity.sort_values(["held_on", "file"], na_position="first", kind="stable")
    return activity[activity["answer_id"] == order["answer_id"].iloc[-1]]
