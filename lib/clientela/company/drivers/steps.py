"""A change as steps, one under the other: what each part added or took, and what they make together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from clientela.present import numbers
from clientela.present.figures import INK, LINE, MUTED, RED, TEAL, canvas

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing


def signed_money(amount: float, currency: str) -> str:
    r"""Money with its sign.

    >>> signed_money(1500, "COP"), signed_money(-1500, "COP")
    ('+$1.500', '−$1.500')
    """
    text = numbers.short_money(amount, currency)
    return f"+{text}" if amount > 0 else text


def draw_steps(names: Sequence[str], sizes: Sequence[float], currency: str) -> Drawing:
    """Bars that begin where the one above ended; the last is all of them together. Names at the left, money at the right end."""
    total = sum(sizes)
    starts = [0.0, *accumulate(sizes)][: len(sizes)]
    drawing, axes = canvas(0.35 + 0.36 * len(names))
    places = range(len(names) - 1, -1, -1)
    rows = zip(places, [*starts, 0.0], [*sizes, total], strict=True)
    for place, start, size in rows:
        colour = INK if place == 0 else TEAL if size >= 0 else RED
        axes.barh(place, size, left=start, color=colour, height=0.6)
        axes.annotate(
            signed_money(size, currency), (max(start, start + size), place), xytext=(6, 0), textcoords="offset points",
            va="center", color=INK, fontsize=11, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
        )  # fmt: skip
    for place, level in zip(list(places)[:-1], accumulate(sizes), strict=True):
        axes.plot((level, level), (place - 0.7, place - 0.3), color=MUTED, linewidth=0.8)
    axes.axvline(0, color=LINE, linewidth=1, zorder=0)
    low, high = axes.get_xlim()
    axes.set_xlim(low, high + 0.16 * (high - low))
    axes.set_xticks([])
    axes.set_yticks(list(places), names, color=INK)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    return drawing
