"""company.yml, read and validated: who the company is, where its files are, what it wants."""

from __future__ import annotations

import codecs
import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from clientela.companies import mistakes, own_files, yaml_file
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

Decimal = Literal[".", ",", "none"]


class ConfigError(Exception):
    """company.yml cannot be used; the message lists every problem at once, with its remedy."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _one_sheet(given: Any) -> Any:
    """A sheet by its name or its place; a list of them is what somebody writes who wants them all."""
    if isinstance(given, (list, dict, bool, float)):
        raise ValueError(
            'diga una sola hoja, por su nombre entre comillas ("2024") o por su número de orden; sin sheet se leen juntas todas '
            "las que tienen el mismo encabezado, y cada hoja que sea otra cosa va en una fuente aparte"
        )
    return given


Sheet = Annotated[str | int | None, BeforeValidator(_one_sheet)]


class Join(_Strict):
    """Another file (or table) whose columns complete a source's rows, found by the codes that both have."""

    path: str | None = None
    url: str | None = None
    query: str | None = None
    table: str | None = None
    sheet: Sheet = None
    encoding: str | None = None
    separator: str | None = None
    header: int | None = Field(None, description="the row of the header, from 1")
    by: dict[str, str] | str = Field(
        description="the columns whose values meet, {here: there}; one name where both files have the same"
    )

    @property
    def pairs(self) -> dict[str, str]:
        """The columns whose values meet: the source's header, and the other file's."""
        return {self.by: self.by} if isinstance(self.by, str) else self.by

    def source(self) -> Source:
        """The other file, as a source is read."""
        return Source.model_validate(self.model_dump(exclude={"by"}, exclude_none=True))


class Source(_Strict):
    """One place that rows of a table come from.

    Exactly one of `path` (a file or a glob below the company's folder), `package` ("lifetimes:datasets/x.txt", a file that comes in an
    installed package) and `url` (a database; `query` or `table` says what to read, ${NAME} is taken from the environment).
    """

    path: str | None = None
    package: str | None = None
    url: str | None = None
    query: str | None = None
    table: str | None = None
    sheet: Sheet = None
    name: str | None = Field(None, description="what the report calls this source; else the file's name")
    encoding: str | None = None
    separator: str | None = None
    decimal: Decimal | dict[str, Decimal] | None = Field(
        None,
        description="the decimal sign of all columns, or by column; none where signs part thousands alone",
    )
    day_first: bool | None = None
    turned_dates: bool | None = Field(
        None,
        description="dates that a spreadsheet made with the month first, beside others left as text, are turned round",
    )
    keep_blank_words: bool | list[str] = Field(
        False, description="NA, None, NULL … are values: all of them, or those listed"
    )
    exact_ids: bool = Field(
        False, description="codes are as they are written: 00001 is not the 1 of another table"
    )
    header: int | None = Field(None, description="the row of the header, from 1; 0 where there is none")
    columns: dict[str, str | int] = Field(
        default_factory=dict, description="ours: theirs (a name, or a place from 1)"
    )
    values: dict[str, dict[str, Any]] = Field(default_factory=dict, description="column: {theirs: ours}")
    set: dict[str, Any] = Field(
        default_factory=dict,
        description="ours: a constant, for a column that the file has not or leaves blank; {row} is the row's number",
    )
    join: list[Join] = Field(
        default_factory=list, description="other files that complete its rows: orders beside their items"
    )
    amounts: Literal["lines", "orders"] | None = Field(
        None, description="which amounts count where a file tells those of lines and of whole orders"
    )
    overrides: bool = Field(
        False, description="its orders count where another source tells the same ones with other amounts"
    )
    profile: str | None = Field(
        None, description="the tool that exported the file, such as shopify.orders; none for no tool"
    )
    shape: Literal["survey", "months", "once"] | None = Field(
        None,
        description="how a file that is no list is laid out: one row a respondent and one column a question, one column a month, or "
        "the same thing told on many rows (once: one row each)",
    )
    fill: list[str] = Field(
        default_factory=list, description="our columns whose blank cells say what the row above says"
    )
    time_zone: str | None = Field(
        None, description="the zone of the file's times, where it is not the company's"
    )
    tax: Literal["excluded", "included", "subtract"] | None = Field(
        None,
        description="amounts are without tax, with it, or with it and it is to be taken off; else the columns tell",
    )
    filter: str | None = Field(
        None,
        description="rows not to be used: `column = pattern | pattern`, or `!=`; * and ? stand for any signs",
    )
    drop: str | None = Field(None, description="the same as filter: the rows not to be used")
    keep: str | None = Field(None, description="the only rows to be used: `column = pattern | pattern`")
    returns: list[str] | None = Field(
        None, description="how the numbers of credit notes look (NC*), instead of the usual; [] for none"
    )
    non_product: list[str] | None = Field(
        None, description="codes that are no products, instead of the usual list; [] for none"
    )
    anonymous: list[str] | None = Field(
        None, description="customers that are nobody in particular, instead of the usual list"
    )

    @model_validator(mode="after")
    def _one_place(self) -> Source:
        given = [name for name in ("path", "package", "url") if getattr(self, name)]
        if len(given) != 1:
            raise ValueError("diga de dónde vienen las filas con una de estas tres: path, package o url")
        if bool(self.url) != bool(self.query or self.table) or (self.query and self.table):
            raise ValueError("con url (y solo con ella) va una de estas dos: table o query")
        return self

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, given: str | None) -> str | None:
        """An encoding that makes text of bytes: others (rot13, hex) are no encodings of files."""
        try:
            if given is not None:
                codecs.getincrementaldecoder(given)(errors="replace").decode(b"a,b\n1,2\n")
                "".encode(given)
        except (LookupError, ValueError, TypeError, AttributeError, AssertionError):
            named = f" «{given}»" if re.fullmatch(r"[\w.-]{1,20}", str(given)) else ""
            raise ValueError(
                f"no se conoce la codificación{named}; escriba utf-8, cp1252, utf-16 …"
            ) from None
        return given

    @field_validator("separator")
    @classmethod
    def _one_sign(cls, given: str | None) -> str | None:
        if given is not None and (len(given) != 1 or given in '"\r\n\0' or given.isalnum()):
            raise ValueError('el separador es un solo signo, como ";" (el tabulador es "\\t")')
        return given


class Goal(_Strict):
    """A yearly goal with its dates: one year is short term, three years long term; one without an end is kept, and said to be none."""

    measure: Literal["amount", "margin", "customers", "orders"] = "amount"
    value: float
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
        raise ValueError(f"debe ser un número o una fecha como 2026-06-30; dice {given!r}") from None


# A number, or a day such as the one at which forecasts are graded.
Threshold = Annotated[float | dt.date, BeforeValidator(_number_or_date)]


class Costs(_Strict):
    """What things cost, in the company's currency, where no column says it."""

    margin_rate: Annotated[float, Field(gt=0, lt=1)] | None = None
    order: float | None = None
    interaction: float | None = None
    contact: float | None = None
    return_: float | None = Field(None, alias="return")


class Identity(_Strict):
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


class Company(_Strict):
    """A company as its company.yml describes it."""

    name: str
    country: str = Field("CO", pattern="^[A-Z]{2}$")
    language: Literal["es", "en"] = "es"
    currency: str = Field("COP", pattern="^[A-Z]{3}$")
    time_zone: str = "America/Bogota"
    as_of: Literal["auto"] | dt.date = "auto"
    logo: str | None = None
    colours: dict[str, str] = Field(default_factory=dict)
    zero_amount: Literal["purchase", "gift"] = "gift"
    rates: dict[str, Annotated[float, Field(gt=0)]] = Field(
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
        place = f", línea {error.line}" if error.line else ""
        raise ConfigError(f"{shown}{place}: no se puede leer como YAML: {error}.") from None
    if not isinstance(written.said, dict):
        raise ConfigError(f"{shown}, línea 1: debe tener claves y valores (name: …, sources: …).")
    try:
        return Company.model_validate({**written.said, "part": [], "key": company, "folder": folder})
    except ValidationError as error:
        keys = [*Company.model_fields, *Source.model_fields]
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
