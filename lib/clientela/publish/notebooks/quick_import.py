"""nbformat, imported without what nothing here asks of it."""

from __future__ import annotations

import sys

# The grammar of web addresses in any alphabet, one of the formats that JSON's checks know: building it takes most of the import, .7 of .8 seconds.
UNASKED = "rfc3987_syntax"


def nbformat() -> None:
    """Import nbformat, in an eighth of the time where JupyterLab's packages are installed; it does without the grammar as where they are not."""
    if UNASKED in sys.modules:
        return
    # What stands for nothing there cannot be imported, which JSON's checks are ready for.
    sys.modules[UNASKED] = None  # type: ignore[assignment]
    try:
        import nbformat  # noqa: F401
    finally:
        del sys.modules[UNASKED]
