"""What the company works with to serve its customers, and which of it may fail them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.engine import analysis
from clientela.forms import wording
from clientela.forms.texts import plain
from clientela.results import Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

    from clientela.forms.model import Form

KEY = "company.tools"
FORM = "forms/tecnologia"
# From the upper end of its scale: without it hardly anybody can be served.
GRAVE = 0.75
FAILS_A_MONTH = 1.0


@analysis(KEY, inventory="forms.tecnologia.answers", form="forms.tecnologia.form")
def tools(inventory: pd.DataFrame | None, form: Form | None) -> Result | Missing:
    """The inventory of tools, those that may fail customers first: what is wrong with each, and what was decided.

    `inventory` has a row a tool. A tool is at risk where its failing stops the service (the upper quarter of the scale) or it keeps customer
    data, and it has no tried backup, nobody or one person alone who can mend it, no owner, a failure a month, or people work worse with
    it. A census of what was written down.

    Returns Missing without an inventory.

    >>> tools(None, None).add
    ('forms/tecnologia',)
    """
    if inventory is None or form is None or inventory.empty:
        return Missing(KEY, Reason.NO_TABLE, (FORM,))
    inventory = wording.whole(inventory, form)
    grave, poor = _share(inventory, form, "breaks") >= GRAVE, _share(inventory, form, "serves") <= 1 - GRAVE
    keeps = inventory["customers"].fillna(False).astype(bool)
    matters = grave | keeps
    risks = {
        "tool_nobody_mends": grave & (inventory["knows"] == 0),
        "tool_one_mends": grave & (inventory["knows"] == 1),
        "tool_no_backup": keeps & ~inventory["backup"].fillna(True).astype(bool),
        "tool_ownerless": matters & (inventory["owner"].map(plain) == ""),
        "tool_fails": matters & (inventory["failures"] / 3 >= FAILS_A_MONTH),
        "tool_hinders": matters & poor,
    }
    frame = inventory.assign(
        tool=inventory["name"].map(plain),
        areas=[_areas(form, given) for given in inventory["areas"]],
        tool_risks=[", ".join(name for name, risk in risks.items() if risk.iloc[place]) for place in range(len(inventory))],
        risks_seen=sum(risk.astype(int) for risk in risks.values()),
        decided_on=inventory["due_on"],
        tool_decision=[wording.choice(form, "decision", one) if isinstance(one, str) else "" for one in inventory["decision"]],
    )  # fmt: skip
    frame = frame.sort_values(["risks_seen", "breaks", "tool"], ascending=[False, False, True], kind="stable")
    values = {
        "tools": Number(len(frame), "count", len(frame)),
        "tools_at_risk": Number(int((frame["risks_seen"] > 0).sum()), "count", len(frame)),
        "tools_undecided": Number(int(((frame["risks_seen"] > 0) & (frame["tool_decision"] == "")).sum()), "count", len(frame)),
        "tools_apart": Number(int((keeps & (inventory["joined"].map(plain) == "")).sum()), "count", int(keeps.sum())),
    }  # fmt: skip
    columns = ["tool", "areas", "tool_risks", "risks_seen", "tool_decision", "decided_on"]
    return Result(KEY, len(frame), values, {"tools": frame[columns].reset_index(drop=True)})


def _share(inventory: pd.DataFrame, form: Form, key: str) -> pd.Series:
    """A mark as a part of its scale, from 0 to 1."""
    scale = getattr(wording.question(form, key), "scale", None)
    return scale.part(inventory[key]) if scale else (inventory[key].astype(float) - 1) / 4


def _areas(form: Form, given: object) -> str:
    return (
        ", ".join(wording.choice(form, "areas", one) for one in given.split())
        if isinstance(given, str)
        else ""
    )
