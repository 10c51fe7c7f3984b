"""Where a source's files are: below the company's folder, or in an installed package; nowhere else."""

from __future__ import annotations

import glob
import importlib.util
import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from clientela.companies.config import Company
from clientela.companies.mistakes import CONTROL
from clientela.companies.source import Source
from clientela.folders import project
from clientela.intake.problems import IntakeError, Problem, quote
from clientela.present.language import gettext as _


@dataclass(frozen=True)
class Place:
    """One file to read: where it is, and how messages call it."""

    path: Path
    shown: str


def source_name(source: Source, table: str = "") -> str:
    """What the report calls a source: its given name, else its file's, without the signs of a pattern.

    >>> source_name(Source(path="ventas_*.csv"))
    'ventas'
    """
    return CONTROL.sub(" ", _called(source, table)).strip()


def _called(source: Source, table: str) -> str:
    if source.name:
        return source.name
    if source.url:
        return source.table or table
    given = (source.path or source.package or "").rsplit(":", 1)[-1]
    stem = PurePosixPath(given.replace("\\", "/")).stem
    return re.sub(r"[*?\[\]]+", "", stem).strip("_- .") or table or stem


def places(source: Source, company: Company) -> list[Place]:
    """The files of a source, in the order of their names.

    Raises IntakeError when there is none, when one lies outside the folder it must be in, or when it is not a file.
    """
    if source.package:
        return [_in_package(source.package)]
    assert source.path is not None
    pattern = source.path
    folder = company.folder.resolve()
    _refuse_outside(pattern)
    exact = _as_named(folder, pattern)
    if exact is not None:
        found = [exact]
    elif any(sign in pattern for sign in "*?["):
        found = sorted(folder / name for name in glob.glob(pattern, root_dir=folder, recursive=True))
        found = [path for path in found if not path.is_dir() and not path.name.startswith(("~$", "."))]
        if not found:
            raise _error(
                pattern,
                _("ningún archivo coincide con este patrón"),
                _files_there(folder, _folder(company)),
            )
    else:
        found = [folder / pattern]
    return [
        Place(_inside(path, folder, _folder(company)), path.relative_to(folder).as_posix()) for path in found
    ]


def _as_named(folder: Path, name: str) -> Path | None:
    """The file of exactly this name, brackets or not, however its accents are composed."""
    path = folder / name
    if path.is_file() or not path.parent.is_dir():
        return path if path.is_file() else None
    same = unicodedata.normalize("NFC", path.name)
    return next(
        (one for one in sorted(path.parent.iterdir()) if unicodedata.normalize("NFC", one.name) == same), None
    )


def _files_there(folder: Path, shown: str) -> str:
    """Which files there are, for a message about one that is not."""
    near = (
        sorted(p.name for p in folder.iterdir() if p.is_file() and p.name != "company.yml")
        if folder.is_dir()
        else []
    )
    return _("En {folder} hay: {files}").format(
        folder=shown, files=", ".join(near[:12]) or _("ningún archivo")
    )


def _folder(company: Company) -> str:
    return f"data/{company.key or company.folder.name}"


def _error(shown: str, message: str, remedy: str = "") -> IntakeError:
    return IntakeError([Problem(shown, message, remedy, severity="error")])


def _refuse_outside(pattern: str) -> None:
    path = PurePosixPath(pattern.replace("\\", "/"))
    if "\0" in pattern:
        raise _error(quote(pattern), _("la ruta tiene un signo nulo"))
    if any(len(part.encode(errors="replace")) > project.LONGEST_NAME for part in path.parts):
        raise _error(quote(pattern), _("el nombre es más largo que el de cualquier archivo"))
    if "://" in pattern:
        # The rest of an address may be a key to it.
        shown = re.sub(r"(://[^/?]*).*", r"\1/…", pattern)
        remedy = _("Descárguelo, cópielo a la carpeta de la empresa y escriba aquí solo su nombre")
        raise _error(shown, _("es una dirección de la red, y aquí va un archivo"), remedy)
    if (
        path.is_absolute()
        or ".." in path.parts
        or re.match(r"^[A-Za-z]:", pattern)
        or pattern.startswith("~")
    ):
        message = _("la ruta sale de la carpeta de la empresa")
        raise _error(
            pattern, message, _("Copie el archivo a la carpeta de la empresa y escriba aquí solo su nombre")
        )


def is_text(name: str) -> bool:
    """Whether a name is text: of bytes that are no letters in UTF-8 a system makes halves of signs, which nothing can be called by."""
    return not re.search("[\ud800-\udfff]", name)


def no_text() -> str:
    """What is said of a name that is none."""
    return _("su nombre tiene signos que no son texto; cámbieselo")


def _inside(path: Path, folder: Path, shown_folder: str) -> Path:
    """The real path of a file that must be below `folder`, also after following links."""
    shown = path.relative_to(folder).as_posix()
    if not is_text(shown):
        raise _error(quote(shown), no_text())
    if not path.exists() and not path.is_symlink():
        raise _error(shown, _("no existe"), _files_there(folder, shown_folder))
    # By os.path, which does not stumble over a link that leads to itself.
    real = Path(os.path.realpath(path))
    if not real.is_relative_to(folder):
        raise _error(
            shown, _("es un enlace que sale de la carpeta de la empresa"), _("Copie allí el archivo mismo")
        )
    if real.is_dir():
        remedy = _("Para leer todos sus archivos escriba {pattern}").format(
            pattern=f"{shown.rstrip('/')}/*.csv"
        )
        raise _error(shown, _("es una carpeta, no un archivo"), remedy)
    if not real.is_file():
        raise _error(shown, _("no es un archivo corriente"))
    return real


def _in_package(given: str) -> Place:
    module, _colon, inner = given.partition(":")
    if not module.isidentifier() or not inner:
        raise _error(given, _("debe ser paquete:ruta/dentro/del/paquete"))
    _refuse_outside(inner)
    # The package is found, not imported: nothing of it runs.
    spec = importlib.util.find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        remedy = _("Instálelo, por ejemplo con: pip install {package}").format(
            package=module.replace("_", "-")
        )
        raise _error(given, _("el paquete {package} no está instalado").format(package=module), remedy)
    folder = Path(next(iter(spec.submodule_search_locations))).resolve()
    path = folder / inner
    real = path.resolve()
    if not real.is_relative_to(folder) or not real.is_file():
        raise _error(given, _("el paquete no trae este archivo"))
    return Place(real, PurePosixPath(inner).name)


def files(company: Company, *tables: str) -> list[Path]:
    """Every file that a company's sources name (those of the given tables), for whoever needs their fingerprints; databases have none.

    What cannot be read is left to `load`, which says so.
    """
    found: set[Path] = set()
    for table, sources in company.sources.items():
        read = sources if not tables or table in tables else []
        for source in [*read, *(join.source() for one in read for join in one.join)]:
            if source.url:
                found |= _database_file(source.url, company)
                continue
            try:
                found |= {place.path for place in places(source, company)}
            except IntakeError:
                continue
    return sorted(found)


def unseen(company: Company) -> bool:
    """Is there a source whose changes no file shows: a database server?"""
    read = [source for sources in company.sources.values() for source in sources]
    urls = [source.url for source in read] + [join.url for source in read for join in source.join]
    return any(not _database_file(url, company) for url in urls if url)


def _database_file(url: str, company: Company) -> set[Path]:
    """The file behind a database that is one (SQLite); a server's state has no fingerprint."""
    if not url.startswith("sqlite:///"):
        return set()
    path = company.folder / url.removeprefix("sqlite:///")
    # A database in use has its last rows in a second file.
    return {one for one in (path, path.with_name(path.name + "-wal")) if one.is_file()}
