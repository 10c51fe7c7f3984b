"""What the marketing money brought: what an experiment proves, what only goes with it, and what nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import analysis
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.rows import rows_of

if TYPE_CHECKING:
    import pandas as pd

KEY = "loyalty.marketing_return"


@analysis(KEY)
def marketing_return(
    expense_months: pd.DataFrame, past: Result | Missing, sources: Result | Missing
) -> Result | Missing:
    """Each expense to win or to keep customers, what it brought and how far that can be believed.

    `expense_months` is the mart, `past` the result of `past_campaigns`, `sources` that of `sources`. A campaign with an experiment: margin
    (sales, where no margin is known) that the treated left beyond the controls, certainly because of it. A source: first year
    of the customers it brought; they may have come anyway (associated). Everything else: not known. Return: what came
    back for each peso, less that peso. Frame returns: purpose, spent_on, expense, brought, return (with limits), evidence.
    Numbers: expense, and the part of it that an experiment has tested (`tested_share`).
    """
    import pandas as pd

    paid = (
        expense_months[expense_months.purpose.isin(["acquire", "retain"])]
        if len(expense_months)
        else expense_months
    )
    if paid.empty:
        return Missing(KEY, Reason.NO_TABLE, ("expenses.period", "expenses.amount", "expenses.purpose"))
    rows = [*_won(paid, sources), *_kept(paid, past)]
    table = pd.DataFrame(rows).sort_values(["purpose", "expense"], ascending=[True, False], kind="stable")
    total, n = float(paid.amount.sum()), int(paid.month.nunique())
    kept = table[table.purpose == "retain"]
    proven = kept.evidence == str(Evidence.EXPERIMENT)
    values = {
        "expense": Number(total, "currency", n),
        "tested_share": Number(float(kept.expense[proven].sum()) / total if total else 0.0, "share", n),
        "kept_yearly": Number(float(kept.expense.sum()) / n * 12, "currency", n),
        "kept_untested_yearly": Number(float(kept.expense[~proven].sum()) / n * 12, "currency", n),
    }
    return Result(KEY, n, values, {"returns": table.reset_index(drop=True)}, Evidence.ASSOCIATED)


def _row(purpose: str, spent_on: str | None, expense: float, evidence: Evidence | None) -> dict[str, object]:
    empty = dict.fromkeys(
        ("brought", "brought_low", "brought_high", "return_on", "return_on_low", "return_on_high"), np.nan
    )
    return {
        "purpose": purpose,
        "spent_on": spent_on,
        "expense": expense,
        **empty,
        "evidence": str(evidence) if evidence else None,
    }


def _came_back(row: dict[str, object], brought: tuple[float, float, float]) -> dict[str, object]:
    """Adds what was brought and the return on it."""
    expense = float(row["expense"])  # type: ignore[arg-type]
    for name, part in zip(("", "_low", "_high"), brought, strict=True):
        row[f"brought{name}"], row[f"return_on{name}"] = part, part / expense - 1 if expense > 0 else np.nan
    return row


def _won(paid: pd.DataFrame, sources: Result | Missing) -> list[dict[str, object]]:
    """Expenses to win, by source: beside the first year of those who came, as many as were paid for."""
    from clientela.loyalty.acquisition.sources import plain

    spent = paid[paid.purpose == "acquire"]
    by_source = spent.groupby(spent.channel.fillna(""))["amount"].sum()
    found = {} if isinstance(sources, Missing) else _first_years(sources.frames["sources"])
    rows = []
    for name, amount in by_source.items():
        year = found.get(plain(name))
        row = _row("acquire", str(name) or None, float(amount), Evidence.ASSOCIATED if year else None)
        rows.append(_came_back(row, (year[0] * amount, year[1] * amount, year[2] * amount)) if year else row)
    return rows


def _first_years(table: pd.DataFrame) -> dict[str, tuple[float, float, float]]:
    """By source, what a peso spent came with: first year of all its customers over what they cost, with limits."""
    from clientela.loyalty.acquisition.sources import plain

    table = table[(table.way == "acquired_by") & table.cost_new.notna() & table.first_year.notna()]
    found = {}
    for name, part in table.groupby("came_from"):
        weight, cost = part.newcomers.to_numpy(dtype=float), float(part.cost_new.iloc[0])
        year = float((weight * part.first_year).sum())
        half = float(np.sqrt(((weight * (part.year_high - part.year_low) / 2) ** 2).sum()))
        scale = weight.sum() * cost
        swing = year / scale * float(part.cost_high.iloc[0] - part.cost_low.iloc[0]) / (2 * cost)
        middle, spread = year / scale, float(np.hypot(half / scale, swing))
        found[plain(name)] = (middle, middle - spread, middle + spread)
    return found


def _kept(paid: pd.DataFrame, past: Result | Missing) -> list[dict[str, object]]:
    """Expenses to keep, by campaign: beside the margin an experiment found, where there was one."""
    spent = paid[paid.purpose == "retain"]
    named = spent[spent.campaign_id.notna()].groupby("campaign_id").amount.sum()
    rows = []
    other = float(spent.amount[spent.campaign_id.isna()].sum())
    if other > 0:
        rows.append(_row("retain", None, other, None))
    known = (
        {}
        if isinstance(past, Missing)
        else {str(row.campaign_id): row for row in rows_of(past.frames["campaigns"])}
    )
    for name, amount in named.items():
        row = known.get(str(name))
        # An experiment on answers says nothing of money.
        tested = (
            row is not None and row.evidence == str(Evidence.EXPERIMENT) and _extra(row)[0] == _extra(row)[0]
        )
        evidence = Evidence.EXPERIMENT if tested else Evidence.ASSOCIATED if row is not None else None
        line = _row("retain", str(row.campaign) if row is not None else str(name), float(amount), evidence)
        rows.append(_came_back(line, _extra(row)) if tested else line)
    return rows


def _extra(row: object) -> tuple[float, float, float]:
    """What the treated left beyond the controls, all of them together."""
    margin = getattr(row, "extra_margin", np.nan)
    names = (
        ("extra_margin", "margin_low", "margin_high")
        if margin == margin
        else ("extra_amount", "extra_low", "extra_high")
    )
    treated = float(getattr(row, "treated", 0))
    one, low, high = (float(getattr(row, name)) * treated for name in names)
    return one, low, high
