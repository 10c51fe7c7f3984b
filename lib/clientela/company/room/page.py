"""How the contacts that fit look: a light for each unit and week, the list for each channel, and what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from clientela.company.capacity.units import Unit
from clientela.company.room.analysis import KEY, UNKNOWN, room
from clientela.engine import findings_of
from clientela.present import Figure, Table, numbers
from clientela.present.figures import AMBER, INK, MUTED, RED, TEAL, canvas
from clientela.present.language import _
from clientela.results import Finding, Result

if TYPE_CHECKING:
    import pandas as pd

COLOURS = {"light_green": TEAL, "light_amber": AMBER, "light_red": RED, UNKNOWN: MUTED}
PALE = 0.16
# So many weeks of the list are told in the table; the figure has all.
NEAR = 4
# A week in which the promise is less likely kept than not is told.
UNLIKELY = 0.5


def plot_room(result: Result) -> Figure:
    """A square for each unit and week: contacts that fit, or that none does, on the colour of its light."""
    from matplotlib.collections import PatchCollection
    from matplotlib.patches import Rectangle

    frame = result.frames["lights"]
    units, weeks = sorted(frame["unit"].unique(), reverse=True), sorted(frame["week_start"].unique())
    drawing, axes = canvas(0.9 + 0.42 * len(units))
    rows = frame.to_dict("records")
    places = [(weeks.index(row["week_start"]), units.index(row["unit"])) for row in rows]
    squares = [Rectangle((across - 0.46, up - 0.4), 0.92, 0.8) for across, up in places]
    lights = [COLOURS[row["light"]] for row in rows]
    axes.add_collection(PatchCollection(squares, facecolors=lights, edgecolors="none", alpha=PALE))
    for row, place, colour in zip(rows, places, lights, strict=True):
        said = {"light_red": _("no"), "light_amber": "0", UNKNOWN: "?"}
        text = said.get(row["light"]) or numbers.count(row["room"])
        weight = 600 if row["light"] == "light_red" else 400
        ink = INK if row["light"] in ("light_green", "light_amber") else colour
        written = axes.text(*place, text, ha="center", va="center", color=ink, fontsize=10.5, weight=weight)
        # What stands in a square needs no room beside it.
        written.set_in_layout(False)
    axes.set_xlim(-0.6, len(weeks) - 0.4)
    axes.set_ylim(-0.6, len(units) - 0.4)
    axes.set_yticks(range(len(units)), units, color=INK)
    axes.set_xticks(
        range(len(weeks)),
        [numbers.date(week, "medium").rsplit(" ", 1)[0].rstrip(",") for week in weeks],
        fontsize=9,
    )
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    red = frame[frame["light"] == "light_red"]
    alt = _(
        "Un cuadro por unidad y semana. {n|Un cuadro es rojo|# cuadros son rojos|Ninguno es rojo}{where}."
    ).format(
        n=numbers.count(len(red)), where=f": {', '.join(sorted(red['unit'].unique()))}" if len(red) else ""
    )
    caption = _(
        "Contactos que caben en cada una de las doce semanas que vienen, por unidad. «No»: no se cumple ni sin contactar a nadie; 0: se cumple, "
        "pero justo."
    )
    if (frame["light"] == UNKNOWN).any():
        caption += " " + _(
            "«?»: la historia de esa unidad no alcanza para mirar tan lejos; con dos años de semanas se ven las doce."
        )
    return Figure(drawing, "fig-company-room", caption, alt)


def room_table(result: Result) -> Table:
    """The list for each channel in the next weeks, and which unit limits it."""
    frame = result.frames["room"]
    near = sorted(frame["week_start"].unique())[:NEAR]
    rows = frame[frame["binding"] & frame["week_start"].isin(near)]
    rows = rows.assign(
        channel=rows["channel"].replace("", _("cualquiera")), unit=[_short(unit) for unit in rows["unit"]]
    )
    caption = _(
        "La lista más larga que cabe en cada una de las próximas semanas, por canal o por servicio, y la unidad que la limita."
    )
    return Table(rows, caption, "tbl-company-room", ("week_start", "channel", "room", "p_kept", "unit"))


def _short(units: str) -> str:
    """Several units by the first of them, and how many more."""
    first, *others = units.split(", ")
    if not others:
        return first
    return _("{first} y {n|una más|# más}").format(first=first, n=numbers.count(len(others)))


def excess_table(result: Result) -> Table:
    """What a list twice as long would do next week, and what it costs."""
    frame = result.frames["excess"]
    asked = ("unit", "room", "p_kept", "p_double", "hours_more", "cost_more", "cost_person")
    caption = _(
        "La primera de esas semanas, si la lista fuera el doble: con qué probabilidad se cumple y lo que cuesta atenderla igual."
    )
    return Table(frame, caption, "tbl-company-excess", [name for name in asked if frame[name].notna().any()])


def room_advice(result: Result) -> str:
    """How many to contact next week by each channel, what not to offer, and what going beyond would do."""
    sentences = [_list(result), _closed(result), _beyond(result)]
    return _("**Qué hacer.** {advice}").format(advice=" ".join(one for one in sentences if one))


def _list(result: Result) -> str:
    said = []
    for channel, name in (("phone", _("por teléfono")), ("email", _("por correo"))):
        found = result.values.get(f"room_{channel}")
        if found is not None and found.value:
            said.append(_("{channel}, a {n}").format(channel=name, n=numbers.count(found.value)))
    if not said:
        rows = result.frames["room"]
        return (
            ""
            if not rows["by_contact"].any()
            else _("No contacte a nadie la próxima semana: no habría quién atendiera las respuestas.")
        )
    # The first of the weeks may have begun: it is named by its day.
    day = numbers.date(result.frames["room"]["week_start"].min(), "medium")
    return _("En la semana del {day} se puede contactar {channels}.").format(
        day=day, channels="; ".join(said)
    )


def _closed(result: Result) -> str:
    """The units of which nothing should be offered, and until when."""
    closed = _shut(result.frames["lights"])
    if not closed:
        return ""
    unit, (first, last, weeks) = next(iter(closed.items()))
    return _(
        "No ofrezca nada que pase por {unit} {n|en la semana|en las # semanas} del {first} al {last}."
    ).format(
        unit=unit,
        n=numbers.count(weeks),
        first=numbers.date(first, "medium"),
        last=numbers.date(last, "medium"),
    )


def _beyond(result: Result) -> str:
    frame = result.frames["excess"]
    frame = frame[(frame["room"] > 0) & frame["cost_person"].notna()]
    table = result.frames["room"]
    first = table[(table["week_start"] == table["week_start"].min()) & table["binding"] & table["by_contact"]]
    frame = frame[frame["unit"].isin(first["unit"])]
    if frame.empty:
        return ""
    row = frame.iloc[0]
    return _("Con el doble, {unit} cumpliría con probabilidad {p} y no {kept}.").format(
        unit=row["unit"], p=numbers.share(row["p_double"], 0), kept=numbers.share(row["p_kept"], 0)
    )


def _shut(lights: pd.DataFrame) -> dict[str, tuple[Any, Any, int]]:
    """The units that would rather not keep their promise even without a contact: from which week to which, how many weeks; the worst first."""
    low = lights[lights["p_now"] < UNLIKELY]
    sizes = low.groupby("unit")["week_start"].agg(["min", "max", "size"])
    sizes = sizes.sort_values(["size"], ascending=False, kind="stable")
    return {
        str(unit): (row["min"], row["max"] + dt.timedelta(days=6), int(row["size"]))
        for unit, row in sizes.iterrows()
    }


@findings_of(room)
def room_findings(result: Result, units: Mapping[str, Unit], as_of: dt.date) -> list[Finding]:
    """Not in these weeks: a unit that surely chokes, or whose hours are planned below what comes, has no room for what a campaign would bring."""
    lights = result.frames["lights"]
    for unit, (first, last, weeks) in _shut(lights).items():
        about = lights[(lights["unit"] == unit) & (lights["p_now"] < UNLIKELY)]
        if not units[unit].chokes and not _planned_short(about):
            continue
        message = _("No en estas semanas: nada que pase por {unit} del {first} al {last}.").format(
            unit=unit, first=numbers.date(first, "medium"), last=numbers.date(last, "medium")
        )
        return [Finding(
            "action", message, KEY, result.n, owner=_("Mercadeo"), due=as_of + dt.timedelta(days=7), detail=_why(about, weeks)
        )]  # fmt: skip
    return []


def _planned_short(about: pd.DataFrame) -> bool:
    """Do the hours of some week allow less than is expected to come?"""
    told = about["cases_done"].notna()
    return bool((about["cases_done"][told] < about["arrivals_expected"][told]).any())


def _why(about: pd.DataFrame, weeks: int) -> str:
    least = about.iloc[int(about["cases_done"].fillna(float("inf")).argmin())]
    if least["cases_done"] != least["cases_done"]:
        return _(
            "En {n|esa semana|esas # semanas} no se cumpliría lo prometido ni sin contactar a nadie."
        ).format(n=numbers.count(weeks))
    return _(
        "Se esperan unos {arrivals} casos por semana sin contactar a nadie; en la semana del {week} solo hay manos para {done}."
    ).format(
        arrivals=numbers.count(about["arrivals_expected"].mean()), week=numbers.date(least["week_start"]),
        done=numbers.count(least["cases_done"]),
    )  # fmt: skip
