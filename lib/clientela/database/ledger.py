"""What became of every row that came in: used, used in totals only, or set aside with its reason."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Finding, Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "database.ledger"
FATES = ("used", "totals", "set_aside")
# A tenth of a source set aside is no longer a detail.
MUCH = 0.1
LONGEST = 11


def ledger(rows: pd.DataFrame) -> Result | Missing:
    """Every source's rows by what became of them; the parts add up to the last row.

    `rows` is the ledger: source, table_name, fate, reason, rows. Frames: `sources` (one row a source, one column a fate) and `reasons` (one
    row a source and reason, for what is not used everywhere).
    """
    if rows.empty or not rows["rows"].sum():
        return Missing(KEY, Reason.NO_TABLE, ("transactions",))
    wide = rows.pivot_table(
        index=["source", "table_name"], columns="fate", values="rows", aggfunc="sum", fill_value=0
    )
    wide = wide.reindex(columns=FATES, fill_value=0).rename(columns={fate: f"rows_{fate}" for fate in FATES})
    wide = (
        wide.assign(rows=wide.sum(axis=1))
        .sort_values("rows", ascending=False)
        .reset_index()
        .rename_axis(None, axis=1)
    )
    left: Any = (
        rows[rows.fate != "used"]
        .groupby(["source", "table_name", "fate", "reason"], as_index=False, dropna=False)["rows"]
        .sum()
    )
    left = left.sort_values("rows", ascending=False, ignore_index=True)
    total = int(rows["rows"].sum())
    values = {f"rows_{fate}": Number(int(wide[f"rows_{fate}"].sum()), "count", total) for fate in FATES}
    values["rows_read"] = Number(total, "count", total)
    values["set_aside_share"] = Number(float(wide.rows_set_aside.sum() / total), "share", total)
    return Result(KEY, total, values, {"sources": wide, "reasons": left})


def ledger_table(result: Result) -> Table:
    """The sources with their rows by fate, and their sum."""
    every: Any = result.frames["sources"]
    names = [*(f"rows_{fate}" for fate in FATES), "rows"]
    shown = len(every) if len(every) <= LONGEST else LONGEST - 1
    frame = every.head(shown)[["source", "table_name", *names]].reset_index(drop=True)
    if len(every) > shown:
        # The table adds up even where it cannot show every source.
        frame.loc[len(frame)] = {
            "source": _("Las demás"),
            "table_name": None,
            **every.iloc[shown:][names].sum(),
        }
    frame.loc[len(frame)] = {"source": _("Todas"), "table_name": None, **every[names].sum()}
    return Table(
        frame,
        caption=_(
            "Cada fila que entró: usada en todo, solo en los totales, o apartada. La suma es lo que se leyó."
        ),
        label="tbl-database-ledger",
        bold_last=True,
    )


def reasons_table(result: Result) -> Table | None:
    """Why rows count in totals only, or not at all; nothing where all are used."""
    if result.frames["reasons"].empty:
        return None
    return Table(
        result.frames["reasons"].head(12),
        caption=_("Por qué una fila no se usó en todo."),
        label="tbl-database-reasons",
        columns=("source", "fate", "reason", "rows"),
    )


def plot_ledger(result: Result) -> Figure:
    """The parts of each source by fate."""
    frame: Any = result.frames["sources"].head(10).reset_index(drop=True)
    drawing, axes = figures.canvas(0.5 + 0.42 * len(frame))
    left = frame["rows"] * 0.0
    for fate, colour in zip(FATES, (figures.TEAL, figures.SAND, figures.RED), strict=True):
        part = frame[f"rows_{fate}"] / frame["rows"]
        axes.barh(frame.index, part, 0.55, left=left, color=colour)
        left = left + part
    for place, row in frame.iterrows():
        text = _("{rows} filas").format(rows=numbers.count(row["rows"]))
        parts = [(fate, row[f"rows_{fate}"]) for fate in FATES[1:] if row[f"rows_{fate}"]]
        words = "; ".join([text, *(f"{numbers.share(n / row['rows'])} {value(fate)}" for fate, n in parts)])
        axes.annotate(words, (1.01, place), va="center", size=9, color=figures.INK)
    axes.set_yticks(frame.index, frame.source.str.slice(0, 32), color=figures.INK)
    axes.invert_yaxis()
    axes.set_xlim(0, 2.4)
    axes.xaxis.set_visible(False)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    return Figure(
        drawing,
        label="fig-database-ledger",
        caption=_(
            "Qué pasó con las filas de cada fuente: usadas (verde), solo en los totales (gris), apartadas (rojo)."
        ),
        alt=_("Barras por fuente: de {rows} filas leídas se apartó el {share}.").format(
            rows=numbers.count(result.n), share=numbers.share(result.values["set_aside_share"].value)
        ),
    )


def ledger_advice(result: Result) -> str:
    """What to do with what was left out."""
    reasons: Any = result.frames["reasons"]
    if reasons.empty:
        return _(
            "**Qué hacer.** Nada: todas las filas se usan en todo. Guarde los archivos como están y repita el mes que viene."
        )
    first = reasons.iloc[0]
    return _(
        "**Qué hacer.** Empiece por el motivo más frecuente: {reason} ({rows} filas en {source}). Corríjalo donde nace, en el sistema que "
        "exporta, y no "
        "en la copia: así no vuelve el mes siguiente."
    ).format(reason=value(first.reason).lower(), rows=numbers.count(first["rows"]), source=first.source)


def ledger_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """A source of which much was set aside."""
    frame: Any = result.frames["sources"]
    found = []
    if result.frames["reasons"].empty:
        message = _("Las {rows} filas que entraron se usan todas.").format(rows=numbers.count(result.n))
        found.append(Finding("good_news", message, KEY, result.n, owner=_("Sistemas")))
    for row in frame[frame.rows_set_aside > MUCH * frame["rows"]].itertuples():
        message = _("De {source} se apartó el {share} de las filas: revise cómo se exporta.")
        found.append(Finding(
            "risk", message.format(source=row.source, share=numbers.share(row.rows_set_aside / row.rows, 0)), KEY, int(row.rows),
            owner=_("Sistemas"), due=as_of + dt.timedelta(days=30),
        ))  # fmt: skip
    return found
