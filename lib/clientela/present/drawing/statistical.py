"""Figures that seaborn draws better than we would; it is imported here alone, where one is drawn, since it takes half a second."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def heat_map(
    axes: Axes,
    grid: pd.DataFrame,
    shades: Sequence[str],
    ends: tuple[float, float],
    write: Callable[[float], str] | None = None,
    letters: float = 10.5,
) -> None:
    """A coloured square for each number, the first row on top; with `write` each says its number, in letters that can be read on its colour.

    grid: one row a line, one column a column; blank where a number is missing. `ends`: the numbers of the first shade and of the last. The
    middle of the first square is at 0.5, for whoever sets the ticks.
    """
    import seaborn
    from matplotlib.colors import LinearSegmentedColormap

    numbers = grid.astype(float)
    texts = numbers.map(lambda number: "" if number != number else write(number)) if write else None
    seaborn.heatmap(
        numbers,
        ax=axes,
        cmap=LinearSegmentedColormap.from_list("house", list(shades)),
        vmin=ends[0],
        vmax=ends[1],
        annot=False if texts is None else texts,
        fmt="",
        annot_kws={"fontsize": letters},
        cbar=False,
        xticklabels=False,
        yticklabels=False,
    )
    # What stands in a square needs no room beside it.
    for text in axes.texts:
        text.set_in_layout(False)
    axes.set(xlabel="", ylabel="")
    axes.grid(visible=False)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
