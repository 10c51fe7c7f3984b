"""Sales of the last period against the equally long one before it, and month by month."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Literal

from clientela.present import Figure, Table, numbers
from clientela.present.figures import AMBER, INK, MUTED, SAND, TEAL, canvas, money_axis, month_axis
from clientela.present.language import _
from clientela.results import Finding, Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "company.sales"
# Two periods of four weeks: with less, one good weekend decides.
FEWEST_DAYS = 28
FEWEST_ORDERS = 20
# So little more or fewer customers is as many as before.
SAME = 0.02


def sales(windows: pd.DataFrame, months: pd.DataFrame) -> Result | Missing:
    """What the company sold in the last period, and in the equally long one before.

    `windows` and `months` are the marts of the same names. The change carries a band of 95 %: how far it may swing by chance when each
    customer comes and goes on its own. New customers are counted only for a period with history enough before it to tell new from old.

    Returns Missing with less than two periods of four weeks, or fewer than 20 orders in either.
    """
    if windows.empty or windows["amount"].isna().any() or float(windows["orders"].max()) == 0:
        return Missing(KEY, Reason.TOO_FEW_PURCHASES, ("transactions.date", "transactions.amount"))
    now, before = both_periods(windows)
    days = (now["last_day"] - now["first_day"]).days + 1
    if days < FEWEST_DAYS:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, have=2 * days, need=2 * FEWEST_DAYS)
    if min(now["orders"], before["orders"]) < FEWEST_ORDERS:
        few = int(min(now["orders"], before["orders"]))
        return Missing(KEY, Reason.TOO_FEW_PURCHASES, have=few, need=FEWEST_ORDERS)
    values = _two("amount", "currency", now, before) | _two("orders", "count", now, before)
    values |= _two("customers", "count", now, before) | _change(now, before)
    values |= _ticket(now, before) | _new(now, before, days)
    if windows["margin"].notna().all():
        values |= _two("margin", "currency", now, before)
    values["window_days"] = Number(days, "days", 2)
    frames = {"windows": _table(values), "months": _monthly(months)}
    return Result(KEY, int(now["orders"] + before["orders"]), values, frames)


def both_periods(windows: pd.DataFrame) -> tuple[Any, Any]:
    """The rows of the last period and of the one before."""
    now, before = (windows.set_index("period").loc[period] for period in ("now", "before"))
    return now, before


def _two(name: str, unit: str, now: Any, before: Any) -> dict[str, Number]:
    whole = int if unit == "count" else float
    return {
        name: Number(whole(now[name]), unit, int(now["orders"])),  # type: ignore[arg-type]
        f"{name}_before": Number(whole(before[name]), unit, int(before["orders"])),  # type: ignore[arg-type]
    }


def _change(now: Any, before: Any) -> dict[str, Number]:
    change = float(now["amount"] - before["amount"])
    swing = 1.96 * float(now["spread"])
    n = int(now["orders"] + before["orders"])
    values = {"change_amount": Number(change, "currency", n, change - swing, change + swing, 0.95)}
    if (base := float(before["amount"])) > 0:
        values["growth"] = Number(
            change / base, "share", n, (change - swing) / base, (change + swing) / base, 0.95
        )
    return values


def _ticket(now: Any, before: Any) -> dict[str, Number]:
    return {
        "ticket": Number(float(now["amount"] / now["orders"]), "currency", int(now["orders"])),
        "ticket_before": Number(
            float(before["amount"] / before["orders"]), "currency", int(before["orders"])
        ),
    }


def _new(now: Any, before: Any, days: int) -> dict[str, Number]:
    """New customers of the periods that have at least half a period of history before them."""
    found = {}
    for name, row in (("new_customers", now), ("new_customers_before", before)):
        if (row["first_day"] - row["history_from"]).days * 2 >= days:
            found[name] = Number(int(row["new_customers"]), "count", int(row["customers"]))
    return found


def _table(values: dict[str, Number]) -> pd.DataFrame:
    import pandas as pd

    names = ("amount", "margin", "orders", "customers", "new_customers", "ticket")
    rows = []
    for name in names:
        now, before = values.get(name), values.get(f"{name}_before")
        if now is None:
            continue
        base = before.value if before is not None else None
        change = now.value / base - 1 if base and now.value is not None else None
        rows.append((name, now.unit, base, now.value, change))
    return pd.DataFrame(rows, columns=["figure", "unit", "value_before", "value_now", "change"])


def _monthly(months: pd.DataFrame) -> pd.DataFrame:
    """The complete months, with their sales a month and against the same month a year before."""
    import pandas as pd

    whole = months[months["complete"]].sort_values("month")
    earlier = whole.assign(month=whole["month"] + pd.DateOffset(years=1))[["month", "amount"]]
    both = whole.merge(earlier, on="month", how="left", suffixes=("", "_year_before"))
    both["year_change"] = (
        both["amount"] / both["amount_year_before"].where(both["amount_year_before"] > 0) - 1
    )
    return both[["month", "amount", "amount_year_before", "year_change", "orders", "customers"]].reset_index(
        drop=True
    )


def clear(result: Result) -> int:
    """The sign of the change in sales: 1 up, -1 down, 0 when chance alone could have made it."""
    change = result.values["change_amount"]
    if change.low is None or change.high is None:
        return 0
    return 1 if change.low > 0 else -1 if change.high < 0 else 0


def sales_table(result: Result, currency: str) -> Table:
    """The last period beside the one before: sales, orders, customers, new ones and average purchase."""
    frame = result.frames["windows"]
    written = frame.assign(
        value_before=[
            _written(v, u, currency) for v, u in zip(frame["value_before"], frame["unit"], strict=True)
        ],
        value_now=[_written(v, u, currency) for v, u in zip(frame["value_now"], frame["unit"], strict=True)],
    )
    caption = _("Los últimos {days} días frente a los {days} anteriores.").format(
        days=numbers.count(result.values["window_days"].value)
    )
    return Table(written, caption, "tbl-company-sales", ("figure", "value_before", "value_now", "change"))


def _written(value: float | None, unit: str, currency: str) -> Any:
    if numbers.absent(value):
        return None
    return numbers.short_money(value, currency) if unit == "currency" else numbers.count(value)


def plot_sales(result: Result, currency: str) -> Figure:
    """Sales of each complete month as bars, the highest and the last one marked."""
    months = result.frames["months"]
    drawing, axes = canvas()
    best, last = int(months["amount"].argmax()), len(months) - 1
    colours = [TEAL if place in (best, last) else SAND for place in range(len(months))]
    axes.bar(months["month"], months["amount"], width=22, color=colours)
    for place in dict.fromkeys((best, last)):
        row = months.iloc[place]
        axes.annotate(
            numbers.short_money(row["amount"], currency), (row["month"], row["amount"]), xytext=(0, 4),
            textcoords="offset points", ha="center", color=INK, fontsize=10,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
        )  # fmt: skip
    axes.axhline(months["amount"].tail(12).mean(), color=AMBER, linewidth=1, linestyle=(0, (4, 3)))
    axes.annotate(
        _("media"), (1, months["amount"].tail(12).mean()), xycoords=("axes fraction", "data"), xytext=(4, 0),
        textcoords="offset points", va="center", color="#8f5600", fontsize=10, annotation_clip=False,
    )  # fmt: skip
    axes.margins(y=0.14)
    money_axis(axes.yaxis, currency)
    month_axis(axes)
    axes.tick_params(axis="x", colors=MUTED)
    caption = _("Ventas de cada mes completo; la línea es la media de los últimos {n} meses.").format(
        n=numbers.count(min(12, len(months)))
    )
    alt = _("Barras de ventas por mes, de {first} a {last}. El mes más alto es {best}, con {amount}; el último vendió {amount_last}.").format(
        first=numbers.month(months["month"].iloc[0]), last=numbers.month(months["month"].iloc[-1]),
        best=numbers.month(months["month"].iloc[best]), amount=numbers.short_money(months["amount"].iloc[best], currency),
        amount_last=numbers.short_money(months["amount"].iloc[last], currency),
    )  # fmt: skip
    return Figure(drawing, "fig-company-sales", caption, alt)


def sales_advice(result: Result, currency: str) -> str:
    """What to do about the change in sales; nothing when chance alone could have made it."""
    change = result.values["change_amount"]
    places = {
        "amount": numbers.short_money(abs(float(change.value or 0)), currency),
        "swing": numbers.short_money((float(change.high or 0) - float(change.low or 0)) / 2, currency),
    }
    if clear(result) == 0:
        return _(
            "**Qué hacer.** Nada por este número: el cambio ({amount}) cabe en el azar de todos los días, que puede moverlo hasta {swing}. "
            "No premie ni culpe a nadie por él."
        ).format(**places)
    if clear(result) < 0:
        return _(
            "**Qué hacer.** Busque los {amount} que faltan en la sección siguiente antes de pedir más esfuerzo: una caída de clientes, "
            "de pedidos y de compra media se corrigen de tres maneras distintas."
        ).format(**places)
    return _(
        "**Qué hacer.** Averigüe en la sección siguiente de dónde salieron los {amount} de más y asegure eso primero. "
        "Luego revise si la operación da para otro tanto."
    ).format(**places)


def sales_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """The change in sales, when it is more than chance."""
    change, growth = result.values["change_amount"], result.values.get("growth")
    sign = clear(result)
    if sign == 0 or growth is None:
        return []
    near, far = sorted(abs(float(v or 0)) for v in (change.low, change.high))
    customers, base = (result.values[name].value or 0 for name in ("customers", "customers_before"))
    people = customers / base - 1 if base else 0.0
    wave = "none" if not base else "same" if abs(people) < SAME else "more" if people > 0 else "fewer"
    message = _MESSAGES[sign, wave]().format(
        growth=_rounded(abs(float(growth.value or 0))), people=_rounded(abs(people))
    )
    detail = _DETAILS[sign, result.values["window_days"].value == 365]().format(
        days=numbers.count(result.values["window_days"].value),
        amount=numbers.short_money(abs(float(change.value or 0)), currency),
        low=numbers.short_money(near, currency), high=numbers.short_money(far, currency),
    )  # fmt: skip
    kind: Literal["risk", "good_news"] = "risk" if sign < 0 else "good_news"
    due = as_of + dt.timedelta(days=14)
    stake = abs(float(change.value or 0))
    return [Finding(kind, message, KEY, result.n, stake, near, far, _("Gerencia comercial"), due, detail)]


def _rounded(part: float) -> str:
    return numbers.share(part, 0 if part >= 0.1 else 1)


# By direction of sales and of customers; looked up in the language of the moment.
_MESSAGES = {
    (1, "none"): lambda: _("Vendemos {growth} más."),
    (1, "same"): lambda: _("Vendemos {growth} más, a casi tantos clientes como antes."),
    (1, "more"): lambda: _("Vendemos {growth} más, a {people} más clientes."),
    (1, "fewer"): lambda: _("Vendemos {growth} más, pero a {people} menos clientes."),
    (-1, "none"): lambda: _("Vendemos {growth} menos."),
    (-1, "same"): lambda: _("Vendemos {growth} menos, a casi tantos clientes como antes."),
    (-1, "more"): lambda: _("Vendemos {growth} menos, aunque a {people} más clientes."),
    (-1, "fewer"): lambda: _("Vendemos {growth} menos: compran {people} menos clientes."),
}
# By direction, and whether a whole year is compared.
_DETAILS = {
    (-1, True): lambda: _(
        "En el último año fueron {amount} menos que en el anterior (entre {low} y {high})."
    ),
    (1, True): lambda: _("En el último año fueron {amount} más que en el anterior (entre {low} y {high})."),
    (-1, False): lambda: _(
        "En los últimos {days} días fueron {amount} menos que en los {days} anteriores (entre {low} y {high})."
    ),
    (1, False): lambda: _(
        "En los últimos {days} días fueron {amount} más que en los {days} anteriores (entre {low} y {high})."
    ),
}
