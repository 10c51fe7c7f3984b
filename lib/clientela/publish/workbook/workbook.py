"""Every table of a report in one workbook, in the words of its reader: sheets, columns and the values of closed lists."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from clientela.present import numbers
from clientela.present.language import _, current
from clientela.present.terms import known, term
from clientela.publish.workbook import row_units, spreadsheet
from clientela.publish.workbook.cell_words import in_words, readable
from clientela.publish.workbook.tabs import tab, title
from clientela.stage import STAGES

if TYPE_CHECKING:
    import pandas as pd

RETURNS = ("return_on", "return_on_low", "return_on_high")
# Nobody reads a list of more rows than this cell by cell: its sheet has the first ones, and says in which file all of them are.
MOST_ROWS, FIRST_ROWS = 30_000, 1_000


def write(tables: Path, target: Path, currency: str) -> Path:
    """Write the workbook of all the stages' tables, in the order of the course and the language in use."""
    sheets = {
        path.stem: _sheet(path) for stage in STAGES for path in sorted(tables.glob(f"{stage}.*.parquet"))
    }
    return spreadsheet.write(sheets, target, current(), currency)


def _sheet(path: Path) -> spreadsheet.Sheet:
    """The sheet of a table's file; of a long list its first rows, with where the others are."""
    import pandas as pd
    import pyarrow.parquet as pq

    rows = pq.read_metadata(path).num_rows
    if rows <= MOST_ROWS:
        return sheet(path.stem, pd.read_parquet(path))
    first = next(pq.ParquetFile(path).iter_batches(FIRST_ROWS)).to_pandas()
    where = _("Aquí, las primeras {first} de {rows} filas; todas, en {file}.").format(
        first=numbers.count(len(first)), rows=numbers.count(rows), file=f"tables/{path.name}"
    )
    return replace(sheet(path.stem, first), rows=rows, where=where)


def sheet(table: str, frame: pd.DataFrame) -> spreadsheet.Sheet:
    """A table as the reader gets it: its names, its columns in words, and the unit of every cell."""
    import pandas as pd

    frame = _as_on_the_page(readable(frame))
    units = row_units.units(table, frame)
    if "unit" not in frame and (said := row_units.mixed(units.values())):
        place = min(list(frame.columns).index(name) for name in units)
        # The unit says whether it is money.
        frame = pd.concat([frame.iloc[:, :place].assign(unit=said), frame.iloc[:, place:]], axis=1).drop(
            columns="in_money", errors="ignore"
        )
    return spreadsheet.Sheet(
        title=f"{STAGES[table.partition('.')[0]][0]} {title(table)}",
        tab=tab(table),
        frame=in_words(frame),
        columns={name: _head(name) for name in frame.columns if known(name)},
        units=units,
    )


def _as_on_the_page(frame: pd.DataFrame) -> pd.DataFrame:
    """What came back of each hundred spent, as the page says it, where the table has the gain on each peso."""
    return frame.assign(**{name: 100 * (1 + frame[name]) for name in RETURNS if name in frame})


def _head(name: str) -> tuple[str, str]:
    """The words above a column, and its unit."""
    heads = {
        "text_es": (_("Pregunta"), "text"),
        "text_en": (_("Pregunta"), "text"),
        "p_value": (term("p_value").words, "p_value"),
        "return_on": (_("Volvió de cada 100"), "count"),
        "return_on_low": (_("Volvió de cada 100, al menos"), "count"),
        "return_on_high": (_("Volvió de cada 100, como mucho"), "count"),
    }
    word = term(name)
    return heads.get(name, (word.words, word.unit))
