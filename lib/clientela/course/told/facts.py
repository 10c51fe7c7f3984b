"""The numbers and tables of a company's last report, asked by name; a name that is not there says so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientela.companies import config
from clientela.folders import project

if TYPE_CHECKING:
    import pandas as pd

# The company that every clone has: what another cannot carry falls back on it.
STORY = "aurora"
# Never shown, whatever a lesson asks for.
NAMES = ("customer_id", "name", "prospect_id", "contract_id", "interaction_id", "person_id", "chain_id")


class Absent(LookupError):
    """The report does not have this number, table or row."""


class Forbidden(ValueError):
    """A lesson asks for what names somebody."""


@dataclass(frozen=True)
class Facts:
    """One company's last report."""

    company: str
    title: str
    currency: str
    folder: Path
    results: Mapping[str, Mapping[str, Any]]
    as_of: str = ""
    _frames: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False)

    @property
    def is_story(self) -> bool:
        """Is this the story company?"""
        return self.company == STORY

    @cached_property
    def notebooks(self) -> Path:
        """The executed notebooks of the report, in Spanish; those in English stand beside it."""
        return self.folder / "notebooks"

    def speaks(self, language: str) -> bool:
        """Was the report also made in this language?"""
        return self.spoken(language).is_dir()

    def spoken(self, language: str) -> Path:
        """The executed notebooks in a language."""
        return self.notebooks.with_name("notebooks" if language == "es" else f"notebooks-{language}")

    def number(self, key: str) -> Mapping[str, Any]:
        """A number of results.json with its interval and unit. Raises Absent."""
        found = self.results.get(key)
        if found is None or found["value"] is None:
            raise Absent(key)
        return found

    def table(self, name: str) -> pd.DataFrame:
        """A table of the report: "loyalty.ladder_rungs". Raises Absent."""
        import pandas as pd

        if name not in self._frames:
            path = self.folder / "tables" / f"{name}.parquet"
            if not path.is_file():
                raise Absent(name)
            self._frames[name] = _callable(pd.read_parquet(path))
        return self._frames[name]

    def rows(self, name: str, where: Mapping[str, Any]) -> pd.DataFrame:
        """The rows of a table in which each named column has this value. Raises Absent when there is none."""
        frame = self.table(name)
        for column, wanted in where.items():
            if column not in frame:
                raise Absent(f"{name}.{column}")
            frame = frame[frame[column].astype(str) == str(wanted)]
        if frame.empty:
            raise Absent(f"{name}: {dict(where)}")
        return frame


def _callable(frame: pd.DataFrame) -> pd.DataFrame:
    """Whoever may not be phoned is nobody to call in a lesson either; all of them where nobody's permission is known."""
    if "may_phone" not in frame or not frame["may_phone"].any():
        return frame
    return frame[frame["may_phone"].astype(bool)]


def last(company: str) -> Facts | None:
    """The last report of a company; None where it has none."""
    # Its name is looked at before it is part of any path.
    name = project.company_folder(company).name
    folder = project.home() / "reports" / name / "latest"
    return of_run(folder, company) if (folder / "results.json").is_file() else None


def of_run(folder: Path, company: str) -> Facts:
    """The numbers of a report in its folder."""
    found = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    known = config.load(company)
    return Facts(
        company, known.name, known.currency, folder.resolve(), found["results"], str(found.get("as_of", ""))
    )
