"""The files that company.yml names besides its sources: each lies in the company's folder, and is what it must be."""

from __future__ import annotations

import os
import re
import zipfile
from pathlib import Path, PurePosixPath

LARGEST_LOGO = 5 << 20
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"RIFF")
# What a drawing could do besides being drawn: run, ask another place, stand for another file.
ACTIVE = re.compile(
    rb"<!DOCTYPE|<!ENTITY|<\?xml-stylesheet|<script|<foreignObject|<iframe|[\s\"']on[a-z]+\s*=|javascript:|@import"
    rb"|href\s*=\s*[\"']?\s*(?!#|data:image/(?:png|jpeg|gif))[^\s\"'>]|url\(\s*[\"']?\s*(?!#)[^)]",
    re.IGNORECASE,
)
# A small file may say that it is a picture of ten thousand million points, which whoever draws it makes room for.
MOST_POINTS = 25_000_000
LARGEST_REVIEW = 512 << 20


def within(folder: Path, given: str) -> Path:
    """The file of this name in a folder, links followed. Raises ValueError, without anything of the file, where it is not there."""
    path = PurePosixPath(given.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:|~", given) or "\0" in given:
        raise ValueError(
            "la ruta sale de la carpeta de la empresa; copie allí el archivo y escriba solo su nombre"
        )
    try:
        # By os.path, which does not stumble over a link that leads to itself.
        real = Path(os.path.realpath(folder / given))
        there = real.is_file()
    except (OSError, ValueError):
        raise ValueError("no es el nombre de un archivo") from None
    if not real.is_relative_to(folder.resolve()):
        raise ValueError("es un enlace que sale de la carpeta de la empresa; copie allí el archivo mismo")
    if not there:
        raise ValueError("no hay un archivo con este nombre en la carpeta de la empresa")
    return real


def logo(folder: Path, given: str) -> Path:
    """The company's logo. Raises ValueError where it is no picture that can only be looked at."""
    return picture(within(folder, given))


def picture(path: Path) -> Path:
    """A picture that can only be looked at. Raises ValueError for any other file."""
    try:
        if not path.is_file():
            raise ValueError("no es un archivo corriente")
        if path.stat().st_size > LARGEST_LOGO:
            raise ValueError("el logo pasa de 5 MB; use una imagen más pequeña")
        said = path.read_bytes()
    except OSError:
        raise ValueError("el archivo no se puede leer") from None
    if path.suffix.lower() == ".svg":
        if b"<svg" not in said:
            raise ValueError("no es una imagen SVG")
        if ACTIVE.search(said):
            raise ValueError("el SVG trae programas o llama a otros archivos; expórtelo como PNG")
    elif path.suffix.lower() not in {".png", ".jpg", ".jpeg", ".gif", ".webp"} or not said.startswith(
        PICTURES
    ):
        raise ValueError("no es una imagen PNG, JPEG, GIF, WebP o SVG")
    else:
        _look(path)
    return path


def _look(path: Path) -> None:
    """Open a picture as far as its size, then as a whole: what stops halfway would stop the page too. Raises ValueError."""
    import warnings

    from PIL import Image

    huge = False
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(path) as image:
            huge = image.width * image.height > MOST_POINTS
            if not huge:
                image.load()
    except Image.DecompressionBombError:
        huge = True
    except Exception:
        # Each kind of picture is damaged in its own way.
        raise ValueError("el archivo está dañado: no se puede ver como imagen") from None
    if huge:
        raise ValueError("el logo tiene demasiados puntos; use uno de unos mil de ancho")


def decisions(folder: Path, given: str) -> Path:
    """The review workbook, filled in. Raises ValueError where it is no workbook, or would not fit into memory."""
    path = within(folder, given)
    if not zipfile.is_zipfile(path):
        raise ValueError("no es un libro de Excel; guarde como .xlsx el libro de revisión")
    with zipfile.ZipFile(path) as archive:
        if sum(item.file_size for item in archive.infolist()) > LARGEST_REVIEW:
            raise ValueError("al abrirlo ocuparía demasiada memoria: no se abre")
    return path
