"""How the gaps look: what to remove first, who has to answer, which tool to secure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from clientela.company.gaps import barriers as removing
from clientela.company.gaps import duties as answering
from clientela.engine import findings_of
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Finding, Result

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 12


def barriers_table(result: Result) -> Table:
    """The open barriers, those that weigh most for their effort first."""
    caption = _(
        "Las barreras abiertas: primero las que más pesan para el esfuerzo que piden. El peso es cuántas veces al mes por cuánto molesta (de 1 a 5). "
        "{n|Ya se eliminó una|Ya se eliminaron #}."
    ).format(n=int(result.values["barriers_gone"].value or 0))
    shown = result.frames["open"].head(SHOWN)
    shown = shown.assign(barrier_who=[_who(row) for row in shown.to_dict("records")]).replace("", None)
    columns = ("barrier", "area", "barrier_times", "barrier_effort", "barrier_step", "barrier_who")
    return Table(shown, caption, "tbl-company-barriers", columns)


def _who(row: Mapping[Any, Any]) -> str:
    """Who removes a barrier and by when; what is missing of the two is said."""
    owner, day = row["barrier_owner"], row["due_on"]
    if not owner and numbers.absent(day):
        return _("nadie, sin fecha")
    if numbers.absent(day):
        return _("{owner}, sin fecha").format(owner=owner)
    return _("{owner}, {day}").format(owner=owner or _("nadie"), day=numbers.date(day, "medium"))


def duties_table(result: Result) -> Table | None:
    """The activities with a gap; None where each has somebody who answers and somebody who does."""
    frame = _gaps(result)
    if frame.empty:
        return None
    caption = _(
        "Actividades con un hueco, de las {n} que se repartieron: cada una necesita un solo responsable y alguien que la haga."
    ).format(n=numbers.count(result.values["duties"].value))
    return Table(frame, caption, "tbl-company-duties", ("activity", "duty_gap", "duty_answers", "duty_does"))


def _gaps(result: Result) -> pd.DataFrame:
    return result.frames["duties"].query("duty_gap != 'duty_whole'").replace("", None)


def tools_table(result: Result) -> Table | None:
    """The tools that may fail customers; None where none does."""
    frame = result.frames["tools"].query("risks_seen > 0").replace("", None)
    if frame.empty:
        return None
    said = [", ".join(value(risk) for risk in risks.split(", ")) for risks in frame["tool_risks"]]
    caption = _(
        "Lo que puede fallarle al cliente, de los {n} sistemas y equipos del inventario. Cuentan los que guardan datos "
        "de clientes y los que, si fallan, "
        "no dejan atender."
    ).format(n=numbers.count(result.values["tools"].value))
    return Table(
        frame.assign(tool_risks=said),
        caption,
        "tbl-company-tools",
        ("tool", "areas", "tool_risks", "tool_decision", "decided_on"),
    )


def barriers_advice(result: Result) -> str:
    """What to remove this week, and which barriers nobody has."""
    if result.frames["open"].empty:
        return _(
            "**Qué hacer.** No queda ninguna barrera abierta. Pregunte otra vez: las hay en todas partes."
        )
    first = result.frames["open"].iloc[0]
    said = _(
        "**Qué hacer.** Empiece por «{barrier}»: pesa más que las otras para lo que cuesta quitarla."
    ).format(barrier=first["barrier"])
    ownerless, undated, overdue = (
        int(result.values[f"barriers_{name}"].value or 0) for name in ("ownerless", "undated", "overdue")
    )
    if ownerless:
        said += " " + _(
            "{n|Una barrera no tiene dueño|# barreras no tienen dueño}: sin un nombre, no la quita nadie."
        ).format(n=ownerless)
    if undated or overdue:
        said += " " + _(
            "Póngales fecha nueva a las que no la tienen ({undated}) o la dejaron pasar ({overdue})."
        ).format(undated=undated, overdue=overdue)
    return said


def duties_advice(result: Result) -> str:
    """Which activities need somebody who answers for them."""
    frame = _gaps(result)
    if frame.empty:
        return ""
    nobody = frame.loc[frame["duty_gap"] == "duty_nobody", "activity"]
    if len(nobody):
        return _("**Quién responde.** Nombre hoy un solo responsable de: {activities}.").format(
            activities=", ".join(nobody)
        )
    return _("**Quién responde.** Resuelva en una reunión: {activities}.").format(
        activities=", ".join(frame["activity"])
    )


def tools_advice(result: Result) -> str:
    """Which tool to secure first."""
    frame = result.frames["tools"].query("risks_seen > 0")
    if frame.empty:
        return ""
    risks = ", ".join(value(risk) for risk in frame.iloc[0]["tool_risks"].split(", "))
    said = _("**Lo que puede fallar.** Asegure primero «{tool}» ({risks}).").format(
        tool=frame.iloc[0]["tool"], risks=risks
    )
    if undecided := int(result.values["tools_undecided"].value or 0):
        said += " " + _("De los que están en riesgo, {n|uno no tiene decisión|# no tienen decisión}.").format(
            n=undecided
        )
    return said


@findings_of(removing.barriers)
def barriers_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """The barrier to remove first, where it weighs and is easy."""
    now = result.frames["open"].query("barrier_step == 'barrier_now'").head(1)
    return [
        Finding("action", _("Quitar primero esta barrera: «{barrier}», {times} veces al "
            "mes.").format(barrier=row["barrier"], times=numbers.count(row["barrier_times"])),
                removing.KEY, result.n, owner=row["barrier_owner"] or _("Gerencia general"), due=as_of + dt.timedelta(days=14))
        for row in now.to_dict("records")
    ]  # fmt: skip


@findings_of(answering.duties)
def duties_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """What nobody answers for."""
    nobody = result.frames["duties"].query("duty_gap == 'duty_nobody'")["activity"]
    if nobody.empty:
        return []
    message = _("Nombrar a quien responda de lo que no responde nadie: {activities}.").format(
        activities=", ".join(name[:1].lower() + name[1:] for name in nobody.head(2))
    )
    return [
        Finding(
            "action",
            message,
            answering.KEY,
            result.n,
            owner=_("Gerencia general"),
            due=as_of + dt.timedelta(days=14),
        )
    ]
