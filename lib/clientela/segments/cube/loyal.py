"""How loyal each customer is, from what it does and what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.customers.rhythm import PRIOR_GAPS
from clientela.customers.status import standing
from clientela.engine import step

if TYPE_CHECKING:
    import pandas as pd

PARTS = ("behaviour", "said")
# From here on a customer is called loyal: still within its own rhythm after coming back twice, or saying as much.
LOYAL = 0.5


@step()
def loyal(customers: pd.DataFrame, opinions: pd.DataFrame) -> pd.DataFrame:
    """One row a customer: behaviour and what it said, each from 0 to 1.

    Behaviour is x / (x + 2) of the x times it came back, as the rhythm is borrowed, and 0 for whom its own rhythm calls gone; `said` is the last
    answer to how satisfied it is and whether it would recommend or go on (`opinions.score`), empty where nobody asked.
    """
    known = standing(customers)
    again = known.repeat_days.astype(float)
    behaviour = (again / (again + PRIOR_GAPS)).where(known.status == "active", 0.0)
    said = customers.customer_id.map(opinions.set_index("customer_id")["score"].astype(float))
    return customers[["customer_id"]].assign(behaviour=behaviour.to_numpy(), said=said.to_numpy(dtype=float))
