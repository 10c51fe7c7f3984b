"""Sums of money where sales have no amount: each counts as one, so that a sum is so many purchases and no money."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientela.engine.record import Record
from clientela.results import Missing, Reason, Result

AMOUNT = "transactions.amount"


def kept(answer: Any, key: str, behind: Record, facts: Mapping[str, Any], tells: bool = False) -> Any:
    """An answer as it is; where all it tells is sums of sales without an amount, what is missing to tell them.

    `facts["money"]` says whether any sale has an amount of its own; `tells`, that its sums say something of so many purchases too.
    """
    if facts.get("money", True) or tells or not isinstance(answer, Result | Missing):
        return answer
    from clientela.marts import lineage

    if not any(number.unit == "currency" for number in answer.numbers().values()):
        return answer
    table, _point, column = AMOUNT.partition(".")
    read = lineage.behind(sorted(behind.marts)).tables.get(table, ())
    return Missing(key, Reason.NO_COLUMN, (AMOUNT,)) if column in read else answer
