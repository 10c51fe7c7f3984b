"""Who still buys after a complaint: well answered, badly answered, beside customers alike who did not complain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.customers.alike import Match, beyond_habit, limits
from clientela.customers.severity import GRUMBLES
from clientela.engine import analysis
from clientela.product.recovery.answering import well_answered
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.intervals import LEVEL, Z, wilson

if TYPE_CHECKING:
    import pandas as pd

    from clientela.calendar.answer_clock import Clock

KEY = "product.recovery"
ENOUGH = 30
# So few who stayed away, in both arms together, may have done so by chance, whatever the normal curve says of them.
ENOUGH_GONE = 10


@analysis(KEY, paths="complaint_paths")
def recovery(paths: pd.DataFrame, voices: pd.DataFrame, clock: Clock) -> Result | Missing:
    """Of those who complained, the part that buys no more, beside the part of customers alike who had not complained.

    `paths` is the mart complaint_paths: purchases are watched from when cases are usually closed. Well answered: solved within the time allowed.
    Each complaint is compared with all customers of its kind, frequency and last purchase (exact strata); the interval
    counts each customer once (clusters). The cost of a bad answer is the difference in purchases between badly and well answered,
    each less that of its own comparison, over `watch_days`; lost_year multiplies it by the customers with a bad answer in the last 365 days,
    each once, of those who were buying; its limits hold their own chance too. Frame: arms.
    Associated, not proven: nobody chose by lot whom to answer well.
    """
    grumbles = paths[paths.arm == "complaint"]
    if voices.empty or not voices.kind.isin(GRUMBLES).any():
        return Missing(KEY, Reason.NO_TABLE, ("interactions.kind", "interactions.closed_at"))
    if len(grumbles) < ENOUGH:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, ("interactions.opened_at",), len(grumbles), ENOUGH)
    if not voices.closed_on.notna().any():
        return Missing(KEY, Reason.NO_COLUMN, ("interactions.closed_at", "interactions.resolved"))
    well = well_answered(grumbles, clock).fillna(False).to_numpy(dtype=bool)
    if min(well.sum(), (~well).sum()) < ENOUGH:
        return Missing(
            KEY, Reason.NO_VARIATION, ("interactions.resolved",), int(min(well.sum(), (~well).sum())), ENOUGH
        )
    gone = (paths.purchases_after.to_numpy(dtype=float) == 0).astype(float)
    if (away := int(gone[(paths.arm == "complaint").to_numpy()].sum())) < ENOUGH_GONE:
        return Missing(KEY, Reason.NO_VARIATION, ("transactions.customer_id",), away, ENOUGH_GONE)
    # Where everybody buys once, nobody was driven away.
    if gone.all():
        return Missing(KEY, Reason.NO_VARIATION, ("transactions.customer_id",), 0, ENOUGH)
    match = Match(paths)
    whole = np.zeros(len(paths), dtype=bool)
    place = np.flatnonzero((paths.arm == "complaint").to_numpy())
    sides = {"well": whole.copy(), "badly": whole.copy()}
    sides["well"][place[well]], sides["badly"][place[~well]] = True, True
    spent = beyond_habit(paths)
    found = {arm: match.against(chosen, gone) for arm, chosen in sides.items()}
    money = {arm: match.against(chosen, spent) for arm, chosen in sides.items()}
    values = _values(paths, found, money, _bad_year(voices, clock))
    return Result(KEY, len(grumbles), values, {"arms": _arms(found, money)}, Evidence.ASSOCIATED)


def _arms(found: dict[str, Any], money: dict[str, Any]) -> pd.DataFrame:
    """Well and badly answered: how many, the part that buys no more, that of those alike, the difference."""
    import pandas as pd

    rows = []
    for arm, part in found.items():
        low, high = limits(part["gap"], part["influence"])
        spent_low, spent_high = limits(money[arm]["gap"], money[arm]["influence"])
        rows.append({
            "answered_how": f"answered_{arm}", "n": part["n"], "gone": part["mean"], "gone_alike": part["expected"], "gone_more": part["gap"],
            "gone_more_low": low, "gone_more_high": high, "spent_more": money[arm]["gap"],
            "spent_more_low": spent_low, "spent_more_high": spent_high,
        })  # fmt: skip
    return pd.DataFrame(rows)


def _values(
    paths: pd.DataFrame, found: dict[str, Any], money: dict[str, Any], bad_year: int
) -> dict[str, Number]:
    n = found["well"]["n"] + found["badly"]["n"]
    values: dict[str, Number] = {}
    for arm, part in found.items():
        hits = round(part["mean"] * part["n"])
        values[f"gone_{arm}"] = Number(part["mean"], "share", part["n"], *wilson(hits, part["n"]), LEVEL)
        values[f"gone_more_{arm}"] = Number(
            part["gap"], "share", part["n"], *limits(part["gap"], part["influence"]), LEVEL
        )
        values[f"alike_{arm}"] = Number(part["expected"], "share", part["n"])
    gap = found["badly"]["gap"] - found["well"]["gap"]
    span = limits(gap, found["badly"]["influence"] - found["well"]["influence"])
    values["price_of_bad"] = Number(gap, "share", n, *span, LEVEL)
    less = money["well"]["gap"] - money["badly"]["gap"]
    low, high = limits(less, money["well"]["influence"] - money["badly"]["influence"])
    values["bad_year"] = Number(bad_year, "count", n)
    values["lost_each"] = Number(less, "currency", n, low, high, LEVEL)
    # Of so many customers, and not of a mean: each of them may have bought more, or less, whatever the answer.
    half = float(np.sqrt((bad_year * (high - less)) ** 2 + Z**2 * bad_year * money["badly"]["spread"]))
    lost = less * bad_year
    values["lost_year"] = Number(lost, "currency", n, lost - half, lost + half, LEVEL)
    values["watch_days"] = Number(int(paths.watch_days.iloc[0]), "days", n)
    values["settle_days"] = Number(int(paths.settle_days.iloc[0]), "days", n)
    return values


def _bad_year(voices: pd.DataFrame, clock: Clock) -> int:
    """Customers with a complaint of the last 365 days that was not solved in the time allowed; of those who had bought, for only they can stop."""
    import pandas as pd

    recent = pd.to_datetime(voices.day) > pd.Timestamp(clock.as_of) - pd.Timedelta(days=365)
    cases = voices[recent & voices.kind.isin(GRUMBLES) & (voices.purchases_before > 0)]
    badly = (well_answered(cases, clock) == False).fillna(False)  # noqa: E712
    return int(cases.customer_id[badly.astype(bool)].nunique())
