"""What kind of question a column of a survey asks: a scale, yes or no, one of a few, several of a few, or free words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

from clientela.intake.contract import contract, plain

Kind = Literal["scale", "choice", "several", "text", "none"]
LEADING = re.compile(r"^\s*(\d{1,2})(?:[.,]0+)?\s*(?:$|[-–—:.)(/=]|de \d|of \d|\s[a-záéíóú])", re.IGNORECASE)
RANGE = re.compile(r"\b(?:de |del |from |escala )?(0|1)\s*(?:a|al|to|-|–)\s*(4|5|7|10)\b")
OPEN = re.compile(
    r"coment|comment|suger|suggest|mejorar|improve|por que(?! (?:medio|canal|via|red|aplicacion|forma|tipo))|why|opinion|observac|cuentenos"
    r"|describa|razon|motivo|otra cosa|anything else"
)
# What forms and pollsters write for "does not know" and "does not answer".
CODES = frozenset(
    [-1, -2, -8, -9, -88, -98, -99, -999, 77, 88, 96, 97, 98, 99, 777, 888, 997, 998, 999, 9999]
)
_NOTHING = re.compile(
    r"no (lo )?(se|sabe|sabria|responde|contesta|opina|aplica|corresponde|recuerd[ao]|tengo opinion)\b.*|n\W?s|n\W?c|n\W?s\W*n\W?[rc]|dk|"
    r"sin (respuesta|opinion|contestar)|prefiero no .*|prefer not .*|"
    r"(i )?(do not|don.?t) know|not (sure|applicable)|no (answer|opinion)|nao (sei|se aplica)"
)
LARGEST = 10
FEW = 15
NEARLY = 0.85
# So many grades with an explanation each are a scale; so often is an option ticked beside others; so many answers an option are ticked, not written.
MOST_GRADES, OFTEN, TICKED = 6, 3, 10


@cache
def _words() -> tuple[list[set[str]], list[list[set[str]]]]:
    """The words of yes or no, and of every ladder, rung by rung."""
    given = yaml.safe_load((Path(__file__).parent / "scales.yml").read_text(encoding="utf-8"))
    return [set(rung) for rung in given["yes_no"]], [
        [set(rung) for rung in ladder] for ladder in given["ladders"]
    ]


@dataclass(frozen=True)
class Question:
    """A column of a survey: its kind, and for a scale its ends and the figure of every word."""

    kind: Kind
    low: float | None = None
    high: float | None = None
    figures: Mapping[str, float] | None = None

    def figure(self, answer: str) -> str:
        """An answer as a figure, where the question has a scale and the answer is on it; else as it came."""
        if self.kind != "scale":
            return answer
        number = _leading(answer)
        if self.figures:
            number = self.figures.get(plain(answer), self.figures.get(_grade(answer)))
        return answer if number is None else f"{number:g}"


def _grade(answer: str) -> str:
    """The word before what explains it.

    >>> _grade("Bueno: en general estoy satisfecho"), _grade("No, no me interesa")
    ('bueno', 'no')
    """
    return plain(re.split(r"[:,;(]", answer, maxsplit=1)[0])


def _leading(answer: str) -> float | None:
    found = LEADING.match(answer)
    return float(found[1]) if found else None


def says_nothing(answer: str) -> bool:
    """Whether an answer says that there is none.

    >>> [says_nothing(answer) for answer in ("No sabe", "NS/NR", "N/A", "No", "Nunca")]
    [True, True, True, False, False]
    """
    word = plain(answer)
    return word in contract().blank or bool(_NOTHING.fullmatch(word.strip(" .,;:!¡()")))


def question(text: str, values: Sequence[str], answered: int = 0) -> Question:
    """What a column asks, by its text and its different answers; `answered` says how often.

    >>> question("¿Qué tan probable es que nos recomiende?", ["9", "10 - Muy probable", "3"])
    Question(kind='scale', low=0.0, high=10.0, figures=None)
    >>> question("¿Volvería?", ["Sí", "No", "Tal vez"]).figure("Tal vez"), question("Atención", ["Satisfecho", "Neutral"]).figure("Neutral")
    ('0.5', '3')
    """
    if not values:
        return Question("none")
    said = [value for value in values if not says_nothing(value)]
    numbers = [n for value in said if (n := _leading(value)) is not None]
    inside = [n for n in numbers if n <= LARGEST or n not in CODES]
    if inside and len(numbers) >= NEARLY * len(said) and max(inside) <= LARGEST:
        return Question("scale", *_ends(text, inside))
    yes_no, ladders = _words()
    words = [plain(value) for value in said]
    if _mostly([plain(value) for value in values], yes_no) or (words and _mostly(words, yes_no)):
        return Question("scale", 0.0, 1.0, {word: i / 2 for i, rung in enumerate(yes_no) for word in rung})
    explained = [_grade(value) for value in said] if len(values) <= MOST_GRADES else []
    if len({*explained}) > 1 and _mostly(explained, yes_no):
        return Question("scale", 0.0, 1.0, {word: i / 2 for i, rung in enumerate(yes_no) for word in rung})
    for ladder in ladders:
        if any(len({*told}) > 1 and _mostly(told, ladder) for told in (words, explained)):
            figures = {word: float(i) for i, rung in enumerate(ladder, 1) for word in rung}
            return Question("scale", 1.0, 5.0, figures)
    return Question(_worded(text, values, answered))


def _mostly(words: Sequence[str], rungs: Sequence[set[str]]) -> bool:
    return sum(any(word in rung for rung in rungs) for word in words) >= NEARLY * len(words)


def _ends(text: str, numbers: Sequence[float]) -> tuple[float, float]:
    """The ends of a scale: as the question says, else as the answers show."""
    found = RANGE.search(plain(text))
    if found and max(numbers) <= float(found[2]):
        return float(found[1]), float(found[2])
    recommend = re.search(r"recomend|recomien|recommend|nps", plain(text))
    largest = max(numbers)
    if largest > 7 or min(numbers) == 0 or (recommend and largest > 5):
        return 0.0, 10.0
    return 1.0, 7.0 if largest > 5 else 5.0


def _worded(text: str, values: Sequence[str], answered: int = 0) -> Kind:
    parts = [part.strip() for value in values for part in re.split(r"[;,]", value) if part.strip()]
    options = set(parts)
    joined = sum(bool(re.search(r"[;,]\s*\S", value)) for value in values)
    often = {option: times for option, times in Counter(parts).items() if times >= OFTEN}
    if joined and len(often) <= FEW and sum(often.values()) >= NEARLY * len(parts):
        # A list with boxes to tick, and here and there somebody's own words.
        return "several"
    if len(values) <= FEW and answered >= TICKED * len(values):
        return "choice"
    if OPEN.search(plain(text)):
        # Who chooses among options says the same words again and again; who writes does not.
        return "several" if joined and len(options) <= FEW and len(parts) >= 2 * len(options) else "text"
    if joined and len(options) <= min(FEW, max(2, len(values))):
        return "several"
    long = sum(len(value.split()) for value in values) / len(values)
    # A neighbourhood, a town: a few words that others write too.
    told = (len(values) <= FEW and long <= 6) or (long <= 3 and answered >= 2 * len(values))
    return "choice" if told else "text"
