"""What the team itself wrote in the form of the plan: what it decided for each segment, and what of it was to be done by today."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from clientela.forms.begun import PLAN
from clientela.forms.texts import plain

if TYPE_CHECKING:
    import pandas as pd


def decided(frame: pd.DataFrame, register: pd.DataFrame | None, as_of: dt.date | None) -> pd.DataFrame:
    """The playbook with the team's own words where it wrote some for a segment that are still to be carried out; adds `play_decided`."""
    import pandas as pd

    made = frame.assign(play_decided=pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us]"))
    open_rows = _sorted(register, as_of)
    if open_rows is None or as_of is None:
        return made
    latest = open_rows[~_over(open_rows, as_of)].drop_duplicates("segment", keep="last").set_index("segment")
    for place, name in made.segment.items():
        if name not in latest.index:
            continue
        told = latest.loc[name]
        made.loc[place, "play_decided"] = told.decided_on
        made.loc[place, "play_due"] = told.due_on
        for key, column in PLAN.items():
            if column in made and (words := plain(told[key])):
                made.loc[place, column] = words
        # The words of the team say whom to visit.
        if plain(told.action):
            made.loc[place, "in_person"] = float("nan")
    return made


def carried(register: pd.DataFrame | None, as_of: dt.date) -> pd.DataFrame | None:
    """The rows of the last plan whose day has come or that were done, a row an action; None where there is none."""
    rows = _sorted(register, as_of)
    if rows is None:
        return None
    rows = rows[_over(rows, as_of)]
    return rows[rows.decided_on == rows.decided_on.max()].reset_index(drop=True) if len(rows) else None


def _sorted(register: pd.DataFrame | None, as_of: dt.date | None) -> pd.DataFrame | None:
    import pandas as pd

    if register is None or as_of is None or register.empty:
        return None
    known = register[register.segment.notna() & (register.decided_on <= pd.Timestamp(as_of))]
    return known.sort_values("decided_on", kind="stable") if len(known) else None


def _over(rows: pd.DataFrame, as_of: dt.date) -> pd.Series:
    """Done, or to be done by today."""
    import pandas as pd

    today = pd.Timestamp(as_of)
    return (rows.done_on <= today) | (rows.due_on <= today)
