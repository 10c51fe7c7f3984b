"""Charts and comparisons of what is promised and delivered, on frames whose truth is known: how often their intervals hold it, how often they
speak where nothing happens, how often they see what does."""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from discount_frames import orders
from numpy.random import Generator

from clientela import product
from clientela.calendar.answer_clock import Clock
from clientela.results import Number, Result

HEADING = "Charts and comparisons of the service"
AS_OF = dt.date(2026, 6, 30)
CLOCK = Clock(AS_OF)
LAST = pd.Timestamp(AS_OF)


@dataclass
class Tally:
    """What became of many samples of one comparison: intervals that held the truth, alarms without a cause, causes seen."""

    held: list[bool] = field(default_factory=list)
    false: list[bool] = field(default_factory=list)
    seen: list[bool] = field(default_factory=list)


Sample = Callable[[Generator, Tally], None]
# What each takes, and how many times as often it is drawn as the dearest.
SAMPLES: dict[str, tuple[Sample, int]] = {}
OFTEN = 5


def sample(what: str, often: int = 1) -> Callable[[Sample], Sample]:
    """Declare a comparison: one sample with nothing in it, one with something, counted."""

    def kept(function: Sample) -> Sample:
        SAMPLES[what] = function, often
        return function

    return kept


def many(times: int, names: Iterable[str] = ()) -> Iterator[tuple[str, Tally]]:
    """Each comparison so many times (the quick ones more often), always with the same chances."""
    # Those of price rises declare themselves when they are read.
    importlib.import_module("honesty.rises")
    for place, (name, (function, often)) in enumerate(SAMPLES.items()):
        if names and name not in names:
            continue
        tally = Tally()
        for turn in range(times * often):
            function(np.random.default_rng((2026, place, turn)), tally)
        yield name, tally


def section(told: Iterable[tuple[str, Tally]], times: int) -> str:
    """The table of the page."""
    lines = [
        f"Made by `python tests/honesty service {times}`: {times} samples of each ({OFTEN * times} of the quick ones), with fixed seeds, "
        "without and with the effect. Coverage is that of intervals of 95 %. For charts, an alarm is any branch or person that is named; "
        "the interval of a month holds more than it says, for there are no parts of months, and of discounts the wider of two is told.\n",
        "| comparison, and the effect | interval holds the truth | speaks where nothing happens | sees what happens |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| {name} | {_rate(one.held)} | {_rate(one.false)} | {_rate(one.seen)} |" for name, one in told
    ]
    return "\n".join(lines)


def _rate(hits: list[bool]) -> str:
    """A share and of how many; short or too often beyond chance is for the reader to see, so the count stands beside."""
    return f"{np.mean(hits):.1%} of {len(hits)}" if hits else "–"


def holds(number: Number, truth: float) -> bool:
    """Whether the interval has the truth in it."""
    assert number.low is not None
    assert number.high is not None
    return number.low <= truth <= number.high


def apart(number: Number) -> bool:
    """Whether the interval leaves nothing out."""
    return not holds(number, 0.0)


def told(found: Any) -> Result:
    """The result of an analysis that had enough."""
    assert isinstance(found, Result), found
    return found


BRANCHES = {"Cali": 100, "Bogotá": 280, "Medellín": 170, "Pereira": 75}
MONTHS = pd.date_range("2023-07-01", periods=36, freq="MS")
CHANGED = 24


def cells(rng: Generator, cali: tuple[float, float], overdispersed: float = 0.0) -> pd.DataFrame:
    """Three years of late parcels of four branches with two people each; Cali's part is another from the twenty-fifth month on."""
    rows = []
    for branch, size in BRANCHES.items():
        for at, month in enumerate(MONTHS):
            usual = cali[at >= CHANGED] if branch == "Cali" else 0.07
            for person in "ab":
                cases = max(1, int(rng.poisson(size / 2)))
                late = float(
                    rng.binomial(cases, min(0.95, usual * np.exp(overdispersed * rng.standard_normal())))
                )
                rows.append(
                    ("late_orders", month, branch, None, f"{branch} {person}", None, cases, late, late)
                )
    names = ["measure", "month", "branch", "channel", "person", "category", "cases", "total", "squares"]
    return pd.DataFrame(rows, columns=names)


def _charts(rng: Generator, tally: Tally, overdispersed: float) -> None:
    quiet = told(product.consistency(cells(rng, (0.07, 0.07), overdispersed))).frames["units"]
    tally.false.append(bool((quiet.unit_verdict != "as_the_rest").any()))
    units = told(product.consistency(cells(rng, (0.12, 0.29), overdispersed))).frames["units"]
    since = units[(units.who == "Cali") & (units.unit_verdict == "worse_since")]
    tally.seen.append(len(since) > 0)
    if len(since):
        row = since.iloc[0]
        tally.held.append(bool(row.since_first <= MONTHS[CHANGED] <= row.since_last))


@sample(
    "control charts: a branch late .12, since a month .29, the others .07; the interval is that of the month"
)
def charts(rng: Generator, tally: Tally) -> None:
    """Branches and their people, months that differ by chance alone."""
    _charts(rng, tally, 0.0)


@sample("the same where months swing by 30 % beyond chance")
def charts_overdispersed(rng: Generator, tally: Tally) -> None:
    """Months that differ more than chance lets them (Laney's correction)."""
    _charts(rng, tally, 0.3)


def deliveries(rng: Generator, n: int, late: float, more: float) -> pd.DataFrame:
    """So many orders, a part late; after a late one so many more of the customers buy no more."""
    came_late = rng.random(n) < late
    gone = rng.random(n) < 0.2 + more * came_late
    after = np.where(gone, 0, 1 + rng.poisson(2, n))
    promised = LAST - pd.to_timedelta(rng.integers(200, 600, n), "D")
    return pd.DataFrame({
        "customer_id": [f"C{place}" for place in range(n)], "order_id": [f"P{place}" for place in range(n)], "day": promised - pd.Timedelta(days=3),
        "promised_on": promised, "delivered_on": promised + pd.to_timedelta(np.where(came_late, 4, -1), "D"), "branch": "Centro", "channel": None,
        "seller_id": None, "category": None, "amount": 100.0, "kind": "person", "purchases_before": 1 + rng.poisson(2, n),
        "days_since_last": rng.integers(3, 60, n), "amount_before": 100.0, "purchases_after": after, "amount_after": 50.0 * after, "watch_days": 180,
        "is_watched": True,
    })  # fmt: skip


@sample("promises kept: .93 of 400 orders", OFTEN)
def kept(rng: Generator, tally: Tally) -> None:
    """The part that came in time."""
    tally.held.append(
        holds(told(product.promises(deliveries(rng, 400, 0.07, 0), AS_OF)).values["kept_rate"], 0.93)
    )


@sample("broken promises: .12 more buy no more after a late order, of 2,000 orders a tenth late")
def broken(rng: Generator, tally: Tally) -> None:
    """Late beside in time, customers alike."""
    quiet = told(product.broken_promises(deliveries(rng, 2000, 0.1, 0.0), AS_OF)).values["gone_late_more"]
    more = told(product.broken_promises(deliveries(rng, 2000, 0.1, 0.12), AS_OF)).values["gone_late_more"]
    tally.held += [holds(quiet, 0.0), holds(more, 0.12)]
    tally.false.append(apart(quiet))
    tally.seen.append(apart(more) and float(more.value or 0) > 0)


def complaint_paths(rng: Generator, leave: tuple[float, float], n: int = 4000) -> pd.DataFrame:
    """The mart complaint_paths: such a part leaves (well, badly answered) beside those who leave anyway; rare buyers leave more and complain less."""
    often = rng.random(n) < 0.5
    complains, good = rng.random(n) < np.where(often, 0.2, 0.08), rng.random(n) < 0.6
    anyway = np.where(often, 0.1, 0.4)
    extra = np.where(complains, np.where(good, *leave), 0.0)
    gone = rng.random(n) < anyway + (1 - anyway) * extra
    day = LAST - pd.Timedelta(days=300)
    after = np.where(gone, 0, 3)
    return pd.DataFrame({
        "customer_id": [f"c{place}" for place in range(n)], "arm": np.where(complains, "complaint", "none"), "day": day,
        "closed_on": day + pd.to_timedelta(np.where(good, 5, 50), "D"), "resolved": pd.array(good, dtype="boolean"), "kind": "person",
        "purchases_before": np.where(often, 9, 1), "days_since_last": 5, "purchases_after": after, "amount_before": 100.0,
        "amount_after": after * 10.0, "settle_days": 60, "watch_days": 180, "branch": "Norte", "interaction_id": None,
    })  # fmt: skip


VOICES = pd.DataFrame({
    "interaction_id": ["m"], "customer_id": ["ana"], "kind": ["complaint"], "day": [LAST], "attended_on": [pd.NaT], "closed_on": [LAST],
    "resolved": [True], "channel": ["web"], "branch": ["Norte"], "reason": [None], "has_text": [True], "words": [None], "amount_before": [0.0],
    "purchases_before": [2],
})  # fmt: skip


@sample("complaints: well answered .08, badly .42 leave who would have stayed, of about 560")
def recovery(rng: Generator, tally: Tally) -> None:
    """Badly beside well answered, each less those alike who had not complained."""

    def price(leave: tuple[float, float]) -> tuple[Number, float]:
        paths = complaint_paths(rng, leave)
        # Of those who complain 0.2 buy often to 0.08 who buy seldom; only who would have stayed can be driven away.
        stays = (0.2 * 0.9 + 0.08 * 0.6) / 0.28
        return told(product.recovery(paths, VOICES, CLOCK)).values["price_of_bad"], (
            leave[1] - leave[0]
        ) * stays

    (quiet, none), (more, truth) = price((0.2, 0.2)), price((0.08, 0.42))
    tally.held += [holds(quiet, none), holds(more, truth)]
    tally.false.append(apart(quiet))
    tally.seen.append(apart(more))


def complaint_returns(rng: Generator, leave: tuple[float, float], n: int = 250) -> pd.DataFrame:
    """The mart complaint_returns: a part leaves for good (well, badly answered), the others buy every sixty days on average."""
    good = rng.random(n) < 0.6
    gone = rng.random(n) < np.where(good, *leave)
    day = pd.DatetimeIndex(LAST - pd.to_timedelta(rng.integers(100, 900, n), "D"))
    bought = day + pd.Timedelta(days=60) + pd.to_timedelta(1 + rng.exponential(60, n).astype(int), "D")
    return pd.DataFrame({
        "interaction_id": [f"m{k}" for k in range(n)], "customer_id": [f"c{k}" for k in range(n)], "kind": "person", "branch": "Norte", "day": day,
        "attended_on": day + pd.to_timedelta(rng.integers(1, 45, n), "D"), "closed_on": day + pd.to_timedelta(np.where(good, 5, 50), "D"),
        "resolved": True, "purchases_before": rng.integers(1, 6, n), "days_since_last": rng.integers(0, 90, n),
        "next_purchase": pd.Series(bought).where(~gone & (bought <= LAST)), "settle_days": 60, "watch_days": 180,
    })  # fmt: skip


@sample(
    "buying again after a complaint, half a year later: .34 fewer of the badly answered, of 250, some still watched"
)
def repurchase(rng: Generator, tally: Tally) -> None:
    """Kaplan and Meier's curves by outcome."""
    quiet = told(product.repurchase(complaint_returns(rng, (0.2, 0.2)), CLOCK)).values["back_gap"]
    more = told(product.repurchase(complaint_returns(rng, (0.08, 0.42)), CLOCK)).values["back_gap"]
    # A whole day at least passes before a purchase is seen: of those who stay, so many have bought after half a year.
    truth = 0.34 * (1 - np.exp(-180 / 60))
    tally.held += [holds(quiet, 0.0), holds(more, truth)]
    tally.false.append(apart(quiet))
    tally.seen.append(apart(more))


@sample(
    "discounts: a seller gives them in .26 more of the orders than the others; in the quiet ones a tenth of the accounts has a promise"
)
def leak(rng: Generator, tally: Tally) -> None:
    """Sellers beside one another, orders of an account counted together."""
    quiet = told(product.prices(*orders(rng, promised=0.1))).frames["sellers"]
    tally.false.append(bool((quiet.discount_verdict == "gives_more").any()))
    sellers = told(product.prices(*orders(rng, 0.38))).frames["sellers"]
    # One row with people, one with companies: the same quarter beyond in both.
    rows = sellers[sellers.seller_id == "V0"]
    tally.seen.append(bool((rows.discount_verdict == "gives_more").any()))
    tally.held += [low <= 0.26 <= high for low, high in zip(rows.beyond_low, rows.beyond_high, strict=True)]


@sample("free samples: .6 buy within 90 days, of 120, some given lately", OFTEN)
def samples(rng: Generator, tally: Tally) -> None:
    """From a free sample to the first paid purchase."""
    n = 120
    day = LAST - pd.to_timedelta(rng.integers(10, 500, n), "D")
    buys, wait = rng.random(n) < 0.6, rng.integers(1, 91, n)
    paid = day + pd.to_timedelta(wait, "D")
    given = pd.DataFrame({"customer_id": range(n), "day": day, "product_id": "a", "was_customer": False})
    given = given.assign(first_paid=pd.Series(paid).where(buys & (paid <= LAST)))
    tally.held.append(holds(told(product.samples(given, AS_OF)).values["sample_paid"], 0.6))


@sample("stated prices: as many find 98 dear as cheap, 150 people", OFTEN)
def stated(rng: Generator, tally: Tally) -> None:
    """Van Westendorp's crossing of dear and cheap."""
    level = rng.lognormal(np.log(100), 0.15, 150)
    rows = np.outer(level, (0.6, 0.8, 1.2, 1.5)).round()
    answers = pd.DataFrame({
        "battery": "P", "item": np.tile([f"q{k}" for k in range(4)], len(rows)), "rater": "customer",
        "respondent_id": np.repeat([f"p{n}" for n in range(len(rows))], 4), "score": rows.ravel(),
    })  # fmt: skip
    words = ("muy barato", "barato", "caro", "muy caro")
    items = pd.DataFrame({
        "battery": "P", "item": [f"q{k}" for k in range(4)], "factor": words, "text_es": words, "text_en": None, "scale_min": 1.0, "scale_max": 10.0,
    })  # fmt: skip
    # Shifted copies of one curve meet at the root of what they are shifted by.
    truth = 100 * np.sqrt(0.8 * 1.2)
    tally.held.append(holds(told(product.willingness(answers, items)).values["price_even"], truth))
