"""How customers move on the ladder of loyalty, where that leads, and what each rung goes with."""

from clientela.loyalty.transitions.history import history
from clientela.loyalty.transitions.moves import moves
from clientela.loyalty.transitions.outlook import outlook
from clientela.loyalty.transitions.page import (
    moves_advice,
    outlook_findings,
    outlook_table,
    plot_moves,
    value_advice,
    value_table,
)
from clientela.loyalty.transitions.perception import perception
from clientela.loyalty.transitions.perception_page import perception_advice, perception_table
from clientela.loyalty.transitions.value import value

__all__ = [
    "history", "moves", "moves_advice", "outlook", "outlook_findings", "outlook_table", "perception",
    "perception_advice", "perception_table", "plot_moves", "value",
    "value_advice", "value_table",
]  # fmt: skip
