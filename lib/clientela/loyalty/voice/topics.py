"""What customers write about: how much of each topic, how it ends, and whether it grows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.customers.severity import score
from clientela.customers.words.messages import Words, weigh
from clientela.customers.words.vocabulary import standards
from clientela.engine import analysis
from clientela.loyalty.voice.found import Found, find
from clientela.loyalty.voice.motives import Motives, motives
from clientela.loyalty.voice.names import names
from clientela.marts.parts import each
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.intervals import LEVEL, wilson

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from clientela.calendar.answer_clock import Clock
    from clientela.marts.parts import Parts

KEY = "loyalty.topics"
# Complaints, questions and praise are about different things: each has its own topics.
ABOUT = {
    "complaints": ("complaint", "claim"),
    "requests": ("question", "suggestion"),
    "praises": ("praise",),
}
# Half of a topic's words must come again in each half of the messages, or it is none.
STEADY = 0.5
FEWEST_CUSTOMERS = 10
REOPENED_DAYS = 30
QUARTER = 90
# Days by which the first message of an old source may come late.
SLACK = 14
FEWEST_IN_QUARTERS = 15
# Where there was nothing before, "times as many" has no upper end; this stands for it.
MOST_TIMES = 999.0


@dataclass(frozen=True)
class Topics(Result):
    """A Result that also tells the topic of each message: the frame `assigned` (interaction_id, topic), kept out of the report."""

    assigned: pd.DataFrame = field(default=None)  # type: ignore[assignment]


@analysis(KEY, days="parts:customer_days", ignore="company.name", clock="product:clock")
def topics(
    voices: pd.DataFrame, clock: Clock, days: pd.DataFrame | Parts, ignore: str = "", seed: int = 2026
) -> Topics | Missing:
    """The topics of complaints, of questions and suggestions, and of praise; the commonest of each first.

    `voices` is the mart, `days` the mart customer_days (purchases, against which the trend is measured), `ignore` the company's name.
    A complaint has the motive that the company wrote down, under the name of `vocabulary` where it is one of those; where it wrote
    none, the motive whose words it shares (see `motives`);
    what no motive fits is sorted by its words alone (see `found`), and so are questions and praise. A topic that does not come again
    in halves of the messages, or that fewer than ten customers raised, counts as unsorted. Topics beyond eight are put together in
    themes. Frame topics: one row each; trend is messages per purchase in the last 90 days over those of the 90 days before, with
    limits (conditional binomial, Wilson); alert: it grows by more than chance (exact binomial, false discoveries at 5 %).
    """
    told = voices[
        voices.words.notna() & voices.kind.isin([kind for kinds in ABOUT.values() for kind in kinds])
    ]
    if told.empty:
        lacking = Reason.NO_TABLE if voices.empty else Reason.NO_COLUMN
        return Missing(KEY, lacking, ("interactions.text",))
    told = told.reset_index(drop=True)
    words = weigh(told, ignore)
    table, read = told.head(0), None
    if words is not None:
        assigned, read = _sort(told, words, seed)
        again = _reopened(told, assigned["topic"])
        told = told.assign(**assigned, severity=score(told, clock).severity.to_numpy(), reopened=again)
        table = _table(told[told.topic != ""], clock, _purchases(days, clock))
    if words is None or table.empty:
        have = told.customer_id.nunique()
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, ("interactions.text",), have, FEWEST_CUSTOMERS)
    kept = told.loc[told.topic != "", ["interaction_id", "topic", "about"]].reset_index(drop=True)
    return Topics(KEY, len(told), _values(told, table, read), {"topics": table}, assigned=kept)


def _values(told: pd.DataFrame, table: pd.DataFrame, read: Motives | None) -> dict[str, Number]:
    n, found = len(told), len(table)
    unnamed = int(((table.about == "complaints") & (table.how == "by_words")).sum())
    steady = float(table.steady.mean()) if table.steady.notna().any() else None
    values = {
        "topic_messages": Number(n, "count", n),
        "topics_found": Number(found, "count", n),
        "sorted_share": Number(float((told.topic != "").mean()), "share", n),
        "new_topics": Number(unnamed, "count", found),
        "rising_topics": Number(int(table.alert.sum()), "count", found),
        "steadiness": Number(steady, "share", found),
    }
    if read:
        low, high = wilson(read.right, read.checked)
        values["read_right"] = Number(read.right / read.checked, "share", read.checked, low, high, LEVEL)
    return values


def _sort(told: pd.DataFrame, words: Words, seed: int) -> tuple[dict[str, NDArray[Any]], Motives | None]:
    """The topic of every message ("" for none), its side, how it was told and how steady it is."""
    called = np.full(len(told), "", dtype=object)
    how, about, theme = called.copy(), called.copy(), called.copy()
    steady = np.full(len(told), np.nan)
    read: Motives | None = None
    for side, kinds in ABOUT.items():
        inside = _only(words, told.kind.isin(kinds).to_numpy())
        about[told.kind.isin(kinds).to_numpy()] = side
        if side == "complaints" and (read := motives(inside, standards(told.reason).iloc[inside.rows])):
            called[inside.rows] = read.motive
            how[inside.rows] = np.where(read.motive != "", "by_motive", "")
            inside = _only(inside, called == "")
        if found := find(inside, seed):
            said = told.phrases.iloc[inside.rows] if "phrases" in told else None
            label = names(found.topic, said, found.weights, words.written)
            good = (found.topic >= 0) & (found.steady[found.topic] >= STEADY)
            rows, topic = inside.rows[good], found.topic[good]
            called[rows], how[rows], steady[rows] = label[topic], "by_words", found.steady[topic]
            theme[rows] = _themes(found, said, words.written)[topic]
    return {"topic": called, "about": about, "how": how, "steady": steady, "theme": theme}, read


def _themes(found: Found, said: pd.Series | None, written: NDArray[Any]) -> NDArray[Any]:
    """The name of each topic's theme; none where a topic is one of its own."""
    weights = np.zeros((found.theme.max() + 1, found.weights.shape[1]))
    np.add.at(weights, found.theme, found.weights)
    inside = np.where(found.topic >= 0, found.theme[found.topic], -1)
    alone = np.bincount(found.theme)[found.theme] == 1
    return np.where(alone, "", names(inside, said, weights, written)[found.theme])


def _only(words: Words, wanted: NDArray[np.bool_]) -> Words:
    """The words of some messages only."""
    kept = wanted[words.rows]
    return replace(words, rows=words.rows[kept], matrix=words.matrix[kept])


def _reopened(told: pd.DataFrame, topic: NDArray[Any]) -> NDArray[np.float64]:
    """Did the same customer write about the same topic within 30 days of the close? NaN where that cannot be known yet."""
    import pandas as pd

    frame = told[["customer_id", "day", "closed_on"]].assign(topic=topic, place=np.arange(len(told)))
    usable = frame[(frame.topic != "") & frame.customer_id.notna()].sort_values(
        ["customer_id", "topic", "day", "place"]
    )
    later = usable.groupby(["customer_id", "topic"]).day.shift(-1)
    gap = (pd.to_datetime(later) - pd.to_datetime(usable.closed_on)).dt.days
    again = np.full(len(told), np.nan)
    closed = usable.closed_on.notna().to_numpy()
    again[usable.place.to_numpy()[closed]] = (gap.to_numpy()[closed] <= REOPENED_DAYS) & ~np.isnan(
        gap.to_numpy()[closed]
    )
    return again


def _purchases(days: pd.DataFrame | Parts, clock: Clock) -> tuple[int, int]:
    """Purchases in the last quarter and in the one before: more customers write when more buy."""
    end = np.datetime64(clock.as_of)
    cut = [end - np.timedelta64(QUARTER * back, "D") for back in (1, 2)]
    now = before = 0
    for part in each(days, "day", "is_purchase"):
        day = part.day[part.is_purchase.astype(bool)]
        now, before = now + int((day > cut[0]).sum()), before + int(((day > cut[1]) & (day <= cut[0])).sum())
    return now, before


def _table(told: pd.DataFrame, clock: Clock, purchases: tuple[int, int]) -> pd.DataFrame:
    """One row a topic: how many, how it ends, whether it grows; complaints first, the commonest first."""
    from scipy.stats import false_discovery_control

    table = _counts(told, clock)
    quarters = zip(table.pop("heard_now"), table.pop("heard_before"), strict=True)
    if table.empty:
        return table.assign(alert=False)
    ratio, low, high, chance = zip(*[_rise(*counts, purchases) for counts in quarters], strict=True)
    grows = (false_discovery_control(chance) <= 1 - LEVEL) & (np.array(low) > 1) & (table.about != "praises")
    grumbles = table.about == "complaints"
    table = table.assign(
        share_complaints=np.where(grumbles, table.n / max(1, int((told.about == "complaints").sum())), np.nan),
        trend_ratio=ratio, trend_low=low, trend_high=high, alert=grows.to_numpy(),
        order=table.about.map({name: place for place, name in enumerate(ABOUT)}),
    )  # fmt: skip
    table = table.sort_values(["order", "n", "topic"], ascending=[True, False, True])
    return table.drop(columns="order").reset_index(drop=True)


def _counts(told: pd.DataFrame, clock: Clock) -> pd.DataFrame:
    """The messages of each topic, and how they were answered; topics of too few customers are left out."""
    import pandas as pd

    age = (pd.Timestamp(clock.as_of) - pd.to_datetime(told.day)).dt.days
    # A survey that began last month did not make anything grow: only sources heard through both quarters tell.
    heard = (
        (pd.Timestamp(clock.as_of) - pd.to_datetime(told.heard_since)).dt.days >= 2 * QUARTER - SLACK
    ).astype(int)
    now, before = (age < QUARTER).astype(int), ((age >= QUARTER) & (age < 2 * QUARTER)).astype(int)
    told = told.assign(
        days_to_answer=clock.working_days(told.day, told.attended_on),
        days_to_close=clock.working_days(told.day, told.closed_on),
        solved=told.resolved.astype("boolean").astype("Float64"),
        # Who did not say a name counts as somebody else each time.
        author=told.customer_id.fillna(told.interaction_id),
        now=now,
        before=before,
        heard_now=now * heard,
        heard_before=before * heard,
    )
    table = told.groupby(["about", "topic"]).agg(
        how=("how", "first"), theme=("theme", "first"), n=("topic", "size"), customers=("customer_id", "nunique"), authors=("author", "nunique"),
        severity=("severity", "median"), share_resolved=("solved", "mean"), topic_judged=("solved", "count"), topic_solved=("solved", "sum"),
        share_reopened=("reopened", "mean"),
        days_to_answer=("days_to_answer", "median"), days_to_close=("days_to_close", "median"), steady=("steady", "mean"),
        messages_now=("now", "sum"), messages_before=("before", "sum"), heard_now=("heard_now", "sum"), heard_before=("heard_before", "sum"),
    ).reset_index()  # fmt: skip
    kept = table[table.authors >= FEWEST_CUSTOMERS].drop(columns="authors")
    return kept.astype({"share_resolved": "float64", "topic_solved": "int64"}).reset_index(drop=True)


def _rise(now: int, before: int, purchases: tuple[int, int]) -> tuple[float, float, float, float]:
    """Messages per purchase now over those before, with limits, and how likely so much growth is by chance; NaN, 1 where there are too few."""
    from scipy.stats import binom

    if now + before < FEWEST_IN_QUARTERS or min(purchases) < 1:
        return np.nan, np.nan, np.nan, 1.0
    scale = purchases[1] / purchases[0]
    # Of the messages of both quarters, so many would fall into the last one if nothing had changed.
    chance = 2 * float(binom.sf(now - 1, now + before, purchases[0] / sum(purchases)))
    shares = ((now + 0.5) / (now + before + 1), *wilson(now, now + before))
    ratio, low, high = (part / (1 - part) * scale if part < 1 else np.inf for part in shares)
    return ratio, low, min(high, MOST_TIMES), min(1.0, chance)
