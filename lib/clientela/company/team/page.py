"""How the team looks: how many know each thing, what hangs on one person, what each role lacks, and what to do."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.company.team.analysis import KEY, PREFIX, team
from clientela.engine import findings_of
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Finding, Result
from clientela.stats.rows import rows_of

if TYPE_CHECKING:
    import pandas as pd

# So many days are enough to teach a colleague what only one person knows.
TEACH_DAYS = 60


def skill_words(skill: str) -> str:
    """The words of a skill: those of the house, else the company's own name for it.

    >>> skill_words("skill_latte_art")
    'latte art'
    """
    words = value(skill)
    return skill.removeprefix(PREFIX).replace("_", " ") if words == skill else words


def plot_team(result: Result) -> Figure | None:
    """How many people know each skill; beside those that hang on one or on nobody, who it is."""
    table = result.frames.get("skills")
    if table is None:
        return None
    drawing, axes = figures.canvas(0.6 + 0.36 * len(table))
    place = np.arange(len(table))[::-1]
    colours = [figures.TEAL if n > 1 else figures.AMBER if n else figures.RED for n in table["people_know"]]
    axes.barh(place, table["people_know"], color=colours, height=0.6)
    for spot, row in zip(place, rows_of(table), strict=True):
        axes.annotate(
            _beside(row),
            (row.people_know, spot),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            color=figures.INK,
        )
    axes.set_yticks(place, [skill_words(skill) for skill in table["skill"]], color=figures.INK)
    axes.set_xlim(0, max(1.0, float(table["people_know"].max())) * 1.5)
    axes.set_xticks([])
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    level = numbers.figure(result.values["level_known"].value)
    caption = _(
        "Cuántas personas de las que siguen saben cada cosa: tienen en ella una nota de {level} o más."
    ).format(level=level)
    said = "; ".join(f"{skill_words(row.skill)}, {_beside(row)}" for row in rows_of(table))
    alt = _("Personas que saben cada cosa: {said}.").format(said=said)
    return Figure(drawing, "fig-company-team", caption, alt)


def _beside(row: Any) -> str:
    if row.people_know == 0 and isinstance(row.last_person, str):
        return _("nadie: {person} se fue").format(person=row.last_person)
    if row.people_know == 0:
        return _("nadie")
    if row.people_know == 1:
        return _("solo {person}").format(person=row.only_person)
    return numbers.count(row.people_know)


def team_table(result: Result) -> Table:
    """People and hours of training by role."""
    return Table(
        result.frames["team"],
        _("El equipo de hoy, por cargo, y las horas de formación de cada persona, en media."),
        "tbl-company-team",
        ("role", "people", "training_mean"),
    )


def needs_table(result: Result) -> Table | None:
    """What each role needs, and how many of the role have it."""
    needs = result.frames.get("needs")
    if needs is None:
        return None
    # What is there already needs no line, unless nothing is lacking.
    lacking = needs[needs["people_lacking"].fillna(0) > 0]
    shown = (lacking if len(lacking) else needs).head(12)
    return Table(
        shown.assign(skill_named=[skill_words(skill) for skill in shown["skill"]]),
        _(
            "Lo que le falta a cada cargo, según el formulario: cuántos deben saberlo y cuántos de ese cargo lo saben."
        )
        if len(lacking)
        else _("Lo que cada cargo necesita, según el formulario, y cuántos de ese cargo lo tienen."),
        "tbl-company-team-needs",
        ("role", "skill_named", "level_needed", "people_needed", "people_know", "people_lacking"),
    )


def tasks_table(result: Result) -> Table | None:
    """Who can do alone what would stop the company."""
    tasks = result.frames.get("tasks")
    if tasks is None:
        return None
    shown = tasks.head(12)
    rows = shown.to_dict("records")
    shown = shown.assign(
        task_left=[_dated(row["last_person"], row["person_left_on"]) for row in rows],
        task_learning=[_dated(row["learners"], row["ready_on"]) for row in rows],
    )
    return Table(
        shown,
        _("Lo que detendría a la empresa y cuántos de los que siguen lo hacen solos, según el formulario."),
        "tbl-company-team-tasks",
        ("task", "task_harm", "people_know", "only_person", "task_left", "task_learning"),
    )


def _dated(who: Any, day: Any) -> Any:
    """Somebody and a day; nobody where there is nobody."""
    if not isinstance(who, str) or not who:
        return None
    return who if numbers.absent(day) else _("{who}, {day}").format(who=who, day=numbers.date(day, "medium"))


def team_reading(result: Result) -> str | None:
    """How to read what is known by one person or by nobody; None where nothing is told of what people know."""
    if not {"skills", "tasks"} & result.frames.keys():
        return None
    said = _(
        "**Cómo leerlo.** Lo que sabe una sola persona es un riesgo, por buena que sea. Lo que no sabe nadie ya es un hueco."
    )
    if "skills" in result.frames:
        said += " " + _("Las notas las puso la empresa: valen lo que valga quien las puso.")
    return said


def team_advice(result: Result) -> str:
    """What to teach first: what nobody knows any more, then what only one person knows, then what a role lacks."""
    lost, alone = _gone(result), _alone(result)
    if lost is not None:
        return _(
            "**Qué hacer.** Recupere antes de vender más lo que nadie sabe: {what}. Contrate a quien lo sepa o mande a formar a dos personas, con "
            "fecha; hasta entonces, consiga a alguien de fuera a quien llamar, quizá {person}, que se fue el {day}, y no ofrezca lo que "
            "dependa de eso."
        ).format(what=_what(lost), person=lost.last_person, day=numbers.date(lost.person_left_on))
    if alone is not None:
        return _(
            "**Qué hacer.** Que {person} le enseñe a otra persona lo que nadie más sabe: {what}. Póngale fecha, y en una semana "
            "cualquiera que lo haga el "
            "aprendiz con {person} al lado."
        ).format(person=alone.only_person, what=_what(alone))
    lacking = result.values.get("people_lacking")
    if lacking is not None and lacking.value:
        first = result.frames["needs"].iloc[0]
        return _(
            "**Qué hacer.** Empiece la formación por lo que más falta: {what}, de {role}; hacen falta {need} y hay {know}."
        ).format(
            what=skill_words(first["skill"]), role=first["role"], need=numbers.count(first["people_needed"]),
            know=numbers.count(first["people_know"]),
        )  # fmt: skip
    if "skills" not in result.frames and "tasks" not in result.frames:
        return _(
            "**Qué hacer.** Anote de cada persona qué sabe, de 1 a 5: hay un formulario, «competencias». Sin eso no se ve qué se detiene "
            "si falta alguien."
        )
    return _(
        "**Qué hacer.** Nada hoy: todo lo que se anotó lo saben dos personas o más. Vuelva a anotarlo cuando alguien entre o se vaya."
    )


def _gone(result: Result) -> Any:
    """The first task or skill that nobody knows any more, and who took it along; None where there is none."""
    return _first(result, lambda table: table[(table["people_know"] == 0) & table["last_person"].notna()])


def _alone(result: Result) -> Any:
    return _first(result, lambda table: table[(table["people_know"] == 1) & table["only_person"].notna()])


def _first(result: Result, chosen: Any) -> Any:
    """Tasks come before skills: they say what would stop."""
    for name in ("tasks", "skills"):
        table: pd.DataFrame | None = result.frames.get(name)
        if table is not None and len(found := chosen(table)):
            return next(iter(rows_of(found)))
    return None


def _what(row: Any) -> str:
    return str(row.task) if hasattr(row, "task") else skill_words(row.skill)


@findings_of(team)
def team_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """What nobody knows any more, with who took it along; what hangs on one person."""
    owner, n = _("Gerencia"), result.n
    lost, alone = _gone(result), _alone(result)
    found = []
    if lost is not None:
        message = _(
            "Nadie de los que siguen sabe esto: {what}. Lo sabía {person}, que se fue el {day}."
        ).format(what=_what(lost), person=lost.last_person, day=numbers.date(lost.person_left_on))
        found.append(Finding("risk", message, KEY, n, owner=owner, due=as_of + dt.timedelta(days=30)))
    if alone is not None:
        message = _("Que {person} le enseñe a otra persona lo que nadie más sabe: {what}.").format(
            person=alone.only_person, what=_what(alone)
        )
        found.append(
            Finding("action", message, KEY, n, owner=owner, due=as_of + dt.timedelta(days=TEACH_DAYS))
        )
    return found
