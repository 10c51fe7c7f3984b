"""How currencies are written, in a column of their own or beside an amount."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from clientela.intake.contract import plain

WORDS: Mapping[str, str] = {
    "pes": "ARS", "dol": "USD",  # as Argentina's tax office writes them
    "us$": "USD", "u$s": "USD", "usd$": "USD", "dolar": "USD", "dolares": "USD", "dollar": "USD", "dollars": "USD", "us dollar": "USD",
    "€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "r$": "BRL", "s/": "PEN", "s/.": "PEN", "soles": "PEN", "mx$": "MXN",
    "peso colombiano": "COP", "pesos colombianos": "COP", "peso mexicano": "MXN", "pesos mexicanos": "MXN", "mn": "MXN", "m.n.": "MXN",
    "col$": "COP", "cop$": "COP", "ar$": "ARS", "pesos argentinos": "ARS", "clp$": "CLP", "quetzales": "GTQ", "gs": "PYG",
    "₡": "CRC", "₲": "PYG", "¥": "JPY", "mxn$": "MXN", "ars$": "ARS", "gs.": "PYG", "rd$": "DOP", "b/.": "PAB", "b/": "PAB", "c$": "NIO",
    "₹": "INR", "₱": "PHP", "₺": "TRY", "₩": "KRW", "₦": "NGN", "zł": "PLN", "q": "GTQ", "l": "HNL", "lps": "HNL", "lps.": "HNL",
}  # fmt: skip
OWN = (
    "$",
    "pesos",
    "peso",
    "moneda local",
    "local",
    "pesos m/cte",
    "moneda nacional",
    "m/cte",
    "bs",
    "bs.",
    "%",
)
# What may stand beside an amount; longest first, so that "us$" goes before "$".
SIGNS = tuple(
    sorted(
        (
            *("col$", "cop$", "mx$", "mxn$", "us$", "usd$", "u$s", "ar$", "ars$", "clp$", "r$"),
            *("s/.", "s/", "bs.", "bs", "gs.", "gs", "rd$", "b/.", "b/", "c$", "lps.", "lps"),
            *("$", "€", "£", "¥", "₡", "₲", "₹", "₱", "₺", "₩", "₦", "zł", "%"),
            *("usd", "cop", "mxn", "eur", "clp", "ars", "pen", "gtq", "dop", "crc", "gbp"),
            *("bob", "uyu", "pyg", "hnl", "brl", "ves", "nio", "pab"),
            *("cad", "chf", "jpy", "cny"),
            *("inr", "kwd", "aud", "nzd", "aed", "sar", "try", "pln", "sek", "nok", "dkk", "zar", "sgd", "hkd", "bdt"),
            *("pesos", "dolares", "dólares", "euros", "soles", "m/cte"),
        ),
        key=lambda sign: -len(sign),
    )
)  # fmt: skip

# The quetzal and the lempira are written with one letter, before an amount with cents: Q1,250.00, L. 80.00. «L12» is a code.
LETTER = re.compile(r"^(-?)([ql])\.?\s?(?=9[9.,]*[.,]99$)")


def currency_of(word: str, own: str) -> str:
    """The three letters of a currency, as a file may write it.

    >>> currency_of("usd", "COP"), currency_of("Dólares", "COP"), currency_of("$", "COP"), currency_of("USD - US Dollar", "COP")
    ('USD', 'USD', 'COP', 'USD')
    """
    key = plain(word)
    if key in OWN:
        return own
    if key in WORDS:
        return WORDS[key]
    letters = key[:3].upper()
    return letters if letters.isalpha() and (len(key) == 3 or not key[3].isalpha()) else key.upper()


FIGURES = str.maketrans("012345678", "999999999")


def beside(text: str) -> str:
    """The sign of a currency beside an amount; empty where there is none, or only a bare «$».

    >>> beside("us$ 99"), beside("$ 99"), beside("99 eur"), beside("99"), beside("q99.99")
    ('us$', '', 'eur', '', 'q')
    """
    letter = LETTER.match(text.translate(FIGURES))
    found = letter[2] if letter else next((sign for sign in SIGNS if sign in text), "")
    return "" if found in OWN else found


@cache
def is_currency(word: str) -> bool:
    """Whether a text names a currency.

    >>> is_currency("usd"), is_currency("Pesos"), is_currency("Cali")
    (True, True, False)
    """
    from babel.core import get_global

    return plain(word) in OWN or currency_of(word, "USD") in get_global("all_currencies")
