"""How much goes into an order: the one thing that sales say of the product where they do not name it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from clientela.present import Figure, Table, numbers
from clientela.present.figures import INK, MUTED, SAND, TEAL, canvas, share_axis
from clientela.present.language import _
from clientela.results import Finding, Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "product.baskets"
FEWEST_ORDERS = 50
# The bands that are shown: first and last number of units; 51 stands for more than 50.
BANDS = ((1, 1), (2, 2), (3, 3), (4, 5), (6, 10), (11, 20), (21, 51))


def baskets(sizes: pd.DataFrame) -> Result | Missing:
    """How many units an order holds, now and in the period before; how many orders hold a single one.

    `sizes` is the mart `baskets`. Returns Missing without quantities, or with fewer than 50 orders in either period.
    """
    known = sizes.dropna(subset="units")
    if known.empty:
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.quantity",))
    totals = known.groupby("period")["orders"].sum().reindex(["now", "before"], fill_value=0)
    if totals.min() < FEWEST_ORDERS:
        return Missing(KEY, Reason.TOO_FEW_PURCHASES, have=int(totals.min()), need=FEWEST_ORDERS)
    now, before = (known[known["period"] == period].sort_values("units") for period in ("now", "before"))
    n, n_before = int(totals["now"]), int(totals["before"])
    single, single_before = (float(part.loc[part["units"] == 1, "orders"].sum()) for part in (now, before))
    share, share_before = single / n, single_before / n_before
    error = np.sqrt(share * (1 - share) / n + share_before * (1 - share_before) / n_before)
    change = share - share_before
    values = {
        "single_share": Number(share, "share", n),
        "single_share_before": Number(share_before, "share", n_before),
        "single_change": Number(
            change, "share", n + n_before, float(change - 1.96 * error), float(change + 1.96 * error), 0.95
        ),
        "units_median": Number(
            int(now["units"].iloc[int((now["orders"].cumsum() * 2 >= n).to_numpy().argmax())]), "count", n
        ),
    }
    return Result(KEY, n + n_before, values, {"baskets": _bands(now, before)})


def _bands(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for first, last in BANDS:
        inside, earlier = (part[part["units"].between(first, last)] for part in (now, before))
        orders, amount = int(inside["orders"].sum()), float(inside["amount"].astype(float).sum())
        rows.append((
            str(first) if first == last else f"{first}+" if last > 50 else f"{first}–{last}",
            orders, orders / now["orders"].sum(), earlier["orders"].sum() / before["orders"].sum(), amount / orders if orders else None,
            amount / float(now["amount"].astype(float).sum()),
        ))  # fmt: skip
    return pd.DataFrame(
        rows,
        columns=["units_band", "orders", "share_orders", "share_orders_before", "ticket", "share_amount"],
    )


def baskets_table(result: Result) -> Table:
    """Orders by the number of units in them."""
    columns = ("units_band", "orders", "share_orders", "share_orders_before", "ticket", "share_amount")
    return Table(
        result.frames["baskets"],
        _("Pedidos del último período según cuántas unidades llevan."),
        "tbl-product-baskets",
        columns,
    )


def plot_baskets(result: Result) -> Figure:
    """The share of orders, and of sales, by the number of units in them."""
    frame = result.frames["baskets"]
    places = np.arange(len(frame))
    drawing, axes = canvas(2.9)
    for shift, column, colour in ((-0.2, "share_orders", SAND), (0.2, "share_amount", TEAL)):
        axes.bar(places + shift, frame[column], width=0.38, color=colour)
        for place, part in zip(places, frame[column], strict=True):
            axes.annotate(
                numbers.share(part, 0), (place + shift, part), xytext=(0, 3), textcoords="offset points", ha="center",
                color=INK, fontsize=9,
            )  # fmt: skip
    axes.annotate(_("gris: pedidos"), (0.0, 1.03), xycoords="axes fraction", color=MUTED, fontsize=10)
    axes.annotate(_("verde: ventas"), (0.17, 1.03), xycoords="axes fraction", color=TEAL, fontsize=10)
    axes.set_xticks(places, frame["units_band"])
    axes.set_xlabel(_("Unidades en el pedido"))
    axes.margins(y=0.12)
    share_axis(axes.yaxis)
    top = frame.iloc[int(frame["share_amount"].argmax())]
    alt = _(
        "Barras por unidades en el pedido. Los de una unidad son {single} de los pedidos; los de {band} hacen {share} de las ventas."
    ).format(
        single=numbers.share(frame["share_orders"].iloc[0], 0),
        band=top["units_band"],
        share=numbers.share(top["share_amount"], 0),
    )
    return Figure(
        drawing,
        "fig-product-baskets",
        _("Parte de los pedidos y parte de las ventas según las unidades del pedido."),
        alt,
    )


def baskets_advice(result: Result) -> str:
    """What to do about small orders."""
    change = result.values["single_change"]
    places = {
        "share": numbers.share(result.values["single_share"].value, 0),
        "points": numbers.decimal(100 * abs(float(change.value or 0))),
    }
    if change.low is not None and change.low > 0:
        return _(
            "**Qué hacer.** Los pedidos de una sola unidad subieron {points} puntos y ya son {share}. Pregunte en el mostrador por lo que "
            "suele ir junto, y revise si falta surtido o si el envío se cobra igual por poco que por mucho."
        ).format(**places)
    if change.high is not None and change.high < 0:
        return _(
            "**Qué hacer.** Los pedidos de una sola unidad bajaron {points} puntos: hoy son {share}. Averigüe qué lo logró y repítalo."
        ).format(**places)
    return _(
        "**Qué hacer.** Elija una segunda cosa que ofrecer y ofrézcala a la mitad de quienes llevan una sola (son {share} de los pedidos). "
        "Compare con la otra mitad antes de extenderlo."
    ).format(**places)


def baskets_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """The share of orders with a single unit, and whether it moved."""
    share, change = result.values["single_share"], result.values["single_change"]
    if change.low is not None and change.low > 0:
        kind, text = (
            "risk",
            _("{share} de los pedidos llevan una sola unidad, {points} puntos más que antes."),
        )
    elif change.high is not None and change.high < 0:
        kind, text = (
            "good_news",
            _("{share} de los pedidos llevan una sola unidad, {points} puntos menos que antes."),
        )
    else:
        kind, text = (
            "action",
            _("{share} de los pedidos llevan una sola unidad: ahí hay una segunda venta por ofrecer."),
        )
    message = text.format(
        share=numbers.share(share.value, 0), points=numbers.decimal(100 * abs(float(change.value or 0)))
    )
    due = as_of + dt.timedelta(days=30)
    return [Finding(kind, message, KEY, result.n, owner=_("Ventas"), due=due)]  # type: ignore[arg-type]
