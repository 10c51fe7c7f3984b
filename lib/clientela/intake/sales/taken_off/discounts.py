"""What a line's discount is: money, a rate with its sign («10 %»), or a share of one (0.1)."""

from __future__ import annotations

from collections.abc import Mapping

from clientela.intake.cells import Look
from clientela.intake.problems import Assumption
from clientela.present.language import gettext as _

# A share beside lines worth less than so many times it may be cents.
WORTH = 20
FEWEST = 3
MOST = 0.8


def taken_off(
    line: str,
    t: Mapping[str, str],
    raw: Mapping[str, str],
    look: Look,
    notes: list[Assumption],
    told: str = "",
) -> tuple[str, int]:
    """The SQL of what a line's discount takes off it, and how many rows have a share that may be cents.

    `t` names the values of a row, `raw` is their SQL over the source's rows; `told` the SQL there of a line's value, where a column tells it.
    """
    off = f"abs(coalesce({t['discount']}, 0))"
    shapes = look.shapes_of.get("discount", {})
    if any("%" in shape for shape in shapes):
        notes.append(
            Assumption(look.name, "column", "%", _("el descuento es un porcentaje de la línea"), "discount")
        )
        share = f"CAST({line} * {off} / 100 AS DECIMAL(18,4))"
        return (
            f"CASE WHEN contains(coalesce({look.text('discount')}, ''), '%') THEN {share} ELSE {off} END",
            0,
        )
    given = look.source.discounts
    n = 0 if given else _shares(raw, look, told)
    if not n and given != "share":
        return off, 0
    if given is None:
        evidence = _("descuentos entre 0 y 1: se tomaron como parte de la línea, no como dinero")
        notes.append(Assumption(look.name, "column", _("parte de 1"), evidence, "discount"))
    return f"CAST({line} * {off} AS DECIMAL(18,4))", n


def before(raw: Mapping[str, str], look: Look) -> tuple[bool, int, list[Assumption]]:
    """Whether amounts are told before the discount of their line; in how many rows nothing tells; and what is said of it.

    company.yml or the tool's profile decides (`discounted`). Else an amount of quantity × price is before the discount if that is the listed
    price and after it if it is the one that was paid, which only its owner knows: it is left as it stands, and asked.
    """
    given = look.source.discounted
    if given is not None:
        if given or "discount" not in raw:
            return False, 0, []
        evidence = _("así lo dice company.yml o el perfil de la herramienta; otra lectura: discounted: true")
        return True, 0, [Assumption(look.name, "column", _("se resta"), evidence, "discount")]
    if (
        not {"amount", "quantity", "unit_price", "discount"} <= raw.keys()
        or raw["amount"] == raw["unit_price"]
    ):
        return False, 0, []
    asked = ", ".join(f"{raw[c]} AS {c}" for c in ("amount", "quantity", "unit_price", "discount"))
    n, listed = look.one(
        f"""SELECT count(*), count(*) FILTER (abs(amount - quantity * unit_price) <= 0.011 + 0.0005 * abs(amount))
        FROM (SELECT {asked} FROM ({look.relation}) WHERE NOT filtered AND NOT is_header)
        WHERE abs(discount) > 0 AND amount IS NOT NULL AND quantity * unit_price <> 0"""
    )
    return False, int(n) if n and listed >= MOST * n else 0, []


def in_money(amount: str, paid: str, t: Mapping[str, str], raw: Mapping[str, str], look: Look) -> str:
    """The SQL of a line's discount in money, where the file tells it as a share of what the line would have been; empty where it is money already.

    `amount` is what a row brings after its discount, `paid` the SQL of the amount over the source's rows.
    """
    off = f"abs({t['discount']})"
    if any("%" in shape for shape in look.shapes_of.get("discount", {})):
        share = f"{off} / 100"
        told = f"contains(coalesce({look.text('discount')}, ''), '%')"
    elif look.source.discounts == "share" or (not look.source.discounts and _shares(raw, look, paid)):
        share, told = off, "true"
    else:
        return ""
    return f"CASE WHEN {told} AND {share} < 1 THEN CAST({amount} * ({share}) / (1 - ({share})) AS DECIMAL(18,4)) ELSE {t['discount']} END"


def _shares(raw: Mapping[str, str], look: Look, line: str = "") -> int:
    """The rows whose discount is a share: none of them beyond 1, beside lines that are worth many times as much."""
    line = line or f"{raw['quantity']} * {raw['unit_price']}"
    n, largest, usual = look.one(
        f"""SELECT count(*) FILTER (d > 0), max(d), median(l) FROM
        (SELECT abs({raw["discount"]}) AS d, abs({line}) AS l FROM ({look.relation}) WHERE NOT filtered AND NOT is_header)"""
    )
    return int(n) if n >= FEWEST and largest <= 1 and float(usual or 0) > WORTH * float(largest) else 0
