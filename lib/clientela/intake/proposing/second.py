"""One file that feeds two tables: customers and their contracts, sales and their buyers; and an experiment that is a campaign's contacts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from clientela.companies.source import Source
from clientela.intake import profiles
from clientela.intake.columns.mapping import map_columns
from clientela.intake.columns.peek import Peek
from clientela.intake.contract import contract, header_key, plain
from clientela.intake.loading.tenure import OF_A_CONTRACT, SINCE
from clientela.intake.parts import Part
from clientela.intake.proposing.recognise import Candidate

# What tells of a person, and is no code of the sale.
OF_A_PERSON = ("name", "first_name", "email", "phone", "tax_id", "address", "birth_date", "sex")
# Where a buyer is: of sales of several countries, a country is a zone.
OF_A_PLACE = ("zone",)
WITHOUT = ("no ", "sin ", "control", "holdout", "testigo", "grupo control", "placebo")
ARMS = 6


def also(best: Candidate, peek: Peek, file: Path) -> Iterator[Candidate]:
    """The other tables that a file feeds besides the one that fits it best."""
    if best.table.name == "customers" and (found := contracts(best, peek, file)):
        yield found
    if best.table.name == "transactions" and (found := _customers(best, peek, file)):
        yield found


def _candidate(name: str, source: Source, peek: Peek, file: Path) -> Candidate:
    table = contract().tables[name]
    mapped = map_columns(peek.raw.headers, table, source, file.stem, file.name, peek=peek)
    return Candidate(1, table, source, Part(0, file.stem, peek.raw, mapped))


def contracts(best: Candidate, peek: Peek, file: Path) -> Candidate | None:
    """The contracts of a list of subscribers: each row is one, and its number that of its customer unless it has its own."""
    places = best.part.mapped.places
    if "customer_id" not in places or not peek.is_key(places["customer_id"]):
        return None
    key = peek.raw.headers[places["customer_id"]]
    plainly = best.source.model_copy(update={"columns": {"customer_id": key}})
    found = _candidate("contracts", plainly, peek, file)
    own = {c for c, place in found.part.mapped.places.items() if peek.holds(found.table.columns[c], place)}
    if not (own & SINCE and own & OF_A_CONTRACT):
        return None
    number = found.part.mapped.places.get("contract_id")
    if number is None or not peek.is_key(number):
        found = _candidate("contracts", plainly.model_copy(update={"columns": {"customer_id": key, "contract_id": key}}), peek, file)  # fmt: skip
    return None if found.missing else found


def _customers(best: Candidate, peek: Peek, file: Path) -> Candidate | None:
    """The buyers of a file of sales that carries their names or how to reach them: one row a customer."""
    places = best.part.mapped.places
    if "customer_id" not in places or best.source.shape or best.source.join:
        return None
    # A tool has a list of customers of its own to export, but where its sales are known to tell of them.
    export = (
        next(iter(profiles.recognise(peek.raw.headers, "customers")), None) if best.source.profile else None
    )
    if best.source.profile and export is None:
        return None
    table = contract().tables["customers"]
    key = peek.raw.headers[places["customer_id"]]
    taken = {place for column, place in places.items() if column != "customer_id"}
    source = Source.model_validate({"path": file.name, "columns": {"customer_id": key}})
    mapped = map_columns(peek.raw.headers, table, source, file.stem, file.name, peek=peek)
    told = {
        column: peek.raw.headers[place]
        for column, place in mapped.places.items()
        if place not in taken
        and column in table.columns
        and column not in ("seller_id", "joined_on", "kind", "state")
        and _goes_with(peek, places["customer_id"], place)
    }
    told |= _by_tool(export, peek.raw.headers) if export else {}
    # What is one for all buyers is the seller's: the tax number of who issued the invoices.
    told = {
        column: header
        for column, header in told.items()
        if column not in OF_A_PERSON
        or len(peek.values(peek.raw.headers.index(header))) != 1
        or _one(peek, key)
    }
    # One country for all tells nobody from anybody; of several, each is where a buyer is.
    if (country := told.pop("country", "")) and len(peek.values(peek.raw.headers.index(country))) > 1:
        told.setdefault("zone", country)
    named = {column for column, header in told.items() if column != "name" or header != key}
    if not named & {*OF_A_PERSON, *OF_A_PLACE}:
        return None
    if not named & {*OF_A_PERSON}:
        # A code is no name, though its header may be one of a name.
        told = {column: told[column] for column in named}
    # What the tool's profile says of its sales is none of its buyers'.
    of_sales = dict.fromkeys(("profile", "tax", "discounted", "amounts")) | {"values": {}}
    source = best.source.model_copy(
        update={**of_sales, "columns": {"customer_id": key, **told}, "shape": "once"}
    )
    kept = {column: peek.raw.headers.index(header) for column, header in source.columns.items()}
    return Candidate(
        1, table, source, Part(0, file.stem, peek.raw, replace(mapped, places=kept, problems=()))
    )


def _one(peek: Peek, header: str) -> bool:
    """Whether a file has one buyer, or none."""
    return len(peek.values(peek.raw.headers.index(header))) <= 1


def _by_tool(export: profiles.Export, headers: Sequence[str]) -> dict[str, str]:
    """The headers that a tool's profile names for our columns of a buyer."""
    found = {
        column: next(
            (headers[at] for one in theirs if (at := profiles.place(one, headers)) is not None), None
        )
        for column, theirs in export.columns.items()
    }
    return {column: header for column, header in found.items() if header and column != "customer_id"}


def _goes_with(peek: Peek, key: int, place: int) -> bool:
    """Whether a column says the same on every row of a customer, nearly; the customer's own does."""
    if key == place:
        return True
    if peek.whole:
        pairs = Counter((row[key], row[place]) for row in peek.rows if row[key] and row[place])
        most: dict[str | None, int] = {}
        for (who, _what), n in pairs.items():
            most[who] = max(most.get(who, 0), n)
        return bool(pairs) and sum(most.values()) >= 0.9 * pairs.total()
    x, y = (f"nullif(trim(CAST(c{i + 1} AS VARCHAR)), '')" for i in (key, place))
    rows, same = peek.connection.execute(
        f"""SELECT sum(n), sum(most) FROM (SELECT k, sum(n) AS n, max(n) AS most FROM
            (SELECT {x} AS k, {y} AS v, count(*) AS n FROM ({peek.raw.relation})
             WHERE {x} IS NOT NULL AND {y} IS NOT NULL GROUP BY 1, 2) GROUP BY 1)"""
    ).fetchone() or (0, 0)
    return bool(rows and same >= 0.9 * rows)


def experiment(peek: Peek, source: Source, file: Path) -> list[Candidate]:
    """A campaign told as an experiment: a few arms, one of which got nothing, and what each person did then."""
    arm = next((i for i in range(len(peek.raw.headers)) if _is_arm(peek, i)), None)
    if arm is None:
        return []
    values = {
        value: "control" if plain(value).startswith(WITHOUT) else "treated" for value in peek.values(arm)
    }
    name = header_key(file.stem) or "campana"
    header = peek.raw.headers[arm]
    found = _candidate("contacts", source.model_copy(update={"columns": {"arm": header}}), peek, file)
    places = found.part.mapped.places
    if not {"responded", "revenue", "attended", "opened"} & set(places):
        return []
    constants = {"campaign_id": name} if "campaign_id" not in places else {}
    if "customer_id" not in places or not peek.is_key(places["customer_id"]):
        code = next((i for i in range(len(peek.raw.headers)) if i != arm and peek.is_code(i) and not peek.is_number(i)), None)  # fmt: skip
        if "customer_id" not in places and code is None:
            constants["customer_id"] = "{row}"
    update = {"columns": {"arm": header}, "values": {"arm": values}, "set": constants}
    done = _candidate("contacts", source.model_copy(update=update), peek, file)
    return [] if done.missing else [done]


def members(peek: Peek, source: Source, file: Path) -> list[Candidate]:
    """Who was in which campaign, and no more: a list of pairs, each once, in which people come back. All of them were contacted."""
    source = source.model_copy(update={"set": {**source.set, "arm": "treated"}})
    found = _candidate("contacts", source, peek, file)
    places = found.part.mapped.places
    if found.missing or not {"campaign_id", "customer_id"} <= set(places) or len(peek.raw.headers) > ARMS:
        return []
    campaign, who = places["campaign_id"], places["customer_id"]
    pairs = {(row[campaign], row[who]) for row in peek.rows}
    return (
        [found] if len(pairs) == len(peek.rows) and not peek.is_key(who) and not peek.is_key(campaign) else []
    )


def _is_arm(peek: Peek, place: int) -> bool:
    """Whether a column tells who was contacted and who was not: two to six words, one of which says «nothing»."""
    values = peek.values(place)
    if not 2 <= len(values) <= ARMS or len(peek.raw.headers) < 3:
        return False
    return 1 <= sum(plain(value).startswith(WITHOUT) for value in values) < len(values)
