"""One customer, two customers: the words beside a number agree with it.

A message writes both forms where they differ, and a third for nobody where it needs one; # is the number itself:
`_("{n|Un cliente volvió|# clientes volvieron|Nadie volvió}")`. Units of time and the like, which only ever change their ending
("{n} días"), agree by themselves.
"""

from __future__ import annotations

import re
from typing import Any

# {n|one|many} or {n|one|many|none}: which is said hangs on how n is written. No signs inside that a place could hold.
EITHER = re.compile(r"\{(\w+)\|([^|{}]*)\|([^|{}]*)(?:\|([^|{}]*))?\}")
# Counted things that are said of many and change by themselves when it is one.
ONE = {
    "días": "día", "meses": "mes", "años": "año", "semanas": "semana", "horas": "hora", "minutos": "minuto", "puntos": "punto", "veces": "vez",
    "days": "day", "months": "month", "years": "year", "weeks": "week", "hours": "hour", "minutes": "minute", "points": "point", "times": "time",
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
