"""How much of the machine heavy queries may take."""

from __future__ import annotations

import os
from pathlib import Path

# Megabytes that the tables may take, and half of what a smaller machine has.
MOST_MEMORY = 2_000


def limits(folder: Path) -> dict[str, str | bool | int | float | list[str]]:
    """As many threads as OMP_NUM_THREADS allows, the sign by which other libraries go, else one a core; and how much memory.

    What does not fit, tables included, goes to files in `folder`, so that ten million sales need no more memory than two.
    """
    megabytes = min(MOST_MEMORY, _memory() // 2)
    found: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{megabytes}MB",
        "temp_directory": str(folder),
    }
    allowed = os.environ.get("OMP_NUM_THREADS", "")
    if allowed.isdecimal() and int(allowed) > 0:
        found["threads"] = int(allowed)
    return found


def _memory() -> int:
    """The machine's memory in megabytes; what is allowed at most where the system does not tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
    except (AttributeError, ValueError, OSError):
        return 2 * MOST_MEMORY
