"""How the five sources look: side by side, and what to tell the team."""

from __future__ import annotations

import datetime as dt

from clientela.company.sources.analysis import KEY, sources
from clientela.engine import findings_of
from clientela.forms.wording import short
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.results import Finding, Result


def sources_table(result: Result) -> Table:
    """Each source: how many spoke, what it thinks is expected most, what it is proud of and what it does not know."""
    frame = result.frames["sources"]
    frame = frame.assign(rater=frame["rater"].map(short)).replace("", None)
    caption = _(
        "Las cinco fuentes, al lado de lo que dicen los clientes. Orgullosos: creen que el cliente recibe más de lo que "
        "él dice. No se enteraron: creen que "
        "espera menos de lo que espera. Solo se nombra lo que no es azar, con todas las comparaciones a la vez; conocen "
        "un factor si no se apartan más de un punto de siete."
    )
    return Table(
        frame,
        caption,
        "tbl-company-sources",
        ("rater", "n", "most_expected", "proud_of", "unaware_of", "factors_known"),
    )


def sources_advice(result: Result) -> str:
    """What to read with the team, and whom to ask more often."""
    frame = result.frames["sources"].iloc[1:]
    unaware, proud = frame[frame["unaware_of"] != ""], frame[frame["proud_of"] != ""]
    if unaware.empty and proud.empty:
        return _(
            "**Qué hacer.** Nadie se equivoca de lejos. Siga preguntando a las cinco una vez al año: lo que se espera cambia."
        )
    said = ""
    if len(unaware):
        said = _(
            "**Qué hacer.** Muéstrele esta página a quien contestó como «{source}»: no se enteró de cuánto se espera en: {factors}."
        ).format(source=short(unaware.iloc[0]["rater"]), factors=unaware.iloc[0]["unaware_of"])
    if len(proud):
        boast = _("Y no presuma de: {factors}. Ahí «{source}» le pone más nota que el cliente.")
        if not said:
            boast = _(
                "**Qué hacer.** No presuma de: {factors}. Ahí «{source}» le pone más nota que el cliente."
            )
        said += " " + boast.format(source=short(proud.iloc[0]["rater"]), factors=proud.iloc[0]["proud_of"])
    return said.strip()


@findings_of(sources)
def sources_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """Where those who work in the company surely believe that customers receive more than they say."""
    frame = result.frames["beliefs"]
    sure = frame[(frame["granted_word"] == "belief_more") & frame["works_here"]].sort_values(
        "granted_by", ascending=False
    )
    found = []
    for row in sure.head(1).to_dict("records"):
        message = _(
            "Nos creemos mejores en «{factor}»: quien contestó como «{source}» le pone {gap} puntos de siete más que el cliente."
        ).format(
            factor=short(row["factor"]),
            source=short(row["rater"]),
            gap=numbers.decimal(row["granted_by"], 1),
        )
        found.append(
            Finding("risk", message, KEY, result.n, owner=_("Servicio"), due=as_of + dt.timedelta(days=30))
        )
    return found
