"""A small tree that tells groups apart, read out as limits of each behaviour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

# Three questions are as many as a person keeps in mind.
DEPTH = 3
SMALLEST_LEAF = 0.02


def rules(traits: pd.DataFrame, groups: pd.Series, places: np.ndarray) -> tuple[pd.DataFrame, float]:
    """For each group its most typical leaf: lower and upper limit of every trait (NaN = none), and how often the rule is right.

    The tree is grown on the customers at `places`. Columns: cluster, <trait>_low, <trait>_high, customers, precision; with it the part of the
    customers whom the whole tree puts into their group.
    """
    import pandas as pd
    from sklearn.tree import DecisionTreeClassifier

    known, wanted = traits.iloc[places].to_numpy(dtype=float), groups.iloc[places].to_numpy()
    tree = DecisionTreeClassifier(max_depth=DEPTH, min_samples_leaf=SMALLEST_LEAF, random_state=0).fit(
        known, wanted
    )
    leaves = tree.apply(known)
    limits = _limits(tree.tree_, known.shape[1])
    rows = []
    for group in sorted(set(wanted)):
        inside = leaves[wanted == group]
        leaf = int(np.bincount(inside).argmax())
        low, high = limits[leaf]
        row = {"cluster": group}
        for name, least, most in zip(traits.columns, low, high, strict=True):
            row |= {f"{name}_low": least, f"{name}_high": most}
        rows.append(
            row
            | {
                "customers": int((leaves == leaf).sum()),
                "precision": float((wanted[leaves == leaf] == group).mean()),
            }
        )
    return pd.DataFrame(rows), float((tree.predict(known) == wanted).mean())


def _limits(tree: Any, traits: int) -> dict[int, tuple[np.ndarray, np.ndarray]]:
    """The limits of every leaf, by walking down from the root."""
    found: dict[int, tuple[np.ndarray, np.ndarray]] = {}
    waiting = [(0, np.full(traits, np.nan), np.full(traits, np.nan))]
    while waiting:
        node, low, high = waiting.pop()
        left, right = tree.children_left[node], tree.children_right[node]
        if left == right:
            found[node] = (low, high)
            continue
        trait, cut = tree.feature[node], tree.threshold[node]
        below, above = high.copy(), low.copy()
        below[trait] = np.fmin(below[trait], cut)
        above[trait] = np.fmax(above[trait], cut)
        waiting += [(left, low, below), (right, above, high)]
    return found
