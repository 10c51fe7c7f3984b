"""The capture sheets that came back: how much of each criterion is filled, and whose rows hold errors or have grown old."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.database.rules.collectors import FEWEST_OTHERS, FEWEST_ROWS, judged
from clientela.engine import analysis
from clientela.results import Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

    from clientela.forms.back.reading import Reading

KEY = "database.capture"
FORM = "forms/captura"
# What was asked longer ago than this is asked again.
OLD_DAYS = 365
# What is asked of each customer to be told apart; the rest says who wrote, who it is and how to reach them.
BESIDE = ("collector", "taken_on", "customer_id", "name", "phone", "email", "consent_phone", "consent_email")
# Who writes as the others do, or too little to tell.
ALIKE = ("apart_none", "apart_unknown")
ROW = re.compile(r"(\d+)$")


@analysis(KEY, reading="forms.captura.reading")
def capture(reading: Reading | None, as_of: dt.date) -> Result | Missing:
    """Each collector's rows: the part with a cell that could not be used, the part that is a year old; and how much of each criterion is filled.

    A row is wrong where a needed answer is missing or one could not be read. Who stands apart from the other collectors is told as in the rules
    of quality (random effects on the log-odds, Bonferroni over all comparisons); of few sheets, or among few collectors, nothing is told.
    Frames: `collectors`, `criteria`.

    Returns Missing where no sheet came back.

    >>> capture(None, dt.date(2026, 6, 30)).add
    ('forms/captura',)
    """
    import pandas as pd

    if reading is None or not reading.answered:
        return Missing(KEY, Reason.NO_TABLE, (FORM,))
    rows = reading.answers.assign(wrong=_wrong(reading))
    rows = rows.assign(
        collector=rows.collector.str.strip(),
        days_old=(pd.Timestamp(as_of) - rows.taken_on).dt.days.clip(lower=0),
    )
    criteria = [one.key for one in reading.form.plain if one.key not in BESIDE]
    rows = rows.assign(old=rows.days_old > OLD_DAYS, filled=rows[criteria].notna().mean(axis=1))
    told = {one.key: one.ask.said for one in reading.form.plain}
    table = pd.DataFrame(
        {"asked_of": [told[name] for name in criteria], "share_filled": [float(rows[name].notna().mean()) for name in criteria]}
    ).sort_values(["share_filled", "asked_of"], ignore_index=True)  # fmt: skip
    n = len(rows)
    values = {
        "sheets": Number(n, "count", n),
        "sheets_wrong": Number(float(rows.wrong.mean()), "share", n),
        "sheets_old": Number(float(rows.old.mean()), "share", n),
        "criteria_filled": Number(float(rows.filled.mean()), "share", n),
        "sheet_collectors": Number(int(rows.collector.nunique()), "count", n),
    }
    return Result(KEY, n, values, {"collectors": _collectors(rows), "criteria": table})


def _wrong(reading: Reading) -> list[bool]:
    """Row by row: could an answer not be used, or is a needed one missing?"""
    found = set()
    for one in reading.troubles:
        if one.weight in ("error", "missing") and (row := ROW.search(one.cell)):
            found.add((one.file, one.sheet, int(row[1])))
    records = [one.record for one in reading.answered]
    return [(one.file, one.sheet, one.row) in found for one in records]


def _collectors(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a collector, whoever stands apart on top."""
    import pandas as pd

    known = rows[rows.collector.notna()]
    table: Any = known.groupby("collector").agg(
        sheets=("wrong", "size"), share_wrong=("wrong", "mean"), share_old=("old", "mean"), days_old=("days_old", "median"),
        share_filled=("filled", "mean"),
    ).reset_index()  # fmt: skip
    cells = pd.concat([
        known.groupby("collector", as_index=False).agg(rows=(name, "size"), broken=(name, "sum")).assign(source=FORM, rule=place)
        for place, name in enumerate(("wrong", "old"))
    ])  # fmt: skip
    apart = judged(cells)
    names = [set(apart.collector[apart.stands_apart & (apart.rule == place)]) for place in (0, 1)]
    enough = table.sheets >= FEWEST_ROWS
    state = np.select(
        [
            ~enough | (enough.sum() <= FEWEST_OTHERS),
            table.collector.isin(names[0] & names[1]), table.collector.isin(names[0]), table.collector.isin(names[1]),
        ],
        ["apart_unknown", "apart_both", "apart_wrong", "apart_old"], "apart_none",
    )  # fmt: skip
    table = table.assign(sheet_apart=state)
    return table.sort_values(
        ["sheet_apart", "share_wrong", "collector"],
        ascending=[True, False, True],
        key=_first,
        ignore_index=True,
    )


def _first(column: pd.Series) -> pd.Series:
    return column.isin(ALIKE).astype(int) if column.name == "sheet_apart" else column
