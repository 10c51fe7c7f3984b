"""How the share of cases to which something has come is drawn, day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.present import figures

if TYPE_CHECKING:
    import pandas as pd


def draw(axes: Any, curve: pd.DataFrame, days: float, colour: str) -> float:
    """One curve of `waits` with its band, from nobody on the first day to twice so many days; the share at its end."""
    when = np.concatenate([[0.0], curve.days.to_numpy(dtype=float), [2 * days]])
    share, low, high = (
        np.concatenate([[0.0 if curve.days.iloc[0] > 0 else curve[name].iloc[0]], curve[name], curve[name].tail(1)])
        for name in ("share", "share_low", "share_high")
    )  # fmt: skip
    axes.fill_between(when, low, high, step="post", color=colour, alpha=0.15, linewidth=0)
    axes.step(when, share, where="post", color=colour, linewidth=2.4)
    return float(share[-1])


def frame(axes: Any, days: float, top: float, label: str) -> None:
    """The axes of such curves: shares up to `top`, twice so many days."""
    axes.set_xlim(0, 2 * days)
    axes.set_ylim(0, top)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    axes.set_xlabel(label, fontsize=12.5)
    axes.tick_params(labelsize=12.5)
    figures.share_axis(axes.yaxis)
