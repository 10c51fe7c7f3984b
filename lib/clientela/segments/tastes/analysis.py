"""Groups by what customers buy, kept only where the same customers show the same taste a period later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.customers.kinds import kind_groups
from clientela.engine import analysis
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.segments.clusters.analysis import fit, nearest, sample
from clientela.stats.intervals import LEVEL, Z
from clientela.stats.multiple_testing import discoveries

if TYPE_CHECKING:
    import pandas as pd

KEY = "segments.tastes"
SIZES = (8, 7, 6, 5, 4, 3, 2)
# Of one kind: so many who bought on two days or more in each of two periods, or nobody knows whether a taste lasts.
ENOUGH, FEWEST_DAYS = 200, 2
# Landis & Koch (1977): from .41 on two judgements agree more than fairly.
LASTS = 0.41
# A group of which fewer than so many have bought one same thing is a rest of several tastes.
HELD = 0.75
# What a group is called by: at most so many things, each a good part of what it buys, and twice the part of the others.
NAMED, PART, APART = 2, 0.15, 2.0


@analysis(
    KEY,
    without_money=True,
    preferences="sample:preferences",
    customers="sample:customers",
    bought_through="sample:bought_through",
)
def taste_groups(
    preferences: pd.DataFrame, customers: pd.DataFrame, bought_through: pd.DataFrame
) -> Result | Missing:
    """Groups of customers by what they buy, and through which channel each group orders more than the others.

    All are marts. K-means on the square roots of the shares of each thing (Hellinger's distance), households and organisations apart,
    learnt on the period before. Each begins at what most buy above all: shares lie at corners, between which starts by lot are caught. A
    grouping is kept where the customers of each group fall into the same one in the last period, which knows nothing of the one before
    (Cohen's kappa of each group against the rest, its lower limit from .41 on), where three quarters of each have bought one same thing,
    and where its groups come back in samples (Jaccard .75, Hennig 2007), hold a twentieth each and are apart: whoever buys twice looks
    like a taste of its own, a taste that does not last is none, and what is left of several is none either. Served: the
    channel of most orders, where more of the group have it as theirs than of the others (Fisher's exact test, false discoveries at 5 %).
    Frames: `groups`, `customers`.

    Returns Missing with fewer than 200 of a kind who bought twice in each period, and where no taste lasts.

    >>> import pandas as pd
    >>> nobody = pd.DataFrame({"customer_id": [], "thing": [], "days_now": [], "days_before": []})
    >>> taste_groups(nobody, pd.DataFrame({"customer_id": [], "kind": []}), nobody).reason
    <Reason.NO_COLUMN: 'no_column'>
    """
    import pandas as pd

    if preferences.empty or preferences.thing.nunique() < 2:
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.product_id", "products.category"))
    kinds = kind_groups(customers)
    then, now = (
        preferences.pivot_table(index="customer_id", columns="thing", values=f"days_{when}", aggfunc="sum", fill_value=0).astype(float)
        for when in ("before", "now")
    )  # fmt: skip
    of = pd.Series(kinds.to_numpy(), index=customers.customer_id).reindex(then.index)
    parts, most = [], 0
    for kind in sorted(of.dropna().unique()):
        mine = [side[(of == kind).to_numpy()] for side in (then, now)]
        twice = np.logical_and(*(side.sum(axis=1).to_numpy() >= FEWEST_DAYS for side in mine))
        most = max(most, int(twice.sum()))
        if twice.sum() >= ENOUGH and (part := _part(mine[0], mine[1], twice, str(kind))) is not None:
            parts.append(part)
    if most < ENOUGH:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, ("transactions.product_id",), most, ENOUGH)
    return _result(parts, customers, bought_through) if parts else Missing(KEY, Reason.NO_FIT)


def shares(days: Any) -> np.ndarray:
    """The square roots of the parts that each thing makes of what somebody buys; who bought nothing is at the origin.

    >>> shares(np.array([[1.0, 3.0], [0.0, 0.0]])).round(2).tolist()
    [[0.5, 0.87], [0.0, 0.0]]
    """
    counts = np.asarray(days, dtype=float)
    return np.sqrt(counts / np.maximum(counts.sum(axis=1, keepdims=True), 1.0))


def kappa(one: Any, other: Any, size: int) -> tuple[float, float, float]:
    """How far two sortings of the same customers agree beyond chance, and between which limits (Cohen 1960; Fleiss, Cohen & Everitt 1969).

    >>> tuple(round(part, 2) for part in kappa([0] * 30 + [1] * 30, [0] * 25 + [1] * 5 + [1] * 25 + [0] * 5, 2))
    (0.67, 0.48, 0.86)
    """
    table = np.zeros((size, size))
    np.add.at(table, (np.asarray(one), np.asarray(other)), 1)
    n = table.sum()
    table /= n
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    seen, chance = float(np.trace(table)), float(rows @ columns)
    if chance >= 1:
        return 0.0, 0.0, 0.0
    found = (seen - chance) / (1 - chance)
    both = rows[:, None] + columns[None, :]
    on = (np.diag(table) * (1 - np.diag(both) * (1 - found)) ** 2).sum()
    off = (1 - found) ** 2 * ((table * both.T**2).sum() - (np.diag(table) * np.diag(both) ** 2).sum())
    spread = (on + off - (found - chance * (1 - found)) ** 2) / (n * (1 - chance) ** 2)
    half = Z * float(np.sqrt(max(0.0, spread)))
    return found, found - half, found + half


def corners(points: np.ndarray, size: int) -> np.ndarray:
    """Where groups begin: those whose largest share is of one thing, for the things that are most often so.

    >>> corners(np.array([[1.0, 0.0, 0.0], [0.8, 0.6, 0.0], [0.0, 1.0, 0.0]]), 2).round(1).tolist()
    [[0.9, 0.3, 0.0], [0.0, 1.0, 0.0]]
    """
    most = points.argmax(axis=1)
    counts = np.bincount(most, minlength=points.shape[1])
    order = np.argsort(-counts, kind="stable")[:size]
    # What nobody buys above all begins at its own corner.
    return np.array([points[most == thing].mean(axis=0) if counts[thing] else np.eye(points.shape[1])[thing] for thing in order])  # fmt: skip


def _each_lasts(then: Any, now: Any, size: int) -> bool:
    sides = [(np.asarray(side) == group).astype(int) for side in (then, now) for group in range(size)]
    return all(kappa(one, other, 2)[1] >= LASTS for one, other in zip(sides[:size], sides[size:], strict=True))  # fmt: skip


def _each_holds(labels: Any, bought: np.ndarray, size: int) -> bool:
    return all(bought[labels == group].mean(axis=0).max() >= HELD for group in range(size))


def _part(then: pd.DataFrame, now: pd.DataFrame, twice: np.ndarray, kind: str) -> dict[str, Any] | None:
    """The largest grouping of one kind that lasts and is stable: its customers, what they buy, and how surely it lasts."""
    ids = then.index.to_series()[twice]
    chosen = np.flatnonzero(twice)[sample(ids)]
    before, after = shares(then.to_numpy()[chosen]), shares(now.to_numpy()[chosen])
    both = then + now
    bought_any = both.to_numpy()[chosen] > 0
    for size in SIZES:
        if size >= before.shape[1] + 1 or len(np.unique(before, axis=0)) < size:
            continue
        quick = fit(before, size, seed=1, draws=0, first=corners)
        later = nearest(after, quick.centres)
        if not _each_lasts(quick.labels, later, size) or not _each_holds(quick.labels, bought_any, size):
            continue
        if not (grouping := fit(before, size, seed=1, first=corners)).usable:
            continue
        lasting = kappa(quick.labels, later, size)
        bought = (both.sum(axis=1) >= FEWEST_DAYS).to_numpy()
        labels = nearest(shares(both.to_numpy()[bought]), grouping.centres)
        return {
            "kind": kind, "ids": both.index[bought], "labels": labels, "days": both[bought], "lasting": lasting,
            "stability": grouping.stability, "n": len(chosen),
        }  # fmt: skip
    return None


def _result(parts: list[dict[str, Any]], customers: pd.DataFrame, bought_through: pd.DataFrame) -> Result:
    import pandas as pd

    ordered = bought_through[bought_through.orders_now > 0].sort_values(
        ["orders_now", "channel"], ascending=[False, True], kind="stable"
    )
    through = ordered.drop_duplicates("customer_id").set_index("customer_id").channel
    amount = customers.set_index("customer_id").amount.astype(float)
    rows = [row for part in parts for row in _groups(part, through, amount)]
    table = pd.DataFrame(rows).sort_values(["amount", "customers"], ascending=False, ignore_index=True)
    sure = discoveries(table.p_value.fillna(1.0))
    table = table.assign(
        cluster=[f"group_{place}" for place in range(1, len(table) + 1)], served_by=table.served_by.where(sure, ""),
        share_customers=table.customers / len(customers), share_amount=table.amount / max(float(amount.sum()), 1e-9),
    )  # fmt: skip
    names = dict(zip(zip(table.kind, table.label, strict=True), table.cluster, strict=True))
    people = pd.concat([
        pd.DataFrame({"customer_id": part["ids"], "cluster": [names[part["kind"], int(label)] for label in part["labels"]]}) for part in parts
    ], ignore_index=True)  # fmt: skip
    least = min(parts, key=lambda part: part["lasting"][1])
    value, low, high = least["lasting"]
    n = len(people)
    values = {
        "taste_groups": Number(len(table), "count", n),
        "taste_lasts": Number(value, "score", int(least["n"]), low, high, LEVEL),
        "taste_known": Number(n / len(customers), "share", len(customers)),
        "taste_served": Number(int((table.served_by != "").sum()), "count", len(table)),
    }
    frames = {"groups": table.drop(columns=["label", "p_value"]), "customers": people}
    return Result(KEY, n, values, frames, Evidence.ASSOCIATED)


def _groups(part: dict[str, Any], through: pd.Series, amount: pd.Series) -> list[dict[str, Any]]:
    """One row a group: what it buys above all, its customers and their sales, and the channel it has more often than the others."""
    rows = []
    mean = shares(part["days"].to_numpy())
    mean = mean**2
    mine = through.reindex(part["ids"]).to_numpy(dtype=object)
    for label in np.unique(part["labels"]):
        inside = part["labels"] == label
        rows.append({
            "kind": part["kind"], "label": int(label), "taste": _called(part["days"].columns, mean[inside].mean(axis=0), mean[~inside].mean(axis=0)),
            "customers": int(inside.sum()), "amount": float(amount.reindex(part["ids"][inside]).sum()),
            "stability": float(part["stability"][label]), **_served(mine[inside], mine[~inside]),
        })  # fmt: skip
    return rows


def _called(things: Any, own: np.ndarray, others: np.ndarray) -> list[str]:
    """The things that set a group apart, most of them first; a small part of what it buys names nothing, nor what the others buy as well."""
    order = np.argsort(-(own - others), kind="stable")
    found = [
        str(things[place]) for place in order if own[place] >= PART and own[place] >= APART * others[place]
    ]
    return found[:NAMED] or [str(things[int(own.argmax())])]


def _served(own: np.ndarray, others: np.ndarray) -> dict[str, Any]:
    """The channel that more of a group than of the others have as theirs, with both parts and how likely that is by chance."""
    import pandas as pd
    from scipy.stats import fisher_exact

    here, there = (pd.Series(side).dropna() for side in (own, others))
    blank = {"served_by": "", "served_share": np.nan, "served_others": np.nan, "p_value": np.nan}
    if here.empty or there.empty:
        return blank
    gaps = (
        here.value_counts(normalize=True).sub(there.value_counts(normalize=True), fill_value=0.0).sort_index()
    )
    name = str(gaps.idxmax())
    hits = [int((side == name).sum()) for side in (here, there)]
    chance = fisher_exact(
        [[hits[0], len(here) - hits[0]], [hits[1], len(there) - hits[1]]], alternative="greater"
    ).pvalue
    # The channel was picked as the one most apart: every one of them had its try.
    tries = len(gaps)
    return {
        "served_by": name, "served_share": hits[0] / len(here), "served_others": hits[1] / len(there), "p_value": min(1.0, float(chance) * tries),
    }  # fmt: skip
