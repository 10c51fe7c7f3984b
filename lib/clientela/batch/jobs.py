"""Which reports a batch makes: companies.yml read, and «one for each branch» written out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator
from pydantic_core import ErrorDetails

from clientela.companies import config, mistakes, scope, yaml_file
from clientela.companies.config import ConfigError
from clientela.folders import project
from clientela.present.language import LANGUAGES


class Entry(BaseModel):
    """What companies.yml says of one company: which languages, which part, or one report for each value of a column."""

    model_config = ConfigDict(extra="forbid", strict=True)

    company: str
    language: str = ""
    branch: str = ""
    seller: str = ""
    where: str = ""
    each: str = ""

    @field_validator("company")
    @classmethod
    def _a_folder(cls, given: str) -> str:
        project.company_folder(given)
        return given

    def conditions(self) -> list[str]:
        """The part of the company, as the command for one report takes it."""
        named = {"branch": self.branch, "seller_id": self.seller}
        found = [f"{column} = {said}" for column, said in named.items() if said]
        return [*found, self.where] if self.where else found


class Companies(BaseModel):
    """The whole of companies.yml."""

    model_config = ConfigDict(extra="forbid", strict=True)

    jobs: list[Entry]


@dataclass(frozen=True)
class Job:
    """One report to make: whose, in which languages, of which part."""

    company: str
    languages: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of its folder: the company's, and the part's.

        >>> Job("aurora", conditions=("branch = Cali",)).name
        'aurora__branch-cali'
        """
        part = f"__{scope.slug(self.conditions)}" if self.conditions else ""
        return f"{self.company}{part}"


def read(path: Path) -> list[Job]:
    """The jobs of a companies.yml, in its order, none twice.

    Raises ConfigError with every mistake of the file at once.
    """
    try:
        written = yaml_file.read(path)
    except FileNotFoundError:
        raise ConfigError(f"{path}: no existe.") from None
    except yaml_file.Unreadable as error:
        raise ConfigError(f"{path}{error.place}: no se puede leer como YAML: {error}.") from None
    if misplaced := list(mistakes.misplaced_secrets(written.said)):
        # Not repeated where it stands as a key, nor as a company's name.
        raise ConfigError(
            "\n".join(f"{path}, línea {written.line(place)}: {words}" for place, words in misplaced)
        )
    said = written.said if isinstance(written.said, dict) else {"jobs": written.said}
    try:
        entries = Companies.model_validate(said).jobs
    except ValidationError as error:
        lines = [
            f"{path}, línea {written.line(problem['loc'])}: {_words(problem)}" for problem in error.errors()
        ]
        raise ConfigError("\n".join(lines)) from None
    return list(dict.fromkeys(job for entry in entries for job in _jobs(entry)))


def _words(problem: ErrorDetails) -> str:
    """One mistake and its remedy."""
    kind, place = problem["type"], ".".join(str(part) for part in problem["loc"])
    if kind == "extra_forbidden":
        return f"{place}: no se conoce; hay: {', '.join(Entry.model_fields)}"
    if kind == "missing":
        return f"{place}: falta"
    if kind == "value_error":
        return f"{place}: {problem['ctx']['error']}"
    return f"{place}: debe ser {'una lista' if kind == 'list_type' else 'un texto'}"


def _jobs(entry: Entry) -> Iterator[Job]:
    """The jobs of one entry: one, or one for each value that the column of `each` has."""
    languages = tuple(part for part in re.split(r"[\s,]+", entry.language) if part)
    if unknown := set(languages) - set(LANGUAGES):
        raise ConfigError(f"{entry.company}: no hay «{', '.join(sorted(unknown))}»; hay es y en.")
    given = entry.conditions()
    # What cannot be read is told now, and not when its turn comes.
    scope.slug(given)
    if not entry.each:
        yield Job(entry.company, languages, tuple(given))
        return
    from clientela.companies.parts import values

    for said in values(config.load(entry.company), entry.each):
        yield Job(entry.company, languages, (*given, f"{entry.each} = {said}"))
