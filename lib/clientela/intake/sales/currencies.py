"""Sales in several currencies: the company's own count, at a rate that company.yml gives the others too."""

from __future__ import annotations

from collections.abc import Mapping

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


def currencies(
    cells: Mapping[str, Cell], look: Look, told: str
) -> tuple[str, list[tuple[str, Reason, str]], list[Assumption]]:
    """The SQL of the rate of a row (empty where all are in the company's), the rows in a currency without one, and what is told."""
    if "currency" not in cells:
        return "", [], []
    x, own = cells["currency"].sql, look.company.currency
    money = next((cells[c].sql for c in PAID if c in cells), "NULL")
    rows = look.connection.execute(
        f"SELECT {x}, count(*), sum({money}) FROM ({look.relation}) WHERE {x} IS NOT NULL AND NOT filtered GROUP BY 1 ORDER BY 1"
    ).fetchall()
    counted = {word: n for word, n, _total in rows}
    totals = {word: total for word, _n, total in rows}
    found = {word: currency_of(word, own) for word in counted}
    rates = {code.upper(): rate for code, rate in look.company.rates.items()} | {own: 1}
    others = [word for word, code in found.items() if code not in rates]
    converted = {word: rates[code] for word, code in found.items() if code in rates and code != own}
    notes = []
    if converted:
        shown = ", ".join(f"{word} × {rate:g} ({counted[word]})" for word, rate in converted.items())
        notes.append(Assumption(look.name, "currency", shown, _("convertidas con rates de company.yml"), "currency"))  # fmt: skip
    if others:
        shown = ", ".join(
            _("{currency}: {n} filas, {total}").format(
                currency=mask(word) if looks_personal(word, amount=False) else word,
                n=numbers.count(counted[word]),
                total=numbers.decimal(totals[word], 2),
            )
            for word in others
        )
        evidence = _("filas en otra moneda: quedan aparte, o dé en company.yml rates: {{{code}: …}}")
        text = evidence.format(code=found[others[0]])
        notes.append(Assumption(look.name, "currency", shown, text, "currency"))
    listed = ", ".join(quoted(word) for word in others)
    aside = [(f"{told} IN ({listed})", Reason.OTHER_CURRENCY, f"'currency: ' || {told}")] if others else []
    cases = "".join(f" WHEN {told} = {quoted(word)} THEN {rate!r}" for word, rate in converted.items())
    return (f"CASE{cases} ELSE 1 END" if converted else ""), aside, notes
