"""How the customers' marks look on the page: figures, table, advice and findings."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.customers import surveys
from clientela.engine import findings_of
from clientela.present import Figure, Table, numbers
from clientela.present.figures import INK, MUTED, SAND, TEAL, arms, canvas, month_axis, share_axis
from clientela.present.language import _
from clientela.present.terms import value
from clientela.product.satisfaction.analysis import KEY, high_from, satisfaction
from clientela.results import Finding, Result
from clientela.stats.effects import sense

if TYPE_CHECKING:
    import pandas as pd

# Of thousands of answers any move is sure; one of less than a twentieth of a mark is none that anybody feels.
LEAST_MARK = 0.05


def plot_satisfaction(result: Result) -> Figure | None:
    """The share of high marks of each question, with its interval."""
    frame = result.frames["satisfaction"].drop_duplicates("outcome").iloc[::-1]
    drawing, axes = canvas(0.9 + 0.45 * len(frame))
    places = np.arange(len(frame))
    swing = arms(frame["share_top"], frame["share_top_low"], frame["share_top_high"])
    axes.barh(
        places,
        frame["share_top"],
        xerr=swing,
        color=TEAL,
        height=0.55,
        error_kw={"ecolor": INK, "elinewidth": 1},
    )
    for place, row in zip(places, frame.to_dict("records"), strict=True):
        text = _("{share} de {n} respuestas\nmedia {mark} de {top} ({interval})").format(
            share=numbers.share(row["share_top"], 0), mark=numbers.decimal(row["mark"], 2), top=numbers.count(row["scale_top"]),
            n=numbers.count(row["n"]), interval=numbers.interval(*(numbers.decimal(row[f"mark_{end}"], 2) for end in ("low", "high"))),
        )  # fmt: skip
        axes.annotate(
            text,
            (row["share_top_high"], place),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            color=INK,
            fontsize=10,
        )
    axes.set_yticks(places, [value(name) for name in frame["outcome"]])
    axes.set_xlim(0, 1.55)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    share_axis(axes.xaxis)
    axes.grid(visible=False, axis="y")
    best = frame.sort_values("share_top").iloc[-1]
    alt = _("Barras con la parte de notas altas. La mayor: {name}, {share}.").format(
        name=value(best["outcome"]), share=numbers.share(best["share_top"], 0)
    )
    caption = _(
        "Parte de los clientes que puso una nota alta ({tops}, según la escala), con su intervalo de 95 %. "
        "De cada nota, la encuesta con más respuestas."
    ).format(tops=_tops(frame))
    return Figure(drawing, "fig-product-satisfaction", caption, alt)


def _tops(frame: pd.DataFrame) -> str:
    """Which marks count as high, on each scale that was asked."""
    tops = sorted(frame["scale_top"].unique())
    return ", ".join(numbers.interval(numbers.count(high_from(top)), numbers.count(top)) for top in tops)


def plot_satisfaction_months(result: Result) -> Figure | None:
    """Satisfaction (else recommendation) over time with its interval; None without dates."""
    series = result.frames["series"]
    name = next((name for name in ("satisfied", "recommend") if (series["outcome"] == name).any()), None)
    if name is None:
        return None
    line = series[series["outcome"] == name]
    drawing, axes = canvas(2.8)
    axes.fill_between(line["month"], line["mark_low"], line["mark_high"], color=SAND, alpha=0.6, linewidth=0)
    axes.plot(line["month"], line["mark"], color=TEAL, linewidth=2)
    axes.annotate(
        numbers.decimal(line["mark"].iloc[-1], 1),
        (line["month"].iloc[-1], line["mark"].iloc[-1]),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        color=INK,
    )
    axes.annotate(
        _("la franja es el intervalo"), (0.0, 1.03), xycoords="axes fraction", color=MUTED, fontsize=10
    )
    axes.yaxis.set_major_formatter(lambda score, _place: numbers.decimal(score, 1))
    month_axis(axes)
    alt = _("Línea de la nota media: {first} al principio, {last} al final.").format(
        first=numbers.decimal(line["mark"].iloc[0], 1), last=numbers.decimal(line["mark"].iloc[-1], 1)
    )
    caption = _("La nota media de los clientes en el tiempo; solo períodos completos.")
    return Figure(drawing, "fig-product-satisfaction-months", caption, alt)


def satisfaction_advice(result: Result) -> str:
    """What to do about the way satisfaction goes; nothing about a move that may be chance."""
    change = result.values.get("satisfied_change") or result.values.get("recommend_change")
    worst = least(result)
    if change is None and worst is not None:
        return _(
            "**Qué hacer.** Empiece por «{question}»: es lo que queda por debajo de lo demás. Lea lo que escribieron quienes le pusieron las notas "
            "bajas, llame a cinco y pregúnteles qué pasó."
        ).format(question=worst["question"])
    if change is None:
        return _(
            "**Qué hacer.** Es una foto. Haga las mismas preguntas cada mes a quienes acaban de comprar: una serie avisa; una foto, no."
        )
    points = numbers.decimal(abs(float(change.value or 0)), 2)
    if sense(change, LEAST_MARK) < 0:
        return _(
            "**Qué hacer.** La nota bajó {points} puntos, más que el azar. Llame esta semana a diez de los que pusieron las notas bajas y "
            "pregunte qué pasó."
        ).format(points=points)
    if sense(change, LEAST_MARK) > 0:
        return _(
            "**Qué hacer.** La nota subió {points} puntos, más que el azar. Averigüe qué cambió y consérvelo."
        ).format(points=points)
    return _(
        "**Qué hacer.** La nota no se movió más que el azar: no premie ni regañe a nadie por ella. Mire quién puso las notas bajas y por qué."
    )


@findings_of(satisfaction)
def satisfaction_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """A clear move of the marks, else how many are satisfied."""
    change, due = result.values.get("satisfied_change"), as_of + dt.timedelta(days=14)
    if change is not None and sense(change, LEAST_MARK) < 0:
        message = _("La satisfacción bajó {points} puntos, más que el azar.").format(
            points=numbers.decimal(-float(change.value or 0), 2)
        )
        return [Finding("risk", message, KEY, change.n, owner=_("Servicio"), due=due)]
    if change is not None and sense(change, LEAST_MARK) > 0:
        message = _("La satisfacción subió {points} puntos, más que el azar.").format(
            points=numbers.decimal(change.value, 2)
        )
        return [Finding("good_news", message, KEY, change.n, owner=_("Servicio"), due=due)]
    rows = result.frames["satisfaction"].query("outcome == 'satisfied'").head(1).to_dict("records")
    found = []
    for row in rows:
        places = {
            "share": numbers.share(row["share_top"], 0),
            "interval": numbers.interval(numbers.share(row["share_top_low"], 0), numbers.share(row["share_top_high"], 0)),
            "n": numbers.count(row["people"]),
        }  # fmt: skip
        message = _("Está satisfecho el {share} de quienes contestaron ({interval}; {n} personas).").format(
            **places
        )
        if row["n"] > 1.5 * row["people"]:
            # Each person was asked about several things, or several times.
            message = _(
                "De las notas que dieron {n} personas, el {share} es de satisfecho ({interval})."
            ).format(**places)
        if row["share_top_low"] > 0.5:
            found.append(Finding("good_news", message, KEY, int(row["people"]), owner=_("Servicio"), due=due))
        elif row["share_top_high"] < 0.5:
            found.append(Finding("risk", message, KEY, int(row["people"]), owner=_("Servicio"), due=due))
    return [*found, *_least(result, due)]


def _least(result: Result, due: dt.date) -> list[Finding]:
    """The thing with which people are less satisfied than with the rest, more than chance."""
    if (row := least(result)) is None:
        return []
    message = _(
        "Averiguar por qué «{question}» queda {points} puntos por debajo de lo demás que se preguntó."
    ).format(question=row["question"], points=numbers.decimal(-row["from_rest"], 1))
    detail = _("Contestaron {n} personas; entre {low} y {high} puntos menos que sus propias notas de las otras preguntas.").format(
        n=numbers.count(row["n"]), low=numbers.decimal(-row["from_rest_high"], 1), high=numbers.decimal(-row["from_rest_low"], 1)
    )  # fmt: skip
    return [Finding("action", message, KEY, int(row["n"]), detail=detail, owner=_("Servicio"), due=due)]


def least(result: Result) -> dict[str, Any] | None:
    """The question that stands below the others by more than chance; None where none does."""
    frame = result.frames.get("questions")
    if frame is None or not frame["from_rest_high"].iloc[0] < 0:
        return None
    first = frame.head(1).assign(question=surveys.words(frame.head(1)))
    return {str(name): cell for name, cell in first.iloc[0].items()}


def questions_table(result: Result) -> Table | None:
    """What the survey asks about, the lowest first; None where it asks one thing."""
    frame = result.frames.get("questions")
    if frame is None:
        return None
    caption = _(
        "Con qué quedan satisfechos, de lo que menos a lo que más. La diferencia es con las notas que la misma persona puso a lo demás; "
        "si su intervalo no toca el cero, no es azar."
    )
    columns = ("question", "mark", "from_rest", "from_rest_low", "from_rest_high", "n")
    return Table(frame.assign(question=surveys.words(frame)), caption, "tbl-product-questions", columns)
