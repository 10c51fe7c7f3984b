"""Segments by days since the last purchase, number of purchases and amount: every customer in exactly one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.loyalty.rhythm import rhythm
from clientela.loyalty.value.groups import kind_groups
from clientela.present import Figure, Table, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Evidence, Finding, Missing, Number, Reason, Result
from clientela.segments.bands import bands, cuts_of

if TYPE_CHECKING:
    import pandas as pd

KEY = "segments.rfm"
# In the order a page shows them: from those who keep the company going to those who are gone.
SEGMENTS = (
    "champions", "regulars", "growing", "newcomers", "valuable_cooling", "valuable_lost", "cooling", "once_only", "dormant",
)  # fmt: skip
QUIET = SEGMENTS[4:]
# Below this many customers a fifth of them says nothing.
MIN_CUSTOMERS = 20


def rfm(customers: pd.DataFrame, thresholds: Mapping[str, float] | None = None) -> Result | Missing:
    """Every customer in one of nine segments, with what each segment bought.

    `customers` is the mart; `thresholds` may hold the company's own cuts (see `bands.cuts_of`) and `rfm_quiet_days`. Frames: `customers` (one
    row each, with the three bands) and `segments` (one row each, in the order of SEGMENTS, empty ones too).
    """
    need = 1 if cuts_of(thresholds, "amount") else MIN_CUSTOMERS
    if len(customers) < need:
        add = () if len(customers) else ("transactions.customer_id",)
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, add, have=len(customers), need=need)
    rows = assign(customers, thresholds)
    segments = summarise(rows)
    values = _numbers(rows, segments)
    return Result(KEY, len(rows), values, {"customers": rows, "segments": segments})


def assign(
    customers: pd.DataFrame, thresholds: Mapping[str, float] | None = None, limits: pd.Series | None = None
) -> pd.DataFrame:
    """Each customer's three bands (5 = best) and segment; `limits` are days until quiet known from elsewhere.

    The bands are relative: two fifths of the customers always stand in the two lowest. Whether someone has gone quiet is therefore judged by
    their own rhythm (or by the company's `rfm_quiet_days`), not by their band.
    """
    days = customers["days_since_last"]
    given = cuts_of(thresholds, "days")
    limit = (thresholds or {}).get("rfm_quiet_days")
    rows = customers[
        ["customer_id", "days_since_last", "purchase_days", "amount", "T_days", "last_purchase"]
    ].assign(
        days_band=_bands(customers, -days.astype(float), None if given is None else [-cut for cut in given]),
        purchases_band=_bands(customers, customers["purchase_days"], cuts_of(thresholds, "purchases")),
        amount_band=_bands(customers, customers["amount"], cuts_of(thresholds, "amount")),
        quiet_after=(rhythm(customers).threshold_days if limits is None else limits)
        if limit is None
        else float(limit),
        yearly=_yearly(customers),
    )
    rows = rows.assign(quiet=(days > rows.quiet_after).to_numpy())
    return rows.assign(segment=_segment(rows))


def _bands(customers: pd.DataFrame, values: pd.Series, cuts: list[float] | None) -> Any:
    """A household stands among households, an organisation among organisations, where there are enough of both."""
    if cuts is not None:
        return bands(values, cuts)
    return values.astype(float).groupby(kind_groups(customers)).transform(bands)


def _segment(rows: pd.DataFrame) -> np.ndarray:
    """The first rule that holds; the last catches the rest, so that nobody stands in two or in none."""
    once = rows.purchase_days == 1
    # Up to twice the usual wait a call can still meet somebody who remembers the last purchase.
    lately = rows.days_since_last <= 2 * rows.quiet_after
    rules = {
        "newcomers": ~rows.quiet & once,
        "champions": ~rows.quiet
        & (rows.days_band >= 3)
        & (rows.purchases_band >= 4)
        & (rows.amount_band >= 4),
        "regulars": ~rows.quiet & (rows.purchases_band >= 3),
        "growing": ~rows.quiet,
        "valuable_cooling": lately & (rows.amount_band >= 4),
        "once_only": once,
        "valuable_lost": ~lately & (rows.amount_band >= 4),
        "cooling": lately,
    }
    return np.select([rule.to_numpy() for rule in rules.values()], list(rules), default="dormant")


def _yearly(customers: pd.DataFrame) -> pd.Series:
    """What each customer bought per year; those of less than a year count with what they bought, no more."""
    return (customers["amount"] * 365 / customers["T_days"].clip(lower=365)).clip(lower=0)


def summarise(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a segment: customers, sales and their parts, the typical days since the last purchase."""
    groups = rows.groupby("segment")
    frame = groups.agg(
        customers=("customer_id", "size"), amount=("amount", "sum"), days_since_last=("days_since_last", "median"),
        purchase_days=("purchase_days", "median"), yearly=("yearly", "sum"),
    ).reindex(SEGMENTS)  # fmt: skip
    frame = frame.fillna({"customers": 0, "amount": 0.0, "yearly": 0.0}).astype({"customers": "int64"})
    total = frame.amount.sum()
    share = frame.amount / total if total > 0 else frame.amount * np.nan
    frame = frame.assign(share_customers=frame.customers / frame.customers.sum(), share_amount=share)
    return frame.rename_axis("segment").reset_index()


def _numbers(rows: pd.DataFrame, segments: pd.DataFrame) -> dict[str, Number]:
    n = len(rows)
    table = segments.set_index("segment")
    found = {f"{name}_customers": Number(int(table.customers[name]), "count", n) for name in SEGMENTS}
    found["champions_share_amount"] = Number(float(table.share_amount["champions"]), "share", n)
    found["quiet_share"] = Number(float(rows.quiet.mean()), "share", n)
    found["valuable_cooling_yearly"] = Number(float(table.yearly["valuable_cooling"]), "currency", n)
    return found


def rfm_table(result: Result) -> Table:
    """The nine segments with their customers and sales."""
    return Table(
        result.frames["segments"],
        caption=_(
            "Los segmentos: cada cliente está en uno y solo en uno; los días son los del cliente típico."
        ),
        label="tbl-segments-rfm",
        columns=("segment", "customers", "share_customers", "amount", "share_amount", "days_since_last"),
    )


def plot_rfm(result: Result) -> Figure:
    """Part of the customers and part of the sales of every segment."""
    from clientela.present import figures
    from clientela.segments.bars import paired_bars

    frame: Any = result.frames["segments"]
    frame = frame[frame.customers > 0]
    colours = [figures.AMBER if name in QUIET else figures.TEAL for name in frame.segment]
    drawing = paired_bars(frame, [value(name) for name in frame.segment], colours)
    largest = frame.loc[frame.customers.idxmax()]
    return Figure(
        drawing,
        label="fig-segments-rfm",
        caption=_(
            "Qué parte de los clientes y qué parte de las ventas hay en cada segmento. En ámbar, los que se han callado."
        ),
        alt=_(
            "Barras por segmento. El más numeroso, {segment}: {customers} de los clientes y {amount} de las ventas."
        ).format(
            segment=value(largest.segment),
            customers=numbers.share(largest.share_customers),
            amount=numbers.share(largest.share_amount),
        ),
    )


def rfm_advice(result: Result) -> str:
    """What to do with the segments, given how many stand in each."""
    counts = result.frames["segments"].set_index("segment").customers
    if counts["valuable_cooling"]:
        return _(
            "**Qué hacer.** Empiece por los {cooling} valiosos que se enfrían: ya demostraron que compran, y hace poco que se callaron. A quién "
            "llamar, y en qué orden, lo dice la lista del capítulo 5; no haga otra. Después, cuide a los {champions} campeones antes de que haga "
            "falta rescatarlos."
        ).format(
            cooling=numbers.count(counts["valuable_cooling"]), champions=numbers.count(counts["champions"])
        )
    return _(
        "**Qué hacer.** Ningún cliente valioso se ha callado. Dedique el esfuerzo a que los {champions} campeones sigan así y a que los "
        "{newcomers} de primera compra vuelvan."
    ).format(champions=numbers.count(counts["champions"]), newcomers=numbers.count(counts["newcomers"]))


def rfm_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """Who of the valuable has gone quiet, who carries the sales, whom to win a second time.

    Whom to call is told once, by the list of calls of the loyalty stage.
    """
    table: Any = result.frames["segments"].set_index("segment")
    found = []
    cooling, champions, newcomers = (
        table.loc["valuable_cooling"],
        table.loc["champions"],
        table.loc["newcomers"],
    )
    if cooling.customers:
        message = _(
            "{n} clientes valiosos llevan callados más de lo normal en ellos: compraban {amount} al año."
        )
        found.append(Finding(
            "risk", message.format(n=numbers.count(cooling.customers), amount=numbers.short_money(cooling.yearly, currency)),
            KEY, int(cooling.customers), amount=float(cooling.yearly), owner=_("Ventas"), due=as_of + dt.timedelta(days=14),
            detail=_("A quién llamar, y en qué orden, lo dice la lista del capítulo 5."), evidence=Evidence.MEASURED,
        ))  # fmt: skip
    if champions.customers and champions.share_amount == champions.share_amount:
        message = _("{n} campeones, el {customers} de los clientes, hacen el {amount} de las ventas.")
        found.append(Finding(
            "good_news", message.format(
                n=numbers.count(champions.customers), customers=numbers.share(champions.share_customers, 0),
                amount=numbers.share(champions.share_amount, 0),
            ), KEY, int(champions.customers), owner=_("Ventas"),
        ))  # fmt: skip
    if newcomers.customers:
        message = _("Invite a una segunda compra a los {n} clientes que acaban de hacer la primera.")
        found.append(Finding(
            "action", message.format(n=numbers.count(newcomers.customers)), KEY, int(newcomers.customers),
            owner=_("Mercadeo"), due=as_of + dt.timedelta(days=30),
        ))  # fmt: skip
    return found
