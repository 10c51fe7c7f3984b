"""How much of the machine heavy queries may take."""

from __future__ import annotations

import os
from pathlib import Path

# Megabytes that the tables may take, and half of what a smaller machine has: of files of so many bytes at least. What is written to disk and read
# again costs more than all else; ten million sales take 120 MB of Parquet.
MOST_MEMORY = {0: 2_000, 50_000_000: 3_000, 200_000_000: 5_500}


def limits(folder: Path, size: int = 0) -> dict[str, str | bool | int | float | list[str]]:
    """As many threads as OMP_NUM_THREADS allows, the sign by which other libraries go, else one a core; and how much memory.

    What does not fit, tables included, goes to files in `folder`, so that ten million sales need no more memory than two.
    """
    most = max(megabytes for bytes_, megabytes in MOST_MEMORY.items() if size >= bytes_)
    megabytes = min(most, machine() // 2)
    found: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{megabytes}MB",
        "temp_directory": str(folder),
    }
    allowed = os.environ.get("OMP_NUM_THREADS", "")
    if allowed.isdecimal() and int(allowed) > 0:
        found["threads"] = int(allowed)
    return found


def machine() -> int:
    """The machine's memory in megabytes; what is allowed at most where the system does not tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
    except (AttributeError, ValueError, OSError):
        return 2 * MOST_MEMORY[0]
