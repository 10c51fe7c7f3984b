"""The chapter's findings in order: what answers its question first, then most money at stake."""

from __future__ import annotations

from collections.abc import Mapping

from clientela.results import Finding, Missing, Result

# The chapter asks what is promised and what is delivered: what answers that comes first, whatever money the rest moves.
_ANSWERS = (
    "product.consistency",
    "product.promises",
    "product.recovery",
    "product.gaps",
    "product.importance",
    "product.hierarchy",
)


def arranged(found: list[Finding], _answers: Mapping[str, Result | Missing], _currency: str) -> list[Finding]:
    """What the chapter has to say, its answer first."""
    return sorted(found, key=_place)


def _place(finding: Finding) -> int:
    told = finding.source in _ANSWERS and finding.kind != "good_news"
    return _ANSWERS.index(finding.source) if told else len(_ANSWERS)
