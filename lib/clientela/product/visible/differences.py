"""How the offer differs from the competitors', factor by factor: what is better and proved, what is only said, what is worse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import analysis
from clientela.forms import wording
from clientela.forms.texts import plain
from clientela.results import Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

    from clientela.forms.model import Form

KEY = "product.differences"
FORM = "forms/diferencias"
CUSTOMER, FEWEST = "customer", 20
COLUMNS = [
    "difference_factor",
    "rivals_compared",
    "rivals_beaten",
    "rivals_ahead",
    "edge_state",
    "edge_proof",
    "edge_untold",
    "factor_weight",
]
STATES = ("edge_behind", "edge_claimed", "edge_proved", "edge_none")


@analysis(
    KEY,
    register="forms.diferencias.answers",
    form="forms.diferencias.form",
    factor="forms.expectativas.factor",
)
def differences(
    register: pd.DataFrame | None, form: Form | None, factor: pd.DataFrame | None = None
) -> Result | Missing:
    """Where we are better and can prove it, where we only say so, and where a competitor is better; beside how much customers mind.

    `register` has a row a factor and competitor, `factor` what people answered of each of the thirteen factors, whose importance to customers
    stands beside. A factor is behind where a competitor is better; else proved where we are better and something proves it; else claimed. A
    census of what the company thinks: what the market thinks is measured elsewhere. Frame: factors, the most important first within its state.

    Returns Missing without a register.

    >>> differences(None, None).add
    ('forms/diferencias',)
    """
    if register is None or form is None or register.empty:
        return Missing(KEY, Reason.NO_TABLE, (FORM,))
    import pandas as pd

    register = wording.whole(register, form).dropna(subset=["factor", "better"])
    weights = _weights(factor)
    rows = []
    for name, part in register.groupby("factor", sort=True):
        ours, theirs = part["better"] == "ours", part["better"] == "theirs"
        proof = part["proof"].map(plain)
        proved = ours & (proof != "")
        state = (
            "edge_behind" if theirs.any() else "edge_proved" if proved.any() else "edge_claimed" if ours.any() else "edge_none"
        )  # fmt: skip
        untold = bool((ours & ~part["told"].fillna(False).astype(bool)).any())
        shown = proof[proved].iloc[0] if proved.any() else ""
        words = wording.short(wording.choice(form, "factor", name))
        rows.append((
            words, part["competitor"].nunique(), int(ours.sum()), int(theirs.sum()), state, shown, untold, weights.get(str(name), np.nan)
        ))  # fmt: skip
    frame = pd.DataFrame(rows, columns=COLUMNS)
    order = frame.assign(place=frame["edge_state"].map(STATES.index))
    order = order.sort_values(
        ["place", "factor_weight", "difference_factor"], ascending=[True, False, True], na_position="last"
    )
    asked = wording.question(form, "factor")
    all_of_them = len(asked.choices) if asked else len(frame)
    values = {
        "factors_compared": Number(len(frame), "count", all_of_them),
        "factors_uncompared": Number(all_of_them - len(frame), "count", all_of_them),
        **{name: Number(int((frame["edge_state"] == state).sum()), "count", len(frame)) for name, state in
           (("edges_proved", "edge_proved"), ("edges_claimed", "edge_claimed"), ("factors_behind", "edge_behind"))},
    }  # fmt: skip
    return Result(KEY, len(register), values, {"factors": order[COLUMNS].reset_index(drop=True)})


def _weights(factor: pd.DataFrame | None) -> dict[str, float]:
    """How much customers mind each factor, from 1 to 7, where at least twenty of them said so."""
    if factor is None or factor.empty or "importance" not in factor:
        return {}
    told = factor[factor["rater"] == CUSTOMER].dropna(subset="importance")
    if told["answer_id"].nunique() < FEWEST:
        return {}
    return {str(name): float(mean) for name, mean in told.groupby("line")["importance"].mean().items()}
