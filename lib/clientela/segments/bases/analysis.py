"""The bases of segmentation compared by one question: how much does each tell about what customers do next?"""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.engine import analysis, step
from clientela.marts import in_sample
from clientela.results import SAMPLED_OF, Evidence, Missing, Number, Reason, Result
from clientela.segments.bases.foretold import foretold
from clientela.segments.windows import MIN_DAYS, Windows
from clientela.stats.multiple_testing import discoveries
from clientela.stats.rows import among

if TYPE_CHECKING:
    import pandas as pd

    from clientela.marts import Marts

KEY = "segments.bases"
BASES = {
    "base_demographic": ("kind", "sex", "age_band", "family_size", "occupation", "stratum"),
    "base_geographic": ("state", "city", "zone"),
}
# Batteries of activities, interests and opinions.
LIFESTYLE = ("AIO",)
MIN_CUSTOMERS = 150
SEED = 1
# What is foretold: what customers leave, and whether they come.
MARGIN, AMOUNT, PURCHASE = "next_margin", "next_amount", "next_purchase"


@step("thirds")
def thirds(marts: Marts) -> Windows:
    """The customers today, one period and two periods ago; a period is a year, or a third of the history: one to learn on needs one before it."""
    first = marts.facts["first_day"]
    days = min(365, (marts.as_of - dt.date.fromisoformat(first)).days // 3) if first else 0
    back = dt.timedelta(days=days)
    return Windows(
        days,
        marts.customers,
        marts.customers_at(marts.as_of - back),
        marts.customers_at(marts.as_of - 2 * back),
    )


@step()
def described(
    traits: pd.DataFrame, survey_answers: pd.DataFrame, survey_customers: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """What is known of customers beside their purchases, by base: one row a customer, a column a trait; bases nobody has data for are left out."""
    found = {}
    for base, names in BASES.items():
        rows = traits.set_index("customer_id")[list(names)].dropna(axis=1, how="all").dropna(how="all")
        found[base] = rows.astype("str").where(rows.notna())
    lived = survey_answers[survey_answers.battery.isin(LIFESTYLE)].merge(
        survey_customers[["respondent_id", "customer_id"]], on="respondent_id"
    )
    found["base_lifestyle"] = lived.pivot_table(
        index="customer_id", columns="item", values="score", aggfunc="mean"
    )
    return {base: rows for base, rows in found.items() if len(rows) and len(rows.columns)}


@step("opinions_then", past="thirds")
def opinions_then(
    marts: Marts, past: Windows, survey_answers: pd.DataFrame, survey_customers: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """What customers know, think and use by their own answers: as known two periods ago and one period ago; None where too few had answered.

    One row a customer, a column a question and side, the mean of its answers up to that day.
    """
    given = survey_answers[~survey_answers.battery.isin(LIFESTYLE) & (survey_answers.rater == "customer")]
    given = given.merge(survey_customers[["respondent_id", "customer_id"]], on="respondent_id")
    given = given.assign(asked=given.battery + " " + given["item"] + " " + given.side)
    sides = []
    for periods in (2, 1):
        day = marts.as_of - periods * dt.timedelta(days=past.days)
        known = given[given.day <= day.isoformat()]
        sides.append(known.pivot_table(index="customer_id", columns="asked", values="score", aggfunc="mean"))
    then, now = sides
    asked = [name for name in then if name in now]
    return (then[asked], now[asked]) if asked and len(then) >= MIN_CUSTOMERS else None


@step()
def some_tastes(marts: Marts, sample_customers: int) -> pd.DataFrame:
    """What customers had bought, of all or of the sample on which bases are judged."""
    return marts.sampled("tastes", sample_customers)


@analysis(KEY, past="thirds", tastes="some_tastes", most="sample_customers", opinions="opinions_then")
def bases(
    past: Windows,
    described: dict[str, pd.DataFrame],
    tastes: pd.DataFrame,
    draws: int = 200,
    most: int = 20_000,
    opinions: tuple[pd.DataFrame, pd.DataFrame] | None = None,
) -> Result | Missing:
    """How much each basis of segmentation tells about the margin of the next period, and about who buys again in it.

    Learnt on what was known two periods ago and the period after it; judged on what was known one period ago and the last period, each customer by a
    rule that never saw it (see `foretold`; margin as its logarithm, sales where no margin is known). `opinions` are what customers had answered
    by each of those two days. `told` is the squared correlation of what was foretold with what came, negative where it goes the wrong way, with
    its limits; `by_chance`, how often shuffled labels tell as much; `helps` holds over all bases together (Benjamini & Hochberg 1995).
    Each base is judged on those of whom it is known; of more than `most` customers, on a sample of them, always the same one. Frame `bases`: one
    row a base and what is foretold.
    """
    import pandas as pd

    have = len(past.earlier)
    if past.days < MIN_DAYS or have < MIN_CUSTOMERS:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, have=have, need=MIN_CUSTOMERS)
    # Where too few margins are known it is sales that are foretold, and said to be.
    money = "margin" if past.now.margin.notna().mean() > 0.8 else "amount"
    kept = in_sample(past.now.customer_id, most)
    told = [past.earlier, past.before, past.now]
    if not kept.all():
        told = [side[among(side.customer_id, past.now.customer_id[kept])] for side in told]
    learnt, judged = (_outcomes(then, later, money) for then, later in pairwise(told))
    rows = []
    for base, (then, now) in _sides(past, described, tastes, opinions).items():
        # Looked up by place: `isin` on names as Arrow keeps them takes thirty times as long.
        one, other = (
            learnt[then.index.get_indexer(learnt.index) >= 0],
            judged[now.index.get_indexer(judged.index) >= 0],
        )
        if min(len(one), len(other)) < MIN_CUSTOMERS:
            continue
        found = foretold(then.loc[one.index], one, now.loc[other.index], other, draws, SEED)
        rows += [
            {"segment_base": base, "foretold": name, **found[name]} for name in map(str, judged) if other[name].nunique() > 1
        ]  # fmt: skip
    if not rows:
        return Missing(KEY, Reason.NO_COLUMN, ("customers.city", "customers.age_band", "products.category"))
    table = pd.DataFrame(rows)
    table = table.assign(helps=discoveries(table.by_chance) & (table.told_low > 0).to_numpy())
    table = table.sort_values(
        ["foretold", "told", "segment_base"], ascending=[True, False, True], ignore_index=True
    )
    values = {
        f"{row['segment_base'].removeprefix('base_')}_{row['foretold']}": Number(
            row["told"], "share", row["n"], row["told_low"], row["told_high"], 0.95
        )
        for row in table.to_dict("records")
    }
    if not kept.all():
        values[SAMPLED_OF] = Number(len(kept), "count", int(kept.sum()))
    return Result(KEY, len(judged), values, {"bases": table}, Evidence.ASSOCIATED)


def _outcomes(then: pd.DataFrame, later: pd.DataFrame, money: str) -> pd.DataFrame:
    """What those known then left in the period after, by customer."""
    import pandas as pd

    first, last = then.set_index("customer_id"), later.set_index("customer_id").reindex(then["customer_id"])
    left = (last[money].astype(float) - first[money].astype(float)).fillna(0.0).clip(lower=0)
    again = (last.orders.astype(float) > first.orders.astype(float)).astype(float)
    return pd.DataFrame({MARGIN if money == "margin" else AMOUNT: np.log1p(left), PURCHASE: again})


def _sides(
    past: Windows,
    described: dict[str, pd.DataFrame],
    tastes: pd.DataFrame,
    opinions: tuple[pd.DataFrame, pd.DataFrame] | None,
) -> dict[str, tuple[Any, Any]]:
    """Each base as it was known two periods ago and one period ago; who customers are is taken as it stands in the register."""
    sides = {base: (rows, rows) for base, rows in described.items()}
    sides["base_behaviour"] = (_habits(past.earlier), _habits(past.before))
    if opinions is not None:
        sides["base_attitude"] = opinions
    if len(tastes):
        then, now = (
            tastes.pivot_table(
                index="customer_id", columns="thing", values=name, aggfunc="sum", fill_value=0.0
            )
            for name in ("amount_earlier", "amount_before")
        )
        then, now = (rows.astype(float).clip(lower=0) for rows in (then, now))
        sides["base_products"] = (_shares(then), _shares(now))
    return sides


def _shares(rows: pd.DataFrame) -> pd.DataFrame:
    kept = rows[rows.sum(axis=1) > 0]
    return kept.div(kept.sum(axis=1), axis=0)


def _habits(rows: pd.DataFrame) -> pd.DataFrame:
    known = rows.set_index("customer_id")
    names = ("days_since_last", "T_days", "purchase_days", "amount")
    return known[list(names)].astype(float).clip(lower=0).apply(np.log1p)
