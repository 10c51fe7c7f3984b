"""Two bars a group: its part of the customers and its part of the sales."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from clientela.present import figures, numbers
from clientela.present.language import _

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as Drawing


def paired_bars(frame: pd.DataFrame, names: Sequence[str], colours: Sequence[str]) -> Drawing:
    """One pair of bars a row of `frame` (share_customers, share_amount), the first row on top."""
    drawing, axes = figures.canvas(0.2 + 0.33 * len(frame))
    rows: Any = frame.reset_index(drop=True)
    axes.barh(rows.index - 0.19, rows.share_customers, 0.36, color=figures.SAND)
    axes.barh(rows.index + 0.19, rows.share_amount.fillna(0).clip(lower=0), 0.36, color=list(colours))
    for place, row in rows.iterrows():
        texts = (
            (_("{part} de los clientes"), row.share_customers, place - 0.19, figures.MUTED),
            (_("{part} de las ventas"), row.share_amount, place + 0.19, colours[place]),
        )
        for words, share, at, colour in texts:
            axes.annotate(
                words.format(part=_part(share)), (max(share, 0) if share == share else 0, at), (4, 0),
                textcoords="offset points", va="center", size=9, color=colour,
            )  # fmt: skip
    axes.set_yticks(rows.index, list(names), color=figures.INK)
    axes.invert_yaxis()
    axes.set_xlim(0, 1.3 * max(rows.share_customers.max(), rows.share_amount.max()))
    axes.xaxis.set_visible(False)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    return drawing


def _part(share: float) -> str:
    r"""A part in whole per cents; a small one with its decimal, since nobody believes a bar of 0 %.

    >>> _part(0.254), _part(0.0012)
    ('25\xa0%', '0,1\xa0%')
    """
    return numbers.share(share, 1 if 0 < abs(share) < 0.01 else 0)


def shares(row: Any) -> str:
    """The part of the customers and of the sales that a group makes, in words; of the customers alone where nothing was sold in all.

    >>> from types import SimpleNamespace
    >>> shares(SimpleNamespace(share_customers=0.25, share_amount=float("nan"))).replace("\\xa0", " ")
    '25,0 % de los clientes'
    """
    if numbers.absent(row.share_amount):
        return _("{part} de los clientes").format(part=numbers.share(row.share_customers))
    return _("{customers} de los clientes y {amount} de las ventas").format(
        customers=numbers.share(row.share_customers), amount=numbers.share(row.share_amount)
    )
