"""Which prospects buy, how soon, and which of those still open are worth a call first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.calendar.windows import YEAR
from clientela.engine import analysis
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.intervals import Z, by_day, waits, wilson
from clientela.stats.ratios import LEVEL, UNKNOWN, Estimate, mean

if TYPE_CHECKING:
    import pandas as pd

KEY = "loyalty.funnel"
# A year after it came, a prospect who has not bought counts as lost; a call looks a quarter ahead.
WATCHED, AHEAD = YEAR, 90
ENOUGH, ENOUGH_IN_GROUP = 50, 20
# What says no in a column that asks for need or opportunity; a blank says nothing.
NO = frozenset(
    {"no", "n", "0", "false", "falso", "f", "ninguna", "ninguno", "none", "nada", "sin", "baja", "low"}
)
SIGNALS = ("need", "opportunity", "money")
# Waits are read in steps of these days where few people stand behind each day.
EDGES = (0, 7, 14, 30, 60, 90, 180, 365, 10**6)


@analysis(KEY, calls="calls")
def funnel(leads: pd.DataFrame, new_customers: pd.DataFrame, calls: int = 50) -> Result | Missing:
    """What part of the prospects bought, by what they had when they came and by source, how soon, and whom to call first.

    `leads` and `new_customers` are marts. In place: need and opportunity say anything but no; money covers an average purchase of
    a customer (`least_money`). Converted: bought within a year, by Kaplan and Meier's estimate (1958): who came lately counts only for the
    days since. Frames: signals (how many of the three were in place), sources, waits (the curve of all), calls: the
    open prospects with the highest expected value, chance of buying within 90 days (of those alike who had waited as
    long) times what the first year of one that bought left. Associated: who lacks something is not made to buy by having it.
    """
    known = leads[~leads.customer_before.astype(bool)] if len(leads) else leads
    if len(known) < ENOUGH:
        reason = Reason.NO_TABLE if known.empty else Reason.TOO_FEW_CUSTOMERS
        counted = (len(known), ENOUGH) if len(known) else (None, None)
        return Missing(KEY, reason, ("prospects.entered_on", "prospects.became_customer_id"), *counted)
    if known.bought_on.isna().all():
        return Missing(KEY, Reason.NO_COLUMN, ("prospects.became_customer_id",))
    least = least_money(new_customers)
    people = signals(known, least)
    curve, listed = _curve(people), _calls(people, _earned(people)).head(calls)
    values = _values(people, curve, listed) | {"least_money": Number(least, "currency", len(new_customers))}
    frames = {
        "signals": _by(people, "in_place"),
        "sources": _by(people[people.came_from.notna()], "came_from"),
        "waits": curve,
        "calls": listed,
    }
    return Result(KEY, len(people), values, frames, Evidence.ASSOCIATED)


def _values(people: pd.DataFrame, curve: pd.DataFrame, listed: pd.DataFrame) -> dict[str, Number]:
    n, wait = len(people), people.wait_days.dropna().astype("float64")
    year = by_day(curve, WATCHED, n)
    open_ = int(people.open.sum())
    longest = float(wait.max())
    values = {
        "prospects": Number(n, "count", n),
        "converted": Number(year[0], "share", n, year[1], year[2], LEVEL),
        "open_prospects": Number(open_, "count", n),
        # Nobody who waited longer than these has bought so far.
        "stale_prospects": Number(int((people.open & (people.waited > longest)).sum()), "count", open_),
        "buying_median": Number(float(wait.median()), "days", len(wait)),
        "wait_nine_in_ten": Number(float(wait.quantile(0.9)), "days", len(wait)),
        "wait_longest": Number(longest, "days", len(wait)),
        "called": Number(len(listed), "count", open_),
    }
    worth = _earned(people)
    if np.isfinite(worth.value):
        name = "prospect_year_margin" if _money(people) == "margin_365" else "prospect_year_amount"
        values[name] = Number(worth.value, "currency", worth.n, worth.low, worth.high, LEVEL)
        values["calls_value"] = _hoped(listed.chance_90.to_numpy(dtype=float), worth)
    return values


def _hoped(chances: np.ndarray, worth: Estimate) -> Number:
    """What those to be called may leave: who of them buys, how much each does and how well the mean is known, all three are chance."""
    buyers = float(chances.sum())
    bought = float((chances * (1 - chances)).sum()) * worth.value**2
    half = Z * float(np.sqrt(bought + buyers * worth.error**2 * worth.n + (buyers * worth.error) ** 2))
    middle = buyers * worth.value
    return Number(middle, "currency", len(chances), max(0.0, middle - half), middle + half, LEVEL)


def least_money(new_customers: pd.DataFrame) -> float:
    """What an average first purchase costs, of the kind of customer that spends least: a budget below it buys nothing."""
    first = new_customers.first_amount.astype("float64")
    kinds = first.groupby(new_customers.kind.fillna("all")).agg(["mean", "size"])
    large = kinds[kinds["size"] >= ENOUGH_IN_GROUP]
    return float(large["mean"].min()) if len(large) else float(first.mean())


def signals(leads: pd.DataFrame, least: float) -> pd.DataFrame:
    """Adds which of need, opportunity and money a prospect had, and how many (`in_place`, blank where one is not known).

    Also: open (has not bought), waited (days until the purchase, or until today), bought_days (days since the purchase).
    """
    import pandas as pd

    has = pd.DataFrame(
        {
            "need": _says_yes(leads.need),
            "opportunity": _says_yes(leads.opportunity),
            "money": (leads.money.astype("float64") >= least).astype("float64").where(leads.money.notna()),
        }
    )
    asked = [name for name in SIGNALS if has[name].notna().any()]
    count = has[asked].sum(axis=1, skipna=False) if asked else pd.Series(np.nan, leads.index)
    came = leads.acquired_by.where(leads.acquired_by.notna(), None)
    return leads.assign(
        in_place=count, open=leads.bought_on.isna(), came_from=came,
        waited=leads.wait_days.astype("float64").fillna(leads.open_days.astype("float64")),
        bought_days=leads.open_days.astype("float64") - leads.wait_days.astype("float64"),
    )  # fmt: skip


def _says_yes(answers: pd.Series) -> pd.Series:
    """1 where something is there, 0 where it says no, blank where nobody knows."""
    words = answers.astype(object).map(lambda said: str(said).strip().casefold(), na_action="ignore")
    yes = (~words.isin(NO)).astype("float64")
    return yes.where(words.notna() & (words != ""))


def _curve(people: pd.DataFrame) -> pd.DataFrame:
    # Half a day more, so that who bought on the first day has waited.
    curve: pd.DataFrame = waits(people.waited + 0.5, ~people.open, np.ones(len(people)))
    return curve.assign(days=np.floor(curve.days))


def _by(people: pd.DataFrame, column: str) -> pd.DataFrame:
    """One row a group: prospects, bought, the share that buys within a year with its limits, half of the buyers' days, open."""
    import pandas as pd

    rows = []
    for name, part in people.groupby(column):
        bought = int((~part.open).sum())
        if len(part) < ENOUGH_IN_GROUP:
            continue
        share = by_day(_curve(part), WATCHED) if bought else (0.0, *wilson(0, len(part)))
        rows.append({
            column: name, "prospects": len(part), "bought": bought, "converted": share[0], "converted_low": share[1],
            "converted_high": share[2], "buying_median": part.wait_days.median() if bought else np.nan,
            "open_prospects": int(part.open.sum()),
        })  # fmt: skip
    columns = [
        column,
        "prospects",
        "bought",
        "converted",
        "converted_low",
        "converted_high",
        "buying_median",
        "open_prospects",
    ]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values("converted", ascending=False, kind="stable").reset_index(drop=True)


def _money(people: pd.DataFrame) -> str:
    """Margin where it is known of all who have had their year, else sales."""
    whole = people[people.bought_days >= YEAR]
    return "margin_365" if len(whole) and whole.margin_365.notna().all() else "amount_365"


def _earned(people: pd.DataFrame) -> Estimate:
    """What the first year of a prospect that bought left, of those who have had it."""
    whole = people[people.bought_days >= YEAR][_money(people)]
    return mean(whole.astype("float64")) if len(whole) >= ENOUGH_IN_GROUP else UNKNOWN


def _calls(people: pd.DataFrame, worth: Estimate) -> pd.DataFrame:
    """Open prospects with their chance of buying within 90 days, the most promising first."""
    chance = chances(people)
    table = people[people.open].assign(chance_90=chance[people.open.to_numpy()])
    table = table.assign(expected_value=table.chance_90 * worth.value, days_open=table.open_days.astype(int))
    table = table[table.chance_90 > 0].sort_values(
        ["chance_90", "days_open", "prospect_id"], ascending=[False, True, True], kind="stable"
    )
    names = ["prospect_id", "came_from", "in_place", "days_open", "chance_90", "expected_value"]
    return table[names].reset_index(drop=True)


def chances(people: pd.DataFrame) -> np.ndarray:
    """For each prospect, the chance that one alike who has waited as long buys within the coming 90 days.

    Alike: as many of the three in place. Of those still open on that day of waiting and watched for 90 days more, how many
    bought, as steps of waiting have it; a step seldom seen borrows from all (as if ten more had done what all did).
    """
    step = np.searchsorted(EDGES, people.open_days.astype(int), side="right") - 1
    seen = people.open_days.astype("float64").to_numpy()
    waited = people.waited.to_numpy(dtype=float)
    bought = (~people.open).to_numpy()
    group = people.in_place.fillna(-1).to_numpy(dtype=float)
    result = np.zeros(len(people))
    for place in np.unique(step):
        start = EDGES[place]
        watched = (waited >= start) & (seen >= start + AHEAD)
        hits = watched & bought & (waited <= start + AHEAD)
        overall = hits.sum() / max(1, watched.sum())
        for one in np.unique(group[step == place]):
            alike = group == one
            n, won = (watched & alike).sum(), (hits & alike).sum()
            result[(step == place) & alike] = (won + 10 * overall) / (n + 10)
    return result
