"""The words of the status, its rules and its months."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "loyalty.flows": Term(N_("Llegadas y salidas por mes")),
    "loyalty.rules": Term(N_("Reglas para decir quién está activo")),
    "loyalty.status": Term(N_("Clientes activos e inactivos")),
    # Status
    "status": Term(N_("Estado"), "value"),
    "active": Term(N_("Clientes activos"), "count"),
    "inactive": Term(N_("Clientes inactivos"), "count"),
    "potential": Term(N_("Clientes potenciales"), "count"),
    "active_before": Term(N_("Activos antes"), "count"),
    "left_before": Term(N_("Se callaron antes"), "count"),
    "left": Term(N_("Dejaron pasar su espera normal"), "count"),
    "closed_days": Term(N_("Días desde los que casi no llega nadie nuevo"), "days"),
    "came_lately": Term(N_("Llegaron en la segunda mitad de la historia"), "count"),
    "recovered": Term(N_("Volvieron"), "count"),
    "new": Term(N_("Nuevos"), "count"),
    "new_active": Term(N_("Nuevos activos"), "count"),
    "share_active": Term(N_("Parte de activos"), "share"),
    "share_active_before": Term(N_("Parte de activos antes"), "share"),
    "left_amount": Term(N_("Lo que compraban los que se callaron"), "money_short"),
    "seller_id": Term(N_("Vendedor")),
    "share_left": Term(N_("Parte que se calló"), "share"),
    "threshold_median": Term(N_("Espera normal más larga, mediana"), "days"),
    "threshold_days": Term(N_("Espera normal más larga (días)"), "days"),
    "window_days": Term(N_("Días comparados"), "days"),
    "kind": Term(N_("Persona o empresa"), "value"),
    "repeaters": Term(N_("Clientes que repitieron"), "count"),
    "long_gap": Term(N_("Pausa larga (días)"), "days"),
    # Rules
    "rule": Term(N_("Regla"), "value"),
    "said_active": Term(N_("Dijo activo"), "count"),
    "said_inactive": Term(N_("Dijo inactivo"), "count"),
    "misses": Term(N_("De los que dio por activos, no volvió"), "share"),
    "false_alarms": Term(N_("De los que dio por inactivos, compró después"), "share"),
    "errors": Term(N_("Errores en total"), "share"),
    "errors_own_rhythm": Term(N_("Errores del ritmo propio"), "share"),
    "errors_fixed_days": Term(N_("Errores de los días fijos"), "share"),
    "errors_p_alive": Term(N_("Errores del modelo"), "share"),
    "fixed_days": Term(N_("Días fijos"), "days"),
    "model_apart": Term(N_("Errores de más del ritmo propio frente al modelo (puntos)"), "points"),
    "horizon_days": Term(N_("Días observados después"), "days"),
    # Flows
    "new_month": Term(N_("Nuevos en el último mes"), "count"),
    "recovered_month": Term(N_("Volvieron en el último mes"), "count"),
    "left_month": Term(N_("Se callaron en el último mes"), "count"),
    "falling_months": Term(N_("Meses seguidos de caída"), "count"),
    "move": Term(N_("Movimiento"), "value"),
}

VALUES: dict[str, str] = {
    "active": N_("Activo"),
    "inactive": N_("Inactivo"),
    "potential": N_("Potencial"),
    "own_rhythm": N_("Ritmo propio"),
    "fixed_days": N_("Días fijos"),
    "p_alive": N_("Probabilidad según el modelo"),
    "new": N_("Nuevo"),
    "recovered": N_("Volvió"),
    "left": N_("Se fue"),
}
