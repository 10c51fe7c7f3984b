"""How the company's orientation looks: the areas before and after, the parts of the form, and what to do."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from clientela.company.orientation.analysis import KEY, orientation
from clientela.engine import findings_of
from clientela.present import Figure, Table, numbers
from clientela.present.figures import INK, RED, SAND, TEAL, canvas
from clientela.present.language import _
from clientela.results import Finding, Result

if TYPE_CHECKING:
    import pandas as pd

COLOURS = {"beside_below": RED, "beside_above": TEAL}


def plot_orientation(result: Result) -> Figure:
    """The whole company and each area: the last round with its interval, and a pale dot where it stood in the round before."""
    frame = _rows(result)
    drawing, axes = canvas(0.9 + 0.42 * len(frame))
    places = list(range(len(frame) - 1, -1, -1))
    colours = [COLOURS.get(word, INK) for word in frame["beside_word"]]
    axes.hlines(places, frame["points_before"], frame["points_now"], color=SAND, linewidth=3)
    axes.scatter(frame["points_before"], places, color=SAND, s=46, zorder=2)
    for place, row, colour in zip(places, frame.to_dict("records"), colours, strict=True):
        swing = [[row["points_now"] - row["points_low"]], [row["points_high"] - row["points_now"]]]
        axes.errorbar(
            [row["points_now"]],
            [place],
            xerr=swing,
            fmt="o",
            color=colour,
            markersize=7,
            elinewidth=1.2,
            zorder=3,
        )
        axes.annotate(
            numbers.count(row["points_now"]), (row["points_high"], place), xytext=(6, 0), textcoords="offset points", va="center", color=INK,
            fontsize=11,
        )  # fmt: skip
    axes.set_yticks(places, frame["label"], color=INK)
    axes.set_xlim(0, 100)
    axes.set_ylim(-0.6, len(frame) - 0.4)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    areas = result.frames["areas"]
    alt = _("Puntos de 0 a 100 de toda la empresa y de cada área. La más alta es {most}, con {most_points}; la más "
        "baja, {least}, con {least_points}.").format(
        most=areas.iloc[0]["area"], most_points=numbers.count(areas.iloc[0]["points_now"]),
        least=areas.iloc[-1]["area"], least_points=numbers.count(areas.iloc[-1]["points_now"]),
    ) if len(areas) else _("Puntos de 0 a 100 de toda la empresa.")  # fmt: skip
    caption = _(
        "Qué tanto se trabaja para el cliente, según quienes trabajan ahí, de 0 (nunca) a 100 (siempre), con su intervalo de 95 %; entre "
        "paréntesis, cuántos contestaron."
    )
    if "orientation_before" in result.values:
        caption += " " + _("El punto claro es la ronda anterior.")
    return Figure(drawing, "fig-company-orientation", caption, alt)


def _rows(result: Result) -> pd.DataFrame:
    """The company first, then its areas."""
    import pandas as pd

    whole = result.values["orientation"]
    before = result.values.get("orientation_before")
    first = {"area": _("Toda la empresa"), "points_now": whole.value, "points_low": whole.low, "points_high": whole.high, "n": whole.n,
             "points_before": before.value if before else None, "beside_word": ""}  # fmt: skip
    frame = pd.concat([pd.DataFrame([first]), result.frames["areas"]], ignore_index=True)
    label = [
        _("{area} ({n})").format(area=row["area"], n=numbers.count(row["n"]))
        for row in frame.to_dict("records")
    ]
    numeric = {
        name: frame[name].astype(float)
        for name in ("points_now", "points_low", "points_high", "points_before")
    }
    return frame.assign(label=label, **numeric)


def orientation_table(result: Result) -> Table:
    """Each part of the form: what it scores, whether that changed, and whether its questions measure one thing."""
    frame = result.frames["parts"]
    said = [
        _("{points} ({range})").format(points=numbers.count(row["points_now"]), range=spread(row))
        for row in frame.to_dict("records")
    ]
    frame = frame.assign(points_text=said)
    columns = ["form_part", "points_text", "alpha", "reliable"]
    if frame["points_before"].notna().any():
        columns[2:2] = ["points_before", "move_word"]
    caption = _(
        "Las partes del formulario, de la más floja a la más fuerte. El alfa dice si las preguntas de una parte miden "
        "una sola cosa: con menos de 0,7 "
        "no conviene sumarlas."
    )
    return Table(frame, caption, "tbl-company-orientation", columns)


def spread(row: dict) -> str:
    """An interval of points in words.

    >>> spread({"points_low": 41.2, "points_high": 50.0})
    '41 a 50'
    """
    return _("{low} a {high}").format(
        low=numbers.count(row["points_low"]), high=numbers.count(row["points_high"])
    )


def orientation_advice(result: Result) -> str:
    """Where to begin: the area that is below the others, else the weakest part."""
    areas, parts = result.frames["areas"], result.frames["parts"]
    below = areas[areas["beside_word"] == "beside_below"]
    shaky = parts[parts["reliable"] == "no"]
    weak = parts.iloc[0]["form_part"] if len(parts) else ""
    if len(below):
        said = _(
            "**Qué hacer.** Empiece por {area}: léales esta página, pregúnteles qué se lo impide y anótelo como "
            "barrera, con dueño y fecha. En toda la "
            "empresa, lo más flojo es «{part}»."
        ).format(area=below.iloc[-1]["area"], part=weak)
    else:
        said = _(
            "**Qué hacer.** Ninguna área se distingue de las demás para mal. En toda la empresa lo más flojo es "
            "«{part}»: escoja una sola cosa de esa "
            "parte y vuelva a preguntar en un año."
        ).format(part=weak)
    if len(shaky):
        said += " " + _("No sume las preguntas de «{part}»: no miden lo mismo.").format(
            part=shaky.iloc[0]["form_part"]
        )
    if "orientation_before" not in result.values:
        said += " " + _(
            "Reparta el formulario otra vez en un año: sin una segunda ronda no se sabe si algo mejora."
        )
    return said


@findings_of(orientation)
def orientation_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """The area that works least for the customer, where that is no chance; and areas that rose or fell between two rounds."""
    frame, due, found = result.frames["areas"], as_of + dt.timedelta(days=30), []
    for row in frame[frame["beside_word"] == "beside_below"].tail(1).to_dict("records"):
        message = _("En {area} se trabaja menos para el cliente que en las demás áreas: {points} puntos de 100, {less} menos.").format(
            area=row["area"], points=numbers.count(row["points_now"]), less=numbers.count(-row["beside"])
        )  # fmt: skip
        found.append(Finding("risk", message, KEY, int(row["n"]), owner=_("Gerencia general"), due=due))
    for row in frame[frame["move_word"].isin(["move_up", "move_down"])].to_dict("records"):
        rose = row["move_word"] == "move_up"
        message = (
            _("{area} trabaja más para el cliente que antes: pasó de {before} a {points} puntos de 100.")
            if rose
            else _(
                "{area} trabaja menos para el cliente que antes: pasó de {before} a {points} puntos de 100."
            )
        ).format(
            area=row["area"],
            before=numbers.count(row["points_before"]),
            points=numbers.count(row["points_now"]),
        )
        found.append(
            Finding(
                "good_news" if rose else "risk",
                message,
                KEY,
                int(row["n"]),
                owner=_("Gerencia general"),
                due=None if rose else due,
            )
        )
    return found
