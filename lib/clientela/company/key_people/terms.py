"""The words of the key people."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "company.key_people": Term(N_("Lo que se iría con una persona")),
    "half_sales": Term(N_("Personas que llevan la mitad de las ventas con vendedor"), "count"),
    "ten_margin": Term(N_("Parte del margen que dejan las diez cuentas mayores"), "share"),
    "key_margin": Term(N_("De esa parte, la de la persona con más de las diez"), "share"),
    "people_alone": Term(N_("Personas que saben algo que nadie más sabe"), "count"),
    "skills_alone": Term(N_("Cosas que nadie más sabe"), "count"),
    "still_here": Term(N_("Sigue"), "value"),
}

VALUES: dict[str, str] = {
    "person_here": N_("sí"),
    "person_gone": N_("se fue"),
}
