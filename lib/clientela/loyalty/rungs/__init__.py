"""How customers move on the ladder of loyalty, where that leads, and what each rung goes with."""

from clientela.loyalty.rungs.history import history
from clientela.loyalty.rungs.moves import moves
from clientela.loyalty.rungs.outlook import outlook
from clientela.loyalty.rungs.page import (
    moves_advice,
    outlook_findings,
    outlook_table,
    plot_moves,
    value_advice,
    value_table,
)
from clientela.loyalty.rungs.value import value

__all__ = [
    "history", "moves", "moves_advice", "outlook", "outlook_findings", "outlook_table", "plot_moves", "value",
    "value_advice", "value_table",
]  # fmt: skip
