"""The service step by step: what the customer sees of it, where it may fail, and which point of failure to mend first."""

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

KEY = "product.blueprint"
FORM = "forms/recorrido"
COLUMNS = [
    "blueprint_service", "step_order", "contact_moment", "customer_does", "step_unseen", "step_minutes", "fails", "fails_often", "fails_harm",
    "fails_hidden", "fails_weight", "fail_owner", "fail_due", "fail_remedy",
]  # fmt: skip


@analysis(KEY, register="forms.recorrido.answers", form="forms.recorrido.form")
def blueprint(register: pd.DataFrame | None, form: Form | None, as_of: dt.date) -> Result | Missing:
    """The steps of the service in order, and its points of failure by weight: times of a hundred × harm × how late it is noticed.

    `register` has a row a step. Harm and lateness are marks from 1 to 5; the weight is the risk priority number of a failure mode analysis (IEC
    60812) with the frequency as it is. `flawless_share`: the part of customers who would pass every step of the longest service without a failure,
    if one did not bring another. An estimate of those who filled it in, without an interval. Source of the drawing: Shostack 1984; Bitner,
    Ostrom & Morgan 2008. Frame: steps.

    Returns Missing without a register.

    >>> blueprint(None, None, dt.date(2026, 6, 30)).add
    ('forms/recorrido',)
    """
    if register is None or form is None or register.empty:
        return Missing(KEY, Reason.NO_TABLE, (FORM,))
    frame = _steps(wording.whole(register, form), form)
    points = frame[frame["fails_weight"].notna()]
    owned, today = points["fail_owner"] != "", np.datetime64(as_of, "ns")
    values = {
        "steps": Number(len(frame), "count", len(frame)),
        "steps_unseen": Number(int(frame["step_unseen"].sum()), "count", len(frame)),
        "fail_points": Number(len(points), "count", len(frame)),
        "fails_ownerless": Number(int((~owned).sum()), "count", len(points)),
        "fails_overdue": Number(int((points["fail_due"] < today).sum()), "count", len(points)),
    }
    if len(points):
        longest = frame["blueprint_service"].value_counts().sort_index(ascending=False).idxmax()
        steps = frame[frame["blueprint_service"] == longest]
        values["flawless_share"] = Number(
            float(np.prod(1 - steps["fails_often"].fillna(0).to_numpy() / 100)), "share", len(steps)
        )
    return Result(KEY, len(frame), values, {"steps": frame})


def _steps(register: pd.DataFrame, form: Form) -> pd.DataFrame:
    """The steps in the order of each service, as they read."""
    import pandas as pd

    weight = (
        register["often"].astype(float) * register["harm"].astype(float) * register["hidden"].astype(float)
    )
    table = register.assign(
        blueprint_service=register["service"].map(plain),
        step_order=register["order"].astype(float),
        contact_moment=[
            wording.choice(form, "moment", one) if isinstance(one, str) else "" for one in register["moment"]
        ],
        customer_does=register["customer_does"].map(plain),
        step_unseen=register["seen"].map(plain) == "",
        step_minutes=register["minutes"].astype(float),
        fails=register["fails"].map(plain),
        fails_often=register["often"].astype(float),
        fails_harm=register["harm"].astype(float),
        fails_hidden=register["hidden"].astype(float),
        fails_weight=weight.where(weight > 0),
        fail_owner=register["owner"].map(plain),
        fail_due=pd.to_datetime(register["due_on"]),
        fail_remedy=register["remedy"].map(plain),
    )
    return table.sort_values(["blueprint_service", "step_order"], kind="stable")[COLUMNS].reset_index(
        drop=True
    )
