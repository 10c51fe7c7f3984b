"""Who leaves, what they say, who comes back, whom to win back."""

from clientela.loyalty.departures.absences import absences, comebacks
from clientela.loyalty.departures.defections import defections
from clientela.loyalty.departures.page import (
    competitors_table,
    defections_advice,
    defections_findings,
    plot_defections,
    road_table,
)
from clientela.loyalty.departures.return_page import (
    before_after_table,
    comebacks_advice,
    plot_comebacks,
    win_back_advice,
    win_back_table,
)
from clientela.loyalty.departures.win_back import win_back

__all__ = [
    "absences", "before_after_table", "comebacks", "comebacks_advice", "competitors_table", "defections", "defections_advice",
    "defections_findings", "plot_comebacks", "plot_defections", "road_table", "win_back", "win_back_advice", "win_back_table",
]  # fmt: skip
