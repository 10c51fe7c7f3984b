"""Packed files: what is within a .gz or a .zip is unpacked into the folder of the run, never further than an honest file goes."""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import IO, Any

from clientela.intake.places import Place
from clientela.intake.problems import IntakeError, Problem
from clientela.intake.readers.packing.bounds import bursts, too_large, too_many
from clientela.present.language import gettext as _

BLOCK = 1 << 20
STREAMS: dict[bytes, Callable[[Path], Any]] = {
    b"\x1f\x8b": gzip.GzipFile,
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
}
# What shows that a ZIP is a document of an office program, not an archive.
DOCUMENTS = re.compile(r"\[Content_Types\]\.xml|mimetype|content\.xml|xl/.*|Index/.*")
MOST_FILES = 1000


def is_stream(head: bytes) -> bool:
    """Whether a file's first bytes say that one file is packed in it."""
    return any(head.startswith(mark) for mark in STREAMS)


def is_archive(path: Path) -> bool:
    """Whether a file is a ZIP with files in it, and no workbook."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return not any(DOCUMENTS.fullmatch(one) for one in archive.namelist())


def members(path: Path) -> list[str]:
    """The names of the files in an archive that hold data, in the order of their names."""
    with zipfile.ZipFile(path) as archive:
        names = [item.filename for item in archive.infolist() if not item.is_dir()]
    hidden = re.compile(r"(^|/)(\.|__MACOSX/|~\$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
    return sorted(name for name in names if not hidden.search(name))


def unpacked(place: Place, folder: Path) -> Place:
    """The one file within a .gz, .bz2 or .xz."""
    with place.path.open("rb") as stream:
        head = stream.read(8)
    opened = next(way for mark, way in STREAMS.items() if head.startswith(mark))
    inner = PurePosixPath(place.shown).with_suffix("").name if PurePosixPath(place.shown).suffix else "x"
    try:
        with opened(place.path) as source:
            path = _copied(source, place, inner, folder)
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise _broken(place, error) from None
    return Place(path, place.shown)


def member(place: Place, name: str, folder: Path) -> Place:
    """One file of an archive; it is written under a name of our own."""
    try:
        with zipfile.ZipFile(place.path) as archive:
            if archive.getinfo(name).flag_bits & 1:
                raise IntakeError(
                    [
                        Problem(
                            place.shown, _("tiene contraseña"), _("Guárdelo sin contraseña"), severity="error"
                        )
                    ]
                )
            with archive.open(name) as source:
                path = _copied(source, place, name, folder)
    except (OSError, EOFError, zlib.error, lzma.LZMAError, NotImplementedError, zipfile.BadZipFile) as error:
        raise _broken(place, error) from None
    return Place(path, f"{place.shown} [{name}]")


def refuse_bomb(place: Place) -> None:
    """An archive that says itself that it is far larger than it looks is not opened."""
    with zipfile.ZipFile(place.path) as archive:
        size, n = sum(item.file_size for item in archive.infolist()), len(archive.infolist())
    remedy = _("Descomprímalo y deje en la carpeta solo los archivos que hacen falta")
    if bursts(size, place.path.stat().st_size):
        raise too_large(place, size, remedy)
    if n > MOST_FILES:
        raise too_many(place, n, remedy)


def _copied(source: IO[bytes], place: Place, name: str, folder: Path) -> Path:
    """A copy in blocks, which stops where it becomes larger than any honest file."""
    suffix = PurePosixPath(name).suffix.lower()
    suffix = suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else ""
    path = folder / f"{len(list(folder.iterdir()))}_packed{suffix}"
    packed, size = place.path.stat().st_size, 0
    with path.open("wb") as target:
        while block := source.read(BLOCK):
            size += len(block)
            if bursts(size, packed):
                target.truncate(0)
                raise too_large(place, size, _("Descomprímalo y deje en la carpeta solo los archivos que hacen falta"))  # fmt: skip
            target.write(block)
    return path


def _broken(place: Place, error: Exception) -> IntakeError:
    message = _("es un archivo comprimido que no se puede abrir")
    remedy = _("¿Se descargó entero? Descomprímalo y use lo que hay dentro")
    return IntakeError([Problem(place.shown, message, f"{remedy} ({str(error)[:80]})", severity="error")])
