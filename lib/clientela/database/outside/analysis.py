"""The outside sources that somebody wrote down: which may be used today, which have grown old, what a useful record costs."""

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

KEY = "database.outside"
FORM = "forms/fuentes"
# By these rights people may be contacted; by the others they may at most be counted.
CONTACT = ("terms", "consent", "agreement")
# From what may be used at once to what never may be; the first three harm nobody.
STATES = (
    "outside_ready", "outside_counted", "outside_old", "outside_ended", "outside_unknown", "outside_unasked", "outside_refused",
)  # fmt: skip
DROPPED = "drop"
# Data of another year are no longer those of today's firms.
OLD_DAYS = 365


@analysis(KEY, register="forms.fuentes.answers", form="forms.fuentes.form")
def outside(register: pd.DataFrame | None, form: Form | None, as_of: dt.date) -> Result | Missing:
    """Every outside source with its cost a useful record, its date and its right of use; those that may be used on top.

    A register of the company's own, so a census: no intervals. A source may be used where a right to contact is written down that has not
    ended; it is old where its data, or the day it was consulted, lie more than a year back. Dropped ones are left out.

    Returns Missing without a register.

    >>> outside(None, None, dt.date(2026, 6, 30)).add
    ('forms/fuentes',)
    """
    import pandas as pd

    if register is None or form is None or register.empty:
        return Missing(KEY, Reason.NO_TABLE, (FORM,))
    rows, today = wording.whole(register, form), pd.Timestamp(as_of)
    rows = rows[rows.step.ne(DROPPED) & rows.outside.notna()].reset_index(drop=True)
    if rows.empty:
        return Missing(KEY, Reason.NOT_ENOUGH, (FORM,))
    ended = rows.right_until < today
    seen = rows.data_of.fillna(rows.asked_on)
    old = (today - seen).dt.days > OLD_DAYS
    asked = rows.asked_on.notna()
    state = np.select(
        [~asked, rows.right.eq("refused"), ended, ~rows.right.isin(CONTACT) & rows.right.ne("counted"), old, rows.right.eq("counted")],
        ["outside_unasked", "outside_refused", "outside_ended", "outside_unknown", "outside_old", "outside_counted"], "outside_ready",
    )  # fmt: skip
    useful = rows.usable.where(rows.usable > 0)
    kinds = [
        wording.choice(form, "outside_kind", one) if isinstance(one, str) else "" for one in rows.outside_kind
    ]
    table = pd.DataFrame({
        "outside_name": rows.outside.map(plain), "outside_kind": kinds,
        "outside_state": state, "asked_on": rows.asked_on, "data_of": rows.data_of, "outside_cost": rows.cost, "outside_records": rows.records,
        "outside_usable": rows.usable, "cost_each": (rows.cost / useful).astype(float), "right_until": rows.right_until,
    })  # fmt: skip
    order = {name: place for place, name in enumerate(STATES)}
    table = table.assign(rank=[order[one] for one in state]).sort_values(
        ["rank", "cost_each", "outside_name"], kind="stable"
    )
    n, unlawful = len(table), rows.step.eq("use") & ~np.isin(state, STATES[:3])
    values = {
        "outside_sources": Number(n, "count", n),
        "outside_usable_now": Number(int((state == "outside_ready").sum()), "count", n),
        "outside_to_ask": Number(int(np.isin(state, ["outside_unasked", "outside_unknown", "outside_ended"]).sum()), "count", n),
        "outside_unlawful": Number(int(unlawful.sum()), "count", n),
    }  # fmt: skip
    if rows.cost.notna().any():
        values["outside_spent"] = Number(float(rows.cost.sum()), "currency", int(rows.cost.notna().sum()))
    return Result(KEY, n, values, {"outside": table.drop(columns="rank").reset_index(drop=True)})
