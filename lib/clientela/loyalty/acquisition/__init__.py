"""Where new customers come from, what they cost and what they bring; which prospects buy."""

from clientela.loyalty.acquisition.sources import sources
from clientela.loyalty.acquisition.sources_page import (
    channels_table,
    plot_sources,
    sources_advice,
    sources_findings,
    sources_table,
)

__all__ = ["channels_table", "plot_sources", "sources", "sources_advice", "sources_findings", "sources_table"]
