"""Who answers and who does not, by what is known of both; and what the answers say once they speak for all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.calendar.windows import YEAR
from clientela.customers.smallest import together
from clientela.stats.intervals import Z, wilson_each
from clientela.stats.multiple_testing import discoveries
from clientela.stats.raking import effective, rake

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd
    from numpy.typing import NDArray

# With fewer answers there is nothing to weigh.
FEWEST_ANSWERS = 30
# A trait that is written of fewer than half of them tells who filled in forms, not who answers.
KNOWN = 0.5
# Levels with fewer people or answers go together.
FEWEST, FEWEST_HERE = 30, 8
MOST_LEVELS = 6
TRAITS = ("kind", "sex", "age_band", "stratum", "city")
OTHER, UNKNOWN = "silence_other", "silence_unknown"
TENURES = (("tenure_quarter", 91), ("tenure_year", 365), ("tenure_two_years", 730), ("tenure_longer", np.inf))
MARKS = ("outcome", "asked_in", "n", "mark_plain", "mark_weighted", "mark_weighted_low", "mark_weighted_high")


@dataclass(frozen=True)
class Asked:
    """The customers who could be asked, with their traits in groups, whether each `answers`, and the weights of those who do."""

    people: pd.DataFrame
    traits: tuple[str, ...]
    weights: pd.Series

    @property
    def effective(self) -> float:
        """As how many answers of equal weight the weighted ones tell."""
        return effective(self.weights.to_numpy(dtype=float))


def asked(
    traits: pd.DataFrame, customers: pd.DataFrame, answered: pd.DataFrame, as_of: dt.date
) -> Asked | None:
    """Those who bought in the last year, beside those of them who answered in it; None where too few answer or all do."""
    import pandas as pd

    today = pd.Timestamp(as_of)
    if customers.empty or answered.empty:
        return None
    people = customers[pd.to_datetime(customers.last_purchase) > today - pd.Timedelta(days=YEAR)]
    recent = answered[pd.to_datetime(answered.day) > today - pd.Timedelta(days=YEAR)]
    columns = ["customer_id", *(name for name in TRAITS if name in traits)]
    people = people[["customer_id", "first_purchase"]].merge(traits[columns], on="customer_id", how="left")
    answers = people.customer_id.isin(recent.customer_id)
    if answers.sum() < FEWEST_ANSWERS or answers.all():
        return None
    days = (today - pd.to_datetime(people.first_purchase)).dt.days
    tenure = [next(name for name, most in TENURES if day <= most) for day in days]
    people = people.drop(columns="first_purchase").assign(answers=answers, tenure=tenure)
    known = [name for name in columns[1:] if people[name].notna().mean() >= KNOWN]
    for name in known:
        people[name] = _levels(people[name], answers)
    chosen = tuple(name for name in (*known, "tenure") if people[name].nunique() > 1)
    if not chosen:
        return None
    margins = {name: people[name].value_counts(normalize=True) for name in chosen}
    sample = people[people.answers]
    return Asked(people, chosen, pd.Series(rake(sample, margins), index=sample.customer_id))


def _levels(values: pd.Series, answers: pd.Series) -> pd.Series:
    """The groups of a trait, those with few people or few answers together."""
    text = values.map(lambda one: f"{one:g}" if isinstance(one, int | float) else str(one)).where(
        values.notna(), UNKNOWN
    )
    counts, here = text.value_counts(), text[answers].value_counts()
    large = [name for name in counts.index if counts[name] >= FEWEST and here.get(name, 0) >= FEWEST_HERE]
    kept = set(large[:MOST_LEVELS])
    return together(text.where(text.isin(kept), OTHER), OTHER)


def compared(base: Asked) -> pd.DataFrame:
    """One row a trait and group: its part of all and of the answers, how many of it answer; and whether the trait matters at all.

    Chi-square of answering against each trait, false discoveries controlled over the traits (Benjamini & Hochberg 1995).
    """
    import pandas as pd
    from scipy.stats import chi2_contingency

    people, parts, p_values = base.people, [], []
    for name in base.traits:
        table = people.groupby(name).answers.agg(["sum", "size"])
        low, high = wilson_each(table["sum"].to_numpy(dtype=float), table["size"].to_numpy(dtype=float))
        parts.append(pd.DataFrame({
            "silence_trait": f"trait_{name}" if name != "tenure" else "tenure", "silence_group": table.index.astype(str),
            "customers": table["size"].array,
            "part_of_all": (table["size"] / len(people)).array, "part_of_answers": (table["sum"] / table["sum"].sum()).array,
            "group_answers": (table["sum"] / table["size"]).array, "group_answers_low": low, "group_answers_high": high,
        }))  # fmt: skip
        p_values.append(
            float(chi2_contingency(np.column_stack([table["sum"], table["size"] - table["sum"]])).pvalue)
        )
    sure: NDArray[np.bool_] = discoveries(p_values)
    kept: list[Any] = [part.assign(silence_apart=bool(one)) for part, one in zip(parts, sure, strict=True)]
    return pd.concat(kept, ignore_index=True)


def weighted(base: Asked, answered: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """Each mark's mean as it came and with the weights, one value a person; the interval has the price of the weights in it."""
    import pandas as pd

    if outcomes.empty:
        return pd.DataFrame(columns=list(MARKS))
    rows = outcomes.merge(answered[["respondent_id", "customer_id"]], on="respondent_id")
    rows = rows[rows.customer_id.isin(base.weights.index)]
    marks = rows.groupby(["outcome", "asked_in", "customer_id"], as_index=False).score.mean()
    found = []
    for (outcome, where), part in marks.groupby(["outcome", "asked_in"], sort=True):
        if len(part) < FEWEST_ANSWERS:
            continue
        weight, score = (
            part.customer_id.map(base.weights).to_numpy(dtype=float),
            part.score.to_numpy(dtype=float),
        )
        mean = float(np.average(score, weights=weight))
        error = float(np.sqrt((weight**2 * (score - mean) ** 2).sum())) / weight.sum()
        found.append(
            (outcome, where, len(part), float(score.mean()), mean, mean - Z * error, mean + Z * error)
        )
    return pd.DataFrame(found, columns=list(MARKS))
