"""The words of the groups by taste."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "segments.tastes": Term(N_("Grupos por gusto")),
    "taste": Term(N_("Lo que compra"), "list"),
    "taste_said": Term(N_("Lo que compra"), "said"),
    "served_by": Term(N_("Canal más suyo que de los demás")),
    "served_share": Term(N_("Lo tiene como canal, del grupo"), "share"),
    "served_others": Term(N_("Lo tiene como canal, de los demás"), "share"),
    "served_said": Term(N_("Por dónde pide"), "said"),
    "taste_groups": Term(N_("Gustos que se repiten"), "count"),
    "taste_lasts": Term(N_("Cuánto se repite el gusto de un período al otro (kappa)"), "score"),
    "taste_known": Term(N_("Clientes con gusto conocido"), "share"),
    "taste_served": Term(N_("Gustos con un canal más suyo que de los demás"), "count"),
}
