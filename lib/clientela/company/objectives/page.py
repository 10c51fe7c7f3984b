"""How the areas' objectives look: where they clash, what they lack, and what to agree on."""

from __future__ import annotations

import datetime as dt

from clientela.company.objectives.analysis import KEY, alignment
from clientela.engine import findings_of
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Finding, Result


def alignment_table(result: Result) -> Table | None:
    """The clashes, those without agreement first; None where there are none."""
    frame = result.frames["clashes"].replace("", None)
    if frame.empty:
        return None
    caption = _("Objetivos que chocan, de los {n} que anotaron las áreas.").format(
        n=numbers.count(result.values["objectives"].value)
    )
    return Table(
        frame,
        caption,
        "tbl-company-alignment",
        ("objective", "area", "other_objective", "other_area", "clash", "clash_agreed"),
    )


def unsound_table(result: Result) -> Table | None:
    """The objectives that lack something; None where none does."""
    frame = result.frames["unsound"]
    if frame.empty:
        return None
    said = [", ".join(value(one) for one in checks.split(", ")) for checks in frame["objective_checks"]]
    caption = _("Objetivos a los que les falta algo: un propósito, unas fechas o un responsable.")
    return Table(
        frame.assign(objective_checks=said),
        caption,
        "tbl-company-unsound",
        ("objective", "area", "aim", "objective_checks"),
    )


def alignment_advice(result: Result) -> str:
    """Whom to sit at one table."""
    numbers_of = {
        name: int(result.values[name].value or 0)
        for name in ("clashes_open", "objectives_aimless", "aims_unserved")
    }
    if not numbers_of["clashes_open"]:
        said = _(
            "**Qué hacer.** Ningún objetivo choca sin acuerdo. Pregúntele a cada área cuál de las otras le estorba: si "
            "nadie contesta, no se ha hablado."
        )
    else:
        row = result.frames["clashes"].iloc[0]
        said = _(
            "**Qué hacer.** Antes de repartir las metas, siente a {area} con {other} por «{objective}» y decida cuál de los dos cede, y hasta dónde."
        ).format(area=row["area"], other=row["other_area"], objective=row["objective"])
    if numbers_of["objectives_aimless"]:
        said += " " + _(
            "{n|Un objetivo no sirve|# objetivos no sirven} a ningún propósito de la empresa: ¿para qué se hace?"
        ).format(n=numbers_of["objectives_aimless"])
    if numbers_of["aims_unserved"]:
        said += " " + _(
            "Hay {n|un propósito al que no sirve|# propósitos a los que no sirve} ningún objetivo."
        ).format(n=numbers_of["aims_unserved"])
    return said


@findings_of(alignment)
def alignment_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """The first clash without agreement."""
    open_yet = result.frames["clashes"].query("clash_agreed == 'agreed_no'")
    return [
        Finding("action", _("Poner de acuerdo a {area} con {other}: «{objective}» choca, y nadie lo ha resuelto.").format(
            area=row["area"], other=row["other_area"], objective=row["objective"]
        ), KEY, result.n, owner=_("Gerencia general"), due=as_of + dt.timedelta(days=21))
        for row in open_yet.head(1).to_dict("records")
    ]  # fmt: skip
