"""Numbers, money and dates as a reader of the page's language writes them.

Numbers follow the language of the page, money the currency of the company.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Any

from babel.core import get_global
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, get_currency_symbol

from clientela.present.language import _, current
from clientela.results import NO_CURRENCY

NONE = "—"
# A hyphen is no minus sign: it is shorter, breaks lines and parts words.
MINUS = "−"
# From ten times on a percentage says nothing that a reader can see before them.
MOST = 10
# The custom of the currency's home: peso signs and decimal signs differ among the countries that speak Spanish.
_HOMES = {"COP": "es_CO", "MXN": "es_MX", "PEN": "es_PE", "ARS": "es_AR", "CLP": "es_CL", "EUR": "es_ES", "USD": "es_CO"}  # fmt: skip


def locale(currency: str = "") -> str:
    """The locale of the language in use, in the country of the currency where that is a custom of its own.

    >>> locale("COP")
    'es_CO'
    """
    return _HOMES.get(currency, "es_CO") if current() == "es" else "en"


def absent(value: Any) -> bool:
    """Is there no number here: None, NaN, NaT or infinite?"""
    if value is None or value != value:
        return True
    return isinstance(value, float) and math.isinf(value)


def count(value: Any) -> str:
    """A whole number.

    >>> count(12345)
    '12.345'
    """
    return NONE if absent(value) else _minus(format_decimal(round(float(value)), "#,##0", locale=locale()))


def decimal(value: Any, digits: int = 1) -> str:
    """A number with as many decimals as asked.

    >>> decimal(3.14159, 2), decimal(-1.42, 2), decimal(-0.001, 2)
    ('3,14', '−1,42', '0,00')
    """
    if absent(value):
        return NONE
    # What rounds to zero has no sign.
    number = round(float(value), digits) + 0.0
    return _minus(format_decimal(number, "#,##0." + "0" * digits if digits else "#,##0", locale=locale()))


def _minus(text: str) -> str:
    return text.replace("-", MINUS)


def figure(value: Any) -> str:
    """A number of no particular kind (a mean, a factor), in no more digits than it has: two decimals, none from a hundred on or where it is whole.

    >>> figure(9.814), figure(700_115.59), figure(635.2), figure(4.0)
    ('9,81', '700.000', '635', '4')
    """
    if absent(value):
        return NONE
    size = abs(float(value))
    if size < 100 and not size.is_integer():
        return decimal(value, 2)
    return count(value if size < 10_000 else _three(value))


def _three(value: Any) -> float:
    """A large number rounded to three digits."""
    return float(round(float(value), 2 - math.floor(math.log10(abs(float(value))))))


def share(value: Any, digits: int = 1) -> str:
    r"""A part of the whole, as a percentage.

    >>> share(0.4567), share(34)
    ('45,7\xa0%', '> 999\xa0%')
    """
    if absent(value):
        return NONE
    if abs(float(value)) >= MOST:
        return ("> " if value > 0 else f"< {MINUS}") + _percent(count(100 * MOST - 1))
    return _percent(decimal(float(value) * 100, digits))


def _percent(size: str) -> str:
    return size + ("\u00a0%" if current() == "es" else "%")


def hundred(part: float | None) -> str:
    """A share as so many of a hundred.

    >>> hundred(0.34), hundred(None)
    ('34', '0')
    """
    return count(100 * (part or 0))


def signed_share(value: Any, digits: int = 1) -> str:
    r"""A change, with its sign.

    >>> signed_share(-0.052), signed_share(340.2)
    ('−5,2\xa0%', '×341')
    """
    if absent(value):
        return NONE
    if float(value) >= MOST:
        # Nobody reads thousands of per cent: so many times as much as before.
        return f"×{count(1 + float(value))}"
    return share(value) if float(value) <= -MOST else signed(value, share(abs(float(value)), digits))


def signed(value: Any, size: str) -> str:
    """The sign of a change before its size; what is written as zero has none.

    >>> signed(-0.04, decimal(0.04)), signed(1.2, decimal(1.2))
    ('0,0', '+1,2')
    """
    if not any("1" <= sign <= "9" for sign in size):
        return size
    return ("+" if value > 0 else MINUS) + size


def points(value: Any, digits: int = 0) -> str:
    """A score, or a difference of shares, in points of a hundred with its sign.

    >>> points(-0.042), points(0.001)
    ('−4', '0')
    """
    if absent(value):
        return NONE
    return signed(value, decimal(100 * abs(float(value)), digits))


def money(value: Any, currency: str, digits: int | None = None) -> str:
    r"""An amount of money: to the cent below a thousand, where the currency has cents in use; without them above.

    >>> money(1234.4, "COP"), money(12.5, "COP"), money(12.5, "USD")
    ('$1.234', '$12', 'US$\xa012,50')
    """
    if absent(value):
        return NONE
    if currency == NO_CURRENCY:
        return _purchases(value)
    places = (0 if abs(float(value)) >= 1_000 else cents(currency)) if digits is None else digits
    pattern = "#,##0" + ("." + "0" * places if places else "")
    size = abs(float(value))
    text = format_decimal(size, pattern, locale=locale(currency))
    return ("" if float(value) >= 0 else MINUS) + _symbol(currency) + text


def _purchases(value: Any) -> str:
    r"""So many purchases, where sales have no amount and each counts as one.

    >>> money(1, NO_CURRENCY), short_money(2.5, NO_CURRENCY)
    ('1 compra', '2,5 compras')
    """
    return _("{n} compras").format(n=count(value) if float(value).is_integer() else decimal(value))


def sums_in(currency: str) -> str:
    """What sums are in, in a word: the code of a currency, or purchases.

    >>> sums_in("EUR"), sums_in(NO_CURRENCY)
    ('EUR', 'compras')
    """
    return _("compras") if currency == NO_CURRENCY else currency


def _symbol(currency: str) -> str:
    r"""The sign of a currency as it stands before an amount; letters keep a space.

    >>> _symbol("COP"), _symbol("USD")
    ('$', 'US$\xa0')
    """
    symbol = get_currency_symbol(currency, locale(currency))
    return symbol + ("\u00a0" if symbol.isalpha() or symbol == "US$" else "")


def cents(currency: str) -> int:
    """How many decimals people pay with: none in pesos of Colombia or Chile, in guaraníes or in yen.

    >>> cents("COP"), cents("EUR")
    (0, 2)
    """
    known = get_global("currency_fractions")
    # Of four figures the third are the digits of cash: the law has cents where no coin does.
    return int((known.get(currency) or known["DEFAULT"])[2])


def short_money(value: Any, currency: str) -> str:
    r"""An amount of money in three digits, as a headline gives it.

    >>> short_money(412_600_000, "COP")
    '$412,6\xa0M'
    >>> short_money(-1e-9, "COP")
    '$0'
    """
    if absent(value):
        return NONE
    if currency == NO_CURRENCY:
        return _purchases(value)
    amount = float(value)
    symbol = _symbol(currency)
    sign, size = (MINUS if amount < 0 else ""), abs(amount)
    if size >= 999_950_000 and current() == "en":
        text = decimal(size / 1e9, 2) + "B"
    elif size >= 999_500:
        places = 2 if size < 9.995e6 else 1 if size < 1e9 else 0
        text = decimal(size / 1e6, places) + ("\u00a0M" if current() == "es" else "M")
    elif size >= 10_000:
        text = count(round(size, -2 if size < 1e5 else -3))
    else:
        text = decimal(size, 0 if size >= 100 or not size else cents(currency))
    # What is written as nothing is not less than nothing.
    return (sign if re.search("[1-9]", text) else "") + symbol + text


def date(value: Any, style: str = "long") -> str:
    """A date in words.

    >>> date(dt.date(2026, 6, 30))
    '30 de junio de 2026'
    """
    if absent(value):
        return NONE
    day = value.date() if isinstance(value, dt.datetime) else value
    if style == "medium" and current() == "es":
        # Colombia's own short form, 10/07/2026, reads as October in half the world.
        return format_date(day, "d MMM y", locale="es").replace(".", "")
    return format_date(day, style, locale=locale("COP"))


def month(value: Any) -> str:
    """A month and its year, short.

    >>> month(dt.date(2026, 6, 30))
    'jun 2026'
    """
    if absent(value):
        return NONE
    text = format_skeleton("yMMM", value, locale=locale())
    return text.replace(" de ", " ").replace(".", "")


def interval(low: str, high: str) -> str:
    """An interval as it stands beside its number.

    >>> interval("58", "131")
    '58–131'
    """
    return f"{low}–{high}"
