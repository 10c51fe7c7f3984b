"""What fails costs itself alone: a section, a list, a format, never the report. Where it is strict, nothing may fail.

CLIENTELA_STRICT=1 makes every failure stop the run: so do the tests. A notebook opened by hand always stops.
"""

from __future__ import annotations

import errno
import os
import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from clientela.folders import project

STRICT = "CLIENTELA_STRICT"
# A full disk or a missing right stops whatever is done next, too.
MACHINE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM}
IN_LIBRARY = re.compile(r"(clientela[/\\][\w/\\]+\.py)(?:[:\"]|, line | line )+(\d+)")
Made = TypeVar("Made")


@dataclass(frozen=True)
class Failure:
    """One thing that is not in a report because making it failed; without the error's words, which may hold a value of a row."""

    part: str
    error: str
    where: str = ""

    def __str__(self) -> str:
        return f"{self.part}: {self.error}" + (f" ({self.where})" if self.where else "")


def strict() -> bool:
    """Is a failure to stop the run?"""
    return os.environ.get(STRICT, "0") not in {"", "0"}


def tolerated(error: BaseException | None) -> bool:
    """May the run go on without what failed? Not where it is strict, nor when the machine refuses."""
    return isinstance(error, Exception) and not strict() and getattr(error, "errno", None) not in MACHINE


def place(told: str) -> str:
    """The line of the library that a traceback ends with; "" where it names none.

    >>> place('  File "/x/lib/clientela/loyalty/clv/analysis.py", line 12, in worth')
    'clientela/loyalty/clv/analysis.py:12'
    """
    found = IN_LIBRARY.findall(told)
    return "{}:{}".format(*found[-1]).replace("\\", "/") if found else ""


def of(error: BaseException, part: str) -> Failure:
    """The failure of a part, from the error that it ended with."""
    told = "".join(traceback.format_exception(error))
    return Failure(part, type(error).__name__, place(told))


@dataclass(frozen=True)
class Sparing:
    """What a run goes on without: each thing that fails is put down in the list that it was given."""

    found: list[Failure]

    def __call__(self, part: str, make: Callable[[], Made], instead: Any) -> Made:
        """What is made, or something else in its place. Raises where it is strict, and what the machine refuses."""
        try:
            return make()
        except Exception as error:  # whatever it is, it costs this one part
            if not tolerated(error):
                raise
            self.found.append(of(error, part))
            return instead


def spared(make: Callable[..., Made], *given: Any, instead: Any) -> Made:
    """What a function makes of what it is given; in a report, something else in its place when it fails, and its error in the notebook."""
    try:
        return make(*given)
    except Exception as error:  # whatever it is, it costs this one thing
        if not os.environ.get(project.RUN_FOLDER) or not tolerated(error):
            raise
        show_error()
        return instead


def show_error() -> None:
    """Put the error that is being handled into the notebook's cell."""
    from IPython import get_ipython

    shell: Any = get_ipython()
    shell.showtraceback()
