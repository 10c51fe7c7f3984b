"""The words of the inside and the outside of the areas."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "company.inside_out": Term(N_("Las áreas, por dentro y por fuera")),
    "areas_joined": Term(N_("Áreas vistas por dentro y por fuera"), "count"),
    "outside_weak": Term(N_("Áreas en las que el cliente echa más de menos"), "count"),
    "weak_both": Term(N_("Áreas flojas por dentro y por fuera"), "count"),
    "inside_text": Term(N_("Puntos de las otras áreas")),
    "tools_used": Term(N_("Sistemas y equipos que usa"), "count"),
    "tools_failing": Term(N_("De ellos, los que pueden fallarle al cliente"), "count"),
    "tools_text": Term(N_("Sistemas y equipos")),
    "outside_factors": Term(N_("De qué responde ante el cliente"), "list"),
    "factors_text": Term(N_("De qué responde")),
    "outside_text": Term(N_("Recibe menos espera")),
    "outside_gap": Term(N_("Lo que se recibe menos lo que se espera"), "ratio"),
    "outside_low": Term(N_("Recibe menos espera, al menos"), "ratio"),
    "outside_high": Term(N_("Recibe menos espera, como mucho"), "ratio"),
    "outside_beside": Term(N_("Al lado de los demás factores"), "ratio"),
    "outside_word": Term(N_("Al lado de lo demás"), "value"),
}

VALUES: dict[str, str] = {
    "outside_above": N_("más cerca"),
    "outside_below": N_("más lejos"),
    "outside_chance": N_("no se distingue"),
}
