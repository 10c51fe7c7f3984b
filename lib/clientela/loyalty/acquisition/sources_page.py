"""How the sources of customers look: what each costs beside what it leaves, and where to put the next peso."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Result
from clientela.stats.rows import rows_of

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 8


def sources_table(result: Result) -> Table | None:
    """Each source with its customers: how many came, how many come back, what they cost, what is left of the first year; None without sources."""
    table = result.frames["sources"]
    if not (table.way == "acquired_by").any():
        return None
    if table.cost_new.notna().any():
        caption = _(
            "Clientes nuevos según de dónde vinieron. Lo que queda es lo del primer año de quienes ya lo cumplieron, menos lo que costó traerlos."
        )
        last = ("cost_new", "left_over")
    else:
        caption = _(
            "Clientes nuevos según de dónde vinieron. No se sabe lo que costó traerlos: faltan los gastos de captar por canal."
        )
        last = ("early_value", "first_year")
    mine = table[table.way == "acquired_by"]
    mine = mine.sort_values(["kind", last[1]], ascending=[True, False], kind="stable").head(12)
    return Table(mine, caption, "tbl-loyalty-sources", ("came_from", "kind", "newcomers", "back_180", *last))


def channels_table(result: Result) -> Table:
    """The same by the channel of the first purchase."""
    table = result.frames["sources"]
    mine = table[table.way == "channel"].sort_values(
        ["kind", "first_year"], ascending=[True, False], kind="stable"
    )
    return Table(
        mine.head(12),
        _("Clientes nuevos según el canal de su primera compra."),
        "tbl-loyalty-channels",
        ("came_from", "kind", "newcomers", "back_180", "early_value", "first_year"),
    )


def main_rows(result: Result) -> pd.DataFrame:
    """The sources (channels, where there are none) of the kind with the most new customers, the best first year first."""
    table = result.frames["sources"]
    way = "acquired_by" if (table.way == "acquired_by").any() else "channel"
    table = table[(table.way == way) & table.first_year.notna()]
    if table.empty:
        return table
    kind = table.groupby("kind").newcomers.sum().idxmax()
    return table[table.kind == kind].sort_values("first_year", ascending=False, kind="stable").head(SHOWN)


def plot_sources(result: Result, currency: str) -> Figure | None:
    """What the first year of a customer leaves, with its interval, beside what it cost to win it; None where nobody has had one."""
    from matplotlib.ticker import MaxNLocator

    table = main_rows(result)
    if table.empty:
        return None
    drawing, axes = figures.canvas(0.9 + 0.68 * len(table))
    place = np.arange(len(table))[::-1]
    paid = table.cost_new.notna().to_numpy()
    lost, won = (table.year_high < table.cost_new).to_numpy(), (table.year_low > table.cost_new).to_numpy()
    colours = np.where(lost, figures.RED, np.where(won, figures.TEAL, figures.MUTED))
    axes.hlines(place, table.year_low, table.year_high, color=colours, linewidth=4, alpha=0.45)
    axes.scatter(table.first_year, place, s=64, color=colours, zorder=3)
    axes.scatter(
        table.cost_new[paid], place[paid], marker="|", s=360, linewidth=2.5, color=figures.INK, zorder=4
    )
    for spot, row, colour in zip(place, rows_of(table), colours, strict=True):
        axes.annotate(
            numbers.short_money(row.first_year, currency), (row.first_year, spot), xytext=(0, 9),
            textcoords="offset points", ha="center", fontsize=12.5, weight=600, color=colour,
        )  # fmt: skip
    if paid.any():
        first = int(np.argmax(paid))
        axes.annotate(
            _("costo"), (table.cost_new.iloc[first], place[first]), xytext=(0, 14), textcoords="offset points",
            ha="center", fontsize=12, color=figures.INK,
        )  # fmt: skip
    axes.set_yticks(place, [_name(row) for row in rows_of(table)], fontsize=12.5, color=figures.INK)
    axes.set_ylim(-0.5, len(table) - 0.3)
    axes.set_xlim(left=0)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", visible=True)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    figures.money_axis(axes.xaxis, currency)
    return Figure(drawing, "fig-loyalty-sources", _caption(result, table), _alt(table, currency))


def _name(row: Any) -> str:
    return _("{name}\n{n} nuevos · vuelve {back}").format(
        name=row.came_from,
        n=numbers.count(row.newcomers),
        back=numbers.share(row.back_180, 0),
    )


def _caption(result: Result, table: pd.DataFrame) -> str:
    words = {"kind": _who(table)}
    if "first_year_margin" in result.values:
        return _(
            "{kind}: margen del primer año de un cliente nuevo (punto, con su intervalo del 95 %) y lo que costó traerlo (raya), por origen."
        ).format(**words)
    return _(
        "{kind}: ventas del primer año a un cliente nuevo (punto, con su intervalo del 95 %) y lo que costó traerlo (raya), por origen."
    ).format(**words)


def _who(table: pd.DataFrame) -> str:
    words = {"person": _("Personas"), "organisation": _("Empresas")}
    return words.get(str(table.kind.iloc[0]), _("Todos"))


def _alt(table: pd.DataFrame, currency: str) -> str:
    sentences = [
        _("{name}: deja {year} en su primer año y costó {cost}.").format(
            name=row.came_from, year=numbers.short_money(row.first_year, currency), cost=numbers.short_money(row.cost_new, currency)
        )
        if row.cost_new == row.cost_new
        else _("{name}: deja {year} en su primer año.").format(
            name=row.came_from, year=numbers.short_money(row.first_year, currency)
        )
        for row in rows_of(table)
    ]  # fmt: skip
    return " ".join(sentences)


def unpaid(result: Result) -> pd.DataFrame:
    """The sources whose customers certainly do not pay back their cost within the first year, the dearest first."""
    table = result.frames["sources"]
    return table[table.left_high < 0].sort_values("left_over", kind="stable")


def pays_elsewhere(result: Result, row: pd.Series) -> pd.Series | None:
    """The other kind of customer that the same source brings and that certainly pays, if there is one."""
    table = result.frames["sources"]
    other = table[
        (table.came_from == row.came_from)
        & (table.way == row.way)
        & (table.kind != row.kind)
        & (table.left_low > 0)
    ]
    return None if other.empty else other.sort_values("left_over").iloc[-1]


def fleeting(result: Result) -> pd.DataFrame:
    """The sources whose customers certainly come back less than the others', the worst first."""
    table = result.frames["sources"]
    worse = table[(table.way == "acquired_by") & (table.back_compared == "worse")]
    return worse.sort_values("back_apart", kind="stable")


def best(result: Result) -> pd.Series | None:
    """Among the sources of the largest kind, the one that leaves most after its cost and certainly leaves something."""
    table = main_rows(result)
    table = table[table.left_low > 0] if len(table) else table
    return None if table.empty else table.sort_values("left_over", kind="stable").iloc[-1]


def many(kind: object) -> str:
    """Customers of a kind, as a sentence names them."""
    return {"person": _("personas"), "organisation": _("empresas")}.get(str(kind), value(kind).lower())


def source_words(row: pd.Series, currency: str) -> dict[str, str]:
    return {
        "name": str(row.came_from), "kind": value(row.kind).lower(), "n": numbers.count(row.newcomers),
        "cost": numbers.short_money(row.cost_new, currency), "year": numbers.short_money(row.first_year, currency),
        "low": numbers.short_money(row.year_low, currency), "high": numbers.short_money(row.year_high, currency),
        "left": numbers.short_money(row.left_over, currency), "back": numbers.share(row.back_180, 0),
    }  # fmt: skip


def sources_advice(result: Result, currency: str) -> str:
    """Where to spend less, where to try more, and what cannot be said."""
    table = result.frames["sources"]
    if table.cost_new.isna().all():
        return _(
            "**Qué hacer.** No se puede decir qué origen se paga: no hay gastos de captar por canal. "
            "Anótelos cada mes con el mismo nombre que el origen del cliente. Mientras tanto, mire quién vuelve."
        )
    parts = [_("**Qué hacer.**")]
    for _place, row in unpaid(result).head(1).iterrows():
        words, other = source_words(row, currency), pays_elsewhere(result, row)
        if other is None:
            text = _(
                "Frene «{name}»: traer a uno ({kind}) cuesta {cost} y su primer año deja {year} (entre {low} y {high})."
            )
        else:
            words |= {
                "kind": many(row.kind),
                "good": many(other.kind),
                "more": numbers.short_money(other.first_year, currency),
            }
            text = _(
                "Mida por separado lo que cuesta «{name}» con {kind} y con {good} antes de la próxima. Repartido por igual, cada cliente "
                "costó {cost}: "
                "en su primer año {good} dejan {more} y {kind}, {year} (entre {low} y {high}), pero no se sabe en quiénes se gastó."
            )
        parts.append(text.format(**words))
    for _place, row in fleeting(result).head(1).iterrows():
        parts.append(
            _(
                "De «{name}» solo vuelve {back}: antes de pagar por más, pruebe por sorteo otra bienvenida."
            ).format(**source_words(row, currency))
        )
    good = best(result)
    if good is not None:
        parts.append(
            _(
                "Ponga primero a prueba más gasto en «{name}»: cuesta {cost} y, ya descontado, deja {left} en un año."
            ).format(**source_words(good, currency))
        )
    if len(parts) == 1:
        parts.append(
            _(
                "Ningún origen se distingue de los demás más de lo que haría el azar: no mueva el gasto todavía."
            )
        )
    parts.append(_("Son diferencias entre clientes distintos; gastar más puede traer otros peores."))
    return " ".join(parts)
