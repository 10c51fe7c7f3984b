"""How recent each source is, where the sales have holes, and how many registered people buy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.calendar.rest_days import public
from clientela.engine import analysis, findings_of, step
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.results import Finding, Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "database.freshness"
# A silence that the company's own weekdays make likelier than this is no hole.
CHANCE = 0.001
STALE = 14
MIN_DAYS = 28
# A long hole changes who counts as silent for as long as it is within the periods compared.
TWO_YEARS = 730
# From this part of the buyers on, found in the register, it can say who never bought.
MEET = 0.8


@analysis(KEY, rest="rest_days")
def freshness(
    sources: pd.DataFrame,
    days: pd.DataFrame,
    people: pd.DataFrame,
    customers: pd.DataFrame,
    as_of: dt.date,
    rest: frozenset[dt.date] = frozenset(),
) -> Result | Missing:
    """The last day of every source, the holes in the sales, and the part of the registered people who bought.

    `sources`, `days`, `people` and `customers` are marts. A hole is a run of days without sales that the company's own opening days make
    unlikely (below one in a thousand): closed Sundays are no holes, nor are the days of `rest`; a missing file is one. Frames: `sources`, `holes`.
    """
    import pandas as pd

    passed = 0 if days.empty else (pd.Timestamp(as_of) - days.day.min()).days
    if passed < MIN_DAYS:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, ("transactions",), have=passed, need=MIN_DAYS)
    found = holes(days["day"], as_of, rest)
    frame = sources[["source", "rows", "first_day", "last_day"]]
    last = pd.to_datetime(frame.last_day)
    behind = (pd.Timestamp(as_of) - last).dt.days.mask(_continued(frame), 0)
    frame = frame.assign(days_behind=behind).sort_values("days_behind", ascending=False)
    calendar = pd.date_range(days.day.min(), pd.Timestamp(as_of))
    values = {
        "days_without_sales": Number(
            int(len(calendar) - calendar.isin(days.day).sum()), "days", len(calendar)
        ),
        "holes": Number(len(found), "count", len(calendar)),
        "days_missing": Number(int(found.days_silent.sum()), "days", len(calendar)),
        "longest_hole": Number(int(found.days_silent.max()) if len(found) else 0, "days", len(calendar)),
        "days_behind": Number(int(frame.days_behind.max()), "days", len(frame)),
    }
    if len(people):
        bought = people.customer_id.isin(customers.customer_id)
        values["registered_bought_share"] = Number(float(bought.mean()), "share", len(people))
        values["buyers_registered"] = Number(
            int(customers.customer_id.isin(people.customer_id).sum()), "count", len(customers)
        )
        values["registered_never"] = Number(int((~bought).sum()), "count", len(people))
    return Result(KEY, len(calendar), values, {"sources": frame.reset_index(drop=True), "holes": found})


def _continued(sources: pd.DataFrame) -> pd.Series[bool]:
    """Source by source: does another begin where it ends, as the file of a year follows that of the year before? Such a one is not late."""
    import pandas as pd

    first, last = pd.to_datetime(sources.first_day), pd.to_datetime(sources.last_day)
    followed = [bool(((first > end) & ((first - end).dt.days <= STALE)).any()) for end in last]
    return pd.Series(followed, index=sources.index)


@step(country="company.country", own="company.holidays")
def rest_days(
    days: pd.DataFrame, as_of: dt.date, country: str = "", own: Sequence[dt.date] = ()
) -> frozenset[dt.date]:
    """The country's holidays within the sales, Easter Sunday with them, and the company's own."""
    from dateutil.easter import easter

    if days.empty:
        return frozenset()
    years = range(days.day.min().year, as_of.year + 1)
    return public(country, years[0], years[-1]) | {easter(year) for year in years} | frozenset(own)


def holes(days: pd.Series, as_of: dt.date, rest: frozenset[dt.date] = frozenset()) -> pd.DataFrame:
    """Runs of days without sales that closed weekdays and the days of `rest` do not explain: first_day, last_day, days_silent.

    >>> import pandas as pd
    >>> year = pd.Series(pd.date_range("2026-01-01", "2026-12-31"))
    >>> holes(year[(year < "2026-03-01") | (year > "2026-03-09")], dt.date(2026, 12, 31)).days_silent.tolist()
    [9]
    """
    import pandas as pd

    calendar = pd.DataFrame({"day": pd.date_range(days.min(), pd.Timestamp(as_of))})
    calendar = calendar.assign(sold=calendar.day.isin(days), weekday=calendar.day.dt.day_of_week)
    # One sale more than counted, so that a weekday that never failed can fail.
    counts = calendar.groupby("weekday").sold.agg(["sum", "size"])
    silent = 1 - (counts["sum"] + 0.5) / (counts["size"] + 1)
    surprise = np.log(calendar.weekday.map(silent)).mask(calendar.day.dt.date.isin(rest), 0.0)
    calendar = calendar.assign(surprise=surprise, run=calendar.sold.cumsum())
    runs = (
        calendar[~calendar.sold]
        .groupby("run")
        .agg(
            first_day=("day", "min"),
            last_day=("day", "max"),
            days_silent=("day", "size"),
            surprise=("surprise", "sum"),
        )
    )
    # One single day off is a holiday, not a hole.
    kept = runs[(runs.surprise < np.log(CHANCE)) & (runs.days_silent > 2)]
    return kept.drop(columns="surprise").sort_values("days_silent", ascending=False).reset_index(drop=True)


def freshness_table(result: Result) -> Table:
    """The sources with their first and last day."""
    return Table(
        result.frames["sources"],
        caption=_("Hasta qué día llega cada fuente."),
        label="tbl-database-freshness",
        columns=("source", "rows", "first_day", "last_day", "days_behind"),
    )


def holes_table(result: Result) -> Table | None:
    """The holes in the sales, longest first; nothing where there are none."""
    frame = result.frames["holes"]
    if frame.empty:
        return None
    return Table(
        frame.head(12),
        caption=_(
            "Días seguidos sin ninguna venta que ni el cierre normal ni los festivos explican: ¿falta un archivo?"
        ),
        label="tbl-database-holes",
    )


def freshness_advice(result: Result) -> str:
    """What to ask of the people who deliver the data."""
    behind, missing, many, longest = (
        int(result.values[name].value or 0)
        for name in ("days_behind", "days_missing", "holes", "longest_hole")
    )
    if behind > STALE:
        source: Any = result.frames["sources"].iloc[0]
        return _(
            "**Qué hacer.** {source} lleva {days} días de atraso: pida la entrega antes de decidir con este informe. Un cliente que compró "
            "ayer puede "
            "parecer callado solo porque su compra no ha llegado."
        ).format(source=source.source, days=numbers.count(behind))
    if many > 1:
        return _(
            "**Qué hacer.** Hay {days} días sin ventas, en {many} huecos (el mayor, de {longest} días seguidos), que ni el cierre normal ni los "
            "festivos "
            "explican. Pregunte si la empresa cerró o si faltan archivos; si faltan, agréguelos y vuelva a correr el informe."
        ).format(days=numbers.count(missing), many=numbers.count(many), longest=numbers.count(longest))
    if many:
        return _(
            "**Qué hacer.** Hay {days} días seguidos sin ventas que ni el cierre normal ni los festivos explican. Pregunte si la empresa cerró o "
            "si falta un "
            "archivo; si "
            "falta, agréguelo y vuelva a correr el informe."
        ).format(days=numbers.count(missing))
    return _(
        "**Qué hacer.** Las fuentes están al día y sin huecos. Deje fijo quién las entrega y qué día, para que siga así."
    )


@findings_of(freshness)
def freshness_findings(result: Result, currency: str, as_of: dt.date, hole_days: int) -> list[Finding]:
    """Sources behind, a hole of `hole_days` or more, and registered people who never bought."""
    found = []
    behind = int(result.values["days_behind"].value or 0)
    if behind > STALE:
        source: Any = result.frames["sources"].iloc[0]
        message = _(
            "Los datos de «{source}» llevan {days} días sin actualizarse: lo que aquí parece silencio puede ser una entrega que falta."
        )
        text = message.format(source=source.source, days=numbers.count(behind))
        found.append(
            Finding("risk", text, KEY, result.n, owner=_("Sistemas"), due=as_of + dt.timedelta(days=7))
        )
    found += _hole(result, as_of, hole_days)
    never, met = result.values.get("registered_never"), result.values.get("buyers_registered")
    # Ids written otherwise make buyers of nobody registered, and registered people of no buyer: those are no strangers to invite.
    if never is None or met is None or (met.value or 0) < MEET * met.n:
        return found
    if never.value and never.value > 0.05 * never.n:
        message = _(
            "{n|Una persona o empresa registrada nunca ha comprado: ya la conocemos, invítela|"
            "# personas o empresas registradas nunca han comprado: ya las conocemos, invítelas} primero."
        )
        text = message.format(n=numbers.count(never.value))
        found.append(
            Finding("action", text, KEY, never.n, owner=_("Mercadeo"), due=as_of + dt.timedelta(days=45))
        )
    return found


def _hole(result: Result, as_of: dt.date, hole_days: int) -> list[Finding]:
    """The longest hole of the last two years, where it is long: who seems silent may have bought in a file that is missing."""
    import pandas as pd

    frame = result.frames["holes"]
    late = frame[
        (frame.days_silent >= hole_days)
        & (frame.last_day > pd.Timestamp(as_of) - pd.Timedelta(days=TWO_YEARS))
    ]
    if late.empty:
        return []
    longest: Any = late.iloc[0]
    message = _(
        "Entre el {first} y el {last} no hay ninguna venta: si falta un archivo, muchos de los clientes que aquí parecen callados no lo están."
    )
    text = message.format(first=numbers.date(longest.first_day), last=numbers.date(longest.last_day))
    detail = _("Son {days} días seguidos que ni el cierre normal ni los festivos explican.").format(
        days=numbers.count(longest.days_silent)
    )
    return [
        Finding(
            "risk", text, KEY, result.n, owner=_("Sistemas"), due=as_of + dt.timedelta(days=7), detail=detail
        )
    ]
