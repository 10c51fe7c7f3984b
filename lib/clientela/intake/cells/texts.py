"""Codes, texts, closed lists and yes or no."""

from __future__ import annotations

import re

from clientela.intake.cells.cell import Cell, literal, literals
from clientela.intake.cells.look import NUMERIC, Look
from clientela.intake.contract import Column, contract, plain
from clientela.intake.problems import Assumption, cell
from clientela.present.language import gettext as _

POINT_ZERO = re.compile(r"\s*[0-9]+\.0+\s*\Z", re.ASCII)
TRUE = (
    "1",
    "true",
    "si",
    "s",
    "yes",
    "y",
    "x",
    "v",
    "verdadero",
    "t",
    "ok",
    "autoriza",
    "acepta",
    "autorizado",
    "1.0",
)
FALSE = ("0", "false", "no", "n", "f", "falso", "no autoriza", "no acepta", "no autorizado", "0.0")


def text(column: Column, look: Look) -> Cell:
    """A text as it is, without outer blanks."""
    x, blank = look.text(column.name), look.blank(column.name)
    value = _replaced(column, look, f"CASE WHEN NOT {blank} THEN {x} END", x)
    return Cell(column, value, blank, _blank_words(column, look))


def _blank_words(column: Column, look: Look) -> tuple[Assumption, ...]:
    """The words of letters that were taken for nothing, with their counts: NA may be Namibia, None a surname."""
    if look.types[column.name] != "VARCHAR" or not look.habits[column.name].blank_words:
        return ()
    x = look.text(column.name)
    words = [word for word in contract().blank if any(map(str.isalpha, word)) and word not in look.kept_words]
    rows = look.connection.execute(
        f"SELECT {x}, count(*) FROM ({look.relation}) WHERE lower({x}) IN ({literals(words)}) AND NOT filtered GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20"
    ).fetchall()
    if not rows:
        return ()
    shown = ", ".join(f"{word} ({n})" for word, n in rows)
    evidence = _("se tomaron como vacíos; si son valores, escriba en la fuente keep_blank_words: [{word}]")
    return (Assumption(look.name, "blank", shown, evidence.format(word=rows[0][0]), column.name),)


def _shortened(column: Column, x: str, look: Look) -> tuple[tuple[str, str], ...]:
    """Codes that a spreadsheet turned into numbers and shortened: 1,01923E+09 stands for a thousand people."""
    if look.types[column.name] != "VARCHAR" or not look.habits[column.name].plus:
        return ()
    short = f"regexp_matches({x}, '^[0-9]([.,][0-9]+)?[eE][+][0-9]{{1,2}}$')"
    n, every, example = look.one(
        f"SELECT count(*) FILTER ({short}), count(*), any_value({x}) FILTER ({short}) FROM ({look.relation}) WHERE {x} <> '' AND NOT filtered"
    )
    if not n:
        return ()
    message = _(
        "{n} de {all} valores son números que Excel acortó ({example}): valores distintos pueden haber quedado iguales"
    )
    remedy = _("Expórtelos de nuevo con la columna como texto")
    return ((message.format(n=n, all=every, example=cell(example, column.personal)), remedy),)


def code(column: Column, look: Look) -> Cell:
    """An identifier stays text: leading zeros survive, and 13085.0 becomes 13085."""
    kind = look.types[column.name]
    notes: tuple[Assumption, ...] = ()
    x, raw = look.text(column.name), f'"{column.name}"'
    if kind in ("DOUBLE", "FLOAT"):
        x = f"CASE WHEN {raw} = floor({raw}) AND abs({raw}) < 1e15 THEN CAST(CAST({raw} AS BIGINT) AS VARCHAR) WHEN NOT isnan({raw}) THEN {x} END"
        return Cell(column, _replaced(column, look, x, x), f"({raw} IS NULL OR isnan({raw}))")
    if kind.startswith(NUMERIC):
        return Cell(column, _replaced(column, look, x, x), f"{raw} IS NULL")
    if kind == "VARCHAR" and _ends_in_point_zero(column, look):
        x = f"regexp_replace({x}, '^([0-9]+)\\.0+$', '\\1')"
        evidence = _("los códigos vienen como números con decimales")
        notes = (Assumption(look.name, "number", "13085.0 → 13085", evidence, column.name),)
    if kind == "VARCHAR" and column.personal and not look.source.exact_ids and _has_emails(column, look):
        # Ana@x.co and ana@x.co are one person.
        x = f"CASE WHEN contains({x}, '@') THEN lower({x}) ELSE {x} END"
    blank = look.blank(column.name)
    value = _replaced(column, look, f"CASE WHEN NOT {blank} THEN {x} END", x)
    told = (*notes, *_blank_words(column, look))
    return Cell(column, value, blank, told, warnings=_shortened(column, look.text(column.name), look))


def _has_emails(column: Column, look: Look) -> bool:
    """Whether people are known by their e-mails."""
    if look.texts is not None:
        return any(text and "@" in text for text in look.texts[column.name])
    (some,) = look.one(f"SELECT bool_or(contains(\"{column.name}\", '@')) FROM ({look.relation})")
    return bool(some)


def _ends_in_point_zero(column: Column, look: Look) -> bool:
    """Whether whole numbers were written with decimals (13085.0), and none has other decimals."""
    if not look.habits[column.name].dots:
        return False
    if look.texts is not None:
        dotted = [text for text in look.texts[column.name] if text and "." in text]
        return all(POINT_ZERO.match(text) for text in dotted)
    x = f'"{column.name}"'
    zero = f"regexp_matches({x}, '^\\s*[0-9]+\\.0+\\s*$')"
    some, other = look.one(
        f"SELECT count(*) FILTER ({zero}), count(*) FILTER (NOT {zero}) FROM ({look.relation}) WHERE contains({x}, '.')"
    )
    return some > 0 and other == 0


def _replaced(column: Column, look: Look, otherwise: str, x: str) -> str:
    """The values that company.yml translates, else as they are."""
    pairs = look.source.values.get(column.name)
    if not pairs:
        return otherwise
    # A value translated into nothing is nothing, not a text without letters: a sale to nobody in particular stays anonymous.
    said = {
        theirs: "NULL" if ours is None or not str(ours).strip() else literal(ours)
        for theirs, ours in pairs.items()
    }
    cases = "".join(f" WHEN {x} = {literal(theirs)} THEN {ours}" for theirs, ours in said.items())
    return f"CASE{cases} ELSE {otherwise} END"


def choice(column: Column, look: Look) -> Cell:
    """One of a closed list, in the words that the contract or company.yml knows."""
    x = look.text(column.name)
    key = f"lower(strip_accents({x}))"
    rows = look.connection.execute(
        f"SELECT DISTINCT {key} FROM ({look.relation}) WHERE {x} IS NOT NULL ORDER BY 1 LIMIT 500"
    )
    seen = {row[0] for row in rows.fetchall()}
    ways = {word: ours for word in seen if word and (ours := column.means(word))}
    for word, changes in column.when_seen.items():
        if word in seen:
            ways |= changes
    ways |= {plain(theirs): str(ours) for theirs, ours in look.source.values.get(column.name, {}).items()}
    used = {theirs: ours for theirs, ours in ways.items() if theirs in seen}
    cases = "".join(f" WHEN {key} = {literal(theirs)} THEN {literal(ours)}" for theirs, ours in used.items())
    guessed = ", ".join(
        f"{theirs} → {ours}" for theirs, ours in sorted(used.items()) if theirs != plain(ours)
    )
    notes = (
        (Assumption(look.name, "values", guessed, _("valores reconocidos"), column.name),) if guessed else ()
    )
    known = _("Valores que se entienden: {values}").format(values=", ".join(column.values))
    return Cell(
        column,
        f"CASE{cases} END" if cases else "CAST(NULL AS VARCHAR)",
        look.blank(column.name),
        notes,
        known,
    )


def flag(column: Column, look: Look) -> Cell:
    """Yes or no."""
    if look.types[column.name] == "BOOLEAN":
        return Cell(column, f'"{column.name}"', f'"{column.name}" IS NULL')
    true, false = list(TRUE), list(FALSE)
    for theirs, ours in look.source.values.get(column.name, {}).items():
        (true if plain(ours) in TRUE else false).append(plain(theirs))
    key = f"lower(strip_accents({look.text(column.name)}))"
    value = (
        f"CASE WHEN {key} IN ({literals(true)}) THEN true WHEN {key} IN ({literals(false)}) THEN false END"
    )
    return Cell(column, value, look.blank(column.name), (), _("Escriba sí o no"))
