"""How the company looks from each rung."""

from __future__ import annotations

from typing import Any

from clientela.loyalty.transitions.perception import FEWEST, MEASURES
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.present.terms import term, value
from clientela.results import Result


def perception_table(result: Result) -> Table:
    """Each rung, from the top, with what it thinks; few answers are marked."""
    frame: Any = result.frames["perception"]
    shown = [name for name in MEASURES if name in frame]
    for name in shown:
        cells = zip(frame[name], frame[f"{name}_n"], frame[f"{name}_verdict"], strict=True)
        frame = frame.assign(**{f"{name}_said": [_said(name, *cell) for cell in cells]})
    caption = _(
        "Lo que piensa cada peldaño, por el lugar en que estaba cada cliente al terminar el mes anterior a su respuesta. ▼ por debajo y "
        "▲ por encima de los demás, más de lo que hace el azar; * menos de {few} personas: no se juzga."
    ).format(few=FEWEST)
    return Table(frame, caption, "tbl-loyalty-perception", ("rung", *[f"{name}_said" for name in shown]))


def _said(name: str, one: float, n: int, verdict: str) -> str:
    if numbers.absent(one):
        return numbers.NONE
    size = numbers.points(one) if name == "rung_recommend" else numbers.decimal(one, 1)
    sign = {"rung_lower": " ▼", "rung_higher": " ▲"}.get(verdict, "")
    return _("{size} ({n})").format(size=size, n=numbers.count(n)) + ("*" if n < FEWEST else "") + sign


def perception_advice(result: Result) -> str:
    """Which rung thinks less of the company, and of what; or that none does by more than chance."""
    frame: Any = result.frames["perception"]
    shown = [name for name in MEASURES if name in frame]
    higher, lower = (_places(frame, shown, verdict) for verdict in ("rung_higher", "rung_lower"))
    if not higher and not lower:
        return _(
            "**Qué hacer.** Ningún peldaño ve a la empresa distinto de los demás, más de lo que hace el azar: quien compra una vez y quien vuelve "
            "siempre reciben, a sus ojos, lo mismo."
        )
    sentences = []
    if higher:
        sentences.append(
            _("Ven mejor a la empresa: {who}. Pregúnteles qué recibieron que los demás no.").format(
                who=higher
            )
        )
    if lower:
        sentences.append(
            _("La ven peor: {who}. Pregúnteles qué les falta, antes de que se note en las compras.").format(
                who=lower
            )
        )
    sentences.append(_("Subir y estar contento van juntos, y lo uno no prueba lo otro."))
    return _("**Qué hacer.** {what}").format(what=" ".join(sentences))


def _places(frame: Any, shown: list[str], verdict: str) -> str:
    """The rungs that stand apart, each with what it stands apart in."""
    told = {
        value(row["rung"]).lower(): [term(name).words for name in shown if row[f"{name}_verdict"] == verdict]
        for row in frame.to_dict("records")
    }
    return "; ".join(
        _("{rung} ({measures})").format(rung=rung, measures=", ".join(names))
        for rung, names in told.items()
        if names
    )
