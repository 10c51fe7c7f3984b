"""What the law gives to answer a complaint, in a sentence."""

from __future__ import annotations

from clientela.calendar.deadlines import deadline
from clientela.present import numbers
from clientela.present.language import _, current
from clientela.product.recovery.answering import Answering


def legal_sentence(result: Answering) -> str:
    """The country's deadline with its law and how many answers came by then; or that it is not known here."""
    law = deadline(result.country)
    if law is None or "legal_in_time" not in result.values:
        return _(
            "El plazo con que se mide aquí, {days} días hábiles, es el que fijó la empresa. No se conoce el de la ley de su país: "
            "pregúntelo a quien lleva lo legal."
        ).format(days=numbers.count(result.values["answer_days"].value))
    words = {
        "days": numbers.count(law.days), "law": law.law, "covers": law.covers[current()],
        "share": numbers.share(result.values["legal_in_time"].value, 0), "beyond": numbers.count(result.values["legal_beyond"].value),
    }  # fmt: skip
    if law.counted == "calendar":
        return _(
            "La ley da {days} días corridos ({law}; {covers}). Dentro de ellos tuvo respuesta {share} de las quejas; hoy {beyond|sigue "
            "una|siguen #|no sigue ninguna} sin respuesta más allá de ese plazo."
        ).format(**words)
    return _(
        "La ley da {days} días hábiles ({law}; {covers}). Dentro de ellos tuvo respuesta {share} de las quejas; hoy {beyond|sigue "
        "una|siguen #|no sigue ninguna} sin respuesta más allá de ese plazo."
    ).format(**words)
