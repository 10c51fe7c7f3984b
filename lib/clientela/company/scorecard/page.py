"""How the scorecard looks: a line for each measure, where its last month lies between what chance alone does, and what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.company.scorecard.analysis import KEY, scorecard
from clientela.company.scorecard.measures import MEASURES
from clientela.engine import findings_of
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.present.terms import term
from clientela.results import Finding, Result
from clientela.stats.rows import rows_of

if TYPE_CHECKING:
    import pandas as pd

# Beyond so many times the way from the middle to the limit, a point is drawn at the edge.
EDGE = 1.6
COLOURS = {"month_better": figures.TEAL, "month_worse": figures.RED, "month_other": figures.AMBER}


def written(name: str, amount: Any, currency: str) -> str:
    """A measure's value in its unit."""
    unit = MEASURES[name].unit
    if numbers.absent(amount):
        return numbers.NONE
    if unit == "currency":
        return numbers.short_money(amount, currency)
    if unit == "score":
        return numbers.decimal(amount, 2)
    return {"share": numbers.share, "count": numbers.count}.get(unit, numbers.decimal)(amount)


def paced(name: str, amount: Any, currency: str) -> str:
    """What a chart judges of a measure: of a sum its change in a year, of a rate the rate."""
    return numbers.signed_share(amount) if MEASURES[name].is_sum else written(name, amount, currency)


def scorecard_table(result: Result, currency: str) -> Table:
    """Each area's measures: last year, the year before, how they differ, the plan."""
    table = result.frames["scorecard"].dropna(subset=["value_now"])
    written_in = table.assign(
        **{
            name: [written(row["figure"], row[name], currency) for row in table.to_dict("records")]
            for name in ("value_before", "value_now", "plan")
        },
        year_difference_text=[_difference(row, currency) for row in table.to_dict("records")],
    )
    columns = ["score_area", "figure", "value_before", "value_now", "year_difference_text"]
    columns += ["plan"] if table["plan"].notna().any() else []
    caption = _(
        "Cada área en los últimos doce meses completos y en los doce anteriores; el cambio, con su intervalo de 95 %."
    )
    return Table(written_in, caption, "tbl-company-scorecard", columns)


def _difference(row: Mapping[Any, Any], currency: str) -> str:
    ends = ("year_difference", "year_difference_low", "year_difference_high")
    change, low, high = (_signed(row["figure"], row[end], currency) for end in ends)
    said = (
        _("{change} puntos (de {low} a {high})")
        if MEASURES[row["figure"]].unit == "share"
        else _("{change} (de {low} a {high})")
    )
    return said.format(change=change, low=low, high=high)


def _signed(name: str, amount: float, currency: str) -> str:
    """A difference with its sign: of a sum its share, of a share in points, else in the measure's unit."""
    if MEASURES[name].is_sum:
        return numbers.signed_share(amount)
    if MEASURES[name].unit == "share":
        return numbers.points(amount, 1)
    return numbers.signed(amount, written(name, abs(amount), currency))


def plot_scorecard(result: Result, currency: str) -> Figure | None:
    """The last month of each measure between the limits of what chance does; a dot outside is more than chance. None where none has limits."""
    table = result.frames["scorecard"].dropna(subset=["last_value"])
    if table.empty:
        return None
    drawing, axes = figures.canvas(0.5 + 0.34 * len(table))
    place = np.arange(len(table))[::-1]
    middle = table["figure"].map(_middles(result))
    away = table["last_value"] - middle
    # Limits told by a factor reach further up than down.
    half = np.where(away > 0, table["expected_most"] - middle, middle - table["expected_least"])
    where: pd.Series = (away / half).clip(-EDGE, EDGE)
    axes.barh(place, 2.0, left=-1.0, height=0.5, color=figures.LINE)
    axes.vlines(0, -0.5, len(table) - 0.5, color=figures.MUTED, linewidth=0.8)
    colours = [COLOURS.get(verdict, figures.MUTED) for verdict in table["month_verdict"]]
    axes.scatter(where, place, s=70, color=colours, zorder=3)
    for spot, row in zip(place, rows_of(table), strict=True):
        axes.annotate(
            paced(row.figure, row.last_value, currency), (EDGE + 0.15, spot), va="center", color=figures.INK
        )
    axes.set_yticks(place, [term(name).words for name in table["figure"]], color=figures.INK)
    axes.set_xlim(-EDGE - 0.1, EDGE + 0.9)
    axes.set_xticks([])
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    month = numbers.month(result.frames["months"]["month"].max())
    caption = _(
        "El último mes ({month}) de cada medida, entre los límites en que la tiene el azar (banda). Rojo: peor que el azar; verde: mejor. De "
        "las sumas se mira el cambio frente al mismo mes de un año antes."
    ).format(month=month)
    unusual = table[table["month_verdict"].isin(list(COLOURS))]
    said = "; ".join(
        f"{term(row.figure).words}, {paced(row.figure, row.last_value, currency)}" for row in rows_of(unusual)
    )
    alt = (
        _("Fuera de lo que hace el azar: {said}.").format(said=said)
        if said
        else _(
            "{n|La única medida que hay no está fuera|Ninguna de las # medidas está fuera} de lo que hace el azar."
        ).format(n=numbers.count(len(table)))
    )
    return Figure(drawing, "fig-company-scorecard", caption, alt)


def _middles(result: Result) -> dict[str, float]:
    """The middle of the months before the last one, by measure."""
    known = result.frames["months"].dropna(subset=["judged_middle"]).drop_duplicates("figure")
    return dict(zip(known["figure"], known["judged_middle"].astype(float), strict=True))


def worst(result: Result) -> pd.DataFrame:
    """The measures whose last month is worse than chance makes it, the least likely first."""
    table = result.frames["scorecard"]
    return table[table["month_verdict"] == "month_worse"].sort_values(["chance_alone", "figure"])


def plot_worst(result: Result, currency: str) -> Figure | None:
    """Month by month the measure that is furthest out, with its limits; nothing where none is."""
    out = worst(result)
    if out.empty:
        return None
    name = str(out["figure"].iloc[0])
    series = result.frames["months"]
    rows = series[series["figure"] == name]
    limit = rows.iloc[-1]
    least, most = float(limit["expected_least"]), float(limit["expected_most"])
    if not MEASURES[name].is_sum:
        # A rate is none below nothing; the change of a sum may be.
        least = max(0.0, least)
    drawing, axes = figures.canvas(2.6)
    axes.axhspan(least, most, color=figures.LINE, alpha=0.6, zorder=0)
    axes.axhline(float(limit["judged_middle"]), color=figures.MUTED, linewidth=0.8)
    axes.plot(rows["month"], rows["judged"], color=figures.TEAL, marker="o", markersize=3.5)
    axes.plot(rows["month"].iloc[-1:], rows["judged"].iloc[-1:], "o", color=figures.RED, markersize=7)
    figures.month_axis(axes)
    if MEASURES[name].unit == "share" or MEASURES[name].is_sum:
        figures.share_axis(axes.yaxis)
    words = {
        "measure": term(name).words, "value": paced(name, out["last_value"].iloc[0], currency),
        "low": paced(name, least, currency), "high": paced(name, most, currency),
    }  # fmt: skip
    caption = _(
        "{measure}, mes por mes. La banda es lo que haría el azar, según los meses anteriores al último."
    ).format(**words)
    alt = _("{measure}: el último mes, {value}; se esperaba entre {low} y {high}.").format(**words)
    return Figure(drawing, "fig-company-worst", caption, alt)


def scorecard_advice(result: Result, currency: str) -> str:
    """Which measure to look into first; where all are as ever, to leave them alone."""
    out = worst(result)
    if out.empty:
        return _(
            "**Qué hacer.** Deje quietos los procesos: lo que subió o bajó el último mes cabe en el azar, y corregir el azar lo empeora. "
            "Mire el tablero el mes que viene."
        )
    return _(
        "**Qué hacer.** Pregunte esta semana qué cambió: {said}. Lo demás cabe en el azar: déjelo quieto."
    ).format(said=_out(result, out, currency))


def _out(result: Result, out: pd.DataFrame, currency: str) -> str:
    """The measures that are out, the least likely first, with what they were before."""
    usual = _middles(result)
    return "; ".join(
        _("{measure}, {value} (antes, en media, {usual})").format(
            measure=lowered(row.figure), value=paced(row.figure, row.last_value, currency),
            usual=paced(row.figure, usual[row.figure], currency),
        )
        for row in rows_of(out.head(3))
    )  # fmt: skip


def lowered(name: str) -> str:
    """The words of a measure within a sentence.

    >>> lowered("late_orders_rate")
    'pedidos tardíos'
    """
    words = term(name).words
    return words[:1].lower() + words[1:]


@findings_of(scorecard)
def scorecard_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """The measures whose last month is worse than chance, together in a sentence."""
    out = worst(result)
    if out.empty:
        return []
    month = numbers.month(result.frames["months"]["month"].max())
    message = _("El último mes ({month}) fue peor de lo que hace el azar: {said}.").format(
        month=month, said=_out(result, out, currency)
    )
    owner, due = _("Gerencia"), as_of + dt.timedelta(days=7)
    return [Finding("risk", message, KEY, result.n, owner=owner, due=due)]
