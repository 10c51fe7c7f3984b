"""How the later purchases of the satisfied look, and the scales behind the marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.engine import findings_of
from clientela.loyalty.trust.consequences import KEY, OUTCOMES, consequences
from clientela.present import Figure, figures, numbers
from clientela.present.language import _
from clientela.present.numbers import points
from clientela.present.terms import value
from clientela.results import Evidence, Finding, Missing, Result
from clientela.stats.intervals import Z
from clientela.stats.multiple_testing import discoveries

if TYPE_CHECKING:
    import datetime as dt


def plot_consequences(result: Result) -> Figure:
    """Of those who gave each mark, how many bought in half a year; and what was to be expected of customers like them."""
    curve, outcome = _shown(result)
    drawing, axes = figures.canvas(3.4)
    place = np.arange(len(curve))
    axes.vlines(place, curve.bought_low, curve.bought_high, color=figures.TEAL, linewidth=3, alpha=0.4)
    axes.scatter(place, curve.bought_share, s=70, color=figures.TEAL, zorder=3)
    axes.hlines(curve.expected_share, place - 0.22, place + 0.22, color=figures.AMBER, linewidth=3, zorder=2)
    for spot, row in zip(place, curve.itertuples(), strict=True):
        axes.annotate(
            numbers.share(row.bought_share, 0), (spot, max(row.bought_high, row.expected_share)), xytext=(0, 7),
            textcoords="offset points", ha="center", fontsize=13, weight=600, color=figures.TEAL,
        )  # fmt: skip
    last = curve.iloc[-1]
    axes.annotate(
        _("lo que se\nesperaba"), (place[-1] + 0.24, last.expected_share), xytext=(3, 0), textcoords="offset points",
        va="center", fontsize=11.5, color="#8f5600",
    )  # fmt: skip
    labels = [
        _("nota {mark}\nn: {n}").format(mark=_mark(row), n=numbers.count(row.n)) for row in curve.itertuples()
    ]
    axes.set_xticks(place, labels, fontsize=12)
    axes.set_xlim(-0.5, len(curve) - 0.2)
    low = float(min(curve.bought_low.min(), curve.expected_share.min()))
    axes.set_ylim(max(0.0, low - 0.08), min(1.08, float(curve.bought_high.max()) + 0.06))
    axes.set_yticks([tick for tick in axes.get_yticks() if tick <= 1.0 + 1e-9 and tick >= axes.get_ylim()[0]])
    figures.share_axis(axes.yaxis)
    caption = _(
        "De quienes pusieron cada nota a «{question}», cuántos compraron en los 180 días siguientes (punto; la raya es el intervalo) "
        "y cuántos se esperaban por lo que ya compraban (barra ámbar)."
    ).format(question=value(outcome))
    first = curve.iloc[0]
    alt = _("Con la nota más baja compró {first} y se esperaba {first_expected}; con la más alta, {last} y se esperaba {last_expected}.").format(
        first=numbers.share(first.bought_share, 0), first_expected=numbers.share(first.expected_share, 0),
        last=numbers.share(last.bought_share, 0), last_expected=numbers.share(last.expected_share, 0),
    )  # fmt: skip
    return Figure(drawing, "fig-loyalty-consequences", caption, alt)


def _shown(result: Result) -> tuple[Any, str]:
    """The curve of satisfaction, else of the first outcome there is."""
    curve = result.frames["curve"]
    outcome = next(name for name in OUTCOMES if (curve.outcome == name).any())
    return curve[curve.outcome == outcome].reset_index(drop=True), outcome


def _mark(row: Any) -> str:
    """The mark, or the first and last of some put together."""
    low, high = numbers.count(row.mark_from), numbers.count(row.mark_to)
    return low if low == high else numbers.interval(low, high)


def told(result: Result) -> Any:
    """The first outcome that certainly tells of later purchases, with its slope; None where nothing is certain.

    Of several outcomes asked, one would look certain by chance: all are weighed together (Benjamini & Hochberg 1995).
    """
    from scipy.stats import norm

    slopes = [(name, result.values[f"{name}_slope"]) for name in OUTCOMES if f"{name}_slope" in result.values]
    sizes = [abs(one.value) / max((one.high - one.low) / (2 * Z), 1e-12) for _name, one in slopes]  # type: ignore[arg-type, operator]
    sure = discoveries([2 * float(norm.sf(size)) for size in sizes])
    return next(
        (
            (name, one)
            for (name, one), is_sure in zip(slopes, sure, strict=True)
            if is_sure and (one.low or 0) > 0
        ),
        None,
    )


def consequences_advice(result: Result) -> str:
    """Use the mark as an alarm where it tells of the purchases to come; else do not."""
    sure = told(result)
    if sure is None:
        return _(
            "**Qué hacer.** Entre clientes parecidos, la nota no anuncia quién comprará: lo que se ve a simple vista es lo que ya compraban. "
            "Pregunte por otras cosas, o más cerca de la compra."
        )
    name, slope = sure
    return _(
        "**Qué hacer.** Trate una nota baja como una alarma: entre clientes parecidos, por cada punto menos en «{question}» dejan de "
        "comprar {points} de cada cien más en medio año (entre {low} y {high}). Van juntos; no prueba que la nota sea la causa. "
        "Para saber si llamar sirve, Servicio "
        "llama este mes a la mitad de los descontentos, escogida por sorteo."
    ).format(
        question=value(name), points=numbers.decimal(float(slope.value) * 100, 1),
        low=numbers.decimal(float(slope.low) * 100, 1), high=numbers.decimal(float(slope.high) * 100, 1),
    )  # fmt: skip


@findings_of(consequences)
def consequences_findings(result: Result | Missing, as_of: dt.date) -> list[Finding]:
    """The mark that goes with later purchases; silent where the interval crosses zero."""
    import datetime as dt

    if isinstance(result, Missing) or (sure := told(result)) is None:
        return []
    name, slope = sure
    curve = result.frames["curve"]
    ends = curve[curve.outcome == name]
    low, high = ends.iloc[0], ends.iloc[-1]
    message = _(
        "Avisar al vendedor el mismo día de una nota baja: entre clientes que ya compraban lo mismo, por cada punto menos en «{question}» "
        "no vuelven en medio año {points} de cada cien más (entre {least} y {most})."
    ).format(
        question=value(name), points=numbers.decimal(float(slope.value) * 100, 1),
        least=numbers.decimal(float(slope.low) * 100, 1), most=numbers.decimal(float(slope.high) * 100, 1),
    )  # fmt: skip
    detail = _("Frente a lo esperado: {low} puntos con la nota más baja y {high} con la más alta.").format(
        low=points(low.net_share), high=points(high.net_share)
    )
    due = as_of + dt.timedelta(days=30)
    return [
        Finding("action", message, KEY, slope.n, owner=_("Servicio"), due=due, detail=detail, evidence=Evidence.ASSOCIATED)
    ]  # fmt: skip
