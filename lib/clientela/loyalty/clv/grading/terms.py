"""The words of the grades of a forecast."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    # Grading
    "loyalty.grading": Term(N_("Calificación del pronóstico")),
    "forecast": Term(N_("Pronóstico"), "value"),
    "verdict": Term(N_("Veredicto"), "value"),
    "chosen": Term(N_("Elegido"), "value"),
    "degenerate": Term(N_("Ajuste rechazado")),
    "chosen_money_bias": Term(N_("Error del total en dinero"), "change"),
    "price_level": Term(N_("Lo que una compra deja de más ahora que en toda la historia"), "change"),
    "chosen_drift": Term(N_("Error de los totales en fechas pasadas"), "share"),
    "sampled_of": Term(N_("Clientes de los que se tomó la muestra"), "count"),
    "k": Term(N_("Regularidad de las compras (k)"), "count"),
    "decile": Term(N_("Décima parte"), "count"),
    "predicted": Term(N_("Compras pronosticadas"), "ratio"),
    "actual": Term(N_("Compras que hubo"), "ratio"),
}

_MEASURES: dict[str, Term] = {
    "bias": Term(N_("Error del total"), "change"),
    "rmse": Term(N_("Raíz del error cuadrático medio por cliente"), "ratio"),
    "mae": Term(N_("Error medio por cliente, en compras"), "ratio"),
    "correlation": Term(N_("Correlación"), "score"),
    "capture": Term(N_("Acierto en la mejor décima parte"), "share"),
    "log_likelihood": Term(N_("Log-verosimilitud"), "ratio"),
}
_FORECASTS = (
    "zero",
    "own_rate",
    "segment_mean",
    "bgnbd",
    "mbg_nbd",
    "pareto_nbd",
    "mbg_cnbd_k",
    "mbg_clock",
    "chosen",
)
TERMS |= _MEASURES | {f"{name}_{measure}": term for name in _FORECASTS for measure, term in _MEASURES.items()}

VALUES: dict[str, str] = {
    "zero": N_("Nadie vuelve"),
    "own_rate": N_("Cada uno a su ritmo pasado"),
    "segment_mean": N_("Cada uno al ritmo de su segmento"),
    "bgnbd": N_("Modelo de compras y abandono"),
    "mbg_nbd": N_("Modelo de compras y abandono temprano"),
    "pareto_nbd": N_("Modelo de abandono en cualquier día"),
    "mbg_cnbd_k": N_("Modelo de compras regulares"),
    "mbg_clock": N_("Modelo con la temporada o la caída de todos"),
    "chosen": N_("elegido"),
    "naive": N_("sin modelo"),
    "other": N_("modelo"),
    "refused": N_("no se ajustó"),
}
