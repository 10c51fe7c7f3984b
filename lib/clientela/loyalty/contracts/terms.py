"""The words of contracts."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "loyalty.contracts": Term(N_("Renovación de contratos")),
    "contracts_open": Term(N_("Contratos vigentes"), "count"),
    "renewed_share": Term(N_("Contratos que renuevan"), "share"),
    "contracts_soon": Term(N_("Contratos que vencen en 90 días"), "count"),
    "contracts_urgent": Term(N_("Contratos que vencen en 30 días"), "count"),
    "contracts_value": Term(N_("Valor de los contratos vigentes"), "currency"),
    "contract_value_median": Term(N_("Valor de un contrato, mediana"), "currency"),
    "soon_to_lose": Term(N_("Lo que se perdería de los que vencen pronto"), "currency"),
    "contracts_yearly": Term(N_("Lo que pagan al año los contratos vigentes"), "currency"),
    "contracts_reversed": Term(N_("Contratos que terminan antes de empezar"), "count"),
    "contracts_not_begun": Term(N_("Contratos que aún no empiezan"), "count"),
    "price_known": Term(N_("Se sabe de cuántos meses es el precio (1) o no (0)"), "count"),
    "contract_days": Term(N_("Duración de un período (días)"), "days"),
    "sbg_used": Term(N_("Se usa el modelo por cliente (1) o una sola tasa (0)"), "count"),
    "sbg_alpha": Term(N_("Parámetro alfa de la renovación"), "score"),
    "sbg_beta": Term(N_("Parámetro beta de la renovación"), "score"),
    "renewals": Term(N_("Renovaciones"), "count"),
    "still_there": Term(N_("Sigue"), "share"),
    "still_low": Term(N_("Sigue, al menos"), "share"),
    "still_high": Term(N_("Sigue, como mucho"), "share"),
    "seen": Term(N_("Visto"), "share"),
    "faced": Term(N_("Llegaron a esa renovación"), "count"),
    "chain_id": Term(N_("Primer contrato")),
    "contract_id": Term(N_("Contrato")),
    "contract_start": Term(N_("Empezó"), "date"),
    "contract_end": Term(N_("Vence"), "date"),
    "contract_price": Term(N_("Precio del contrato"), "currency"),
    "renew_chance": Term(N_("Renueva"), "share"),
    "sure_value": Term(N_("Lo que falta de este período"), "money_short"),
    "next_period": Term(N_("El período siguiente"), "money_short"),
    "open_value": Term(N_("Valor en cinco años"), "money_short"),
    "to_lose": Term(N_("Se perdería"), "money_short"),
    "surprise": Term(N_("Error del pronóstico"), "score"),
    "renewals_expected": Term(N_("Renovaciones pronosticadas"), "count"),
    "renewals_seen": Term(N_("Renovaciones que hubo"), "count"),
}

VALUES: dict[str, str] = {
    "sbg": N_("Cada cliente con su propia propensión a irse"),
    "one_rate": N_("Una sola tasa"),
    "recent_rate": N_("La tasa del último año"),
}
