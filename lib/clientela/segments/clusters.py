"""Groups that the customers form by themselves, kept only when they are stable, large enough and distinct."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.present import Figure, Table, numbers
from clientela.present.language import _
from clientela.present.terms import term, value
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.segments.rules import rules

if TYPE_CHECKING:
    import pandas as pd

KEY = "segments.clusters"
FEATURES = ("days_since_last", "purchase_days", "ticket")
SIZES = (6, 5, 4, 3)
MIN_CUSTOMERS = 300
# Enough for stable centres and for twenty fits of each size in seconds.
SAMPLE, DRAWS = 2_500, 15
# Hennig (2007): a group whose mean Jaccard similarity stays under .75 is a pattern at best.
STABLE, SMALLEST, APART = 0.75, 0.05, 0.5


@dataclass(frozen=True)
class Grouping:
    """One way to group: its centres in scaled behaviour, and how it passed the three tests."""

    centres: np.ndarray
    labels: np.ndarray
    stability: np.ndarray

    @property
    def usable(self) -> bool:
        """Stable, none smaller than 5 %, and every pair apart by half a standard deviation in some trait at least."""
        sizes = np.bincount(self.labels, minlength=len(self.centres)) / len(self.labels)
        gaps = np.abs(self.centres[:, None, :] - self.centres[None, :, :]).max(axis=2)
        gaps = gaps[~np.eye(len(self.centres), dtype=bool)]
        return bool(self.stability.min() >= STABLE and sizes.min() >= SMALLEST and gaps.min() >= APART)


def clusters(customers: pd.DataFrame, seed: int = 1) -> Result | Missing:
    """The largest number of groups, from six down to three, that passes every test; Missing(NO_FIT) when none does.

    K-means on the logarithms of three behaviours of the mart, on a sample chosen by a stable hash of the id; the others join the nearest
    centre. Frames: `groups` (largest sales first), `rules` (how a small tree tells them apart) and `customers`.
    """
    if len(customers) < MIN_CUSTOMERS:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, have=len(customers), need=MIN_CUSTOMERS)
    traits = behaviours(customers)
    points = scaled(traits)
    if points.shape[1] < 2:
        return Missing(KEY, Reason.NO_VARIATION)
    chosen = points[sample(customers["customer_id"])]
    for size in SIZES:
        grouping = fit(chosen, size, seed)
        if grouping.usable:
            return _result(customers, traits, points, grouping)
    return Missing(KEY, Reason.NO_FIT)


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

    hashes = hash_array(ids.astype(str).to_numpy(dtype=object))
    return np.argsort(hashes, kind="stable")[:size]


def fit(points: np.ndarray, size: int, seed: int) -> Grouping:
    """Group the points, then again on bootstrap samples, and see which groups come back."""
    from threadpoolctl import threadpool_limits

    random = np.random.default_rng(seed)
    # One thread: the order in which threads add up would show in the last digits.
    with threadpool_limits(1):
        centres, labels = _kmeans(points, size, starts=4, seed=seed)
        similar = []
        for draw in range(DRAWS):
            drawn = points[random.integers(0, len(points), len(points))]
            other, _own = _kmeans(drawn, size, starts=1, seed=seed + draw + 1)
            similar.append(jaccard(labels, nearest(points, other), size))
    return Grouping(centres, labels, np.mean(similar, axis=0))


def _kmeans(points: np.ndarray, size: int, starts: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.cluster import KMeans

    model = KMeans(size, n_init=starts, random_state=seed).fit(points)
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


def _result(customers: pd.DataFrame, traits: pd.DataFrame, points: np.ndarray, grouping: Grouping) -> Result:
    labels = nearest(points, grouping.centres)
    rows = traits.assign(customer_id=customers.customer_id, amount=customers.amount, label=labels)
    groups = rows.groupby("label").agg(
        customers=("customer_id", "size"), amount=("amount", "sum"), **{name: (name, "median") for name in FEATURES}
    )  # fmt: skip
    groups = groups.assign(stability=grouping.stability[groups.index]).sort_values("amount", ascending=False)
    groups = groups.assign(
        cluster=[f"group_{place}" for place in range(1, len(groups) + 1)], share_customers=groups.customers / len(rows),
        share_amount=groups.amount / groups.amount.sum(),
    )  # fmt: skip
    named = rows.assign(cluster=groups.cluster.reindex(rows.label).to_numpy())
    found, fidelity = rules(traits, named.cluster, sample(customers["customer_id"], 50_000))
    n = len(rows)
    values = {
        "clusters": Number(len(groups), "count", n),
        "stability": Number(float(grouping.stability.mean()), "score", n),
        "fidelity": Number(fidelity, "share", n),
    }
    frames = {
        "groups": groups.reset_index(drop=True),
        "rules": found,
        "customers": named[["customer_id", "cluster"]],
    }
    return Result(KEY, n, values, frames, Evidence.ASSOCIATED)


def clusters_table(result: Result) -> Table:
    """The groups with their size, their sales and their typical behaviour."""
    return Table(
        result.frames["groups"],
        caption=_("Los grupos que se forman solos, con su cliente típico (mediana)."),
        label="tbl-segments-clusters",
        columns=("cluster", "customers", "share_amount", "days_since_last", "purchase_days", "ticket"),
    )


def clusters_rules(result: Result) -> list[str]:
    """Each group in words: what its customers have in common."""
    texts = []
    for row in result.frames["rules"].itertuples():
        parts = []
        for name in FEATURES:
            low, high = getattr(row, f"{name}_low"), getattr(row, f"{name}_high")
            words = term(name).words.lower()
            if low == low and high == high:
                parts.append(
                    _("{what} entre {low} y {high}").format(what=words, low=_figure(low), high=_figure(high))
                )
            elif low == low:
                parts.append(_("{what} por encima de {low}").format(what=words, low=_figure(low)))
            elif high == high:
                parts.append(_("{what} hasta {high}").format(what=words, high=_figure(high)))
        texts.append(
            _("**{group}**: {rules} (acierta en {hits} de su gente).").format(
                group=value(row.cluster),
                rules="; ".join(parts) or _("el resto"),
                hits=numbers.share(row.precision, 0),
            )
        )
    return texts


def _figure(number: float) -> str:
    return numbers.decimal(number, 0 if abs(number) >= 10 else 1)


def plot_clusters(result: Result) -> Figure:
    """Part of the customers and of the sales of every group, with its typical customer."""
    from clientela.present import figures
    from clientela.segments.bars import paired_bars

    frame = result.frames["groups"]
    names = [
        _("{group}\ncompras: {purchases}, la última hace {days} días").format(
            group=value(row.cluster), purchases=numbers.count(row.purchase_days), days=numbers.count(row.days_since_last)
        )
        for row in frame.itertuples()
    ]  # fmt: skip
    return Figure(
        paired_bars(frame, names, [figures.TEAL] * len(frame)),
        label="fig-segments-clusters",
        caption=_(
            "Parte de los clientes y de las ventas de cada grupo; debajo del nombre, su cliente típico."
        ),
        alt=_(
            "{groups} grupos; el que más compra tiene {customers} clientes y hace {amount} de las ventas."
        ).format(
            groups=len(frame),
            customers=numbers.count(frame.customers.iloc[0]),
            amount=numbers.share(frame.share_amount.iloc[0]),
        ),
    )
