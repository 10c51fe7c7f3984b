"""How much goes into an order: the one thing that sales say of the product where they do not name it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from clientela.calendar.windows import compared
from clientela.engine import analysis, findings_of
from clientela.present import Figure, Table, numbers
from clientela.present.figures import INK, MUTED, SAND, TEAL, canvas, share_axis
from clientela.present.language import _
from clientela.results import Finding, Missing, Number, Reason, Result
from clientela.stats.effects import sense

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

KEY = "product.baskets"
FEWEST_ORDERS = 50
# The bands that are shown: first and last number of units; the most stands for more than that. Who sells by the hundred has other bands.
MOST = 5001
BANDS = ((1, 1), (2, 2), (3, 3), (4, 5), (6, 10), (11, 20), (21, MOST))
WHOLESALE = ((1, 10), (11, 20), (21, 50), (51, 100), (101, 200), (201, 500), (501, MOST))
# In a period nobody looks at more orders than these, one by one.
MOST_LOOKED_AT = 1_500
# What changed between two seasons is not told.
UNTOLD = Number(None, "share", 0)
# Few large orders that make half of the sales are worth a rule of their own; at most so many of all orders are few.
HALF, FEW = 0.5, 0.25


@analysis(KEY, sizes="marts.baskets", windows="windows", months="months")
def baskets(
    sizes: pd.DataFrame, windows: pd.DataFrame | None = None, months: pd.DataFrame | None = None
) -> Result | Missing:
    """How many units an order holds, now and in the period before; how many orders hold a single one.

    `sizes` is the mart `baskets`; with the marts `windows` and `months`, what changed is told where both periods are whole years, and so have the
    same seasons. Returns Missing without quantities, or with fewer than 50 orders in either period.

    >>> import pandas as pd
    >>> sizes = pd.DataFrame({"period": ["before", "now", "now"], "units": [1, 1, 4], "orders": [60, 30, 30], "quantity": [60, 30, 120]})
    >>> baskets(sizes.assign(amount=10.0 * sizes["quantity"])).values["single_share"].value
    0.5
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
    seasons = windows is None or months is None or compared(windows, months)
    moved = {
        "single_share_before": Number(share_before, "share", n_before),
        "single_change": Number(
            change, "share", n + n_before, float(change - 1.96 * error), float(change + 1.96 * error), 0.95
        ),
    }
    values = {
        "single_share": Number(share, "share", n),
        **(moved if seasons else {}),
        "units_median": Number(
            int(now["units"].iloc[int((now["orders"].cumsum() * 2 >= n).to_numpy().argmax())]), "count", n
        ),
    }
    shown = WHOLESALE if float(values["units_median"].value or 0) >= BANDS[-1][0] else BANDS
    bands = _bands(now, before, shown)
    bands = bands if seasons else bands.assign(share_orders_before=np.nan)
    return Result(KEY, n + n_before, values | _large(bands, shown), {"baskets": bands})


def _large(bands: pd.DataFrame, shown: Sequence[tuple[int, int]]) -> dict[str, Number]:
    """The largest orders that make half of the sales, in whole bands; nothing where they are more than a few."""
    gathered = bands["share_amount"][::-1].cumsum()[::-1]
    found = np.flatnonzero(gathered >= HALF)
    # The first band is every order; without any amount there is none.
    first = int(found[-1]) if found.size else 0
    large, n = bands.iloc[first:], int(bands["orders"].sum())
    if not first or large["share_orders"].sum() > FEW or large["orders"].sum() > MOST_LOOKED_AT:
        return {}
    return {
        "large_units": Number(shown[first][0], "count", n),
        "large_orders": Number(int(large["orders"].sum()), "count", n),
        "large_share": Number(float(large["share_orders"].sum()), "share", n),
        "large_amount": Number(float(large["share_amount"].sum()), "share", n),
    }


def _bands(now: pd.DataFrame, before: pd.DataFrame, shown: Sequence[tuple[int, int]]) -> pd.DataFrame:
    import pandas as pd

    rows, whole = [], float(now["amount"].astype(float).sum())
    for first, last in shown:
        inside, earlier = (part[part["units"].between(first, last)] for part in (now, before))
        orders, amount = int(inside["orders"].sum()), float(inside["amount"].astype(float).sum())
        rows.append((
            str(first) if first == last else f"{first}+" if last == MOST else f"{first}–{last}",
            orders, orders / now["orders"].sum(), earlier["orders"].sum() / before["orders"].sum(), amount / orders if orders else None,
            amount / whole if whole else np.nan,
        ))  # fmt: skip
    return pd.DataFrame(
        rows,
        columns=["units_band", "orders", "share_orders", "share_orders_before", "ticket", "share_amount"],
    )


def baskets_table(result: Result) -> Table:
    """Orders by the number of units in them."""
    columns = ("units_band", "orders", "share_orders", "share_orders_before", "ticket_short", "share_amount")
    return Table(
        result.frames["baskets"].rename(columns={"ticket": "ticket_short"}),
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
        "Barras por unidades en el pedido. Con {first}, {single} de los pedidos; con {band}, {share} de las ventas."
    ).format(
        first=frame["units_band"].iloc[0],
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
    change = result.values.get("single_change", UNTOLD)
    places = {
        "share": numbers.share(result.values["single_share"].value, 0),
        "points": numbers.decimal(100 * abs(float(change.value or 0))),
    }
    if sense(change) > 0:
        return _(
            "**Qué hacer.** Los pedidos de una sola unidad subieron {points} puntos y ya son {share}. Pregunte en el mostrador por lo que "
            "suele ir junto, y revise si falta surtido o si el envío se cobra igual por poco que por mucho."
        ).format(**places)
    if sense(change) < 0:
        return _(
            "**Qué hacer.** Los pedidos de una sola unidad bajaron {points} puntos: hoy son {share}. Averigüe qué lo logró y repítalo."
        ).format(**places)
    return _large_advice(result)


def _large_advice(result: Result) -> str:
    if "large_orders" not in result.values and "single_change" not in result.values:
        return _(
            "**Qué hacer.** Nada especial: ningún grupo pequeño de pedidos sostiene las ventas. De si cambiaron no se dice nada: para las mismas "
            "estaciones hacen falta dos años completos."
        )
    if "large_orders" not in result.values:
        return _(
            "**Qué hacer.** Nada especial: ningún grupo pequeño de pedidos sostiene las ventas, y los de una sola unidad no cambiaron de forma clara."
        )
    return _(
        "**Qué hacer.** Cuide los pedidos de {units} unidades o más: son {orders} ({share}) y hacen {amount} de las ventas. Revise cada uno antes de "
        "despacharlo y avise usted al cliente si se va a atrasar."
    ).format(**_large_words(result))


def _large_words(result: Result) -> dict[str, str]:
    values = result.values
    return {
        "units": numbers.count(values["large_units"].value),
        "orders": numbers.count(values["large_orders"].value),
        "share": numbers.share(values["large_share"].value, 0),
        "amount": numbers.share(values["large_amount"].value, 0),
    }


@findings_of(baskets)
def baskets_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """Whether orders of a single unit became more or fewer, and how much the large ones carry."""
    share, change = result.values["single_share"], result.values.get("single_change", UNTOLD)
    due, owner = as_of + dt.timedelta(days=30), _("Ventas")
    places = {
        "share": numbers.share(share.value, 0),
        "points": numbers.decimal(100 * abs(float(change.value or 0))),
    }
    if sense(change) > 0:
        text = _("{share} de los pedidos llevan una sola unidad, {points} puntos más que antes.").format(
            **places
        )
        return [Finding("risk", text, KEY, result.n, owner=owner, due=due)]
    if sense(change) < 0:
        text = _("{share} de los pedidos llevan una sola unidad, {points} puntos menos que antes.").format(
            **places
        )
        return [Finding("good_news", text, KEY, result.n, owner=owner, due=due)]
    if "large_orders" not in result.values:
        return []
    text = _(
        "{orders|Un pedido|# pedidos} de {units} unidades o más ({share}) {orders|hace|hacen} {amount} de las ventas: que ninguno salga mal ni tarde."
    ).format(**_large_words(result))
    return [Finding("action", text, KEY, result.n, owner=owner, due=due)]
