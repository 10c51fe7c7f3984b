"""Free words of a register as a page may show them: without what looks like a telephone number or an address."""

from __future__ import annotations

import re
from typing import Any

_PRIVATE = re.compile(r"[^\s(),;]*@[^\s(),;]*|\+?\d[\d .-]{6,}\d|\bhttps?://\S+")


def plain(given: Any) -> str:
    """A text without telephone numbers and e-mail addresses; "" where there is none.

    >>> plain("Ana (ana@mail.co, 300 123 4567) espera"), plain(None)
    ('Ana ( , ) espera', '')
    """
    if not isinstance(given, str):
        return ""
    return " ".join(_PRIVATE.sub(" ", given).split())
