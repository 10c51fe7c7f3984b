"""How the forecast was graded, as it stands on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.loyalty.clv.grading.analysis import LARGEST_BIAS, NAIVE, Grading
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.present.terms import value

if TYPE_CHECKING:
    import pandas as pd

# A total missed by less than this may be planned with.
NEAR = 0.1


def grading_table(result: Grading) -> Table:
    """The forecasts side by side, the one that erred least a customer first."""
    grades = result.frames["grades"]
    refused = grades.degenerate.notna()
    grades = grades[~refused]
    verdict = np.select(
        [grades.chosen.astype(bool) & (not result.none_fair), grades.forecast.isin(NAIVE)],
        ["chosen", "naive"],
        "other",
    )
    caption = _(
        "Lo que cada pronóstico dijo de los {days} días siguientes, calificado con lo que pasó."
    ).format(days=_days(result))
    if refused.any():
        caption += " " + _(
            "{n|Otro modelo no se ajustó|Otros # modelos no se ajustaron} a estos datos."
        ).format(n=numbers.count(refused.sum()))
    return Table(
        grades.assign(verdict=verdict).sort_values("mae", kind="stable"),
        caption,
        "tbl-loyalty-grading",
        ("forecast", "bias", "mae", "capture", "verdict"),
    )


def plot_grading(result: Grading) -> Figure:
    """Forecast against fact by tenths of the customers; on the diagonal the forecast was right."""
    table = result.frames["deciles"]
    ours, rival = (
        table[table.forecast == result.chosen],
        table[table.forecast == _rival(table, result.chosen)],
    )
    drawing, axes = figures.canvas(3.4)
    top = (
        float(max(ours[["predicted", "actual"]].max().max(), rival[["predicted", "actual"]].max().max()))
        * 1.08
        or 1.0
    )
    axes.plot([0, top], [0, top], color=figures.MUTED, linewidth=1, linestyle=(0, (4, 3)))
    axes.annotate(
        _("acierto"), (top * 0.86, top * 0.86), color=figures.MUTED, ha="center", va="center", fontsize=12,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 2},
    )  # fmt: skip
    for points, colour in ((rival, figures.AMBER), (ours, figures.TEAL)):
        axes.plot(points.predicted, points.actual, "o-", color=colour, markersize=6, linewidth=1.4)
    end, other = ours.iloc[-1], rival.iloc[-1]
    about: dict[str, Any] = {"ha": "right", "fontsize": 12.5, "weight": 600}
    axes.text(
        end.predicted - top * 0.02,
        end.actual + top * 0.03,
        value(end.forecast),
        color=figures.TEAL,
        va="bottom",
        **about,
    )
    # Under its own line, where no other runs.
    axes.text(top * 0.98, other.actual * 0.62, value(other.forecast), color=figures.AMBER, va="top", **about)
    digits = 0 if top >= 10 else 1
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda purchases, _place: numbers.decimal(purchases, digits))
    axes.set_xlim(0, top)
    axes.set_ylim(0, top)
    axes.set_xlabel(_("Compras pronosticadas por cliente"), fontsize=12)
    axes.set_ylabel(_("Compras que hubo"), fontsize=12)
    best = ours.iloc[-1]
    alt = _(
        "De la décima parte con mayor pronóstico se esperaban {predicted} compras por cliente y hubo {actual}."
    ).format(predicted=numbers.decimal(best.predicted), actual=numbers.decimal(best.actual))
    caption = _(
        "Pronóstico y realidad por décimas partes de los clientes, en los {days} días que se taparon."
    ).format(days=_days(result))
    return Figure(drawing, "fig-loyalty-grading", caption, alt)


def _rival(table: pd.DataFrame, chosen: str) -> str:
    """What to show beside the chosen one: the own past rate, or a model where that one was chosen."""
    others = [name for name in table.forecast.unique() if name not in {"zero", chosen}]
    return "own_rate" if "own_rate" in others else str(others[0]) if others else chosen


def _days(result: Grading) -> str:
    return numbers.count(result.values["horizon"].value)


def grading_advice(result: Grading) -> str:
    """How far the forecast may be trusted."""
    if result.none_fair:
        return _(
            "**Qué hacer.** Todavía no use ningún pronóstico: en la prueba, o en fechas anteriores, todos fallaron el total por más de {most}, "
            "también los más simples. Revise qué cambió en ese tiempo; con más historia, vuelva a probar."
        ).format(most=numbers.share(LARGEST_BIAS, 0))
    if result.refused:
        return _(
            "**Qué hacer.** Ningún modelo le ganó a lo más simple, así que no se usa ninguno. "
            "Revise si hubo un cambio fuerte en el último tramo; con más historia, vuelva a probar."
        )
    return " ".join(filter(None, (_use(result), _top_tenth(result), _beside(result))))


def _use(result: Grading) -> str:
    """What it may be used for: the order of customers, and the total where the test came near it."""
    bias = result.values[f"{result.chosen}_bias"].value or 0.0
    if abs(bias) <= NEAR:
        said = _(
            "**Qué hacer.** Úselo para ordenar clientes y para el total: en la prueba el total se apartó {bias} de lo que hubo."
        )
    elif bias < 0:
        said = _(
            "**Qué hacer.** Úselo para ordenar clientes; el total, con margen: en la prueba quedó {bias} por debajo de lo que hubo."
        )
    else:
        said = _(
            "**Qué hacer.** Úselo para ordenar clientes; el total, con margen: en la prueba quedó {bias} por encima de lo que hubo."
        )
    return said.format(bias=numbers.share(abs(bias), 0))


def _top_tenth(result: Grading) -> str:
    """What the tenth bought that it put on top, where there are enough customers to say so."""
    captured = result.values.get(f"{result.chosen}_capture")
    if captured is None or captured.value is None:
        return ""
    return _("La décima parte que señaló hizo {capture} de las compras.").format(
        capture=numbers.share(captured.value, 0)
    )


def _beside(result: Grading) -> str:
    """How far the chosen forecast was off a customer, beside the one that needs no model."""
    own, naive = (result.values[f"{name}_mae"].value for name in (result.chosen, "own_rate"))
    return _(
        "Por cliente erró {own} compras en promedio; suponer que cada uno sigue a su ritmo habría errado {naive}."
    ).format(own=numbers.decimal(own, 2), naive=numbers.decimal(naive, 2))
