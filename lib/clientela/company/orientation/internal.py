"""How the areas of the company serve one another: who gives what to whom, as whoever receives it marks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.company.orientation.analysis import FEWEST
from clientela.customers import surveys
from clientela.engine import analysis
from clientela.forms import wording
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.groups import off_zero
from clientela.stats.multiple_testing import discoveries

if TYPE_CHECKING:
    import pandas as pd

    from clientela.forms.model import Form

KEY = "company.internal_customer"
FORM = "forms/cliente_interno"
TABLE = "received"
# How much one's work depends on the other area is no mark of its service.
WEIGHT = "weight"


@analysis(KEY, received="forms.cliente_interno.received", form="forms.cliente_interno.form")
def internal_customer(received: pd.DataFrame | None, form: Form | None) -> Result | Missing:
    """The service that each area gives to the others, from 0 to 100, with its interval; and the areas side by side, giver by receiver.

    `received` has a row a person and area that was marked. A person's mark of an area is the mean of what was answered of it; their own area
    does not count. An area is judged beside the others by what each person gave it and gave the others on average, all areas
    together under a false discovery rate of 5 %. Fewer than five people are not told.

    Returns Missing where nobody has answered, and where no area was marked by five people.

    >>> internal_customer(None, None).add
    ('forms/cliente_interno',)
    """
    if received is None or form is None or received.empty:
        return Missing(KEY, Reason.NO_TABLE, (FORM,))
    marks = _marks(wording.whole(received, form, TABLE), form)
    givers = _givers(marks, form)
    if givers.empty:
        most = int(marks.groupby("line")["answer_id"].nunique().max()) if len(marks) else 0
        return Missing(KEY, Reason.NOT_ENOUGH, (FORM,), most, FEWEST)
    people = int(marks["answer_id"].nunique())
    values = {
        "inner_service": surveys.number(marks.groupby("answer_id")["mark"].mean()),
        "people_asked": Number(people, "count", people),
        "inner_below": Number(int((givers["beside_word"] == "beside_below").sum()), "count", len(givers)),
    }
    return Result(KEY, people, values, {"givers": givers, "pairs": _pairs(marks, form)})


def _marks(received: pd.DataFrame, form: Form) -> pd.DataFrame:
    """A row a person and area marked: the mean mark, each aspect, all from 0 to 100, and how much the person depends on it."""
    import pandas as pd

    asked = wording.question(form, TABLE)
    assert asked is not None
    found = received.loc[received["line"] != received["area"], ["answer_id", "area", "line"]]
    for column in asked.columns:
        if column.kind == "scale" and column.scale:
            found = found.assign(**{column.key: column.scale.part(received[column.key]) * 100})
    aspects = [one.key for one in asked.columns if one.kind == "scale" and one.key != WEIGHT]
    return pd.DataFrame(found.assign(mark=found[aspects].mean(axis=1))).dropna(subset="mark")


def _givers(marks: pd.DataFrame, form: Form) -> pd.DataFrame:
    """Each area that five people marked: its service, its weakest aspect, and how it stands beside the others."""
    import pandas as pd

    totals = marks.groupby("answer_id")["mark"].agg(["sum", "count"])
    rows = []
    for giver, part in marks.groupby("line"):
        if len(part) < FEWEST:
            continue
        others = totals.loc[part["answer_id"]]
        more = others["count"].where(others["count"] > 1).to_numpy() - 1
        rest = (others["sum"].to_numpy() - part["mark"].to_numpy()) / more
        beside = off_zero(part["mark"].to_numpy() - rest)
        mean = surveys.number(part["mark"])
        aspects = part.drop(columns=["answer_id", "area", "line", "mark", WEIGHT], errors="ignore").mean()
        rows.append({
            "giver": wording.line(form, TABLE, giver), "giver_key": giver, "n": mean.n, "points_now": mean.value, "points_low": mean.low,
            "points_high": mean.high, "weak_aspect": _aspect(form, aspects.idxmin()), "weak_score": float(aspects.min()),
            "beside": beside.by, "beside_low": beside.low, "beside_high": beside.high, "p_beside": beside.p_value,
        })  # fmt: skip
    columns = [
        "giver", "giver_key", "n", "points_now", "points_low", "points_high", "weak_aspect", "weak_score", "beside", "beside_low", "beside_high",
        "p_beside",
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    sure = discoveries(frame["p_beside"].astype(float))
    word = [
        "beside_chance" if not known else "beside_above" if by > 0 else "beside_below"
        for known, by in zip(sure, frame["beside"], strict=True)
    ]
    frame = frame.assign(beside_word=word).drop(columns="p_beside")
    return frame.sort_values(["points_now", "giver"]).reset_index(drop=True)


def _aspect(form: Form, key: object) -> str:
    asked = wording.question(form, f"{TABLE}.{key}")
    return asked.ask.said if asked else str(key)


def _pairs(marks: pd.DataFrame, form: Form) -> pd.DataFrame:
    """Giver by receiver, where five people of the receiving area marked it: the mark, and how much the receiver depends on it."""
    import pandas as pd

    rows = []
    for (giver, receiver), part in marks.groupby(["line", "area"]):
        if len(part) < FEWEST:
            continue
        mean = surveys.number(part["mark"])
        depends = float(part[WEIGHT].mean()) / 100 if WEIGHT in part and part[WEIGHT].notna().any() else None
        rows.append({
            "giver": wording.line(form, TABLE, giver), "receiver": wording.choice(form, "area", receiver), "n": mean.n,
            "points_now": mean.value, "points_low": mean.low, "points_high": mean.high, "depends": depends,
        })  # fmt: skip
    columns = ["giver", "receiver", "n", "points_now", "points_low", "points_high", "depends"]
    return pd.DataFrame(rows, columns=columns).sort_values(["giver", "receiver"]).reset_index(drop=True)
