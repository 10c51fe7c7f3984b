"""What became of the last plan, on the page: each action, whether it was done, and what its customers did since."""

from __future__ import annotations

import datetime as dt
from typing import Any

from clientela.engine import findings_of
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Finding, Result
from clientela.segments.playbook.acted import FEWEST_DAYS, KEY, UNDONE, actions


def actions_table(result: Result) -> Table:
    """Every action of the plan, and the share of its segment that bought since beside that of a year before."""
    days = numbers.count(result.values["days_watched"].value)
    return Table(
        result.frames["actions"],
        caption=_(
            "Las acciones del plan anterior y qué parte de los clientes del segmento compró en los {days} días siguientes, junto a la de los que "
            "estaban en él un año antes, en los mismos días. Va con lo que se hizo; no prueba que venga de ello."
        ).format(days=days),
        label="tbl-segments-actions",
        columns=("segment", "play_action", "play_owner", "acted_state", "acted_customers", "acted_share", "year_share", "acted_more"),
    )  # fmt: skip


def actions_advice(result: Result) -> str:
    """What to keep, what to finish, and how to know more next time."""
    table: Any = result.frames["actions"]
    undone = table[table.acted_state == UNDONE]
    parts = []
    if len(undone):
        parts.append(
            _("Decida qué pasa con lo que no se hizo: {names}. Una acción sin hacer se hace, se cambia o se quita.").format(
                names=_names(undone)
            )
        )  # fmt: skip
    moved = table[table.acted_beyond & (table.acted_more > 0)]
    if len(moved):
        parts.append(_("Repita lo que se hizo con {names}.").format(names=_names(moved)))
    parts.append(
        _(
            "La próxima vez deje por sorteo una quinta parte del segmento sin la acción: solo así se sabe qué trajo ella y qué habría llegado solo."
        )
    )
    return _("**Qué hacer.** {advice}").format(advice=" ".join(parts))


def _names(table: Any) -> str:
    return ", ".join(dict.fromkeys(_("«{name}»").format(name=value(name)) for name in table.segment))


@findings_of(actions)
def actions_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """How much of the plan was done, and the segments that have moved beyond chance and custom since."""
    table: Any = result.frames["actions"]
    day = numbers.date(table.play_decided.max().date(), "medium")
    undone, due = table[table.acted_state == UNDONE], as_of + dt.timedelta(days=14)
    told = {
        "date": day,
        "done": numbers.count(result.values["actions_done"].value),
        "n": numbers.count(len(table)),
    }
    owner = _("Gerencia comercial")
    moved = table[table.acted_beyond].drop_duplicates("segment")
    detail = "" if len(moved) else _still(result)
    if len(undone):
        message = _(
            "Del plan del {date} {done|se hizo una|se hicieron #|no se hizo ninguna} de {n} acciones; {left|falta|faltan} {names}."
        )
        told |= {"names": _names(undone), "left": numbers.count(undone.segment.nunique())}
        first = Finding(
            "action", message.format(**told), KEY, len(table), owner=owner, due=due, detail=detail
        )
    else:
        message = _("Del plan del {date} se {n|hizo su acción|hicieron sus # acciones}.").format(**told)
        first = Finding("good_news", message, KEY, len(table), owner=owner, due=due, detail=detail)
    return [first, *[_moved(row, day, due) for row in moved.itertuples()]]


def _still(result: Result) -> str:
    if (result.values["days_watched"].value or 0) < FEWEST_DAYS:
        return _("Es pronto para ver qué dejaron.")
    return _("En ningún segmento se ve desde entonces un cambio que no haga el azar.")


def _moved(row: Any, day: str, due: dt.date) -> Finding:
    up = row.acted_more > 0
    message = (
        _("Desde el plan del {date} compran más los de «{segment}»: {share}, y un año antes {usual} en los mismos días.")
        if up
        else _(
            "Desde el plan del {date} compran menos los de «{segment}»: {share}, y un año antes {usual} en los mismos días."
        )
    )  # fmt: skip
    return Finding(
        "good_news" if up else "risk",
        message.format(
            date=day, segment=value(row.segment), share=numbers.share(row.acted_share, 0), usual=numbers.share(row.year_share, 0)
        ),
        KEY,
        int(row.acted_customers),
        owner=_("Gerencia comercial"),
        due=due,
        detail=_(
            "Los demás segmentos no cambiaron así. Va con lo que se hizo; no prueba que venga de ello: nadie quedó fuera por sorteo."
        ),
    )  # fmt: skip
