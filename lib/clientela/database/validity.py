"""What is odd in the data, what was assumed to read them, and what part of the sales has no name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.engine import analysis, findings_of
from clientela.present import Figure, Table, figures, numbers
from clientela.present.language import _
from clientela.results import Finding, Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "database.validity"
LEVEL = 0.95
MIN_MONTHS = 3
MUCH = 0.1


@analysis(KEY, without_money=True)
def validity(sources: pd.DataFrame, months: pd.DataFrame, facts: Mapping[str, Any]) -> Result | Missing:
    """Zeros, returns and sales without a customer, what intake found wrong, and what it took for granted.

    `sources` and `months` are marts, `facts` the preparation's own. Frames: `checks` (one row a source and check), `assumptions` (one row a
    source and kind of assumption) and `anonymous` (one row a complete month). The interval of the anonymous share is over months.
    """
    if sources.empty:
        return Missing(KEY, Reason.NO_TABLE, ("transactions",))
    total = int(sources["rows"].sum())
    named = int(sources.with_customer.sum())
    values = {
        "anonymous_rows_share": Number(1 - named / total, "share", total),
        "zero_rows_share": Number(float(sources.zeros.sum() / total), "share", total),
        "return_rows_share": Number(float(sources.returns.sum() / total), "share", total),
    }
    whole = months[months["complete"].astype(bool) & (months["amount"] > 0)].tail(12)
    anonymous = whole.rename(columns={"amount_anonymous": "anonymous"})[["month", "amount", "anonymous"]]
    anonymous = anonymous.assign(share_amount=anonymous.anonymous / anonymous.amount).reset_index(drop=True)
    if len(anonymous) >= MIN_MONTHS:
        values["anonymous_share"] = _ratio(anonymous)
        values["anonymous_amount"] = Number(float(anonymous.anonymous.sum()), "currency", len(anonymous))
    frames = {
        "checks": _checks(sources, facts["problems"]), "assumptions": _assumptions(facts["assumptions"]), "anonymous": anonymous,
    }  # fmt: skip
    return Result(KEY, total, values, frames)


def _ratio(months: pd.DataFrame) -> Number:
    """The share over all months, with the interval that the months' own spread gives."""
    n, share = len(months), float(months.anonymous.sum() / months.amount.sum())
    spread = months.anonymous - share * months.amount
    half = 1.96 * float(np.sqrt((spread**2).sum() * n / (n - 1)) / months.amount.sum())
    return Number(share, "share", n, max(0.0, share - half), min(1.0, share + half), LEVEL)


def _checks(sources: pd.DataFrame, problems: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    parts = [
        sources[["source", "rows"]].assign(check=check, found=found)
        for check, found in (
            ("check_zero", sources.zeros), ("check_return", sources.returns), ("check_anonymous", sources["rows"] - sources.with_customer),
        )
    ]  # fmt: skip
    frame = pd.concat(parts, ignore_index=True)
    frame = frame.assign(share_rows=frame.found / frame["rows"])
    told = pd.DataFrame([
        {"source": problem["file"], "check": problem["message"], "found": problem.get("rows", 1)} for problem in problems
        # What intake only took note of stands in the ledger, with its reason.
        if problem.get("severity") != "notice"
    ])  # fmt: skip
    frame = pd.concat([frame, told], ignore_index=True) if len(told) else frame
    frame = frame[frame.found > 0].sort_values(
        ["found", "source"], ascending=[False, True], ignore_index=True
    )
    return frame[["source", "check", "found", "share_rows"]]


def _assumptions(given: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """One row a source and kind of assumption: the first value, and how often the same was assumed."""
    import pandas as pd

    columns = ["source", "what", "column", "value"]
    frame = pd.DataFrame([{name: row.get(name, "") for name in columns} for row in given], columns=columns)
    frame = frame.groupby(["source", "what"], as_index=False, sort=False).agg(
        assumed=("value", "first"),
        column=("column", lambda names: ", ".join(dict.fromkeys(filter(None, names)))),
        times=("value", "size"),
    )
    return frame.assign(what=[f"assumed_{name}" for name in frame.what])[
        ["source", "what", "column", "assumed", "times"]
    ]


def checks_table(result: Result) -> Table | None:
    """What is odd, most frequent first; nothing where nothing is."""
    if result.frames["checks"].empty:
        return None
    return Table(
        result.frames["checks"].head(12),
        caption=_(
            "Lo raro que hay en los datos. Raro no es malo: una devolución o un obsequio son reales, pero se cuentan aparte."
        ),
        label="tbl-database-checks",
    )


def plot_validity(result: Result) -> Figure | None:
    """The part of the sales without a customer, month by month; nothing where every sale has one."""
    from matplotlib.ticker import MaxNLocator

    frame: Any = result.frames["anonymous"]
    if frame.empty or not frame.anonymous.any():
        return None
    drawing, axes = figures.canvas(2.6)
    axes.bar(frame.month, frame.share_amount, width=22, color=figures.SAND)
    share = result.values.get("anonymous_share")
    if share is not None:
        axes.axhline(share.value or 0, color=figures.TEAL, linewidth=1.5)
        axes.axhspan(share.low or 0, share.high or 0, color=figures.TEAL, alpha=0.12, linewidth=0)
        text = _("en promedio {share}").format(share=numbers.share(share.value))
        axes.annotate(text, (1, share.value or 0), xycoords=("axes fraction", "data"), xytext=(4, 0), textcoords="offset points",
                      va="center", size=9.5, color=figures.TEAL)  # fmt: skip
    axes.set_ylim(0, max(0.02, 1.25 * frame.share_amount.max()))
    axes.yaxis.set_major_locator(MaxNLocator(3))
    axes.yaxis.set_major_formatter(lambda part, _place: numbers.share(part, 1))
    figures.month_axis(axes)
    return Figure(
        drawing,
        label="fig-database-validity",
        caption=_(
            "Parte del dinero vendido sin cliente identificado, mes a mes; la banda es el intervalo de 95 % del promedio."
        ),
        alt=_("Barras por mes: entre {low} y {high} de las ventas no tienen cliente.").format(
            low=numbers.share(frame.share_amount.min()), high=numbers.share(frame.share_amount.max())
        ),
    )


def validity_advice(result: Result) -> str:
    """What to do about sales without a name."""
    share = result.values.get("anonymous_share")
    rows = result.values["anonymous_rows_share"].value
    if share is None and rows:
        # Too few whole months to say which part of the money that is.
        return _(
            "**Qué hacer.** El {rows} de las filas de ventas no dice quién compró: de esos clientes no se puede saber si vuelven. Pida el nombre "
            "al vender, con una razón para darlo (garantía, puntos, factura por correo), y mida esta parte cada mes."
        ).format(rows=numbers.share(rows))
    if not rows and (share is None or not share.value):
        return _(
            "**Qué hacer.** Todas las ventas tienen cliente. Lea lo que se supuso y confirme que es así; un supuesto equivocado cambia todo lo demás."
        )
    return _(
        "**Qué hacer.** El {share} del dinero vendido, y el {rows} de las filas de ventas, no dice quién compró: de esos clientes no se puede "
        "saber si vuelven. Pida el nombre al vender, con una razón para darlo (garantía, puntos, factura por correo), y mida esta parte cada mes."
    ).format(share=numbers.share(share.value if share else None), rows=numbers.share(rows))


@findings_of(validity)
def validity_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """Sales without a name, where they are many."""
    share, amount = result.values.get("anonymous_share"), result.values.get("anonymous_amount")
    if share is None or amount is None or (share.low or 0) < MUCH:
        return []
    message = _(
        "El {share} de las ventas de los últimos {n} meses no tiene cliente: {amount} que nadie puede volver a llamar."
    )
    text = message.format(
        share=numbers.share(share.value, 0), n=share.n, amount=numbers.short_money(amount.value, currency)
    )
    return [
        Finding(
            "risk",
            text,
            KEY,
            result.n,
            owner=_("Ventas"),
            due=as_of + dt.timedelta(days=60),
        )
    ]
