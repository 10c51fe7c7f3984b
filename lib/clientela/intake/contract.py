"""The contract between a company's files and the report, as contract.yml states it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

Type = Literal["id", "text", "money", "number", "share", "date", "timestamp", "flag", "choice"]

SQL_TYPES: Mapping[str, str] = {
    "id": "VARCHAR",
    "text": "VARCHAR",
    "choice": "VARCHAR",
    "money": "DECIMAL(18,4)",
    "number": "DECIMAL(18,4)",
    "share": "DECIMAL(18,4)",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "flag": "BOOLEAN",
}
ABBREVIATIONS: Mapping[str, str] = {
    "fec": "fecha", "fact": "factura", "fac": "factura", "cod": "codigo", "cdgo": "codigo", "cli": "cliente", "clte": "cliente", "nro": "numero",
    "num": "numero", "doc": "documento", "dcto": "descuento", "vlr": "valor", "vr": "valor", "cant": "cantidad", "prod": "producto",
    "art": "articulo", "unit": "unitario", "vend": "vendedor", "tel": "telefono", "dir": "direccion", "nac": "nacimiento",
    "vcto": "vencimiento", "nom": "nombre",
}  # fmt: skip
SMALL_WORDS = frozenset(
    [
        "de",
        "del",
        "la",
        "el",
        "los",
        "las",
        "al",
        "of",
        "the",
        "y",
        "and",
        "en",
        "por",
        "do",
        "da",
        "dos",
        "das",
        "du",
        "des",
        "di",
        "della",
        "delle",
    ]
)


@dataclass(frozen=True)
class Column:
    """A column of a table: its type, whether a row can do without it, and the words it is recognised by.

    `values` are the words of a closed list, `like` the patterns of those that nobody can list.
    """

    name: str
    type: Type
    needed: bool = False
    may_be_blank: bool = False
    personal: bool = False
    aliases: tuple[str, ...] = ()
    fallback: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    like: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    when_seen: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    helper: bool = False
    looks: str = ""
    stands_for: str = ""  # the column that can be told from this one, where it is absent

    @property
    def sql_type(self) -> str:
        """The DuckDB type of the column."""
        return SQL_TYPES[self.type]

    def means(self, word: str) -> str | None:
        """Which of a closed list a word is, as it is listed or as the patterns say; None where it is none."""
        key = plain(word)
        listed = next((ours for ours, words in self.values.items() if key in words), None)
        return listed or next((o for o, ways in self.like.items() if re.search("|".join(ways), key)), None)


@dataclass(frozen=True)
class Table:
    """A table of the contract: its columns in order, its key, and the column that says when a row happened.

    `happened` is for tables that look ahead too: the day's column, and the one that is filled only where the day is over.
    """

    name: str
    columns: Mapping[str, Column]
    key: tuple[str, ...] = ()
    event: str | None = None
    happened: tuple[str, str] | None = None
    needs_one_of: tuple[tuple[str, ...], ...] = ()
    aliases: tuple[str, ...] = ()
    open: Mapping[str, Type] = field(default_factory=dict)
    open_as: Mapping[str, str] = field(default_factory=dict)
    rest: str | None = None

    def of_a_family(self, key: str) -> str | None:
        """The column that a header's key names by the prefix of an open family, ours or the user's word for it: habilidad_cierre."""
        for theirs, ours in {**{prefix: prefix for prefix in self.open}, **self.open_as}.items():
            if key.startswith(theirs) and len(key) > len(theirs):
                return ours + key.removeprefix(theirs)
        return None

    @cached_property
    def known(self) -> Mapping[str, tuple[tuple[str, int], ...]]:
        """For every header that is recognised, the columns it may be and how far down the list of each it stands: our own name first."""
        found: dict[str, list[tuple[str, int]]] = {}
        for column in self.columns.values():
            for rank, key in enumerate((header_key(column.name), *column.aliases), -1):
                found.setdefault(key, []).append((column.name, rank))
        return {key: tuple(columns) for key, columns in found.items()}

    @cached_property
    def parted(self) -> Mapping[str, str]:
        """What is recognised, by its words without a sign between them, as databases write headers: ORDERNUMBER, CODCLIENTE."""
        keys = (key for column in self.columns.values() for key in (*column.aliases, *column.fallback))
        return {key.replace("_", ""): key for key in keys if key.replace("_", "") not in self.known}

    @property
    def kept(self) -> dict[str, Column]:
        """The columns that the table has in the end, without those that only help to read it."""
        return {name: column for name, column in self.columns.items() if not column.helper}

    def column(self, name: str) -> Column | None:
        """The column of this name, also one that an open prefix allows (skill_closing)."""
        if name in self.columns:
            return self.columns[name]
        for prefix, kind in self.open.items():
            # The rest becomes the name of a column in SQL: letters, figures and _ only.
            if name.startswith(prefix) and re.fullmatch(r"\w{1,60}", name.removeprefix(prefix)):
                return Column(name, kind)
        return None


@dataclass(frozen=True)
class Contract:
    """Everything that contract.yml says."""

    tables: Mapping[str, Table]
    blank: tuple[str, ...]
    anonymous: tuple[str, ...]
    non_product: Mapping[str, tuple[str, ...]]
    sensitive: tuple[str, ...]
    states: Mapping[str, tuple[str, ...]]
    done: tuple[str, ...]


def plain(text: object) -> str:
    """A text without capitals, accents and outer spaces: how values are compared.

    >>> plain(" Sí ")
    'si'
    """
    decomposed = unicodedata.normalize("NFKD", str(text).strip().lower())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


# Typed, since True and 1 are one key to a dictionary and two headers to us.
@lru_cache(maxsize=10_000, typed=True)
def header_key(text: object) -> str:
    """A header as it is compared: words joined by _, without accents, capitals, small words, rates and what stands in brackets.

    >>> header_key("Fecha de la Venta (dd/mm)"), header_key("InvoiceDate"), header_key("Customer ID"), header_key("IVA 19 %")
    ('fecha_venta', 'invoice_date', 'customer_id', 'iva')

    A number is «no», however its sign is written.

    >>> header_key("N° pedido"), header_key("Nº pedido"), header_key("N.º de Factura"), header_key("Fabricación º")
    ('no_pedido', 'no_pedido', 'no_factura', 'fabricacion_o')
    """
    numbered = re.sub(r"\b[nN]\.?\s?[°˚º]", "no ", str(text))
    spaced = re.sub(r"(?<=[a-záéíóúñ0-9])(?=[A-ZÁÉÍÓÚÑ])", " ", numbered)
    bare = re.sub(r"\([^)]*\)|\[[^\]]*\]|\d+([.,]\d+)?\s?%", " ", plain(spaced))
    words = [word for word in re.split(r"[^a-z0-9]+", bare) if word]
    return "_".join([word for word in words if word not in SMALL_WORDS] or words)


def spelled_out(key: str) -> str:
    """A header's key with the usual abbreviations written in full.

    >>> spelled_out("fec_fact"), spelled_out("cod_cli")
    ('fecha_factura', 'codigo_cliente')
    """
    return "_".join(ABBREVIATIONS.get(word, word) for word in key.split("_"))


def _column(name: str, given: Mapping[str, Any], more: Sequence[str] = ()) -> Column:
    values = {
        ours: (plain(ours), *(plain(v) for v in theirs)) for ours, theirs in given.get("values", {}).items()
    }
    return Column(
        name,
        given["type"],
        needed=given.get("needed", False),
        may_be_blank=given.get("may_be_blank", False),
        personal=given.get("personal", False),
        aliases=tuple(dict.fromkeys(header_key(alias) for alias in (*given.get("aliases", ()), *more))),
        fallback=tuple(header_key(alias) for alias in given.get("fallback", ())),
        values=values,
        like={ours: tuple(patterns) for ours, patterns in given.get("like", {}).items()},
        when_seen=given.get("when_seen", {}),
        helper=given.get("helper", False),
        looks=given.get("looks", ""),
        stands_for=given.get("stands_for", ""),
    )


def _table(name: str, given: Mapping[str, Any], more: Mapping[str, Sequence[str]]) -> Table:
    return Table(
        name=name,
        columns={
            column: _column(column, facts, more.get(column, ())) for column, facts in given["columns"].items()
        },
        key=tuple(given.get("key", ())),
        event=given.get("event"),
        happened=(given["happened"][0], given["happened"][1]) if "happened" in given else None,
        needs_one_of=tuple(tuple(group) for group in given.get("needs_one_of", ())),
        aliases=tuple(header_key(alias) for alias in given.get("aliases", ())),
        open=given.get("open", {}),
        open_as=given.get("open_as", {}),
        rest=given.get("rest"),
    )


def _written(name: str) -> Any:
    """A YAML file that stands beside this one; read in C where PyYAML has it, ten times quicker."""
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@cache
def contract() -> Contract:
    """The contract, read once."""
    given, more = _written("contract.yml"), _written("other_words.yml")
    return Contract(
        tables={name: _table(name, facts, more.get(name, {})) for name, facts in given["tables"].items()},
        blank=tuple(dict.fromkeys(w for text in given["blank"] for w in (text.lower(), plain(text)))),
        anonymous=tuple(dict.fromkeys(plain(text) for text in given["anonymous"])),
        non_product={
            kind: tuple(plain(text) for text in words) for kind, words in given["non_product"].items()
        },
        sensitive=tuple(header_key(text) for text in given["sensitive"]),
        states={state: tuple(patterns) for state, patterns in given["states"].items()},
        done=tuple(given["done"]),
    )


def is_sensitive(header: str) -> bool:
    """Whether a header names something that is read only with an explicit opt-in (religion, health …)."""
    key = f"_{header_key(header)}_"
    return any(f"_{word}_" in key for word in contract().sensitive)


@cache
def any_table() -> Table:
    """A table that knows the words of all tables, to find a header before the table is known."""
    aliases = tuple(
        dict.fromkeys(
            a
            for t in contract().tables.values()
            for c in t.columns.values()
            for a in (*c.aliases, *c.fallback)
        )
    )
    return Table("any", {"any": Column("any", "text", aliases=aliases)})
