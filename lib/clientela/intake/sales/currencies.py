"""Sales in several currencies: the company's own count, and the others at a rate that company.yml or their own row gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clientela.intake.cells import Cell, Look
from clientela.intake.personal import looks_personal, mask
from clientela.intake.problems import Assumption
from clientela.intake.readers.raw import quoted
from clientela.intake.reasons import Reason
from clientela.intake.sniff.currencies import currency_of
from clientela.present import numbers
from clientela.present.language import gettext as _

# What a sale is paid with, whichever column tells it.
PAID = ("amount", "order_amount", "gross", "unit_price")
# Numbers are read with four decimals: below it they are too few for a rate.
LEAST_RATE = 0.1


def currencies(
    cells: Mapping[str, Cell], look: Look, of_order: Mapping[str, str]
) -> tuple[str, list[tuple[str, Reason, str]], list[Assumption]]:
    """The SQL of the rate of a row (empty where all are in the company's), the rows in a currency without one, and what is told.

    `of_order` names what a row, or its order, says. company.yml's rate goes before the row's own.
    """
    if "currency" not in cells:
        return "", [], []
    told, row_rate = of_order["currency"], of_order.get("exchange_rate", "NULL")
    own, rows = look.company.currency, _rows(cells, look)
    found = {one.word: currency_of(one.word, own) for one in rows}
    rates = {code.upper(): rate for code, rate in look.company.rates.items()} | {own: 1}
    converted = {one: rates[found[one.word]] for one in rows if found[one.word] in rates.keys() - {own}}
    by_row = [one for one in rows if found[one.word] not in rates and one.rated]
    notes = []
    if converted:
        shown = ", ".join(f"{one.word} × {rate:g} ({one.n})" for one, rate in converted.items())
        notes.append(Assumption(look.name, "currency", shown, _("convertidas con rates de company.yml"), "currency"))  # fmt: skip
    if by_row:
        shown = ", ".join(f"{_shown(one.word)} × {one.rates} ({one.rated})" for one in by_row)
        evidence = _(
            "convertidas con la tasa de cambio de cada fila: lo que vale en su moneda una unidad de la otra"
        )
        notes.append(Assumption(look.name, "currency", shown, evidence, "exchange_rate"))
    others = [one for one in rows if found[one.word] not in rates and one.rated < one.n]
    if others:
        words = _("{currency}: {n} filas, {total}")
        shown = ", ".join(
            words.format(
                currency=_shown(one.word),
                n=numbers.count(one.n - one.rated),
                total=numbers.decimal(one.unrated, 2),
            )
            for one in others
        )
        evidence = _("filas en otra moneda: quedan aparte, o dé en company.yml rates: {{{code}: …}}")
        text = evidence.format(code=found[others[0].word])
        notes.append(Assumption(look.name, "currency", shown, text, "currency"))
    unrated = f" AND NOT {_is_rate(row_rate)}" if any(one.rated for one in others) else ""
    listed = ", ".join(quoted(one.word) for one in others)
    aside = [(f"{told} IN ({listed}){unrated}", Reason.OTHER_CURRENCY, f"'currency: ' || {told}")]
    cases = "".join(f" WHEN {told} = {quoted(one.word)} THEN {rate!r}" for one, rate in converted.items())
    cases += "".join(
        f" WHEN {told} = {quoted(one.word)} AND {_is_rate(row_rate)} THEN {row_rate}" for one in by_row
    )
    return (f"CASE{cases} ELSE 1 END" if cases else ""), aside if others else [], notes


@dataclass(frozen=True)
class _Money:
    """The rows in one currency: how many, how many tell a rate, those rates, and the money of those that tell none."""

    word: str
    n: int
    rated: int
    rates: str
    unrated: float | None


def _rows(cells: Mapping[str, Cell], look: Look) -> list[_Money]:
    """The rows of each currency, as it is written."""
    x = cells["currency"].sql
    money = next((cells[c].sql for c in PAID if c in cells), "NULL")
    rate = cells["exchange_rate"].sql if "exchange_rate" in cells else "NULL"
    is_rate = _is_rate(rate)
    found = look.connection.execute(
        f"""SELECT {x}, count(*), count(*) FILTER ({is_rate}), min({rate}) FILTER ({is_rate}), max({rate}) FILTER ({is_rate}),
            sum({money}) FILTER (NOT {is_rate})
        FROM ({look.relation}) WHERE {x} IS NOT NULL AND NOT filtered GROUP BY 1 ORDER BY 1"""
    ).fetchall()
    return [
        _Money(
            word,
            n,
            rated,
            " – ".join(dict.fromkeys(numbers.figure(float(one)) for one in (low, high) if one)),
            rest,
        )
        for word, n, rated, low, high, rest in found
    ]


def _is_rate(sql: str) -> str:
    """The SQL that tells whether a number is a rate: 1 stands where nobody gave one."""
    return f"coalesce({sql} >= {LEAST_RATE} AND {sql} <> 1, false)"


def _shown(word: str) -> str:
    return mask(word) if looks_personal(word, amount=False) else word
