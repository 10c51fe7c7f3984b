"""How a workbook writes each unit: money as its country does, percentages, dates, and nothing rounded down to 0.00."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from clientela.present.numbers import cents
from clientela.results import NO_CURRENCY

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

# Below this a number of the unit would read as 0, and gets more decimals.
LEAST = {"count": 0.5, "days": 0.5, "score": 0.005, "ratio": 0.005, "share": 0.0005, "change": 0.0005}
FINE = {
    "count": "0.00",
    "days": "0.00",
    "score": "0.0000",
    "ratio": "0.0000",
    "share": "[<0.00005]0.0000%;0.00%",
    "change": "+0.000%;-0.000%",
}
DATES = {"date": "yyyy-mm-dd", "month": "yyyy-mm", "time": "yyyy-mm-dd hh:mm"}


class Formats:
    """How each unit is written; made once for the whole workbook."""

    def __init__(self, book: Workbook, currency: str, language: str) -> None:
        symbol, places = _symbol(currency, language), cents(currency) if currency else 2
        # Under a thousandth nobody can tell one chance from another.
        small = '"<0,001"' if language == "es" else '"<0.001"'
        codes = {
            "currency": f"{symbol}#,##0" + ("." + "0" * places if places else ""),
            "whole_currency": f"{symbol}#,##0",
            "share": "0.0%",
            "change": "+0.0%;-0.0%;0.0%",
            # Points of a hundred, kept as shares: a sheet has no other sign for them.
            "points": "+0.0%;-0.0%;0.0%",
            "count": "#,##0",
            "days": "#,##0",
            "score": "#,##0.00",
            "ratio": "#,##0.00",
            "p_value": f"[<0.001]{small};0.000",
            "general": "General",
        } | {f"fine_{unit}": code for unit, code in FINE.items()}
        top = {"valign": "top"}
        self.made = {name: book.add_format({"num_format": code, **top}) for name, code in codes.items()}
        # Texts and dates stand left, and a little apart from the numbers before them.
        left = {**top, "align": "left", "indent": 1}
        self.made |= {name: book.add_format({"num_format": code, **left}) for name, code in DATES.items()}
        self.text = book.add_format({**top, "align": "left"})
        self.apart = book.add_format(left)
        self.wrapped = book.add_format({**left, "text_wrap": True})
        head = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"}
        self.header = book.add_format({**head, "align": "left"})
        self.header_apart = book.add_format({**head, "align": "left", "indent": 1})
        self.number_header = book.add_format({**head, "align": "right"})
        self.title = book.add_format({"bold": True})
        self.link = book.get_default_url_format()

    def of(self, column: pd.Series[Any], unit: str) -> Format:
        """The format of a column: by its unit, else by what it holds."""
        import pandas as pd

        if unit in ("currency", "money_short"):
            large = unit == "money_short" or pd.to_numeric(column, errors="coerce").abs().median() >= 1000
            return self.made["whole_currency" if large else "currency"]
        if unit in self.made:
            return self.made[unit]
        if unit in ("value", "said", "name"):
            return self.made["general"]
        if pd.api.types.is_datetime64_any_dtype(column.dtype):
            naive = column.dt.tz_localize(None) if column.dt.tz is not None else column
            return self.made["date" if (naive.dropna() == naive.dropna().dt.normalize()).all() else "time"]
        return self.made["date" if column.map(lambda value: isinstance(value, dt.date)).any() else "general"]

    def each(self, column: pd.Series[Any], unit: str, units: Sequence[str]) -> Format | list[Format]:
        """One format for a column, or one for each of its cells where the unit changes or a number is small."""
        import pandas as pd

        if units:
            cells = zip(pd.to_numeric(column).tolist(), units, strict=False)
            return [self.made[_amount(value, _fine(value, one))] for value, one in cells]
        style = self.of(column, unit)
        if unit not in LEAST or column.dtype.kind != "f":
            return style
        size = column.abs()
        small = ((size > 0) & (size < LEAST[unit])).tolist()
        return [self.made[f"fine_{unit}"] if one else style for one in small] if any(small) else style


def _fine(value: float, unit: str) -> str:
    return f"fine_{unit}" if 0 < abs(value) < LEAST.get(unit, 0) else unit


def _amount(value: float, unit: str) -> str:
    """As the page does: cents below a thousand only."""
    return "whole_currency" if unit == "money_short" or (unit == "currency" and abs(value) >= 1000) else unit


def _symbol(currency: str, language: str) -> str:
    """The sign before an amount as the page has it, quoted so that no sheet reads it as a code.

    >>> _symbol("COP", "es"), _symbol("COP", "en"), _symbol("USD", "en")
    ('"$"', '"COP "', '"$"')
    """
    from babel.numbers import get_currency_symbol

    home = {"COP": "es_CO", "MXN": "es_MX", "ARS": "es_AR", "CLP": "es_CL", "PEN": "es_PE"}
    if currency in ("", NO_CURRENCY):
        return ""
    sign = get_currency_symbol(currency, home.get(currency, "en") if language == "es" else "en")
    return f'"{sign} "' if sign[-1].isalpha() else f'"{sign}"'
