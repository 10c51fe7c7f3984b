"""An analysis in a file of its own: the stage finds it, and whatever shows it, without a line elsewhere."""

from __future__ import annotations

import inspect
import re
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from clientela.engine.declared import Step

DECLARED = re.compile(rb"^@analysis\(", re.MULTILINE)


def adopt(stage: dict[str, Any]) -> None:
    """Give a stage (the globals of its `__init__`) the public names of each file that declares an analysis and that nothing has imported.

    A file that its room imports keeps the names that the room gives it; one that stands by itself has those it was written with.
    """
    (folder,) = (Path(path) for path in stage["__path__"])
    for file in sorted(folder.rglob("*.py")):
        parts = file.relative_to(folder).with_suffix("").parts
        name = ".".join((stage["__name__"], *parts))
        if name in sys.modules or file.name == "__init__.py" or not DECLARED.search(file.read_bytes()):
            continue
        module = import_module(name)
        for own, what in vars(module).items():
            # A file is often called as what it declares, and would stand in its place.
            free = own not in stage or stage[own] is module
            if free and not own.startswith("_") and _made_there(what, name):
                stage[own] = what


def _made_there(what: object, module: str) -> bool:
    """Whether a name of a file is its own, and not one that it imported."""
    function = what.function if isinstance(what, Step) else what
    return inspect.isfunction(function) and function.__module__ == module
