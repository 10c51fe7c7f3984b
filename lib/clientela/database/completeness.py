"""How much of every field each source fills in, and how much of it can be used."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from clientela.engine import analysis, findings_of
from clientela.present import Figure, figures, numbers
from clientela.present.language import _
from clientela.present.terms import value
from clientela.results import Finding, Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "database.completeness"
# What it takes to know a customer and to reach them; the other fields are welcome.
NEEDED = {
    "customers": ("name", "tax_id", "email", "phone", "city", "consent_email", "consent_phone"),
    "transactions": ("customer_id", "order_id", "product_id", "channel", "cost"),
    "products": ("category", "cost"),
}
LOW = 0.8
# Beyond these a field is full enough to wait.
MOST_SHOWN = 9


@analysis(KEY, repeated="marts.placeholders")
def completeness(fields: pd.DataFrame, repeated: pd.DataFrame | None = None) -> Result | Missing:
    """The filled and the usable part of every field, by source.

    `fields` is the mart: source, table_name, field, rows, filled, valid; `repeated` the mart of what many share and reaches nobody. Fields that
    no source of a table has are left to "what you would gain". Frames: `fields` (one row a source and field, named as in the terms:
    "field_email"; `placeholder` and `times` where one useless value stands in many rows) and `sources` (the mean of what is needed).

    >>> import pandas as pd
    >>> counts = {"field": ["email", "phone"], "rows": 100, "filled": [80, 40], "valid": [60, 40]}
    >>> completeness(pd.DataFrame({"source": "shop", "table_name": "customers", **counts})).values["filled_customers"].value
    0.6
    """
    if fields.empty:
        return Missing(KEY, Reason.NO_TABLE, ("customers",))
    known = fields.groupby(["table_name", "field"]).filled.transform("sum") > 0
    frame = fields[known & (fields["rows"] > 0)]
    frame = frame.assign(share_filled=frame.filled / frame["rows"], share_valid=frame.valid / frame["rows"])
    needed = frame[
        [field in NEEDED[table] for table, field in zip(frame.table_name, frame.field, strict=True)]
    ]
    if needed.empty:
        return Missing(KEY, Reason.NO_COLUMN, ("customers.email", "customers.phone"))
    sources = needed.groupby(["source", "table_name"], as_index=False).agg(
        rows=("rows", "max"),
        fields=("field", "size"),
        share_filled=("share_filled", "mean"),
        share_valid=("share_valid", "mean"),
    )
    sources = sources.sort_values(["share_valid", "source"], ignore_index=True)
    values = {}
    for table, part in needed.groupby("table_name"):
        values[f"filled_{table}"] = Number(
            float(part.filled.sum() / part["rows"].sum()), "share", int(part["rows"].max())
        )
    frame = _with_repeated(frame, repeated)
    frame = frame.assign(field="field_" + frame.field)
    frame = frame.sort_values(["table_name", "field", "source"], ignore_index=True)
    return Result(
        KEY,
        int(frame.groupby(["source", "table_name"])["rows"].max().sum()),
        values,
        {"fields": frame, "sources": sources},
    )


def _with_repeated(frame: pd.DataFrame, repeated: pd.DataFrame | None) -> pd.DataFrame:
    if repeated is None or repeated.empty:
        return frame
    named = repeated.rename(columns={"value": "placeholder", "rows": "times"})
    return frame.merge(named, how="left", on=["source", "table_name", "field"])


def _said(row: Any) -> str:
    """The useless value that most rows share, named; nothing where none does."""
    if not isinstance(getattr(row, "placeholder", None), str):
        return ""
    return " " + _("El más repetido que no es de nadie: «{value}», en {n} filas.").format(
        value=row.placeholder, n=numbers.count(row.times)
    )


def weakest(result: Result) -> pd.DataFrame:
    """The needed fields that are filled least, by source."""
    frame: Any = result.frames["fields"]
    needed = [
        field.removeprefix("field_") in NEEDED[table]
        for table, field in zip(frame.table_name, frame.field, strict=True)
    ]
    weak: pd.DataFrame = frame[needed].sort_values(
        ["share_valid", "rows"], ascending=[True, False], ignore_index=True
    )
    return weak


def plot_completeness(result: Result) -> Figure:
    """The filled part of the needed fields of each source, the unusable part told apart."""
    frame: Any = weakest(result).head(MOST_SHOWN).reset_index(drop=True)
    drawing, axes = figures.canvas(0.5 + 0.3 * len(frame))
    axes.barh(frame.index, 1, 0.6, color=figures.LINE)
    axes.barh(frame.index, frame.share_filled, 0.6, color=figures.AMBER)
    axes.barh(frame.index, frame.share_valid, 0.6, color=figures.TEAL)
    for place, row in frame.iterrows():
        text = numbers.share(row.share_valid, 0)
        if row.share_filled - row.share_valid > 0.005:
            text = _("{valid} sirve de {filled} lleno").format(
                valid=text, filled=numbers.share(row.share_filled, 0)
            )
        axes.annotate(text, (1.01, place), va="center", size=9, color=figures.INK)
    names = [f"{value(row.field)} · {row.source[:28]}" for row in frame.itertuples()]
    axes.set_yticks(frame.index, names, color=figures.INK)
    axes.invert_yaxis()
    axes.set_xlim(0, 1.5)
    axes.xaxis.set_visible(False)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    worst = frame.iloc[0]
    return Figure(
        drawing,
        label="fig-database-completeness",
        caption=_(
            "Los campos necesarios con menos datos, en parte de las filas. Verde: lleno y útil; ámbar: lleno, pero no sirve; gris: vacío."
        ),
        alt=_("Barras por campo y fuente. El menos lleno: {field} en {source}, {share} útil.").format(
            field=value(worst.field), source=worst.source, share=numbers.share(worst.share_valid)
        ),
    )


def completeness_advice(result: Result) -> str:
    """Which field to ask for first, and where."""
    worst: Any = weakest(result).iloc[0]
    if worst.share_valid >= LOW:
        return _(
            "**Qué hacer.** Los campos necesarios están casi llenos. Manténgalos así: revise cada mes solo lo nuevo."
        )
    if worst.table_name == "customers":
        message = _(
            "**Qué hacer.** Pida {field} en «{source}» cada vez que un cliente compre o llame: un dato por contacto, no un formulario largo."
        )
    # What a sale or a product lacks no customer can be asked for.
    elif worst.field == "field_customer_id":
        message = _(
            "**Qué hacer.** Anote en cada venta de «{source}» quién compra: basta un código, un documento o un teléfono. Sin él no se sabe si vuelve."
        )
    else:
        message = _(
            "**Qué hacer.** Complete en «{source}» el dato «{field}»: las filas que no lo tienen quedan fuera de lo que se cuenta con él."
        )
    return message.format(field=value(worst.field).lower(), source=worst.source) + _said(worst)


@findings_of(completeness)
def completeness_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """The weakest contact field of the customers."""
    frame: Any = weakest(result)
    frame = frame[
        (frame.table_name == "customers")
        & frame.field.isin(["field_email", "field_phone"])
        & (frame.share_valid < LOW)
    ]
    if frame.empty:
        return []
    worst = frame.iloc[0]
    message = (
        _("En «{source}» solo el {share} de los registros tiene {field} que sirva: pídalo en cada contacto.")
        if worst.share_valid >= 0.005
        else _("En «{source}» casi ningún registro tiene {field} que sirva: pídalo en cada contacto.")
    )
    text = message.format(
        source=worst.source,
        share=numbers.share(worst.share_valid, 0),
        field=value(worst.field).lower(),
    ) + _said(worst)
    return [
        Finding(
            "action", text, KEY, int(worst["rows"]), owner=_("Servicio"), due=as_of + dt.timedelta(days=60)
        )
    ]
