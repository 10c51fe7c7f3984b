"""How the recommendation looks: of all and of each group, with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from clientela.engine import findings_of
from clientela.loyalty.trust.promoters import KEY, promoters
from clientela.present import Figure, figures, numbers
from clientela.present.language import _
from clientela.present.numbers import points
from clientela.present.terms import value
from clientela.results import Finding, Missing, Result

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

TOP = 11
_COLOURS = {"score_above": figures.TEAL, "score_below": figures.RED}
# Half a point is written as none.
CLEAR = 0.005


def plot_promoters(result: Result) -> Figure:
    """Promoters less detractors, of all and of each group, with the interval."""
    table = _lines(result)
    drawing, axes = figures.canvas(0.5 + 0.33 * len(table))
    place = np.arange(len(table))[::-1]
    # One interval of many lies off zero by chance: a group has a colour only where the comparison of them all allows it.
    colours = [_COLOURS.get(verdict, figures.MUTED) for verdict in table.score_verdict]
    axes.axvline(0, color=figures.INK, linewidth=1)
    axes.hlines(place, table.score_low, table.score_high, color=colours, linewidth=3, alpha=0.5)
    axes.scatter(table.promoter_score, place, s=60, color=colours, zorder=3)
    for spot, row, colour in zip(place, table.itertuples(), colours, strict=True):
        axes.annotate(
            points(row.promoter_score), (row.promoter_score, spot), xytext=(0, 5), textcoords="offset points",
            ha="center", fontsize=11.5, weight=600, color=colour,
        )  # fmt: skip
    axes.set_yticks(place, table.words, fontsize=12, color=figures.INK)
    axes.set_ylim(-0.6, len(table) - 0.4)
    axes.margins(x=0.12)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", visible=True)
    axes.xaxis.set_major_formatter(lambda part, _place: points(part))
    whole = result.values["promoter_score"]
    alt = _("NPS de todos: {score}, entre {low} y {high}. El más bajo: {group}, {lowest}.").format(
        score=points(whole.value), low=points(whole.low), high=points(whole.high),
        group=table.words.iloc[int(table.promoter_score.to_numpy().argmin())], lowest=points(table.promoter_score.min()),
    )  # fmt: skip
    caption = _(
        "NPS: de cada cien que contestaron, los que nos recomendarían (9 o 10) menos los que no (0 a 6); la raya es el intervalo del 95 %. "
        "Con color, los grupos que se apartan de los demás más que el azar, descontado que se comparan muchos a la vez."
    )
    if all_answers := result.values.get("promoter_score_answers"):
        caption += _(
            " De cada persona cuenta la última respuesta; de las {n} respuestas juntas es {score}."
        ).format(n=numbers.count(all_answers.n), score=points(all_answers.value))
    return Figure(drawing, "fig-loyalty-promoters", caption, alt)


def _lines(result: Result) -> pd.DataFrame:
    """All, then the groups of each criterion."""
    import pandas as pd

    whole, groups = result.values["promoter_score"], result.frames["groups"]
    head: dict[str, Any] = {
        "words": _named(_("Todos"), result.n), "promoter_score": whole.value, "score_low": whole.low, "score_high": whole.high,
        "score_verdict": "",
    }  # fmt: skip
    # Of the segments those with most answers fit.
    most = groups.assign(later=(groups.criterion == "segment").astype(int)).sort_values(
        ["later", "n"], ascending=[True, False]
    )
    groups = groups.loc[sorted(most.index[:TOP])]
    rows: list[dict[str, Any]] = [
        {"words": _named(value(row.answer_group), row.n), "promoter_score": row.promoter_score, "score_low": row.score_low,
         "score_high": row.score_high, "score_verdict": row.score_verdict}
        for row in groups.itertuples()
    ]  # fmt: skip
    return pd.DataFrame([head, *rows])


def _named(words: str, n: Any) -> str:
    return _("{who} (n: {n})").format(who=words, n=numbers.count(n))


def plot_promoters_time(result: Result) -> Figure | Missing | None:
    """The score over time with its interval; None where it has not moved by more than chance, which the advice says in a sentence."""
    change = result.values.get("promoter_change")
    if change is not None and (change.low or 0) <= 0 <= (change.high or 0):
        return None
    months = result.frames["months"]
    if len(months) < 3:
        from clientela.results import Reason

        return Missing("loyalty.promoters", Reason.TOO_SHORT_HISTORY, ("surveys.date",), len(months), 3)
    drawing, axes = figures.canvas(2.9)
    axes.fill_between(
        months.month, months.score_low, months.score_high, color=figures.SAND, alpha=0.6, linewidth=0
    )
    axes.plot(months.month, months.promoter_score, color=figures.TEAL, linewidth=2.2)
    axes.axhline(0, color=figures.INK, linewidth=1)
    last = months.iloc[-1]
    axes.annotate(
        points(last.promoter_score), (last.month, last.promoter_score), xytext=(7, 0), textcoords="offset points",
        va="center", fontsize=13, weight=600, color=figures.TEAL,
    )  # fmt: skip
    axes.yaxis.set_major_formatter(lambda part, _place: points(part))
    figures.month_axis(axes)
    alt = _("Línea del NPS: {first} al principio, {last} al final.").format(
        first=points(months.promoter_score.iloc[0]), last=points(last.promoter_score)
    )
    caption = _(
        "NPS en el tiempo; la franja es el intervalo del 95 %. El último punto es solo de las {n} respuestas de su período; el de todas juntas "
        "es {score}."
    ).format(n=numbers.count(last.n), score=points(result.values["promoter_score"].value))
    return Figure(drawing, "fig-loyalty-promoters-time", caption, alt)


def promoters_advice(result: Result) -> str:
    """Ask the detractors why; a move that may be chance is no news."""
    change = result.values.get("promoter_change")
    lowest = _below(result)
    sentences = []
    if change is None or (change.low or 0) <= 0 <= (change.high or 0):
        sentences.append(_("Ni premie ni regañe por el último dato: la cifra no se movió más que el azar."))
    elif (change.value or 0) < 0:
        sentences.append(
            _("La cifra bajó {points} puntos en un año, más que el azar: averigüe qué cambió.").format(
                points=points(abs(float(change.value or 0))).lstrip("+")
            )
        )
    else:
        sentences.append(
            _("La cifra subió {points} puntos en un año, más que el azar: cuide lo que cambió.").format(
                points=points(change.value).lstrip("+")
            )
        )
    if lowest is not None:
        sentences.append(
            _(
                "Servicio llama este mes, donde se recomienda menos ({group}), a diez de los {n} que pusieron 6 o menos, y pregunta solo "
                "«¿qué pasó?»."
            ).format(group=value(lowest.answer_group), n=numbers.count(_detracting(lowest)))
        )  # fmt: skip
    else:
        sentences.append(
            _("Servicio llama cada mes a diez que pusieron 6 o menos y pregunta solo «¿qué pasó?».")
        )
    return _("**Qué hacer.** {advice}").format(advice=" ".join(sentences))


def _detracting(group: Any) -> int:
    """How many of a group gave 0 to 6."""
    return round(float(group.detractors) * int(group.n))


def _below(result: Result) -> Any:
    """The group that certainly recommends us less than the others, the lowest first; None where there is none."""
    groups = result.frames["groups"]
    below = groups[groups.score_verdict == "score_below"]
    return None if below.empty else below.sort_values("promoter_score").iloc[0]


@findings_of(promoters)
def promoters_findings(result: Result | Missing, as_of: dt.date) -> list[Finding]:
    """More detractors than promoters, or the other way round; and who says so most."""
    import datetime as dt

    if isinstance(result, Missing):
        return []
    whole, lowest, due = result.values["promoter_score"], _below(result), as_of + dt.timedelta(days=21)
    detail = ""
    if lowest is not None:
        detail = _("Los que menos: {group}, con {score} (entre {low} y {high}).").format(
            group=value(lowest.answer_group), score=points(lowest.promoter_score),
            low=points(lowest.score_low), high=points(lowest.score_high),
        )  # fmt: skip
    found: dict[str, Any] = {
        "n": result.n, "promoters": result.values["promoters"].value, "detractors": result.values["detractors"].value,
        "low": whole.low, "high": whole.high,
    }  # fmt: skip
    if float(whole.high or 0) < -CLEAR:
        message = _(
            "De cada cien clientes, {detractors} no nos recomendarían y solo {promoters} sí (NPS entre {low} y {high})."
        )
        return [_finding("risk", message, found, due, detail)]
    if float(whole.low or 0) > CLEAR:
        message = _(
            "De cada cien clientes, {promoters} nos recomendarían y {detractors} no (NPS entre {low} y {high})."
        )
        return [_finding("good_news", message, found, due, detail)]
    if lowest is None or lowest.score_high > -CLEAR:
        return []
    message = _(
        "Donde menos nos recomiendan ({group}), {detractors} de cada cien no lo harían y solo {promoters} sí (NPS entre {low} y {high})."
    )
    detail = _("Contestaron {n}, y su NPS es {score}; el de todos, {whole}.").format(
        n=numbers.count(lowest.n), score=points(lowest.promoter_score), whole=points(whole.value)
    )
    found = {"group": value(lowest.answer_group), "n": int(lowest.n), "promoters": lowest.promoters,
             "detractors": lowest.detractors, "low": lowest.score_low, "high": lowest.score_high}  # fmt: skip
    return [_finding("risk", message, found, due, detail), _call(lowest, as_of + dt.timedelta(days=14))]


def _call(lowest: Any, due: dt.date) -> Finding:
    message = _(
        "Llamar a diez de los {n} que pusieron de 0 a 6 donde menos nos recomiendan ({group}) y preguntar qué pasó."
    ).format(n=numbers.count(_detracting(lowest)), group=value(lowest.answer_group))
    detail = _("Anote el motivo con el mismo nombre que en las quejas: así se suman.")
    return Finding("action", message, KEY, int(lowest.n), owner=_("Servicio"), due=due, detail=detail)


def _finding(
    kind: Literal["risk", "good_news"], message: str, found: dict[str, Any], due: dt.date, detail: str
) -> Finding:
    text = message.format(
        group=found.get("group"), promoters=numbers.count(found["promoters"] * 100),
        detractors=numbers.count(found["detractors"] * 100), low=points(found["low"]), high=points(found["high"]),
    )  # fmt: skip
    return Finding(kind, text, KEY, found["n"], owner=_("Servicio"), due=due, detail=detail)
