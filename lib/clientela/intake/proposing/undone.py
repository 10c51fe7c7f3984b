"""Lists of sales that came to nothing, beside the sales themselves: orders that were returned, payments that failed."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from clientela.intake.cells.cell import literals
from clientela.intake.cells.texts import FALSE, TRUE
from clientela.intake.contract import header_key, plain
from clientela.intake.problems import Assumption
from clientela.intake.proposing.links import Opened
from clientela.present.language import gettext as _

if TYPE_CHECKING:
    from clientela.intake.proposing.proposal import Guess

RETURNED = re.compile(
    r"(^|_)(devoluci\w*|devuelt\w*|returns?|returned|refund\w*|reembols\w*|reintegr\w*|anulad\w*|anulaci\w*|cancelad[oa]s?|cancelaci\w*|cancell?ed"
    r"|cancell?ations?|notas?_(de_)?credito|credit_(notes?|memos?)|estorn\w*|devolvid\w*)(_|$)"
)
FAILED = re.compile(
    r"(^|_)(fallid\w*|failed|failures?|rechazad\w*|declined|rejected|chargebacks?|contracargos?|recusad\w*)(_|$)"
)
# The share of a list's codes that are orders of the sales, from which on it is about them.
MOST = 0.8


def undone(
    guesses: Sequence[Guess], opened: Sequence[Opened], connection: duckdb.DuckDBPyConnection
) -> tuple[list[Guess], dict[str, str]]:
    """The guesses with what came to nothing subtracted or left out, and what is said of each list that is left out, by file.

    A list that tells amounts of its own is one of credit notes, and lowers the sales; one that only names orders leaves them as they are, which is
    said with the lines that take them out. What failed to be paid is no sale of its own, no prospect, and nothing else either.
    """
    sold = [
        guess
        for guess in guesses
        if guess.table == "transactions" and not guess.missing and not _named(guess)
    ]
    if not sold:
        return list(guesses), {}
    kept, said = [], {}
    for guess in guesses:
        if guess in sold or not _named(guess):
            kept.append(guess)
        elif guess.table == "transactions" and not guess.missing and RETURNED.search(_name(guess)):
            kept.append(guess if "kind" in guess.columns else _subtracted(guess))
        else:
            told = _told(
                next(one for one in opened if _place(one) == _place(guess)), sold, opened, connection
            )
            # What else it may be (complaints) it stays, unless it names orders of these sales; a refused payment is no prospect.
            if told or (FAILED.search(_name(guess)) and guess.table in ("transactions", "prospects")):
                said[guess.file] = told or _nothing(guess.file)
            else:
                kept.append(guess)
    places = {_place(guess) for guess in guesses}
    for one in opened:
        if (
            _place(one) not in places
            and _called(_place(one))
            and (told := _told(one, sold, opened, connection))
        ):
            said[_place(one)[0]] = told
    return kept, said


def _place(one: Guess | Opened) -> tuple[str, str | None]:
    """The file and the sheet of a list."""
    if isinstance(one, Opened):
        sheet = one.source.table or one.source.sheet
        return one.source.url or one.raw.file.split(" [")[0], None if sheet is None else str(sheet)
    return one.file, one.sheet


def _called(place: tuple[str, str | None]) -> bool:
    words = header_key(place[1] or Path(place[0]).stem)
    return bool(RETURNED.search(words) or FAILED.search(words))


def _name(guess: Guess) -> str:
    return header_key(guess.sheet or Path(guess.file).stem)


def _named(guess: Guess) -> bool:
    """Whether a list is called as one of what came to nothing."""
    return _called(_place(guess))


def _nothing(file: str) -> str:
    return _("{file}: parece una lista de pagos que no se hicieron, y no se lee: no son ventas").format(
        file=file
    )


def _subtracted(guess: Guess) -> Guess:
    """A list of credit notes: its amounts lower the sales."""
    evidence = _(
        "se llama así, y las ventas vienen en otro archivo: sus importes se restan; si son ventas, quite set"
    )
    note = Assumption(guess.file, "returns", _("devoluciones"), evidence)
    constants = guess.settings.get("set")
    told = {**(constants if isinstance(constants, dict) else {}), "kind": "return"}
    return replace(guess, settings={**guess.settings, "set": told}, notes=(*guess.notes, note))


def _told(
    one: Opened, sold: Sequence[Guess], opened: Sequence[Opened], connection: duckdb.DuckDBPyConnection
) -> str:
    """What is said of a list that only names orders: how many of them count in full, and the lines that take them out; empty where it names none."""
    file = one.raw.file
    met = _orders(one, sold, opened, connection)
    if met is None:
        return ""
    place, sale, header, n, whole = met
    others = [p for p in range(len(one.raw.headers)) if p != place and _filled(one, p)]
    flag = next((p for p in others if _is_flag(one, p)), None)
    if flag is None and n == whole:
        # It names every order: what else it may tell of them, it does not take them back.
        return ""
    if flag is not None:
        n = _yes(one, flag, connection)
    text = _(
        "{file}: parece una lista de lo que se devolvió, se anuló o no se pagó, y nombra {n|un pedido|# pedidos} de {sales}, que {n|cuenta entero|"
        "cuentan enteros}"
    ).format(file=file, n=n, sales=sale.file)
    beside = flag if flag is not None else next(iter(others), None)
    if beside is None:
        return text
    here, there = header, one.raw.headers[place]
    by = json.dumps({here: there}, ensure_ascii=False)
    column = one.raw.headers[beside]
    taken = {header_key(name) for name in sale.columns.values()} | {header_key(name) for name in sale.left}
    if header_key(column) in taken:
        column = f"{column} ({Path(one.source.path or file).stem})"
    way = _(
        "Para apartarlos, escriba en la fuente {sales}: join: [{{path: {path}, by: {by}}}] y, en otra línea, drop: {drop}"
    )
    told = {"path": one.source.path or file, "drop": f"{column} = {_patterns(one, flag)}"}
    return f"{text}. " + way.format(
        sales=sale.file, by=by, **{k: json.dumps(v, ensure_ascii=False) for k, v in told.items()}
    )


def _filled(one: Opened, place: int) -> bool:
    """Whether a column says something in each row that was looked at."""
    return bool(one.peek.rows) and all(row[place] for row in one.peek.rows)


def _is_flag(one: Opened, place: int) -> bool:
    """Whether a column says of each row yes or no, and both are said."""
    words = {plain(value) for value in one.peek.kinds(place, 2)}
    return len(words) == 2 and bool(words & {*TRUE}) and bool(words & {*FALSE})


def _yes(one: Opened, flag: int, connection: duckdb.DuckDBPyConnection) -> int:
    """How many rows a column of yes and no says yes of."""
    said = f"lower(strip_accents(trim(CAST(c{flag + 1} AS VARCHAR)))) IN ({literals(TRUE)})"
    (n,) = connection.execute(f"SELECT count(*) FILTER ({said}) FROM ({one.raw.relation})").fetchone() or (0,)
    return int(n)


def _patterns(one: Opened, flag: int | None) -> str:
    """What the cells look like by which rows are taken out: yes where a column says yes or no, anything otherwise."""
    return "?*" if flag is None else next(v for v in one.peek.kinds(flag, 2) if plain(v) in TRUE)


def _orders(
    one: Opened, sold: Sequence[Guess], opened: Sequence[Opened], connection: duckdb.DuckDBPyConnection
) -> tuple[int, Guess, str, int, int] | None:
    """The column of a list that names orders of the sales, those sales, the header of their order; how many orders it names, and of how many."""
    from clientela.intake.shapes.pairing import meet

    for sale in sold:
        there = next((o for o in opened if (o.source.path or o.raw.file) == sale.file), None)
        header = sale.columns.get("order_id", "")
        if there is None or header not in there.raw.headers:
            continue
        key = there.raw.headers.index(header)
        for place in range(len(one.raw.headers)):
            if one.peek.is_date(place):
                continue
            met = meet(connection, one.raw, there.raw, [(place + 1, key + 1)])
            if met.both and met.share >= MOST:
                return place, sale, header, met.both, met.right
    return None
