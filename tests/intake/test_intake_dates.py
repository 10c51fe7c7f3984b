"""Dates as tools write them: zones, blanks that do not break, months in words and alone, weeks."""

from __future__ import annotations

from pathlib import Path

import pytest
from intake_company import take_in

# What a cell says, and the wall time in Bogotá.
CELLS = {
    "2025-11-28 15:02:11 -0500": "2025-11-28 15:02:11",
    "2025/11/28 3:02:11 p. m. GMT-5": "2025-11-28 15:02:11",
    "28 de noviembre de 2025 15:02 hs.": "2025-11-28 15:02:00",
    "28/11/2025 3:02:11\u00a0p.\u00a0m.": "2025-11-28 15:02:11",
    "28/11/2025\u202f3:02\u202fp.\u202fm.": "2025-11-28 15:02:00",
    "2025-11-28 15:02:11 GMT-0500": "2025-11-28 15:02:11",
    "2025-11-28 20:02:11 GMT": "2025-11-28 15:02:11",
    "28/11/2025 20:02 UTC": "2025-11-28 15:02:00",
    "28/11/2025 23:30:00 -03:00": "2025-11-28 21:30:00",
    "Fri, 28 Nov 2025 20:02:11 GMT": "2025-11-28 15:02:11",
    "20251128T200211Z": "2025-11-28 15:02:11",
    "2025-11-28T15:02:11+0530": "2025-11-28 04:32:11",
    "2025-11-28T20:02:11.123Z": "2025-11-28 15:02:11.123",
    "Mar 5 2024": "2024-03-05 00:00:00",
    "Mar 12, 2024": "2024-03-12 00:00:00",
    "mar. 5, 2024": "2024-03-05 00:00:00",
    "mar 5 mar 2024": "2024-03-05 00:00:00",
    "martes, 5 de marzo de 2024": "2024-03-05 00:00:00",
    "mar 25/03/2024": "2024-03-25 00:00:00",
    "enero 2024": "2024-01-01 00:00:00",
    "mar-24": "2024-03-01 00:00:00",
    "abr/24": "2024-04-01 00:00:00",
    "mar. 2024": "2024-03-01 00:00:00",
    "Junio de 2024": "2024-06-01 00:00:00",
    "2024 enero": "2024-01-01 00:00:00",
    "2024-W05": "2024-01-29 00:00:00",
    "2024W05": "2024-01-29 00:00:00",
    "2024-Q2": "2024-04-01 00:00:00",
    "28/11/2025 15:02 h": "2025-11-28 15:02:00",
}


@pytest.mark.parametrize("cell", CELLS)
def test_a_date_is_read(tmp_path: Path, cell: str) -> None:
    taken = take_in(tmp_path, {"v.csv": f"cliente;fecha;importe\na;{cell};10\n"})
    assert taken.ask("SELECT CAST(date AS VARCHAR) FROM transactions") == [(CELLS[cell],)]


def test_all_of_them_in_one_column(tmp_path: Path) -> None:
    rows = "".join(f"a;{cell};10\n" for cell in CELLS)
    taken = take_in(tmp_path, {"v.csv": "cliente;fecha;importe\n" + rows})
    assert taken.ledger == {"used": len(CELLS)}
    assert [
        when for (when,) in taken.ask("SELECT CAST(date AS VARCHAR) FROM transactions ORDER BY source_row")
    ] == [*CELLS.values()]


@pytest.mark.parametrize("cell", ["12 mar", "32/13/2025", "2024-W60", "ayer", "2025-11-28 25:00:00 -0500"])
def test_what_is_no_date_is_set_aside(tmp_path: Path, cell: str) -> None:
    taken = take_in(tmp_path, {"v.csv": f"cliente;fecha;importe\na;2025-01-02;10\na;{cell};10\n"})
    assert taken.ledger == {"used": 1, "unreadable_date": 1}
