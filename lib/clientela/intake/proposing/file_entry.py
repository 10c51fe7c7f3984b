"""One file's entry in a proposed company.yml: its columns, what it leaves open, its settings and its currency."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb

from clientela.companies.config import Company
from clientela.companies.source import Source
from clientela.intake.columns import own_money
from clientela.intake.columns.mapping import map_columns
from clientela.intake.columns.peek import Peek
from clientela.intake.loading.stage import stage
from clientela.intake.problems import Assumption
from clientela.intake.proposing import dialogue
from clientela.intake.proposing.dialogue import Ask, nobody
from clientela.intake.proposing.proposal import Guess
from clientela.intake.proposing.recognise import Candidate
from clientela.intake.questions import Question
from clientela.intake.sales.currencies import currency_of

# What a source is told besides its columns, as company.yml writes it.
SETTINGS = (
    "profile",
    "join",
    "shape",
    "tax",
    "time_zone",
    "drop",
    "keep",
    "fill",
    "set",
    "values",
    "decimal",
    "day_first",
    "turned_dates",
    "amounts",
    "discounts",
    "discounted",
    "scale",
)


def entry(
    one: Candidate, company: Company, ask: Ask, connection: duckdb.DuckDBPyConnection, folder: Path
) -> Guess:
    """What a proposed company.yml says of one file: its table and columns, what was assumed or asked, its settings and currency."""
    if one.missing and ask is not nobody:
        one = _completed(one, ask, connection)
    part, source = one.part, one.source
    columns = {ours: part.raw.headers[place] for ours, place in part.mapped.places.items()}
    if source.shape == "survey":
        # Its columns are ours already.
        columns = {}
    notes: tuple[Assumption, ...] = part.raw.assumptions
    questions: tuple[Question, ...] = ()
    currency = _own_currency(one, connection, company.currency)
    if currency:
        company = company.model_copy(update={"currency": currency})
    if not one.missing:
        staged = stage([part], source, one.table, company, connection, True, folder)
        notes = tuple(note for note in staged.assumptions if note.what not in ("column", "unused"))
        questions = staged.questions
    if ask is not nobody:
        for question in questions:
            source = dialogue.settled(source, dialogue.answered(question, company.currency, ask))
        questions = ()
    return Guess(
        source.url or part.raw.file.split(" [")[0],
        source.table or (str(source.sheet) if source.sheet else None),
        one.table.name,
        columns,
        one.missing,
        part.leftover,
        notes,
        questions,
        _settings(source),
        currency,
        tuple(path for join in source.join if (path := join.url or join.path)),
    )


def _completed(one: Candidate, ask: Ask, connection: duckdb.DuckDBPyConnection) -> Candidate:
    """A candidate with the columns that it needs and somebody shows, one question each."""
    part, source = one.part, one.source
    peek = Peek(connection, part.raw)
    needs = [c.name for c in one.table.columns.values() if c.needed] + [g[0] for g in one.table.needs_one_of]
    for name in needs[: len(one.missing) + 1]:
        told = any(set(group) <= set(part.mapped.places) for group in one.table.needs_one_of if name in group)
        if name in part.mapped.places or told:
            continue
        taken = set(part.mapped.places.values())
        free = [place for place in range(len(part.raw.headers)) if place not in taken]
        chosen = dialogue.column(name, one.table, part.raw.file, peek, free, ask) if free else None
        if chosen is not None:
            source = source.model_copy(update={"columns": {**source.columns, name: part.raw.headers[chosen]}})
            mapped = map_columns(part.raw.headers, one.table, source, part.source, part.raw.file, peek=peek)
            part = replace(part, mapped=mapped)
    return replace(one, source=source, part=part)


def _own_currency(one: Candidate, connection: duckdb.DuckDBPyConnection, country: str) -> str:
    """The currency of most sales, where a column tells it."""
    if one.table.name != "transactions":
        return ""
    peek, place = Peek(connection, one.part.raw), one.part.mapped.places.get("currency")
    if place is None and own_money.converted(one.part.mapped.places, one.part.raw.headers):
        place = own_money.currency(one.table, one.part.mapped.places, peek)
    values = [] if place is None else peek.values(place)
    return currency_of(values[0], country) if values else ""


def _settings(source: Source) -> dict[str, object]:
    """What a source is told besides its columns; the profile of a tool says the rest itself."""
    names = SETTINGS[:3] if source.profile else SETTINGS
    found = {name: value for name in names if (value := getattr(source, name)) not in (None, "", [], {})}
    if source.join:
        found["join"] = [join.model_dump(exclude_none=True) for join in source.join]
    return found


def money_of(country: str) -> str:
    from babel.numbers import get_territory_currencies

    return str(next(iter(get_territory_currencies(country)), "COP"))
