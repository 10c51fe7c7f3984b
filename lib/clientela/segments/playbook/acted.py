"""What was done of the last plan, and what the customers of each segment have bought since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.calendar.windows import YEAR
from clientela.customers.rfm import SEGMENTS, assign
from clientela.engine import analysis, step
from clientela.forms.texts import plain
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.segments.playbook.team import carried
from clientela.stats.effects import difference, pooled
from clientela.stats.multiple_testing import discoveries

if TYPE_CHECKING:
    import pandas as pd

    from clientela.marts import Marts

KEY = "segments.actions"
FORM = "forms/plan_segmentos"
# Sooner than this nothing can have come of it; later than that it is no longer what came of it.
FEWEST_DAYS, MOST_DAYS = 28, 180
# Fewer customers in a segment say nothing of it; with fewer other segments nobody knows how much segments usually move.
FEWEST, FEWEST_OTHERS = 20, 3
DONE, LATE, UNDONE = "acted_done", "acted_late", "acted_undone"
COUNTS = ("acted_customers", "acted_came", "year_customers", "year_came")


@step("followed", register="forms.plan_segmentos.answers")
def followed(marts: Marts, register: pd.DataFrame | None, cuts: Mapping[str, float]) -> pd.DataFrame | None:
    """Of each segment as it stood when the last plan was decided, how many have bought since; and the same a year before.

    One row a segment: acted_customers, acted_came, year_customers, year_came and the days watched. None without a plan whose day has come.
    """
    plan = carried(register, marts.as_of)
    if plan is None:
        return None
    day = plan.decided_on.max().date()
    days = min((marts.as_of - day).days, MOST_DAYS)
    then, before = (_came(marts, start, days, cuts) for start in (day, day - dt.timedelta(days=YEAR)))
    table = then.join(before.add_suffix("_before")).fillna(0)
    table.columns = list(COUNTS)
    return table.reset_index().assign(days_watched=days)


def _came(marts: Marts, day: dt.date, days: int, cuts: Mapping[str, float]) -> pd.DataFrame:
    """By segment of that day: its customers, and how many bought within so many days."""
    import pandas as pd

    empty = pd.DataFrame({"customers": 0, "came": 0}, index=pd.Index(SEGMENTS, name="segment"))
    first = marts.facts["first_day"]
    if not first or day - dt.timedelta(days=YEAR // 2) < dt.date.fromisoformat(first):
        return empty
    then, end = marts.customers_at(day), day + dt.timedelta(days=days)
    if then.empty:
        return empty
    later = marts.customers if end >= marts.as_of else marts.customers_at(end)
    bought = later.set_index("customer_id").purchase_days.reindex(then.customer_id).to_numpy()
    rows = assign(then, cuts).assign(came=bought > then.purchase_days.to_numpy())
    return rows.groupby("segment").came.agg(["size", "sum"]).reindex(SEGMENTS, fill_value=0).set_axis(empty.columns, axis=1)  # fmt: skip


@analysis(KEY, register="forms.plan_segmentos.answers")
def actions(register: pd.DataFrame | None, followed: pd.DataFrame | None, as_of: dt.date) -> Result | Missing:
    """The actions of the last plan: done in time, late or not at all; and whether their customers buy more since than a year before.

    A segment has moved by itself where its odds of buying, beside those of the same segment a year before, moved more than those of the other
    segments did (log odds ratio against a prediction from the others, whose own spread counts: DerSimonian & Laird 1986; Student's t; over all
    actions done Benjamini & Hochberg 1995). Nobody was left out by lot, so it goes with the action and is not proven to come of it. Frame
    `actions`: one row an action.

    Returns Missing without a plan that was read back, or whose days have not come.

    >>> import datetime as dt
    >>> actions(None, None, dt.date(2026, 6, 30)).add
    ('forms/plan_segmentos',)
    """
    import pandas as pd

    plan = carried(register, as_of)
    if plan is None or followed is None:
        return Missing(KEY, Reason.NO_TABLE, (FORM,))
    done = plan.done_on <= pd.Timestamp(as_of)
    late = done & (plan.done_on > plan.due_on)
    table = plan[["segment"]].assign(
        play_decided=plan.decided_on,
        play_action=plan.action.map(plain), play_owner=plan.owner.map(plain), play_due=plan.due_on, acted_on=plan.done_on.where(done),
        acted_state=np.select([late, done], [LATE, DONE], UNDONE), acted_cost=plan.spent.where(done),
    )  # fmt: skip
    days = int(followed.days_watched.max())
    table = table.merge(_judged(followed), on="segment", how="left")
    known = table.acted_p.notna() & (table.acted_state != UNDONE) & (days >= FEWEST_DAYS)
    beyond = np.zeros(len(table), dtype=bool)
    beyond[known] = discoveries(table.acted_p[known])
    # Each segment once, however many actions it had.
    table = table.assign(acted_beyond=beyond & (table.acted_low * table.acted_high > 0).to_numpy())
    values = {
        "actions_planned": Number(len(table), "count", len(table)),
        "actions_done": Number(int(done.sum()), "count", len(table)),
        "actions_late": Number(int(late.sum()), "count", len(table)),
        "actions_beyond": Number(int(table.acted_beyond.sum()), "count", int(done.sum())),
        "days_watched": Number(days, "days", len(table)),
    }
    if table.acted_cost.notna().any():
        values["actions_cost"] = Number(float(table.acted_cost.sum()), "currency", int(done.sum()))
    return Result(KEY, len(table), values, {"actions": table.drop(columns="acted_p")}, Evidence.ASSOCIATED)


def _judged(counts: pd.DataFrame) -> pd.DataFrame:
    """Each segment's share that bought, now and a year before, their difference, and how likely chance and custom make it."""
    n, hits, n_before, hits_before = (counts[name].to_numpy(dtype=float) for name in COUNTS)
    enough = (n >= FEWEST) & (n_before >= FEWEST)
    gaps: list[Any] = [
        difference((int(a), int(b)), (int(m), int(k))) if known else (np.nan,) * 3
        for a, b, m, k, known in zip(hits, hits_before, n, n_before, enough, strict=True)
    ]
    more, low, high = np.array(gaps).T
    some, some_before = np.maximum(n, 1), np.maximum(n_before, 1)
    return counts.assign(
        acted_share=np.where(n > 0, hits / some, np.nan), year_share=np.where(n_before > 0, hits_before / some_before, np.nan),
        acted_more=more, acted_low=low, acted_high=high, acted_p=_chances(n, hits, n_before, hits_before, enough),
    ).drop(columns=["acted_came", "year_came", "year_customers", "days_watched"])  # fmt: skip


def _chances(n: Any, hits: Any, n_before: Any, hits_before: Any, enough: Any) -> Any:
    """How likely each segment's odds moved so much further than the others' by chance; not a number where it cannot be told."""
    from scipy.stats import t

    cells = [part + 0.5 for part in (hits, n - hits, hits_before, n_before - hits_before)]
    move = np.log(cells[0] / cells[1]) - np.log(cells[2] / cells[3])
    error = np.sqrt(sum(1 / cell for cell in cells))
    found = np.full(len(n), np.nan)
    for place in np.flatnonzero(enough):
        others = enough.copy()
        others[place] = False
        if others.sum() < FEWEST_OTHERS:
            continue
        middle, weight, spread = pooled(move[others], error[others])
        size = (move[place] - middle) / np.sqrt(error[place] ** 2 + 1 / weight + spread)
        found[place] = 2 * t.sf(abs(size), max(int(others.sum()) - 2, 1))
    return found
