"""The complaints that are open, with names: where most is at stake first, and room for what was done, what was changed and who was told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.customers.severity import GRUMBLES
from clientela.engine import thresholds
from clientela.folders import project
from clientela.present.language import N_, _, speaking
from clientela.present.terms import value
from clientela.publish.lists import lists
from clientela.publish.lists.list_book import cell, opened, printed

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from clientela.companies.config import Company

KNOWN = (
    ("interaction_id", N_("Radicado"), 14), ("customer_id", N_("Cliente"), 12), ("person", N_("Nombre"), 30), ("phone", N_("Teléfono"), 16),
    ("email", N_("Correo"), 30), ("voice_kind", N_("Tipo"), 11), ("amount_year", N_("En juego: lo que compró en un año"), 16),
    ("working_days", N_("Días hábiles abierta"), 10), ("days_left", N_("Días hábiles que quedan"), 10), ("severity", N_("Gravedad (0 a 100)"), 10),
)  # fmt: skip
TO_FILL = (
    (N_("Qué se hizo"), 32), (N_("Fecha"), 12), (N_("Qué se cambió para que no vuelva a pasar"), 34),
    (N_("A quién se le contó"), 24),
)  # fmt: skip


def write(target: Path, marts: Path, tables: Path, company: Company) -> list[Path]:
    """Write the list into `target` (made with mode 700 where it is not there, the file 600); nothing where no complaint is open.

    `marts` is the folder that `prepare` gives, `tables` the stages' tables of this run (product.severity_open).
    """
    listed = cases(marts, tables, company)
    if listed.empty:
        return []
    project.owners_alone(target)
    with speaking(company.language):
        return [_book(target / f"{_('quejas abiertas').replace(' ', '_')}.xlsx", listed)]


def cases(marts: Path, tables: Path, company: Company) -> pd.DataFrame:
    """The open complaints, whose customer buys most first; days_left is negative beyond the time allowed."""
    import pandas as pd

    path = tables / "product.severity_open.parquet"
    if not path.is_file():
        return pd.DataFrame()
    found = pd.read_parquet(path)
    found = found[found.voice_kind.isin(GRUMBLES)]
    chosen: dict[str, Any] = thresholds.values(company.thresholds)
    found = found.assign(days_left=chosen["answer_days"] - found.working_days)
    found = found.merge(lists.names(marts / project.PRIVATE / "golden.parquet"), on="customer_id", how="left")
    order = ["amount_year", "days_left", "interaction_id"]
    found = found.sort_values(order, ascending=[False, True, True], na_position="last").reset_index(drop=True)
    return lists.as_they_came(found, marts / project.PRIVATE)


def _book(path: Path, listed: pd.DataFrame) -> Path:
    with opened(path) as (workbook, styles):
        sheet = workbook.add_worksheet(_("Quejas abiertas"))
        sheet.freeze_panes(1, 3)
        for place, (name, words, width) in enumerate(KNOWN):
            sheet.write_string(0, place, _(words), styles.header)
            sheet.set_column(place, place, width)
            for row, told in enumerate(listed[name].tolist(), start=1):
                cell(sheet, (row, place), value(told) if name == "voice_kind" else told, styles)
        for place, (words, width) in enumerate(TO_FILL, start=len(KNOWN)):
            sheet.write_string(0, place, _(words), styles.header)
            sheet.set_column(place, place, width)
            for row in range(1, len(listed) + 1):
                sheet.write_blank(row, place, None, styles.fill)
        sheet.autofilter(0, 0, len(listed), len(KNOWN) + len(TO_FILL) - 1)
        printed(sheet)
    return path
