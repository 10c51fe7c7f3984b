"""Credit notes and cancelled invoices: by their kind, by a series of numbers of their own, or by what company.yml says."""

from __future__ import annotations

import re
from collections.abc import Mapping

from clientela.intake.cells import Cell, Look
from clientela.intake.cells.cell import literal
from clientela.intake.problems import Assumption
from clientela.intake.reasons import Reason
from clientela.present.language import gettext as _

# How the numbers of cancelled invoices and credit notes start.
PREFIX = "C|NC|NCR|DV|DEV|ANU|CN"
CANCELLED = rf"^({PREFIX})[-_ ]?\d+$"
NUMBER = re.compile(rf"\s*({PREFIX})[-_ ]?\d", re.IGNORECASE)
# A prefix that other numbers have too is no series of credit notes; a code of letters and digits in any order has none.
SERIES = r"^([A-Z]+[-_ ]?)?\d+$"
TRUSTED = 0.9


def return_sql(cells: Mapping[str, Cell], look: Look, notes: list[Assumption], amount: str) -> str:
    """SQL that is true for the rows that are returns; empty where there are none. `amount` is that of a row over the source's rows, if any.

    A credit note is believed where no such number has an amount above zero, or where the numbers of all the company's orders are series (a prefix
    and a count), of which these are one.
    """
    signs = ["\"t_kind\" IS NOT DISTINCT FROM 'return'"] if "kind" in cells else []
    return " OR ".join(filter(None, (*signs, _numbered(look, notes, amount))))


def payments(cells: Mapping[str, Cell], look: Look) -> list[tuple[str, Reason, str]]:
    """The rows that are what was paid of an invoice, where the same column tells invoices too: the reason why they are no sales, and their word."""
    if "kind" not in cells:
        return []
    kind = cells["kind"].sql
    (invoices,) = look.one(
        f"SELECT count(*) FILTER ({kind} = 'sale') FROM ({look.relation}) WHERE NOT filtered"
    )
    return [("\"t_kind\" IS NOT DISTINCT FROM 'payment'", Reason.PAYMENT, "'kind'")] if invoices else []


def _numbered(look: Look, notes: list[Assumption], amount: str) -> str:
    """SQL that is true for the numbers of credit notes."""
    if "order_id" not in look.types:
        return ""
    x = "coalesce(\"t_order_id\", '')"
    if look.source.returns is not None:
        like = (
            f"upper({x}) GLOB {literal(pattern.upper().replace('[', '[[]'))}"
            for pattern in look.source.returns
        )
        return " OR ".join(like)
    if look.types["order_id"] != "VARCHAR":
        return ""
    if look.texts and not any(text and NUMBER.match(text) for text in look.texts["order_id"]):
        return ""
    credit, all_orders = _counted(look, amount)
    # Where most numbers start so, it is how this company numbers its invoices.
    if not 0 < credit["n"] < all_orders / 2:
        return ""
    if credit["positive"] and not _are_series(look):
        return ""
    evidence = _(
        "{n} filas con número de anulación o nota crédito (C…, NC…, DEV…), antes de apartar las repetidas; si no lo son: returns: []"
    ).format(n=credit["n"])
    notes.append(Assumption(look.name, "returns", _("devoluciones"), evidence, "order_id"))
    return f"regexp_matches(upper({x}), '{CANCELLED}')"


def _counted(look: Look, amount: str) -> tuple[dict[str, int], int]:
    # Few numbers start with one of these letters: only those are looked at.
    letters = ", ".join(str(ord(sign)) for sign in "CNDAcnda \t")
    starts = (
        f'CASE WHEN ascii("order_id") IN ({letters}) THEN regexp_matches(upper(trim("order_id")), \'{CANCELLED}\') '
        "ELSE false END"
    )
    positive = f"{starts} AND ({amount}) > 0" if amount else starts
    n, above, every = look.one(
        f"SELECT count(*) FILTER ({starts}), count(*) FILTER ({positive}), count(*) FROM ({look.relation}) WHERE NOT filtered"
    )
    return {"n": n, "positive": above}, every


def _are_series(look: Look) -> bool:
    """Whether the numbers of all orders are a prefix and a count: hexadecimal and random codes are not."""
    x = 'upper(trim("order_id"))'
    series, every = look.one(
        f"SELECT count(*) FILTER (regexp_matches({x}, '{SERIES}')), count(*) FROM ({look.relation}) WHERE {x} <> '' AND NOT filtered"
    )
    return bool(every) and series >= TRUSTED * every
