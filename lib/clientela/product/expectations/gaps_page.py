"""How expected and received look on the page: figure, tables, advice and findings."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from clientela.customers import surveys
from clientela.engine import findings_of
from clientela.present import Figure, Table, numbers
from clientela.present.figures import AMBER, INK, MUTED, RED, SAND, TEAL, canvas
from clientela.present.language import N_, _
from clientela.product.expectations.gaps import KEY, gaps
from clientela.results import Finding, Result

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 12
# From here on questions are taken to measure one thing (Nunnally 1978).
COHERENT = 0.7
COLOURS = {"below_minimum": RED, "falls_short": AMBER, "goes_beyond": TEAL, "gap_chance": MUTED}
MEANINGS = {
    "below_minimum": N_("rojo: por debajo de lo mínimo"),
    "falls_short": N_("naranja: menos de lo esperado"),
    "goes_beyond": N_("verde: más de lo esperado"),
    "gap_chance": N_("gris: puede ser azar"),
}


def _with_words(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(question=surveys.words(frame))


def gaps_table(result: Result) -> Table:
    """The questions that fall shortest."""
    frame = _with_words(result.frames["gaps"].head(SHOWN))
    columns = ("question", "expected_mark", "received_mark", "gap", "gap_verdict", "n")
    caption = _("Lo esperado, lo recibido y la diferencia; arriba, lo que más se queda corto. {scale}")
    caption = caption.format(scale=surveys.scale_words(result)).strip()
    said = surveys.cut(len(frame), len(result.frames["gaps"]))
    return Table(frame, f"{caption} {said}".strip(), "tbl-product-gaps", columns)


def plot_gaps(result: Result) -> Figure:
    """Expected and received on one line for each area (each question, where there are no areas), with the zone of tolerance."""
    areas = "dimensions" in result.frames
    frame = result.frames["dimensions" if areas else "gaps"].head(SHOWN).iloc[::-1]
    named = [surveys.area(name) for name in frame["dimension"]] if areas else surveys.words(frame)
    names = [surveys.wrapped(name) for name in named]
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
        (1.0, 1.0),
        xycoords="axes fraction",
        xytext=(0, 4),
        textcoords="offset points",
        ha="right",
        color=MUTED,
        fontsize=10,
    )
    worst = frame.iloc[-1]
    alt = _(
        "Lo esperado y lo recibido. En total, {received} recibido frente a {expected} esperado. Lo que más se queda corto: {name} ({gap})."
    ).format(
        received=numbers.decimal(result.values["received_mean"].value, 2), expected=numbers.decimal(result.values["expected_mean"].value, 2),
        name=named[-1], gap=_signed(worst["gap"]),
    )  # fmt: skip
    caption = _("Lo que se espera y lo que se recibe, según {n} personas; {colours}. {scale}").format(
        n=numbers.count(result.n), scale=surveys.scale_words(result),
        colours="; ".join(_(text) for word, text in MEANINGS.items() if (frame["gap_verdict"] == word).any()),
    )  # fmt: skip
    return Figure(drawing, "fig-product-gaps", caption.strip(), alt)


def gaps_reading(result: Result) -> str:
    """How to read what is expected and received: only what the figure has."""
    frame = result.frames["dimensions" if "dimensions" in result.frames else "gaps"].head(SHOWN)
    parts = [
        _(
            "**Cómo leerlo.** La raya vertical es lo que se espera; el punto, lo que se recibe; la raya fina, su intervalo de 95 %. El número es la "
            "diferencia, en puntos de la escala."
        )
    ]
    if frame["minimum_mark"].notna().any():
        parts.append(
            _("La franja gris es lo que el cliente todavía tolera: un punto a su izquierda ya no se perdona.")
        )
    parts.append(_("Se miran muchas preguntas a la vez: solo cuenta lo que resiste ese examen."))
    return " ".join(parts)


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
    """Which promises to mend: the chapter's priority."""
    worst = _worst(result).head(2)
    if worst.empty:
        return _(
            "**Qué hacer.** Ninguna pregunta se queda corta más de lo que explica el azar: sostenga lo que hace y vuelva a preguntar en "
            "seis meses."
        )
    named = [
        _("«{question}» (se espera {expected} y se recibe {received})").format(
            question=row["question"], expected=numbers.decimal(row["expected_mark"], 1), received=numbers.decimal(row["received_mark"], 1)
        )
        for row in worst.to_dict("records")
    ]  # fmt: skip
    text = _(
        "**Qué hacer.** Lo que más se queda corto es {promises}. Ponga un responsable, prometa mientras tanto solo lo que hoy puede "
        "cumplir y vuelva a preguntar en tres meses."
    )
    return text.format(promises=_both(named))


def _both(named: list[str]) -> str:
    return _("{one} y {other}").format(one=named[0], other=named[1]) if len(named) > 1 else named[0]


def survey_advice(result: Result) -> str | None:
    """What to ask the next time, from what announces satisfaction better and from whether the questions go together; None where nothing follows."""
    parts = [part for part in (_next_survey(result), _coherence(result)) if part]
    return _("**Qué hacer.** {what}").format(what=" ".join(parts)) if parts else None


def _next_survey(result: Result) -> str:
    gain = result.values.get("correlation_gain")
    if gain is None or gain.low is None or gain.high is None or gain.low <= 0 <= gain.high:
        return ""
    text = (
        _(
            "En la próxima encuesta basta preguntar qué se recibe, que es la mitad de preguntas: eso solo anuncia la satisfacción mejor que su "
            "diferencia con lo esperado ({alone} frente a {gap}, donde 1 es ir siempre juntos; {n} personas)."
        )
        if gain.low > 0
        else _(
            "Siga preguntando también qué se espera: la diferencia anuncia la satisfacción mejor que lo recibido solo ({gap} frente a {alone}, "
            "donde 1 es ir siempre juntos; {n} personas)."
        )
    )
    alone, difference = (result.values[f"{name}_correlation"].value for name in ("received", "gap"))
    return text.format(
        alone=numbers.decimal(alone, 2), gap=numbers.decimal(difference, 2), n=numbers.count(gain.n)
    )


def _coherence(result: Result) -> str:
    found = result.values.get("alpha_received")
    if found is None or found.high is None or found.high >= COHERENT:
        return ""
    return _(
        "Lea cada pregunta por separado y no su promedio: no miden todas una misma cosa (van juntas {value} de 1; desde {enough} bastaría)."
    ).format(value=numbers.decimal(found.value, 2), enough=numbers.decimal(COHERENT, 1))


@findings_of(gaps)
def gaps_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """The whole gap with its worst questions, or the news that customers receive more than they expect."""
    gap, worst = result.values["gap_mean"], _worst(result).head(2)
    places = {
        "received": numbers.decimal(result.values["received_mean"].value, 2),
        "expected": numbers.decimal(result.values["expected_mean"].value, 2),
        "n": numbers.count(result.n),
    }
    due = as_of + dt.timedelta(days=30)
    if gap.high is not None and gap.high < 0 and not worst.empty:
        named = [
            _("«{question}» ({gap})").format(question=row["question"], gap=_signed(row["gap"]))
            for row in worst.to_dict("records")
        ]
        return [
            Finding(
                "risk", _short_of(result, places), KEY, result.n, owner=_("Servicio"), due=due,
                detail=_("Lo que más se queda corto: {promises}.").format(promises=_both(named)),
            )
        ]  # fmt: skip
    if gap.low is not None and gap.low > 0:
        message = _(
            "Los clientes reciben más de lo que esperan: {received} frente a {expected}, según {n} personas."
        ).format(**places)
        return [Finding("good_news", message, KEY, result.n, owner=_("Servicio"), due=due)]
    return []


def _short_of(result: Result, places: dict[str, str]) -> str:
    if "scale_top" not in result.values:
        return _("Entregamos menos de lo que se espera: {received} frente a {expected}.").format(**places)
    low, high = (numbers.count(result.values[name].value) for name in ("scale_bottom", "scale_top"))
    return _(
        "Entregamos menos de lo que se espera: {received} frente a {expected}, en una escala de {low} a {high}."
    ).format(low=low, high=high, **places)
