"""Answers with one row each: «10 - Muy probable» and «Muy satisfecho» as figures, Kano words without signs, codes for no answer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

import duckdb

from clientela.intake.contract import plain
from clientela.intake.problems import Assumption, quote
from clientela.intake.reasons import Reason
from clientela.intake.shapes.scales import CODES, LEADING, question, says_nothing
from clientela.present import numbers
from clientela.present.language import gettext as _

Group = tuple[str, str, str, str]
LARGEST = 10
NEARLY = 0.8
KANO = {
    "me gusta": ("me gusta", "me gusta mucho", "me encanta", "me agrada", "me gustaria", "like", "i like it", "i like it that way"),
    "lo espero": ("lo espero", "es lo normal", "lo doy por hecho", "debe ser asi", "deberia ser asi", 
        "expect", "i expect it", "must be", "it must be that way"),
    "me da igual": ("me da igual", "me es indiferente", "indiferente", "neutral", "soy neutral", "i am neutral", "no me importa"),
    "lo tolero": ("lo tolero", "lo acepto", "lo soporto", "puedo vivir con ello", "puedo tolerarlo", 
        "tolerate", "live with", "i can live with it", "i can tolerate it"),
    "no me gusta": ("no me gusta", "me disgusta", "me desagrada", "me molesta", "no lo tolero", 
        "dislike", "i dislike it", "i dislike it that way"),
}  # fmt: skip
_KANO = {theirs: ours for ours, all_theirs in KANO.items() for theirs in all_theirs}
# What makes an answer stronger or politer and does not change which one it is.
_AROUND = re.compile(
    r"^(?:a mi |pues |la verdad )|(?: (?:nada|para nada|en absoluto|mucho|muchisimo|asi|at all|a lot|very much))+$"
)


def read_answers(connection: duckdb.DuckDBPyConnection) -> list[Assumption]:
    """Answers that say a figure or a word of a scale, in the way that the report counts them; codes for no answer set aside.

    The table `surveys` is changed in place; what was read otherwise than it is written is told with its count.
    """
    groups: dict[Group, dict[str, int]] = defaultdict(dict)
    rows = connection.execute(
        """SELECT source, coalesce(instrument, ''), coalesce(item, ''), coalesce(side, ''), answer, count(*)
        FROM surveys WHERE row_reason IS NULL AND answer IS NOT NULL GROUP BY ALL ORDER BY ALL"""
    ).fetchall()
    for source, instrument, item, side, answer, n in rows:
        groups[(source, instrument, item, side)][answer] = n
    changed: list[tuple[str, ...]] = []
    dropped: list[tuple[str, ...]] = []
    counts: dict[str, dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    gone: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    mute: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for group, answers in groups.items():
        read, outside, silent = _group(group, answers)
        changed += [(*group, theirs, ours) for theirs, ours in read.items()]
        dropped += [(*group, theirs) for theirs in outside]
        for theirs, ours in read.items():
            if plain(theirs).strip(" .,;:!¡") != plain(ours):
                counts[group[0]][(theirs, ours)] += answers[theirs]
        for theirs in outside:
            gone[group[0]][theirs] += answers[theirs]
        for theirs in silent:
            mute[group[0]][theirs] += answers[theirs]
    _apply(connection, changed, dropped)
    return [*(_told(*each) for each in counts.items()), *_uncounted(gone, mute)]


def _group(group: Group, answers: Mapping[str, int]) -> tuple[dict[str, str], list[str], list[str]]:
    """What each answer of a question stands for, where it is not as written; what says that there is none; and what no figure can be read from."""
    if group[3] in ("functional", "dysfunctional"):
        words = {answer: kano for answer in answers if (kano := _kano(answer)) and kano != plain(answer)}
        return words, [], []
    nothing = [answer for answer in answers if says_nothing(answer)]
    said = {answer: n for answer, n in answers.items() if answer not in nothing}
    figures = {answer: number for answer in said if (number := _figure(answer)) is not None}
    if figures and sum(said[answer] for answer in figures) >= NEARLY * sum(said.values()):
        outside = [answer for answer, number in figures.items() if number in CODES]
        inside = [number for answer, number in figures.items() if answer not in outside]
        known = bool(inside) and min(inside) >= 0 and max(inside) <= LARGEST
        read = {a: f"{n:g}" for a, n in figures.items() if not _is_number(a) and n == int(n)}
        silent = [answer for answer in said if answer not in figures]
        return read, [*(outside if known else []), *nothing], silent
    asked = question(group[2], list(said))
    if asked.kind == "scale" and asked.figures and asked.high == 5:
        read = {a: figure for a in said if (figure := asked.figure(a)) != a}
        return read, nothing, [a for a in said if a not in read and not _is_number(a)]
    return {}, [], []


def _kano(answer: str) -> str | None:
    bare = " ".join(re.sub(r"[^a-z ]+", " ", plain(answer)).split())
    return _KANO.get(bare) or _KANO.get(_AROUND.sub("", _AROUND.sub("", bare)))


def _is_number(answer: str) -> bool:
    return bool(re.fullmatch(r"\s*[-−]?\d+(?:[.,]\d+)?\s*", answer))


def _figure(answer: str) -> float | None:
    if _is_number(answer):
        return float(answer.strip().replace(",", ".").replace("−", "-"))
    found = LEADING.match(answer)
    return float(found[1]) if found else None


def _apply(
    connection: duckdb.DuckDBPyConnection,
    changed: Sequence[tuple[str, ...]],
    dropped: Sequence[tuple[str, ...]],
) -> None:
    same = " AND ".join(f"coalesce(surveys.{c}, '') = m.{c}" for c in ("instrument", "item", "side"))
    names = ("source", "instrument", "item", "side", "answer", "ours")
    for given, change in (
        (changed, "answer = m.ours"),
        (
            [(*row, "") for row in dropped],
            f"row_reason = '{Reason.NO_ANSWER}', row_detail = 'answer: ' || surveys.answer",
        ),
    ):
        if not given:
            continue
        columns = dict(zip(names, map(list, zip(*given, strict=True)), strict=True))
        listed = ", ".join(f"unnest(${name}) AS {name}" for name in names)
        connection.execute(
            f"""UPDATE surveys SET {change} FROM (SELECT {listed}) AS m
            WHERE surveys.row_reason IS NULL AND surveys.source = m.source AND {same} AND surveys.answer = m.answer""",
            columns,
        )


def _told(source: str, told: Mapping[tuple[str, str], int]) -> Assumption:
    commonest = sorted(told, key=lambda pair: (-told[pair], pair))[:8]
    shown = ", ".join(f"{theirs} → {ours}" for theirs, ours in commonest)
    n = numbers.count(sum(told.values()))
    evidence = _(
        "{n|una respuesta leída|# respuestas leídas} por su figura o por la palabra que más se {n|le|les} parece"
    ).format(n=n)
    return Assumption(source, "answers", quote(shown, longest=200).strip("«»"), evidence, "answer")


def _uncounted(*said: Mapping[str, Mapping[str, int]]) -> list[Assumption]:
    """What says that there is no answer, and what no figure can be read from, each with its count."""
    evidence = (
        _("son de quien no contesta: quedan aparte"),
        _("respuestas sin figura a una pregunta de figuras: no cuentan en las notas"),
    )
    found = []
    for by_source, why in zip(said, evidence, strict=True):
        for source, told in by_source.items():
            commonest = sorted(told, key=lambda one: (-told[one], one))[:8]
            shown = quote(", ".join(f"{theirs} ({told[theirs]})" for theirs in commonest), longest=200)
            found.append(Assumption(source, "answers", shown.strip("«»"), why, "answer"))
    return found
