"""The columns of one file found, one way after the other; what was guessed on the way, what is left over, what is wrong."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from clientela.companies.source import Source
from clientela.intake.columns import line_prices, own_money
from clientela.intake.columns.by_header import told_by_headers
from clientela.intake.columns.by_values import told_by_values
from clientela.intake.columns.peek import Peek
from clientela.intake.contract import Table, header_key, is_sensitive
from clientela.intake.problems import Assumption, Problem, harmless, quote
from clientela.intake.readers.raw import Raw
from clientela.intake.sales import where_nothing_is_paid
from clientela.present.language import N_
from clientela.present.language import gettext as _

# A file of customers and days alone is a list of purchases; with more columns, one of them may be the money.
MOST_COUNTED = 4
# What is read of a table without a column of customers, and what such a column would open.
NOBODY_S = {
    "transactions": (
        N_("no hay una columna de cliente: las ventas son anónimas y cuentan solo en los totales"),
        N_("Con ella se abren los segmentos, la base de datos y la fidelidad: columns: {{customer_id: …}}"),
    ),
    "interactions": (
        N_("no hay una columna de cliente: dice cómo se atiende, y no a quién"),
        N_("Con ella se sabe quién se queja, y si vuelve después: columns: {{customer_id: …}}"),
    ),
}
# A column with fewer different figures is a kind or a count, and no money.
SEVERAL = 8
# In fewer rows, each thing may well have been sold once.
FEWEST_TOLD = 20


@dataclass(frozen=True)
class Mapped:
    """For one file: our column → the place (from 0) of theirs; and what was guessed, left over or wrong."""

    places: Mapping[str, int]
    assumptions: tuple[Assumption, ...]
    problems: tuple[Problem, ...]


def map_columns(
    headers: Sequence[str],
    table: Table,
    source: Source,
    name: str,
    file: str,
    allowed: Sequence[str] = (),
    peek: Peek | None = None,
) -> Mapped:
    """Find our columns among the user's headers.

    Names in company.yml win, then the contract's words, best first; sensitive columns are passed over unless `allowed` lists them.
    `peek` looks at the values: they tell what headers leave open, and refuse what cannot be.
    """
    places, problems = _given(headers, table, source, file)
    usable = {i for i, header in enumerate(headers) if not is_sensitive(header) or _opted_in(header, allowed)}
    known = {*places, *source.set}
    # The profile of a tool says all: nothing else of its file is guessed.
    guessed = (
        {} if source.profile else told_by_headers(headers, table, set(places.values()), usable, known, peek)
    )
    if peek and not source.profile:
        guessed |= told_by_values(headers, table, {**places, **guessed}, usable, known, peek)
        guessed |= _things_by_name(table, {**places, **guessed}, known, peek)
        if table.name == "transactions":
            guessed = line_prices.read_as_amounts(guessed, {**places, **guessed}, peek)
            guessed = own_money.counted(guessed, peek)
    converted = own_money.converted({**places, **guessed}, headers) if table.name == "transactions" else ""
    if converted:
        guessed.pop("currency", None)
    assumptions = [
        Assumption(name, "column", headers[place], _("se tomó como {column}").format(column=ours), ours)
        for ours, place in guessed.items()
        if header_key(headers[place]) != ours
    ]
    # A tool's profile, or company.yml, may name the currency of what is converted.
    if converted and "currency" not in {**places, **guessed}:
        evidence = _("el importe está en la moneda de la empresa: no se mira en qué moneda se pagó")
        assumptions.append(Assumption(name, "currency", converted, evidence, "amount"))
    places |= guessed
    hidden = [headers[i] for i in range(len(headers)) if i not in usable and i not in places.values()]
    if hidden:
        assumptions.append(
            Assumption(
                name, "sensitive", ", ".join(hidden), _("datos sensibles: no se leen sin sensitive_columns")
            )
        )
    left = [i for i in sorted(usable) if i not in places.values()]
    if table.rest:
        for i in left:
            places[f"{table.rest}{header_key(headers[i]) or i + 1}"] = i
    elif left:
        assumptions.append(
            Assumption(
                name,
                "unused",
                ", ".join(harmless([headers[i] for i in left])),
                _("columnas que el informe no usa"),
            )
        )
    have = {**dict.fromkeys(source.set, 0), **places}
    problems += _needed(headers, table, have, file)
    if table.name == "interactions" and "kind" in source.set and "kind" not in places and not source.profile:
        problems.append(_kind_unsaid(file, str(source.set["kind"])))
    if peek and table.name == "transactions" and where_nothing_is_paid(have):
        problems += _unread_money(
            [i for i in left if peek.is_number(i) and len(peek.values(i)) >= SEVERAL], headers, file
        )
    return Mapped(places, tuple(assumptions), tuple(problems))


def _things_by_name(table: Table, places: Mapping[str, int], known: set[str], peek: Peek) -> dict[str, int]:
    """Things that are sold and have no code are told by their names; a text that is another one on every row names none."""
    named = places.get("product_name")
    if table.name != "transactions" or named is None or "product_id" in {*places, *known}:
        return {}
    is_text = len(peek.rows) >= FEWEST_TOLD and peek.is_key(named)
    return {} if is_text else {"product_id": named}


def _kind_unsaid(file: str, kind: str) -> Problem:
    """Contacts of which nothing says whether they are complaints."""
    message = _("no dice si cada contacto es una queja o una pregunta: todos cuentan como {kind}")
    remedy = _("Si una columna lo dice: columns: {{kind: …}}").format()
    return Problem(file, message.format(kind=quote(kind)), remedy, severity="notice")


def _unread_money(places: Sequence[int], headers: Sequence[str], file: str) -> list[Problem]:
    """Columns of many figures that nobody reads, in a file whose rows would count as one each."""
    if not places:
        return []
    shown = ", ".join(quote(one) for one in harmless([headers[i] for i in places]))
    message = _("ninguna columna se reconoce como el importe, y {columns} podría serlo").format(columns=shown)
    remedy = _(
        "Si lo es, escriba columns: {{amount: …}}; si no, cada fila cuenta como una compra de 1"
    ).format()
    return [Problem(file, message, remedy)]


def _opted_in(header: str, allowed: Sequence[str]) -> bool:
    return header_key(header) in {header_key(column) for column in allowed}


def _given(
    headers: Sequence[str], table: Table, source: Source, file: str
) -> tuple[dict[str, int], list[Problem]]:
    places: dict[str, int] = {}
    problems = []
    exact = {header: i for i, header in reversed(list(enumerate(headers)))}
    loose = {header_key(header): i for i, header in reversed(list(enumerate(headers)))}
    for ours, theirs in {**dict.fromkeys(source.set, 1), **source.columns}.items():
        if ours in source.set and ours not in source.columns and table.column(ours) is not None:
            # A constant has no header to be found.
            continue
        if table.column(ours) is None:
            near = difflib.get_close_matches(ours, table.columns, n=1)
            remedy = (
                _("¿quiso decir «{name}»?").format(name=near[0])
                if near
                else _("Hay: {names}").format(names=", ".join(table.columns))
            )
            message = _("la tabla {table} no tiene la columna «{column}»").format(
                table=table.name, column=ours[:60]
            )
            problems.append(
                Problem(
                    "company.yml", message, remedy, column=f"sources.{table.name}.columns", severity="error"
                )
            )
            continue
        place = _place(theirs, len(headers), exact, loose)
        if place is None:
            near = difflib.get_close_matches(str(theirs), headers, n=1)
            have = _("Columnas que hay: {names}").format(names=", ".join(harmless(headers)[:30]))
            remedy = _("¿quiso decir «{name}»?").format(name=near[0]) if near else have
            problems.append(
                Problem(
                    file,
                    _("no tiene la columna {column}").format(column=quote(theirs)),
                    remedy,
                    column=ours,
                    severity="error",
                )
            )
        else:
            places[ours] = place
    return places, problems


def _place(theirs: str | int, width: int, exact: Mapping[str, int], loose: Mapping[str, int]) -> int | None:
    """The place (from 0) of a column given by its place from 1, or by its name."""
    if isinstance(theirs, int):
        return theirs - 1 if 0 < theirs <= width else None
    return exact.get(theirs, loose.get(header_key(theirs)))


def _needed(headers: Sequence[str], table: Table, places: Mapping[str, int], file: str) -> list[Problem]:
    have = _("Columnas que hay: {names}").format(names=", ".join(quote(h) for h in harmless(headers)[:30]))
    remedy = _("Diga en company.yml cuál es: columns: {{{column}: …}}. {have}")
    places = {
        **places,
        **{c.stands_for: 0 for c in table.columns.values() if c.stands_for and c.name in places},
    }
    problems = [
        Problem(
            file,
            _("no se reconoce la columna {column}, necesaria").format(column=column.name),
            remedy.format(column=column.name, have=have),
            severity="error",
        )
        for column in table.columns.values()
        if column.needed
        and column.name not in places
        and not (column.name == "customer_id" and table.name in NOBODY_S)
    ]
    if "customer_id" not in places and table.name in NOBODY_S:
        message, more = (_(text) for text in NOBODY_S[table.name])
        problems.append(Problem(file, message, more.format(), severity="notice"))
    groups = table.needs_one_of
    if (
        {"customer_id", "date"} <= set(places)
        and len(headers) <= MOST_COUNTED
        and where_nothing_is_paid(places)
    ):
        groups = ()
    if groups and not any(all(column in places for column in group) for group in groups):
        # What only helps to read an amount is not what somebody should look for.
        own = [group for group in groups if not any(table.columns[c].helper for c in group)]
        wanted = _(" o ").join(" + ".join(group) for group in own)
        message = _("no se reconoce la columna {column}, necesaria").format(column=wanted)
        problems.append(
            Problem(file, message, remedy.format(column=groups[0][0], have=have), severity="error")
        )
    return problems


# What a column of the order is, where a file has lines; and what one of the product is.
AT_LEVEL = {
    "order": {"amount": "order_amount", "discount": "order_discount", "quantity": "", "unit_price": "", "cost": ""},
    "thing": {"amount": "unit_price", "cost": "unit_cost"},
}  # fmt: skip


def at_their_level(mapped: Mapped, raw: Raw, table: Table) -> Mapped:
    """Columns with what they are where one row of another file stands beside several: an order's total is not each line's amount."""
    if table.name != "transactions" or not raw.levels:
        return mapped
    places = dict(mapped.places)
    for ours, place in mapped.places.items():
        other = AT_LEVEL.get(raw.levels.get(place, ""), {}).get(ours)
        if other is not None:
            del places[ours]
            if other and other not in places:
                places[other] = place
    key = next((place for place, level in raw.levels.items() if level == "key"), None)
    if key is not None and "order_id" not in places:
        places["order_id"] = key
    return replace(mapped, places=places)
