"""What is said of the unit that chokes, and of the hours at which the line is short of people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from clientela.company.capacity.analysis import KEY, bottleneck, capacity
from clientela.company.capacity.bands import QUEUE
from clientela.company.capacity.units import Unit
from clientela.engine import findings_of
from clientela.present import numbers
from clientela.present.language import _
from clientela.present.terms import value as word
from clientela.results import Finding, Result

if TYPE_CHECKING:
    import pandas as pd

# The chance of calling any hour short of people where all hold what was promised.
WRONG = 0.05


def unit_words(row: Mapping[str, Any]) -> dict[str, str]:
    """A unit's figures as they are written."""
    return {
        "unit": str(row["unit"]), "busy": numbers.share(row["occupancy"], 0), "level": numbers.share(row["service_level"], 0),
        "arrivals": numbers.count(row["arrivals_week"]), "backlog": numbers.count(row["backlog"]),
        "staff": numbers.count(row["staff"]), "needed": numbers.count(row["staff_needed"]),
    }  # fmt: skip


def growth_words(row: Mapping[str, Any], even_so: bool = False) -> str:
    """What becomes of the list: it grows by so many a week (`even_so`: with more people too), or is done in so many weeks."""
    growth = row.get("list_growth")
    if growth is None or growth != growth:
        return _("no se sabe qué cambia")
    if growth > 0 and even_so:
        return _("la espera seguiría creciendo {n|un caso|# casos} por semana").format(
            n=numbers.count(growth)
        )
    if growth > 0:
        return _("la espera crece {n|un caso|# casos} por semana").format(n=numbers.count(growth))
    weeks = row.get("weeks_to_clear") or 0.0
    return _("la espera queda al día en {n|una semana|# semanas}").format(n=numbers.count(max(1.0, weeks)))


@findings_of(capacity)
def capacity_findings(result: Result, units: Mapping[str, Unit], as_of: dt.date) -> list[Finding]:
    """The unit that chokes, since when, and what one person more would do; nothing where none does for sure."""
    unit = bottleneck(units)
    if unit is None:
        return []
    due = as_of + dt.timedelta(days=14)
    if unit.kind == QUEUE:
        message = _("{unit} no cumple: atiende a tiempo {level}, y la meta es {target}.").format(
            unit=unit.name, level=numbers.share(unit.level, 0), target=numbers.share(unit.target, 0)
        )
        return [Finding("risk", message, KEY, unit.n, owner=_("Operación"), due=due, detail=_since(unit))]
    message = _("{unit} no alcanza: llegan {arrivals} casos por semana y hay manos para {done}.").format(
        unit=unit.name, arrivals=numbers.count(unit.arrivals), done=numbers.count(unit.done)
    )
    return [
        Finding(
            "risk",
            message,
            KEY,
            unit.n,
            owner=_("Operación"),
            due=due,
            detail=" ".join(filter(None, (_since(unit), _more(unit)))),
        )
    ]


def _since(unit: Unit) -> str:
    """Since when, and what changed then."""
    found = unit.since
    if found is None:
        return ""
    words = {
        "week": numbers.date(found.week), "before": numbers.count(found.arrivals_before), "now": numbers.count(found.arrivals_now),
        "hours_before": numbers.count(found.hours_before), "hours_now": numbers.count(found.hours_now),
    }  # fmt: skip
    fewer = found.hours_now < 0.95 * found.hours_before
    more = found.arrivals_now > 1.05 * found.arrivals_before
    if fewer and more:
        return _(
            "Desde la semana del {week} llegan {now} por semana y no {before}, y hay {hours_now} horas y no {hours_before}."
        ).format(**words)
    if fewer:
        return _("Desde la semana del {week} hay {hours_now} horas por semana y no {hours_before}.").format(
            **words
        )
    return _("Desde la semana del {week} llegan {now} por semana y no {before}.").format(**words)


def _more(unit: Unit) -> str:
    """What waits, and what one person more would do."""
    more = unit.with_more(1)
    parts = []
    if unit.backlog:
        parts.append(_("Esperan {n|un caso|# casos}.").format(n=numbers.count(unit.backlog)))
    if more is not None:
        now = unit.with_more(0) or {}
        parts.append(
            _("Como está, {now}; con una persona más, {more}.").format(
                now=growth_words(now), more=growth_words(more)
            )
        )
    return " ".join(parts)


@findings_of(capacity)
def hour_findings(result: Result, units: Mapping[str, Unit], as_of: dt.date) -> list[Finding]:
    """The hour of the week at which the line is clearly short of people, however many hours were looked at."""
    if "hours" not in result.frames:
        return []
    row = short_hour(result.frames["hours"], units)
    if row is None:
        return []
    message = _("Poner a {needed} personas en {unit} el {day} a las {hour}: con {staff} se atiende a tiempo {level}.").format(
        needed=numbers.count(row["staff_needed"]), unit=row["unit"], day=word(row["weekday"]), hour=row["hour_of_week"],
        staff=numbers.count(row["staff"]), level=numbers.share(row["service_level"], 0),
    )  # fmt: skip
    detail = _("La meta es {target}; se contaron {n} llegadas a esa hora.").format(
        target=numbers.share(units[row["unit"]].target, 0), n=numbers.count(row["n"])
    )
    return [
        Finding(
            "action",
            message,
            KEY,
            int(row["n"]),
            owner=_("Operación"),
            due=as_of + dt.timedelta(days=14),
            detail=detail,
        )
    ]


def short_hour(hours: pd.DataFrame, units: Mapping[str, Unit]) -> dict[str, Any] | None:
    """The hour furthest below what was promised, where that is clear: the whole interval, widened for all hours looked at, lies below."""
    from scipy.special import ndtri

    told = hours[
        hours["service_level"].notna() & (hours["staff_needed"] > hours["staff"].round()) & hours["n"].gt(0)
    ]
    if told.empty:
        return None
    wide = float(ndtri(1 - WRONG / 2 / max(len(hours), 1)))
    target = told["unit"].map(lambda name: units[str(name)].target).astype(float)
    # People who come together wait together: an hour's share varies about twice as much as coins do.
    error = (2 * target * (1 - target) / told["n"]) ** 0.5
    sure = told[told["service_level"] + wide * error < target]
    if sure.empty:
        return None
    # That many more are attended in time for each person moved there.
    gap = (target[sure.index] - sure["service_level"]) * sure["arrivals_week"]
    return {str(name): value for name, value in sure.loc[[gap.idxmax()]].iloc[0].items()}
