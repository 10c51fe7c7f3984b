"""How a country writes numbers and dates, for what nothing in a file decides."""

from __future__ import annotations

from functools import cache
from typing import Any

from clientela.intake.sniff.numbers import Decimal


@cache
def _locale(country: str) -> Any:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(f"und_{country}")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("es_CO")


def decimal_sign(country: str) -> Decimal:
    """The decimal sign.

    >>> decimal_sign("CO"), decimal_sign("MX")
    (',', '.')
    """
    symbols = _locale(country).number_symbols
    return "." if symbols.get("latn", symbols).get("decimal") == "." else ","


def date_order(country: str) -> str:
    """The order of day, month and year.

    >>> date_order("CO"), date_order("US")
    ('dmy', 'mdy')
    """
    pattern = _locale(country).date_formats["short"].pattern.lower()
    return "ymd" if pattern.startswith("y") else "mdy" if pattern.startswith("m") else "dmy"
