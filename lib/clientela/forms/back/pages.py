"""A filled file as pages of cells: a workbook's sheets, or a CSV in whatever encoding."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clientela.folders import project
from clientela.forms.back.trouble import Trouble
from clientela.forms.labels import META
from clientela.forms.model import loose
from clientela.intake.problems import IntakeError
from clientela.present.language import _

WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
TEXTS = {".csv", ".txt", ".tsv"}
PICTURES = {".jpg", ".jpeg", ".png", ".heic", ".gif", ".webp", ".pdf", ".tif", ".tiff"}
LARGEST = 50 << 20


@dataclass(frozen=True)
class Page:
    """The cells of one sheet, as they are: texts, numbers, days."""

    file: str
    sheet: str
    rows: list[list[Any]]


@dataclass
class Filled:
    """One file: its pages, and what its hidden sheet says (form, version, language, labels)."""

    path: Path
    pages: list[Page] = field(default_factory=list)
    told: list[tuple[str, str, str]] = field(default_factory=list)
    beside: list[Path] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    @property
    def paths(self) -> list[Path]:
        """The file, and those that came with its other sheets."""
        return [self.path, *self.beside]

    def says(self, what: str) -> str:
        """What the hidden sheet says under a name."""
        return next((name for kind, name, _text in self.told if kind == what), "")


def files(given: list[Path]) -> list[Path]:
    """The files meant by files and folders, in order; what programs leave beside them while they are open is passed over."""
    found: list[Path] = []
    for one in given:
        inside = sorted(path for path in one.rglob("*") if path.is_file()) if one.is_dir() else [one]
        found += [
            path
            for path in inside
            if not path.name.startswith((".", "~$")) and project.PRIVATE not in path.parts
        ]
    return found


def read(path: Path) -> Filled | Trouble:
    """The pages of a file, or why it cannot be read."""
    ending = path.suffix.lower()
    if not path.is_file():
        return Trouble(path.name, _("no existe"))
    if path.is_symlink():
        return Trouble(path.name, _("es un enlace a otro archivo: copie aquí el archivo mismo"))
    if ending in PICTURES:
        return Trouble(
            path.name, _("es una imagen o un PDF: las respuestas deben pasarse a mano a la hoja de cálculo")
        )
    if path.stat().st_size > LARGEST:
        return Trouble(path.name, _("es demasiado grande para ser un formulario lleno"))
    with path.open("rb") as stream:
        head = stream.read(8)
    if not head:
        return Trouble(path.name, _("está vacío"))
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) and ending not in (
        ".docx",
        ".zip",
        ".pptx",
        ".doc",
    ):
        return _workbook(path)
    if ending in TEXTS or ending in WORKBOOKS:
        try:
            return Filled(path, [Page(path.name, "", _text(path))])
        except csv.Error:
            return Trouble(
                path.name,
                _("tiene una comilla sin cerrar o una celda demasiado larga: guárdelo de nuevo, como XLSX"),
            )
    return Trouble(path.name, _("no es una hoja de cálculo: guárdelo como XLSX, ODS o CSV"))


def _workbook(path: Path) -> Filled | Trouble:
    import python_calamine

    from clientela.intake.places import Place
    from clientela.intake.readers.books import workbook

    try:
        workbook.refuse_bomb(Place(path, path.name))
        book = python_calamine.load_workbook(path)
    except python_calamine.PasswordError:
        return Trouble(path.name, _("tiene contraseña: guárdelo sin ella"))
    except IntakeError as error:
        return Trouble(path.name, error.problems[0].message)
    except Exception:
        # The reader is a Rust library with errors of many kinds; all of them mean the same to the person who waits.
        return Trouble(
            path.name, _("no se puede abrir como hoja de cálculo: guárdelo de nuevo, o pida otra copia")
        )
    filled = Filled(path)
    for name in book.sheet_names:
        try:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        except Exception:
            # A chart or a macro holds no answers, but a damaged sheet may: whoever reads is told which it was.
            filled.unread.append(name)
            continue
        if name == META:
            filled.told = [_three(row) for row in rows if row and row[0]]
        else:
            filled.pages.append(Page(path.name, name, rows))
    return filled


def _three(row: list[Any]) -> tuple[str, str, str]:
    kind, name, text = (str(cell) if cell is not None else "" for cell in [*row, "", ""][:3])
    # A version that a spreadsheet took for a number.
    return kind, name.removesuffix(".0") if kind == "version" else name, text


def _text(path: Path) -> list[list[Any]]:
    from clientela.intake.readers import encoding

    known = encoding.inspect(path)
    errors = "clientela.cp1252" if known.mixed else "replace"
    text = path.read_bytes().decode(known.encoding, errors=errors).replace("\0", "").removeprefix("\ufeff")
    separator = max(";,\t", key=lambda sign: _parts(text, sign))
    return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)]


def _parts(text: str, sign: str) -> int:
    """How many cells a separator makes of a text's first rows, of those that all have alike."""
    rows = list(csv.reader(io.StringIO("\n".join(text.splitlines()[:40])), delimiter=sign))
    widths = [len(row) for row in rows if row]
    return sum(width - 1 for width in widths if width == max(set(widths), key=widths.count))


def joined(read: list[Filled], sheets: set[str]) -> list[Filled]:
    """The files, with those that hold one sheet each of the same workbook («ana-Formulario.csv», «ana-Factores.csv») made one."""
    found: list[Filled] = []
    by_stem: dict[tuple[Path, str], Filled] = {}
    for one in read:
        stem, _dash, sheet = one.path.stem.rpartition("-")
        if not stem or loose(sheet) not in sheets | {"formulario", "form", META} or one.pages[1:]:
            found.append(one)
            continue
        key = (one.path.parent, stem.strip())
        whole = by_stem.get(key)
        if whole is None:
            whole = by_stem[key] = Filled(one.path)
            found.append(whole)
        else:
            whole.beside.append(one.path)
        if loose(sheet) == META:
            whole.told += [_three(row) for page in one.pages for row in page.rows if row and row[0]]
        else:
            whole.pages += one.pages
    return found
