"""The words of departures and returns."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "loyalty.departures": Term(N_("Por qué se van")),
    "loyalty.comebacks": Term(N_("Quién vuelve después de una ausencia")),
    "loyalty.win_back": Term(N_("A quién recuperar")),
    "departed": Term(N_("Clientes que se fueron"), "count"),
    "share_departed": Term(N_("Parte de los clientes que se fue"), "share"),
    "departed_amount": Term(N_("Lo que compraban los que se fueron"), "money_short"),
    "share_silent": Term(N_("Se fueron sin decir nada"), "share"),
    "named_competitor": Term(N_("Nombraron a un competidor"), "count"),
    "departed_new": Term(N_("De los que se fueron, llegaron después de empezar el período"), "count"),
    "departed_active": Term(N_("De los activos al empezar el período, dejaron de serlo"), "count"),
    "departed_days": Term(N_("Días observados"), "days"),
    "departed_said_why": Term(N_("Dijeron por qué se iban"), "count"),
    "departed_named_rival": Term(N_("Solo dijeron a dónde se iban"), "count"),
    "departed_had_complained": Term(N_("Se quejaron y se fueron"), "count"),
    "departed_said_goodbye": Term(N_("Se despidieron sin decir por qué"), "count"),
    "departed_silent": Term(N_("Se fueron en silencio"), "count"),
    "gone_on": Term(N_("Se fue"), "date"),
    "notice": Term(N_("Qué dijo"), "value"),
    "cause": Term(N_("Causa"), "value"),
    "competitor": Term(N_("Competidor")),
    "mend": Term(N_("¿Se puede remediar?"), "value"),
    "leave_after": Term(N_("Aún se irían"), "share"),
    # Comebacks
    "absences": Term(N_("Ausencias largas"), "count"),
    "came_again": Term(N_("Ausencias que terminaron en compra"), "count"),
    "absent_back_90": Term(N_("Vuelve en 90 días"), "share"),
    "absent_back_180": Term(N_("Vuelve en 180 días"), "share"),
    "absent_back_365": Term(N_("Vuelve en un año"), "share"),
    "away_median": Term(N_("Días sin comprar de los que volvieron, mediana"), "days"),
    "stay_back": Term(N_("De los que volvieron, compra otra vez en 180 días"), "share"),
    "worth_back": Term(N_("Lo que compran al volver, frente a antes"), "share"),
    "when_bought": Term(N_("Momento"), "value"),
    "purchases_mean": Term(N_("Días de compra, media"), "ratio"),
    "spent_mean": Term(N_("Ventas, media"), "money_short"),
    "spent_median": Term(N_("Ventas, mediana"), "money_short"),
    # Win back
    "absent": Term(N_("Clientes ausentes"), "count"),
    "won_quarter": Term(N_("Ausentes que vuelven en un trimestre"), "share"),
    "win_back_listed": Term(N_("Ausentes en la lista"), "count"),
    "win_back_stake": Term(N_("Compra que se espera sin hacer nada, todos los ausentes"), "currency"),
    "win_back_first": Term(N_("Compra que se espera sin hacer nada, los primeros de la lista"), "currency"),
    "usual_purchase": Term(N_("Su compra habitual"), "money_short"),
    "repeated": Term(N_("Había repetido")),
    "away_from": Term(N_("Días de ausencia, desde"), "days"),
    "away_to": Term(N_("Días de ausencia, hasta"), "days"),
}

VALUES: dict[str, str] = {
    "said_why": N_("Dijo por qué"),
    "named_rival": N_("Solo dijo a dónde iba"),
    "had_complained": N_("Se quejó"),
    "said_goodbye": N_("Se despidió, sin más"),
    "silent": N_("No dijo nada"),
    "other_causes": N_("otras causas"),
    "can_mend": N_("sí"),
    "cause_unknown": N_("no se sabe"),
    "outside": N_("no depende de la empresa"),
    "before_absence": N_("Antes de irse"),
    "after_return": N_("Después de volver"),
}
