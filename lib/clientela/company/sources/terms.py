"""The words of the five sources of what customers expect."""

from __future__ import annotations

from clientela.present.language import N_
from clientela.present.terms import Term

TERMS: dict[str, Term] = {
    "company.sources": Term(N_("Cinco fuentes de lo que espera el cliente")),
    "most_expected": Term(N_("Lo que más se espera")),
    "proud_of": Term(N_("De qué se sienten orgullosos"), "list"),
    "unaware_of": Term(N_("De qué no se enteraron"), "list"),
    "factors_known": Term(N_("Factores que conocen"), "count"),
    "sources_heard": Term(N_("Fuentes que hablaron"), "count"),
    "factors_proud": Term(
        N_("Factores en que los empleados creen dar más de lo que el cliente recibe"), "count"
    ),
    "factors_unaware": Term(N_("Factores en que los empleados no saben cuánto se espera"), "count"),
    "believed_by": Term(N_("Lo que creen que se espera, menos lo que se espera"), "score"),
    "believed_low": Term(N_("Lo que creen que se espera, al menos"), "score"),
    "believed_high": Term(N_("Lo que creen que se espera, como mucho"), "score"),
    "believed_word": Term(N_("Creen"), "value"),
    "granted_by": Term(N_("Lo que creen dar, menos lo que se recibe"), "score"),
    "granted_low": Term(N_("Lo que creen dar, al menos"), "score"),
    "granted_high": Term(N_("Lo que creen dar, como mucho"), "score"),
    "granted_word": Term(N_("De lo que se da creen"), "value"),
    "works_here": Term(N_("¿Es de la empresa?")),
    "knows": Term(N_("¿Lo conocen?")),
}
