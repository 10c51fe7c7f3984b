"""The words of what will come to each unit, and of the contacts that fit."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "error_text": Term(N_("Error medio")),
    "covered_text": Term(N_("Aciertos de la banda de 80 % y de la de 95 %")),
    "arrivals_80": Term(N_("8 de cada 10 veces")),
    "arrivals_95": Term(N_("19 de cada 20")),
    "company.demand": Term(N_("Lo que llegará a cada unidad")),
    "company.room": Term(N_("Contactos que caben en cada semana")),
    # What will come.
    "units_forecast": Term(N_("Unidades con previsión"), "count"),
    "units_with_season": Term(N_("Unidades de las que se conoce la estación"), "count"),
    "arrivals_expected": Term(N_("Se espera que lleguen"), "count"),
    "arrivals_low": Term(N_("80 %: desde"), "count"),
    "arrivals_high": Term(N_("80 %: hasta"), "count"),
    "arrivals_low_95": Term(N_("95 %: desde"), "count"),
    "arrivals_high_95": Term(N_("95 %: hasta"), "count"),
    "demand_error": Term(N_("Error medio de una semana, de lo que llegó"), "share"),
    "rule_error": Term(N_("Error medio de la regla simple"), "share"),
    "season_known": Term(N_("La estación"), "value"),
    # What fits.
    "channel": Term(N_("Canal"), "value"),
    "room": Term(N_("Contactos que caben"), "count"),
    "room_phone": Term(N_("Contactos por teléfono que caben la próxima semana"), "count"),
    "room_email": Term(N_("Contactos por correo que caben la próxima semana"), "count"),
    "kept_phone": Term(N_("Probabilidad de cumplir con el cupo por teléfono"), "share"),
    "kept_email": Term(N_("Probabilidad de cumplir con el cupo por correo"), "share"),
    "p_now": Term(N_("Probabilidad de cumplir sin contactar a nadie"), "share"),
    "p_kept": Term(N_("Probabilidad de cumplir con ese cupo"), "share"),
    "p_double": Term(N_("Probabilidad de cumplir con el doble"), "share"),
    "binding": Term(N_("Es la que limita"), "value"),
    "by_contact": Term(N_("Por ese canal se contacta"), "value"),
    "light": Term(N_("Luz"), "value"),
    "weeks_ahead": Term(N_("Semanas por delante"), "count"),
    "weeks_not_now": Term(N_("Semanas en que alguna unidad no cumpliría"), "count"),
    "response": Term(N_("De los contactados, cuántos responden"), "share"),
    "hours_more": Term(N_("Horas que pide otra lista igual"), "count"),
    "cost_more": Term(N_("Lo que cuestan esas horas"), "money_short"),
    "cost_person": Term(N_("Una persona más, por semana"), "money_short"),
}

VALUES: dict[str, str] = {
    "light_green": N_("verde"),
    "light_amber": N_("amarilla"),
    "light_red": N_("roja"),
    "light_unknown": N_("no se sabe todavía"),
    "season_known": N_("conocida"),
    "season_unknown": N_("no se conoce todavía"),
    "week_year_ago": N_("Igual que la misma semana hace un año"),
    "last_weeks": N_("Igual que las últimas cuatro semanas"),
    "phone": N_("teléfono"),
    "email": N_("correo"),
}
