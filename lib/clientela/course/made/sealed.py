"""What is said to an answer, sealed by that answer: a page can tell right from wrong and does not hold the solution.

Each entry opens only with the answer it belongs to: its tag is a hash of salt and answer, its words are hidden with a key made of the
same two. `check.js` does the same the other way round.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
from collections.abc import Iterable
from itertools import count, islice

from clientela.course.made.markdown import unmarked
from clientela.course.told.said import Chosen, Worked

# Hashes of hashes: too quick to notice, slow enough that nobody tries them all for fun.
TURNS = 200
RIGHT, WRONG = "+", "-"
# Points of the grid between an answer and the edge of its tolerance, at least.
FINE = 5


def seal(salt: str, entries: Iterable[tuple[str, bool, str]]) -> str:
    """Answers, whether each is right and what is said to it, as one word for an attribute of a page."""
    made = [_entry(salt, answer, right, words) for answer, right, words in entries]
    # In the order of their tags, which says nothing of the answers'.
    return base64.b64encode(json.dumps(sorted(made)).encode()).decode()


def opened(salt: str, sealed: str, answer: str) -> tuple[bool, str] | None:
    """What is said to an answer; None where nothing is."""
    key = _key(salt, answer)
    for tag, hidden in json.loads(base64.b64decode(sealed)):
        if tag == _tag(key):
            words = _mixed(base64.b64decode(hidden), key).decode()
            return words[0] == RIGHT, words[1:]
    return None


def of_choices(salt: str, choices: list[Chosen]) -> str:
    """The answers to choose from, by their place in the list."""
    return seal(salt, ((str(place), one.right, unmarked(one.feedback)) for place, one in enumerate(choices)))


def of_number(salt: str, worked: Worked) -> tuple[str, float]:
    """A number's right answers and slips on a grid, and the step of the grid, which is all the page knows of its size."""
    scale = 100 if worked.unit in ("share", "points") else 1
    margin = max(worked.margin * scale, 1e-9)
    step = _round_step(margin / FINE)
    entries: dict[int, tuple[bool, str]] = {}
    # The page shows them as they stand, without reading any mark.
    right, slips = unmarked(worked.right), [(value, unmarked(words)) for value, words in worked.slips]
    for place in _places(worked.value * scale, margin, step):
        entries[place] = (True, right)
    for value, _words in slips:
        for place in _places(value * scale, margin, step):
            # Of two wrong numbers as near as that, what is said is what belongs to the nearer.
            nearest = min(slips, key=lambda slip: abs(slip[0] * scale - place * step))
            entries.setdefault(place, (False, nearest[1]))
    return seal(salt, ((str(place), *said) for place, said in entries.items())), step


def _places(value: float, margin: float, step: float) -> range:
    """The points of the grid within a margin of a number."""
    first, last = ((value + side * margin) / step for side in (-1, 1))
    return range(math.ceil(round(first, 6)), math.floor(round(last, 6)) + 1)


def _round_step(least: float) -> float:
    """The largest of 1, 2, 5, 10 … that is no larger: a step that does not give the answer away."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * size for size in (5, 2, 1) if power * size <= least * (1 + 1e-9))


def _entry(salt: str, answer: str, right: bool, words: str) -> list[str]:
    key = _key(salt, answer)
    hidden = _mixed(((RIGHT if right else WRONG) + words).encode(), key)
    return [_tag(key), base64.b64encode(hidden).decode()]


def _key(salt: str, answer: str) -> str:
    key = f"{salt}|{answer}"
    for _turn in range(TURNS):
        key = _hash(key)
    return key


def _tag(key: str) -> str:
    return _hash(key + "|tag")[:12]


def _mixed(text: bytes, key: str) -> bytes:
    blocks = (bytes.fromhex(_hash(f"{key}|{turn}")) for turn in count())
    stream = b"".join(islice(blocks, len(text) // 32 + 1))
    return bytes(one ^ other for one, other in zip(text, stream, strict=False))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
