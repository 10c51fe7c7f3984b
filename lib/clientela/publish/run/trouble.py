"""What the machine may do to a run: a full disk, a folder that is read-only; said in one line, with the remedy."""

from __future__ import annotations

import errno
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NO_RIGHT = {errno.EROFS, errno.EACCES, errno.EPERM}
# Programs that we start say it in words.
SAYS_NO_ROOM = re.compile(
    r"No space left|disk full|File too large|quota exceeded|resource exhausted|SIGXFSZ", re.I
)
SAYS_NO_MEMORY = re.compile(
    r"Out of Memory|could not allocate|cannot allocate memory|MemoryError|failed to allocate|can't (?:start|create) (?:a )?new thread",
    re.I,
)
# What the libraries of the notebooks take for themselves, and a little to work with.
LEAST_MEMORY = 2_000_000_000
SAYS_NO_RIGHT = re.compile(r"Read-only file system|Permission denied", re.I)


class Trouble(Exception):
    """The machine, not the data, stopped the run; the message is one line."""


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Turn what a full disk or a read-only folder raises, wherever it does, into one Trouble; all else passes."""
    try:
        yield
    except Exception as error:
        said = words(error, folder)
        if said is None:
            raise
        raise Trouble(said) from error


def words(error: BaseException, folder: Path) -> str | None:
    """One line for whoever has to make room or give a right; None when the error is of another kind.

    >>> words(OSError(28, "No space left on device"), Path("reports"))
    'No hay espacio en el disco de «reports»: libere espacio y repita la orden.'
    >>> words(ValueError("otra cosa"), Path("reports")) is None
    True
    >>> words(RuntimeError("can't start new thread"), Path("reports"))[:28]
    'No alcanzó la memoria del eq'
    """
    number, text = getattr(error, "errno", None), str(error)
    if number in NO_ROOM or SAYS_NO_ROOM.search(text):
        full = _fullest(error, folder)
        passing = (
            " (el de los archivos pasajeros, TMPDIR)" if full == Path(tempfile.gettempdir()) != folder else ""
        )
        return f"No hay espacio en el disco de «{full}»{passing}: libere espacio y repita la orden."
    if isinstance(error, MemoryError) or SAYS_NO_MEMORY.search(text):
        return "No alcanzó la memoria del equipo: cierre otros programas, o haga el informe con menos archivos a la vez."
    if number in NO_RIGHT or SAYS_NO_RIGHT.search(text):
        place = getattr(error, "filename", None) or folder
        return f"No se puede escribir en «{place}»: es de solo lectura o de otra persona."
    if isinstance(error, OSError):
        return f"{getattr(error, 'filename', None) or folder}: {error.strerror or text}"
    return None


def too_little(least: int = LEAST_MEMORY) -> str | None:
    """One line where this process may not use the memory that a report takes; None where it may.

    Numeric libraries that are given less do not always say so: some try again for ever.
    """
    try:
        import resource
    except ImportError:  # pragma: no cover - Windows has no such limits
        return None
    allowed, _hard = resource.getrlimit(resource.RLIMIT_AS)
    if allowed == resource.RLIM_INFINITY or allowed >= least:
        return None
    return (
        f"No alcanzó la memoria: este proceso puede usar {allowed / 1e9:.1f} GB, y un informe pide {least / 1e9:.0f} o más. "
        "Suba el límite (ulimit -v), o quítelo."
    )


def _fullest(error: BaseException, folder: Path) -> Path:
    """Which disk is full: that of the file in question, else the fuller of the company's and that of temporary files (TMPDIR)."""
    passing = Path(tempfile.gettempdir())
    named = f"{getattr(error, 'filename', None) or ''} {error}"
    if str(folder) in named:
        return folder
    if str(passing) in named:
        return passing
    try:
        free = {place: shutil.disk_usage(place).free for place in (folder, passing)}
    except OSError:
        return folder
    return min(free, key=lambda place: (free[place], place != folder))


def any_words(error: BaseException) -> str:
    """One line for any error: what the machine refuses, what we wrote for whoever reads it, else that it was not expected."""
    from clientela.folders import project

    if said := words(error, project.home()):
        return said
    # A class of ours that is no slip of a programmer says what to do.
    ours = type(error).__module__.startswith("clientela.") and not isinstance(error, KeyError)
    return str(error) if ours else unexpected(error)


def unexpected(error: BaseException) -> str:
    """One line for a fault of ours, without the error's own words: they may hold a value of a row or a password."""
    from clientela.failures import of

    told = of(error, "")
    place = f" en {told.where}" if told.where else ""
    kept = "El informe anterior, si lo hay, queda como estaba"
    return (
        f"Algo falló que no debía fallar: {told.error}{place}. {kept}; CLIENTELA_STRICT=1 muestra el detalle."
    )
