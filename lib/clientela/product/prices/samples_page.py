"""How free samples look: how many of the new paid later, how soon, and what to do."""

from __future__ import annotations

from clientela.present import Figure, figures, numbers
from clientela.present.language import _
from clientela.product.prices.samples import LATEST, SOON
from clientela.results import Result


def plot_samples(result: Result) -> Figure:
    """Which part of those who were given a sample has paid for something, day by day."""
    curve = result.frames["curve"]
    curve = curve[curve["days"] <= 2 * LATEST]
    drawing, axes = figures.canvas(2.6)
    axes.fill_between(curve["days"], curve["share_low"], curve["share_high"], step="post", color=figures.LINE)
    axes.step(curve["days"], curve["share"], where="post", color=figures.TEAL)
    axes.axvline(LATEST, color=figures.MUTED, linewidth=0.8, linestyle=":")
    axes.set_xlim(0, 2 * LATEST)
    axes.set_ylim(0, None)
    axes.set_xlabel(_("Días desde la muestra"))
    figures.share_axis(axes.yaxis)
    caption = _(
        "Parte de quienes recibieron una muestra sin haber comprado nunca y ya pagaron algo, con su intervalo de 95 %."
    )
    alt = _("A los {days} días pagó algo {share} de quienes recibieron una muestra.").format(
        days=numbers.count(LATEST), share=numbers.share(result.values["sample_paid"].value)
    )
    return Figure(drawing, "fig-product-samples", caption, alt)


def samples_advice(result: Result) -> str:
    """When to call whoever was given a sample, and how to find out whether it works."""
    soon, paid = (result.values[name] for name in ("sample_paid_soon", "sample_paid"))
    said = _(
        "**Qué hacer.** De {n} personas que recibieron una muestra sin haber comprado, {paid} pagó algo en {days} días (entre {low} y {high})."
    ).format(
        n=numbers.count(result.values["sample_new"].value), paid=numbers.share(paid.value, 0), days=numbers.count(LATEST),
        low=numbers.share(paid.low, 0), high=numbers.share(paid.high, 0),
    )  # fmt: skip
    if float(soon.value or 0) >= 0.5 * float(paid.value or 1):
        said += " " + _(
            "La mitad o más lo hizo en el primer mes: llame antes de que pasen {days} días."
        ).format(days=numbers.count(SOON))
    return f"{said} " + _(
        "Cuántas habrían comprado sin muestra no se sabe: la próxima vez, sortee a quién se le da."
    )
