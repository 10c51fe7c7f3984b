"""How the prospects look: which of them buy, how soon, and whom to call today."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import findings_of
from clientela.loyalty.acquisition.funnel import KEY, funnel
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.results import Evidence, Finding, Missing, Result
from clientela.stats.rows import rows_of

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd


def plot_funnel(result: Result) -> Figure | None:
    """What part of the prospects bought within a year, by how much of need, opportunity and money they had; None where nobody knows."""
    table = result.frames["signals"]
    if table.empty:
        return None
    table = table.sort_values("in_place", ascending=False)
    drawing, axes = figures.canvas(0.9 + 0.68 * len(table))
    place = np.arange(len(table))[::-1]
    colours = [figures.TEAL, *[figures.MUTED] * (len(table) - 1)]
    axes.hlines(place, table.converted_low, table.converted_high, color=colours, linewidth=4, alpha=0.45)
    axes.scatter(table.converted, place, s=64, color=colours, zorder=3)
    for spot, row, colour in zip(place, rows_of(table), colours, strict=True):
        axes.annotate(
            numbers.share(row.converted, 0), (row.converted, spot), xytext=(0, 9), textcoords="offset points",
            ha="center", fontsize=13, weight=600, color=colour,
        )  # fmt: skip
    words = [
        _("{what}\n{n|1 interesado|# interesados}").format(what=_in_place(row.in_place), n=numbers.count(row.prospects)) for row in rows_of(table)
    ]  # fmt: skip
    axes.set_yticks(place, words, fontsize=12.5, color=figures.INK)
    axes.set_ylim(-0.5, len(table) - 0.3)
    axes.set_xlim(left=-0.01)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", visible=True)
    figures.share_axis(axes.xaxis)
    caption = _(
        "Parte de los interesados que compró dentro de un año, según cuánto tenían al llegar de estas tres cosas: necesidad, oportunidad y dinero."
    )
    alt = " ".join(
        _("{what}: compra {share}.").format(
            what=_in_place(row.in_place), share=numbers.share(row.converted, 0)
        )
        for row in rows_of(table)
    )
    return Figure(drawing, "fig-loyalty-funnel", caption, alt)


def _in_place(count: float) -> str:
    words = {3: _("Las tres"), 2: _("Dos"), 1: _("Una"), 0: _("Ninguna")}
    return words[int(count)]


def funnel_table(result: Result) -> Table:
    """The prospects of each source: how many bought, how soon, how many are open."""
    return Table(
        result.frames["sources"].head(12),
        _("Interesados según de dónde vinieron; compran es la parte que lo hace dentro de un año."),
        "tbl-loyalty-funnel",
        ("came_from", "prospects", "converted", "converted_low", "converted_high", "buying_median"),
    )


def calls_table(result: Result) -> Table:
    """The open prospects to call first."""
    listed = result.frames["calls"]
    columns = ["prospect_id", "came_from", "in_place", "days_open", "chance_90"]
    if listed.expected_value.notna().any():
        columns.append("expected_value")
    caption = _(
        "Interesados abiertos para llamar primero: compran más los que llegaron hace poco y lo tienen todo."
    )
    return Table(listed.head(10), caption, "tbl-loyalty-prospects", tuple(columns))


def _pair(result: Result) -> tuple[pd.Series, pd.Series] | None:
    """Those who had most and those who had least in place, where the two are certainly apart."""
    table = result.frames["signals"].sort_values("in_place")
    if len(table) < 2:
        return None
    least, most = table.iloc[0], table.iloc[-1]
    return (most, least) if most.converted_low > least.converted_high else None


def _words(result: Result, currency: str) -> dict[str, str]:
    values = result.values
    words = {
        name: numbers.count(values[name].value)
        for name in (
            "prospects",
            "open_prospects",
            "stale_prospects",
            "wait_nine_in_ten",
            "wait_longest",
            "called",
        )
    }
    if "calls_value" in values:
        worth = values["calls_value"]
        words |= {
            "worth": numbers.short_money(worth.value, currency), "low": numbers.short_money(worth.low, currency),
            "high": numbers.short_money(worth.high, currency),
        }  # fmt: skip
    pair = _pair(result)
    if pair is not None:
        words |= {"most": numbers.share(pair[0].converted, 0), "least": numbers.share(pair[1].converted, 0)}
    return words


def funnel_advice(result: Result, currency: str) -> str:
    """Whom to call, by when, and which to let go."""
    words, parts = _words(result, currency), [_("**Qué hacer.**")]
    if _pair(result) is not None:
        parts.append(
            _(
                "Pregunte siempre por necesidad, oportunidad y dinero: de quienes tienen más compra {most}, de quienes tienen menos, {least}."
            ).format(**words)
        )
    parts.append(
        _(
            "Llame pronto: de los que compran, nueve de cada diez lo hacen en {wait_nine_in_ten} días o menos."
        ).format(**words)
    )
    if result.values["stale_prospects"].value:
        parts.append(
            _(
                "De los {open_prospects} abiertos, {stale_prospects} pasan de {wait_longest} días, y hasta hoy nadie compró después de tanto. "
                "Antes de archivarlos, Ventas revisa a cuáles nunca se llamó y les escribe una vez: los datos no dicen a quién se llamó."
            ).format(**words)
        )
    parts.append(
        _("Que compren más no prueba que la llamada los haga comprar: para saberlo, sortee a quién llama.")
    )
    return " ".join(parts)


@findings_of(funnel)
def funnel_findings(result: Result | Missing, as_of: dt.date, currency: str) -> list[Finding]:
    """Call those who are still warm; what they will buy they buy in part by themselves, so that no money is put on the call."""
    import datetime as dt

    if isinstance(result, Missing) or result.frames["calls"].empty or _pair(result) is None:
        return []
    words = _words(result, currency)
    message = _(
        "Llamar esta semana a {called} interesados abiertos que todavía pueden comprar: con todo en su sitio compra {most}, con lo mínimo {least}."
    ).format(**words)
    detail = _(
        "Los otros {stale_prospects} llevan más de {wait_longest} días, y nadie compró después de tanto."
    ).format(**words)
    due = as_of + dt.timedelta(days=7)
    detail = detail if result.values["stale_prospects"].value else ""
    return [
        Finding(
            "action",
            message,
            KEY,
            result.n,
            owner=_("Ventas"),
            due=due,
            detail=detail,
            evidence=Evidence.ASSOCIATED,
        )
    ]
