"""What the most dissatisfied teach: what they lived through that the others did not, and how many of them never said a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.customers.severity import GRUMBLES
from clientela.engine import analysis
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.effects import difference
from clientela.stats.intervals import LEVEL, wilson

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    # Its side, its name, who has it, of whom it is known.
    Trait = tuple[str, str, NDArray[np.bool_], NDArray[np.bool_]]

KEY = "loyalty.discontent"
WORST = 0.1
# On a scale of five the two lowest answers: 1 and 2.
DISSATISFIED = 0.25
ENOUGH, ENOUGH_WORST = 100, 20
# A trait of fewer customers than these teaches nothing.
FEWEST = 15
NEW_DAYS = 365
LONG_DELAY = 3
COLUMNS = (
    "trait_side",
    "lived",
    "n",
    "share_worst",
    "share_rest",
    "more",
    "more_low",
    "more_high",
    "counted_on",
    "proven",
)


@analysis(KEY, assigned="topics.assigned")
def discontent(
    opinions: pd.DataFrame, voices: pd.DataFrame, assigned: pd.DataFrame | None = None
) -> Result | Missing:
    """The tenth of customers with the worst opinion beside the rest: in which traits do they differ by more than chance?

    `opinions` is the mart (one row a customer who answered; score from 0 to 1); `assigned` the topic of each message. Whoever
    ties with the last of the tenth is counted in it. Traits look at the year before the answer. Difference of shares by Newcombe; `counted_on`
    is drawn towards zero (normal-normal empirical Bayes) and zero where the false discovery rate (Benjamini & Hochberg 1995, 5 %) does not hold.
    Silent: dissatisfied and without any complaint on record. Frame: traits.
    """
    if opinions.empty:
        return Missing(KEY, Reason.NO_TABLE, ("surveys.customer_id", "respondents.satisfied"))
    if len(opinions) < ENOUGH:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, ("surveys.customer_id",), len(opinions), ENOUGH)
    opinions = opinions.sort_values("customer_id").reset_index(drop=True)
    worst = (opinions.score <= opinions.score.quantile(WORST)).to_numpy()
    if worst.sum() < ENOUGH_WORST or worst.mean() > 0.4:
        return Missing(KEY, Reason.NO_VARIATION, ("surveys.answer",))
    values = {
        "asked_customers": Number(len(opinions), "count", len(opinions)),
        "worst_customers": Number(int(worst.sum()), "count", len(opinions)),
        "worst_score": Number(float(opinions.score[worst].mean()), "share", int(worst.sum())),
        "rest_score": Number(float(opinions.score[~worst].mean()), "share", int((~worst).sum())),
    }
    values |= _silent(opinions, bool(len(voices)))
    topics = _topics(opinions, voices, assigned)
    traits = _compare(list(_traits(opinions, topics)), worst)
    values["teachings"] = Number(int(traits.proven.sum()), "count", len(traits))
    return Result(KEY, len(opinions), values, {"traits": traits}, Evidence.ASSOCIATED)


def _silent(opinions: pd.DataFrame, has_complaints: bool) -> dict[str, Number]:
    """The dissatisfied, and those of them of whom no complaint is on record."""
    answer = opinions.satisfied.fillna(opinions.score)
    unhappy = opinions[answer <= DISSATISFIED]
    hits = len(unhappy)
    found = {
        "dissatisfied": Number(
            hits / len(opinions), "share", len(opinions), *wilson(hits, len(opinions)), LEVEL
        )
    }
    found["dissatisfied_customers"] = Number(hits, "count", len(opinions))
    if hits and has_complaints:
        quiet = unhappy[unhappy.complaints_ever == 0]
        found["silent_customers"] = Number(len(quiet), "count", hits)
        found["silent_share"] = Number(len(quiet) / hits, "share", hits, *wilson(len(quiet), hits), LEVEL)
        found["silent_amount"] = Number(float(quiet.amount_before.fillna(0).sum()), "currency", len(quiet))
    return found


def _topics(opinions: pd.DataFrame, voices: pd.DataFrame, assigned: pd.DataFrame | None) -> pd.DataFrame:
    """Which topics each customer complained of in the year before the answer: customer_id, topic."""
    import pandas as pd

    if assigned is None or assigned.empty:
        return pd.DataFrame({"customer_id": [], "topic": []})
    told = voices[voices.customer_id.notna() & voices.kind.isin(GRUMBLES)]
    told = told[["interaction_id", "customer_id", "day"]].merge(
        assigned[["interaction_id", "topic"]], on="interaction_id"
    )
    told = told.merge(opinions[["customer_id", "day"]], on="customer_id", suffixes=("", "_answer"))
    age = (pd.to_datetime(told.day_answer) - pd.to_datetime(told.day)).dt.days
    return told.loc[(age >= 0) & (age < 365), ["customer_id", "topic"]].drop_duplicates()


def _traits(opinions: pd.DataFrame, topics: pd.DataFrame) -> Iterator[Trait]:
    """Each trait: its side, its name, who has it and of whom it is known."""
    everybody = np.ones(len(opinions), dtype=bool)
    parcels = opinions.parcels.notna().to_numpy()
    if parcels.any():
        yield "lived", "late_promise", (opinions.late_parcels.fillna(0) > 0).to_numpy(), parcels
        yield "lived", "long_delay", (opinions.worst_delay.fillna(0) >= LONG_DELAY).to_numpy(), parcels
    if (opinions.complaints_ever > 0).any():
        yield "lived", "complained", (opinions.complaints_before > 0).to_numpy(), everybody
        yield "lived", "complained_unsolved", (opinions.unresolved_before > 0).to_numpy(), everybody
    for topic, part in topics.groupby("topic"):
        yield "topic", str(topic), opinions.customer_id.isin(part.customer_id).to_numpy(), everybody
    for side, column in (("branch", "branch"), ("channel", "channel")):
        known = opinions[column].notna().to_numpy()
        for name in sorted(opinions[column].dropna().unique()):
            yield side, str(name), (opinions[column] == name).fillna(False).to_numpy(dtype=bool), known
    kind = opinions.kind.notna().to_numpy()
    yield (
        "customer",
        "organisations",
        (opinions.kind == "organisation").fillna(False).to_numpy(dtype=bool),
        kind,
    )
    tenure = opinions.tenure_days.notna().to_numpy()
    yield (
        "customer",
        "first_year",
        (opinions.tenure_days < NEW_DAYS).fillna(False).to_numpy(dtype=bool),
        tenure,
    )


def _compare(traits: list[Trait], worst: NDArray[np.bool_]) -> pd.DataFrame:
    """Each trait's share among the worst tenth and among the rest; what differs most for certain comes first."""
    import pandas as pd
    from scipy.stats import false_discovery_control, norm

    rows = [row for trait in traits if (row := _shares(trait, worst))]
    if not rows:
        return pd.DataFrame({name: [] for name in COLUMNS}).astype({"proven": bool})
    table = pd.DataFrame(rows)
    variance = table.error**2
    between = max(0.0, float((table.more**2 - variance).mean()))
    sure = false_discovery_control(2 * norm.sf(table.more.abs() / table.error)) <= 1 - LEVEL
    proven = sure & (table.more_low * table.more_high > 0)
    kept = table.more * between / (between + variance)
    table = table.assign(counted_on=np.where(proven, kept, 0.0), proven=proven, sure=table.more / table.error)
    table = table.sort_values(["proven", "sure", "lived"], ascending=[False, False, True])
    return table[list(COLUMNS)].reset_index(drop=True)


def _shares(trait: Trait, worst: NDArray[np.bool_]) -> dict[str, object] | None:
    """How common a trait is among the worst and the rest; None where too few have it, or too few lack it."""
    side, name, has, known = trait
    n = int((worst & known).sum()), int((~worst & known).sum())
    hits = int((worst & has & known).sum()), int((~worst & has & known).sum())
    if min(n) < ENOUGH_WORST or sum(hits) < FEWEST or sum(hits) > sum(n) - FEWEST:
        return None
    gap, low, high = difference(hits, n)
    both = sum(hits) / sum(n)
    return {
        "trait_side": side, "lived": name, "n": sum(n), "share_worst": hits[0] / n[0], "share_rest": hits[1] / n[1],
        "more": gap, "more_low": low, "more_high": high, "error": float(np.sqrt(both * (1 - both) * (1 / n[0] + 1 / n[1]))),
    }  # fmt: skip
