"""How the worth of the base looks: what it was, what it is, and what moved it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.engine import findings_of
from clientela.loyalty.dates import span
from clientela.loyalty.equity.analysis import KEY, equity
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Finding, Missing, Result
from clientela.stats.rows import rows_of

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd


def plot_equity(result: Result, currency: str) -> Figure:
    """What each of the five things added to or took from the worth of the base, with its limits."""
    from matplotlib.ticker import MaxNLocator

    table = result.frames["equity"]
    drawing, axes = figures.canvas(0.9 + 0.62 * len(table))
    place = np.arange(len(table))[::-1]
    colours = [
        figures.TEAL if row.moved_low > 0 else figures.RED if row.moved_high < 0 else figures.MUTED
        for row in rows_of(table)
    ]
    axes.axvline(0, color=figures.INK, linewidth=1)
    axes.hlines(place, table.moved_low, table.moved_high, color=colours, linewidth=4, alpha=0.45)
    axes.scatter(table.moved, place, s=64, color=colours, zorder=4)
    for spot, row, colour in zip(place, rows_of(table), colours, strict=True):
        axes.annotate(
            _signed(row.moved, currency), (row.moved, spot), xytext=(0, 9), textcoords="offset points", ha="center",
            fontsize=12.5, weight=600, color=colour, zorder=2.5,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        )  # fmt: skip
    axes.set_yticks(place, [value(name) for name in table.equity_driver], fontsize=12.5, color=figures.INK)
    axes.set_ylim(-0.5, len(table) - 0.3)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", visible=True)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    figures.money_axis(axes.xaxis, currency)
    caption = _(
        "Lo que sumó o restó cada cosa al valor de la base de clientes en {time}; la raya es el intervalo del 95 %."
    ).format(time=span(result.values["period_days"].value))
    alt = " ".join(
        _("{what}: {moved}.").format(what=value(row.equity_driver), moved=_signed(row.moved, currency))
        for row in rows_of(table)
    )
    return Figure(drawing, "fig-loyalty-equity", caption, alt)


def _signed(amount: float, currency: str) -> str:
    return ("+" if amount > 0 else "") + numbers.short_money(amount, currency)


def equity_table(result: Result, currency: str) -> Table:
    """The factors of each kind of customer, a period ago and now."""
    table = result.frames["factors"]
    if not result.values["margin_known"].value:
        table = table[table.equity_driver != "margin_kept"]
    shown = table.assign(
        driver_text=[value(row.equity_driver) for row in rows_of(table)],
        before_text=[_factor(row.equity_driver, row.factor_before, currency) for row in rows_of(table)],
        now_text=[_factor(row.equity_driver, row.factor_now, currency) for row in rows_of(table)],
        change_text=[_changed(row) for row in rows_of(table)],
    )
    caption = _("Lo que hace el valor de la base, hace {time} y ahora.").format(
        time=span(result.values["period_days"].value)
    )
    return Table(
        shown,
        caption,
        "tbl-loyalty-equity",
        ("driver_text", "kind", "before_text", "now_text", "change_text"),
    )


def _changed(row: Any) -> str:
    """How much a factor changed: of itself, or in points where it is a share."""
    if row.equity_driver in {"staying", "margin_kept"}:
        return _("{n} puntos").format(n=numbers.points(row.factor_now - row.factor_before, 1))
    return numbers.signed_share(row.factor_now / row.factor_before - 1)


def _factor(name: str, part: float, currency: str) -> str:
    if name == "active_customers":
        return numbers.count(part)
    if name in {"staying", "margin_kept"}:
        return numbers.share(part)
    return numbers.decimal(part, 1) if name == "orders_each" else numbers.short_money(part, currency)


def _words(result: Result, currency: str) -> dict[str, Any]:
    values = result.values
    return {
        "now": numbers.short_money(values["base_value"].value, currency), "before": numbers.short_money(values["base_value_before"].value, currency),
        "change": _signed(float(values["base_change"].value or 0), currency), "low": _signed(float(values["base_change"].low or 0), currency),
        "high": _signed(float(values["base_change"].high or 0), currency),
    }  # fmt: skip


def sure_moves(result: Result) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What certainly took from the worth, and what certainly added to it, the most first."""
    table = result.frames["equity"]
    return table[table.moved_high < 0].sort_values("moved"), table[table.moved_low > 0].sort_values(
        "moved", ascending=False
    )


def equity_advice(result: Result, currency: str) -> str:
    """What to defend and what to build on."""
    words, (down, up) = _words(result, currency), sure_moves(result)
    parts = [_("**Qué hacer.**")]
    if len(down):
        parts.append(
            _("Detenga primero lo que resta: {what} ({moved}).").format(
                what=value(down.equity_driver.iloc[0]).lower(),
                moved=_signed(float(down.moved.iloc[0]), currency),
            )
        )
    if len(up):
        parts.append(
            _(
                "Lo que suma hoy: {what} ({moved}); no basta si cada vez son menos los clientes que lo hacen."
            ).format(
                what=value(up.equity_driver.iloc[0]).lower(), moved=_signed(float(up.moved.iloc[0]), currency)
            )
            if len(down) and down.equity_driver.iloc[0] == "active_customers"
            else _("Lo que suma hoy: {what} ({moved}).").format(
                what=value(up.equity_driver.iloc[0]).lower(), moved=_signed(float(up.moved.iloc[0]), currency)
            )
        )
    if not len(down) and not len(up):
        parts.append(
            _(
                "Ninguna de las partes se movió más de lo que haría el azar: no cambie de rumbo por esta cifra."
            )
        )
    low, high = result.values["base_change"].low or 0, result.values["base_change"].high or 0
    if low < 0 < high:
        parts.append(
            _(
                "Del total no se puede decir si subió o bajó: de {before} a {now}, un cambio entre {low} y {high}."
            ).format(**words)
        )
    return " ".join(parts)


@findings_of(equity)
def equity_findings(result: Result | Missing, as_of: dt.date, currency: str) -> list[Finding]:
    """What certainly takes from the worth of each active customer; how many they are, the status says already."""
    import datetime as dt

    if isinstance(result, Missing):
        return []
    down, _up = sure_moves(result)
    down = down[down.equity_driver != "active_customers"]
    if down.empty:
        return []
    row = down.iloc[0]
    message = _losses()[row.equity_driver].format(
        moved=numbers.short_money(-float(row.moved), currency), low=numbers.short_money(-float(row.moved_high), currency),
        high=numbers.short_money(-float(row.moved_low), currency), time=span(result.values["period_days"].value),
    )  # fmt: skip
    amounts = [-float(part) for part in (row.moved, row.moved_high, row.moved_low)]
    return [
        Finding(
            "risk",
            message,
            KEY,
            result.n,
            amounts[0],
            amounts[1],
            amounts[2],
            _("Gerencia comercial"),
            as_of + dt.timedelta(days=60),
            stake=_("valor de la base"),
        )
    ]


def _losses() -> dict[str, str]:
    """What is said of each thing that took from the worth."""
    return {
        "staying": _(
            "Que se queden menos clientes le quitó {moved} al valor de la base en {time} (entre {low} y {high})."
        ),
        "orders_each": _(
            "Que cada cliente pida menos veces le quitó {moved} al valor de la base en {time} (entre {low} y {high})."
        ),
        "order_size": _(
            "Que los pedidos sean más pequeños le quitó {moved} al valor de la base en {time} (entre {low} y {high})."
        ),
        "margin_kept": _(
            "Que quede menos margen le quitó {moved} al valor de la base en {time} (entre {low} y {high})."
        ),
    }
