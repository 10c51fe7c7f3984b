"""What comes back: which categories customers return more often than the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.engine import analysis
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.intervals import wilson_each
from clientela.stats.multiple_testing import discoveries

if TYPE_CHECKING:
    import pandas as pd

KEY = "product.returns"
SHOWN = 10
FEWEST_LINES = 30
# Of millions of lines any difference is sure; a category that comes back hardly more than the rest is like them.
WORTH = 1.1


@analysis(KEY, changes="category_changes")
def returns(changes: pd.DataFrame) -> Result | Missing:
    """Which categories come back most: returned lines against lines sold in the last period, with intervals.

    `changes` is the mart `category_changes`. Returns Missing where no line was ever returned, or no product is named.

    >>> import pandas as pd
    >>> sold = {"category": ["coffee", "tea"], "lines_bought": [100, 100], "lines_returned": [2, 8], "amount_returned": [-20.0, -80.0]}
    >>> returns(pd.DataFrame(sold)).values["return_rate"].value
    0.05
    """
    if changes.empty:
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.product_id", "products.category"))
    frame = changes[(changes["lines_bought"] >= FEWEST_LINES) & (changes["category"] != "")]
    back, sold = float(changes["lines_returned"].sum()), float(changes["lines_bought"].sum())
    if back and not (changes["category"] != "").any():
        return Missing(KEY, Reason.NO_COLUMN, ("products.category",))
    if not back or frame.empty:
        return Missing(KEY, Reason.NO_VARIATION)
    gone = frame["lines_returned"].clip(upper=frame["lines_bought"])
    low, high = wilson_each(gone, frame["lines_bought"])
    frame = frame.assign(
        return_rate=frame["lines_returned"] / frame["lines_bought"], return_low=low, return_high=high,
        return_verdict=_verdicts(gone, frame["lines_bought"], min(back, sold), sold),
    )  # fmt: skip
    total_low, total_high = wilson_each([min(back, sold)], [sold])
    values = {
        "return_rate": Number(
            back / sold, "share", int(sold), float(total_low[0]), float(total_high[0]), 0.95
        ),
        "returned_total": Number(
            -float(changes["amount_returned"].astype(float).sum()), "currency", int(back)
        ),
    }
    columns = [
        "category",
        "lines_bought",
        "lines_returned",
        "return_rate",
        "return_low",
        "return_high",
        "return_verdict",
    ]
    frame = (
        frame[columns]
        .sort_values(["return_rate", "category"], ascending=[False, True])
        .reset_index(drop=True)
    )
    return Result(KEY, int(sold), values, {"returns": frame})


def _verdicts(gone: pd.Series, bought: pd.Series, back: float, sold: float) -> Any:
    """Which categories come back more often than all the others together: exactly (binomial), and all of them judged at once."""
    from scipy.stats import binom

    others = (back - gone).clip(lower=0) / (sold - bought).where(sold > bought)
    p_values = np.where(others.isna(), 1.0, binom.sf(gone - 1, bought, others.fillna(0.0)))
    more = discoveries(p_values) & (gone >= WORTH * others.fillna(0.0) * bought).to_numpy()
    return np.where(more, "returned_more", "returned_alike")


def returns_table(result: Result) -> Table | None:
    """The categories that come back most; None where none does more than the rest, for then there is nothing to decide."""
    if _returned(result).empty:
        return None
    caption = _(
        "Líneas devueltas de cada cien vendidas en el último período, por categoría, con su intervalo de 95 %."
    )
    return Table(result.frames["returns"].head(SHOWN), caption, "tbl-product-returns")


def _returned(result: Result) -> pd.DataFrame:
    return result.frames["returns"].query("return_verdict == 'returned_more'")


def returns_advice(result: Result) -> str | None:
    """What to do about the category that comes back more than the rest; None where none does."""
    worst = _returned(result).head(1)
    if worst.empty:
        return None
    return _(
        "**Qué hacer.** Lea las {n} devoluciones de «{category}» del período, una por una, y anote la causa: se devuelve {rate} de sus líneas, "
        "frente a {whole} de todas. Corrija la causa más repetida."
    ).format(
        n=numbers.count(worst["lines_returned"].iloc[0]), category=worst["category"].iloc[0],
        rate=numbers.share(worst["return_rate"].iloc[0]), whole=numbers.share(result.values["return_rate"].value),
    )  # fmt: skip
