"""What customers say: topics, and what the most dissatisfied teach."""

from clientela.loyalty.voice.discontent import discontent
from clientela.loyalty.voice.discontent_page import (
    discontent_advice,
    discontent_findings,
    discontent_table,
    plot_discontent,
)
from clientela.loyalty.voice.topics import topics
from clientela.loyalty.voice.topics_page import (
    plot_topics,
    requests_table,
    topics_advice,
    topics_findings,
    topics_table,
)

__all__ = [
    "discontent", "discontent_advice", "discontent_findings", "discontent_table", "plot_discontent", "plot_topics",
    "requests_table", "topics", "topics_advice", "topics_findings", "topics_table",
]  # fmt: skip
