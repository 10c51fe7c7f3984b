"""Complaints: how long customers wait for an answer, how grave what is open is, and who still buys afterwards."""

from clientela.loyalty.recovery.aftermath import aftermath
from clientela.loyalty.recovery.aftermath_page import aftermath_sentence, aftermath_table, plot_aftermath
from clientela.loyalty.recovery.answering import answering
from clientela.loyalty.recovery.answering_page import (
    answering_advice,
    answering_findings,
    answering_table,
    plot_answering,
    severity_findings,
    severity_table,
)
from clientela.loyalty.recovery.clock import Clock
from clientela.loyalty.recovery.complaints_findings import complaints_findings
from clientela.loyalty.recovery.severity import severity

__all__ = [
    "Clock", "aftermath", "aftermath_sentence", "aftermath_table", "answering", "answering_advice", "answering_findings",
    "answering_table", "complaints_findings", "plot_aftermath", "plot_answering", "severity", "severity_findings",
    "severity_table",
]  # fmt: skip
