"""How often the intervals of the first page hold the truth, which an invented company knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from honesty import files, sales
from honesty.laws import AS_OF, DESIGNS, Laws, company
from honesty.run import Said

Number = Mapping[str, Any]

# Every share, count or score with an interval is the same in all companies of a design, but for chance: the truth is the mean over them.
# Not so what is said of these very customers or of what their company does next.
OF_THE_COMPANY_ITSELF = (
    "company.forecast.", "company.goals.", "company.room.", "company.demand.", "loyalty.value.", "loyalty.plan.", "loyalty.overdue.", "loyalty.due.",
    "loyalty.rules.", "loyalty.grading.", "loyalty.next_list.", "loyalty.rung_outlook.", "loyalty.contracts.soon", "loyalty.achieved.",
    # Its newcomers came by chance, more in one company than in another, and the invented prospects are found among them.
    "loyalty.funnel.",
    # What was spent in all, by the customers that it has.
    "loyalty.keeping.with_loyal", "loyalty.dearer.kept",
    # Of every sale four tenths are left, but for the rounding of its own catalogue.
    "loyalty.segment_profit.earned_share",
)  # fmt: skip
# What does not change at all.
ZEROS = (
    "company.sales.growth", "company.sales.change_amount", "product.baskets.single_change", "product.satisfaction.recommend_change",
    "loyalty.promoters.promoter_change", "product.gaps.gap_mean", "loyalty.campaigns.uplift", "loyalty.equity.base_change",
)  # fmt: skip
# Money hangs on each company's own prices: as a part of these sums it is the same in all companies of a design. What is spent does not.
SCALE, SCALES = "company.sales.amount", {"loyalty.contracts.": "loyalty.contracts.contracts_yearly"}
SPENT = ("loyalty.keeping.", "loyalty.dearer.", "loyalty.sources.cost", "company.scorecard.spend")


@dataclass(frozen=True)
class Cover:
    """A number, what its interval promises, how often it held, in how many companies."""

    key: str
    level: float
    held: int
    of: int

    @property
    def share(self) -> float:
        """The part of the companies in which the interval held the truth."""
        return self.held / max(1, self.of)

    @property
    def short(self) -> bool:
        """Certainly more than two points below its promise, by the exact binomial test at one in a hundred?"""
        from scipy.stats import binom

        return bool(binom.cdf(self.held, self.of, self.level - 0.02) < 0.01)


def covers(companies: Sequence[Said]) -> list[Cover]:
    """Every number with a known truth and an interval in ten companies or more."""
    found = [_counted(key, _by_design(key, companies)) for key in levels(companies)]
    found += [
        _counted(key, [(said.results[key], 0.0) for said in companies if key in said.results])
        for key in ZEROS
    ]
    futures = [(said, Future.of(said.number)) for said in companies if said.results]
    for key, truth in FUTURES.items():
        pairs = [
            (said.results[key], truth(future, said.results))
            for said, future in futures
            if key in said.results
        ]
        found.append(_counted(key, pairs))
    return [cover for cover in found if cover.of >= 10]


def levels(companies: Sequence[Said]) -> list[str]:
    """The numbers whose truth is the mean over a design: whatever has an interval, less what is of the company itself."""
    keys = {key for said in companies for key, number in said.results.items() if number["low"] is not None}
    return sorted(
        key
        for key in keys
        if key not in ZEROS and key not in FUTURES and not key.startswith(OF_THE_COMPANY_ITSELF)
    )


def _counted(key: str, pairs: Sequence[tuple[Number, float]]) -> Cover:
    known = [
        (number, truth)
        for number, truth in pairs
        if number["low"] is not None and number["low"] < number["high"]
    ]
    held = sum(number["low"] <= truth <= number["high"] for number, truth in known)
    return Cover(key, known[0][0]["level"] or 0.95 if known else 0.95, held, len(known))


def _by_design(key: str, companies: Sequence[Said]) -> list[tuple[Number, float]]:
    """Each company's number and the mean of its design, from which it is as far as from the truth."""
    pairs = []
    for design in range(len(DESIGNS)):
        numbers = [
            (said.results[key], _scale(key, said.results))
            for said in companies
            if said.number % len(DESIGNS) == design and said.results.get(key, {}).get("value") is not None
        ]
        numbers = [(number, scale) for number, scale in numbers if scale]
        if len(numbers) < 5:
            continue
        values = np.array([number["value"] / scale for number, scale in numbers], dtype=float)
        # The mean leans towards each of its own numbers: the distance is stretched by what that takes away.
        away = (values - values.mean()) * np.sqrt(len(values) / (len(values) - 1))
        pairs += [
            (number, number["value"] - off * scale)
            for (number, scale), off in zip(numbers, away, strict=True)
        ]
    return pairs


def _scale(key: str, results: Mapping[str, Number]) -> float | None:
    """What a number is a part of: money of the company's own, anything else of nothing; None where the company does not know it."""
    if results[key]["unit"] != "currency" or key.startswith(SPENT):
        return 1.0
    of = next((name for start, name in SCALES.items() if key.startswith(start)), SCALE)
    return results.get(of, {}).get("value")


@dataclass(frozen=True)
class Future:
    """What a company went on to sell after its files end: one row a line, `day` from 1 on."""

    lines: pd.DataFrame
    known: frozenset[str]

    @classmethod
    def of(cls, number: int) -> Future:
        """The future of the company of a number."""
        laws: Laws = company(number)[1]
        _orders, lines = files.sold(laws, sales.people(laws))
        after = lines[lines.day >= laws.days]
        return cls(
            after.assign(day=after.day - laws.days + 1), frozenset(lines.customer_id[lines.day < laws.days])
        )

    def until(self, day: dt.date) -> float:
        """The sales up to a day, returns taken away."""
        return float(self.lines.amount[self.lines.day <= (day - AS_OF).days].sum())

    def of_known(self, days: float, discount: float) -> float:
        """What the customers known on the last day of the files bought in so many days, at its value of that day."""
        mine = self.lines[self.lines.customer_id.isin(self.known) & (self.lines.day <= days)]
        return float((mine.amount * (1 + discount) ** (-mine.day / 365)).sum())


def _end(results: Mapping[str, Number]) -> dt.date:
    """The last day that the forecast speaks of, as its label says it: "… hasta el 30 jun 2027"."""
    months = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
    day, month, year = results["company.forecast.next_amount"]["label"].replace("\xa0", " ").split()[-3:]
    return dt.date(int(year), 1 + months.index(month[:3]), int(day))


YEAR = dt.date(2027, 6, 30)
FUTURES: dict[str, Callable[[Future, Mapping[str, Number]], float]] = {
    "company.forecast.next_amount": lambda future, results: future.until(_end(results)),
    "company.goals.goal_expected": lambda future, _results: future.until(YEAR),
    "loyalty.plan.plan_expected": lambda future, _results: future.until(YEAR),
    "loyalty.value.equity": lambda future, results: future.of_known(
        results["loyalty.value.horizon"]["value"], results["loyalty.value.discount_rate"]["value"]
    ),
}
