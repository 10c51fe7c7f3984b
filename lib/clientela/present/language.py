"""The words of a page in the reader's language: Spanish is the source, English its translation.

`_("Clientes activos")` gives the text in the language in use. A msgid is a whole sentence or a whole notebook cell, never a piece glued to another.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from clientela.present.agreement import Message

LANGUAGES = ("es", "en")
LOCALE = Path(__file__).parent / "locale"


class NoLanguage(ValueError):
    """A language that reports are not made in."""


_language: ContextVar[str] = ContextVar("language", default="es")


def current() -> str:
    """The language in use: "es" or "en"."""
    return _language.get()


def use(language: str) -> None:
    """Speak this language from now on."""
    if language not in LANGUAGES:
        raise NoLanguage(f"idioma {language!r}: hay {', '.join(LANGUAGES)}")
    _language.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak this language for a while.

    >>> with speaking("en"):
    ...     current()
    'en'
    """
    before = current()
    use(language)
    try:
        yield
    finally:
        use(before)


@cache
def catalogue(language: str) -> dict[str, str]:
    """The translations of one language, by their Spanish text; fuzzy and empty ones do not count."""
    from babel.messages.pofile import read_po

    path = LOCALE / f"{language}.po"
    if not path.is_file():
        return {}
    with path.open("rb") as stream:
        messages = read_po(stream, locale=language)
    return {str(m.id): str(m.string) for m in messages if m.id and m.string and not m.fuzzy}


def gettext(text: str) -> str:
    """The text in the language in use; Spanish where there is no translation (a test finds those)."""
    language = current()
    return Message(text if language == "es" or not text else catalogue(language).get(text, text))


_ = gettext


def N_(text: str) -> str:
    """Marks a text for translation where it is kept now and translated later."""
    return text
