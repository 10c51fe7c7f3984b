"""Sales to nobody in particular, and codes that are not products."""

from __future__ import annotations

import re
from fnmatch import translate
from typing import Any

from clientela.intake.cells import Cell, Look
from clientela.intake.contract import contract, plain
from clientela.intake.personal import looks_personal, mask
from clientela.intake.problems import Assumption
from clientela.intake.readers.raw import quoted
from clientela.present.language import gettext as _


def customer(cell: Cell, look: Look, notes: list[Assumption]) -> str:
    """The customer's id; NULL for those that stand for nobody ("consumidor final")."""
    nobody = _nobody(cell, look)
    if not nobody:
        return '"t_customer_id"'
    # Whom company.yml calls nobody may be somebody: the cashier's own name.
    shown = ", ".join(
        f"{mask(value) if looks_personal(value) else value} ({n})" for value, n in nobody.items()
    )
    notes.append(
        Assumption(
            look.name,
            "anonymous",
            shown,
            _("no es un cliente en particular: cuenta solo en los totales"),
            "customer_id",
        )
    )
    return f'CASE WHEN "t_customer_id" IN ({", ".join(quoted(v) for v in nobody)}) THEN NULL ELSE "t_customer_id" END'


def _nobody(cell: Cell, look: Look) -> dict[str, int]:
    given = look.source.anonymous
    wanted = sorted({plain(value) for value in given} if given is not None else contract().anonymous)
    if not wanted:
        return {}
    own = look.texts and look.texts.get("customer_id")
    if own and not look.source.values and not any(text and plain(text) in {*wanted} for text in own):
        return {}
    # Capitals and accents are compared only for what is short enough to be one of the words.
    short = f"length({cell.sql}) <= {max(map(len, wanted))}"
    key = f"CASE WHEN {short} THEN lower(strip_accents({cell.sql})) END"
    rows = look.connection.execute(
        f"SELECT {cell.sql}, count(*) FROM ({look.relation}) WHERE {key} IN ({', '.join(quoted(w) for w in wanted)}) GROUP BY 1 ORDER BY 1"
    ).fetchall()
    return dict(rows)


def non_products(connection: Any, relation: str, given: list[str] | None) -> dict[str, int]:
    """The product codes that are no products (freight, adjustments, fees …), with their rows.

    `given` (company.yml) replaces the contract's list; one-letter codes count only where codes are long as a rule.
    """
    rows = connection.execute(
        f"SELECT product_id, count(*) FROM {relation} WHERE product_id IS NOT NULL GROUP BY 1 ORDER BY 1"
    ).fetchall()
    if given is not None:
        patterns = tuple(plain(text) for text in given)
    else:
        known = contract().non_product
        patterns = (*known["words"], *known["patterns"])
        lengths = sorted(len(code) for code, _n in rows)
        if lengths and lengths[len(lengths) // 2] >= 4:
            patterns += known["letters"]
    if not patterns:
        return {}
    matches = re.compile("|".join(translate(pattern) for pattern in patterns)).match
    return {code: n for code, n in rows if matches(plain(code))}
