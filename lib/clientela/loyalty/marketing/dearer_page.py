"""How winning and keeping look from year to year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import findings_of
from clientela.loyalty.marketing.dearer import KEY, SIDES, dearer
from clientela.present import Table, numbers
from clientela.present.language import N_, _
from clientela.results import Finding, Missing, Result
from clientela.stats.rows import rows_of

if TYPE_CHECKING:
    import datetime as dt


def dearer_table(result: Result, currency: str) -> Table:
    """One row a year: what a new customer cost, and what keeping an active one did."""
    table = result.frames["years"]
    told = {
        f"{side}_text": [
            _each([getattr(row, f"{side}_cost{end}") for end in ("", "_low", "_high")], currency)
            for row in rows_of(table)
        ]
        for side in SIDES
    }
    return Table(
        table.assign(**told, active=table.active.round()),
        _(
            "Lo que costó cada cliente nuevo y conservar un año a cada activo, por años completos hasta el mes de la primera columna. Es dinero "
            "de cada año: las alzas de todo lo demás están adentro."
        ),
        "tbl-loyalty-dearer",
        ("year_to", "new", "won_text", "active", "kept_text"),
    )


def _each(parts: list[float], currency: str) -> str:
    middle, low, high = parts
    if not np.isfinite(middle):
        return _("sin anotar")
    least, most = (numbers.short_money(max(0.0, part), currency) for part in (low, high))
    return _("{middle} (entre {low} y {high})").format(
        middle=numbers.short_money(middle, currency), low=least, high=most
    )


def sure(result: Result, side: str) -> int:
    """1 where the last year was dearer than the one before by more than chance, −1 where cheaper, 0 where nobody can tell."""
    number = result.values.get(f"{side}_dearer")
    if number is None or number.low is None or number.high is None:
        return 0
    return int(number.low > 0) - int(number.high < 0)


def dearer_advice(result: Result) -> str:
    """What got dearer, what cheaper, and what cannot be told yet."""
    sentences = [
        _(_SAID[side, sure(result, side)]).format(**_words(result, side))
        for side in SIDES
        if f"{side}_dearer" in result.values
    ]
    return _("**Año tras año.** {what}").format(what=" ".join(sentences))


_SAID = {
    ("won", 1): N_(
        "Ganar un cliente cuesta {more} más que el año anterior (entre {low} y {high}): antes de gastar más en captar, mire qué origen dejó de traer."
    ),
    ("won", -1): N_("Ganar un cliente cuesta {more} menos que el año anterior (entre {low} y {high})."),
    ("won", 0): N_(
        "No se puede decir que ganar un cliente cueste más ni menos que el año anterior: el cambio está entre {signed_low} y {signed_high}."
    ),
    ("kept", 1): N_(
        "Conservar a uno cuesta {more} más que el año anterior (entre {low} y {high}): mire qué gasto nuevo lo explica y si se probó."
    ),
    ("kept", -1): N_("Conservar a uno cuesta {more} menos que el año anterior (entre {low} y {high})."),
    ("kept", 0): N_(
        "No se puede decir que conservar a uno cueste más ni menos: el cambio está entre {signed_low} y {signed_high}."
    ),
}


def _words(result: Result, side: str) -> dict[str, str]:
    number = result.values[f"{side}_dearer"]
    parts = [float(part or 0.0) for part in (number.value, number.low, number.high)]
    sizes = sorted(abs(part) for part in parts[1:])
    return {
        "more": numbers.share(abs(parts[0]), 0), "low": numbers.share(sizes[0], 0), "high": numbers.share(sizes[1], 0),
        "signed_low": numbers.signed_share(parts[1], 0), "signed_high": numbers.signed_share(parts[2], 0),
    }  # fmt: skip


@findings_of(dearer)
def dearer_findings(result: Result | Missing, as_of: dt.date) -> list[Finding]:
    """Winning a customer got dearer by more than months do by themselves."""
    import datetime as dt

    if isinstance(result, Missing) or sure(result, "won") <= 0:
        return []
    message = _(
        "Ganar un cliente cuesta {more} más que hace un año (entre {low} y {high}): revisar qué origen dejó de traer."
    ).format(**_words(result, "won"))
    due = as_of + dt.timedelta(days=45)
    return [Finding("risk", message, KEY, result.n, owner=_("Mercadeo"), due=due)]
