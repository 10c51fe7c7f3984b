"""The units of tables whose rows are measures of different things: money in one row, a part or a number in the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from clientela.present.terms import term

if TYPE_CHECKING:
    import pandas as pd

Rule = Callable[[Any], str]
PAIR = ("with_new", "with_loyal")
APART = ("advantage", "advantage_low", "advantage_high")
# What a row is about, where its name is no number of the report and so has no unit of its own.
FACTORS = {
    "active_customers": "count", "staying": "share", "orders_each": "ratio", "order_size": "currency", "margin_kept": "share",
}  # fmt: skip
TRAITS = {
    "organisation": "share", "tenure_days": "days", "days_since_last": "days", "purchases_before": "ratio", "amount_before": "currency",
}  # fmt: skip
CEILINGS = {"acquire": "count", "retain": "share"}


def _named(column: str) -> Rule:
    """The unit of the number that a cell names."""
    return lambda row: term(row[column]).unit


def _listed(column: str, units: Mapping[str, str]) -> Rule:
    return lambda row: units.get(row[column], "ratio")


def _said(row: Any) -> str:
    return "currency" if row["in_money"] else "share" if row["claim"] == "bears_rises" else "ratio"


def _said_apart(row: Any) -> str:
    # What customers leave year after year is compared as a change, whatever they leave.
    return "change" if row["claim"] == "grows" else _said(row)


def _work(row: Any) -> str:
    if row["effort"] == "discount":
        return "share"
    return "currency" if row["effort"] == "work" and row["paid"] else "ratio"


RULES: dict[str, tuple[tuple[tuple[str, ...], Rule], ...]] = {
    "company.sales_windows": ((("value_before", "value_now"), _named("figure")),),
    "company.drivers": ((("value_before", "value_now"), _named("driver")),),
    "company.goals": ((("goal", "done", "expected", "expected_low", "expected_high"), _named("measure")),),
    "loyalty.equity_factors": ((("factor_before", "factor_now"), _listed("equity_driver", FACTORS)),),
    "loyalty.campaigns_balance": ((("mean_treated", "mean_control"), _listed("trait", TRAITS)),),
    "loyalty.experiment_balance": ((("mean_treated", "mean_control"), _listed("trait", TRAITS)),),
    "loyalty.balance": ((("ceiling",), _listed("side", CEILINGS)),),
    "loyalty.claims": ((PAIR, _said), (APART, _said_apart)),
    "loyalty.growth": ((PAIR, lambda row: "currency"), (APART, lambda row: "change")),
    "loyalty.ease": (((*PAIR, *APART), _work),),
}


def units(table: str, frame: pd.DataFrame) -> dict[str, list[str]]:
    """The unit of every cell, for the columns of a table that hold several.

    >>> import pandas as pd
    >>> units("company.drivers", pd.DataFrame({"driver": ["customers", "ticket"], "value_now": [9.0, 5.0]}))
    {'value_now': ['count', 'currency']}
    """
    rules = RULES.get(table, ())
    rows = (_with_pay(frame) if table == "loyalty.ease" else frame).to_dict("records") if rules else []
    return {name: [rule(row) for row in rows] for names, rule in rules for name in names if name in frame}


def _with_pay(frame: pd.DataFrame) -> pd.DataFrame:
    """Whether the work is money: without the company's unit costs it is the sum of the counts beside it."""
    rest = frame[~frame["effort"].isin(["work", "discount"])].groupby("kind")["with_new"].sum()
    work = frame[frame["effort"] == "work"].groupby("kind")["with_new"].sum()
    counted = (work - rest).abs() <= 1e-6 * work.abs()
    return frame.assign(paid=~frame["kind"].map(counted).eq(True))


def mixed(units: Iterable[list[str]]) -> list[str]:
    """The units of the first column that changes from row to row, as codes of the column «Unidad»; none where all are alike.

    >>> mixed([["currency", "share"]]), mixed([["count", "count"]])
    (['currency', 'unit_share'], [])
    """
    codes = {"money_short": "currency", "currency": "currency", "count": "count", "score": "unit_ratio"}
    for column in units:
        said = [codes.get(unit, f"unit_{unit}") for unit in column]
        if len(set(said)) > 1:
            return said
    return []
