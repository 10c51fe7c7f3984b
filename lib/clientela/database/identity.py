"""How many customers there really are behind the records, and in which sources they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clientela.engine import analysis, findings_of, step
from clientela.present import Figure, figures, numbers
from clientela.present.language import _
from clientela.results import Evidence, Finding, Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

    from clientela.marts import Marts

KEY = "database.identity"
# What two records of one person have in common; a code and an age have not.
COMPARED = ("name", "first_name", "last_name", "tax_id", "email", "phone", "address", "birth_date")


@dataclass(frozen=True)
class Registers:
    """Who is who, row by row, and the sources that register customers."""

    rows: pd.DataFrame
    registers: tuple[str, ...]
    columns: tuple[str, ...] = ()


@step()
def registers(marts: Marts) -> Registers:
    """The identity of every record and the sources of the customers table."""
    import pandas as pd

    table = marts.facts["tables"].get("customers", {})
    rows = pd.read_parquet(marts.folder / "identity.parquet")
    return Registers(rows, tuple(table.get("sources", ())), tuple(table.get("columns", ())))


@analysis(KEY, rows="registers.rows", registers="registers.registers", columns="registers.columns")
def identity(
    rows: pd.DataFrame, registers: Sequence[str], columns: Sequence[str] = COMPARED
) -> Result | Missing:
    """How many records became how many customers, source by source, and how many pairs wait for a person's eyes.

    `rows` is identity: source, source_id, customer_id, confidence, band; `registers` are the sources that register customers (sales only
    mention them), `columns` what these tell. Frames: `sources` (records, customers, those found nowhere else) and `sizes` (customers by
    number of records).
    """
    known = rows[rows.source.isin(list(registers))]
    if known.empty:
        return Missing(KEY, Reason.NO_TABLE, ("customers",))
    # One code in two lists is one record told in parts, and nobody registered twice.
    records, customers = (
        len(known.drop_duplicates(["customer_id", "source_id"])),
        int(known.customer_id.nunique()),
    )
    spread = known.groupby("customer_id").agg(sources=("source", "nunique"), records=("source_id", "size"))
    several = known.customer_id.map(spread.sources) > 1
    sources = (
        known.assign(several=several)
        .groupby("source")
        .agg(records=("source_id", "size"), customers=("customer_id", "nunique"), shared=("several", "sum"))
    )
    sources = sources.assign(
        only_here=sources.records - sources.shared, share_shared=sources.shared / sources.records
    )
    sizes = (
        spread.records.value_counts().sort_index().rename_axis("records").rename("customers").reset_index()
    )
    # The same id may wait in several sources; a person looks at it once.
    review = int(known[known.band == "review"].customer_id.nunique())
    values = {
        "records": Number(records, "count", records),
        "customers": Number(customers, "count", records),
        "records_repeated": Number(records - customers, "count", records),
        "repeated_share": Number((records - customers) / records, "share", records),
        "customers_to_review": Number(review, "count", records),
        "fields_compared": Number(len({*columns} & {*COMPARED}), "count", records),
    }
    frames = {"sources": sources.sort_values("records", ascending=False).reset_index(), "sizes": sizes}
    return Result(KEY, records, values, frames, Evidence.ASSOCIATED)


def plot_identity(result: Result) -> Figure:
    """Records in, customers out."""
    frame: Any = result.frames["sources"]
    drawing, axes = figures.canvas(0.9 + 0.45 * (len(frame) + 1))
    for place, row in enumerate(frame.itertuples()):
        axes.barh(place, row.only_here, 0.55, color=figures.SAND)
        axes.barh(place, row.shared, 0.55, left=row.only_here, color=figures.AMBER)
        text = (
            _("{records|un registro|# registros}; {shared} también en otra fuente")
            if len(frame) > 1
            else _("{records|un registro|# registros}")
        ).format(records=numbers.count(row.records), shared=numbers.count(row.shared))
        axes.annotate(
            text,
            (row.records, place),
            (5, 0),
            textcoords="offset points",
            va="center",
            size=9,
            color=figures.INK,
        )
    place, customers = len(frame), int(result.values["customers"].value or 0)
    axes.barh(place, customers, 0.55, color=figures.TEAL)
    axes.annotate(
        _("{n|un cliente|# clientes distintos}").format(n=numbers.count(customers)), (customers, place), (5, 0), textcoords="offset points",
        va="center", size=10, weight="semibold", color=figures.TEAL,
    )  # fmt: skip
    axes.set_yticks(range(place + 1), [*frame.source.str.slice(0, 30), _("Juntas")], color=figures.INK)
    axes.invert_yaxis()
    axes.set_xlim(0, 1.9 * max(customers, int(frame.records.max())))
    axes.xaxis.set_visible(False)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    return Figure(
        drawing,
        label="fig-database-identity",
        caption=_("De los registros a los clientes. En ámbar, los que están en más de una fuente."),
        alt=_(
            "{records|Un registro es|# registros son} {customers|un cliente|# clientes distintos}; fuentes: {sources}."
        ).format(records=numbers.count(result.n), sources=len(frame), customers=numbers.count(customers)),
    )


def identity_advice(result: Result) -> str:
    """What to do with repeated and doubtful records."""
    review, repeated = result.values["customers_to_review"], result.values["records_repeated"]
    if review.value:
        return _(
            "**Qué hacer.** Pida a quien mejor conoce a los clientes que mire {n|el caso dudoso|los # casos dudosos}, en el libro "
            "de revisión de la carpeta "
            "privada: sí o no, uno por uno. Lo que diga se recuerda; lo dudoso nunca se une solo."
        ).format(n=numbers.count(review.value))
    if repeated.value:
        return _(
            "**Qué hacer.** Los repetidos ya se contaron una sola vez. Para que no nazcan más, pida el documento al registrar y búsquelo "
            "antes de crear."
        )
    if not result.values["fields_compared"].value:
        return _(
            "**Qué hacer.** Si hay repetidos, no se puede ver: los registros no traen nombre, documento, correo ni teléfono con que "
            "compararlos. Cada código cuenta como un cliente."
        )
    return _("**Qué hacer.** No hay repetidos. Siga pidiendo el documento al registrar.")


@findings_of(identity)
def identity_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """Records that are the same customer, and doubts that wait."""
    found = []
    repeated, review = result.values["records_repeated"], result.values["customers_to_review"]
    if repeated.value:
        message = _(
            "{records|Un registro es|# registros son} en verdad {customers|un cliente|# clientes}: {repeated|uno estaba repetido "
            "y ya se cuenta|# estaban repetidos y ya se cuentan} una sola vez."
        )
        found.append(Finding(
            "good_news", message.format(
                records=numbers.count(result.n), customers=numbers.count(result.values["customers"].value), repeated=numbers.count(repeated.value),
            ), KEY, result.n, owner=_("Sistemas"), evidence=result.evidence,
        ))  # fmt: skip
    if review.value:
        message = _(
            "{n|Mire si un cliente está registrado dos veces: lo parece|"
            "Mire uno por uno los # clientes que podrían estar registrados dos veces}."
        )
        found.append(Finding(
            "action", message.format(n=numbers.count(review.value)), KEY, int(review.value), owner=_("Servicio"),
            due=as_of + dt.timedelta(days=30), evidence=result.evidence,
        ))  # fmt: skip
    return found
