"""Groups that the customers form by themselves, kept only when they are stable, large enough and distinct."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.customers.kinds import kind_groups
from clientela.engine import analysis
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.segments.clusters.rules import rules

if TYPE_CHECKING:
    import pandas as pd
    from threadpoolctl import ThreadpoolController

KEY = "segments.clusters"
FEATURES = ("days_since_last", "purchase_days", "ticket")
SIZES = (6, 5, 4, 3)
MIN_CUSTOMERS = 300
# Enough for stable centres and for twenty fits of each size in seconds.
SAMPLE, DRAWS = 2_500, 15
# References without groups, and the part of such that may be cut as tightly as the groups are.
REFERENCES, CHANCE = 19, 0.05
# Hennig (2007): a group whose mean Jaccard similarity stays under .75 is a pattern at best.
STABLE, SMALLEST, APART = 0.75, 0.05, 0.5
# From the points and a number of groups, the centres to begin with.
First = Callable[[np.ndarray, int], np.ndarray]


@dataclass(frozen=True)
class Grouping:
    """One way to group: its centres in scaled behaviour, and how it passed the three tests."""

    centres: np.ndarray
    labels: np.ndarray
    stability: np.ndarray

    @property
    def usable(self) -> bool:
        """Stable, and groups that are apart."""
        return bool(self.stability.min() >= STABLE and apart(self.centres, self.labels))


@analysis(KEY)
def clusters(customers: pd.DataFrame, seed: int = 1) -> Result | Missing:
    """The largest number of groups, from six down to three, that passes every test; Missing(NO_FIT) when none does.

    Stable in samples, none tiny, each apart from the others, and denser than cuts through one mass of customers. K-means on the logarithms
    of three behaviours of the mart, on a sample chosen by a stable hash of the id; the others join the nearest centre. Households and
    organisations are grouped apart when each has 200 or more. Frames: `groups` (largest sales first), `rules` (how a small tree tells them
    apart) and `customers` (those whose kind has groups).
    """
    if len(customers) < MIN_CUSTOMERS:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, have=len(customers), need=MIN_CUSTOMERS)
    kinds = kind_groups(customers)
    parts, least = [], Reason.NO_VARIATION
    for kind in sorted(kinds.unique()):
        part = customers[kinds == kind].reset_index(drop=True)
        points = scaled(behaviours(part))
        if points.shape[1] < 2:
            continue
        least = Reason.NO_FIT
        chosen = points[sample(part["customer_id"])]
        groupings = (fit(chosen, size, seed) for size in SIZES)
        usable = (grouping for grouping in groupings if grouping.usable)
        grouping = next((one for one in usable if denser(chosen, len(one.centres), seed)), None)
        if grouping is not None:
            parts.append(_part(part, points, grouping, str(kind)))
    return _result(parts, len(customers), float(customers["amount"].sum())) if parts else Missing(KEY, least)


def behaviours(customers: pd.DataFrame) -> pd.DataFrame:
    """Days since the last purchase, days of purchase and size of a purchase: three things a person can picture."""
    return customers[["days_since_last", "purchase_days"]].assign(
        ticket=(customers["amount"] / customers["orders"].clip(lower=1)).clip(lower=0)
    )


def scaled(traits: pd.DataFrame) -> np.ndarray:
    """Logarithms in standard deviations, extremes drawn in to three; traits in which all are alike are left out."""
    logs = np.log1p(traits.to_numpy(dtype=float))
    spread = logs.std(axis=0)
    kept = spread > 0.05
    return np.clip((logs[:, kept] - logs[:, kept].mean(axis=0)) / spread[kept], -3, 3)


def sample(ids: pd.Series, size: int = SAMPLE) -> np.ndarray:
    """Places of a sample of the customers: those whose ids have the lowest hashes, the same ones every time."""
    from pandas.util import hash_array

    hashes = hash_array(ids.astype(str).to_numpy(dtype=object), categorize=False)
    return np.argsort(hashes, kind="stable")[:size]


def apart(centres: np.ndarray, labels: np.ndarray) -> bool:
    """None smaller than 5 %, and every pair apart by half a standard deviation in some trait at least."""
    sizes = np.bincount(labels, minlength=len(centres)) / len(labels)
    gaps = np.abs(centres[:, None, :] - centres[None, :, :]).max(axis=2)
    gaps = gaps[~np.eye(len(centres), dtype=bool)]
    return bool(sizes.min() >= SMALLEST and gaps.min() >= APART)


def fit(points: np.ndarray, size: int, seed: int, draws: int = DRAWS, first: First | None = None) -> Grouping:
    """Group the points, then again on so many bootstrap samples, and see which groups come back; without any, nothing is known of it.

    `first` gives the centres to begin with, where the points themselves say where groups may be; else chance does, several times.
    """
    random = np.random.default_rng(seed)
    # One thread: the order in which threads add up would show in the last digits.
    with _pools().limit(limits=1):
        centres, labels = _kmeans(points, size, starts=4, seed=seed, first=first)
        similar = []
        for draw in range(draws if apart(centres, labels) else 0):
            drawn = points[random.integers(0, len(points), len(points))]
            other, _own = _kmeans(drawn, size, starts=1, seed=seed + draw + 1, first=first)
            similar.append(jaccard(labels, nearest(points, other), size))
            # What cannot become stable any more, were it found whole in every draw that is left, need not be drawn again.
            if (np.sum(similar, axis=0) + draws - len(similar)).min() < STABLE * draws:
                break
    return Grouping(centres, labels, np.mean(similar, axis=0) if similar else np.zeros(size))


def denser(points: np.ndarray, size: int, seed: int) -> bool:
    """Are the groups tighter than those that a continuum is cut into? One mass with traits that are tied is cut alike each time, too.

    Nineteen references keep every value of every trait and how far the traits go together by rank, and nothing else (a Gaussian copula); as
    tight a cut as that of the groups may be expected of a twentieth at most, by the spread among them (Student's t). The idea of a reference
    without groups is of Tibshirani, Walther & Hastie 2001.
    """
    from scipy.special import stdtrit

    random = np.random.default_rng(seed)
    with _pools().limit(limits=1):
        own = _spread(points, size, seed)
        cut = [_spread(made, size, seed) for made in continua(points, random, REFERENCES)]
    reach = stdtrit(REFERENCES - 1, CHANCE) * np.std(cut, ddof=1) * np.sqrt(1 + 1 / REFERENCES)
    return bool(own < np.mean(cut) + reach)


def continua(points: np.ndarray, random: np.random.Generator, many: int) -> Iterator[np.ndarray]:
    """So many times the same values of each trait, which go together as far as they do, without groups."""
    from scipy.stats import norm, rankdata

    n, traits = points.shape
    together = np.corrcoef(norm.ppf((rankdata(points, axis=0) - 0.5) / n).T)
    ordered = np.sort(points, axis=0)
    for _time in range(many):
        drawn = random.multivariate_normal(np.zeros(traits), together, n)
        made = np.empty_like(points)
        np.put_along_axis(made, drawn.argsort(axis=0), ordered, axis=0)
        yield made


def _spread(points: np.ndarray, size: int, seed: int) -> float:
    centres, labels = _kmeans(points, size, starts=4, seed=seed)
    return float(((points - centres[labels]) ** 2).sum())


@cache
def _pools() -> ThreadpoolController:
    """The pools of threads of whatever counts; to look for them takes as long as a grouping."""
    import sklearn.cluster  # noqa: F401 - its pools must be there to be found
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def _kmeans(
    points: np.ndarray, size: int, starts: int, seed: int, first: First | None = None
) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.cluster import KMeans

    begun = {"n_init": starts} if first is None else {"n_init": 1, "init": first(points, size)}
    model = KMeans(size, random_state=seed, **begun).fit(points)
    return model.cluster_centers_, model.labels_


def nearest(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """The nearest centre of each point."""
    return np.argmin(((centres**2).sum(axis=1) - 2 * points @ centres.T), axis=1)


def jaccard(labels: Any, others: Any, size: int) -> np.ndarray:
    """How well each group is found again in another grouping of the same customers, from 0 to 1.

    >>> jaccard([0, 0, 1, 1], [1, 1, 0, 1], 2).round(2).tolist()
    [0.67, 0.5]
    """
    both = np.zeros((size, size))
    np.add.at(both, (np.asarray(labels), np.asarray(others)), 1)
    union = both.sum(axis=1, keepdims=True) + both.sum(axis=0, keepdims=True) - both
    return np.max(both / np.maximum(union, 1), axis=1)


@dataclass(frozen=True)
class Part:
    """The groups of one kind of customer: their rows, the figures of each group and the rules."""

    rows: pd.DataFrame
    groups: pd.DataFrame
    rules: pd.DataFrame
    fidelity: float


def _part(customers: pd.DataFrame, points: np.ndarray, grouping: Grouping, kind: str) -> Part:
    traits = behaviours(customers)
    labels = nearest(points, grouping.centres)
    own = np.asarray([f"{kind}:{label}" for label in range(len(grouping.centres))])
    rows = traits.assign(customer_id=customers.customer_id, amount=customers.amount, label=labels)
    groups = rows.groupby("label").agg(
        customers=("customer_id", "size"), amount=("amount", "sum"), **{name: (name, "median") for name in FEATURES}
    )  # fmt: skip
    groups = groups.assign(stability=grouping.stability[groups.index], kind=kind, cluster=own[groups.index])
    import pandas as pd

    named = pd.Series(own[labels])
    found, fidelity = rules(traits, named, sample(customers["customer_id"], 50_000))
    return Part(rows.assign(cluster=named)[["customer_id", "cluster"]], groups, found, fidelity)


def _result(parts: list[Part], n: int, amount: float) -> Result:
    import pandas as pd

    groups = pd.concat([part.groups for part in parts]).sort_values(
        "amount", ascending=False, ignore_index=True
    )
    names = dict(zip(groups.cluster, [f"group_{place}" for place in range(1, len(groups) + 1)], strict=True))
    groups = groups.assign(
        cluster=groups.cluster.map(names),
        share_customers=groups.customers / n,
        share_amount=groups.amount / amount if amount > 0 else np.nan,
    )
    found = pd.concat([part.rules for part in parts], ignore_index=True)
    found = found.assign(cluster=found.cluster.map(names)).sort_values("cluster", ignore_index=True)
    customers = pd.concat([part.rows for part in parts], ignore_index=True)
    grouped = len(customers)
    hits = sum(part.fidelity * len(part.rows) for part in parts) / grouped
    values = {
        "clusters": Number(len(groups), "count", n),
        "stability": Number(float(np.average(groups.stability, weights=groups.customers)), "score", grouped),
        "fidelity": Number(hits, "share", grouped),
    }
    frames = {
        "groups": groups,
        "rules": found,
        "customers": customers.assign(cluster=customers.cluster.map(names)),
    }
    return Result(KEY, n, values, frames, Evidence.ASSOCIATED)
