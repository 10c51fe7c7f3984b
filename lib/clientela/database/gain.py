"""What would be gained by adding which data: the questions that each missing table or column opens.

Nothing of it is written by hand for a company: `needs.yml` says what each analysis cannot do without, and what is opened follows from what
is there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientela.engine import analysis, findings_of
from clientela.marts import held
from clientela.present import Table, numbers
from clientela.present.language import _
from clientela.present.terms import term, value
from clientela.results import Finding, Number, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "database.gain"
# As many answers of an addition as are named in its line.
NAMED = 3
SALES = "transactions"


@cache
def needs() -> Mapping[str, tuple[frozenset[str], ...]]:
    """What each analysis cannot do without: of each set, one table or column ("surveys", "transactions.product_id")."""
    import yaml

    read = yaml.safe_load((Path(__file__).parent / "needs.yml").read_text(encoding="utf-8"))
    return {
        analysis: tuple(frozenset(need.split(" or ")) for need in listed) for analysis, listed in read.items()
    }


def opened(there: Collection[str], addition: str) -> list[str]:
    """The analyses that a table, or a column of a table that is there, opens to a company that has what is `there`.

    >>> opened({"transactions"}, "contracts")
    ['loyalty.contracts']
    >>> opened({"transactions", "contracts", "contracts.end"}, "contracts")
    []
    """
    every = {name for sets in needs().values() for one in sets for name in one}
    brought = {name for name in every if name.startswith(f"{addition}.")} if "." not in addition else set()
    after = {*there, *brought, addition}
    return sorted(
        analysis
        for analysis, sets in needs().items()
        if not all(one & set(there) for one in sets) and all(one & after for one in sets)
    )


def additions(there: Collection[str]) -> pd.DataFrame:
    """What is missing and opens something: sales first where there are none, then what opens most.

    Columns: addition, questions (how many it opens), and three of them: opens, opens_too, opens_as_well.
    """
    import pandas as pd

    every = {name for sets in needs().values() for one in sets for name in one}
    tables = {name.split(".")[0] for name in every} - set(there)
    columns = {name for name in every if "." in name and name.split(".")[0] in there} - set(there)
    rows = [
        {"addition": name, "questions": len(found), **_some(found)}
        for name in sorted(tables | columns)
        if (found := opened(there, name))
    ]
    frame = pd.DataFrame(rows, columns=["addition", "questions", *_some([])])
    first = frame.addition != SALES
    order = (
        frame.assign(first=first)
        .sort_values(["first", "questions", "addition"], ascending=[True, False, True])
        .index
    )
    return frame.loc[order].reset_index(drop=True)


def _some(found: list[str]) -> dict[str, str | None]:
    """The first of the analyses, one a column."""
    return dict(
        zip(("opens", "opens_too", "opens_as_well"), [*found[:NAMED], *[None] * NAMED][:NAMED], strict=True)
    )


@analysis(KEY, tables="facts.tables")
def gain(tables: Mapping[str, Mapping[str, Any]], fields: pd.DataFrame) -> Result:
    """What is missing, the addition that opens most questions first; sales before all else.

    `tables` are the facts of the preparation ({"customers": {"columns": […]}}), `fields` the mart of how full each column is. Columns of a
    table that is missing altogether are not listed beside it, nor what opens nothing by itself. Frame: `additions`.
    """
    there = held(tables, fields)
    frame = additions(there)
    answers = {analysis for name in frame.addition for analysis in opened(there, name)}
    values = {
        "additions": Number(len(frame), "count", len(frame)),
        "questions_to_open": Number(len(answers), "count", len(needs())),
    }
    return Result(KEY, len(needs()), values, {"additions": frame})


def gain_table(result: Result) -> Table | None:
    """What to add, with the questions it opens."""
    frame = result.frames["additions"].head(12)
    if frame.empty:
        return None
    words = [said(row) for row in frame.to_dict("records")]
    return Table(
        frame.assign(gain_opens=words, addition=[name_of(name) for name in frame.addition]),
        caption=_("Lo que ganaría con cada dato que falta: primero el que abre más preguntas."),
        label="tbl-database-gain",
        columns=("addition", "questions", "gain_opens"),
    )


def said(row: Mapping[Any, Any]) -> str:
    """The first of the questions that an addition opens, in words."""
    keys = [row[name] for name in _some([]) if isinstance(row[name], str)]
    return "; ".join(term(key).words for key in keys)


def name_of(name: str) -> str:
    """Table or column in words: «clientes», «clientes: correo»."""
    from clientela.present.columns import column_words

    table, _dot, column = name.partition(".")
    return f"{value(table)}: {column_words(column)}" if column else value(table)


def gain_advice(result: Result) -> str | None:
    """The one addition to begin with; None when nothing is missing, and the section is left out."""
    frame: Any = result.frames["additions"]
    if frame.empty:
        return None
    first = frame.iloc[0]
    return _(
        "**Qué hacer.** Pida una sola cosa este mes: {what}. Abre {n} {n|pregunta|preguntas}. Suele estar ya en algún sistema o en la hoja "
        "de alguien; un archivo con esas columnas basta."
    ).format(what=name_of(first.addition).lower(), n=numbers.count(first.questions))


@findings_of(gain)
def gain_findings(result: Result, currency: str, as_of: dt.date) -> list[Finding]:
    """The addition that opens most."""
    frame: Any = result.frames["additions"]
    if frame.empty:
        return []
    first = frame.iloc[0]
    text = _(
        "Agregue los datos de {what}: abren {n|una pregunta|# preguntas} de este informe que hoy no {n|tiene|tienen} respuesta."
    ).format(what=name_of(first.addition).lower(), n=numbers.count(first.questions))
    return [
        Finding(
            "action", text, KEY, int(first.questions), owner=_("Sistemas"), due=as_of + dt.timedelta(days=60)
        )
    ]
