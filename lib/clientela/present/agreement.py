"""One customer, two customers: the words beside a number agree with it.

A message writes both forms where they differ, and a third for nobody where it needs one; # is the number itself:
`_("{n|Un cliente volvió|# clientes volvieron|Nadie volvió}")`. What is counted agrees by itself ("{n} días",
"{n} clientes").
"""

from __future__ import annotations

import re
from typing import Any

# {n|one|many} or {n|one|many|none}: which is said hangs on how n is written. No signs inside that a place could hold.
EITHER = re.compile(r"\{(\w+)\|([^|{}]*)\|([^|{}]*)(?:\|([^|{}]*))?\}")
# Counted things that change by themselves when it is one; where a verb or an adjective has to follow, the message writes both forms.
ONE = {
    "días": "día", "meses": "mes", "años": "año", "semanas": "semana", "horas": "hora", "minutos": "minuto", "puntos": "punto", "veces": "vez",
    "days": "day", "months": "month", "years": "year", "weeks": "week", "hours": "hour", "minutes": "minute", "points": "point", "times": "time",
    "filas": "fila", "clientes": "cliente", "pedidos": "pedido", "unidades": "unidad", "productos": "producto", "mensajes": "mensaje",
    "llamadas": "llamada", "cuentas": "cuenta", "personas": "persona", "grupos": "grupo", "respuestas": "respuesta", "preguntas": "pregunta",
    "promesas": "promesa", "renovaciones": "renovación", "comparaciones": "comparación", "casos": "caso", "quejas": "queja", "contratos": "contrato",
    "archivos": "archivo", "columnas": "columna", "celdas": "celda", "valores": "valor", "números": "número", "fechas": "fecha",
    "registros": "registro", "códigos": "código", "compras": "compra", "devoluciones": "devolución", "vendedores": "vendedor", "huecos": "hueco",
    "llegadas": "llegada",
    "líneas": "línea", "nombres": "nombre", "ausencias": "ausencia", "modelos": "modelo", "sumas": "suma", "ventas": "venta", "visitas": "visita",
    "citas": "cita", "hojas": "hoja",
    "rows": "row", "customers": "customer", "orders": "order", "units": "unit", "products": "product", "messages": "message", "calls": "call",
    "accounts": "account", "people": "person", "groups": "group", "answers": "answer", "questions": "question", "promises": "promise",
    "renewals": "renewal", "comparisons": "comparison", "cases": "case", "complaints": "complaint", "contracts": "contract", "files": "file",
    "columns": "column", "cells": "cell", "values": "value", "numbers": "number", "dates": "date", "records": "record", "codes": "code",
    "purchases": "purchase", "returns": "return", "sellers": "seller", "gaps": "gap", "arrivals": "arrival", "lines": "line", "names": "name",
    "absences": "absence", "models": "model", "sums": "sum", "sales": "sale", "visits": "visit", "appointments": "appointment", "sheets": "sheet",
}  # fmt: skip
COUNTED = re.compile(r"\{(\w+)\}( |\u00a0)(" + "|".join(ONE) + r")\b")


class Message(str):
    """A text of ours whose places can be filled, in words that agree with the numbers that fill them.

    >>> text = Message("{n|Un cliente volvió|# clientes volvieron} en {m} meses")
    >>> text.format(n="1", m="12"), text.format(n="3", m="1")
    ('Un cliente volvió en 12 meses', '3 clientes volvieron en 1 mes')
    >>> Message("Hace {m} meses").format(m="1")
    'Hace 1 mes'
    """

    __slots__ = ()

    def format(self, *given: Any, **places: Any) -> Message:
        """The text with its places filled."""
        text = EITHER.sub(lambda forms: _chosen(forms, places), self)
        text = COUNTED.sub(lambda said: _counted(said, places), text)
        return Message(str.format(text, *given, **places))

    def __add__(self, other: str) -> Message:
        return Message(str.__add__(self, other))


def _chosen(forms: re.Match[str], places: dict[str, Any]) -> str:
    """The form of one, of many or of none, with its # replaced by the place of the number."""
    written = _written(places, forms[1])
    if written == "0" and forms[4] is not None:
        return forms[4]
    return (forms[2] if written == "1" else forms[3]).replace("#", f"{{{forms[1]}}}")


def _counted(said: re.Match[str], places: dict[str, Any]) -> str:
    words = ONE[said[3]] if _written(places, said[1]) == "1" else said[3]
    return f"{{{said[1]}}}{said[2]}{words}"


def _written(places: dict[str, Any], name: str) -> str:
    return str(places.get(name)).lstrip("+−-")
