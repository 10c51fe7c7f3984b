"""What the customers are expected to bring, as it stands on the page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import analysis, findings_of, step
from clientela.loyalty.dates import span
from clientela.loyalty.grading import Grading
from clientela.loyalty.value import Days, Terms, Worth, as_day, forecast, summarize, value
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.results import Finding, Missing, Number, Result

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

KEY = "loyalty.value"
TOP = 10
# Beyond this part of what is expected, a tenth of the customers carries the rest.
CONCENTRATED = 0.4


@step()
def terms(horizon_weeks: float, discount_rate: float) -> Terms:
    """How far ahead a customer's worth is reckoned, and what a year's delay takes off."""
    return Terms(horizon_weeks, discount_rate)


@analysis(KEY, terms="terms")
def worth(
    customers: pd.DataFrame,
    customer_days: pd.DataFrame,
    as_of: dt.date,
    grading: Grading | Missing,
    terms: Terms = Terms(),
) -> Worth | Missing:
    """What each customer, and all of them together, are expected to buy within the horizon, at today's value.

    See `value.value`, whose tables this one names for the page; adds the number discount_rate and the table tenths: of
    ten equal parts of the customers, from the most to the least valuable, what each is expected to bring.
    """
    found = value(customers, customer_days, as_of, grading, terms)
    if isinstance(found, Missing):
        return found
    names = {"low": "purchases_low", "high": "purchases_high"}
    frames = dict(found.frames) | {"by_customer": found.frames["by_customer"].rename(columns=names)}
    if "parameters" in frames:
        names = {"value": "parameter_value", "low": "parameter_low", "high": "parameter_high"}
        frames["parameters"] = frames["parameters"].rename(columns=names)
    frames["tenths"] = tenths(frames["by_customer"])
    rate = Number(terms.discount, "share", found.n)
    return replace(found, frames=frames, values={**found.values, "discount_rate": rate})


def tenths(by_customer: pd.DataFrame) -> pd.DataFrame:
    """Ten equal parts of the customers, from the most to the least valuable: tenth, customers, clv, share."""
    import pandas as pd

    worth = np.sort(by_customer.clv.to_numpy(float))[::-1]
    tenth = np.arange(len(worth)) * 10 // max(1, len(worth)) + 1
    table = (
        pd.DataFrame({"tenth": tenth, "clv": worth}).groupby("tenth").clv.agg(["size", "sum"]).reset_index()
    )
    table = table.rename(columns={"size": "customers", "sum": "clv"})
    total = float(worth.sum())
    return table.assign(share=table.clv / total if total else np.nan)


@step(day="dates.before")
def alive(
    customer_days: pd.DataFrame, day: dt.date, grading: Grading | Missing, customers: pd.DataFrame
) -> pd.Series | None:
    """The chance of being a customer still, on an earlier day and from what was known then; None without a trusted model.

    `customers` (the mart) says of what kind each is. Indexed by customer_id.
    """
    if isinstance(grading, Missing) or grading.refused:
        return None
    then = summarize(Days.of(customer_days), as_day(day))
    if "kind" in customers:
        then = then.assign(kind=then.customer_id.map(customers.set_index("customer_id").kind))
    model = grading.refit(then, Days.of(customer_days), as_day(day))
    return None if model.degenerate else forecast(model, then, 1.0).set_index(then.customer_id).p_alive


def worth_table(result: Worth) -> Table:
    """The ten customers of whom most is expected."""
    return Table(
        result.frames["by_customer"].sort_values(["clv", "customer_id"], ascending=[False, True]).head(TOP),
        _("Los diez clientes de los que más se espera en {time}.").format(time=_horizon(result)),
        "tbl-loyalty-value",
        ("customer_id", "p_alive", "expected_purchases", "expected_spend", "clv"),
    )


def plot_worth(result: Worth, currency: str) -> Figure:
    """A tenth of the customers a bar, the most valuable first."""
    table = result.frames["tenths"]
    drawing, axes = figures.canvas(3.2)
    axes.bar(table.tenth, table.clv, color=[figures.TEAL, *[figures.SAND] * (len(table) - 1)], width=0.72)
    for spot, money, part in zip(table.tenth, table.clv, table.share, strict=True):
        if spot == 1 or part >= 0.01:
            text = numbers.share(part, 0)
            axes.text(
                spot,
                money,
                text,
                ha="center",
                va="bottom",
                fontsize=13 if spot == 1 else 11.5,
                weight=600 if spot == 1 else 400,
            )
    axes.set_ylim(0, float(table.clv.max()) * 1.12 or 1.0)
    axes.set_xticks(table.tenth, [numbers.count(spot) for spot in table.tenth], fontsize=12)
    axes.set_xlabel(_("Décimas partes de los clientes, de la que más vale a la que menos"), fontsize=12)
    figures.money_axis(axes.yaxis, currency)
    rate = numbers.share(result.values["discount_rate"].value, 0)
    caption = _("Compras que se esperan en {time}, a valor de hoy con una tasa de {rate} al año.").format(
        time=_horizon(result), rate=rate
    )
    alt = _(
        "De la décima parte de los clientes que más vale se espera {first} de las compras; de la mitad que menos vale, {last}."
    ).format(first=numbers.share(table.share.iloc[0], 0), last=numbers.share(table.share.tail(5).sum(), 0))
    return Figure(drawing, "fig-loyalty-value", caption, alt)


def _horizon(result: Result) -> str:
    return span(result.values["horizon"].value)


def worth_advice(result: Worth, currency: str) -> str:
    """How to share out attention by what is expected, and how far to trust the sum."""
    sum_, top = result.values["equity"], result.values.get("top_share")
    words = {
        "amount": numbers.short_money(sum_.value, currency), "low": numbers.short_money(sum_.low, currency),
        "high": numbers.short_money(sum_.high, currency), "time": _horizon(result), "whole": numbers.short_money(_undiscounted(result), currency),
        "drift": numbers.share(result.values["drift"].value, 0),
        "top": numbers.share(top.value if top else None, 0), "n": numbers.count(max(1, round(result.n / 10))),
    }  # fmt: skip
    if result.naive:
        return _(
            "**Qué hacer.** Cuente con {amount} en {time} (entre {low} y {high}), y no más que eso: "
            "aquí ningún modelo le ganó a suponer que cada uno "
            "sigue a su ritmo. Use el orden de los clientes para repartir la atención, no la cifra de cada uno."
        ).format(**words)
    return _(
        "**Qué hacer.** Dé un responsable con nombre a los {n} que más valen: de ellos se espera {top} de los {amount} (entre {low} y {high}) "
        "que los clientes de hoy comprarían en {time}. Para el presupuesto use el plan de ventas, si lo hay: puede dar otra cifra por los mismos "
        "clientes, porque parte de lo que compró cada grupo el último año, con los precios de hoy. Aquí pesa toda la historia de cada cliente "
        "y se descuenta el tiempo (sin descontar serían {whole}); en el pasado, este total falló cerca de {drift}."
    ).format(**words)


def _undiscounted(result: Worth) -> float:
    """The same purchases at their full price, whenever they come."""
    table = result.frames["by_customer"]
    return float((table.expected_purchases * table.expected_spend).sum())


@findings_of(worth)
def worth_findings(result: Result | Missing, as_of: dt.date) -> list[Finding]:
    """Give the few who carry most of what is expected somebody who looks after them."""
    import datetime as dt

    if isinstance(result, Missing) or "top_share" not in result.values:
        return []
    top = float(result.values["top_share"].value or 0)
    if top < CONCENTRATED:
        return []
    message = _(
        "Dar un responsable {n|al cliente que más vale|a los # clientes que más valen}: de ellos se espera {top} de las compras de {time}."
    ).format(n=numbers.count(max(1, round(result.n / 10))), top=numbers.share(top, 0), time=_horizon(result))
    return [Finding("action", message, KEY, result.n, owner=_("Ventas"), due=as_of + dt.timedelta(days=30))]
