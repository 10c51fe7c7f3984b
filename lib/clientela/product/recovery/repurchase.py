"""How long customers take to buy again after a complaint, by how it ended and how soon it was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import analysis
from clientela.product.recovery.answering import well_answered
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.effects import between
from clientela.stats.hazards import Watched, ratios
from clientela.stats.intervals import LEVEL, by_day, median_wait, waits

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from clientela.calendar.answer_clock import Clock

KEY = "product.repurchase"
# Complaints on each side, and of them customers seen to come back, for a curve and a ratio that mean something.
ENOUGH, ENOUGH_BACK = 30, 10
# A ratio that drifts so clearly is no single number: what is seen early and late is told apart.
DRIFTS = 0.05
SPEEDS = ("quick", "in_time", "late")
OUTCOMES = ("answered_well", "answered_badly")


@analysis(KEY, returns="complaint_returns")
def repurchase(returns: pd.DataFrame, clock: Clock) -> Result | Missing:
    """Of those who complained, which part has bought again after so many days, well answered or not, answered soon or late.

    `returns` is the mart. Everybody is watched from `settle_days` after the complaint, bought in between or not: whoever is answered late is not
    credited with the days of waiting (immortal time), and nobody is chosen for having come back (selection). How a case ended is read on that
    day. Curves by Kaplan & Meier 1958. Ratio by Cox 1972, beside what was bought before, how lately and by whom, each customer counted once; where
    it drifts over time (Grambsch & Therneau 1994) it is told early and late, cut where half of those who came back had. Frames: returned (side,
    group, n, share back by thirds of the watch), curve, ratios. Associated: nobody drew lots for whom to answer well.
    Missing without complaints, or with fewer than thirty on a side.

    >>> import datetime as dt, pandas as pd
    >>> from clientela.calendar.answer_clock import Clock
    >>> told = pd.DataFrame({"customer_id": [f"c{n}" for n in range(80)], "day": pd.Timestamp("2025-01-02"), "kind": "person"})
    >>> told = told.assign(attended_on=pd.NaT, closed_on=told.day + pd.to_timedelta([5, 50] * 40, "D"), resolved=True, purchases_before=2)
    >>> late = [70 + n if n % 2 == 0 or n < 40 else None for n in range(80)]
    >>> told = told.assign(days_since_last=9, next_purchase=told.day + pd.to_timedelta(late, "D"), settle_days=60, watch_days=180)
    >>> found = repurchase(told, Clock(dt.date(2025, 12, 31)))
    >>> found.values["back_well"].value, round(found.values["back_badly"].value, 2)
    (1.0, 0.5)
    """
    if returns.empty:
        return Missing(KEY, Reason.NO_TABLE, ("interactions.kind", "interactions.closed_at"))
    if not returns.closed_on.notna().any():
        return Missing(KEY, Reason.NO_COLUMN, ("interactions.closed_at", "interactions.resolved"))
    days, came = _wait(returns, clock)
    badly = _badly(returns, clock)
    fewest = min(int((~badly).sum()), int(badly.sum()))
    if fewest < ENOUGH:
        return Missing(KEY, Reason.NOT_ENOUGH, ("interactions.closed_at",), fewest, ENOUGH)
    back = min(int(came[~badly].sum()), int(came[badly].sum()))
    if back < ENOUGH_BACK:
        return Missing(KEY, Reason.NO_VARIATION, ("transactions.customer_id",), back, ENOUGH_BACK)
    sides = {"answered_well": ~badly, "answered_badly": badly, **_speeds(returns, clock)}
    curves = {
        name: waits(days[who], came[who], np.ones(int(who.sum())))
        for name, who in sides.items()
        if who.sum() >= ENOUGH
    }
    watch = int(returns.watch_days.iloc[0])
    numbers = {name: int(sides[name].sum()) for name in curves}
    found = _ratios(returns, (days, came), badly)
    values = _values(curves, numbers, watch) | _hazards(found, len(returns))
    values["settle_days"] = Number(int(returns.settle_days.iloc[0]), "days", len(returns))
    frames = {"returned": _returned(curves, numbers, watch), "curve": _curve(curves, watch), "ratios": found}
    return Result(KEY, len(returns), values, frames, Evidence.ASSOCIATED)


def _wait(returns: pd.DataFrame, clock: Clock) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Days from the landmark to the next purchase, or to today where none has come."""
    import pandas as pd

    start = pd.to_datetime(returns.day) + pd.to_timedelta(returns.settle_days, "D")
    came = returns.next_purchase.notna().to_numpy()
    end = pd.to_datetime(returns.next_purchase).fillna(pd.Timestamp(clock.as_of))
    days: NDArray[np.float64] = np.asarray((end - start).dt.days, dtype=np.float64)
    return days, np.asarray(came, dtype=bool)


def _badly(returns: pd.DataFrame, clock: Clock) -> NDArray[np.bool_]:
    """Not solved within the time allowed, as it stood on the landmark."""
    import pandas as pd

    landmark = pd.to_datetime(returns.day) + pd.to_timedelta(returns.settle_days, "D")
    known = pd.to_datetime(returns.closed_on) <= landmark
    well = well_answered(returns, clock).fillna(False).to_numpy(dtype=bool)
    return ~(well & known.to_numpy())


def _speeds(returns: pd.DataFrame, clock: Clock) -> dict[str, NDArray[np.bool_]]:
    """By when the first answer came: within a third of the time allowed, within the rest of it, later or not yet.

    Where nearly all were answered as soon, or nobody dates answers, by when the case was closed.
    """
    for side, column in (("speed", "attended_on"), ("closed", "closed_on")):
        days = clock.working_days(returns.day, returns[column])
        quick, in_time = days <= clock.answer_days / 3, days <= clock.answer_days
        found = dict(
            zip((f"{side}_{name}" for name in SPEEDS), (quick, in_time & ~quick, ~in_time), strict=True)
        )
        if sum(int(who.sum()) >= ENOUGH for who in found.values()) > 1:
            return found
    return {}


def _values(curves: dict[str, pd.DataFrame], n: dict[str, int], watch: int) -> dict[str, Number]:
    values: dict[str, Number] = {"watch_days": Number(watch, "days", sum(n[name] for name in OUTCOMES))}
    told = {name: by_day(curves[name], watch, n[name]) for name in OUTCOMES}
    for name, (share, low, high) in told.items():
        short = name.removeprefix("answered_")
        values[f"back_{short}"] = Number(share, "share", n[name], low, high, LEVEL)
        values[f"back_median_{short}"] = Number(median_wait(curves[name]), "days", n[name])
    gap, low, high = between(*(told[name] for name in OUTCOMES))
    values["back_gap"] = Number(gap, "share", sum(n[name] for name in OUTCOMES), low, high, LEVEL)
    return values


def _ratios(
    returns: pd.DataFrame, wait: tuple[NDArray[np.float64], NDArray[np.bool_]], badly: NDArray[np.bool_]
) -> pd.DataFrame:
    """How fast the badly answered buy again beside the well answered (1: as fast), in all and in the two halves of the story."""
    import pandas as pd

    traits = pd.DataFrame({
        "badly": badly.astype(float), "often": np.log1p(returns.purchases_before.to_numpy(dtype=float)),
        "lately": np.log1p(returns.days_since_last.to_numpy(dtype=float)), "firm": (returns.kind == "organisation").to_numpy(dtype=float),
    })  # fmt: skip
    whole = Watched(*wait, traits, pd.factorize(returns.customer_id)[0])
    cut = float(np.median(wait[0][wait[1]]))
    parts = {"time_whole": whole, "time_early": whole.part(-1, cut), "time_late": whole.part(cut, np.inf)}
    rows = []
    for name, part in parts.items():
        if min(int(part.came[part.traits["badly"] == side].sum()) for side in (0, 1)) < ENOUGH_BACK:
            continue
        found = ratios(part)
        if "badly" in found.index:
            until = cut if name == "time_early" else np.nan
            rows.append({"time_part": name, "n": len(part.days), "until_days": until, **found.loc["badly"]})
    return pd.DataFrame(
        rows, columns=["time_part", "n", "until_days", "hazard", "hazard_low", "hazard_high", "hazard_chance"]
    )


def _hazards(found: pd.DataFrame, n: int) -> dict[str, Number]:
    rows = found.to_dict("records")
    values = {
        str(row["time_part"]).replace("time_", "hazard_"): Number(
            float(row["hazard"]), "ratio", int(row["n"]), float(row["hazard_low"]), float(row["hazard_high"]), LEVEL
        )
        for row in rows
    }  # fmt: skip
    whole = [float(row["hazard_chance"]) for row in rows if row["time_part"] == "time_whole"]
    return {**values, "hazard_drift": Number(whole[0], "share", n)} if whole else values


def _returned(curves: dict[str, pd.DataFrame], n: dict[str, int], watch: int) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for name, curve in curves.items():
        parts = {
            place: by_day(curve, watch * third / 3, n[name])
            for third, place in ((1, "first"), (2, "second"), (3, "third"))
        }
        rows.append({
            "answered_how": name, "n": n[name], **{f"returned_{place}": part[0] for place, part in parts.items()},
            "returned_low": parts["third"][1], "returned_high": parts["third"][2], "returned_median": median_wait(curve),
        })  # fmt: skip
    return pd.DataFrame(rows)


def _curve(curves: dict[str, pd.DataFrame], watch: int) -> pd.DataFrame:
    """The two curves of the outcome, as far as twice the watch."""
    import pandas as pd

    parts = [curves[name].assign(answered_how=name) for name in OUTCOMES]
    whole = pd.concat(parts, ignore_index=True)
    return whole.loc[
        whole.days <= 2 * watch, ["answered_how", "days", "share", "share_low", "share_high", "at_risk"]
    ].reset_index(drop=True)
