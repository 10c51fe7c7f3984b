"""Sales in several currencies: the company's own count, at a rate that company.yml gives the others too."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from clientela.intake.cells import Cell, Look
from clientela.intake.contract import plain
from clientela.intake.problems import Assumption
from clientela.intake.readers.raw import quoted
from clientela.intake.reasons import Reason
from clientela.present.language import gettext as _

WORDS: Mapping[str, str] = {
    "us$": "USD", "u$s": "USD", "usd$": "USD", "dolar": "USD", "dolares": "USD", "dollar": "USD", "dollars": "USD", "us dollar": "USD",
    "€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "r$": "BRL", "s/": "PEN", "s/.": "PEN", "soles": "PEN", "mx$": "MXN",
    "peso colombiano": "COP", "pesos colombianos": "COP", "peso mexicano": "MXN", "pesos mexicanos": "MXN", "mn": "MXN", "m.n.": "MXN",
    "col$": "COP", "cop$": "COP", "ar$": "ARS", "pesos argentinos": "ARS", "clp$": "CLP", "quetzales": "GTQ", "gs": "PYG",
}  # fmt: skip
OWN = ("$", "pesos", "peso", "moneda local", "local", "pesos m/cte", "moneda nacional")


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


def currencies(
    cells: Mapping[str, Cell], look: Look, told: str
) -> tuple[str, list[tuple[str, Reason, str]], list[Assumption]]:
    """The SQL of the rate of a row (empty where all are in the company's), the rows in a currency without one, and what is told."""
    if "currency" not in cells:
        return "", [], []
    x, own = cells["currency"].sql, look.company.currency
    counted = dict(
        look.connection.execute(
            f"SELECT {x}, count(*) FROM ({look.relation}) WHERE {x} IS NOT NULL GROUP BY 1 ORDER BY 1"
        ).fetchall()
    )
    found = {word: currency_of(word, own) for word in counted}
    rates = {code.upper(): rate for code, rate in look.company.rates.items()} | {own: 1}
    others = [word for word, code in found.items() if code not in rates]
    converted = {word: rates[code] for word, code in found.items() if code in rates and code != own}
    notes = []
    if converted:
        shown = ", ".join(f"{word} × {rate:g} ({counted[word]})" for word, rate in converted.items())
        notes.append(Assumption(look.name, "currency", shown, _("convertidas con rates de company.yml"), "currency"))  # fmt: skip
    if others:
        shown = ", ".join(f"{word} ({counted[word]})" for word in others)
        evidence = _("filas en otra moneda: quedan aparte, o dé en company.yml rates: {{{code}: …}}")
        text = evidence.format(code=found[others[0]])
        notes.append(Assumption(look.name, "currency", shown, text, "currency"))
    listed = ", ".join(quoted(word) for word in others)
    aside = [(f"{told} IN ({listed})", Reason.OTHER_CURRENCY, f"'currency: ' || {told}")] if others else []
    cases = "".join(f" WHEN {told} = {quoted(word)} THEN {rate!r}" for word, rate in converted.items())
    return (f"CASE{cases} ELSE 1 END" if converted else ""), aside, notes


@cache
def is_currency(word: str) -> bool:
    """Whether a text names a currency.

    >>> is_currency("usd"), is_currency("Pesos"), is_currency("Cali")
    (True, True, False)
    """
    from babel.core import get_global

    return plain(word) in OWN or currency_of(word, "USD") in get_global("all_currencies")
