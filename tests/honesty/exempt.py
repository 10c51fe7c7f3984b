"""What may be said of a company in which nothing changes, by name and with the reason: it announces no change.

A kind of finding is a source and the beginning of its sentence. Everything else has to keep silent in 95 of 100 companies.
"""

from __future__ import annotations

# A list of whom to call or write to is work of every week: it says who is next, not that anything is other than usual.
LIST = "a list for the week: who is next, not that anything changed"
FILES = "of the files themselves, counted row by row"
PLAN = "the company's own plan beside what was sold: a sum, not a test"
LEVEL = "a level with its interval, not a change"
FORECAST = "a forecast with its bands, which the table of intervals judges"

EXEMPT: dict[tuple[str, str], str] = {
    ("company.forecast", "Hasta el {end}"): FORECAST,
    ("company.goals", "La meta de"): PLAN,
    ("company.receivables", "Buscar en el banco"): FILES,
    ("company.team", "Nadie de los que siguen"): FILES,
    ("company.team", "Que {person}"): FILES,
    ("loyalty.achieved", "La meta"): PLAN,
    ("loyalty.plan", ""): PLAN,
    ("product.portfolio", "{a|Un producto"): LEVEL,
    ("segments.rfm", "Invite a una segunda compra"): LIST,
    ("segments.actions", "Del plan del"): PLAN,
    ("database.outside", ""): FILES,
    ("database.gain", ""): FILES,
    ("database.ledger", ""): FILES,
    ("database.reach", "{n|Solo se puede contactar"): FILES,
    ("database.reach", "De ninguno de"): FILES,
    ("product.promises", "Llamar hoy"): LIST,
    ("product.commitments", "Responder por"): LIST,
    ("loyalty.due", ""): LIST,
    ("loyalty.status", "Después del {day} casi no"): FILES,
    ("loyalty.ladder", "Pedir"): LIST,
    ("loyalty.departures", "Llamar cada semana"): LIST,
    ("loyalty.contracts", "Hablar ya"): LIST,
    ("product.severity", "Cerrar esta semana"): LIST,
    ("loyalty.promoters", "De cada cien clientes"): LEVEL,
    ("product.satisfaction", "Está satisfecho"): LEVEL,
    ("product.satisfaction", "De las notas que dieron"): LEVEL,
    ("loyalty.marketing_return", ""): FILES,
    ("loyalty.keeping", ""): LEVEL,
    ("company.barriers", "Quitar primero esta barrera"): LIST,
    ("company.duties", "Nombrar a quien responda"): FILES,
    ("company.alignment", "Poner de acuerdo a"): PLAN,
    # Registers of the company's own: what it wrote down is so, and whether anything changed is not asked.
    ("product.evidence", "{n|Una promesa no tiene"): FILES,
    ("product.differences", "Explicar al vender"): FILES,
    ("product.blueprint", "Arreglar primero"): LIST,
    ("product.service_contract", "Poner por escrito"): FILES,
}
# True where customers differ, which is no change either: who bought more goes on buying more. Where they are alike it may not be said.
TRUE_OF_MIXED: dict[tuple[str, str], str] = {
    (
        "segments.rfm",
        "Los {n} que eran campeones",
    ): "customers differ, and the best are told by what they bought since",
    ("segments.concentration", ""): "customers differ",
    ("loyalty.value", "Dar un responsable"): "customers differ",
    ("loyalty.value", "Atender aparte a los"): "customers differ",
}


def exempt(kind: tuple[str, str, str], family: str = "") -> str:
    """Why a kind of finding may be said in this family of companies; "" where it may not."""
    source, _kind, sentence = kind
    allowed = EXEMPT | (TRUE_OF_MIXED if family.startswith("mixed") else {})
    return next(
        (why for (key, begins), why in allowed.items() if key == source and sentence.startswith(begins)), ""
    )
