"""The words of the team."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "company.team": Term(N_("Lo que sabe el equipo")),
    "company.sellers": Term(N_("Cuentas que conserva cada vendedor")),
    # Skills
    "level_known": Term(N_("Nota desde la que algo se da por sabido"), "ratio"),
    "training_mean": Term(N_("Horas de formación, en media"), "count"),
    "training_hours": Term(N_("Horas de formación"), "count"),
    "untrained": Term(N_("Sin una hora de formación"), "count"),
    "skills_seen": Term(N_("Habilidades con nota"), "count"),
    "known_by_one": Term(N_("Habilidades que solo sabe una persona"), "count"),
    "known_by_nobody": Term(N_("Habilidades que no sabe nadie"), "count"),
    "gone_with_leavers": Term(N_("Habilidades que se fueron con alguien"), "count"),
    "people_lacking": Term(N_("Personas que faltan"), "count"),
    "tasks_unattended": Term(N_("Tareas que nadie hace solo"), "count"),
    "skill": Term(N_("Habilidad"), "value"),
    "skill_named": Term(N_("Habilidad")),
    "person_left_on": Term(N_("Se fue el"), "date"),
    "people_know": Term(N_("Lo saben"), "count"),
    "only_person": Term(N_("Solo")),
    "best_mark": Term(N_("Mejor nota de hoy"), "ratio"),
    "last_person": Term(N_("Lo sabía y se fue")),
    "level_needed": Term(N_("Nota necesaria"), "ratio"),
    "people_needed": Term(N_("Personas necesarias"), "count"),
    "task": Term(N_("Tarea")),
    "task_left": Term(N_("Lo sabía y se fue")),
    "task_learning": Term(N_("La aprende, y para cuándo")),
    "learners": Term(N_("La aprenden")),
    "ready_on": Term(N_("Sabrán hacerla"), "date"),
    "task_harm": Term(N_("Daño si nadie la hace, de 1 a 3"), "ratio"),
    # Sellers
    "stay_mean": Term(N_("Cuentas que siguen, de todos los vendedores"), "share"),
    "stay_shown": Term(N_("Parte de la distancia a la media que se quita"), "share"),
    "sellers_apart": Term(N_("Vendedores que se apartan más de lo que explica el azar"), "count"),
    "training_link": Term(N_("Horas de formación y cuentas conservadas: correlación"), "ratio"),
    "stay_share": Term(N_("Siguen comprando"), "share"),
    "stay_expected": Term(N_("Cabe esperar"), "share"),
    "stay_text": Term(N_("Cabe esperar, con su intervalo de 95 %")),
    "stay_low": Term(N_("Cabe esperar, al menos"), "share"),
    "stay_high": Term(N_("Cabe esperar, como mucho"), "share"),
    "against_mean": Term(N_("Frente a la media"), "value"),
}

VALUES: dict[str, str] = {
    "skill_product": N_("Producto"),
    "skill_listening": N_("Escucha y trato"),
    "skill_closing": N_("Cierre de ventas"),
    "skill_complaints": N_("Manejo de quejas"),
    "skill_equipment": N_("Equipos y arreglos"),
    "skill_data": N_("Datos y sistemas"),
    "as_all": N_("como todos"),
    "above_all": N_("por encima"),
    "below_all": N_("por debajo"),
}
