"""The appendix: what was assumed, what became of every row, what more data would give, and where all of it comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from clientela.companies.config import Company
from clientela.marts import Marts
from clientela.present import Table, numbers
from clientela.present.language import N_, _, current
from clientela.present.show import markdown
from clientela.present.tables import escape
from clientela.present.terms import term
from clientela.publish.page.assumed import asked, assumed
from clientela.results import Reason

# The words that a reader may meet, each with one meaning.
GLOSSARY = (
    (N_("Pedido"), N_("Lo que un cliente compra de una vez: su número de pedido o, si no lo hay, cliente, canal y día.")),
    (N_("Día de compra"), N_("Día en que el cliente compró al menos una cosa. Una devolución resta dinero, pero no es una compra.")),
    (N_("Activo"), N_("Quien lleva sin comprar menos de lo que, por su propio ritmo, esperaría 9 de cada 10 veces.")),
    (N_("Inactivo"), N_("Quien ya pasó ese límite. Puede volver: es una probabilidad, no una sentencia.")),
    (N_("Intervalo"), N_(
        "Entre qué valores está lo que medimos, 95 veces de cada 100; en los pronósticos, 80 de cada 100. "
        "Si incluye el cero, no afirmamos nada."
    )),
    (N_("Puntos"), N_("La distancia entre dos porcentajes: del 40 % al 46 % hay 6 puntos, no 6 %.")),
    (N_("Contactable"), N_("Quien tiene un correo o un teléfono que sirve y dio permiso para ese mismo canal.")),
    (N_("NPS"), N_("De cada cien que responden, los que nos recomendarían con 9 o 10 menos los que dan de 0 a 6. Va de −100 a 100.")),
    (N_("Escalera y peldaño"), N_(
        "La escalera de la lealtad va de quien todavía no compra a quien compra y nos trae a otros. "
        "Cada cliente está en el peldaño más alto del que hay pruebas."
    )),
    (N_("Campeones"), N_("Compran a su ritmo y están entre los que más veces compran y más dinero dejan.")),
    (N_("Fieles"), N_("Compran a su ritmo y con frecuencia, sin llegar a campeones.")),
    (N_("Por crecer"), N_("Compran a su ritmo, todavía pocas veces.")),
    (N_("De primera compra"), N_("Compraron un solo día y están a tiempo de volver.")),
    (N_("Valiosos que se enfrían"), N_(
        "Están entre los que más dinero han dejado y pasaron su plazo normal sin comprar, pero no el doble, o no un trimestre si es más."
    )),
    (N_("Valiosos callados"), N_("Están entre los que más dinero han dejado y llevan callados el doble de su plazo normal y más de un trimestre.")),
    (N_("Se enfrían"), N_("Los demás que pasaron su plazo normal, pero no el doble, o no un trimestre si es más.")),
    (N_("De una sola compra"), N_("Compraron un solo día y su plazo normal ya pasó.")),
    (N_("Dormidos"), N_("Los demás que llevan sin comprar el doble de su plazo normal y más de un trimestre.")),
    (N_("Medido, asociado, experimento"), N_(
        "Medido: contado en sus datos. Asociado: dos cosas van juntas, sin saber cuál trae a cuál. "
        "Experimento: se probó con un grupo de control; solo entonces decimos «porque»."
    )),
)  # fmt: skip


def appendix(
    company: Company,
    marts: Marts,
    records: Mapping[str, Mapping[str, Any]],
    provenance: Sequence[str],
    text: str = "",
) -> str:
    """The Markdown of the appendix, in the language in use; of the words those that stand in the report's `text`."""
    parts = [
        f"::: {{.kicker}}\n{_('Anexo · los datos')}\n:::\n\n# {_('De dónde salen estos números')} {{#sec-appendix}}",
        _gain(marts, records),
        _ledger(marts),
        asked(marts.facts.get("questions", []), marts.currency(company.currency)),
        assumed(marts.facts["assumptions"]),
        _glossary(text),
        _provenance(company, provenance),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _gain(marts: Marts, records: Mapping[str, Mapping[str, Any]]) -> str:
    """What each missing table or column would open, the one that opens most first; then what only time or more customers bring."""
    from clientela.database.gain import additions, name_of, opened

    lines, told = [], set()
    for row in additions(marts.there).to_dict("records"):
        answers = {term(key).words for key in opened(marts.there, row["addition"])}
        opens = _("{n|abre una pregunta|abre # preguntas}").format(n=numbers.count(row["questions"]))
        lines.append(
            f"- **{name_of(row['addition'])}** (`{row['addition']}`), {opens}: {', '.join(sorted(answers))}"
        )
        told |= answers
    # More of a table that is not there is that table, which is named above.
    waiting = {words: answers - told for words, answers in sorted(_waiting(records).items())}
    lines += [f"- {_(words)}: {', '.join(sorted(answers))}" for words, answers in waiting.items() if answers]
    return f"## {_('Qué ganaría con más datos')}\n\n" + "\n".join(lines) if lines else ""


# What no column mends: more of the same does.
WAITING = {
    Reason.TOO_SHORT_HISTORY: N_("Con más historia"),
    Reason.TOO_FEW_CUSTOMERS: N_("Con más clientes"),
    Reason.TOO_FEW_PURCHASES: N_("Con más compras"),
}


def _waiting(records: Mapping[str, Mapping[str, Any]]) -> dict[str, set[str]]:
    """The answers that only need more of what there is, by what they need."""
    found: dict[str, set[str]] = {}
    for record in records.values():
        for key, gap in record["missing"].items():
            if words := WAITING.get(gap["reason"]):
                found.setdefault(words, set()).add(term(key).words)
    return found


def _ledger(marts: Marts) -> str:
    frame = marts.ledger
    if frame.empty:
        return ""
    table = Table(
        frame.sort_values(["source", "table_name", "fate", "reason"], na_position="first"),
        _(
            "Qué pasó con cada fila de cada archivo; las filas apartadas están, enteras, en la carpeta privada."
        ),
        "tbl-appendix-ledger",
        columns=["source", "table_name", "fate", "reason", "rows"],
    )
    return f"## {_('Cada fila, con su destino')}\n\n{markdown(table)}"


def _glossary(text: str) -> str:
    met = [f"{_(word)}\n:   {_(meaning)}" for word, meaning in GLOSSARY if _stands(_(word), text)]
    return "\n\n".join([f"## {_('Palabras')}", *met]) if met else ""


def _stands(words: str, text: str) -> bool:
    """Whether a text has a word, or one of several that are explained together, in the singular or the plural.

    >>> _stands("Día de compra", "tres días de compra"), _stands("Escalera y peldaño", "el peldaño"), _stands("NPS", "su nota")
    (True, True, False)
    """
    ways = re.split(r", | y | and ", words)
    found = "|".join(r"\w*\s+".join(map(re.escape, way.split())) for way in ways)
    return re.search(rf"\b(?:{found})", text, re.IGNORECASE) is not None


def _provenance(company: Company, provenance: Sequence[str]) -> str:
    credited = company.credited(current())
    lines = [*([escape(credited, 400)] if credited else []), *provenance]
    return f"## {_('Procedencia')}\n\n" + "\n".join(f"- {line}" for line in lines)


def period(marts: Marts) -> str:
    """From which day to which the history goes, in words."""
    first, last = marts.facts["first_day"], marts.facts["as_of"]
    if not first:
        return _("Sin compras fechadas.")
    return _("Historia: del {first} al {last}.").format(
        first=numbers.date(pd.Timestamp(first)), last=numbers.date(pd.Timestamp(last))
    )
