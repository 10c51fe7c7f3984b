"""What intake decided by itself, in words that whoever keeps the files can confirm or deny."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clientela.intake import Assumption
from clientela.intake.questions import question
from clientela.present import numbers
from clientela.present.columns import column_words
from clientela.present.language import N_, _
from clientela.present.tables import escape
from clientela.present.terms import value

VALUES = {
    "F": N_("mujer"),
    "M": N_("hombre"),
    "good": N_("bien"),
    "service": N_("servicio"),
    "expected": N_("esperado"),
    "received": N_("recibido"),
    "minimum": N_("mínimo"),
    "importance": N_("importancia"),
    "performance": N_("desempeño"),
    "functional": N_("funcional"),
    "dysfunctional": N_("disfuncional"),
    "customer": N_("cliente"),
    "employee": N_("empleado"),
    "adviser": N_("asesor"),
    "environment": N_("entorno"),
    "competitor": N_("competidor"),
    "serve": N_("atender"),
    "treated": N_("contactado"),
    "control": N_("sin contactar"),
    "cancellation": N_("cancelación"),
}


def asked(records: Sequence[Mapping[str, Any]], currency: str) -> str:
    """The section of the appendix with the open questions, each with the line of company.yml for either answer."""
    if not records:
        return ""
    lead = _(
        "Cada una cambia un total del informe. Mientras nadie responda se siguió lo primero; "
        "se responde con una línea en la fuente, en `company.yml`, y la pregunta desaparece."
    )
    lines = []
    for one in map(question, records):
        lines.append(f"- {escape(one.sentence(currency), 600)}")
        lines += [
            f"    - `{way.line}`: {escape(way.said)} → {escape(way.outcome(currency))}"
            for way in (one.taken, one.other)
        ]
    return f"## {_('Preguntas abiertas')}\n\n{lead}\n\n" + "\n".join(lines)


def assumed(assumptions: Sequence[Mapping[str, Any]]) -> str:
    """The section of the appendix: one line a source and assumption; files that were read alike are counted."""
    alike: dict[tuple[str, str, str, str], list[Assumption]] = {}
    for row in assumptions:
        found = Assumption(**row)
        alike.setdefault((found.source, found.what, found.column, found.value), []).append(found)
    lines = [line for found in alike.values() if (line := _line(found))]
    if not lines:
        return ""
    lead = _(
        "Para quien prepara los datos: así se leyeron los archivos. Si algo no es así, dígalo en `company.yml`."
    )
    return f"## {_('Qué supusimos')}\n\n{lead}\n\n" + "\n".join(f"- {line}" for line in lines)


def _line(found: Sequence[Assumption]) -> str:
    first = found[0]
    source, what = escape(first.source, 100), first.words
    if first.what == "values":
        pairs = _pairs(first.value)
        return f"{source}, {escape(column_words(first.column))}: {pairs}" if pairs else ""
    if first.what == "encoding":
        several = _("{source}, codificación: {encoding} ({n} archivos)")
        text = several if len(found) > 1 else _("{source}, codificación: {encoding}")
        return text.format(
            source=source, encoding=escape(_encoding(first.value), 100), n=numbers.count(len(found))
        )
    text = f"{source}, {escape(what, 100)}"
    text += f" ({escape(column_words(first.column))})" if first.column else ""
    text += "" if first.value == what else f": **{escape(first.value, 300)}**"
    if not first.evidence:
        return text
    also = _(", y {n} veces más").format(n=numbers.count(len(found) - 1)) if len(found) > 1 else ""
    return f"{text} ({escape(first.evidence, 300)}{also})"


def _pairs(text: str) -> str:
    """«juridica» is a company; words that read as they are written go without saying."""
    said = [pair.partition(" → ") for pair in text.split(", ")]
    if not all(arrow for _theirs, arrow, _ours in said):
        # A value with a comma in it: as it came.
        return escape(text, 300)
    told = [
        _("«{theirs}» es {ours}").format(theirs=escape(theirs), ours=escape(_value(ours).lower()))
        for theirs, _arrow, ours in said
        if _bare(theirs) != _bare(_value(ours))
    ]
    return "; ".join(told)


def _value(name: str) -> str:
    return _(VALUES[name]) if name in VALUES else value(name)


def _bare(text: str) -> str:
    import unicodedata

    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _encoding(name: str) -> str:
    """The name that a person may know it by."""
    return name.replace("cp1252", "Windows (cp1252)")
