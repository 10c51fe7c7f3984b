"""Whether an amount holds the tax that stands beside it, and the amount without it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from clientela.intake.cells import Cell, Look
from clientela.intake.problems import Assumption
from clientela.intake.sales.basis import Sale, Source
from clientela.present.language import gettext as _

Tax = Literal["excluded", "included", "subtract"]
# Rates in use where Spanish or English is spoken; those of a country come first.
RATES = (
    0.04,
    0.05,
    0.07,
    0.075,
    0.08,
    0.1,
    0.105,
    0.11,
    0.12,
    0.13,
    0.15,
    0.16,
    0.18,
    0.19,
    0.2,
    0.21,
    0.22,
    0.23,
    0.25,
    0.27,
)
OF_A_COUNTRY = {"CO": (0.19, 0.05), "MX": (0.16, 0.08), "ES": (0.21, 0.1, 0.04), "EC": (0.12, 0.15), "PE": (0.18,), "CL": (0.19,),
    "AR": (0.21, 0.105, 0.27), "UY": (0.22, 0.1), "PY": (0.1, 0.05), "BO": (0.13,), "CR": (0.13,), "PA": (0.07,), "GT": (0.12,),
    "HN": (0.15,), "SV": (0.13,), "NI": (0.15,), "DO": (0.18,), "VE": (0.16,)}  # fmt: skip
MOST = 0.8
LOOKED_AT = 100_000


def tax(
    cells: Mapping[str, Cell], look: Look, amount: str, money: Mapping[str, str]
) -> tuple[Tax | None, list[Assumption]]:
    """Whether `amount` (SQL over the source's rows) is net of the tax beside it, holds it, or nothing tells; and what is told.

    company.yml decides (`tax: excluded | included | subtract`); else the total with tax, where there is one; else the rate: a tax of .19 of the
    amount stands beside it, one of .1597 (19/119) is within it.
    """
    given = look.source.tax
    if given:
        said = {
            "excluded": _("sin impuesto"),
            "included": _("con impuesto, si los precios lo llevan"),
            "subtract": _("se resta"),
        }
        evidence = _(
            "así lo dice company.yml o el perfil de la herramienta; otra lectura: tax: excluded, included o subtract"
        )
        return given, [Assumption(look.name, "tax", said[given], evidence, "amount")]
    if "tax" not in cells:
        return None, []
    net, within = _by_total(look, amount, money) if "gross" in money else (0.0, 0.0)
    if max(net, within) < MOST:
        net, within = _by_rate(look, amount, money["tax"])
    if max(net, within) < MOST or net == within:
        return None, []
    if net > within:
        evidence = _("el importe no incluye el impuesto, que va en su propia columna")
        return "excluded", [Assumption(look.name, "tax", _("sin impuesto"), evidence, "amount")]
    evidence = _(
        "el importe incluye el impuesto de la columna de al lado: se le resta (tax: included lo dejaría)"
    )
    return "subtract", [Assumption(look.name, "tax", _("se resta"), evidence, "amount")]


def of_orders(look: Look, order: str, line: str, tax: str) -> bool:
    """Whether the tax is the whole order's, told again on each of its lines: nothing to be taken off a line."""
    if not tax or order == "NULL":
        return False
    rows = f"SELECT part, {order} AS o, {line} AS l, {tax} AS t FROM ({look.relation}) WHERE NOT filtered AND NOT is_header LIMIT {LOOKED_AT}"
    n, same = look.one(
        f"""SELECT count(*), count(*) FILTER (taxes = 1) FROM (SELECT count(DISTINCT t) AS taxes FROM ({rows}) WHERE o IS NOT NULL
        GROUP BY part, o HAVING count(DISTINCT l) > 1 AND max(abs(t)) > 0)"""
    )
    return bool(n) and same >= MOST * n


def taken_out(source: Source, found: Sale, own: str, line: str) -> tuple[str, str, Tax | None]:
    """The amount and the line's value without the tax that they hold, and whether they held it; it stays open where nothing tells."""
    paid = source.raw[source.basis] if own else _of_rows(source, line)
    whole = not own and of_orders(source.look, source.order, paid, source.raw.get("tax", ""))
    if whole and not source.look.source.tax:
        return own, line, None
    kind, notes = tax(source.cells, source.look, paid, source.raw)
    found.notes += notes
    if "tax" in source.t and kind is None:
        (found.tax_open,) = source.look.one(
            f"SELECT count(*) FILTER ({source.raw['tax']} <> 0) FROM ({source.look.relation})"
        )
    if kind != "subtract" or "tax" not in source.t or whole:
        return own, line, kind
    less = f"({own or line} - coalesce({source.t['tax']}, 0))"
    return (less, line, kind) if own else (own, less, kind)


def _of_rows(source: Source, value: str) -> str:
    """The SQL of a value of a row, written over the source's rows."""
    for name, sql in source.raw.items():
        value = value.replace(source.t[name], sql)
    return value


def _by_total(look: Look, amount: str, money: Mapping[str, str]) -> tuple[float, float]:
    """The shares of rows in which amount + tax (+ shipping and tip) is the total, and in which the amount is."""
    beside = " + ".join(f"coalesce({money[c]}, 0)" for c in ("shipping", "tip") if c in money) or "0"
    asked = f"SELECT {amount} AS a, {money['tax']} AS t, {money['gross']} AS g, {beside} AS b FROM ({look.relation})"
    near = "abs(g - a - {t} - {b}) <= 0.011 + 0.0005 * abs(g)"
    with_tax = f"({near.format(t='t', b=0)} OR {near.format(t='t', b='b')})"
    without = f"({near.format(t=0, b=0)} OR {near.format(t=0, b='b')})"
    n, net, within = look.one(
        f"SELECT count(*), count(*) FILTER ({with_tax}), count(*) FILTER ({without}) FROM ({asked}) WHERE abs(t) > 0.02 * abs(a) AND g IS NOT NULL"
    )
    return (net / n, within / n) if n else (0.0, 0.0)


def _by_rate(look: Look, amount: str, tax: str) -> tuple[float, float]:
    """The shares of rows whose tax is a known rate of the amount, and whose tax is that rate within it."""
    rates = OF_A_COUNTRY.get(look.company.country, RATES)
    asked = f"SELECT {amount} AS a, {tax} AS t FROM ({look.relation}) LIMIT {LOOKED_AT}"

    def near(rate: float) -> str:
        # A hair's breadth, and half a unit of rounding.
        return f"abs(t - a * {rate!r}) <= 0.51 * least(1, abs(a) * 0.01) + abs(a) * 0.0001"

    beside = " OR ".join(near(r) for r in rates)
    inside = " OR ".join(near(r / (1 + r)) for r in rates)
    n, net, within = look.one(
        f"SELECT count(*), count(*) FILTER ({beside}), count(*) FILTER ({inside}) FROM ({asked}) WHERE t <> 0 AND a <> 0"
    )
    return (net / n, within / n) if n else (0.0, 0.0)
