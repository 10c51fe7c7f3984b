"""One source of company.yml: where its rows are, and how they are read."""

from __future__ import annotations

import codecs
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from clientela.companies.mistakes import CONTROL

Decimal = Literal[".", ",", "none"]


class Strict(BaseModel):
    """Data of company.yml: no name that is not known, and nothing changes it later."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def _one_sheet(given: Any) -> Any:
    """A sheet by its name or its place; a list of them is what somebody writes who wants them all."""
    if isinstance(given, (list, dict, bool, float)):
        raise ValueError(
            'diga una sola hoja, por su nombre entre comillas ("2024") o por su número de orden; sin sheet se leen juntas todas '
            "las que tienen el mismo encabezado, y cada hoja que sea otra cosa va en una fuente aparte"
        )
    return given


# What is called so stands in titles, in names of folders and on a terminal.
Title = Annotated[
    str,
    BeforeValidator(lambda given: CONTROL.sub(" ", given).strip() if isinstance(given, str) else given),
    Field(min_length=1, max_length=200),
]
# By how much figures may be multiplied, and what a currency may be worth: more is a slip.
Factor = Annotated[float, Field(ge=-1e9, le=1e9)]


Sheet = Annotated[str | int | None, BeforeValidator(_one_sheet)]


class Join(Strict):
    """Another file (or table) whose columns complete a source's rows, found by the codes that both have."""

    path: str | None = None
    url: str | None = None
    query: str | None = None
    table: str | None = None
    sheet: Sheet = None
    encoding: str | None = None
    separator: str | None = None
    header: int | None = Field(None, ge=0, le=1_000_000, description="the row of the header, from 1")
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


# Encodings of names and of programs' texts, in which nobody writes a file.
ENCODING = re.compile(
    r"(?:utf|cp|iso|latin|win|mac|ascii|ansi|ibm|dos|big|gb|euc|koi)[a-z]{0,6}[ _-]?[0-9]{0,5}(?:-[0-9]{1,2})?",
    re.I,
)
NO_FILES = {"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined"}


class Source(Strict):
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
    name: Title | None = Field(None, description="what the report calls this source; else the file's name")
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
    header: int | None = Field(
        None, ge=0, le=1_000_000, description="the row of the header, from 1; 0 where there is none"
    )
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
    scale: dict[str, Factor] = Field(
        default_factory=dict,
        description="ours: what its figures are multiplied by (1000 for thousands, 0.01 for cents), whatever its header says",
    )
    discounts: Literal["share", "money"] | None = Field(
        None,
        description="whether a discount such as 0.1 is a share of its line or money; else the figures tell",
    )
    discounted: bool | None = Field(
        None,
        description="amounts are after the discount of their line (true), or before it, and it is taken off (false); asked where nothing tells",
    )
    overrides: bool = Field(
        False, description="its orders count where another source tells the same ones with other amounts"
    )
    repeated_lines: Literal["count", "aside"] | None = Field(
        None,
        description="a line number that another customer had on another day is of a sale of its own (count), or the same line told twice",
    )
    profile: str | None = Field(
        None, description="the tool that exported the file, such as shopify.orders; none for no tool"
    )
    shape: Literal["survey", "months", "groups", "once"] | None = Field(
        None,
        description="how a file that is no list is laid out: one row a respondent and one column a question, one column a month, "
        "the customer (or seller, or product) on a row of its own above its rows (groups), or "
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
                # With the mark that it writes, as UTF-16 and UTF-32 without one are not known again.
                codecs.getincrementaldecoder(given)(errors="replace").decode("a,b\n1,2\n".encode(given))
                if codecs.lookup(given).name.replace("-", "_") in NO_FILES:
                    raise LookupError(given)
        except (LookupError, ValueError, TypeError, AttributeError, AssertionError):
            # What is no name of an encoding may be what nobody should read.
            named = f" «{given}»" if ENCODING.fullmatch(str(given)) else ""
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
