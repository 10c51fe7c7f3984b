"""What the price includes and what it does not: what customers are not told of, and what they ask about."""

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

KEY = "product.included"
FORM = "forms/incluido"
COLUMNS = [
    "service_named",
    "included_what",
    "included_terms",
    "included_limit",
    "included_state",
    "asked_month",
]
STATES = ("state_claimed", "state_unthanked", "state_spoken", "state_unlimited", "state_clear")


@analysis(KEY, register="forms.incluido.answers", form="forms.incluido.form")
def included(register: pd.DataFrame | None, form: Form | None) -> Result | Missing:
    """What customers learn too late: what is paid apart and is not said, what is included and is not said, what is said and not written.

    `register` has a row a thing. Included without a limit is told as well: it has none until somebody asks for one. A census of what was
    written down. Frame: terms, what is asked about most first.

    Returns Missing without a register.

    >>> included(None, None).add
    ('forms/incluido',)
    """
    if register is None or form is None or register.empty:
        return Missing(KEY, Reason.NO_TABLE, (FORM,))
    register = wording.whole(register, form)
    told, written = (register[name].fillna(False).astype(bool) for name in ("told", "written"))
    inside = register["terms"] == "included"
    open_end = inside & (register["limit"].map(plain) == "")
    state = np.select([~told & ~inside, ~told & inside, told & ~written, open_end], STATES[:-1], STATES[-1])
    frame = register.assign(
        service_named=register["service"].map(plain),
        included_what=register["what"].map(plain),
        included_terms=[
            wording.choice(form, "terms", one) if isinstance(one, str) else "" for one in register["terms"]
        ],
        included_limit=register["limit"].map(plain),
        included_state=state,
        asked_month=register["asked"].astype(float),
    )
    place = frame["included_state"].map(STATES.index)
    frame = frame.assign(place=place).sort_values(
        ["place", "asked_month", "included_what"], ascending=[True, False, True]
    )
    n = len(frame)
    values = {
        "terms_noted": Number(n, "count", n),
        **{
            f"terms_{name}": Number(int((state == f"state_{name}").sum()), "count", n)
            for name in ("claimed", "unthanked", "spoken")
        },
        "terms_clear": Number(int((state == STATES[-1]).sum()) / n, "share", n),
    }
    return Result(KEY, n, values, {"terms": frame[COLUMNS].reset_index(drop=True)})
