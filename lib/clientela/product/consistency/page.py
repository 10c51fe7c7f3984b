"""Whether the service is the same everywhere: the months of a unit within its limits, the table, the funnel, what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.engine import findings_of
from clientela.present import Figure, Table, numbers
from clientela.present.figures import INK, LINE, MUTED, RED, SAND, TEAL, canvas, share_axis
from clientela.present.language import _
from clientela.present.terms import value
from clientela.product.consistency.analysis import KEY, consistency, worst
from clientela.product.consistency.units import COUNTS, MEANS
from clientela.results import Finding, Result
from clientela.stats.charts import funnel_sigma
from clientela.stats.intervals import Z

if TYPE_CHECKING:
    import pandas as pd

SHOWN, PANELS = 12, 4
# Fewer units than these are no funnel.
FUNNEL = 6
DAYS = 14


def plot_consistency(result: Result) -> Figure:
    """The months of the unit that departs most, and of its neighbours, each within the limits of what the rest does."""
    units, charts = result.frames["units"], result.frames["charts"]
    lead = worst(units).head(1)
    measure, dimension = (lead if len(lead) else units).iloc[0][["quality", "who_kind"]]
    # Nothing departs: the branches come first, where there are some.
    same = units[(units["quality"] == measure) & (units["who_kind"] == dimension)]
    chosen = list(same.sort_values(["unit_p", "cases"], ascending=[True, False])["who"].head(PANELS))
    drawing, axes = canvas(2.9)
    axes.remove()
    sheets = drawing.subplots(1, len(chosen), sharey=True, squeeze=False)[0]
    for sheet, unit in zip(sheets, chosen, strict=True):
        rows = charts[
            (charts["quality"] == measure) & (charts["who_kind"] == dimension) & (charts["who"] == unit)
        ]
        _panel(sheet, rows, same[same["who"] == unit].to_dict("records")[0])
    if measure not in MEANS:
        share_axis(sheets[0].yaxis)
    out = charts[
        (charts["quality"] == measure) & (charts["who_kind"] == dimension) & charts["who"].isin(chosen)
    ]
    caption = _(
        "{measure}, mes a mes. La franja es lo que hace el azar si se trabaja como en lo demás; en rojo, los meses que se salen."
    ).format(measure=value(measure))
    alt = _("{n|Una serie|# series} de meses dentro de su franja; fuera de ella, {out} puntos.").format(
        n=numbers.count(len(chosen)), out=numbers.count(out["outside"].sum())
    )
    return Figure(drawing, "fig-product-consistency", caption, alt)


def _panel(sheet: Any, rows: pd.DataFrame, unit: dict[Hashable, Any]) -> None:
    months = rows["month"]
    sheet.fill_between(
        months, rows["limit_low"], rows["limit_high"], color=SAND, alpha=0.55, linewidth=0, step="mid"
    )
    sheet.plot(months, rows["middle"], color=MUTED, linewidth=0.9)
    sheet.plot(months, rows["quality_rate"], color=TEAL, linewidth=1.1)
    out = rows[rows["outside"]]
    sheet.scatter(out["month"], out["quality_rate"], color=RED, s=16, zorder=3)
    if unit["unit_verdict"].endswith("_since"):
        sheet.axvline(unit["changed_on"], color=INK, linewidth=0.9, linestyle=(0, (3, 2)))
    sheet.set_title(str(unit["who"]), fontsize=11, color=INK, loc="left")
    years = sorted(set(months.dt.year))
    sheet.set_xticks([dt.datetime(year, 1, 1) for year in years if dt.datetime(year, 1, 1) >= months.min()])
    sheet.set_xticklabels(
        [str(year) for year in years if dt.datetime(year, 1, 1) >= months.min()], fontsize=10
    )
    sheet.spines[["top", "right", "left"]].set_visible(False)
    sheet.set_ylim(bottom=0)


def consistency_table(result: Result) -> Table | None:
    """Who departs from the rest, in what, and since when; None where nobody does."""
    units = result.frames["units"]
    found = units[units["unit_verdict"] != "as_the_rest"].head(SHOWN)
    if found.empty:
        return None
    rows = found.to_dict("records")
    table = found.assign(
        rate_words=[_rate(row["quality"], row["quality_rate"]) for row in rows],
        rest_words=[_rate(row["quality"], row["rest_rate"]) for row in rows],
        since_words=[_since(row) for row in rows],
        now_words=[
            _rate(row["quality"], row["measure_since"]) if row["cases_since"] else numbers.NONE
            for row in rows
        ],
    )
    caption = _(
        "Quién se aparta de los demás de su clase, y en qué. Se juzgan todos a la vez; el que se aparta sale de la comparación antes de mirar a los "
        "otros."
    )
    columns = (
        "quality",
        "who",
        "cases",
        "rate_words",
        "rest_words",
        "unit_verdict",
        "since_words",
        "now_words",
    )
    return Table(table, caption, "tbl-product-consistency", columns)


def _rate(measure: str, rate: float) -> str:
    """A rate in the words of its measure: per cent of the cases, or days."""
    return numbers.decimal(rate, 1) if measure in MEANS else numbers.share(rate, 1)


def _since(row: dict[Hashable, Any]) -> str:
    """The month of the step, with the months between which it lies."""
    if not row["cases_since"]:
        return numbers.NONE
    month = numbers.month(row["changed_on"])
    if row["since_first"] == row["since_last"]:
        return month
    return _("{month} ({first} a {last})").format(
        month=month, first=numbers.month(row["since_first"]), last=numbers.month(row["since_last"])
    )


def plot_consistency_funnel(result: Result) -> Figure | None:
    """The people (or whatever kind has many) by size, within the limits that widen for the small; None where there are few."""
    units = result.frames["units"]
    for (measure, kind), rows in units.groupby(["quality", "who_kind"], sort=False):
        if len(rows) >= FUNNEL and measure not in (*COUNTS, *MEANS):
            away = units[(units["quality"] == measure) & (units["unit_verdict"] != "as_the_rest")]
            return _funnel(rows, str(measure), list(away.loc[away["who_kind"] != kind, "who"]))
    return None


def _funnel(rows: pd.DataFrame, measure: str, gone: list[str]) -> Figure:
    middle = float((rows["quality_rate"] * rows["cases"]).sum() / rows["cases"].sum())
    chance = np.sqrt(middle * (1 - middle))
    sigma = funnel_sigma((rows["quality_rate"] - middle) / (chance / np.sqrt(rows["cases"])))
    drawing, axes = canvas(2.9)
    sizes = np.linspace(rows["cases"].min() * 0.7, rows["cases"].max() * 1.1, 80)
    for width, colour in ((3.09, LINE), (Z, SAND)):
        half = width * sigma * chance / np.sqrt(sizes)
        axes.fill_between(
            sizes,
            np.clip(middle - half, 0, 1),
            np.clip(middle + half, 0, 1),
            color=colour,
            alpha=0.6,
            linewidth=0,
        )
    away = rows["unit_verdict"] != "as_the_rest"
    axes.scatter(rows["cases"], rows["quality_rate"], color=np.where(away, RED, TEAL), s=28, zorder=3)
    for row in rows.to_dict("records"):
        axes.annotate(
            str(row["who"]),
            (row["cases"], row["quality_rate"]),
            xytext=(5, 3),
            textcoords="offset points",
            fontsize=9,
            color=MUTED,
        )
    axes.axhline(middle, color=MUTED, linewidth=0.9)
    share_axis(axes.yaxis)
    axes.set_xlabel(_("casos"))
    caption = _(
        "{measure}, cada uno según cuántos casos atendió. Dentro del embudo (95 y 99,8 %) las diferencias son las del azar, y a quien tiene pocos "
        "casos se le concede más."
    ).format(measure=value(measure))
    if gone:
        caption += " " + _(
            "Sin los casos de quien ya se apartó ({names}): quien solo trabaja ahí no está."
        ).format(names=", ".join(gone))
    alt = _("Puntos dentro de un embudo alrededor de {middle}; fuera por arriba o por abajo, {out}.").format(
        middle=numbers.share(middle, 1), out=numbers.count(int(away.sum()))
    )
    return Figure(drawing, "fig-product-consistency-funnel", caption, alt)


def consistency_advice(result: Result) -> str:
    """What to do: look at what changed where quality departs; nothing where it does not."""
    units = result.frames["units"]
    found = worst(units).head(1).to_dict("records")
    if not found:
        return _(
            "**Qué hacer.** Nada con nadie en particular: se miraron {n} y ninguno se aparta de los demás más que el azar. Si el nivel de todos no "
            "gusta, cambie la forma de trabajar de todos; premiar o regañar por un mes no cambia nada."
        ).format(n=numbers.count(result.values["units_examined"].value))
    row = found[0]
    places = {"unit": row["who"], "month": numbers.month(row["changed_on"]) if row["cases_since"] else ""}
    if row["cases_since"]:
        return _(
            "**Qué hacer.** Vaya a «{unit}» y pregunte qué cambió hacia {month}: personas, transportador, horario, sistema. Traiga diez casos "
            "de antes y diez de después, y compárelos con los de al lado."
        ).format(**places)
    return _(
        "**Qué hacer.** Compare cómo trabaja «{unit}» con quien mejor lo hace, paso por paso. No es un mal mes: ha sido siempre así, y lo que "
        "cambia un hábito es otra forma de trabajar."
    ).format(**places)


@findings_of(consistency)
def consistency_findings(result: Result, as_of: dt.date) -> list[Finding]:
    """The two units that serve worst, each by its most telling measure and with what else goes with it."""
    table = worst(result.frames["units"])
    heads = table.drop_duplicates(["who_kind", "who"]).head(2)
    due = as_of + dt.timedelta(days=DAYS)
    found = []
    for row in heads.to_dict("records"):
        others = [
            value(name)[:1].lower() + value(name)[1:]
            for name in table.query("who_kind == @row['who_kind'] and who == @row['who']")["quality"]
            if name != row["quality"]
        ]
        detail = (
            _("«{unit}» también se aparta en: {others}.").format(unit=row["who"], others=", ".join(others))
            if others
            else ""
        )
        found.append(
            Finding("risk", _told(row), KEY, int(row["cases"]), owner=str(row["who"]), due=due, detail=detail)
        )
    return found


def _told(row: dict[Hashable, Any]) -> str:
    """A departure in a sentence."""
    places = {
        "measure": value(row["quality"]), "unit": row["who"], "rate": _rate(row["quality"], row["quality_rate"]),
        "rest": _rate(row["quality"], row["rest_rate"]),
        "month": numbers.month(row["changed_on"]), "first": numbers.month(row["since_first"]), "last": numbers.month(row["since_last"]),
        "since": _rate(row["quality"], row["measure_since"]), "before": _rate(row["quality"], row["measure_before"]),
    }  # fmt: skip
    if not row["cases_since"]:
        return _("{measure}: en «{unit}», {rate}; en los demás, {rest}, y ha sido siempre así.").format(
            **places
        )
    if row["since_first"] == row["since_last"]:
        return _(
            "{measure}: en «{unit}» pasó de {before} a {since} desde {month}; en los demás, {rest}."
        ).format(**places)
    return _(
        "{measure}: en «{unit}» pasó de {before} a {since} entre {first} y {last}; en los demás, {rest}."
    ).format(**places)
