"""Where the project's folders are, from whichever folder one starts."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

# The folder, readable by its owner alone, of what names people.
PRIVATE = "private"
# In it, what failed, with its errors.
FAILED = "failed"
# The driver tells the notebooks where this run's files are; a notebook opened by hand finds its own.
RUN_FOLDER = "CLIENTELA_RUN"


def root() -> Path:
    """The folder of the project itself, with its notebooks/."""
    return Path(__file__).resolve().parents[3]


def styles() -> Path:
    """How reports look, in HTML, on paper and in Word, and their fonts: the Quarto project's own."""
    return root() / "reports" / "_styles"


def home() -> Path:
    """The folder that holds data/ and reports/: the project's own, or the one that CLIENTELA_HOME names."""
    chosen = os.environ.get("CLIENTELA_HOME")
    return Path(chosen).resolve() if chosen else root()


class NoFolder(ValueError):
    """A company's name that would be another folder; it is not repeated, as it may be the address of a database, with its password."""


# More bytes than these no file or folder has in its name.
LONGEST_NAME = 255


def company_folder(company: str) -> Path:
    """The folder data/<company> of one company. Raises NoFolder for a name that would be another folder."""
    if company in ("", ".", "..") or set(company) & set("/\\\0") or not company.isprintable():
        raise NoFolder("una empresa se nombra por su carpeta dentro de data/, sin barras")
    if len(company.encode(errors="replace")) > LONGEST_NAME:
        raise NoFolder("el nombre de la empresa es más largo que el de cualquier carpeta")
    return home() / "data" / company


def cache(company: str) -> Path:
    """Where prepared tables and unchanged stages wait for the next run; may be deleted at any time."""
    return home() / ".cache" / company


def owners_alone(folder: Path) -> Path:
    """The folder, made where it is not there; what is below private/ (itself too) only its owner opens, whatever the umask."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    above = [*reversed(folder.parents), folder]
    names = [one.name for one in above]
    first = len(names) - 1 - names[::-1].index(PRIVATE) if PRIVATE in names else len(names) - 1
    for one in above[first:]:
        one.chmod(0o700)
    return folder


def digest(*parts: bytes | str | Path) -> str:
    """A short, stable fingerprint of texts and file contents, in order."""
    sha = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            with part.open("rb") as stream:
                sha.update(hashlib.file_digest(stream, "sha256").digest())
        else:
            sha.update(part.encode() if isinstance(part, str) else part)
        sha.update(b"\0")
    return sha.hexdigest()[:24]


def sha256(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def code_digest(*rooms: str) -> str:
    """The fingerprint of the library's own source below the given rooms (all of it without any)."""
    library = Path(__file__).parents[1]
    return _digest_of(library, tuple(sorted(_sources(library, rooms))))


@lru_cache
def _digest_of(library: Path, files: tuple[tuple[str, int, int], ...]) -> str:
    """Asked a dozen times in a run: files whose time and size are as they were are not read again."""
    return digest(*(part for name, _time, _size in files for part in (name, library / name)))


def _sources(library: Path, rooms: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """The source files, each with its time and size."""
    for room in rooms or ("",):
        start = os.path.join(library, room)
        walked = [os.path.split(start)] if os.path.isfile(start) else _inside(start)
        for folder, name in walked:
            if name.endswith((".py", ".sql", ".yml", ".po")):
                path = os.path.join(folder, name)
                state = os.stat(path)
                name = path.removeprefix(f"{library}{os.sep}").replace(os.sep, "/")
                yield name, state.st_mtime_ns, state.st_size


def _inside(folder: str) -> Iterator[tuple[str, str]]:
    return ((place, name) for place, _folders, names in os.walk(folder) for name in names)
