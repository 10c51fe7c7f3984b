"""The rows that break most rules, by where they stand in the company's files: private, to be mended one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.database.rules.page import named
from clientela.folders import project
from clientela.present.language import _, speaking
from clientela.publish.workbook.spreadsheet import Sheet
from clientela.publish.workbook.spreadsheet import write as write_book

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from clientela.companies.config import Company

FILE = "rows_to_mend.xlsx"
COLUMNS = ("source_file", "source_row", "customer_id", "collector", "mended", "quality_rule")


def write(target: Path, marts: Path, company: Company) -> Path | None:
    """Write the workbook into `target`, one sheet a source, who writes in order; None where no row breaks a rule."""
    import pandas as pd

    rows = pd.read_parquet(marts / project.PRIVATE / "checked_rows.parquet")
    if rows.empty:
        return None
    with speaking(company.language):
        rows = rows.assign(
            quality_rule=_words(rows, pd.read_parquet(marts / "rule_cells.parquet")), mended=""
        )
        words = {
            "source_file": (_("Archivo"), "text"), "source_row": (_("Fila"), "count"), "customer_id": (_("Cliente"), "text"),
            "collector": (_("Quien escribe"), "text"), "mended": (_("Corregida"), "text"), "quality_rule": (_("Lo que incumple"), "text"),
        }  # fmt: skip
        ordered = rows.sort_values(["collector", "source_file", "source_row"], na_position="last")
        sheets = {
            str(source): Sheet(str(source), part[list(COLUMNS)].reset_index(drop=True), words)
            for source, part in ordered.groupby("source", sort=True)
        }
        path = write_book(sheets, target / FILE, company.language, company.currency)
    path.chmod(0o600)
    return path


def _words(rows: pd.DataFrame, cells: pd.DataFrame) -> list[str]:
    """What each row breaks, in words."""
    told = cells.drop_duplicates("rule")
    told = told.assign(field="field_" + told.field, check_name="rule_" + told.check_name)
    words = {row.rule: named(row) for row in told.itertuples()}
    return ["; ".join(words[number] for number in broken if number in words) for broken in rows.rules]
