"""The text of a proposed company.yml: every guess between quotation marks and marked as such."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from clientela.intake.contract import contract, header_key
from clientela.intake.problems import Assumption, harmless, quote
from clientela.intake.proposing.where import Where
from clientela.intake.questions import Question
from clientela.intake.sales import where_nothing_is_paid
from clientela.present.language import gettext as _


@dataclass(frozen=True)
class Guess:
    """What a file (or sheet) seems to be: its table, our columns with theirs, and what else was assumed."""

    file: str
    sheet: str | None
    table: str
    columns: Mapping[str, str]
    missing: tuple[str, ...]
    left: tuple[str, ...]
    notes: tuple[Assumption, ...]
    questions: tuple[Question, ...] = ()
    settings: Mapping[str, object] = field(default_factory=dict)
    currency: str = ""
    joined: tuple[str, ...] = ()  # the other files that complete its rows


def paid(guesses: Sequence[Guess]) -> tuple[list[Guess], dict[str, str]]:
    """The guesses less the files of days without money where another file brings the sales with theirs; and why each is left out, by file.

    Visits, coupons or logins counted as purchases of 1 would be added to money.
    """
    sold = [guess for guess in guesses if guess.table == "transactions" and not guess.missing]
    unpaid = [guess for guess in sold if where_nothing_is_paid({**guess.columns, **guess.settings})]
    if len(unpaid) == len(sold):
        return list(guesses), {}
    said = _(
        "no tiene ningún importe, y las ventas vienen con el suyo en otro archivo: sus filas no se cuentan como ventas"
    )
    left = {guess.file: f"{guess.file}: {said}" for guess in unpaid}
    return [guess for guess in guesses if guess not in unpaid], left


# What is paid of a sale, and the sale itself, as files are called and their days are headed.
PAYMENTS = re.compile(r"(^|_)(payments?|pagos?|cobros?|cobranzas?|recaudos?|abonos?|pagamentos?)(_|$)")
SALES = re.compile(
    r"(^|_)(invoices?|facturas?|facturacion|orders?|pedidos?|ventas?|sales?|compras?|faturas?|vendas?)(_|$)"
)


def once(guesses: Sequence[Guess]) -> tuple[list[Guess], dict[str, str]]:
    """The guesses with each sale once, where one file has invoices and another what was paid of them; and why a file is left out, by file.

    Of the two, the one that says whose the sales are stays; the invoices where both do, or neither.
    """
    sold = [guess for guess in guesses if guess.table == "transactions" and not guess.missing]
    payments = [guess for guess in sold if _is(guess, PAYMENTS)]
    invoices = [guess for guess in sold if guess not in payments and _is(guess, SALES)]
    if not payments or not invoices:
        return list(guesses), {}
    named = [any("customer_id" in guess.columns for guess in side) for side in (invoices, payments)]
    stays, goes = (payments, invoices) if named == [False, True] else (invoices, payments)
    said = _(
        "{file}: una factura y su pago son la misma venta, y ya está en {other}: contarlas las dos daría el doble. Si son ventas distintas, "
        "agréguelo en sources: {{transactions: …}}"
    )
    left = {guess.file: said.format(file=guess.file, other=stays[0].file) for guess in goes}
    return [guess for guess in guesses if guess not in goes], left


def _is(guess: Guess, words: re.Pattern[str]) -> bool:
    """Whether a file is called so, or its days are."""
    return any(
        words.search(header_key(name)) for name in (Path(guess.file).stem, guess.columns.get("date", ""))
    )


def text(name: str, told: Where, currency: str, guesses: Sequence[Guess], unknown: Sequence[str]) -> str:
    """The whole of it: who the company is, its sources table by table, and what is not used."""
    lines = [*_head(name, told, currency), *_sources(guesses, currency), *_tail(guesses, unknown)]
    return "\n".join(lines) + "\n"


# Where most of a country lives, of those with several zones.
ZONES = {"CO": "America/Bogota", "MX": "America/Mexico_City", "ES": "Europe/Madrid", "CL": "America/Santiago", "EC": "America/Guayaquil",
    "AR": "America/Argentina/Buenos_Aires", "US": "America/New_York", "BR": "America/Sao_Paulo", "PT": "Europe/Lisbon"}  # fmt: skip


def _head(name: str, told: Where, currency: str) -> list[str]:
    from babel.core import get_global

    country = told.country
    zones = [zone for zone, territory in get_global("zone_territories").items() if territory == country]
    zone = ZONES.get(country) or (sorted(zones)[0] if zones else "UTC")
    guess = _("supuesto: revíselo")
    lines = [
        "# "
        + _("Propuesta hecha a partir de los archivos. Lo que dice «supuesto» es una conjetura: revíselo."),
        f"name: {scalar(name)}",
    ]
    if told.evidence and not told.sure:
        asked = _("¿Es {country} el país de la empresa, y {currency} su moneda? Se tomó así ({evidence})")
        lines.append(f"# {_('PREGUNTA')}: " + asked.format(country=country, currency=currency, evidence=told.evidence))  # fmt: skip
    why = f" ({told.evidence})" if told.evidence and told.sure else ""
    return [
        *lines,
        f"country: {scalar(country)}        # {guess}{why}",
        "language: es",
        f"currency: {scalar(currency)}      # {guess}",
        f"time_zone: {scalar(zone)}  # {guess}",
        "as_of: auto          # " + _("la fecha de corte: la última venta que no sea posterior a hoy"),
    ]


def _sources(guesses: Sequence[Guess], currency: str) -> list[str]:
    lines = ["sources:"] if guesses else ["sources: {}"]
    for table in contract().tables:
        mine = _grouped([guess for guess in guesses if guess.table == table])
        if mine:
            lines.append(f"  {table}:")
        for path, guess, n in mine:
            lines += _source(path, guess, n, currency)
    return lines


def _grouped(guesses: Sequence[Guess]) -> list[tuple[str, Guess, int]]:
    """One source for files with the same columns whose names differ only in their numbers."""
    groups: dict[tuple[str, str | None, tuple[str, ...]], list[Guess]] = {}
    for guess in guesses:
        pattern = re.sub(r"\d[\d_.-]*(?=.*\.)", "*", guess.file)
        groups.setdefault((pattern, guess.sheet, tuple(guess.columns.values())), []).append(guess)
    return [(key[0] if len(mine) > 1 else mine[0].file, mine[0], len(mine)) for key, mine in groups.items()]


def _source(path: str, guess: Guess, n: int, currency: str) -> list[str]:
    several = "  # " + _("{n} archivos").format(n=n) if n > 1 else ""
    database = "://" in path
    lines = [f"    - {'url' if database else 'path'}: {scalar(path)}{several}"]
    if guess.sheet:
        lines.append(f"      {'table' if database else 'sheet'}: {scalar(guess.sheet)}")
    lines += [f"      # {_('supuesto')}: {_said(note)}" for note in guess.notes]
    lines += [line for question in guess.questions for line in _asked(question, currency)]
    lines += [f"      # {_('FALTA')}: {message}" for message in guess.missing]
    lines += [
        f"      {name}: {json.dumps(value, ensure_ascii=False)}  # {_('supuesto')}"
        for name, value in guess.settings.items()
    ]
    if guess.columns:
        lines.append("      columns:")
    for ours, theirs in guess.columns.items():
        sure = header_key(theirs) == ours
        lines.append(f"        {ours}: {scalar(theirs)}" + ("" if sure else f"  # {_('supuesto')}"))
    if guess.left:
        left = ", ".join(quote(header) for header in harmless(guess.left))
        lines.append(f"      # {_('columnas que el informe no usa')}: {left}")
    return lines


def _asked(question: Question, currency: str) -> list[str]:
    """A question with the two lines that answer it, of which one is to be taken out of its comment."""
    lines = [f"      # {_('PREGUNTA')}: {' '.join(question.sentence(currency).split())}"]
    return [
        *lines,
        *(
            f"      # {way.line}  # {_('así da')} {way.outcome(currency)}"
            for way in (question.taken, question.other)
        ),
    ]


def _said(note: Assumption) -> str:
    column = f"{note.column}: " if note.column else ""
    return " ".join(f"{note.words}: {column}{note.value} ({note.evidence})".split())


def _tail(guesses: Sequence[Guess], unknown: Sequence[str]) -> list[str]:
    lines = [f"# {_('No se usa')}: {' '.join(text.split())}" for text in unknown]
    if not guesses:
        lines.append(
            "# "
            + _(
                "Ningún archivo se reconoce: escriba aquí sus tablas y columnas; el contrato está en el README."
            )
        )
    return lines


def scalar(text: str) -> str:
    """A text between quotation marks, as YAML and JSON both write it."""
    return json.dumps(str(text), ensure_ascii=False)
