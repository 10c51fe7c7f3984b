"""How far the lists of names hang on where the thresholds were set: each moved by a fifth, up and down."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from clientela.customers.rhythm import pace
from clientela.engine import analysis
from clientela.loyalty.campaigns.next_list import Limits, next_list
from clientela.loyalty.overdue.analysis import Cuts, late, ranked, to_call
from clientela.present import numbers
from clientela.present.language import _
from clientela.present.terms import value as words
from clientela.results import Missing, Number, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "loyalty.due_steady"
NEXT_KEY = "loyalty.next_list_steady"
FIFTH = (0.8, 1.2)


@analysis(KEY, earlier="customers_quarter", calls="calls", people="phones")
def due_steady(
    customers: pd.DataFrame, earlier: pd.DataFrame, calls: int = 50, people: pd.DataFrame | None = None
) -> Result | Missing:
    """How many of the first names on the list of calls stay when a threshold moves by a fifth.

    Arguments as in `due`. Moved are from how many usual gaps on somebody is late, from which chance on nobody is called any
    more, and how much the company's pace weighs beside a customer's own. Frame steady: threshold, moved_by, names_stay (share
    of the names that are still there), names_common (names in both of the names in either, Jaccard), listed. Numbers: the least of both.
    """
    cuts = Cuts()
    # Of whom nobody came back there is no pace.
    paces = [pace(one) if (one.repeat_days > 0).any() else None for one in (customers, earlier)]

    # Who is late does not hang on from which chance on nobody is called; of very many customers, no more than one answer is held.
    @lru_cache(maxsize=1)
    def both(late_from: float, prior_gaps: float) -> tuple[pd.DataFrame, pd.DataFrame]:
        moved = Cuts(late_from=late_from, prior_gaps=prior_gaps)
        return late(customers, moved, paces[0]), late(earlier, moved, paces[1])

    def listed(moved: Cuts) -> set[str] | Missing:
        found = ranked(customers, both(moved.late_from, moved.prior_gaps), people, moved)
        return found if isinstance(found, Missing) else set(to_call(found[0]).customer_id.head(calls))

    def names(moved: Cuts) -> set[str]:
        found = listed(moved)
        return set() if isinstance(found, Missing) else found

    before = listed(cuts)
    if isinstance(before, Missing):
        return before

    # First what leaves those who are late as they are.
    found = {
        (name, factor): names(replace(cuts, **{name: getattr(cuts, name) * factor}))
        for name in ("hopeless", "late_from", "prior_gaps")
        for factor in FIFTH
    }
    moves = [
        (name, factor, found[name, factor])
        for name in ("late_from", "hopeless", "prior_gaps")
        for factor in FIFTH
    ]
    return _steady(KEY, before, moves)


@analysis(NEXT_KEY)
def next_list_steady(
    customers: pd.DataFrame, permissions: pd.DataFrame, past: Result | Missing, limits: Limits
) -> Result | Missing:
    """How many names of the next campaign's list stay when its room, rest or budget moves by a fifth; see `due_steady`."""
    before = next_list(customers, permissions, past, limits)
    if isinstance(before, Missing):
        return before

    def names(moved: Limits) -> set[str]:
        found = next_list(customers, permissions, past, moved)
        return set() if isinstance(found, Missing) else set(found.frames["next_list"].customer_id)

    moves = [
        (name, factor, names(_moved(limits, name, factor)))
        for name in ("room_per_week", "rest_days", "budget")
        if getattr(limits, name) != float("inf")
        for factor in FIFTH
    ]
    return _steady(NEXT_KEY, set(before.frames["next_list"].customer_id), moves)


def _moved(limits: Limits, name: str, factor: float) -> Limits:
    moved = replace(limits, **{name: getattr(limits, name) * factor})
    if name == "room_per_week" and limits.rooms is not None:
        return replace(moved, rooms=limits.rooms.assign(room=limits.rooms.room * factor))
    return moved


def _steady(key: str, base: set[str], moves: list[tuple[str, float, set[str]]]) -> Result:
    import pandas as pd

    rows = []
    for name, factor, found in moves:
        both = len(base & found)
        # Nobody before and nobody after is the same list.
        rows.append({
            "threshold": name, "moved_by": factor, "names_stay": both / len(base) if base else 1.0,
            "names_common": both / len(base | found) if base | found else 1.0, "listed": len(found),
        })  # fmt: skip
    table = pd.DataFrame(rows)
    n = len(base)
    values = {
        f"least_{name}": Number(float(table[name].min()), "share", n)
        for name in ("names_stay", "names_common")
    }
    return Result(key, n, values, {"steady": table})


def steady_line(result: Result) -> str | None:
    """One line under a list: how far its names hang on the thresholds."""
    if not result.n:
        return None
    table = result.frames["steady"]
    worst = table.sort_values("names_stay", kind="stable").iloc[0]
    said = {
        "n": numbers.count(result.n),
        "changed": numbers.count((1 - worst.names_stay) * result.n),
        "threshold": words(worst.threshold),
    }
    if worst.names_stay >= 1:
        return _(
            "*Firmeza de la lista: con cualquiera de sus umbrales una quinta parte más alto o más bajo, "
            "{n|sigue el único nombre|siguen los # nombres}.*"
        ).format(**said)
    return _(
        "*Firmeza de la lista: si se mueve la regla un quinto, cambian hasta {changed} de los {n} nombres. Lo que más pesa es {threshold}.*"
    ).format(**said)  # fmt: skip


def names_changed(steady: Result) -> str:
    """How many of the names would be others by a rule a fifth stricter or laxer; nothing where none would."""
    changed = round((1 - float(steady.values["least_names_stay"].value or 0)) * steady.n)
    if not changed:
        return ""
    return _(
        "Si se mueve la regla un quinto, cambian hasta {changed} de los {n} nombres: la lista orienta, no señala con exactitud."
    ).format(changed=numbers.count(changed), n=numbers.count(steady.n))
