"""Stage 4: do we know our customers, and can we reach them?"""

from clientela.database.by_segment import segments_table
from clientela.database.capture.analysis import capture
from clientela.database.capture.page import capture_advice, criteria_table, sheets_table
from clientela.database.completeness import (
    completeness,
    completeness_advice,
    plot_completeness,
)
from clientela.database.follow_up.analysis import follow_up
from clientela.database.follow_up.page import follow_up_advice, follow_up_table, silence_table, weighted_table
from clientela.database.freshness import freshness, freshness_advice, freshness_table, holes_table
from clientela.database.gain import gain, gain_advice, gain_table
from clientela.database.identity import identity, identity_advice, plot_identity
from clientela.database.ledger import ledger, ledger_advice, ledger_table
from clientela.database.market import market, market_advice, market_table
from clientela.database.outside.analysis import outside
from clientela.database.outside.page import outside_advice, outside_table
from clientela.database.reach import plot_reach, reach, reach_advice, reach_table, ways_table
from clientela.database.rules.analysis import rules
from clientela.database.rules.page import (
    collectors_table,
    plot_rules,
    rules_advice,
    rules_reading,
    rules_table,
)
from clientela.database.validity import (
    checks_table,
    plot_validity,
    validity,
    validity_advice,
)
from clientela.engine.rooms import adopt

__all__ = [
    "capture",
    "capture_advice",
    "checks_table",
    "collectors_table",
    "completeness",
    "completeness_advice",
    "criteria_table",
    "follow_up",
    "follow_up_advice",
    "follow_up_table",
    "freshness",
    "freshness_advice",
    "freshness_table",
    "gain",
    "gain_advice",
    "gain_table",
    "holes_table",
    "identity",
    "identity_advice",
    "ledger",
    "ledger_advice",
    "ledger_table",
    "market",
    "market_advice",
    "market_table",
    "outside",
    "outside_advice",
    "outside_table",
    "plot_completeness",
    "plot_identity",
    "plot_reach",
    "plot_rules",
    "plot_validity",
    "reach",
    "reach_advice",
    "reach_table",
    "rules",
    "rules_advice",
    "rules_reading",
    "rules_table",
    "segments_table",
    "sheets_table",
    "silence_table",
    "validity",
    "validity_advice",
    "ways_table",
    "weighted_table",
]  # fmt: skip

adopt(globals())
