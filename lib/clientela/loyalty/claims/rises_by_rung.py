"""Which rung of the ladder bears a price rise better, and whether that is only how long its customers have been with us."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.customers.status import status_of
from clientela.engine import analysis
from clientela.loyalty.claims.rise_losses import (
    ENOUGH,
    NEWER,
    OLDER,
    Buying,
    Contrast,
    expected,
    numbered,
    quiet_dates,
    swings,
    watched,
    wider,
)
from clientela.loyalty.transitions.history import CUSTOMER, QUIET, STATES, History
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.multiple_testing import discoveries
from clientela.stats.ratios import LEVEL, UNKNOWN, Estimate, limits
from clientela.stats.rows import rows_of

if TYPE_CHECKING:
    import pandas as pd

    from clientela.loyalty.claims.rise_losses import Watch

KEY = "loyalty.bearing_rungs"
TENTH = 0.1
# Who was silent longer than usual stood on no rung; the rungs follow from the lowest.
OFF = "rung_off"
PLACES = (OFF, *STATES[CUSTOMER:])


@analysis(KEY, customer_days="sample:customer_days")
def rises_by_rung(
    price_tolerance: Result | Missing,
    customer_days: pd.DataFrame,
    new_customers: pd.DataFrame,
    history: History | Missing,
) -> Result | Missing:
    """What part of each rung a price rise of a tenth drives away, and of those under and over a year on it.

    `price_tolerance` has the rises, `customer_days` and `new_customers` are marts, `history` the ladder month by month: a customer counts on the rung
    where it stood at the end of the month before, for whoever leaves slides down. Customers alike (rung, tenure, purchases, silence, kind) at dates
    without a rise say how many would have gone anyway (difference in differences). Of several rises a line through the origin is drawn; the surer and
    the larger count for more. A rung differs from the others where that is no chance among all rungs (Benjamini & Hochberg 1995).
    Frame bearing_rungs: rung, n, lost_tenth with limits, lost_newer and lost_longer (under and over a year), borne_verdict.

    Returns Missing where no common rise has a ladder before it.

    >>> from clientela.results import Reason
    >>> rises_by_rung(Missing("loyalty.bearing", Reason.NO_VARIATION), None, None, None).reason.value
    'no_variation'
    """
    for one in (price_tolerance, history):
        if isinstance(one, Missing):
            return status_of(KEY, one)
    assert isinstance(price_tolerance, Result)
    assert isinstance(history, History)
    buying, rises = Buying(customer_days, new_customers), price_tolerance.frames["rises"]
    standing = _Standing(history, new_customers)
    dates = [int(day) for day in numbered(rises.rise_day)]
    quiet = standing.at(buying, quiet_dates(buying, dates))
    sizes = dict(zip(dates, rises.rise.astype(float), strict=True))
    seen = standing.at(buying, [date for date in dates if watched(buying, date)])
    if len(quiet) < 3 or not seen:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, ("transactions", "customers.joined_on"))
    table = _table(quiet, [(sizes[date] / TENTH, watch) for date, watch in seen.items()])
    if len(table) < 2:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, ("transactions",), len(table), 2)
    n = int(table.n.sum())
    values = {
        f"lost_{row.rung}": Number(
            row.lost_tenth, "share", row.n, row.lost_tenth_low, row.lost_tenth_high, LEVEL
        )
        for row in rows_of(table)
    }
    values["rungs_worse"] = Number(int((table.borne_verdict == "borne_worse").sum()), "count", len(table))
    return Result(KEY, n, values, {"bearing_rungs": table}, Evidence.ASSOCIATED)


class _Standing:
    """On which rung each customer stood at the end of the month before a date."""

    def __init__(self, history: History, new_customers: pd.DataFrame) -> None:
        import pandas as pd

        self.history = history
        self.row = pd.Index(history.customers).get_indexer(new_customers.customer_id)

    def at(self, buying: Buying, dates: list[int]) -> dict[int, Watch]:
        """Who bought before each of the dates, grouped by rung and tenure; dates before the ladder was known are left out."""
        found = {}
        for date in dates:
            column = int(self.history.ends.searchsorted(np.datetime64(date, "D"), side="left")) - 1
            if column >= 0:
                state = np.where(self.row >= 0, self.history.states[self.row, column], -1).astype(np.int64)
                found[date] = buying.around(date, np.where(state < 0, -1, np.maximum(state - QUIET, 0)))
        return found


def _contrasts(place: int) -> tuple[Contrast, ...]:
    """Of a rung: the loss, that of those under and over a year, and how much more it is than that of all the others."""
    return (
        Contrast(lambda group: group // 2 == place),
        Contrast(lambda group: group == 2 * place + NEWER),
        Contrast(lambda group: group == 2 * place + OLDER),
        Contrast(lambda group: group // 2 == place, lambda group: group // 2 != place),
    )


def _table(quiet: dict[int, Watch], rises: list[tuple[float, Watch]]) -> pd.DataFrame:
    """One row a rung with enough customers before the rises, from the top."""
    import pandas as pd

    without = list(quiet.values())
    rates, rows, chance = expected(without), [], []
    places = range(len(PLACES))[::-1]
    contrasts = [one for place in places for one in _contrasts(place)]
    lines = [
        _line([(size, wider(one.at(watch, rates), beyond)) for size, watch in rises], _known(without, one))
        for one, beyond in zip(contrasts, swings(without, contrasts), strict=True)
    ]
    for at, place in enumerate(places):
        whole, newer, longer, apart = lines[4 * at : 4 * at + 4]
        if whole.n < ENOUGH:
            continue
        rows.append({
            "rung": PLACES[place], "n": whole.n, "lost_tenth": whole.value, "lost_tenth_low": whole.low, "lost_tenth_high": whole.high,
            "lost_newer": newer.value if newer.n >= ENOUGH else np.nan, "lost_longer": longer.value if longer.n >= ENOUGH else np.nan,
            "away": apart.value,
        })  # fmt: skip
        chance.append(_chance(apart))
    table = pd.DataFrame(rows)
    if table.empty:
        return table
    apart_from = np.where(table.away > 0, "borne_worse", "borne_better")
    verdict = np.where(discoveries(chance), apart_from, "borne_alike")
    return table.drop(columns="away").assign(borne_verdict=verdict)


def _known(without: list[Watch], contrast: Contrast) -> float:
    """How surely it is known who leaves anyway: the same customers come again at many dates, and each is one case."""
    error = 0.0
    for inside in (contrast.of, contrast.than):
        if inside is not None:
            stayed = np.concatenate([one.stayed[inside(one.group)] for one in without])
            people = np.unique(np.concatenate([one.who[inside(one.group)] for one in without]))
            share = (stayed.sum() + 1) / (len(stayed) + 2)
            error = float(np.hypot(error, np.sqrt(share * (1 - share) / max(1, len(people)))))
    return error


def _line(points: list[tuple[float, Estimate]], usual_error: float) -> Estimate:
    """What a rise of a tenth does, a line through the origin over the rises that a group lived through.

    An error in what is usual moves all of them alike.
    """
    known = [(size, one) for size, one in points if np.isfinite(one.error) and one.error > 0]
    if not known:
        return UNKNOWN
    weight = np.array([size / one.error**2 for size, one in known])
    total = float((weight * [size for size, _one in known]).sum())
    value = float((weight * [one.value for _size, one in known]).sum()) / total
    error = float(np.hypot(total**-0.5, usual_error * float(weight.sum()) / total))
    return limits(value, error, sum(one.n for _size, one in known))


def _chance(found: Estimate) -> float:
    from scipy.stats import t

    return 2 * float(t.sf(abs(found.value) / found.error, max(1, found.n - 1))) if found.error > 0 else 1.0
