"""What customers say: topics, how long they wait for an answer, and what the most dissatisfied teach."""

from clientela.loyalty.voice.aftermath import aftermath
from clientela.loyalty.voice.aftermath_page import (
    aftermath_sentence,
    aftermath_table,
    plot_aftermath,
)
from clientela.loyalty.voice.answering import answering
from clientela.loyalty.voice.answering_page import (
    answering_advice,
    answering_findings,
    answering_table,
    plot_answering,
    severity_findings,
    severity_table,
)
from clientela.loyalty.voice.clock import Clock
from clientela.loyalty.voice.complaints_findings import complaints_findings
from clientela.loyalty.voice.discontent import discontent
from clientela.loyalty.voice.discontent_page import (
    discontent_advice,
    discontent_findings,
    discontent_table,
    plot_discontent,
)
from clientela.loyalty.voice.severity import severity
from clientela.loyalty.voice.topics import topics
from clientela.loyalty.voice.topics_page import (
    plot_topics,
    requests_table,
    topics_advice,
    topics_findings,
    topics_table,
)

__all__ = [
    "Clock", "aftermath", "aftermath_sentence", "aftermath_table", "answering", "answering_advice",
    "answering_findings", "answering_table", "complaints_findings",
    "discontent", "discontent_advice", "discontent_findings", "discontent_table", "plot_aftermath", "plot_answering", "plot_discontent",
    "plot_topics", "requests_table", "severity", "severity_findings", "severity_table", "topics", "topics_advice", "topics_findings",
    "topics_table",
]  # fmt: skip
