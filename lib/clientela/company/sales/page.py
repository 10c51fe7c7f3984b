"""How the sales look: the two periods side by side, month by month, and what to do about the change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Literal

from clientela.company.drivers.price import cause
from clientela.company.drivers.price_page import price_sentence
from clientela.company.sales.analysis import KEY, SAME, clear, fewer_new, sales
from clientela.engine import findings_of
from clientela.present import Figure, Table, numbers
from clientela.present.figures import AMBER, INK, MUTED, SAND, TEAL, canvas, money_axis, month_axis
from clientela.present.language import _
from clientela.results import Finding, Missing, Result


def sales_table(result: Result, currency: str) -> Table:
    """The last period, beside the year before where there is one: sales, orders, customers, new ones and average purchase."""
    frame, compared = result.frames["windows"], "amount_before" in result.values
    written = frame.assign(
        value_before=[
            _written(v, u, currency) for v, u in zip(frame["value_before"], frame["unit"], strict=True)
        ],
        value_now=[_written(v, u, currency) for v, u in zip(frame["value_now"], frame["unit"], strict=True)],
    )
    days = numbers.count(result.values["window_days"].value)
    if not compared:
        caption = _(
            "Los últimos {days} días. No se comparan con nada: para las mismas estaciones hacen falta dos años completos."
        ).format(days=days)
        return Table(written, caption, "tbl-company-sales", ("figure", "value_now"))
    caption = _("Los últimos {days} días frente a los {days} anteriores.").format(days=days)
    if frame["value_before"].isna().any():
        caption += " " + _("Una raya: la historia no alcanza para saberlo.")
    if not {"orders", "customers"} & set(result.values) and not result.values["identified_share"].value:
        caption += " " + _(
            "De pedidos y de clientes no se dice nada: las ventas no traen número de pedido ni quién compró."
        )
        return Table(written, caption, "tbl-company-sales", ("figure", "value_before", "value_now", "change"))
    if "orders" not in result.values:
        caption += " " + _(
            "De pedidos no se dice nada: en un año traen número y en el otro no, y no se cuentan igual."
        )
    if "customers" not in result.values:
        caption += " " + _(
            "De clientes no se dice nada: en un año se conoce al comprador en más ventas que en el otro."
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
    caption = _(
        "Ventas de cada mes completo; en oscuro, el mes más alto y el último. La línea es la media de los últimos {n} meses."
    ).format(n=numbers.count(min(12, len(months))))
    alt = _("Barras de ventas por mes, de {first} a {last}. El mes más alto es {best}, con {amount}; el último vendió {amount_last}.").format(
        first=numbers.month(months["month"].iloc[0]), last=numbers.month(months["month"].iloc[-1]),
        best=numbers.month(months["month"].iloc[best]), amount=numbers.short_money(months["amount"].iloc[best], currency),
        amount_last=numbers.short_money(months["amount"].iloc[last], currency),
    )  # fmt: skip
    return Figure(drawing, "fig-company-sales", caption, alt)


def sales_advice(result: Result, currency: str) -> str:
    """What to do about the change in sales; nothing when chance alone could have made it."""
    change = result.values.get("change_amount")
    if change is None:
        return _(
            "**Qué hacer.** Nada por este número todavía: sin dos años completos no se sabe si se vende más o si es la estación. Guarde cada mes "
            "el archivo de ventas, y consiga los de antes si existen."
        )
    places = {
        "amount": numbers.short_money(abs(float(change.value or 0)), currency),
        "swing": numbers.short_money((float(change.high or 0) - float(change.low or 0)) / 2, currency),
    }
    if clear(result) == 0:
        return _(
            "**Qué hacer.** Nada por este número: el cambio ({amount}) cabe en el azar de todos los días, que puede moverlo hasta {swing}. "
            "No premie ni culpe a nadie por él."
        ).format(**places)
    part, written = _part(result, currency)
    return _ADVICE[clear(result), part]().format(**places, **written)


def _part(result: Result, currency: str) -> tuple[str, dict[str, str]]:
    """Which part of the sales moved furthest the way they went, and its figures then and now; only of what is known."""
    known = {
        name: (float(result.values[f"{name}_before"].value or 0), float(result.values[name].value or 0))
        for name in ("customers", "frequency", "ticket")
        if name in result.values
    }
    moved = {name: now / before for name, (before, now) in known.items() if now > 0 and before > 0}
    up = clear(result) > 0
    if up and moved.get("customers", 1.0) < 1 - SAME:
        # More sold to fewer people is a growth that hangs on those who are left.
        return "fewer", _pair(known["customers"], numbers.count)
    part = (max if up else min)(moved, key=lambda name: moved[name])
    write: dict[str, Callable[[float], str]] = {
        "customers": numbers.count,
        "frequency": numbers.decimal,
        "ticket": partial(numbers.short_money, currency=currency),
    }
    return part, _pair(known[part], write[part])


def _pair(figures: tuple[float, float], written: Callable[[float], str]) -> dict[str, str]:
    return {"before": written(figures[0]), "now": written(figures[1])}


# By direction of sales, and the part that moved furthest that way.
_ADVICE = {
    (1, "fewer"): lambda: _(
        "**Qué hacer.** Los {amount} de más los ponen menos clientes: {now}, antes {before}. Si uno se va, ahora pesa más. Dé a los mayores un "
        "responsable que los visite cada mes, y pregunte a diez de los que ya no compran por qué."
    ),
    (1, "customers"): lambda: _(
        "**Qué hacer.** Los {amount} de más vienen con más clientes: {now}, antes {before}. Compruebe que hay gente y existencias para "
        "atenderlos, y pida la segunda compra a los nuevos."
    ),
    (1, "frequency"): lambda: _(
        "**Qué hacer.** Los {amount} de más vienen con más pedidos por cliente: {now}, antes {before}. Antes de celebrarlo, mire en "
        "«De dónde viene el cambio» si los mismos clientes piden más veces: la media sube también cuando se van los que compran poco."
    ),
    (1, "ticket"): lambda: _(
        "**Qué hacer.** Los {amount} de más vienen de pedidos mayores: {now}, antes {before}. Mire en «De dónde viene el cambio» cuánto es "
        "alza de precios y cuánto son más cosas: si casi todo es precio, cuide a los clientes antes de la próxima alza."
    ),
    (-1, "customers"): lambda: _(
        "**Qué hacer.** Faltan {amount} y compran {now} clientes; antes, {before}. Pregunte esta semana por qué a diez de los que ya no "
        "vienen, y no pida más esfuerzo hasta saberlo."
    ),
    (-1, "frequency"): lambda: _(
        "**Qué hacer.** Faltan {amount} y cada cliente pide {now} veces; antes, {before}. Fije con cada vendedor la fecha del próximo pedido de "
        "sus clientes y llame antes de esa fecha, no después."
    ),
    (-1, "ticket"): lambda: _(
        "**Qué hacer.** Faltan {amount} y cada pedido trae {now}; antes, {before}. Revise descuentos y faltantes del último mes, y ofrezca en "
        "cada pedido una cosa que vaya con lo que ya lleva."
    ),
}


@findings_of(sales, price="price")
def sales_findings(
    result: Result, currency: str, as_of: dt.date, price: Result | Missing | None = None
) -> list[Finding]:
    """The change in sales, when it is more than chance; and how much of it is price, where `price` knows."""
    sign, growth = clear(result), result.values.get("growth")
    if sign == 0 or growth is None:
        return []
    change = result.values["change_amount"]
    near, far = sorted(abs(float(v or 0)) for v in (change.low, change.high))
    stake = abs(float(change.value or 0))
    detail = _DETAILS[sign]().format(
        amount=numbers.short_money(stake, currency), low=numbers.short_money(near, currency), high=numbers.short_money(far, currency),
    )  # fmt: skip
    price = None if isinstance(price, Missing) else price
    if price is not None:
        detail += " " + price_sentence(price, currency)
    kind: Literal["risk", "good_news"] = "risk" if sign < 0 else "good_news"
    return [
        Finding(
            kind, _headline(result, sign, float(growth.value or 0), price), KEY, result.n, stake, near, far,
            owner=_("Gerencia comercial"), due=as_of + dt.timedelta(days=14), detail=detail, stake=_("ventas de un año"),
        )
    ]  # fmt: skip


def _headline(result: Result, sign: int, growth: float, price: Result | None) -> str:
    """More or less sold, by price where growth is that, and to how many."""
    customers, base = (
        result.values[name].value or 0 if name in result.values else 0
        for name in ("customers", "customers_before")
    )
    people = customers / base - 1 if base else 0.0
    wave = "none" if not base else "same" if abs(people) < SAME else "more" if people > 0 else "fewer"
    figures = {"growth": _rounded(abs(growth)), "people": _rounded(abs(people))}
    why = _WHY.get(cause(price)) if price is not None and sign > 0 else None
    if why is not None:
        return _PRICED[wave]().format(why=why(), **figures)
    return _MESSAGES[sign, wave]().format(**figures)


@findings_of(sales)
def newcomers_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """Fewer new customers than before, when it is more than chance: find out why, and what they used to bring."""
    fewer = fewer_new(result)
    if not fewer:
        return []
    values = result.values
    change = values["new_amount_change"]
    now, before = (values[name].value or 0 for name in ("new_customers", "new_customers_before"))
    detail = _("Llegaron {now}; en el período anterior, {before} ({change}).").format(
        now=numbers.count(now), before=numbers.count(before), change=numbers.signed_share(now / before - 1)
    )
    finding = Finding(
        "action", _("Averiguar por qué llegaron {fewer} clientes nuevos menos.").format(fewer=numbers.count(fewer)),
        KEY, change.n, owner=_("Mercadeo"), due=as_of + dt.timedelta(days=30),
    )  # fmt: skip
    if (less := -float(change.value or 0)) <= 0:
        return [replace(finding, detail=detail)]
    low, high = max(0.0, -float(change.high or 0)), -float(change.low or 0)
    detail += " " + _("Los nuevos compraron {less} menos que los de entonces (entre {low} y {high}).").format(
        less=numbers.short_money(less, currency), low=numbers.short_money(low, currency), high=numbers.short_money(high, currency)
    )  # fmt: skip
    return [
        replace(
            finding,
            detail=detail,
            amount=less,
            low=low,
            high=high,
            stake=_("lo que compraron de menos los nuevos"),
        )
    ]


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
    (-1, "fewer"): lambda: _("Vendemos {growth} menos, y a {people} menos clientes."),
}
# Growth that prices made, by what became of the customers.
_PRICED = {
    "none": lambda: _("Vendemos {growth} más, {why}."),
    "same": lambda: _("Vendemos {growth} más, {why}, a casi tantos clientes como antes."),
    "more": lambda: _("Vendemos {growth} más, {why}, y a {people} más clientes."),
    "fewer": lambda: _("Vendemos {growth} más, {why}, y a {people} menos clientes."),
}
_WHY = {
    "price_only": lambda: _("solo por precio"),
    "price_almost": lambda: _("casi todo por precio"),
    "price_most": lambda: _("sobre todo por precio"),
}
# By direction.
_DETAILS = {
    -1: lambda: _("En el último año fueron {amount} menos que en el anterior (entre {low} y {high})."),
    1: lambda: _("En el último año fueron {amount} más que en el anterior (entre {low} y {high})."),
}
