"""How what the company can serve looks: each unit's busyness, the hours of the line, and what to do about the one that chokes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from clientela.company.capacity.bands import QUEUE
from clientela.company.capacity.words import growth_words, unit_words
from clientela.present import Figure, Table, numbers
from clientela.present.figures import AMBER, INK, RED, TEAL, arms, canvas, share_axis
from clientela.present.language import _
from clientela.present.terms import value as word
from clientela.results import Result

if TYPE_CHECKING:
    import pandas as pd

# From so much on a unit with little slack is told by its colour.
TIGHT = 0.85
WORST_HOURS = 8


def plot_capacity(result: Result) -> Figure | None:
    """How busy the people of each unit are, with the interval; the line at 100 % is all that they can do. None where hours are not known."""
    if "units" not in result.frames:
        return None
    frame = result.frames["units"]
    frame = frame[frame["occupancy"].notna()]
    if frame.empty:
        return None
    drawing, axes = canvas(0.9 + 0.42 * len(frame))
    places = list(range(len(frame) - 1, -1, -1))
    colours = [
        RED if row["chokes"] else AMBER if row["occupancy"] >= TIGHT else TEAL
        for row in frame.to_dict("records")
    ]
    axes.barh(places, frame["occupancy"], color=colours, height=0.56)
    known = frame["occupancy_low"].notna().to_numpy()
    swing = arms(frame["occupancy"], frame["occupancy_low"], frame["occupancy_high"])
    axes.errorbar(
        frame["occupancy"][known], [p for p, k in zip(places, known, strict=True) if k], xerr=[part[known] for part in swing],
        fmt="none", ecolor=INK, elinewidth=1,
    )  # fmt: skip
    for place, row in zip(places, frame.to_dict("records"), strict=True):
        end = row["occupancy_high"] if row["occupancy_high"] == row["occupancy_high"] else row["occupancy"]
        axes.annotate(
            numbers.share(row["occupancy"], 0), (end, place), xytext=(6, 0), textcoords="offset points", va="center", color=INK, fontsize=11
        )  # fmt: skip
    axes.axvline(1, color=INK, linewidth=1, linestyle=(0, (4, 3)))
    axes.set_yticks(places, frame["unit"].astype(str), color=INK)
    axes.set_xlim(0, max(1.15, float(frame["occupancy_high"].fillna(frame["occupancy"]).max()) * 1.12))
    axes.grid(visible=False)
    share_axis(axes.xaxis)
    worst = frame.iloc[0]
    alt = _("Barras de ocupación por unidad. La más cargada es {unit}, con {most} de sus horas; la que menos, {least_unit}, con {least}.").format(
        unit=worst["unit"], most=numbers.share(worst["occupancy"], 0),
        least_unit=frame.iloc[-1]["unit"], least=numbers.share(frame.iloc[-1]["occupancy"], 0),
    )  # fmt: skip
    caption = _(
        "Horas que pide lo que llega, en parte de las horas que hay, en las últimas semanas completas. La raya es el intervalo de 95 %; "
        "pasada la línea de 100 %, la espera crece sin fin."
    )
    return Figure(drawing, "fig-company-capacity", caption, alt)


def capacity_table(result: Result) -> Table:
    """Each unit: what comes, how busy, what is attended in time, what waits, and the people there are and would be needed."""
    if "units" not in result.frames:
        caption = _("Quiénes trabajan y dónde. Lo que pueden atender no se sabe todavía.")
        return Table(result.frames["people"], caption, "tbl-company-people", ("branch", "role", "people"))
    frame = _together(result.frames["units"])
    busy = "hours_asked" if frame["occupancy"].isna().all() else "occupancy"
    asked = ("unit", "arrivals_week", busy, "level_text", "backlog", "staff_text")
    columns = [name for name in asked if frame[name].notna().any()]
    caption = _("Cada unidad en sus últimas semanas completas. Una raya: no se sabe, o no se mide así.")
    return Table(frame, caption, "tbl-company-capacity", columns)


def _together(frame: pd.DataFrame) -> pd.DataFrame:
    """What is read together in one cell: people who are there and those it would take, attended in time and who gave up."""
    rows = frame.to_dict("records")
    return frame.assign(staff_text=[_staff(row) for row in rows], level_text=[_level(row) for row in rows])


def _staff(row: Mapping[Any, Any]) -> Any:
    there, needed = (row.get(name) for name in ("staff", "staff_needed"))
    if numbers.absent(needed):
        return None if numbers.absent(there) else numbers.figure(there)
    if numbers.absent(there):
        return _("harían falta {needed}").format(needed=numbers.figure(needed))
    return _("{there}; harían falta {needed}").format(
        there=numbers.figure(there), needed=numbers.figure(needed)
    )


def _level(row: Mapping[Any, Any]) -> Any:
    level, left = (row.get(name) for name in ("service_level", "gave_up"))
    if numbers.absent(level):
        return None if numbers.absent(left) else _("se fueron {left}").format(left=numbers.share(left))
    if numbers.absent(left):
        return numbers.share(level)
    return _("{level}; se fueron {left}").format(level=numbers.share(level), left=numbers.share(left))


def hours_table(result: Result) -> Table | None:
    """The hours of the week in which the line is furthest from what was promised; None where nothing is known by the hour."""
    if "hours" not in result.frames:
        return None
    frame = result.frames["hours"]
    frame = frame[frame["staff_needed"] > frame["staff"].round()]
    if frame.empty:
        return None
    frame = frame.sort_values(["level_model", "unit"]).head(WORST_HOURS)
    caption = _(
        "Las horas de la semana a las que les falta gente: lo que se atiende a tiempo, contado y según la fórmula."
    )
    frame = _together(frame).assign(
        hour_text=[
            _("{day}, {hour}").format(day=word(day), hour=hour)
            for day, hour in zip(frame["weekday"], frame["hour_of_week"], strict=True)
        ]
    )
    columns = ("unit", "hour_text", "arrivals_week", "staff_text", "service_level", "level_model")
    return Table(frame, caption, "tbl-company-hours", [name for name in columns if frame[name].notna().any()])


def one_more_table(result: Result) -> Table | None:
    """Each unit with a person less, as it is, and with one more; None where nobody knows who is there."""
    frame = result.frames.get("one_more")
    if frame is None or frame.empty:
        return None
    asked = ("unit", "staff", "occupancy", "service_level", "wait_minutes", "list_growth", "weeks_to_clear")
    shown = frame.assign(
        list_growth=frame["list_growth"].where(frame["list_growth"] > 0),
        weeks_to_clear=frame["weeks_to_clear"].where(frame["weeks_to_clear"] > 0),
    )
    caption = _(
        "Qué hace una persona de menos o de más en cada unidad. En una lista, «a tiempo» es la probabilidad de que quede hecho en el plazo. "
        "En una línea, todo sale de la fórmula: la ocupación de hoy puede diferir en unas décimas de la contada."
    )
    return Table(
        shown, caption, "tbl-company-one-more", [name for name in asked if shown[name].notna().any()]
    )


def little_table(result: Result) -> Table | None:
    """Little's law on the messages of customers: a check that dates and counts fit together; None where too few were closed."""
    frame = result.frames.get("little")
    if frame is None:
        return None
    caption = _(
        "Mensajes de clientes del último año: abiertos en promedio, contados y según la ley de Little (los que llegan por lo que duran)."
    )
    columns = ("cases", "arrivals_week", "open_days_mean", "open_counted", "open_expected", "still_open")
    return Table(frame, caption, "tbl-company-little", columns)


def capacity_advice(result: Result) -> str:
    """What to do about the unit that chokes; where none does, about the hours of the line or about the busiest one."""
    if "units" not in result.frames:
        return _(
            "**Qué hacer.** Se sabe que trabajan {n|una persona|# personas}, y no qué pueden atender. Anote por unidad y semana cuántos casos "
            "llegan, cuánto toma cada uno y cuántas horas hay: con ocho semanas se ve dónde se ahoga el servicio."
        ).format(n=numbers.count(result.values["people"].value))
    frame = result.frames["units"]
    choking = frame[frame["chokes"] != ""]
    if len(choking):
        return _choking(result, _row(choking))
    if frame["occupancy"].isna().all():
        return _nobody_knows(frame)
    short = hours_table(result)
    if short is not None:
        worst = _row(short.frame)
        return _(
            "**Qué hacer.** Ninguna unidad está ahogada, pero hay horas que sí: el {day} a las {hour} {unit} atiende a tiempo {level} con "
            "{staff} personas y harían falta {needed}. Antes de contratar, mueva a esa hora a quien sobra en otra."
        ).format(**_hour(worst))
    busiest = frame.iloc[0]
    return _(
        "**Qué hacer.** Ninguna unidad está ahogada. La más cargada es {unit}, con {busy} de sus horas: si va a vender más, empiece por "
        "mirar ahí."
    ).format(unit=busiest["unit"], busy=numbers.share(busiest["occupancy"], 0))


def _row(frame: pd.DataFrame) -> dict[str, Any]:
    """The first row of a frame, by the names of its columns."""
    return {str(name): value for name, value in frame.iloc[0].items()}


def _choking(result: Result, row: dict[str, Any]) -> str:
    words = unit_words(row)
    more = _more(result, row, 1)
    if row["unit_kind"] == QUEUE and not more:
        return _(
            "**Qué hacer.** {unit} no llega a la meta: atiende a tiempo {level}. A qué horas falta gente no se ve en un total por día: pida el "
            "archivo por hora, con las personas de cada turno."
        ).format(**words)
    if row["unit_kind"] == QUEUE:
        return _(
            "**Qué hacer.** {unit} no llega a la meta: atiende a tiempo {level}. Mire en «Las horas de la línea y una persona más» a qué horas "
            "falta gente y mueva ahí los turnos; con una persona más a cada hora atendería a tiempo {level_more}."
        ).format(level_more=numbers.share(more["service_level"], 0), **words)
    said = [
        _(
            "**Qué hacer.** {unit} no alcanza: pide {busy} de las horas que tiene y ya esperan {backlog} casos."
        ),
        "" if numbers.absent(row["choking_since"]) else _("Es así desde la semana del {since}."),
        _("Para cumplir harían falta {needed} personas; hoy son {staff}. Con una más, {more}."),
        _("Mientras tanto, no ofrezca nada que pase por ahí, y diga a quien espera cuándo le toca."),
    ]
    return " ".join(filter(None, said)).format(
        since=numbers.date(row["choking_since"]), more=growth_words(more, even_so=True), **words
    )


def _more(result: Result, row: dict[str, Any], people: int) -> dict[str, Any]:
    frame = result.frames.get("one_more")
    if frame is None:
        return {}
    rows = frame[(frame["unit"] == row["unit"]) & (frame["people_more"] == people)]
    return _row(rows) if len(rows) else {}


def _nobody_knows(frame: pd.DataFrame) -> str:
    """What came is known, and not who was there."""
    row = _row(frame)
    if row["hours_asked"] == row["hours_asked"]:
        return _(
            "**Qué hacer.** A {unit} llegan {arrivals} casos por semana, que piden {hours} horas de trabajo. No está escrito cuántas hay: anote "
            "en cada turno cuántas personas hubo, y se verá si alcanzan y cuántos contactos más caben."
        ).format(
            unit=row["unit"],
            arrivals=numbers.count(row["arrivals_week"]),
            hours=numbers.count(row["hours_asked"]),
        )
    return _(
        "**Qué hacer.** Se sabe cuántos casos llegan y no cuánto toma cada uno ni quién los atiende: anote los minutos por caso y las personas de "
        "cada turno."
    )


def _hour(row: Mapping[str, Any]) -> dict[str, str]:
    level = row["service_level"] if row["service_level"] == row["service_level"] else row["level_model"]
    return {
        "day": word(row["weekday"]), "hour": str(row["hour_of_week"]), "unit": str(row["unit"]), "level": numbers.share(level, 0),
        "staff": numbers.count(row["staff"]), "needed": numbers.count(row["staff_needed"]),
    }  # fmt: skip
