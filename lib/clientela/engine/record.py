"""What an answer was made of: the marts, settings, thresholds, tables of other stages and other answers that it read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Record:
    """Everything one answer read, by kind."""

    marts: set[str] = field(default_factory=set)
    tables: set[str] = field(default_factory=set)
    settings: set[str] = field(default_factory=set)
    thresholds: dict[str, Any] = field(default_factory=dict)
    # In the order in which they were asked.
    answers: dict[str, None] = field(default_factory=dict)
    # Customers in the sample that was read, and all of them.
    sampled: tuple[int, int] | None = None

    def add(self, other: Record) -> None:
        """All that the other read too; which answers it asked is another matter."""
        self.marts |= other.marts
        self.tables |= other.tables
        self.settings |= other.settings
        self.thresholds |= other.thresholds
        self.sampled = self.sampled or other.sampled

    def plain(self) -> dict[str, Any]:
        """As JSON holds it, in a fixed order."""
        return {
            "marts": sorted(self.marts),
            "tables": sorted(self.tables),
            "settings": sorted(self.settings),
            "thresholds": dict(sorted(self.thresholds.items())),
            "answers": sorted(self.answers),
        }


class Watched:
    """A company's marts, with a note of each one that is read."""

    def __init__(self, marts: Any, record: Record) -> None:
        self._marts, self._record = marts, record

    def __getattr__(self, name: str) -> Any:
        if name == "sampled":
            return self._sampled
        if name == "parts":
            return self._parts
        # Customers as of an earlier day come from the same query as today's.
        self._record.marts.add("customers" if name == "customers_at" else name)
        return getattr(self._marts, name)

    def _sampled(self, mart: str, most: int) -> Any:
        """A sample of a mart."""
        self.noted(mart)
        return self._marts.sampled(mart, most)

    def noted(self, mart: str) -> None:
        """Note a sample of a mart, which is chosen among the customers."""
        self._record.marts |= {mart, "customers"}

    def _parts(self, mart: str) -> Any:
        """A mart that may be read a stretch at a time."""
        self._record.marts.add(mart)
        return self._marts.parts(mart)
