"""Which round of a form each answer belongs to: it is handed out, gathered in some weeks, and handed out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

# So many days without an answer part two rounds.
PAUSE = 60


def rounds(answers: pd.DataFrame) -> pd.Series:
    """The first day of the round of each answer; of one without a day, that of the answers in its file, else of the last round.

    >>> import pandas as pd
    >>> days = pd.to_datetime(["2025-05-02", "2025-05-20", "2026-05-04", None])
    >>> given = pd.DataFrame({"file": ["a", "a", "b", "a"], "answered_on": days})
    >>> rounds(given).dt.strftime("%Y-%m-%d").tolist()
    ['2025-05-02', '2025-05-02', '2026-05-04', '2025-05-02']
    """
    import pandas as pd

    told = pd.to_datetime(answers["answered_on"])
    told = told.fillna(told.groupby(answers["file"]).transform("median")).fillna(told.max())
    ordered = told.sort_values(kind="stable")
    starts = ordered.where(ordered.diff().dt.days.fillna(PAUSE + 1) > PAUSE).ffill()
    return starts.reindex(answers.index)
