"""What became of every row that came in: used, used in totals only, or set aside with its reason."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from clientela.engine import analysis, findings_of
from clientela.intake.reasons import MENDABLE
from clientela.intake.reasons import Reason as Fate
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Finding, Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "database.ledger"
FATES = ("used", "totals", "set_aside")
# A tenth of a source set aside is no longer a detail.
MUCH = 0.1


@analysis(KEY, rows="marts.ledger")
def ledger(rows: pd.DataFrame) -> Result | Missing:
    """Every source's rows by what became of them; the parts add up to the last row.

    `rows` is the ledger: source, table_name, fate, reason, rows. Frames: `sources` (one row a source, one column a fate) and `reasons` (one
    row a source and reason, for what is not used everywhere).

    >>> import pandas as pd
    >>> ledger(pd.DataFrame()).key
    'database.ledger'
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
    """All rows by what became of them and why, with their sum; source by source they stand in the appendix."""
    import pandas as pd

    reasons: Any = result.frames["reasons"]
    left = reasons.groupby(["fate", "reason"], as_index=False, dropna=False)["rows"].sum()
    left = left.sort_values(["rows", "reason"], ascending=[False, True])
    used = pd.DataFrame({"fate": ["used"], "reason": [None], "rows": [result.values["rows_used"].value]})
    frame = pd.concat([used.astype({"reason": object}), left.astype({"reason": object})], ignore_index=True)
    frame.loc[len(frame)] = {"fate": _("Todas"), "reason": None, "rows": result.n}
    return Table(
        frame.assign(share_rows=frame["rows"] / result.n),
        caption=_(
            "Cada fila que entró: usada en todo, solo en los totales, o apartada. El anexo lo cuenta fuente por fuente."
        ),
        label="tbl-database-ledger",
        bold_last=True,
    )


def ledger_advice(result: Result) -> str:
    """What to do with what was left out."""
    reasons: Any = result.frames["reasons"]
    if reasons.empty:
        return _(
            "**Qué hacer.** Nada: todas las filas se usan en todo. Guarde los archivos como están y repita el mes que viene."
        )
    mendable = reasons[reasons.reason.isin(MENDABLE)]
    if mendable.empty:
        return _(
            "**Qué hacer.** Nada que corregir: lo que no se usa en todo no es una venta que cuente (pedidos cancelados o devueltos, cotizaciones, "
            "cobros que no son un producto), ya estaba en otra fila o se pidió no usarlo."
        )
    first = mendable.iloc[0]
    return _(
        "**Qué hacer.** Empiece por lo que más se repite y se puede corregir: {reason} ({rows} filas en «{source}»). Corríjalo donde nace, en el "
        "sistema que exporta, y no en la copia: así no vuelve el mes siguiente."
    ).format(reason=value(first.reason).lower(), rows=numbers.count(first["rows"]), source=first.source)


@findings_of(ledger)
def ledger_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """A source of which much was set aside that should not have come as it did."""
    frame: Any = result.frames["sources"]
    reasons: Any = result.frames["reasons"]
    found = []
    if reasons.empty:
        message = _("{rows|La fila que entró se usa|Las # filas que entraron se usan todas}.").format(
            rows=numbers.count(result.n)
        )
        found.append(Finding("good_news", message, KEY, result.n, owner=_("Sistemas")))
    aside = (reasons.fate == "set_aside") & reasons.reason.isin(MENDABLE)
    # One file may feed two tables: what sales lose of it, its customers do not.
    frame = _beside(frame, reasons[aside], "wrong")
    for row in frame[frame.wrong > MUCH * frame["rows"]].itertuples():
        message = _("De {source} se apartó el {share} de las filas por errores: revise cómo se exporta.")
        found.append(Finding(
            "risk", message.format(source=row.source, share=numbers.share(row.wrong / row.rows, 0)), KEY, int(row.rows),
            owner=_("Sistemas"), due=as_of + dt.timedelta(days=30),
        ))  # fmt: skip
    frame = _beside(frame, reasons[reasons.reason == Fate.OTHER_CURRENCY.value], "others")
    for row in frame[frame.others > MUCH * frame["rows"]].itertuples():
        message = _(
            "{share} de las filas de {source} están en otra moneda y no se cuentan: las cifras son solo de lo vendido en {currency}."
        )
        detail = _("Diga en company.yml a cuánto se cambia cada una (rates) y vuelva a correr el informe.")
        text = message.format(
            source=row.source, share=numbers.share(row.others / row.rows, 0), currency=currency
        )
        found.append(Finding("risk", text, KEY, int(row.rows), owner=_("Sistemas"), due=as_of + dt.timedelta(days=7), detail=detail))  # fmt: skip
    return found


def _beside(sources: Any, some: Any, name: str) -> Any:
    """The sources of each table with how many of their rows are among some reasons."""
    keys = ["source", "table_name"]
    counted = some.groupby(keys, as_index=False)["rows"].sum().rename(columns={"rows": name})
    return sources.merge(counted, on=keys, how="left").fillna({name: 0})
