"""How expected and received look on the page: figure, tables, advice and findings."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from clientela.present import Figure, Table, numbers
from clientela.present.figures import AMBER, INK, MUTED, RED, SAND, TEAL, canvas
from clientela.present.language import _
from clientela.product import surveys
from clientela.product.gaps import KEY
from clientela.results import Finding, Result

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 12
COLOURS = {"falls_short": AMBER, "below_minimum": RED, "goes_beyond": TEAL, "gap_chance": MUTED}


def _with_words(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(question=surveys.words(frame))


def gaps_table(result: Result) -> Table:
    """The questions that fall shortest."""
    frame = _with_words(result.frames["gaps"].head(SHOWN))
    columns = ("question", "expected_mark", "received_mark", "gap", "gap_verdict", "n")
    caption = _("Lo esperado, lo recibido y la diferencia; primero lo que más se queda corto.")
    return Table(frame, caption, "tbl-product-gaps", columns)


def predictors_table(result: Result) -> Table:
    """Can the answers be trusted, and what goes with satisfaction: each figure with its interval."""
    import pandas as pd

    names = (
        "alpha_expected",
        "alpha_received",
        "gap_correlation",
        "received_correlation",
        "correlation_gain",
    )
    rows = [
        (name, found.value, found.low, found.high, found.n)
        for name in names
        if (found := result.values.get(name)) is not None
    ]
    frame = pd.DataFrame(
        rows, columns=["survey_measure", "coefficient", "coefficient_low", "coefficient_high", "n"]
    )
    caption = _("Si las preguntas miden una misma cosa (alfa), y qué va más con la satisfacción.")
    return Table(frame, caption, "tbl-product-predictors", tuple(frame.columns))


def plot_gaps(result: Result) -> Figure:
    """Expected and received on one line for each area (each question, where there are no areas), with the zone of tolerance."""
    areas = "dimensions" in result.frames
    frame = result.frames["dimensions" if areas else "gaps"].head(SHOWN).iloc[::-1]
    names = [surveys.short(str(d)) for d in frame["dimension"]] if areas else surveys.short_words(frame)
    drawing, axes = canvas(1.1 + 0.36 * len(frame))
    places = np.arange(len(frame))
    zone = bool(frame["minimum_mark"].notna().any())
    axes.hlines(
        places,
        frame["minimum_mark" if zone else "received_mark"],
        frame["expected_mark"],
        color=SAND,
        linewidth=9 if zone else 3,
    )
    axes.plot(frame["expected_mark"], places, "|", color=INK, markersize=13, markeredgewidth=2)
    colours = [COLOURS[verdict] for verdict in frame["gap_verdict"]]
    # The interval is that of the difference, drawn around what is received.
    axes.hlines(
        places,
        frame["expected_mark"] + frame["gap_low"],
        frame["expected_mark"] + frame["gap_high"],
        color=colours,
        linewidth=2,
    )
    axes.scatter(frame["received_mark"], places, color=colours, s=52, zorder=3)
    for place, row in zip(places, frame.to_dict("records"), strict=True):
        end = max(row["expected_mark"], row["expected_mark"] + row["gap_high"])
        axes.annotate(
            _signed(row["gap"]),
            (end, place),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            color=INK,
            fontsize=10,
        )
    axes.set_yticks(places, names)
    axes.set_ylim(-0.7, len(frame) + 0.1)
    axes.margins(x=0.1)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    axes.xaxis.set_major_formatter(lambda score, _place: numbers.decimal(score, 1))
    top = (
        _("raya: lo esperado · punto: lo recibido · franja: lo que se tolera")
        if zone
        else _("raya: lo esperado · punto: lo recibido")
    )
    axes.annotate(
        top,
        (0.0, 1.0),
        xycoords="axes fraction",
        xytext=(0, 4),
        textcoords="offset points",
        color=MUTED,
        fontsize=10,
    )
    worst = frame.iloc[-1]
    alt = _(
        "Lo esperado y lo recibido. En total, {received} recibido frente a {expected} esperado. Lo que más se queda corto: {name} ({gap})."
    ).format(
        received=numbers.decimal(result.values["received_mean"].value, 2), expected=numbers.decimal(result.values["expected_mean"].value, 2),
        name=names[-1], gap=_signed(worst["gap"]),
    )  # fmt: skip
    caption = _(
        "Lo que se espera y lo que se recibe. Rojo: por debajo de lo mínimo; naranja: menos de lo esperado; verde: más; gris: puede ser azar."
    )
    return Figure(drawing, "fig-product-gaps", caption, alt)


def _signed(gap: float) -> str:
    return ("−" if gap < 0 else "+") + numbers.decimal(abs(gap), 2)


def _worst(result: Result) -> pd.DataFrame:
    """The questions that clearly fall short: those below the minimum first, then by the size of the gap."""
    frame = result.frames["gaps"]
    short = frame[(frame["gap"] < 0) & frame["gap_verdict"].isin(["falls_short", "below_minimum"])]
    return _with_words(
        short.assign(first=short["gap_verdict"] != "below_minimum").sort_values(["first", "gap", "item"])
    )


def gaps_advice(result: Result) -> str:
    """Where to begin, and whether to ask about expectations every time."""
    worst, parts = _worst(result), []
    if worst.empty:
        parts.append(
            _(
                "**Qué hacer.** Ninguna pregunta se queda corta más de lo que explica el azar: sostenga lo que hace y vuelva a preguntar en "
                "seis meses."
            )
        )
    else:
        parts.append(
            _(
                "**Qué hacer.** Empiece por «{question}»: se espera {expected} y se recibe {received}. Prometa lo que hoy puede cumplir "
                "mientras lo arregla."
            ).format(
                question=worst["question"].iloc[0], expected=numbers.decimal(worst["expected_mark"].iloc[0], 1),
                received=numbers.decimal(worst["received_mark"].iloc[0], 1),
            )
        )  # fmt: skip
    gain = result.values.get("correlation_gain")
    if gain is not None and gain.low is not None and gain.low > 0:
        parts.append(
            _(
                "Lo recibido, solo, va más con la satisfacción que la diferencia: la próxima encuesta puede preguntar la mitad y decir más."
            )
        )
    elif gain is not None and gain.high is not None and gain.high < 0:
        parts.append(
            _(
                "La diferencia va más con la satisfacción que lo recibido solo: siga preguntando también lo que se espera."
            )
        )
    return " ".join(parts)


def gaps_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """The whole gap with its worst question, or the news that nothing falls short."""
    gap, worst = result.values["gap_mean"], _worst(result)
    places = {
        "received": numbers.decimal(result.values["received_mean"].value, 2),
        "expected": numbers.decimal(result.values["expected_mean"].value, 2),
        "n": numbers.count(result.n),
    }
    due = as_of + dt.timedelta(days=30)
    if gap.high is not None and gap.high < 0 and not worst.empty:
        places |= {"question": worst["question"].iloc[0], "gap": _signed(worst["gap"].iloc[0])}
        message = _(
            "Entregamos menos de lo que se espera: {received} frente a {expected}; lo que más se queda corto es «{question}» ({gap})."
        ).format(**places)
        return [Finding("risk", message, KEY, result.n, owner=_("Servicio"), due=due)]
    if gap.low is not None and gap.low > 0:
        message = _(
            "Los clientes reciben más de lo que esperan: {received} frente a {expected}, según {n} personas."
        ).format(**places)
        return [Finding("good_news", message, KEY, result.n, owner=_("Servicio"), due=due)]
    return []
