"""Columns of a list of staff in which people are marked on what they know, whatever a company calls each thing."""

from __future__ import annotations

import re

from clientela.intake.columns.peek import Peek
from clientela.intake.contract import header_key, is_sensitive

PREFIX = "skill_"
# Two columns of marks prove each other; marks up to a hundred look like too much else.
FEWEST, FEWEST_OF_A_HUNDRED = 2, 3
SCALES = (5.0, 10.0, 100.0)
# Whoever marks up to a hundred gives somebody more than half of it; ages and days stay below.
HIGH = 70.0
LEAST = 2.0
MARK = re.compile(r"\d{1,3}(?:[.,][05]0?)?")
# Small numbers that are of a person, and no mark of what the person knows: in any place of a header, and as all of it.
NO_MARK = re.compile(
    r"(?:^|_)(?:hij[oa]s?|children|kids|dependientes|dependents|cargas?|cargo|edad|age|anos?|anio|anios|years?|mes|meses|months?|dias?|days?|"
    r"horas?|hours?|antiguedad|seniority|experiencia|experience|vacaciones|vacations?|faltas|ausencias|absences|retardos|estrato|"
    r"salario|sueldo|salary|wages?|pago|bonos?|bonus|comision|numero|num|no|nro|id|codigo|code|empleado|employee|legajo|extension|talla|"
    r"porcentaje|percent|jornada|fte|desempeno|evaluacion|performance|rating|review|puntaje|score|potencial|potential|satisfaccion|satisfaction|"
    r"engagement|clima|riesgo|risk)(?:_|$)"
    r"|^(?:nivel|level|grado|grade|turno|shift|piso|floor|total|promedio|media|mean|average|activo|active|categoria)$"
)


def skills(peek: Peek, left: list[int]) -> dict[str, str]:
    """Of the columns that no word of the contract knows, those of marks: our name for each, with its header; none where too few are alike."""
    headers = peek.raw.headers
    found = {place: top for place in left if (top := _top(peek, place)) is not None}
    alike = {
        scale: [place for place, top in found.items() if top == scale]
        for scale in dict.fromkeys(found.values())
    }
    return {
        PREFIX + "_".join(re.findall(r"\w+", headers[place].lower()))[:60]: headers[place]
        for scale, places in alike.items()
        if len(places) >= (FEWEST_OF_A_HUNDRED if scale > HIGH else FEWEST)
        for place in places
    }


def _top(peek: Peek, place: int) -> float | None:
    """The top of the scale on which a column marks people; None where it holds anything else."""
    header, values = peek.raw.headers[place], peek.values(place)
    if is_sensitive(header) or NO_MARK.search(header_key(header)):
        return None
    if len(values) < 2 or not all(MARK.fullmatch(value) for value in values):
        return None
    top = max(float(value.replace(",", ".")) for value in values)
    # One and nought say yes and no, and not how well.
    return (
        None
        if top < LEAST or SCALES[1] < top < HIGH
        else next((scale for scale in SCALES if top <= scale), None)
    )
