"""What past campaigns changed, for whom, and which of them can say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.engine import analysis
from clientela.loyalty.campaigns.outcomes import BOUGHT, earned, outcome, reached
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.effects import balance, difference, money, shrink
from clientela.stats.intervals import LEVEL, Z

if TYPE_CHECKING:
    import pandas as pd

KEY = "loyalty.campaigns"
# Whoever has bought for less than a year is new.
NEW_DAYS = 365
# Fewer than these in an arm say nothing about it.
ENOUGH_IN_ARM = 30
# Traits that differ so much would come from a fair lot once in a hundred times: then it was none.
UNFAIR = 0.01
SHUFFLES = 200
# How long silent the customers of an experiment were: it says nothing about those silent for longer.
SEEN = 0.95


@analysis(KEY, "past", contacts="campaign_contacts")
def past_campaigns(contacts: pd.DataFrame, seed: int = 2026) -> Result | Missing:
    """What each campaign changed in the days after it began, and in which customers; only a control chosen by lot can tell.

    `contacts` is the mart campaign_contacts. Uplift: share that bought among the treated less among the controls (Newcombe);
    extra_amount (extra_margin where it is known): sales per treated customer that the controls did not make. Where no sales cover a
    campaign, its contacts' own outcome is compared instead (`outcomes.outcome`), and where there is none nothing is said of it. A campaign
    without controls, or whose controls differ beforehand (see `effects.balance`), is only associated. Frames: campaigns (one row each,
    the latest first), groups
    (an experiment's new and older households and businesses; `shrunken` is drawn towards the others, zero where its interval
    holds zero), balance. Numbers of the largest experiment: uplift of all and by group; score_gain is how much more the
    groups chosen on one half of the customers change in the other half, score_shuffled what chance alone gives in 95 of 100.
    """
    import pandas as pd

    if contacts.empty:
        return Missing(KEY, Reason.NO_TABLE, ("contacts.campaign_id", "contacts.arm", "contacts.sent_on"))
    done = contacts[contacts.complete.astype(bool)]
    done = done.assign(group=groups(done))
    rows = [_campaign(part) for _name, part in done[done.arm != "both"].groupby("campaign_id") if len(part)]
    if not rows:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, ("contacts.sent_on",))
    table = pd.DataFrame(rows)
    if table.judged_by.isna().all():
        return Missing(KEY, Reason.NO_COLUMN, ("transactions", "contacts.responded", "contacts.revenue"))
    table = table.sort_values(["campaign_start", "campaign_id"], ascending=[False, True])
    trials = table.loc[table.evidence == Evidence.EXPERIMENT, "campaign_id"].tolist()
    values = {
        "campaigns": Number(len(table), "count", len(done)),
        "experiments": Number(len(trials), "count", len(table)),
        "contaminated": Number(int((done.arm == "both").sum()), "count", len(done)),
    }
    frames = {"campaigns": table.reset_index(drop=True)}
    if not trials:
        return Result(KEY, len(done), values, frames, Evidence.ASSOCIATED)
    trial = done[done.campaign_id.isin(trials) & (done.arm != "both")]
    frames["groups"] = _groups(trial)
    largest = str(trial.campaign_id.value_counts().sort_index(kind="stable").idxmax())
    one = trial[trial.campaign_id == largest]
    frames["balance"], fair = balance(one)
    values |= _values(table[table.campaign_id == largest].iloc[0], frames["groups"], fair)
    values |= against_chance(one, seed)
    return Result(KEY, len(done), values, frames, Evidence.EXPERIMENT)


def groups(contacts: pd.DataFrame) -> pd.Series:
    """Each customer's group when the campaign began: new or older household, or business."""
    import pandas as pd

    days = contacts.tenure_days.astype("float64")
    # Where nobody's first day is known nobody is new; one who was never seen among many who were has just come.
    tenure = (
        np.where(days.fillna(0.0) < NEW_DAYS, "person_new", "person_older") if days.notna().any() else "all"
    )
    return pd.Series(np.where(contacts.kind == "organisation", "organisations", tenure), index=contacts.index)


def uplift(part: pd.DataFrame, by: str = BOUGHT) -> dict[str, Any]:
    """Treated against control: how many, the share of each that bought (or did what `by` says), the difference, the extra money, with limits."""
    treated = (part.arm == "treated").to_numpy()
    bought = reached(part, by)
    n = int(treated.sum()), int((~treated).sum())
    hits = int(bought[treated].sum()), int(bought[~treated].sum())
    gap, low, high = difference(hits, n)
    left = earned(part, by)
    extra, extra_low, extra_high = money(*left, treated) if left else (np.nan, np.nan, np.nan)
    found = {
        "treated": n[0], "control": n[1], "rate_treated": hits[0] / n[0], "rate_control": hits[1] / n[1],
        "uplift": gap, "uplift_low": low, "uplift_high": high,
        "extra_amount": extra, "extra_low": extra_low, "extra_high": extra_high,
    }  # fmt: skip
    if left and part.margin_within.notna().any():
        names = ("extra_margin", "margin_low", "margin_high")
        margin = part.margin_within.fillna(0.0).to_numpy(dtype=float)
        found |= dict(zip(names, money(margin, left[1], treated), strict=True))
    return found


def _campaign(part: pd.DataFrame) -> dict[str, Any]:
    """One row of the table of campaigns."""
    first, counts = part.iloc[0], part.arm.value_counts()
    treated = part[part.arm == "treated"]
    about = {
        "campaign_id": first.campaign_id, "campaign": first["name"], "campaign_start": first.start, "contact_channel": first.channel,
        "offer": first.offer, "cost_per_contact": first.cost_per_contact, "window_days": int(first.window_days),
    }  # fmt: skip
    by = outcome(part)
    comparable = by is not None and min(counts.get("treated", 0), counts.get("control", 0)) >= ENOUGH_IN_ARM
    seen: dict[str, Any] = {
        "treated": len(treated),
        "control": int(counts.get("control", 0)),
        "judged_by": by,
        "rate_treated": float(reached(treated, by).mean()) if by and len(treated) else np.nan,
    }
    fair = balance(part)[1] if comparable else 0.0
    evidence = Evidence.EXPERIMENT if comparable and fair >= UNFAIR else Evidence.ASSOCIATED
    # Without a lot the controls are other customers, and their difference no effect of the campaign.
    seen |= uplift(part, by) if by and evidence is Evidence.EXPERIMENT else {}
    before = float(treated.bought_before.mean()) if by == BOUGHT and len(treated) else np.nan
    return about | seen | {"rate_before": before, "fair": fair, "evidence": str(evidence)}


def _groups(trial: pd.DataFrame) -> pd.DataFrame:
    """The uplift of each experiment's groups, raw and shrunken over all of them."""
    import pandas as pd

    rows, told = [], {str(name): outcome(part) for name, part in trial.groupby("campaign_id")}
    for (campaign, group), part in trial.groupby(["campaign_id", "group"]):
        by = told[str(campaign)]
        if by and min((part.arm == "treated").sum(), (part.arm == "control").sum()) >= ENOUGH_IN_ARM:
            seen = float(part.days_since_last.astype("float64").quantile(SEEN))
            rows.append(
                {
                    "campaign_id": campaign,
                    "group": group,
                    "judged_by": by,
                    "seen_days": seen,
                    **uplift(part, by),
                }
            )
    columns = [
        "campaign_id",
        "group",
        "judged_by",
        "seen_days",
        "shrunken",
        "shrunken_low",
        "shrunken_high",
        "proven",
    ]
    if not rows:
        return pd.DataFrame(columns=columns)
    return shrunken(pd.DataFrame(rows))


def shrunken(table: pd.DataFrame) -> pd.DataFrame:
    """Adds what to count on: each group's uplift drawn towards the others of its kind, and zero where nothing is proven."""
    from scipy.stats import false_discovery_control, norm

    errors = ((table.uplift_high - table.uplift_low) / (2 * Z)).to_numpy(dtype=float)
    middle, error = table.uplift.to_numpy(dtype=float).copy(), errors.copy()
    # What households do says nothing about businesses, nor what they answer about what they buy.
    business = (table.group == "organisations").to_numpy()
    for _alike, places in (
        table.reset_index(drop=True).groupby([table.judged_by.to_numpy(), business]).groups.items()
    ):
        middle[places], error[places] = shrink(middle[places], errors[places])
    low, high = middle - Z * error, middle + Z * error
    # Of many groups some stand out by chance: each must hold by itself too (Benjamini & Hochberg 1995).
    raw = table.uplift.to_numpy(dtype=float)
    own = false_discovery_control(2 * norm.sf(np.abs(raw) / errors)) <= 1 - LEVEL
    proven = own & (low * high > 0) & (raw * middle > 0)
    return table.assign(
        shrunken=np.where(proven, middle, 0.0), shrunken_low=low, shrunken_high=high, proven=proven
    )


def _values(largest: pd.Series, by_group: pd.DataFrame, fair: float) -> dict[str, Number]:
    n = int(largest.treated + largest.control)
    values = {
        "uplift": Number(largest.uplift, "share", n, largest.uplift_low, largest.uplift_high, LEVEL),
        "window_days": Number(int(largest.window_days), "days", n),
        ("rate_control" if largest.judged_by == BOUGHT else "did_control"): Number(
            largest.rate_control, "share", int(largest.control)
        ),
        "fair": Number(fair, "share", n),
    }
    if np.isfinite(largest.extra_amount):
        limits = (largest.extra_low, largest.extra_high)
        values["extra_amount"] = Number(largest.extra_amount, "currency", n, *limits, LEVEL)
    by_group = by_group[by_group.group != "all"]
    for row in by_group[by_group.campaign_id == largest.campaign_id].itertuples():
        size = int(row.treated) + int(row.control)
        values[f"uplift_{row.group}"] = Number(
            row.uplift, "share", size, row.uplift_low, row.uplift_high, LEVEL
        )
    return values


def against_chance(trial: pd.DataFrame, seed: int) -> dict[str, Number]:
    """Does choosing groups pay? The uplift of the chosen less that of the rest, beside the same with a shuffled score.

    The score of each customer is the shrunken uplift of its group, learned in the half of the customers it does not belong to.
    """
    if trial.group.nunique() < 2:
        return {}
    score = _score(trial)
    treated, bought = (
        (trial.arm == "treated").to_numpy(),
        reached(trial, outcome(trial) or BOUGHT).astype(float),
    )
    gain = _gain(score, treated, bought)
    if gain is None:
        return {}
    rng = np.random.default_rng(seed)
    shuffled = [_gain(rng.permutation(score), treated, bought) or 0.0 for _turn in range(SHUFFLES)]
    return {
        "score_gain": Number(gain, "share", len(trial)),
        "score_shuffled": Number(float(np.quantile(shuffled, 0.95)), "share", len(trial)),
    }


def _score(trial: pd.DataFrame) -> np.ndarray:
    import pandas as pd

    half = pd.util.hash_array(trial.customer_id.to_numpy(dtype=object)) % 2
    score = np.zeros(len(trial))
    for turn in (0, 1):
        learned = _groups(trial[half != turn])
        if len(learned):
            middle = (learned.shrunken_low + learned.shrunken_high) / 2
            by_group = dict(zip(learned.group, middle, strict=True))
            score = np.where(half == turn, trial.group.map(by_group).fillna(0.0), score)
    return score


def _gain(score: np.ndarray, treated: np.ndarray, bought: np.ndarray) -> float | None:
    """Uplift of those who score above the mean less that of the others; None where nobody stands out."""
    chosen = score > score.mean()
    sides = []
    for side in (chosen, ~chosen):
        if not (side & treated).any() or not (side & ~treated).any():
            return None
        sides.append(bought[side & treated].mean() - bought[side & ~treated].mean())
    return float(sides[0] - sides[1])
