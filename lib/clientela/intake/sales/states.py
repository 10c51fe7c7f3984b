"""The state of an order: which ones are sales, and which are set aside because nothing was sold in the end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Words:
    """The words of a source for the states of its orders: of each state those that mean it, how often each stands there, and as what.

    A word that company.yml or a tool's profile translates is told as the file has it.
    """

    of: Mapping[str, list[str]]
    counted: Mapping[str, int]
    written: Mapping[str, str]

    def shown(self, states: Iterable[str]) -> str:
        """Those of some states, as a reader finds them in the file, with how often."""
        return ", ".join(
            f"{mask(word) if looks_personal(word, amount=False) else self.written[word]} ({self.counted[word]})"
            for state in states
            for word in self.of.get(state, ())
        )

    def aside(self, state: str) -> list[tuple[str, Reason, str]]:
        """The conditions under which a row is no sale, the reason of each, and the value behind it; `state` is the SQL of a row's."""
        by_reason: dict[Reason, list[str]] = {}
        for name, reason in ASIDE.items():
            by_reason.setdefault(reason, []).extend(self.of.get(name, ()))
        return [
            (
                f"{state} IN ({', '.join(map(quoted, mine))})",
                reason,
                f"'state: ' || {self._as_written(mine, state)}",
            )
            for reason, mine in by_reason.items()
            if mine
        ]

    def _as_written(self, words: Iterable[str], state: str) -> str:
        cases = "".join(
            f" WHEN {quoted(word)} THEN {quoted(self.written[word])}"
            for word in words
            if self.written[word] != word
        )
        return f"CASE {state}{cases} ELSE {state} END" if cases else state


NONE = Words({}, {}, {})


def states(cells: Mapping[str, Cell], look: Look) -> tuple[Words, list[Assumption]]:
    """What the states of the orders are called in this source, and what is told about them."""
    found = _words(cells, look, "state")
    said = (
        (["test", "cancelled", "quotation", "draft", "refunded"], _("no son ventas: quedan aparte")),
        (["pending"], _("aún sin pagar: cuentan como ventas")),
        (["partly_refunded"], _("devueltos en parte: cuentan por lo que quedó, si hay una columna de lo devuelto")),
        (["unknown"], _("estados que no se conocen: cuentan como ventas; dígalo en values: {state: {…: cancelled}}")),
    )  # fmt: skip
    return found, [
        Assumption(look.name, "state", text, evidence, "state")
        for which, evidence in said
        if (text := found.shown(which))
    ]


def delivered(cells: Mapping[str, Cell], look: Look) -> tuple[Words, list[Assumption]]:
    """What came back or never left, by the state of the delivery, where it stands beside that of the order or its payment."""
    found = _words(cells, look, "delivery_state")
    gone = Words(
        {name: words for name, words in found.of.items() if name in ("refunded", "cancelled")},
        found.counted,
        found.written,
    )
    shown, evidence = gone.shown(gone.of), _("no son ventas: quedan aparte")
    return gone, [Assumption(look.name, "state", shown, evidence, "delivery_state")] if shown else []


def _words(cells: Mapping[str, Cell], look: Look, column: str) -> Words:
    if column not in cells:
        return NONE
    x, theirs = cells[column].sql, look.text(column)
    rows = look.connection.execute(f"""
        SELECT {x}, count(*), string_agg(DISTINCT {theirs}, ' / ' ORDER BY {theirs})
        FROM ({look.relation}) WHERE {x} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST}
    """).fetchall()
    of: dict[str, list[str]] = {}
    for word, _n, _written in rows:
        of.setdefault(state_of(word) or "unknown", []).append(word)
    return Words(of, {word: n for word, n, _written in rows}, {word: written for word, _n, written in rows})


def marked(cells: Mapping[str, Cell], of_order: Mapping[str, str]) -> list[tuple[str, Reason, str]]:
    """Test orders and cancelled ones that a mark of their own tells: a test flag, a tag, a till for tries, a day of cancellation."""
    found = []
    if "test" in cells:
        found.append((f"{of_order['test']} IS TRUE", Reason.TEST_ORDER, "'test'"))
    if "returned" in cells:
        found.append((f"{of_order['returned']} IS TRUE", Reason.REFUNDED, "'returned'"))
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
