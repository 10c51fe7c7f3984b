"""What was given back to a customer, told in a column of its own: taken off the amount of its line or of its whole order."""

from __future__ import annotations

from clientela.intake.problems import Assumption
from clientela.intake.reasons import Reason
from clientela.intake.sales import orders
from clientela.intake.sales.basis import Sale, Source
from clientela.intake.sales.orders import MONEY
from clientela.present.language import gettext as _


def taken_off(source: Source, found: Sale, amount: str, kind: str | None) -> None:
    """The amount less what was given back of each line, or of the whole order."""
    if "refund" not in source.t:
        return
    back, group = f"abs({source.t['refund']})", source.group
    tell(source, found)
    if group and group.several and group.refund_whole:
        over = group.over()
        found.layers.append(f"{amount} AS g_own")
        found.layers += orders.shared(group, f"sum(g_own) {over}", "g_own", "g_own IS NOT NULL")
        found.layers.append(
            f"{given_back(source, f'max({back}) {over}', 'g_amount', kind, over)} AS g_refund"
        )
        found.values["amount"] = f"CASE WHEN g_refund > 0 THEN {orders.part_of('(g_amount - g_refund)')} ELSE g_own END"  # fmt: skip
    else:
        found.layers.append(f"{amount} AS g_amount")
        found.layers.append(f"{given_back(source, back, 'g_amount', kind)} AS g_refund")
        found.values["amount"] = "(g_amount - coalesce(g_refund, 0))"
    found.reasons.append(("g_refund > 0 AND g_refund >= abs(g_amount) - 0.005", Reason.REFUNDED, "'refund: ' || g_refund"))  # fmt: skip


def given_back(source: Source, back: str, amount: str, kind: str | None, over: str = "") -> str:
    """What was given back, without the tax in it where amounts are without tax; nothing where the row itself is what was given back."""
    back = f"CASE WHEN {amount} < 0 THEN 0 ELSE {back} END"
    if kind != "excluded" or "tax" not in source.t:
        return f"CAST({back} AS {MONEY})"
    tax = f"abs(max({source.t['tax']}) {over})" if over else f"abs({source.t['tax']})"
    with_tax = f"nullif(CAST(abs({amount}) + coalesce({tax}, 0) AS DOUBLE), 0)"
    return f"CAST(round({back} * CAST(abs({amount}) AS DOUBLE) / {with_tax}, 2) AS {MONEY})"


def tell(source: Source, found: Sale) -> None:
    """How many rows have something given back, as a line of what was assumed."""
    (n,) = source.look.one(
        f"SELECT count(*) FILTER ({source.raw['refund']} <> 0) FROM ({source.look.relation})"
    )
    if n:
        evidence = _("filas con algo devuelto: se resta del importe; lo devuelto por completo queda aparte")
        found.notes.append(Assumption(source.look.name, "refunds", str(n), evidence, "refund"))
