"""What an analysis gives back: a Result, or Missing; and the Findings that follow from it.

Analyses are plain functions: frames in, a Result out. They know no file, no notebook and no language.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

Unit = Literal["currency", "share", "count", "days", "score", "ratio"]
# ISO 4217's code where no currency is involved: sums are of so many purchases.
NO_CURRENCY = "XXX"
# The number of a result that rests on a sample of the customers: all of them, and as its n those in the sample.
SAMPLED_OF = "sampled_of"


class Evidence(StrEnum):
    """How far a number may be trusted: only an experiment may say "because"."""

    MEASURED = "measured"
    ASSOCIATED = "associated"
    EXPERIMENT = "experiment"


@dataclass(frozen=True)
class Number:
    """One figure with its interval and the number of cases behind it (low and high are None for a census)."""

    value: float | int | None
    unit: Unit
    n: int
    low: float | None = None
    high: float | None = None
    level: float | None = None


@dataclass(frozen=True)
class Result:
    """What an analysis found: named numbers and small tables, with n and the kind of evidence.

    `key` is "stage.analysis", for example "loyalty.status". A class of its own only where its fields are read.
    """

    key: str
    n: int
    values: Mapping[str, Number] = field(default_factory=dict)
    frames: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    evidence: Evidence = Evidence.MEASURED

    def numbers(self) -> Mapping[str, Number]:
        """The figures by name, as they go into results.json under `key`."""
        return self.values

    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The small tables by name; columns carry the names of `present.terms`."""
        return self.frames

    def places(self) -> Mapping[str, dt.date]:
        """The days that stand as places in the words of the figures ("Ventas previstas hasta el {end}"); most have none."""
        return {}


class Reason(StrEnum):
    """Why an analysis has no answer: a closed list, each with its words in `present.terms`."""

    NO_TABLE = "no_table"
    NO_COLUMN = "no_column"
    TOO_FEW_CUSTOMERS = "too_few_customers"
    TOO_FEW_PURCHASES = "too_few_purchases"
    TOO_SHORT_HISTORY = "too_short_history"
    NO_VARIATION = "no_variation"
    NO_FIT = "no_fit"
    FAILED = "failed"
    NOT_ENOUGH = "not_enough"


@dataclass(frozen=True)
class Missing:
    """An answer that the data cannot give yet, and what to add so that they can.

    `add` names tables or columns of the contract ("products.category"), or an amount ("months", 13). `values` are the figures that can be given
    all the same, such as a sum that needs no second period beside it.
    """

    key: str
    reason: Reason
    add: tuple[str, ...] = ()
    have: float | None = None
    need: float | None = None
    values: Mapping[str, Number] = field(default_factory=dict, compare=False)

    def numbers(self) -> Mapping[str, Number]:
        """The figures by name, as they go into results.json under `key`."""
        return self.values

    def beside(self, there: Collection[str]) -> Missing:
        """The same, without asking for what is there: tables and columns that hold something ("transactions.seller_id").

        >>> Missing("loyalty.calls", Reason.NO_COLUMN, ("transactions.seller_id",)).beside({"transactions.seller_id"}).reason
        <Reason.NOT_ENOUGH: 'not_enough'>
        """
        asked = tuple(name for name in self.add if name not in there)
        absent = self.reason in (Reason.NO_TABLE, Reason.NO_COLUMN)
        reason = Reason.NOT_ENOUGH if absent and self.add and not asked else self.reason
        return replace(self, reason=reason, add=asked)


@dataclass(frozen=True)
class Finding:
    """Something to know or to do, in words, with what is at stake and for whom.

    Money in `amount`, `low`, `high`, in the company's currency, and in `stake` what money it is, in a few words ("ventas de un año");
    `due` is a date; `source` the key it rests on.
    """

    kind: Literal["risk", "action", "good_news"]
    message: str
    source: str
    n: int
    amount: float | None = None
    low: float | None = None
    high: float | None = None
    owner: str = ""
    due: dt.date | None = None
    detail: str = ""
    evidence: Evidence = Evidence.MEASURED
    stake: str = ""
