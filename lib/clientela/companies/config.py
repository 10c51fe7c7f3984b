"""company.yml, read and validated: who the company is, where its files are, what it wants."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    BeforeValidator,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from clientela.companies import mistakes, own_files, yaml_file
from clientela.companies.elsewhere import Elsewhere
from clientela.companies.source import Source, Strict, Title
from clientela.engine import thresholds
from clientela.folders import project

TableName = Literal[
    "transactions", "customers", "products", "interactions", "surveys", "items", "respondents", "staff",
    "capacity", "expenses", "campaigns", "contacts", "prospects", "contracts", "benchmarks", "commitments",
]  # fmt: skip
TABLES: tuple[str, ...] = get_args(TableName)

# The colours that a report takes from its company: `primary` is another name for `accent`.
COLOURS = ("accent", "primary")
COLOUR = "#[0-9a-fA-F]{6}"


class ConfigError(Exception):
    """company.yml, or what somebody asked for, cannot be used; every problem at once, with its remedy and without any password."""

    def __init__(self, said: str) -> None:
        super().__init__(mistakes.without_credentials(said))


# Larger figures than this are a slip, and earlier or later days than these are no day of a company's.
MOST = 1e15
FIRST, LAST = dt.date(1900, 1, 1), dt.date(2200, 1, 1)


class Goal(Strict):
    """A yearly goal with its dates: one year is short term, three years long term; one without an end is kept, and said to be none."""

    measure: Literal["amount", "margin", "customers", "orders"] = "amount"
    value: Annotated[float, Field(ge=-MOST, le=MOST)]
    start: dt.date
    end: dt.date | None = None


def _number_or_date(given: Any) -> float | dt.date:
    """A threshold as it stands in the file; a date quoted or not."""
    if isinstance(given, (int, float)) and not isinstance(given, bool):
        return float(given)
    if isinstance(given, dt.date) and not isinstance(given, dt.datetime):
        return given
    try:
        return dt.date.fromisoformat(given)
    except (TypeError, ValueError):
        # A date written otherwise is repeated; any other text may be what nobody should read.
        told = f"; dice {given!r}" if re.fullmatch(r"[\d/., -]{1,12}", str(given)) else ""
        raise ValueError(f"debe ser un número o una fecha como 2026-06-30{told}") from None


# A number, or a day such as the one at which forecasts are graded.
Threshold = Annotated[float | dt.date, BeforeValidator(_number_or_date)]


Cost = Annotated[float, Field(ge=-MOST, le=MOST)] | None


class Costs(Strict):
    """What things cost, in the company's currency, where no column says it."""

    margin_rate: Annotated[float, Field(gt=0, lt=1)] | None = None
    order: Cost = None
    interaction: Cost = None
    contact: Cost = None
    return_: Annotated[Cost, Field(alias="return")] = None


class Identity(Strict):
    """What the company knows about its own customer ids, and what somebody decided on doubtful pairs."""

    precedence: list[str] = Field(default_factory=list, description="sources by name, the most trusted first")
    shared_ids: bool = Field(True, description="the same id in two sources is the same customer")
    decisions: str | None = Field(None, description="the review workbook, filled in, in the company's folder")
    merge: float = Field(0.9, gt=0.5, le=1, description="from this probability on, two rows are one customer")
    review: float = Field(
        0.3, gt=0, le=1, description="from this probability on, a pair waits for somebody to look"
    )
    largest: int = Field(20, ge=2, description="ids that one customer may have")
    shared_by: int = Field(
        8, ge=1, description="with more names than this on it, a telephone or e-mail proves nothing"
    )


class Company(Strict):
    """A company as its company.yml describes it."""

    name: Title
    country: str = Field("CO", pattern="^[A-Z]{2}$")
    language: Literal["es", "en"] = "es"
    currency: str = Field("COP", pattern="^[A-Z]{3}$")
    time_zone: str = "America/Bogota"
    as_of: Literal["auto"] | Annotated[dt.date, Field(ge=FIRST, le=LAST)] = "auto"
    logo: str | None = None
    colours: dict[str, str] = Field(default_factory=dict)
    zero_amount: Literal["purchase", "gift"] = "gift"
    rates: dict[str, Annotated[float, Field(gt=0, le=1e9)]] = Field(
        default_factory=dict, description="what one unit of another currency is worth in the company's"
    )
    sources: dict[TableName, list[Source]]
    goals: list[Goal] = Field(default_factory=list)
    costs: Costs = Field(default_factory=lambda: Costs.model_validate({}))
    identity: Identity = Field(default_factory=lambda: Identity.model_validate({}))
    holidays: list[dt.date] = Field(default_factory=list)
    thresholds: dict[str, Threshold] = Field(
        default_factory=dict, description="numbers and dates that change a notebook's parameters, by name"
    )
    quality_rules: str | None = Field(
        None,
        description="the rules that the data should keep, in YAML, in the company's folder; else the house's",
    )
    engine: Elsewhere | None = Field(
        None, description="another engine than DuckDB on this machine, for more rows than it can take"
    )
    sensitive_columns: list[str] = Field(default_factory=list)
    personal_ids: Literal["coded", "shown"] = Field(
        "coded",
        description="ids that are themselves personal (an e-mail, a national number, a name) are codes outside private/; shown: as they are",
    )
    credits: str | dict[Literal["es", "en"], str] = Field(
        "",
        description="where the data come from and under which licence; by language where it is said in both",
    )

    # Set by `load` and by the run, not read from the file.
    part: list[str] = Field(default_factory=list)
    key: str = ""
    folder: Path = Path()

    @property
    def cuts(self) -> dict[str, float]:
        """The thresholds that are numbers."""
        return {name: value for name, value in self.thresholds.items() if isinstance(value, float)}

    def credited(self, language: str) -> str:
        """Where the data come from, in a language, or in the other where it is said in one alone."""
        if isinstance(self.credits, str):
            return self.credits
        by_language = {str(key): words for key, words in self.credits.items()}
        return by_language.get(language) or next(iter(by_language.values()), "")

    @field_validator("thresholds")
    @classmethod
    def _known_thresholds(cls, given: dict[str, float | dt.date]) -> dict[str, float | dt.date]:
        if lines := thresholds.check(given):
            raise ValueError("\n  ".join(lines))
        return given

    @field_validator("sources", mode="before")
    @classmethod
    def _one_or_many(cls, sources: Any) -> Any:
        if not isinstance(sources, dict):
            return sources
        return {table: given if isinstance(given, list) else [given] for table, given in sources.items()}

    @field_validator("colours", mode="before")
    @classmethod
    def _colours(cls, given: Any) -> Any:
        if isinstance(given, dict):
            if "primary" in given:
                given = {"accent": given["primary"], **given}
            if unknown := sorted(str(name) for name in given if name not in COLOURS):
                raise ValueError(f"no hay un color «{unknown[0]}»; hay: {', '.join(COLOURS)}")
            if not all(isinstance(one, str) and re.fullmatch(COLOUR, one) for one in given.values()):
                raise ValueError('un color se escribe con # y seis cifras, entre comillas, como "#0b6e69"')
        return given

    @model_validator(mode="after")
    def _own_files(self) -> Company:
        """The files that are no sources lie in the company's folder."""
        if self.logo:
            _said_of("logo", own_files.logo, self.folder, self.logo)
        if self.identity.decisions:
            _said_of("identity.decisions", own_files.decisions, self.folder, self.identity.decisions)
        if self.quality_rules:
            _said_of("quality_rules", own_files.within, self.folder, self.quality_rules)
        return self


def _said_of(key: str, look: Callable[[Path, str], Path], folder: Path, given: str) -> None:
    try:
        look(folder, given)
    except ValueError as error:
        raise ValueError(f"{key}: {error}") from None


def load(company: str) -> Company:
    """Read data/<company>/company.yml.

    Raises ConfigError with every problem at once: a missing file, YAML that cannot be read, unknown keys (with the nearest known one) and
    values of a wrong type.
    """
    try:
        folder = project.company_folder(company)
    except ValueError as error:
        raise ConfigError(str(error)) from None
    path = folder / "company.yml"
    if not path.is_file():
        known = sorted(p.parent.name for p in (project.home() / "data").glob("*/company.yml"))
        raise ConfigError(f"{path}: no existe. Empresas que hay: {', '.join(known) or 'ninguna'}.")
    shown = path.relative_to(project.home()).as_posix()
    try:
        written = yaml_file.read(path)
    except yaml_file.Unreadable as error:
        raise ConfigError(f"{shown}{error.place}: no se puede leer como YAML: {error}.") from None
    if not isinstance(written.said, dict):
        raise ConfigError(f"{shown}, línea 1: debe tener claves y valores (name: …, sources: …).")
    # Whoever reads a message, a page or a log must not find there what belongs in the environment.
    if misplaced := dict(mistakes.misplaced_secrets(written.said)):
        raise ConfigError("\n".join(_line(shown, written, *one) for one in misplaced.items()))
    try:
        return Company.model_validate({**written.said, "part": [], "key": company, "folder": folder})
    except ValidationError as error:
        keys = [*Company.model_fields, *Source.model_fields, *Elsewhere.model_fields]
        told = mistakes.tell(error.errors(), TABLES, keys)
        raise ConfigError("\n".join(_line(shown, written, *one) for one in told.items())) from None


def _line(path: str, written: yaml_file.Written, place: tuple[Any, ...], words: str) -> str:
    """One problem with its line; where a rule of the whole file was broken, the words begin with the key that broke it."""
    lines = []
    for said in words.split("\n  "):
        key = re.match(r"([\w.]+): ", said)
        where = (*key[1].split("."),) if key and key[1].split(".")[0] in Company.model_fields else place
        name = mistakes.without_credentials(".".join(str(part) for part in place))
        shown = said if where is not place or not name else f"{name}: {said}"
        lines.append(f"{path}, línea {written.line(where)}: {shown}")
    return "\n".join(lines)
