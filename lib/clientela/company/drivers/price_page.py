"""How the part of prices in the change of sales looks and reads, and what to do about it."""

from __future__ import annotations

import datetime as dt

from clientela.company.drivers.price import cause, price
from clientela.company.drivers.steps import draw_steps, signed_money
from clientela.company.sales.analysis import clear
from clientela.engine import findings_of
from clientela.present import Figure, numbers
from clientela.present.language import _
from clientela.results import Finding, Missing, Result

# Prices that rose by less than this hide nothing.
LEAST_RISE = 0.01


def plot_price(result: Result, currency: str) -> Figure:
    """What prices, quantities and new or gone products added or took, and the change they make together."""
    sizes = [float(result.values[name].value or 0) for name in ("by_price", "by_quantity", "by_products")]
    names = [_("Precio"), _("Cantidad"), _("Productos nuevos y retirados"), _("Cambio total")]
    caption = _(
        "Cuánto del cambio es precio. Precio: lo vendido menos lo que habría costado un año antes. Cantidad: más o menos unidades, "
        "a los precios de entonces; su intervalo de 95 % va de {low} a {high}."
    ).format(**_quantity(result, currency))
    if (without := float(result.values["uncounted"].value or 0)) > 0.0005:
        caption += " " + _(
            "Lo que no trae producto o cantidad ({share} de las ventas) va con los productos nuevos y retirados."
        ).format(share=numbers.share(without))
    steps = "; ".join(
        f"{name} {signed_money(size, currency)}"
        for name, size in zip(names, [*sizes, sum(sizes)], strict=True)
    )
    alt = _("Escalones que suman el cambio en las ventas: {steps}.").format(steps=steps)
    return Figure(draw_steps(names, sizes, currency), "fig-company-price", caption, alt)


def _quantity(result: Result, currency: str) -> dict[str, str]:
    number = result.values["by_quantity"]
    return {"low": signed_money(number.low or 0, currency), "high": signed_money(number.high or 0, currency)}


def price_sentence(result: Result, currency: str) -> str:
    """What prices made of the change in sales, and what quantities did."""
    values = result.values
    places = {
        "by_price": numbers.short_money(abs(float(values["by_price"].value or 0)), currency),
        "by_quantity": signed_money(float(values["by_quantity"].value or 0), currency),
        "rise": numbers.share(abs(float(values["price_rise"].value or 0))),
    }
    rise = float(values["price_rise"].value or 0)
    first = (
        _("El precio puso {by_price}: lo mismo cuesta {rise} más que un año antes.")
        if rise >= 0.005
        else _("El precio quitó {by_price}: lo mismo cuesta {rise} menos que un año antes.")
        if rise <= -0.005
        else _("Los precios casi no se movieron.")
    )
    low, high = values["by_quantity"].low or 0.0, values["by_quantity"].high or 0.0
    second = (
        _("En cantidad se vendió más ({by_quantity}).")
        if low > 0
        else _("En cantidad se vendió menos ({by_quantity}).")
        if high < 0
        else _("La cantidad vendida no cambió más que por azar ({by_quantity}).")
    )
    return f"{first} {second}".format(**places)


def price_advice(result: Result, currency: str) -> str:
    """What to do when growth is price, when dearer prices hide a fall, or when cheaper ones eat it."""
    places = {
        "by_price": numbers.short_money(abs(float(result.values["by_price"].value or 0)), currency),
        "change": numbers.short_money(abs(float(result.values["change_amount"].value or 0)), currency),
        "rise": numbers.share(abs(float(result.values["price_rise"].value or 0))),
    }
    return _ADVICE[cause(result)]().format(**places)


# Looked up in the language of the moment.
_ADVICE = {
    "price_only": lambda: _(
        "**Qué hacer.** No cuente con repetirlo: sin el alza de precios no se habría vendido más que antes. Ponga la próxima meta también en "
        "unidades, y pruebe la próxima alza primero en una parte de los productos: mire si compran menos."
    ),
    "price_almost": lambda: _(
        "**Qué hacer.** No cuente con repetirlo: de los {change} de más, {by_price} son alza de precios. Ponga la próxima meta también en "
        "unidades, y pruebe la próxima alza primero en una parte de los productos: mire si compran menos."
    ),
    "price_most": lambda: _(
        "**Qué hacer.** Cuente solo con lo que creció en unidades: de los {change} de más, {by_price} son alza de precios, y otra igual no "
        "está asegurada."
    ),
    "hidden": lambda: _(
        "**Qué hacer.** Mire las unidades y no el total: los precios pusieron {by_price} y aun así se vendió menos. Antes de otra alza, pregunte "
        "a diez clientes que compran menos si fue por el precio."
    ),
    "cheaper": lambda: _(
        "**Qué hacer.** Revise descuentos y lista de precios: lo mismo se vende {rise} más barato que un año antes, y eso quitó {by_price}."
    ),
    "quantity": lambda: _(
        "**Qué hacer.** Por los precios, nada: el cambio viene de cuánto se vende. Mire abajo si son los clientes o los pedidos."
    ),
}


@findings_of(price, sales="sales")
def price_findings(
    result: Result, currency: str, as_of: dt.date, sales: Result | Missing | None = None
) -> list[Finding]:
    """Less is sold, and dearer prices hide it: said where the change in sales says nothing by itself."""
    rise, less = float(result.values["price_rise"].value or 0), result.values["by_quantity"]
    told = isinstance(sales, Result) and clear(sales) != 0
    if told or rise < LEAST_RISE or less.high is None or less.low is None or less.high >= 0:
        return []
    message = _(
        "Las ventas parecen iguales, pero se vende menos: en cantidad, {amount} menos que un año antes, y lo tapan precios {rise} más altos."
    ).format(amount=numbers.short_money(-float(less.value or 0), currency), rise=numbers.share(rise))
    return [
        Finding(
            "risk", message, result.key, less.n, -float(less.value or 0), -less.high, -less.low, owner=_("Gerencia comercial"),
            due=as_of + dt.timedelta(days=14), detail=price_sentence(result, currency),
            stake=_("cantidad a los precios de un año antes, frente al período anterior"),
        )
    ]  # fmt: skip
