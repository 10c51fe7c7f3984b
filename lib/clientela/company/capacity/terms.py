"""The words of what the company can serve."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "company.capacity": Term(N_("Lo que se puede atender")),
    "units_seen": Term(N_("Unidades que atienden"), "count"),
    "unit_kind": Term(N_("Cómo espera la gente"), "value"),
    "weeks_seen": Term(N_("Semanas miradas"), "count"),
    "week_start": Term(N_("Semana del"), "date"),
    "arrivals": Term(N_("Llegan"), "count"),
    "cases_done": Term(N_("Se alcanza a atender"), "count"),
    "arrivals_week": Term(N_("Llegan por semana"), "count"),
    "hours_asked": Term(N_("Horas que piden"), "count"),
    "hours_there": Term(N_("Horas que hay"), "count"),
    "occupancy": Term(N_("Ocupación de la gente"), "share"),
    "occupancy_low": Term(N_("Ocupación, desde"), "share"),
    "occupancy_high": Term(N_("Ocupación, hasta"), "share"),
    "service_level": Term(N_("Atendido a tiempo"), "share"),
    "service_low": Term(N_("Atendido a tiempo, desde"), "share"),
    "service_high": Term(N_("Atendido a tiempo, hasta"), "share"),
    "level_model": Term(N_("A tiempo, según la fórmula"), "share"),
    "gave_up": Term(N_("Se cansa de esperar"), "share"),
    "backlog": Term(N_("Casos en espera"), "count"),
    "bottleneck_backlog": Term(N_("Casos en espera en la unidad que no alcanza"), "count"),
    "staff": Term(N_("Personas"), "count"),
    "staff_needed": Term(N_("Personas que harían falta"), "count"),
    "people_short": Term(N_("Personas que faltan para cumplir lo prometido"), "count"),
    "people": Term(N_("Personas"), "count"),
    "people_more": Term(N_("Personas de más o de menos"), "count"),
    "choking_days": Term(N_("Días desde que una unidad no alcanza"), "days"),
    "chokes": Term(N_("No alcanza"), "value"),
    "list_growth": Term(N_("La espera crece por semana"), "count"),
    "list_growth_now": Term(N_("Casos en que crece la espera cada semana"), "ratio"),
    "list_growth_one_more": Term(N_("Casos en que crecería con una persona más"), "ratio"),
    "weeks_to_clear": Term(N_("Semanas para quedar al día"), "ratio"),
    "wait_minutes": Term(N_("Espera media, en minutos"), "ratio"),
    "handling_minutes": Term(N_("Minutos por caso"), "ratio"),
    "shrinkage": Term(N_("Tiempo que se va en pausas y ausencias"), "share"),
    "within_seconds": Term(N_("A tiempo quiere decir, en segundos"), "count"),
    "patience": Term(N_("Minutos que la gente espera antes de irse"), "ratio"),
    "level_off": Term(N_("Corrección de la fórmula a lo contado"), "ratio"),
    "staff_now": Term(N_("Personas hoy"), "count"),
    "hours_person": Term(N_("Horas de una persona por semana"), "ratio"),
    "spread": Term(N_("Varianza de lo que llega"), "ratio"),
    "wait_days": Term(N_("Días para dejarlo hecho"), "count"),
    "hour_of_week": Term(N_("Hora")),
    "branch": Term(N_("Sede"), "value"),
    "role": Term(N_("Cargo")),
    "cases": Term(N_("Casos"), "count"),
    "open_days_mean": Term(N_("Días que dura abierto un caso"), "ratio"),
    "open_counted": Term(N_("Abiertos en promedio, contados"), "ratio"),
    "open_expected": Term(N_("Abiertos según la ley de Little"), "ratio"),
    "still_open": Term(N_("Abiertos hoy"), "count"),
}

VALUES: dict[str, str] = {
    "on_line": N_("en línea"),
    "on_list": N_("en una lista"),
    "chokes": N_("no alcanza"),
}
