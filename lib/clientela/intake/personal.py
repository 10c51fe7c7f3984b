"""What a value says of a person, by what it looks like and not by where it stands: cells shift, and codes may be names."""

from __future__ import annotations

import re
from functools import cache

from clientela.intake.sniff.date_shapes import MONTH_OF

EMAIL = re.compile(r"[^\s@«»(),;:<>\"']+@[^\s@«»(),;:<>\"']+")
DATE = re.compile(r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?:[T ].*)?")
# Money with its signs between thousands, and a year with its month, are no numbers of anybody.
MONEY = re.compile(r"\D{0,5}\d{1,3}(?:[.,' \u00a0]\d{3})+(?:[.,]\d*)?\D{0,4}|\D{0,4}\d+[.,]\d{1,2}\D{0,4}")
LONG_NUMBER = re.compile(r"(?<![\d.,])\+?(?:\d[ ().-]{0,2}){7,}")
WORD = re.compile(r"[^\W\d_][^\W\d_'’.-]*")
# Between the words of a name, and never alone a name.
SMALL = {"de", "del", "la", "las", "los", "y", "da", "do", "dos", "van", "von", "san", "santa"}


@cache
def _vocabulary() -> frozenset[str]:
    """The words of the contract: what holds one of them speaks of a thing (fecha, pago, enviado), not of somebody."""
    from clientela.intake.contract import contract, plain

    columns = [c for table in contract().tables.values() for c in table.columns.values()]
    aliases = {word for c in columns for alias in (*c.aliases, *c.fallback) for word in alias.split("_")}
    said = {word for c in columns for words in c.values.values() for one in words for word in one.split()}
    states = {
        word
        for found in contract().states.values()
        for one in found
        for word in re.findall(r"[a-z]{4,}", one)
    }
    more = {plain(word) for word in (*contract().blank, *contract().anonymous) for word in word.split()}
    return frozenset(aliases | said | states | more | set(MONTH_OF) | OTHER_WORDS) - SMALL


OTHER_WORDS = frozenset(
    """sin con por no en para muy error falta pendiente gratis grados total hoy ayer lunes martes miercoles jueves viernes sabado
    domingo satisfecho insatisfecho bueno malo regular excelente acuerdo desacuerdo ninguno otro otra varios general nunca
    siempre""".split()  # noqa: SIM905 - as a list the formatter gives each word a line
)


def is_name(text: str) -> bool:
    """Whether a value is two words or more of letters alone, none of them a word of the trade; a number after them does not count.

    >>> [is_name(text) for text in ("Ana Ruiz", "RUIZ, ANA", "zulma tocarema 7", "En proceso", "CLI-052", "Web")]
    [True, True, True, False, False, False]
    """
    from clientela.intake.contract import plain

    words = re.split(r"[\s,;]+", re.sub(r"[\s#-]+\d{1,6}$", "", text.strip()))
    long = [word for word in words if plain(word) not in SMALL and len(word.strip(".'’-")) > 1]
    if not 2 <= len(long) <= 7 or not all(WORD.fullmatch(word) for word in words if word):
        return False
    return not {plain(word).strip(".") for word in words} & _vocabulary()


def looks_personal(text: str) -> bool:
    """Whether a value looks like a person's: an e-mail, a telephone or identity number, a name of several words.

    >>> [looks_personal(text) for text in ("ana@correo.co", "900.373.913-4", "Ana Ruiz", "CLI-052", "2024-01-05", "19.000", "$ 1.234.567,8O")]
    [True, True, True, False, False, False, False]
    """
    said = text.strip()
    if "@" in said:
        return True
    if DATE.fullmatch(said) or MONEY.fullmatch(said):
        return False
    return bool(LONG_NUMBER.search(said)) or is_name(said)


def mask(value: object) -> str:
    """A personal value as a message may show it: its first sign and its length.

    >>> mask("ana@correo.co"), mask("1020")
    ('a… (13)', '1… (4)')
    """
    text = str(value)
    return f"{text[:1]}… ({len(text)})" if text else ""


def without_addresses(text: str) -> str:
    """A text of several parts in which no e-mail is left: the last net under every message.

    >>> without_addresses("estado: z4@buzon.invalid (3)")
    'estado: z… (16) (3)'
    """
    return EMAIL.sub(lambda found: mask(found[0]), text) if "@" in text else text
