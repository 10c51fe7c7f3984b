"""Where new customers come from, what they cost and what they bring; which prospects buy."""

from clientela.loyalty.acquisition.funnel import funnel
from clientela.loyalty.acquisition.funnel_page import (
    calls_table,
    funnel_advice,
    funnel_findings,
    funnel_table,
    plot_funnel,
)
from clientela.loyalty.acquisition.sources import sources
from clientela.loyalty.acquisition.sources_findings import sources_findings
from clientela.loyalty.acquisition.sources_page import (
    channels_table,
    plot_sources,
    sources_advice,
    sources_table,
)

__all__ = [
    "calls_table", "channels_table", "funnel", "funnel_advice", "funnel_findings", "funnel_table", "plot_funnel",
    "plot_sources", "sources", "sources_advice", "sources_findings", "sources_table",
]  # fmt: skip
