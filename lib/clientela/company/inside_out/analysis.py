"""Each area as its colleagues see it, the tools it works with, and what customers say of what it answers for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from clientela.company.gaps.duties import ANSWERS, DOES, last_meeting
from clientela.engine import analysis
from clientela.forms import wording
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.groups import off_zero
from clientela.stats.multiple_testing import discoveries

if TYPE_CHECKING:
    import pandas as pd

    from clientela.forms.model import Form

KEY = "company.inside_out"
FORMS = ("forms/cliente_interno", "forms/expectativas", "forms/raci")
CUSTOMER = "customer"
FEWEST = 20
# What the customer notices of each activity of the matrix of duties: a choice of the house, told on the page.
FACTORS: Mapping[str, tuple[str, ...]] = {
    "find": ("prestige",),
    "offer": ("professionalism", "information", "added_value"),
    "promise": ("promises",),
    "order": ("agility",),
    "credit": ("payment",),
    "deliver": ("promises", "availability"),
    "install": ("core",),
    "invoice": ("payment",),
    "answer": ("agility", "empathy", "information"),
    "complaint": ("after_sales", "empathy"),
    "data": ("relation",),
    "follow": ("follow_up",),
    "win_back": ("relation",),
}
COLUMNS = [
    "area", "points_now", "beside_word", "tools_used", "tools_failing", "outside_factors", "outside_gap", "outside_low", "outside_high",
    "outside_beside", "outside_word",
]  # fmt: skip


@analysis(
    KEY,
    internal="internal_customer",
    activity="forms.raci.activity",
    duties_form="forms.raci.form",
    factor="forms.expectativas.factor",
    form="forms.expectativas.form",
    tools="tools",
)
def inside_out(
    internal: Result | Missing,
    activity: pd.DataFrame | None,
    duties_form: Form | None,
    factor: pd.DataFrame | None,
    form: Form | None,
    tools: Result | Missing | None = None,
) -> Result | Missing:
    """Does the area that serves its colleagues worse also leave customers further from what they expect?

    `internal` is the analysis of the service between areas, `activity` the matrix of duties, which says what each area answers for (or does,
    where nobody answers), `factor` what customers expect and receive of each of thirteen factors, `tools` the inventory. An area's mark outside is
    the mean of received less expected over its factors; it is told from that of the other factors by the same customers (paired, Student's t), all
    areas under a false discovery rate of 5 %. `weak_both`: areas below the others inside and outside. That both go together is no cause.
    Source of the idea: Heskett et al. 1994, the service-profit chain.

    Returns Missing without the three forms, with fewer than 20 customers, or where no area answers for a factor.

    >>> inside_out(Missing("company.internal_customer", Reason.NO_TABLE), None, None, None, None).add
    ('forms/cliente_interno', 'forms/expectativas', 'forms/raci')
    """
    if (
        not isinstance(internal, Result)
        or activity is None
        or duties_form is None
        or factor is None
        or form is None
    ):
        return Missing(KEY, Reason.NO_TABLE, FORMS)
    gaps = _gaps(wording.whole(factor, form, "factor"))
    if len(gaps) < FEWEST:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, ("forms/expectativas",), len(gaps), FEWEST)
    frame = _areas(internal, _answered_for(activity, duties_form), gaps, tools, form)
    if frame.empty:
        return Missing(KEY, Reason.NOT_ENOUGH, ("forms/raci",))
    below = frame["outside_word"] == "outside_below"
    weak = below & (frame["beside_word"] == "beside_below")
    values = {
        "areas_joined": Number(len(frame), "count", len(frame)),
        "outside_weak": Number(int(below.sum()), "count", len(frame)),
        "weak_both": Number(int(weak.sum()), "count", len(frame)),
    }
    return Result(KEY, len(gaps), values, {"areas": frame}, Evidence.ASSOCIATED)


def _gaps(factor: pd.DataFrame) -> pd.DataFrame:
    """A row a customer, a column a factor: what was received less what was expected."""
    told = factor[factor["rater"] == CUSTOMER].assign(gap=lambda rows: rows["received"] - rows["expected"])
    return told.dropna(subset="gap").pivot_table(
        index="answer_id", columns="line", values="gap", aggfunc="mean"
    )


def _answered_for(activity: pd.DataFrame, form: Form) -> dict[str, list[str]]:
    """The factors that each area answers for, by the key of the area; where nobody answers, those of whoever does it."""
    last = last_meeting(wording.whole(activity, form, "activity")).set_index("line")
    asked = wording.question(form, "activity")
    areas = [column.key for column in asked.columns if column.choices] if asked else []
    found: dict[str, set[str]] = {area: set() for area in areas}
    for name, factors in FACTORS.items():
        if name not in last.index:
            continue
        parts = {area: str(last.loc[name, area]) for area in areas}
        whose = [area for area in areas if parts[area] in ANSWERS] or [
            area for area in areas if parts[area] in DOES
        ]
        for area in whose:
            found[area] |= set(factors)
    return {area: sorted(factors) for area, factors in found.items() if factors}


def _areas(
    internal: Result,
    answered: Mapping[str, list[str]],
    gaps: pd.DataFrame,
    tools: Result | Missing | None,
    form: Form,
) -> pd.DataFrame:
    """A row an area that colleagues marked and that answers for something customers notice, the worst outside first."""
    import pandas as pd

    givers = internal.frames["givers"].set_index("giver_key")
    rows = []
    for area, factors in answered.items():
        mine = [one for one in factors if one in gaps]
        others = [one for one in gaps if one not in mine]
        if area not in givers.index or not mine or not others:
            continue
        own, rest = gaps[mine].mean(axis=1), gaps[others].mean(axis=1)
        level, beside = off_zero(own), off_zero(own - rest)
        giver = givers.loc[area]
        rows.append({
            "area": giver["giver"], "points_now": giver["points_now"], "beside_word": giver["beside_word"], **_tools(tools, str(giver["giver"])),
            "outside_factors": ", ".join(wording.short(wording.line(form, "factor", one)).lower() for one in mine),
            "outside_gap": level.by, "outside_low": level.low, "outside_high": level.high, "outside_beside": beside.by, "p": beside.p_value,
        })  # fmt: skip
    frame = pd.DataFrame(rows, columns=[*COLUMNS[:-1], "p"])
    sure = discoveries(frame["p"].astype(float))
    words = [
        "outside_chance" if not known else "outside_above" if by > 0 else "outside_below"
        for known, by in zip(sure, frame["outside_beside"], strict=True)
    ]
    return (
        frame.assign(outside_word=words)[COLUMNS].sort_values(["outside_gap", "area"]).reset_index(drop=True)
    )


def _tools(tools: Result | Missing | None, area: str) -> dict[str, Any]:
    """How many tools of the inventory an area uses, and how many of them may fail customers; blank without an inventory."""
    if not isinstance(tools, Result):
        return {"tools_used": None, "tools_failing": None}
    table = tools.frames["tools"]
    # The name of an area may have a comma of its own.
    used = table[[f", {area}, " in f", {given}, " for given in table["areas"]]]
    return {"tools_used": len(used), "tools_failing": int((used["risks_seen"] > 0).sum())}
