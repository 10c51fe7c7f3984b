"""The words of the follow-up of what is sent and asked."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "database.follow_up": Term(N_("Seguimiento de envíos y encuestas")),
    "mailing": Term(N_("Envío o invitación")),
    "mailed_on": Term(N_("Día del envío"), "date"),
    "sent": Term(N_("Enviados"), "count"),
    "mailings": Term(N_("Envíos e invitaciones"), "count"),
    "arrived_share": Term(N_("Llegó"), "share"),
    "opened_share": Term(N_("Se abrió"), "share"),
    "attended_share": Term(N_("Asistió"), "share"),
    "responded_share": Term(N_("Respondió"), "share"),
    "left_share": Term(N_("Se dio de baja"), "share"),
    "responded_low": Term(N_("Respondió, al menos"), "share"),
    "responded_high": Term(N_("Respondió, como mucho"), "share"),
    "silence_trait": Term(N_("Rasgo"), "value"),
    "silence_group": Term(N_("Quiénes"), "value"),
    "silence_apart": Term(N_("Responden distinto"), "value"),
    "part_of_all": Term(N_("Parte de todos"), "share"),
    "part_of_answers": Term(N_("Parte de quienes responden"), "share"),
    "group_answers": Term(N_("Responden"), "share"),
    "group_answers_low": Term(N_("Responden, al menos"), "share"),
    "group_answers_high": Term(N_("Responden, como mucho"), "share"),
    "mark_plain": Term(N_("Como llegó"), "score"),
    "mark_weighted": Term(N_("Con pesos"), "score"),
    "mark_weighted_low": Term(N_("Con pesos, desde"), "score"),
    "mark_weighted_high": Term(N_("Con pesos, hasta"), "score"),
    "survey_base": Term(N_("Clientes del último año a quienes se pudo preguntar"), "count"),
    "survey_people": Term(N_("De ellos, los que respondieron"), "count"),
    "survey_share": Term(N_("Parte que responde las encuestas"), "share"),
    "survey_effective": Term(N_("Respuestas de igual peso que dirían lo mismo"), "count"),
    "survey_traits_apart": Term(N_("Rasgos en que responden distinto"), "count"),
}

VALUES: dict[str, str] = {
    "silence_other": N_("Los demás"),
    "silence_unknown": N_("No se sabe"),
    "trait_kind": N_("Persona o empresa"),
    "trait_sex": N_("Sexo"),
    "trait_age_band": N_("Edad"),
    "trait_stratum": N_("Estrato"),
    "trait_city": N_("Ciudad"),
}
