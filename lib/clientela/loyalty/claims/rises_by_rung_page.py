"""Who bears a price rise, on the page: a row a rung."""

from __future__ import annotations

from typing import Any

from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.results import Result
from clientela.stats.rows import rows_of


def rises_by_rung_table(result: Result) -> Table:
    """Each rung, from the top, with what a rise of a tenth takes from it, and from those under and over a year on it."""
    frame = result.frames["bearing_rungs"]
    shown = frame.assign(lost_said=[_said(row) for row in rows_of(frame)])
    caption = _(
        "De cada cien clientes de un peldaño, los que faltaron por cada 10 % de alza, con su intervalo del 95 %; después, los de menos y los "
        "de más de un año. El peldaño es el del mes anterior al alza."
    )
    columns = ("rung", "n", "lost_said", "lost_newer", "lost_longer", "borne_verdict")
    return Table(shown, caption, "tbl-loyalty-bearing-rungs", columns)


def _said(row: Any) -> str:
    low, high, middle = (
        numbers.decimal(100 * part, 1) for part in (row.lost_tenth_low, row.lost_tenth_high, row.lost_tenth)
    )
    return _("{middle} (entre {low} y {high})").format(middle=middle, low=low, high=high)
