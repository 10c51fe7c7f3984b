"""The state of an order: which ones are sales, and which are set aside because nothing was sold in the end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from clientela.intake.cells import Cell, Look
from clientela.intake.contract import contract, plain
from clientela.intake.personal import looks_personal, mask
from clientela.intake.problems import Assumption
from clientela.intake.readers.raw import quoted
from clientela.intake.reasons import Reason
from clientela.present.language import gettext as _

MOST = 500
# The states that are no sales, and why their rows are set aside.
ASIDE = {
    "test": Reason.TEST_ORDER,
    "cancelled": Reason.CANCELLED,
    "quotation": Reason.QUOTATION,
    "draft": Reason.QUOTATION,
    "refunded": Reason.REFUNDED,
}
TRUE_LIKE = {"true": "paid", "false": "quotation"}
# A till's own name for a payment that was only tried.
TRIED = ("bogus", "bogus gateway", "(for testing) bogus gateway", "test", "test gateway", "prueba")


@cache
def state_of(word: str) -> str | None:
    """The state that a word stands for; None where it is not known.

    >>> state_of("Cancelada por el comprador"), state_of("partially_refunded"), state_of("Pedido de venta"), state_of("Azul")
    ('cancelled', 'partly_refunded', 'paid', None)
    """
    key = plain(word)
    known = contract().states
    if key in known:
        return key
    return next((state for state, patterns in known.items() if re.search("|".join(patterns), key)), None)


def done(words: Mapping[str, list[str]], state: str) -> str:
    """The SQL that tells a sale that is over by its state (paid, won, handed over); empty where no word says so."""
    pattern = "|".join(contract().done)
    over = [word for word in words.get("paid", ()) if re.search(pattern, plain(word))]
    return f"{state} IN ({', '.join(map(quoted, over))})" if over else ""


def states(cells: Mapping[str, Cell], look: Look, told: str) -> tuple[dict[str, list[str]], list[Assumption]]:
    """For every state the words that mean it in this source, and what is told about them; `told` is the SQL of the state of a row."""
    if "state" not in cells:
        return {}, []
    x = cells["state"].sql
    rows = look.connection.execute(
        f"SELECT {x}, count(*) FROM ({look.relation}) WHERE {x} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST}"
    ).fetchall()
    words: dict[str, list[str]] = {}
    counted: dict[str, int] = {}
    for word, n in rows:
        state = state_of(word) or "unknown"
        words.setdefault(state, []).append(word)
        counted[word] = n
    return words, _notes(words, counted, look)


def _notes(words: Mapping[str, list[str]], counted: Mapping[str, int], look: Look) -> list[Assumption]:
    def shown(which: list[str]) -> str:
        return ", ".join(
            f"{mask(word) if looks_personal(word) else word} ({counted[word]})"
            for state in which
            for word in words.get(state, ())
        )

    said = (
        (["test", "cancelled", "quotation", "draft", "refunded"], _("no son ventas: quedan aparte")),
        (["pending"], _("aún sin pagar: cuentan como ventas")),
        (["partly_refunded"], _("devueltos en parte: cuentan por lo que quedó, si hay una columna de lo devuelto")),
        (["unknown"], _("estados que no se conocen: cuentan como ventas; dígalo en values: {state: {…: cancelled}}")),
    )  # fmt: skip
    return [
        Assumption(look.name, "state", text, evidence, "state")
        for which, evidence in said
        if (text := shown(which))
    ]


def aside(words: Mapping[str, list[str]], state: str) -> list[tuple[str, Reason, str]]:
    """The conditions under which a row is no sale, the reason of each, and the value behind it."""
    by_reason: dict[Reason, list[str]] = {}
    for name, reason in ASIDE.items():
        by_reason.setdefault(reason, []).extend(words.get(name, ()))
    return [
        (f"{state} IN ({', '.join(quoted(word) for word in mine)})", reason, f"'state: ' || {state}")
        for reason, mine in by_reason.items()
        if mine
    ]


def delivered(
    cells: Mapping[str, Cell], look: Look, told: str
) -> tuple[list[tuple[str, Reason, str]], list[Assumption]]:
    """What came back or never left, by the state of the delivery, where it stands beside that of the order or its payment."""
    if "delivery_state" not in cells:
        return [], []
    x = cells["delivery_state"].sql
    rows = look.connection.execute(
        f"SELECT {x}, count(*) FROM ({look.relation}) WHERE {x} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST}"
    ).fetchall()
    words: dict[str, list[str]] = {}
    for word, _n in rows:
        state = state_of(word)
        if state in ("refunded", "cancelled"):
            words.setdefault(state, []).append(word)
    shown = ", ".join(f"{word} ({n})" for word, n in rows if any(word in mine for mine in words.values()))
    evidence = _("no son ventas: quedan aparte")
    notes = [Assumption(look.name, "state", shown, evidence, "delivery_state")] if shown else []
    return aside(words, told), notes


def marked(cells: Mapping[str, Cell], of_order: Mapping[str, str]) -> list[tuple[str, Reason, str]]:
    """Test orders and cancelled ones that a mark of their own tells: a test flag, a tag, a till for tries, a day of cancellation."""
    found = []
    if "test" in cells:
        found.append((f"{of_order['test']} IS TRUE", Reason.TEST_ORDER, "'test'"))
    if "tags" in cells:
        tagged = f"regexp_matches(lower({of_order['tags']}), '(^|[,;|] *)(test|prueba)( *[,;|]|$)')"
        found.append((tagged, Reason.TEST_ORDER, f"'tags: ' || {of_order['tags']}"))
    if "payment_method" in cells:
        tried = ", ".join(quoted(word) for word in TRIED)
        x = of_order["payment_method"]
        found.append((f"lower({x}) IN ({tried})", Reason.TEST_ORDER, f"'payment_method: ' || {x}"))
    if "cancelled_on" in cells:
        x = of_order["cancelled_on"]
        yes = f"{x} IS NOT NULL AND lower({x}) NOT IN ('no', 'false', '0', 'n', 'falso')"
        found.append((yes, Reason.CANCELLED, f"'cancelled_on: ' || {x}"))
    return found
