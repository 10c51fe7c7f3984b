"""Whether more of a measure is better: read from its name, or from what the company says of its objectives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clientela.forms.model import loose
from clientela.intake.contract import plain

if TYPE_CHECKING:
    import pandas as pd

UP, DOWN = "up", "down"
# In order: what is kept in time is no time, and a price is better or worse by where one wants to stand.
_WORDS = (
    ("", re.compile(r"\b(precios?|prices?|tarifas?|descuentos?|discounts?)\b")),
    (UP, re.compile(r"\b(a tiempo|on time|puntual\w*|cumpl\w+|kept|satisf\w+|recom\w+|nps|calidad|quality|nota|puntaje|score|rating|estrellas|"
                    r"stars|garantias?|warranty|variedad|variety|puntos de venta|tiendas|stores|outlets|cuota|participacion|share|horario|"
                    r"disponib\w+|availab\w+|resuelt\w+|resolved|fidel\w+|retencion|retention)\b")),
    (DOWN, re.compile(r"\b(dias?|days?|horas?|hours?|minutos?|minutes?|segundos?|seconds?|tiempo|time|espera|wait\w*|demoras?|delays?|tarde|late|"
                      r"quejas?|complaints?|reclamos?|claims?|errores|errors?|devoluciones|returns?|defectos?|defects?|costos?|costes?|costs?|"
                      r"agotad\w+|abandon\w+|fallas?|failures?)\b")),
)  # fmt: skip


def direction(measure: object) -> str:
    """ "up" where more is better, "down" where less is, "" where the name does not tell.

    >>> direction("Entregas a tiempo (%)"), direction("días de entrega"), direction("Precio libra")
    ('up', 'down', '')
    """
    words = plain(measure)
    return next((way for way, pattern in _WORDS if pattern.search(words)), "")


def directions(measures: pd.Series, objectives: pd.DataFrame | None) -> dict[str, str]:
    """The direction of each measure; what an objective says of its own goes before what the name tells."""
    said: dict[str, str] = {}
    if objectives is not None and "direction" in objectives:
        for measure, way in zip(objectives["measure"], objectives["direction"], strict=True):
            if isinstance(measure, str) and way in (UP, DOWN):
                said[loose(measure)] = way
    return {measure: said.get(loose(measure), direction(measure)) for measure in measures.unique()}
