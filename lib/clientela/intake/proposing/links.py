"""Files that belong together, told by their values: the codes of one that are the key of another; lines of sales that lack their order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from clientela.companies.source import Join, Source
from clientela.intake.columns.mapping import map_columns
from clientela.intake.columns.peek import Peek
from clientela.intake.contract import contract, header_key, spelled_out
from clientela.intake.proposing.recognise import Candidate
from clientela.intake.readers.raw import Raw
from clientela.intake.shapes.pairing import Met, meet

# The share of a column's codes that must be on the other side; of one that bears the other's name, half.
MOST, HALF = 0.8, 0.5
SAMPLE = 40
PLAIN_NUMBER = re.compile(r"\d{1,5}")
WORDS_OF_CODES = {"id", "codigo", "cod", "numero", "no", "nro", "num", "number", "code", "key", "ref"}
OF_A_SALE = ("date", "customer_id", "money")
OF_A_LINE = ("product_id", "quantity", "unit_price")


@dataclass
class Opened:
    """A file (or sheet) that was opened: its rows, a look at its values, and the tables it may be."""

    file: Path
    source: Source
    raw: Raw
    peek: Peek
    found: list[Candidate] = field(default_factory=list)

    def sale(self) -> set[str]:
        """What it tells of a sale: our columns that its values bear out, and "money" where there is any."""
        table = contract().tables["transactions"]
        mapped = map_columns(self.raw.headers, table, self.source, "", self.raw.file, peek=self.peek)
        own = {c for c, place in mapped.places.items() if self.peek.holds(table.columns[c], place)}
        money = any(all(c in own for c in group) for group in table.needs_one_of)
        return own | ({"money"} if money else set())


@dataclass(frozen=True)
class Link:
    """A column of one file whose codes are the key of another's rows."""

    here: int
    there: Opened
    place: int
    met: Met


@dataclass(frozen=True)
class Whole:
    """Lines of sales with the files that complete them."""

    lines: Opened
    joins: tuple[Join, ...]
    partners: tuple[Opened, ...]


def sales(opened: Sequence[Opened], connection: duckdb.DuckDBPyConnection) -> Whole | None:
    """The sales that several files make together; None where each stands for itself.

    Lines (products, quantities, amounts) that lack their day, their customer or any money get them from the file whose key they tell; and
    what that one lacks, from the next.
    """
    best: tuple[tuple[int, int, int], Whole] | None = None
    for lines in opened:
        if any(one.source.profile or one.source.shape for one in lines.found):
            continue
        have = lines.sale()
        if not set(OF_A_SALE) - have or not have & {*OF_A_LINE, "money"}:
            continue
        whole, told = _completed(lines, have, opened, connection)
        if not whole.joins or {"date", "money"} - told:
            continue
        worth = (len(told & set(OF_A_SALE)), len(have & set(OF_A_LINE)), _rows(lines, connection))
        if best is None or worth > best[0]:
            best = (worth, whole)
    return best[1] if best else None


def _rows(one: Opened, connection: duckdb.DuckDBPyConnection) -> int:
    if one.peek.whole:
        return len(one.peek.rows)
    (n,) = connection.execute(f"SELECT count(*) FROM ({one.raw.relation})").fetchone() or (0,)
    return int(n)


def _completed(
    lines: Opened, have: set[str], opened: Sequence[Opened], connection: duckdb.DuckDBPyConnection
) -> tuple[Whole, set[str]]:
    """The lines with what they lack, file by file, and all that is told then."""
    told, joins, partners, hosts = set(have), [], [], [lines]
    while hosts:
        host = hosts.pop(0)
        others = [one for one in opened if one is not host and one is not lines and one not in partners]
        for link in _links(host, others, connection):
            brings = link.there.sale()
            if have & {*OF_A_LINE, *OF_A_SALE} <= brings:
                # It tells all that these lines do: more of the same sales, or the sales of which these are a list of customers.
                continue
            lacking = {"date", "customer_id"} - told
            priced = "quantity" in told and "money" not in told and "unit_price" in brings
            if not (brings & lacking or priced or ("money" not in told and "money" in brings)):
                # A step on the way: an order's customer may be known by a code of another file.
                continue
            told |= brings | ({"money"} if priced else set())
            joins.append(_join(host, link))
            partners.append(link.there)
            hosts.append(link.there)
    return Whole(lines, tuple(joins), tuple(partners)), told


def _join(host: Opened, link: Link) -> Join:
    there = link.there
    here, key = host.raw.headers[link.here], there.raw.headers[link.place]
    where = {
        "path": there.source.path,
        "url": there.source.url,
        "table": there.source.table,
        "sheet": there.source.sheet,
    }
    return Join.model_validate({**where, "by": here if here == key else {here: key}})


def _links(host: Opened, others: Sequence[Opened], connection: duckdb.DuckDBPyConnection) -> Iterator[Link]:
    """Where a file's codes are the key of another's rows: of each other file the column that meets best."""
    for there in others:
        found = [
            Link(here, there, place, met)
            for place in range(len(there.raw.headers))
            if there.peek.is_code(place)
            for here in range(len(host.raw.headers))
            if _may_meet(host, here, there, place)
            and (met := _met(host, here, there, place, connection)).share
            >= (HALF if named_alike(host, here, there, place) else MOST)
        ]
        if found:
            yield max(found, key=lambda link: (*_names_agree(host, there, link), link.met.both))


def _names_agree(host: Opened, there: Opened, link: Link) -> tuple[bool, bool]:
    """Whether two columns that meet have one name, and whether they name one thing: codes counted from one meet whatever they number."""
    same = header_key(host.raw.headers[link.here]) == header_key(there.raw.headers[link.place])
    return same, named_alike(host, link.here, there, link.place)


def _met(host: Opened, here: int, there: Opened, place: int, connection: duckdb.DuckDBPyConnection) -> Met:
    """How many codes two columns have in common; of small files it is known already."""
    one, other = host.peek.different(here), there.peek.different(place)
    if one is None or other is None:
        return meet(connection, host.raw, there.raw, [(here + 1, place + 1)])
    return Met(len(one), len(other), len(one & other))


def _may_meet(host: Opened, here: int, there: Opened, place: int) -> bool:
    """Whether two columns are worth comparing: codes on both sides; plain small numbers meet by chance, unless their names agree."""
    values = host.peek.values(here)
    alike = named_alike(host, here, there, place)
    if not values or (len(values) < 2 and not alike) or host.peek.is_date(here):
        return False
    if any(re.fullmatch(r"-?\d+[.,]\d{1,2}", value) for value in values[:SAMPLE]):
        return False
    plain = sum(bool(PLAIN_NUMBER.fullmatch(value)) for value in values) > len(values) / 2
    return not plain or alike


def named_alike(host: Opened, here: int, there: Opened, place: int) -> bool:
    """Whether two headers name the same thing: equal, words of one column of the contract, or the other file's own name."""
    one, other = header_key(host.raw.headers[here]), header_key(there.raw.headers[place])
    if one == other or _columns_of(one) & _columns_of(other):
        return True
    words = {word.rstrip("s") for word in one.split("_")} - WORDS_OF_CODES
    stem = {
        word.rstrip("s")
        for word in header_key(there.source.sheet or there.source.table or there.file.stem).split("_")
    }
    return bool(words & stem) and bool(
        set(other.split("_"))
        <= WORDS_OF_CODES | {word for word in other.split("_") if word.rstrip("s") in words}
    )


def _columns_of(key: str) -> set[str]:
    """The columns of sales that a header may stand for."""
    columns = contract().tables["transactions"].columns.values()
    keys = {key, spelled_out(key)}
    return {c.name for c in columns if c.type == "id" and keys & {c.name, *c.aliases}}


# Codes of which fewer than this share meet are not those of each other; a column that finds so many more of them is taken instead.
STRANGERS, FOUND = 0.2, 0.5


def _nearly_a_key(one: Opened, place: int, connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether a column tells most rows apart, as names do."""
    if (known := one.peek.different(place)) is not None:
        filled = sum(bool(row[place]) for row in one.peek.rows)
        return bool(filled and len(known) >= 0.9 * filled)
    x = f"nullif(trim(CAST(c{place + 1} AS VARCHAR)), '')"
    n, different = connection.execute(f"SELECT count({x}), count(DISTINCT {x}) FROM ({one.raw.relation})").fetchone() or (0, 0)  # fmt: skip
    return bool(n and different >= 0.9 * n)


# The registers whose codes the sales tell.
REGISTERS = {"customers": "customer_id", "products": "product_id"}


def registers(
    opened: Sequence[Opened], connection: duckdb.DuckDBPyConnection
) -> Iterator[tuple[Opened, str, str]]:
    """Each register whose code is not the one that sales tell, with our column and the header of the one that is: a name, an e-mail, a number.

    None where the codes meet, or where no column that tells rows apart meets better.
    """
    for table, column in REGISTERS.items():
        told = [
            (one, candidate.part.mapped.places[column])
            for one in opened
            for candidate in one.found[:1]
            if candidate.table.name == "transactions" and column in candidate.part.mapped.places
        ]
        listed = [one for one in opened if told and any(c.table.name == table for c in one.found[:1])]
        for one in listed:
            if (header := _known_by(one, column, told, connection)) is not None:
                yield one, column, header
                break


def _known_by(
    listed: Opened, column: str, told: Sequence[tuple[Opened, int]], connection: duckdb.DuckDBPyConnection
) -> str | None:
    """The header of the column of a register by which sales know its rows; None where that is its code, or nothing."""
    key = listed.found[0].part.mapped.places.get(column)
    if key is None:
        return None
    shares = {
        place: max(_met(sale, what, listed, place, connection).share for sale, what in told)
        for place in range(len(listed.raw.headers))
        if place == key or _nearly_a_key(listed, place, connection)
    }
    best = max(shares, key=lambda place: (shares[place], place == key))
    return listed.raw.headers[best] if shares[key] < STRANGERS and shares[best] >= FOUND else None
