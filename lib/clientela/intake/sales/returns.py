"""Credit notes and cancelled invoices."""

from __future__ import annotations

from collections.abc import Mapping

from clientela.intake.cells import Cell, Look
from clientela.intake.problems import Assumption
from clientela.present.language import gettext as _

# How the numbers of cancelled invoices and credit notes start.
CANCELLED = r"^(C|NC|NCR|DV|DEV|ANU|CN)[-_ ]?\d"


def return_sql(cells: Mapping[str, Cell], look: Look, notes: list[Assumption]) -> str:
    """SQL that is true for credit notes and cancelled orders; empty where the source has none."""
    signs = ["\"t_kind\" IS NOT DISTINCT FROM 'return'"] if "kind" in cells else []
    if look.types.get("order_id") == "VARCHAR":
        pattern = "regexp_matches(upper({x}), '" + CANCELLED + "')"
        # Few numbers start with one of these letters: only those are looked at.
        letters = ", ".join(str(ord(sign)) for sign in "CNDAcnda \t")
        starts = (
            f'CASE WHEN ascii("order_id") IN ({letters}) THEN '
            + pattern.format(x='trim("order_id")')
            + " ELSE false END"
        )
        cancelled, all_orders = look.one(
            f"SELECT count(*) FILTER ({starts}), count(*) FROM ({look.relation})"
        )
        # Where most numbers start so, it is how this company numbers its invoices.
        if 0 < cancelled < all_orders / 2:
            signs.append(pattern.format(x="coalesce(\"t_order_id\", '')"))
            evidence = _(
                "{n} filas con número de anulación o nota crédito (C…, NC…, DEV…), antes de apartar las repetidas"
            ).format(n=cancelled)
            notes.append(Assumption(look.name, "returns", _("devoluciones"), evidence, "order_id"))
    return " OR ".join(signs)
