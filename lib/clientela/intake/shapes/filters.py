"""`filter` or `drop` (the rows not to use, such as `Estado = Anulada*`) and `keep` (the only ones to use) of a source."""

from __future__ import annotations

import re

from clientela.companies.source import Source
from clientela.intake.contract import header_key
from clientela.intake.problems import IntakeError, Problem, harmless
from clientela.intake.readers.raw import Raw, quoted
from clientela.present.language import gettext as _

GRAMMAR = re.compile(r"^\s*(?P<column>.+?)\s*(?P<sign>!=|=)\s*(?P<patterns>.*?)\s*$")


def filter_sql(source: Source, raw: Raw) -> str:
    """SQL that is true for the rows not to be used.

    `column = pattern | pattern` leaves out the rows that match (`*` and `?` stand for any signs, capitals do not count); `!=` those that do not.
    """
    dropped = [_rule(text, "drop", raw) for text in (source.filter, source.drop) if text]
    if source.keep:
        dropped.append(f"NOT {_rule(source.keep, 'keep', raw)}")
    return f"({' OR '.join(dropped)})" if dropped else "false"


def _rule(text: str, name: str, raw: Raw) -> str:
    match = GRAMMAR.match(text)
    if match is None:
        raise IntakeError(
            [
                Problem(
                    "company.yml",
                    _("el filtro «{text}» no se entiende").format(text=text),
                    _("Escríbalo así: Estado = Anulada*"),
                    column=name,
                    severity="error",
                )
            ]
        )
    # «Type / Tipo»: a tool names its columns in the language of whoever exports.
    wanted = {header_key(name) for name in match["column"].split(" / ")}
    place = next((i for i, header in enumerate(raw.headers, 1) if header_key(header) in wanted), None)
    if place is None:
        remedy = _("Columnas que hay: {names}").format(names=", ".join(harmless(raw.headers)[:30]))
        raise IntakeError(
            [
                Problem(
                    raw.file,
                    _("no tiene la columna del filtro, «{column}»").format(column=match["column"]),
                    remedy,
                    column=name,
                    severity="error",
                )
            ]
        )
    return matching(f"c{place}", match)


def matching(column: str, match: re.Match[str]) -> str:
    """SQL that is true where a column is like one of the patterns of a match of GRAMMAR (or like none, for `!=`)."""
    text = f"lower(trim(coalesce(CAST({column} AS VARCHAR), '')))"
    patterns = (pattern.strip().lower().replace("[", "[[]") for pattern in match["patterns"].split("|"))
    found = " OR ".join(f"{text} GLOB {quoted(pattern)}" for pattern in patterns)
    return f"({found})" if match["sign"] == "=" else f"NOT ({found})"
