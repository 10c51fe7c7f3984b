"""The words of barriers, duties and tools."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "company.barriers": Term(N_("Barreras en la atención")),
    "company.duties": Term(N_("Quién responde de qué")),
    "company.tools": Term(N_("Inventario de tecnología")),
    "barrier": Term(N_("Lo que estorba"), "list"),
    "barrier_times": Term(N_("Veces al mes"), "count"),
    "barrier_harm": Term(N_("Cuánto molesta"), "count"),
    "barrier_effort": Term(N_("Esfuerzo de quitarla"), "count"),
    "barrier_weight": Term(N_("Peso: veces por molestia"), "count"),
    "barrier_step": Term(N_("Qué hacer"), "value"),
    "barrier_owner": Term(N_("Dueño")),
    "barrier_who": Term(N_("Quién y cuándo")),
    "barriers_open": Term(N_("Barreras abiertas"), "count"),
    "barriers_ownerless": Term(N_("Barreras sin dueño"), "count"),
    "barriers_undated": Term(N_("Barreras sin fecha"), "count"),
    "barriers_overdue": Term(N_("Barreras con la fecha vencida"), "count"),
    "barriers_times": Term(N_("Tropiezos de clientes al mes"), "count"),
    "barriers_gone": Term(N_("Barreras eliminadas"), "count"),
    "barriers_times_gone": Term(N_("Tropiezos al mes que ya no ocurren"), "count"),
    "activity": Term(N_("Actividad")),
    "duty_gap": Term(N_("Qué falta"), "value"),
    "duty_answers": Term(N_("Responde")),
    "duty_does": Term(N_("Lo hace")),
    "duties": Term(N_("Actividades repartidas"), "count"),
    "duties_nobody": Term(N_("Actividades de las que nadie responde"), "count"),
    "duties_two": Term(N_("Actividades de las que responden varios"), "count"),
    "duties_undone": Term(N_("Actividades que nadie hace"), "count"),
    "tool": Term(N_("Sistema o equipo")),
    "areas": Term(N_("Áreas que lo usan"), "list"),
    "tool_risks": Term(N_("En qué puede fallar"), "list"),
    "risks_seen": Term(N_("Riesgos"), "count"),
    "tool_decision": Term(N_("Decisión")),
    "decided_on": Term(N_("Para cuándo"), "date"),
    "tools": Term(N_("Sistemas y equipos del inventario"), "count"),
    "tools_at_risk": Term(N_("Sistemas y equipos que pueden fallarle al cliente"), "count"),
    "tools_undecided": Term(N_("De ellos, sin decisión"), "count"),
    "tools_apart": Term(N_("Con datos de clientes y sin conectar con otro"), "count"),
}

VALUES: dict[str, str] = {
    "barrier_now": N_("quítela ya: pesa y es fácil"),
    "barrier_project": N_("proyecto: pesa y es difícil"),
    "barrier_passing": N_("de paso: pesa poco y es fácil"),
    "barrier_leave": N_("después: pesa poco y es difícil"),
    "barrier_unknown": N_("falta contarla o medir el esfuerzo"),
    "duty_nobody": N_("nadie responde"),
    "duty_two": N_("responden varios"),
    "duty_undone": N_("nadie la hace"),
    "duty_whole": N_("completa"),
    "tool_nobody_mends": N_("nadie sabe arreglarlo"),
    "tool_one_mends": N_("una sola persona sabe arreglarlo"),
    "tool_no_backup": N_("sin copia de seguridad probada"),
    "tool_ownerless": N_("sin responsable"),
    "tool_fails": N_("falla cada mes"),
    "tool_hinders": N_("estorba"),
}
