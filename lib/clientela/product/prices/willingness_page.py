"""What customers say they would pay: the curves, the prices that follow and what to try."""

from __future__ import annotations

from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.product.prices.willingness import POINTS, ROLES
from clientela.results import Result

COLOURS = dict(zip(ROLES, (figures.STEPS[1], figures.TEAL, figures.MUTED, figures.RED), strict=True))


def plot_willingness(result: Result, currency: str = "") -> Figure | None:
    """At each price, who finds it too cheap, cheap, dear or too dear; the band is where few find it either too."""
    if "price_low" not in result.values:
        return None
    frame = result.frames["curves"]
    drawing, axes = figures.canvas(3.6)
    low, high = (float(result.values[name].value or 0) for name in ("price_low", "price_high"))
    axes.axvspan(low, high, color=figures.TEAL, alpha=0.08, linewidth=0)
    for name in ROLES:
        axes.step(frame.asked_price, frame[name], where="post", color=COLOURS[name], linewidth=2.2)
        middle = frame.iloc[(frame[name] - 0.5).abs().argmin()]
        # Above the curves, where none of them passes; those at the ends lean outwards.
        axes.annotate(
            value(f"role_{name}").replace(" ", "\n"), (middle.asked_price, 1.06), fontsize=12.5, weight=600, color=COLOURS[name],
            ha={"too_cheap": "right", "too_expensive": "left"}.get(name, "center"), linespacing=0.95,
        )  # fmt: skip
    axes.set_ylim(0, 1.28)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    figures.share_axis(axes.yaxis)
    axes.locator_params(axis="x", nbins=4)
    axes.xaxis.set_major_formatter(lambda price, _place: numbers.short_money(price, currency))
    axes.tick_params(labelsize=12.5)
    caption = _(
        "Parte de {n} personas que encuentra cada precio demasiado barato, barato, caro o demasiado caro; en la franja, los precios "
        "que pocos rechazan por una cosa o la otra."
    ).format(n=numbers.count(result.values["price_low"].n))
    alt = _("Los precios que pocos rechazan van de {low} a {high}.").format(
        low=numbers.short_money(low, currency), high=numbers.short_money(high, currency)
    )
    return Figure(drawing, "fig-product-willingness", caption, alt)


def willingness_table(result: Result, currency: str = "") -> Table | None:
    """The four prices, each with its interval."""
    import pandas as pd

    if "price_low" not in result.values:
        return None
    found = {name: result.values[name] for name in POINTS}
    rows = [
        {"price_point": name, "asked_price": one.value, "price_between": _("{low} a {high}").format(
            low=numbers.short_money(one.low, currency), high=numbers.short_money(one.high, currency)), "n": one.n}
        for name, one in found.items()
    ]  # fmt: skip
    aside = numbers.count(result.values["prices_set_aside"].value)
    caption = _(
        "Los precios que salen de las respuestas, con su intervalo del 95 %. Dieron precios en desorden, y no cuentan: {aside}."
    ).format(aside=aside)
    return Table(
        pd.DataFrame(rows),
        caption,
        "tbl-product-willingness",
        ("price_point", "asked_price", "price_between", "n"),
    )


def demand_table(result: Result) -> Table | None:
    """Price by price, who says he would buy, and what a hundred asked would pay."""
    if "demand" not in result.frames:
        return None
    caption = _(
        "Quién dice que compraría a cada precio, lo que pagarían cien personas, y qué tan a menudo ese precio es el que más deja si se "
        "pregunta a otras tantas."
    )
    columns = (
        "asked_price",
        "n",
        "would_buy",
        "would_buy_low",
        "would_buy_high",
        "paid_by_hundred",
        "brings_most",
    )
    return Table(result.frames["demand"], caption, "tbl-product-demand", columns)


def willingness_advice(result: Result, currency: str = "") -> str:
    """Try within the band; what people say is not what they do."""
    low, high = result.values.get("price_low"), result.values.get("price_high")
    if low is None or high is None:
        return _(
            "**Qué hacer.** Pruebe primero en una sede el precio que más dejaría y mire las ventas: decir que se compraría no es comprar."
        )
    return _(
        "**Qué hacer.** Mueva el precio solo entre {low} y {high}, y pruébelo antes en una sede o un canal: decir lo que se pagaría no "
        "es pagarlo. Lo que pasó con las alzas de verdad está en el capítulo 5, en «¿Es cierto lo que se dice de los clientes "
        "leales?»."
    ).format(low=numbers.short_money(low.value, currency), high=numbers.short_money(high.value, currency))
