"""How to read what is told of capacity: of lines, of lists and of messages, each only where it is shown."""

from __future__ import annotations

from clientela.company.capacity.bands import QUEUE, WORK
from clientela.company.capacity.page import hours_table
from clientela.present.language import _
from clientela.results import Result


def capacity_reading(result: Result) -> str | None:
    """How to read lines and lists; None where only who works is known."""
    units = result.frames.get("units")
    if units is None:
        return None
    told = []
    if (units["unit_kind"] == QUEUE).any():
        told.append(
            _(
                "Donde la gente espera en línea, «a tiempo» es la parte que se atendió en los segundos prometidos; una línea no puede estar "
                "ocupada del todo, porque quien llama no llega en fila."
            )
        )
    if (units["unit_kind"] == WORK).any():
        told.append(
            _(
                "Donde el trabajo espera en una lista, pasar de 100 % de las horas es crecer sin fin: cada semana queda algo para la siguiente, "
                "y eso son los casos en espera."
            )
        )
    if units["staff_needed"].notna().any():
        told.append(
            _(
                "Las personas que harían falta cumplen lo prometido 95 de cada 100 semanas en una lista, y en una línea a la hora más cargada."
            )
        )
    return _("**Cómo leerlo.** {said}").format(said=" ".join(told))


def hours_reading(result: Result) -> str | None:
    """How to read the formula beside what was counted, and Little's law; None where neither is shown."""
    told = []
    if hours_table(result) is not None:
        told.append(
            _(
                "La fórmula es la de Erlang, corregida a lo que se contó; si las dos columnas de una hora se parecen, se puede creer lo que dice "
                "de una persona más."
            )
        )
    if "little" in result.frames:
        told.append(
            _(
                "En los mensajes, lo contado y la ley de Little deben parecerse: si no, hay fechas mal escritas."
            )
        )
    return _("**Cómo leerlo.** {said}").format(said=" ".join(told)) if told else None
