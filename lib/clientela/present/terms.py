"""The words and the unit of every name that reaches a page: columns, numbers and values.

One name has one meaning and one word. What a stage alone uses stands in its own `terms.py`; what several use stands here.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from clientela.present.language import N_, _

# Where a file that is no `terms.py` has words: an analysis that stands in one file.
OWN_WORDS = re.compile(rb"^(TERMS|VALUES)(:| =)", re.MULTILINE)
STAGES = ("company", "product", "segments", "database", "loyalty")


class Term(NamedTuple):
    """The words of a name (a Spanish msgid) and how its values are written."""

    words: str
    unit: str = "text"


# Units: text, count, currency, money_short, share, change (of an amount: +6 %), points (of a hundred: a score, a difference of shares), days,
# score, ratio, list (of names), date, month, value (a closed list of words), said (a sentence of ours or of
# the company's own), name (the cell names a number, and reads as that number does).
TERMS: dict[str, Term] = {
    "amount": Term(N_("Ventas"), "money_short"),
    "amount_before": Term(N_("Ventas del período anterior"), "money_short"),
    "change": Term(N_("Cambio"), "change"),
    "customer_id": Term(N_("Cliente")),
    "customers": Term(N_("Clientes"), "count"),
    "days_since_last": Term(N_("Días desde la última compra"), "days"),
    "first_purchase": Term(N_("Primera compra"), "date"),
    "last_purchase": Term(N_("Última compra"), "date"),
    "lines": Term(N_("Líneas"), "count"),
    "month": Term(N_("Mes"), "month"),
    "n": Term("n", "count"),
    "orders": Term(N_("Pedidos"), "count"),
    "purchase_days": Term(N_("Días de compra"), "count"),
    "quantity": Term(N_("Unidades"), "count"),
    "rows": Term(N_("Filas"), "count"),
    "share": Term(N_("Parte"), "share"),
    "share_amount": Term(N_("Parte de las ventas"), "share"),
    "share_customers": Term(N_("Parte de los clientes"), "share"),
    "source": Term(N_("Fuente")),
    "table_name": Term(N_("Tabla"), "value"),
    "fate": Term(N_("Destino"), "value"),
    "reason": Term(N_("Motivo"), "value"),
    "ticket": Term(N_("Compra media"), "currency"),
    "frequency": Term(N_("Pedidos por cliente"), "ratio"),
}

# Values of closed lists, as they stand in cells: "active" -> "Activo".
VALUES: dict[str, str] = {
    "used": N_("usadas"),
    "totals": N_("solo en los totales"),
    "set_aside": N_("apartadas"),
    "transactions": N_("compras"),
    "customers": N_("clientes"),
    "products": N_("productos"),
    "interactions": N_("quejas y consultas"),
    "surveys": N_("encuestas"),
    "items": N_("preguntas"),
    "respondents": N_("encuestados"),
    "staff": N_("equipo"),
    "capacity": N_("capacidad"),
    "expenses": N_("gastos"),
    "campaigns": N_("campañas"),
    "contacts": N_("contactos"),
    "prospects": N_("interesados"),
    "contracts": N_("contratos"),
    "benchmarks": N_("comparaciones"),
    "commitments": N_("compromisos"),
    "person": N_("Persona"),
    "organisation": N_("Empresa"),
    "measured": N_("medido"),
    "associated": N_("asociado"),
    "experiment": N_("experimento"),
    # Units beside measures of different kinds.
    "unit_share": N_("parte"),
    "unit_change": N_("cambio"),
    "unit_days": N_("días"),
    "unit_ratio": N_("número"),
    # What a code means in one column only: the column's name stands before it.
    "parameter_alpha": N_("alfa (del modelo)"),
    "parameter_beta": N_("beta (del modelo)"),
    "parameter_gamma": N_("gamma (del modelo)"),
    "gamma_gamma": N_("Gamma-gamma"),
    "degenerate_no_repeats": N_("nadie repitió"),
    "degenerate_too_few_rows": N_("hay muy pocas compras distintas"),
    "degenerate_not_finite": N_("sus cuentas no dan un número"),
    "degenerate_not_converged": N_("no llegó a una solución"),
    "degenerate_flat": N_("muchas soluciones dan casi lo mismo"),
    "degenerate_no_mean": N_("no tiene gasto medio"),
    "column_kind": N_("Clase"),
    "column_nature": N_("Bien o servicio"),
    "column_side": N_("Lado de la pregunta"),
    "column_arm": N_("Grupo de la campaña"),
    "assumed_good": N_("bien"),
    "assumed_service": N_("servicio"),
    "assumed_serve": N_("atender"),
    "assumed_dysfunctional": N_("disfuncional"),
    "assumed_functional": N_("funcional"),
    "assumed_expected": N_("esperado"),
    "assumed_received": N_("recibido"),
    "assumed_minimum": N_("mínimo"),
    "assumed_treated": N_("contactado"),
    "assumed_control": N_("sin contactar"),
}

REASONS: dict[str, str] = {
    "no_table": N_("no hay datos de este tipo"),
    "no_column": N_("falta una columna"),
    "too_few_customers": N_("hay muy pocos clientes"),
    "too_few_purchases": N_("hay muy pocas compras"),
    "too_short_history": N_("la historia es muy corta"),
    "no_variation": N_("no hay diferencias que medir"),
    "no_fit": N_("ningún modelo describe estos datos"),
    "failed": N_("el cálculo falló"),
    "not_enough": N_("los datos que hay no bastan"),
}


class UnknownTerm(KeyError):
    """A name without words: add it to the terms of its stage."""


@cache
def _all(kind: str) -> dict[str, Any]:
    return {name: words for room in rooms(kind).values() for name, words in room.items()}


def rooms(kind: str) -> dict[str, dict[str, Any]]:
    """The TERMS or the VALUES of every module that has words; a name in two of them has the same ones in both."""
    shared: dict[str, dict[str, Any]] = {"clientela.present.terms": globals()[kind]}
    return shared | {name: getattr(module, kind, {}) for name, module in _modules().items()}


@cache
def _modules() -> dict[str, ModuleType]:
    """The `terms` of every stage and of the rooms within it, and of files that bring words of their own; and why a row does not count."""
    library = Path(__file__).parents[1]
    files = [path for stage in STAGES for path in sorted((library / stage).rglob("*.py")) if _has_words(path)]
    named = {
        ".".join(("clientela", *path.relative_to(library).with_suffix("").parts)): path for path in files
    }
    return {"clientela.intake.reasons": import_module("clientela.intake.reasons")} | {
        name: _words_of(name, path) for name, path in named.items()
    }


def _has_words(path: Path) -> bool:
    return path.name == "terms.py" or OWN_WORDS.search(path.read_bytes()) is not None


def _words_of(name: str, path: Path) -> ModuleType:
    """A module of words alone: its room, with all that it calculates, stays closed until somebody enters it."""
    if name in sys.modules:
        return sys.modules[name]
    if path.name != "terms.py":
        return import_module(name)
    spec = spec_from_file_location(f"{name}.alone", path)
    assert spec is not None
    assert spec.loader is not None
    found = module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def term(name: str) -> Term:
    """The words and unit of a name, in the language in use.

    >>> term("customers")
    Term(words='Clientes', unit='count')

    Raises UnknownTerm for a name that nobody has given words.
    """
    found = _all("TERMS").get(name)
    if found is None:
        raise UnknownTerm(
            f"{name}: give it words and a unit in the TERMS of its file, of its stage's terms.py or of present/terms.py"
        )
    return Term(_(found.words), found.unit)


def known(name: str) -> bool:
    """Has anybody given this name words?"""
    return name in _all("TERMS")


def value(name: object) -> str:
    """The words of a value of a closed list; any other value as it is.

    >>> value("person")
    'Persona'
    """
    found = _all("VALUES").get(str(name))
    return _(found) if found is not None else str(name)
