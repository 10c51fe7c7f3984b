"""Discounts on the page: who gives them, of what, and what to do."""

from __future__ import annotations

import datetime as dt

import numpy as np

from clientela.engine import findings_of
from clientela.present import Figure, Table, numbers
from clientela.present.figures import INK, RED, TEAL, canvas, share_axis
from clientela.present.language import _
from clientela.product.prices.analysis import KEY, prices
from clientela.results import Finding, Result

SHOWN = 14


def plot_prices(result: Result) -> Figure | None:
    """How much more often each seller gives a discount than the others beside him, with its interval; None where nobody can be compared."""
    if result.frames["sellers"].empty:
        return None
    rows = result.frames["sellers"].sort_values("extra_share").tail(SHOWN)
    drawing, axes = canvas(0.9 + 0.26 * len(rows))
    places = np.arange(len(rows))
    colours = [RED if word == "gives_more" else TEAL for word in rows["discount_verdict"]]
    axes.hlines(places, rows["beyond_low"], rows["beyond_high"], color=INK, linewidth=1)
    axes.scatter(rows["extra_share"], places, color=colours, s=34, zorder=3)
    kinds = result.frames["sellers"]["customer_kind"].nunique() > 1
    labels = [
        f"{row.seller_id} · {_kind(row.customer_kind)}" if kinds else str(row.seller_id)
        for row in rows.itertuples()
    ]
    axes.set_yticks(places, labels)
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.grid(visible=False, axis="y")
    share_axis(axes.xaxis)
    caption = _(
        "De cada vendedor, en cuántos pedidos más que los demás descuenta por encima de lo usual del cliente, entre clientes de una misma "
        "clase; la raya es el intervalo de 95 %. "
        "En rojo, lo que no es azar."
    )
    alt = _("Puntos por vendedor alrededor del cero; en rojo, {n}.").format(
        n=numbers.count((rows["discount_verdict"] == "gives_more").sum())
    )
    return Figure(drawing, "fig-product-prices", caption, alt)


def _kind(name: object) -> str:
    from clientela.present.terms import value

    return value(str(name))


def depth_table(result: Result) -> Table | None:
    """What is taken off in each category; None without categories."""
    depth = result.frames["depth"]
    if depth.empty:
        return None
    caption = _("Lo que se descuenta en cada categoría, en toda la historia.")
    return Table(
        depth.head(8),
        caption,
        "tbl-product-depth",
        ("category", "full_price", "discount_amount", "discount_part"),
    )


def prices_advice(result: Result, currency: str) -> str:
    """What to do about whoever gives more; nothing where nobody does, or where it is not known who sold."""
    if result.frames["sellers"].empty:
        return _(
            "**Qué hacer.** Los descuentos se llevan {depth} del precio: {amount} en el último año. Los pedidos no dicen quién los da, o vende "
            "uno solo: si los decide una persona, anótela; si son ofertas o tarjetas, pruebe por sorteo un mes sin ellas con un tercio de los "
            "clientes y mire qué dejan de comprar."
        ).format(
            depth=numbers.share(result.values["discount_depth"].value, 1),
            amount=numbers.short_money(result.values["discount_year"].value, currency),
        )
    more = result.frames["sellers"].query("discount_verdict == 'gives_more'").to_dict("records")
    if not more:
        return _(
            "**Qué hacer.** Nada con ningún vendedor: nadie da descuentos más veces que los demás. Si la empresa descuenta demasiado "
            "({depth} del precio), "
            "la regla es de todos: pruebe por sorteo un mes sin descuento en un tercio de los pedidos."
        ).format(depth=numbers.share(result.values["discount_depth"].value, 1))
    row = more[0]
    return _(
        "**Qué hacer.** Mire con «{seller}» diez pedidos con descuento: quién lo pidió y qué habría pasado sin él. Descuenta más de lo "
        "usual del cliente en {share} de "
        "los pedidos y los demás "
        "en {others}; en un año son {leak} (entre {low} y {high}). Ponga un tope, y que lo que pase de él lo apruebe otra persona."
    ).format(
        seller=row["seller_id"], share=numbers.share(row["discounted_share"], 0), others=numbers.share(row["others_share"], 0),
        leak=numbers.short_money(row["leak"], currency), low=numbers.short_money(row["leak_low"], currency),
        high=numbers.short_money(row["leak_high"], currency),
    )  # fmt: skip


@findings_of(prices)
def prices_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """The seller who gives discounts more often than the others, and what that takes in a year."""
    more = result.frames["sellers"].query("discount_verdict == 'gives_more'").head(1).to_dict("records")
    return [
        Finding(
            "risk",
            _("«{seller}» descuenta por encima de lo usual del cliente en {share} de sus pedidos; los demás, en {others}.").format(
                seller=row["seller_id"], share=numbers.share(row["discounted_share"], 0), others=numbers.share(row["others_share"], 0)
            ),
            KEY, int(row["orders"]), amount=row["leak"], low=row["leak_low"], high=row["leak_high"], owner=str(row["seller_id"]),
            due=as_of + dt.timedelta(days=14), stake=_("descuentos de más en un año"),
        )
        for row in more
    ]  # fmt: skip
