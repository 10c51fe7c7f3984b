"""What a cell says, as the answer to its question: a choice, a number, a day; or why it is none."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from clientela.forms.labels import how, options
from clientela.forms.model import Question, loose
from clientela.intake.cells.texts import FALSE, TRUE
from clientela.intake.contract import contract, plain
from clientela.present.language import _
from clientela.present.numbers import date as day_in_words

# The first letters of each month, in Spanish and in English.
MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "ene jan",
            "feb",
            "mar",
            "abr apr",
            "may",
            "jun",
            "jul",
            "ago aug",
            "sep set",
            "oct",
            "nov",
            "dic dec",
        ],
        start=1,
    )
    for name in names.split()
}
FIRST_SERIAL = dt.date(1899, 12, 30)
# The serial numbers of 1954 to 2119, as spreadsheets count days.
SERIALS = range(20_000, 80_000)


@dataclass(frozen=True)
class Answer:
    """An answer, or None with what is wrong; a notice goes with an answer that was read one way of two."""

    value: Any = None
    wrong: str = ""
    notice: str = ""


def read(question: Question, cell: Any, choices: Mapping[str, str]) -> Answer:
    """A cell as the answer to a question; `choices` are the words by which its choices are known."""
    if question.kind not in ("text", "long") and isinstance(cell, str) and _nothing(cell):
        return Answer()
    if question.kind == "one":
        return _one(question, cell, choices)
    if question.kind == "several":
        return _several(question, cell, choices)
    readers = {"number": number, "scale": _scale, "date": _date, "moment": _moment, "yes_no": _yes_no}
    return readers[question.kind](question, cell) if question.kind in readers else Answer(text(cell))


@lru_cache(maxsize=10_000)
def _nothing(cell: str) -> bool:
    """Is it a way to write that there is no answer? The same few are in most cells."""
    return plain(cell) in contract().blank


def text(cell: Any) -> str:
    """A cell as a person wrote it: whole numbers without decimals, days in ISO."""
    if isinstance(cell, bool):
        return _("Sí") if cell else _("No")
    if isinstance(cell, float) and cell == int(cell) and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return str(cell).strip()


def _one(question: Question, cell: Any, choices: Mapping[str, str]) -> Answer:
    said = loose(text(cell))
    if said in choices:
        return Answer(choices[said])
    near = difflib.get_close_matches(said, choices, n=1, cutoff=0.8)
    listed = ", ".join(options(question))
    if near:
        known = question.choices.get(choices[near[0]])
        meant = known.said if known else choices[near[0]]
        return Answer(wrong=_("no está en la lista; ¿es «{choice}»?").format(choice=meant))
    return Answer(wrong=_("no está en la lista: {choices}").format(choices=listed))


def _several(question: Question, cell: Any, choices: Mapping[str, str]) -> Answer:
    whole = text(cell)
    if loose(whole) in choices:
        return Answer(choices[loose(whole)])
    for parted in (re.split(r"\s*[;|\n]\s*", whole), re.split(r"\s*[;|,\n]\s*", whole), whole.split()):
        parts = [part for part in parted if part]
        if all(loose(part) in choices for part in parts):
            chosen = {choices[loose(part)] for part in parts}
            return Answer(" ".join(choice for choice in question.choices if choice in chosen))
    unknown = [part for part in re.split(r"\s*[;|,\n]\s*", whole) if part and loose(part) not in choices]
    said = _("no está en la lista: {choices}").format(choices=", ".join(options(question)))
    return Answer(wrong=f"«{unknown[0]}» {said}" if unknown and unknown[0] != whole else said)


def marked(cell: Any) -> bool | None:
    """Whether the box of a choice is marked: an x, a tick, a 1, or yes."""
    said = plain(text(cell))
    if said in TRUE or said in ("✓", "✔", "☑", "☒", "*", "xx"):
        return True
    return False if said in FALSE or said in contract().blank else None


def number(question: Question, cell: Any) -> Answer:
    """A number within its range; a text with the custom of either side of the sea, where it can be read in one way only."""
    if isinstance(cell, dt.date | dt.time | dt.timedelta):
        return Answer(wrong=_("la hoja de cálculo lo convirtió en una fecha: escríbalo de nuevo como número"))
    value, notice = (float(cell), "") if isinstance(cell, int | float) else _figure(str(cell), question)
    if value is None:
        return Answer(wrong=_("no es un número"))
    low, high = question.min, question.max
    # A percentage where a share is asked, as Spanish writes it.
    if (low is not None and value < low) or (high is not None and value > high) or value != value:
        return Answer(wrong=_("está fuera de lo posible. {rule}").format(rule=how(question)))
    if question.whole and value != int(value):
        return Answer(wrong=_("debe ser un número sin decimales"))
    return Answer(value, notice=notice)


def _figure(said: str, question: Question) -> tuple[float | None, str]:
    """A number out of a text: «1.250,50», «1,250.50», «12 min», «35 %»."""
    units = [re.escape(plain(unit)) for unit in question.unit.both] if question.unit else []
    bare = plain(said).replace("\u00a0", " ")
    bare = re.sub(
        rf"(?:{'|'.join([*units, 'min', 'h', 'horas', 'hours', 'minutos', 'minutes', 'personas', 'people'])})\.?$",
        "",
        bare,
    )
    percent, bare = bare.strip().endswith("%"), bare.strip().rstrip("%")
    bare = re.sub(r"^[a-z]{0,3}[$€]\s*|[\s'’]", "", bare)
    if not re.fullmatch(r"[-+]?[\d.,]*\d[\d.,]*", bare):
        return None, ""
    point, comma = bare.rfind("."), bare.rfind(",")
    notice, signs = "", {"." if point > comma else ","} if max(point, comma) >= 0 else set()
    if point >= 0 and comma >= 0:
        decimal = "." if point > comma else ","
        bare = bare.replace("," if decimal == "." else ".", "").replace(decimal, ".")
    elif signs:
        (sign,) = signs
        if re.fullmatch(rf"[-+]?[1-9]\d{{0,2}}(\{sign}\d{{3}})+", bare):
            # 1.234 is a thousand and more in one country and a little more than one in another.
            bare = bare.replace(sign, "")
            notice = _("se leyó como {value}").format(value=bare)
        else:
            bare = bare.replace(sign, ".")
    try:
        value = float(bare)
    except ValueError:
        return None, ""
    return (value / 100 if percent and question.max == 1 else value), notice


def _scale(question: Question, cell: Any) -> Answer:
    scale = question.scale
    assert scale is not None
    said = text(cell)
    end = scale.ends.get(loose(said))
    if end is not None:
        return Answer(end)
    found = re.fullmatch(r"(-?\d{1,2})(?:[.,]0+)?(?:\s*(?:[-–·=:).(]|/\s*\d+).*)?", said)
    if not found or isinstance(cell, dt.date):
        return Answer(wrong=_("no es un punto de la escala. {rule}").format(rule=how(question)))
    point = int(found[1])
    if point not in scale.points:
        return Answer(wrong=_("no es un punto de la escala. {rule}").format(rule=how(question)))
    return Answer(float(point))


def _yes_no(question: Question, cell: Any) -> Answer:
    answer = marked(cell)
    return Answer(answer) if answer is not None else Answer(wrong=_("debe decir sí o no"))


def _date(question: Question, cell: Any) -> Answer:
    if isinstance(cell, dt.datetime):
        return Answer(cell.date())
    if isinstance(cell, dt.date):
        return Answer(cell)
    if isinstance(cell, int | float) and int(cell) in SERIALS:
        return Answer(FIRST_SERIAL + dt.timedelta(days=int(cell)))
    day, notice = _day(str(cell).strip())
    return (
        Answer(day, notice=notice)
        if day
        else Answer(wrong=_("no es una fecha: escriba año-mes-día, como 2026-03-14"))
    )


def _moment(question: Question, cell: Any) -> Answer:
    """A day with its hour, where one is written."""
    if isinstance(cell, dt.datetime):
        return Answer(cell)
    if isinstance(cell, float) and int(cell) in SERIALS:
        seconds = round((cell - int(cell)) * 86_400)
        return Answer(
            dt.datetime.combine(FIRST_SERIAL, dt.time()) + dt.timedelta(days=int(cell), seconds=seconds)
        )
    answer = _date(question, cell)
    if answer.value is None:
        return answer
    hour = re.search(r"[T ,](\d{1,2}):(\d{2})(?::(\d{2}))?\s*(?:([ap])\.? ?m)?", str(cell), re.IGNORECASE)
    time = dt.time()
    if hour and int(hour[1]) < 24 and int(hour[2]) < 60:
        half = (hour[4] or "").lower()
        first = int(hour[1]) % 12 + (12 if half == "p" else 0) if half else int(hour[1])
        time = dt.time(first, int(hour[2]))
    return Answer(dt.datetime.combine(answer.value, time), notice=answer.notice)


def _day(said: str) -> tuple[dt.date | None, str]:
    """A day out of a text; day before month where both could be either, which is told."""
    iso = re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$", said)
    if iso:
        return _made(int(iso[1]), int(iso[2]), int(iso[3])), ""
    both = re.match(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2}|\d{4})(?:[T ,].*)?$", said)
    if both:
        first, second, year = int(both[1]), int(both[2]), _year(both[3])
        day = _made(year, second, first) or _made(year, first, second)
        unclear = day and first <= 12 and second <= 12 and first != second
        return day, _("se leyó como {day}").format(day=day_in_words(day)) if unclear else ""
    words = re.findall(r"[a-z]+|\d+", plain(said))
    figures = [int(word) for word in words if word.isdigit()]
    month = next((MONTHS[word[:3]] for word in words if word[:3] in MONTHS and not word.isdigit()), None)
    if month and len(figures) == 2:
        day_of, year = sorted(figures)
        return _made(_year(str(year)), month, day_of), ""
    return None, ""


def _year(said: str) -> int:
    year = int(said)
    return year if year >= 100 else 2000 + year if year < 70 else 1900 + year


def _made(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
