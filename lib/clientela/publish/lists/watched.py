"""What to know before calling somebody: a complaint that is open, a contract that ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.customers.severity import COMPLAINTS, is_waiting
from clientela.present import numbers
from clientela.present.language import _
from clientela.publish.cards.next_step import soon

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path


def watched(marts: Path, as_of: dt.date) -> dict[str, str]:
    """Customer → the words; nothing of those of whom there is nothing to know."""
    import pandas as pd

    said: dict[str, list[str]] = {}
    row: Any
    if (path := marts / "voices.parquet").is_file():
        voices = pd.read_parquet(path, columns=["customer_id", "kind", "day", "closed_on", "attended_on"])
        waiting = voices[voices.kind.isin(COMPLAINTS) & is_waiting(voices) & voices.customer_id.notna()]
        for row in waiting.sort_values("day").drop_duplicates("customer_id").itertuples():
            text = _("Tiene una queja abierta desde el {day}: empiece por ella.")
            said.setdefault(row.customer_id, []).append(text.format(day=numbers.date(row.day, "medium")))
    if (path := marts / "contracts.parquet").is_file():
        contracts = pd.read_parquet(path, columns=["customer_id", "finish", "outcome"])
        ending = contracts[soon(contracts.finish, as_of) & (contracts.outcome == "open")]
        for row in ending.sort_values("finish").drop_duplicates("customer_id").itertuples():
            text = _("Su contrato termina el {day}.")
            said.setdefault(row.customer_id, []).append(text.format(day=numbers.date(row.finish, "medium")))
    return {who: " ".join(words) for who, words in said.items()}
