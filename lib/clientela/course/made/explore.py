"""Figures to move: what a page's script starts from, and what is read where there is no script."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from clientela.course.told.ask import Asked
from clientela.course.told.facts import Absent
from clientela.engine.thresholds import usual
from clientela.present.language import _

Made = tuple[dict[str, str], str]
# Where the figures start, out of the company's own numbers.
WAIT = "v('loyalty.status.threshold_median')"
LEFT = "v('loyalty.status.share_left')"
MARGIN = "v('loyalty.sources.first_year_margin')"
RATE = "v('loyalty.value.discount_rate')"
TREATED = "v('loyalty.campaigns.rate_control') + v('loyalty.campaigns.uplift')"
CONTROL = "v('loyalty.campaigns.rate_control')"
QUIET = "v('segments.rfm.quiet_share')"
# How long customers have been away, by every hundredth of them.
PERCENTS = [place / 100 for place in range(101)]
# Fifths of a company that has no segments yet.
ROUND_CUTS = {
    "days_since_last": [15.0, 45.0, 120.0, 300.0],
    "purchase_days": [1.0, 3.0, 6.0, 12.0],
    "amount": [50_000.0, 150_000.0, 400_000.0, 1_500_000.0],
}


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
        "rate": f"{_first(asked, RATE, usual('discount_rate')):.3f}",
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


def _kano(asked: Asked) -> Made:
    answers = [_("me gusta"), _("así debe ser"), _("me da igual"), _("lo tolero"), _("me molesta")]
    kinds = [
        _("básico"),
        _("esperado"),
        _("encanta"),
        _("indiferente"),
        _("molesta si está"),
        _("contradictorio"),
    ]
    return {
        "word-title": _("Responda las dos preguntas sobre una misma cosa"),
        "word-there": _("Si está"),
        "word-not-there": _("Si no está"),
        "word-kind": _("Para esta persona es"),
        "answers": "|".join(answers),
        "kinds": "|".join(kinds),
    }, _(
        "Una sola pregunta no basta: lo que gusta si está puede ser básico o encantar, según lo que pase cuando falta."
    )


def _rfm(asked: Asked) -> Made:
    line: dict[str, str] = {}
    try:
        frame = asked.facts.table("segments.rfm_customers")
        line = _line(asked, [float(edge) for edge in frame["days_since_last"].quantile(PERCENTS)])
    except Absent:
        cuts = dict(ROUND_CUTS)
    else:
        fifths = [0.2, 0.4, 0.6, 0.8]
        cuts = {name: [float(edge) for edge in frame[name].quantile(fifths)] for name in ROUND_CUTS}
    told = {name.replace("_", "-"): "|".join(f"{edge:.6g}" for edge in edges) for name, edges in cuts.items()}
    return {
        "word-title": _("Mueva un cliente y vea en qué quinto cae")
        if not line
        else _("Mueva un cliente, y después la raya de todos"),
        "word-days": _("Días desde la última compra"),
        "word-purchases": _("Días de compra"),
        "word-amount": _("Ventas"),
        "word-bands": _("Quintos (5 es lo mejor): días, compras, monto"),
        **told,
        **line,
    }, _(
        "Los quintos son relativos: siempre hay un quinto abajo. Quién se quedó callado se juzga por su propio ritmo, no por su quinto."
    )


def _line(asked: Asked, waits: Sequence[float]) -> dict[str, str]:
    """One limit for all customers beside what each one's own rhythm says: a hundred parts of how long they have been away."""
    return {
        "waits": "|".join(f"{edge:.4g}" for edge in waits),
        "quiet": f"{100 * asked.work_out(QUIET):.1f}",
        "word-line": _("La raya: días sin comprar, igual para todos"),
        "word-past": _("Del otro lado de la raya, de cada cien clientes"),
        "word-quiet": _("Callados según su propio ritmo, de cada cien"),
    }


def _duplicates(asked: Asked) -> Made:
    return {
        "word-title": _("Mueva los duplicados y vea qué se cuenta mal"),
        "word-people": _("Clientes de verdad"),
        "word-twice": _("De cada cien, cuántos tienen dos fichas"),
        "word-purchases": _("Compras de cada uno"),
        "word-counted": _("Clientes que se cuentan"),
        "word-mean": _("Compras por cliente que se ven"),
        "word-once": _("Fichas que parecen de una sola compra (de cada cien)"),
    }, _(
        "Un duplicado hace ver más clientes, que compran menos y vuelven menos: parte de los «perdidos» nunca se fue."
    )


def _queue(asked: Asked) -> Made:
    return {
        "kind": "line", "staff": "3", "arrivals": "20", "minutes": "6", "shrinkage": "0", "seconds": "60", "off": "0",
        "word-title": _("¿Y si…? Mueva las cifras"),
        "word-staff": _("Personas"),
        "word-arrivals": _("Llegadas por hora"),
        "word-minutes": _("Minutos por caso"),
        "word-busy": _("Ocupación"),
        "word-wait": _("Espera media, en minutos"),
        "word-level": _("Atendidos en un minuto"),
        "word-never": _("sin fin"),
    }, _("Una fila no crece poco a poco: mientras sobra gente casi no hay espera, y cerca del límite se dispara.")  # fmt: skip


FIGURES: dict[str, Callable[[Asked], Made]] = {
    "rhythm": _rhythm, "cohort": _cohort, "uplift": _uplift, "kano": _kano, "rfm": _rfm, "duplicates": _duplicates, "queue": _queue,
}  # fmt: skip
# The queue is the report's own what-if, with its script.
BLOCKS = {"queue": "what-if"}
