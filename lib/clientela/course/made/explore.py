"""Figures to move: what a page's script starts from, and what is read where there is no script."""

from __future__ import annotations

from collections.abc import Callable

from clientela.course.told.ask import Asked
from clientela.course.told.facts import Absent
from clientela.present.language import _

Made = tuple[dict[str, str], str]
# Where the figures start, out of the company's own numbers.
WAIT = "v('loyalty.status.threshold_median')"
LEFT = "v('loyalty.status.share_left')"
MARGIN = "v('loyalty.sources.first_year_margin')"
RATE = "v('loyalty.value.discount_rate')"
TREATED = "v('loyalty.campaigns.rate_control') + v('loyalty.campaigns.uplift')"
CONTROL = "v('loyalty.campaigns.rate_control')"


def names() -> list[str]:
    """The figures that there are."""
    return list(FIGURES)


def block(name: str, asked: Asked) -> Made:
    """The attributes of a figure's block and the text in it. Raises KeyError for a name that is none."""
    about, text = FIGURES[name](asked)
    return {"figure": name, **about}, text


def _first(asked: Asked, expression: str, else_: float) -> float:
    """A number of the company to start from; a round one where it has none."""
    try:
        return asked.work_out(expression)
    except Absent:
        return else_


def _rhythm(asked: Asked) -> Made:
    return {
        "word-title": _("Mueva el ritmo propio y los días de espera"),
        "word-gap": _("Pausa habitual (días)"),
        "word-spread": _("Cuánto varía la pausa"),
        "word-days": _("Días desde la última compra"),
        "word-limit": _("Espera normal más larga"),
        "word-status": _("Hoy está"),
        "word-active": _("activo"),
        "word-late": _("atrasado"),
        "word-inactive": _("inactivo"),
        "limit": f"{_first(asked, WAIT, 90):.0f}",
    }, _(
        "Quien compra cada semana falta al mes; quien compra cada medio año, no: se cuenta con la pausa de cada uno."
    )


def _cohort(asked: Asked) -> Made:
    return {
        "word-title": _("Mueva lo que vuelve y vea cuánto vale un cliente nuevo"),
        "word-stay": _("De cada cien, siguen al año siguiente"),
        "word-spend": _("Margen de cada uno al año"),
        "word-rate": _("Tasa de descuento"),
        "word-value": _("Vale hoy, por cliente"),
        "word-years": _("Años que dura, en promedio"),
        "stay": f"{1 - _first(asked, LEFT, 0.3):.3f}",
        "spend": f"{_first(asked, MARGIN, 100):.0f}",
        "rate": f"{_first(asked, RATE, 0.12):.3f}",
    }, _(
        "Un punto más de retención pesa más cuando ya es alta: cada año que un cliente sigue trae la ocasión del siguiente."
    )


def _uplift(asked: Asked) -> Made:
    return {
        "word-title": _("Baraje quién quedó sin contactar"),
        "word-seen": _("Diferencia que se vio (puntos)"),
        "word-chance": _("De mil barajadas, tan grandes como esa"),
        "word-shuffle": _("Barajar mil veces"),
        "word-treated": _("Contactados"),
        "word-control": _("Sin contactar"),
        "word-bought": _("Compran, contactados (de cada cien)"),
        "word-bought-control": _("Compran, sin contactar (de cada cien)"),
        "bought": f"{100 * _first(asked, TREATED, 0.5):.1f}",
        "bought-control": f"{100 * _first(asked, CONTROL, 0.44):.1f}",
    }, _(
        "Si se reparten otra vez los mismos clientes al azar, también salen diferencias: la de la campaña cuenta cuando el azar casi nunca la iguala."
    )


FIGURES: dict[str, Callable[[Asked], Made]] = {"rhythm": _rhythm, "cohort": _cohort, "uplift": _uplift}
