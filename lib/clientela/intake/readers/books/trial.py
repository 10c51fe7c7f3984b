"""A workbook is opened first by a process of its own with little memory: one far cell, in whatever kind of book, stops that process alone."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import zipfile
from pathlib import Path

from clientela.intake.readers.books.extent import MOST_CELLS

# What an honest book of no size takes, and how many times its own size one of any size does.
MEMORY, TIMES = 1 << 31, 100
LONGEST_SECONDS = 120
# The sheets of a larger book of these kinds are looked through instead (extent), which costs less than to open it twice.
LOOKED_THROUGH, LARGE = ("xl/workbook.xml", "content.xml"), 4 << 20
TOO_FAR, UNREADABLE = 3, 4
PROGRAM = f"""
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[3]),) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except ImportError:
    pass
sys.path.insert(0, sys.argv[1])
import python_calamine
try:
    book, cells = python_calamine.load_workbook(sys.argv[2]), 0
    for name in book.sheet_names:
        try:
            sheet = book.get_sheet_by_name(name)
        except Exception:
            continue
        cells += sheet.total_height * sheet.total_width
        if cells > {MOST_CELLS}:
            sys.exit({TOO_FAR})
except MemoryError:
    sys.exit({TOO_FAR})
except Exception:
    pass
except SystemExit:
    raise
except BaseException:
    sys.exit({UNREADABLE})
"""


def too_far(path: Path) -> bool:
    """Whether opening a workbook takes more memory than it may.

    Raises ValueError where the reader itself gives up on it; an error that has words of its own is left to whoever opens the book.
    """
    size = path.stat().st_size
    if size > LARGE and _looked_through(path):
        return False
    found = importlib.util.find_spec("python_calamine")
    assert found is not None
    assert found.origin is not None
    packages = str(Path(found.origin).parents[1])
    command = [sys.executable, "-I", "-S", "-c", PROGRAM, packages, str(path), str(MEMORY + TIMES * size)]
    try:
        ended = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=LONGEST_SECONDS,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        return True
    if ended == UNREADABLE:
        raise ValueError
    # A negative code is the signal that ended it: memory that could not be had aborts the reader.
    return ended == TOO_FAR or ended < 0


def _looked_through(path: Path) -> bool:
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return any(name in LOOKED_THROUGH for name in archive.namelist())
