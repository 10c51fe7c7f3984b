"""Contracts: those whose list says for how many months they run and who has left, words for no end, and terms that cannot be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import duckdb

from clientela.companies.source import Source
from clientela.intake.cells import Cell, Look
from clientela.intake.columns.mapping import map_columns
from clientela.intake.contract import Table, contract, header_key
from clientela.intake.parts import Part
from clientela.intake.problems import Assumption, Problem
from clientela.intake.readers.raw import quoted
from clientela.present import numbers
from clientela.present.language import gettext as _

# A list of subscribers tells at least one of these besides who they are, and since when or for how long.
OF_A_CONTRACT = {"price", "end", "renewed", "left"}
SINCE = {"start", "months"}
SUBSCRIBERS = {"abonados", "suscriptores", "subscribers", "suscripciones", "subscriptions", "contratos", "contracts",
    "polizas", "membresias", "memberships", "churn"}  # fmt: skip
MADE = {"months": ("start",), "left": ("end", "renewed")}
# What stands where a contract has no end, without accents.
ENDLESS = ("indefinido", "indefinida", "termino indefinido", "a termino indefinido", "sin fin", "sin fecha", "sin fecha fin", "sin termino",
    "sin vencimiento", "no vence", "permanente", "vigente", "activo", "activa", "actual", "actualidad", "presente", "a la fecha", "hasta hoy",
    "en curso", "abierto", "nunca", "vitalicio", "perpetuo", "indefinite", "ongoing", "present", "current", "active", "open", "open-ended",
    "open ended", "never", "perpetual", "lifetime", "no end", "none", "no aplica", "infinito")  # fmt: skip


def made(columns: Iterable[str]) -> list[str]:
    """The columns that a list's own ones stand for."""
    return [column for name in columns for column in MADE.get(name, ())]


def _told(start: Cell | None, look: Look) -> bool:
    """Whether every contract tells its own beginning: no month need be counted back."""
    if start is None:
        return False
    (blank,) = look.one(
        f"SELECT count(*) FILTER ({start.blank} OR ({start.sql}) IS NULL) FROM ({look.relation}) WHERE NOT filtered"
    )
    return blank == 0


def terms(cells: Mapping[str, Cell], table: Table, look: Look, day: dt.date) -> dict[str, Cell]:
    """The start, end and renewal of contracts, counted back from `day` where the list tells months and departures."""
    if table.name != "contracts":
        return {}
    found: dict[str, Cell] = {}
    if "end" in cells and look.types.get("end") == "VARCHAR":
        cells = {**cells, "end": _without_end(cells["end"], look)}
        found["end"] = cells["end"]
    today = f"DATE {quoted(day.isoformat())}"
    if (months := cells.get("months")) and not _told(cells.get("start"), look):
        since = f"CAST({today} - to_months(CAST(round({months.sql}) AS INTEGER)) AS DATE)"
        own = cells.get("start")
        value = f"coalesce({own.sql}, {since})" if own else since
        blank = f"({own.blank} AND {months.blank})" if own else months.blank
        evidence = _("contado hacia atrás desde el {day}, con los meses de la lista").format(day=numbers.date(day))  # fmt: skip
        note = Assumption(look.name, "date", _("inicio"), evidence, "start")
        found["start"] = Cell(table.columns["start"], value, blank, (note,))
    if left := cells.get("left"):
        evidence = _("a quien la lista da por retirado se le pone por fin el {day}").format(day=numbers.date(day))  # fmt: skip
        note = Assumption(look.name, "date", _("fin"), evidence, "end")
        gone = f"CASE WHEN {left.sql} THEN {today} END"
        end, renewed = cells.get("end"), cells.get("renewed")
        # What ended already ended on its own day.
        found["end"] = (
            replace(end, sql=f"coalesce({end.sql}, {gone})", assumptions=(*end.assumptions, note))
            if end
            else Cell(table.columns["end"], gone, left.blank, (note,))
        )
        stays = f"CASE WHEN {left.sql} THEN false END"
        found["renewed"] = (
            replace(renewed, sql=f"coalesce({renewed.sql}, {stays})")
            if renewed
            else Cell(table.columns["renewed"], stays, left.blank)
        )
    return found


def _without_end(end: Cell, look: Look) -> Cell:
    """The end of contracts, with what says that there is none («indefinido») as the blank that it means."""
    word = f"lower(strip_accents({look.text('end')}))"
    listed = ", ".join(quoted(one) for one in ENDLESS)
    (n,) = look.one(
        f"SELECT count(*) FILTER ({word} IN ({listed})) FROM ({look.relation}) WHERE NOT {end.blank}"
    )
    if not n:
        return end
    evidence = _("palabras por «sin fin»: el contrato no tiene día de término")
    note = Assumption(look.name, "values", str(n), evidence, "end")
    return replace(end, blank=f"({end.blank} OR {word} IN ({listed}))", assumptions=(*end.assumptions, note))


def told(connection: duckdb.DuckDBPyConnection, parts: Sequence[Part], day: dt.date) -> list[Problem]:
    """Contracts whose days cannot be, have not come, or stand for no day at all: how many, and the first of them."""
    kinds = {
        'CAST("end" AS DATE) < CAST(start AS DATE)': _(
            "{n|un contrato termina antes de empezar: no cuenta|# contratos terminan antes de empezar: no cuentan}"
        ),
        f"CAST(start AS DATE) > DATE {quoted(day.isoformat())}": _(
            "{n|un contrato empieza después de la fecha de corte: aún no cuenta|# contratos empiezan después de la fecha de corte: aún no cuentan}"
        ),
        'CAST("end" AS DATE) >= CAST(start AS DATE) + INTERVAL 30 YEAR': _(
            "{n|un contrato termina|# contratos terminan} treinta años o más después de empezar: {n|se toma|se toman} como sin fin"
        ),
    }
    asked = ", ".join(f"count(*) FILTER ({one}), min(source_row) FILTER ({one})" for one in kinds)
    found = connection.execute(f"SELECT {asked} FROM contracts").fetchone() or ()
    pairs = zip(found[::2], found[1::2], kinds.values(), strict=True)
    return [
        Problem(parts[0].raw.file, message.format(n=n), "", row, severity="notice", rows=n)
        for n, row, message in pairs
        if n
    ]


def wanting(headers: Sequence[str], source: Source, name: str, file: str) -> list[Problem]:
    """What a list of customers lacks to be one of contracts too, where its name or its columns say that it is a list of subscribers."""
    table = contract().tables["contracts"]
    places = map_columns(headers, table, Source.model_validate({"path": file}), name, file).places
    own = {c for c in places if c in SINCE | OF_A_CONTRACT}
    named = set(header_key(name).split("_")) & SUBSCRIBERS
    if not (named or own & {"left", "renewed", "months"}) or (own & SINCE and own & OF_A_CONTRACT):
        return []
    lacking = [words for words, columns in _wanted() if not own & columns]
    message = _("es una lista de clientes que parece de contratos, y para leerla también así le falta {what}")
    remedy = _(
        "Si esas columnas están con otro nombre, agregue en company.yml: contracts: {{path: {path}, "
        "columns: {{contract_id: …, customer_id: …, start: …, price: …}}}}"
    )
    shown = remedy.format(path=source.path or file)
    return [Problem(file, message.format(what="; ".join(lacking)), shown, severity="notice")]


def _wanted() -> list[tuple[str, set[str]]]:
    return [
        (_("desde cuándo o por cuántos meses (start, months)"), SINCE),
        (_("el precio, el fin, la renovación o quién se fue (price, end, renewed, left)"), OF_A_CONTRACT),
    ]
