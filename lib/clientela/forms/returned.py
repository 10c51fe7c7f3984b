"""The answers that a company has gathered: filled files lie in data/<company>/forms/<form>/, and an analysis asks for them by name.

`@analysis("company.orientation", answers="forms.orientacion.answers")` gives the frame of answers, `forms.cliente_interno.received` that of a
table of the form, `forms.orientacion.form` the form itself (its dimensions, its reversed items); None where nobody has answered.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientela.forms import library
from clientela.forms.back import pages

if TYPE_CHECKING:
    from clientela.forms.back.reading import Reading
    from clientela.forms.model import Form


def files(folder: Path) -> list[Path]:
    """Every file of a company's folder that its answers depend on: its own forms and the filled ones."""
    forms = folder / "forms"
    return sorted(pages.files([forms])) if forms.is_dir() else []


class Returned:
    """The forms of a company by name, each read when it is first asked for; without a folder (a part of a company) nobody has answered."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._read: dict[str, Answers | None] = {}

    def __getattr__(self, name: str) -> Answers | None:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._read:
            self._read[name] = self._answers(name)
        return self._read[name]

    def _answers(self, name: str) -> Answers | None:
        if self._folder is None:
            return None
        form = library.form_in(name, self._folder / "forms")
        filled = self._folder / "forms" / name
        found = Answers(form, filled) if filled.is_dir() else None
        return found if found and found.reading.answered else None


class Answers:
    """What came back of one form: `answers`, `form`, `reading` (with all that was wrong), and each of its tables by its name."""

    def __init__(self, form: Form, folder: Path) -> None:
        self.form, self._folder = form, folder

    @cached_property
    def reading(self) -> Reading:
        """The files, read once."""
        from clientela.forms.back.reading import read

        return read(self.form, [self._folder])

    @cached_property
    def answers(self) -> Any:
        """A row for each person, or each row of a register."""
        return self.reading.answers

    def __getattr__(self, name: str) -> Any:
        if name in {table.key for table in self.__dict__["form"].tables}:
            return self.reading.table(name)
        raise AttributeError(f"{self.form.name}: no table {name}")
