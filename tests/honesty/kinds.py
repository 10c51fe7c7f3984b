"""Which kind of finding a message is: where it comes from, and the sentence it was filled into."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from clientela.present.language import catalogue

_PLACE = re.compile(r"\{[^{}]*\}")


def kind_of(finding: Mapping[str, Any]) -> tuple[str, str, str]:
    """The finding's source, whether it is a risk, an action or good news, and its sentence with the places left open."""
    return str(finding["source"]), str(finding["kind"]), sentence(str(finding["message"]))


def sentence(message: str) -> str:
    """The sentence of the catalogue that a message was made from; without one, the message less its figures.

    Of several that fit, the one with the most words of its own.
    """
    fitting = [text for text, pattern in _patterns() if pattern.fullmatch(message)]
    if fitting:
        return max(fitting, key=lambda text: len(_PLACE.sub("", text)))
    return re.sub(r"[\d.,]+", "#", message)


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    found = []
    for text in catalogue("en"):
        pieces = [re.escape(piece) for piece in _PLACE.split(text)]
        # A sentence that is hardly more than places would fit everything.
        if len(_PLACE.sub("", text).strip()) >= 12:
            found.append((text, re.compile(".+?".join(pieces), re.DOTALL)))
    return found
