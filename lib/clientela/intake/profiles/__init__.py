"""Exports of known business tools, as data: one YAML a tool. A new tool is a new file here, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import translate
from functools import cache, lru_cache
from pathlib import Path
from re import compile as pattern
from typing import Any

import yaml

from clientela.companies.source import Source
from clientela.intake.contract import contract, plain

LISTED = "drop", "keep", "tax", "time_zone", "scale", "discounted", "amounts"


@dataclass(frozen=True)
class Export:
    """One kind of file that a tool exports: how it is recognised, and what its columns and values mean.

    `columns` gives for each of ours the headers that may hold it, best first; `signature` lists of headers, one of which must be there in full.
    `own_currency`: the header that is in the company's currency, whatever the currency column says. `key: row` numbers rows where nothing
    identifies them.
    """

    tool: str
    name: str
    table: str
    signature: tuple[tuple[str, ...], ...]
    columns: Mapping[str, tuple[str, ...]]
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    set: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    own_currency: str = ""
    key: str = ""

    @property
    def shown(self) -> str:
        """How company.yml names the export: shopify.orders."""
        return f"{self.tool}.{self.name}"

    def fits(self, headers: Sequence[str]) -> int:
        """How many headers of its signature a file has, of the longest one that is there in full; 0 where none is."""
        return max(
            (len(s) for s in self.signature if all(place(theirs, headers) is not None for theirs in s)),
            default=0,
        )


@dataclass(frozen=True)
class SurveyTool:
    """A tool that exports one row a respondent and one column a question: what of it is no question.

    `heads` says what the row below the header holds: "parts" of the questions above, or their "texts".
    """

    tool: str
    signature: tuple[tuple[str, ...], ...]
    when: tuple[str, ...] = ()
    number: tuple[str, ...] = ()
    person: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    heads: str = ""

    def asks(self, header: str) -> bool:
        """Whether a column is a question, and none of those that the tool adds."""
        return all(place(theirs, [header]) is None for theirs in (*self.when, *self.number, *self.aside))


@lru_cache(maxsize=10_000)
def _text(header: str) -> str:
    return " ".join(plain(header).split())


@lru_cache(maxsize=4000)
def _matcher(theirs: str) -> Any:
    return pattern(translate(_text(theirs)))


def place(theirs: str, headers: Sequence[str]) -> int | None:
    """Where a header stands; capitals and accents do not count, and * stands for any signs.

    >>> place("Ingresos por productos*", ["Fecha", "Ingresos por productos (COP)"])
    1
    """
    match = _matcher(theirs).fullmatch
    return next((i for i, header in enumerate(headers) if match(_text(header))), None)


@cache
def _written() -> Mapping[str, Mapping[str, Any]]:
    """What the file of every tool says; read in C where PyYAML has it, ten times quicker."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    paths = sorted(Path(__file__).parent.glob("*.yml"))
    return {path.stem: yaml.load(path.read_text(encoding="utf-8"), Loader=loader) for path in paths}


@cache
def exports() -> Mapping[str, Export]:
    """Every known export, by its name in company.yml."""
    found = (
        _export(tool, name, facts)
        for tool, given in _written().items()
        for name, facts in given.get("exports", {}).items()
    )
    return {one.shown: one for one in found}


def tools() -> dict[str, list[str]]:
    """The name of each known tool → the tables that its exports feed."""
    return {
        given["tool"]: sorted(
            {facts["table"] for facts in given.get("exports", {}).values()}
            | ({"surveys"} if "survey" in given else set())
        )
        for given in _written().values()
    }


@cache
def survey_tools() -> tuple[SurveyTool, ...]:
    """Every known tool of surveys."""
    return tuple(
        SurveyTool(
            tool,
            tuple(map(tuple, facts["signature"])),
            **{name: tuple(facts.get(name, ())) for name in ("when", "number", "person", "aside")},
            heads=facts.get("heads", ""),
        )
        for tool, given in _written().items()
        if (facts := given.get("survey"))
    )


def survey_tool(headers: Sequence[str]) -> SurveyTool | None:
    """The tool that these headers are those of, the one with the longest signature; None where it is none."""

    def fits(tool: SurveyTool) -> int:
        there = (s for s in tool.signature if all(place(theirs, headers) is not None for theirs in s))
        return max(map(len, there), default=0)

    best = max(survey_tools(), key=fits)
    return best if fits(best) else None


def _export(tool: str, name: str, facts: Mapping[str, Any]) -> Export:
    columns = {
        ours: tuple([theirs] if isinstance(theirs, str) else theirs)
        for ours, theirs in facts["columns"].items()
    }
    return Export(
        tool,
        name,
        facts["table"],
        tuple(tuple(one) for one in facts["signature"]),
        columns,
        facts.get("values", {}),
        facts.get("set", {}),
        {key: facts[key] for key in (*LISTED, "fill") if key in facts},
        facts.get("own_currency", ""),
        facts.get("key", ""),
    )


@cache
def words() -> frozenset[str]:
    """Every header of every export, to find the row of the header."""
    told = (theirs for export in exports().values() for theirs in export.columns.values())
    added = (theirs for one in survey_tools() for theirs in (one.when, one.number, one.aside))
    return frozenset(_text(theirs) for listed in (*told, *added) for theirs in listed if "*" not in theirs)


def recognise(headers: Sequence[str], table: str | None = None) -> list[Export]:
    """The exports that these headers are those of, the surest first; one for each table."""
    fitting = [
        (export.fits(headers), export) for export in exports().values() if table in (None, export.table)
    ]
    best: dict[str, Export] = {}
    for n, export in sorted(fitting, key=lambda found: -found[0]):
        if n:
            best.setdefault(export.table, export)
    return list(best.values())


def fitted(
    source: Source,
    export: Export,
    headers: Sequence[str],
    unique: Callable[[int], bool],
    filled: Callable[[int], bool],
) -> Source:
    """A source with what its tool's profile says; what company.yml says itself stays.

    `unique` tells whether a column identifies rows: the key is the first column that does. `filled` tells whether one holds anything: a shop that
    asks for no e-mail exports its column all the same.
    """
    columns: dict[str, str | int] = {}
    key = contract().tables[export.table].key
    for ours, all_theirs in export.columns.items():
        places = [p for theirs in all_theirs if (p := place(theirs, headers)) is not None]
        if ours in key and len(key) == 1:
            places = [p for p in places if unique(p)] or ([] if export.key == "row" else places)
        if places:
            columns[ours] = headers[next(filter(filled, places), places[0]) if len(places) > 1 else places[0]]
    if export.own_currency and place(export.own_currency, headers) is not None:
        columns.pop("currency", None)
    constants: dict[str, Any] = dict(export.set)
    if export.key == "row" and key[0] not in columns:
        constants[key[0]] = "{row}"
    values = {column: {**pairs, **source.values.get(column, {})} for column, pairs in export.values.items()}
    more = {
        name: value
        for name, value in export.settings.items()
        if getattr(source, name, None) in (None, [], {}, "")
    }
    return source.model_copy(
        update={
            "columns": {**columns, **source.columns},
            "values": {**source.values, **values},
            "set": {**constants, **source.set},
            "profile": export.shown,
            **more,
        }
    )
