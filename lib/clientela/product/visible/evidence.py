"""What proves each promise: evidence and credentials that customers see, and cases with results that may be told."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from clientela.engine import analysis
from clientela.forms import wording
from clientela.forms.texts import plain
from clientela.results import Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

    from clientela.forms.model import Form

KEY = "product.evidence"
FORMS = ("forms/evidencias", "forms/casos")
NOTHING = "nothing"
# Marks from 1 to 5; below the middle hardly anybody believes it.
CONVINCES = 3
# Who was helped longer ago than this is another customer, served by other people.
OLD_DAYS = 3 * 365
PROMISES = ["promise", "proofs", "proof_named", "proof_mark", "proof_state"]
CASES = ["case_title", "case_measure", "case_before", "case_after", "case_change", "case_state"]
STATES = ("proof_none", "proof_expired", "proof_hidden", "proof_weak", "proof_good")


@analysis(
    KEY,
    register="forms.evidencias.answers",
    form="forms.evidencias.form",
    told="forms.casos.answers",
    told_form="forms.casos.form",
)
def evidence(
    register: pd.DataFrame | None,
    form: Form | None,
    as_of: dt.date,
    told: pd.DataFrame | None = None,
    told_form: Form | None = None,
) -> Result | Missing:
    """Which promises a customer can believe before buying: those with a proof that is valid, shown and convincing.

    `register` has a row a proof, `told` a row a case. A promise is proved by its best proof: one that has not expired, is shown without being
    asked for, and convinces at least half of the way (3 of 5). A case may be told when it has the same figure before and after, the customer's
    leave, is younger than three years and ended better. A census of what was written down: no intervals.
    Frames: promises (the unproved first), cases, moments (valid proofs that a customer meets at each).

    Returns Missing where neither form was filled in.

    >>> evidence(None, None, dt.date(2026, 6, 30)).add
    ('forms/evidencias', 'forms/casos')
    """
    noted = register is not None and form is not None and not register.empty
    cased = told is not None and told_form is not None and not told.empty
    if not noted and not cased:
        return Missing(KEY, Reason.NO_TABLE, FORMS)
    values: dict[str, Number] = {}
    frames: dict[str, pd.DataFrame] = {}
    n = 0
    if register is not None and form is not None and noted:
        promises, moments = _promises(wording.whole(register, form), as_of), _moments(register, form, as_of)
        frames |= {"promises": promises, "moments": moments}
        n += len(register)
        values |= _counted(promises, moments)
    if told is not None and told_form is not None and cased:
        cases = _cases(wording.whole(told, told_form), as_of)
        frames["cases"], n = cases, n + len(cases)
        tellable = int((cases["case_state"] == "case_tellable").sum())
        values |= {
            "cases_noted": Number(len(cases), "count", len(cases)),
            "cases_tellable": Number(tellable, "count", len(cases)),
        }
    return Result(KEY, n, values, frames)


def _valid(register: pd.DataFrame, as_of: dt.date) -> pd.Series:
    """Proofs that there are and that have not expired."""
    import pandas as pd

    expired = pd.to_datetime(register["valid_until"]) < pd.Timestamp(as_of)
    return (register["kind"] != NOTHING) & ~expired


def _promises(register: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """A row a promise with its best proof; the unproved first."""
    import pandas as pd

    told = register.assign(promise=register["promise"].map(plain), valid=_valid(register, as_of))
    rows = []
    for promise, proofs in told[told["promise"] != ""].groupby("promise", sort=True):
        good = proofs[proofs["valid"]]
        shown = good[good["shown"].fillna(False).astype(bool)]
        strong = shown[shown["proves"].isna() | (shown["proves"] >= CONVINCES)]
        best = next((part for part in (strong, shown, good) if len(part)), None)
        state = (
            "proof_good" if len(strong) else "proof_weak" if len(shown) else "proof_hidden" if len(good)
            else "proof_expired" if (proofs["kind"] != NOTHING).any() else "proof_none"
        )  # fmt: skip
        first = (
            None if best is None else best.sort_values("proves", ascending=False, na_position="last").iloc[0]
        )
        named = "" if first is None else plain(first["what"])
        mark = None if first is None else first["proves"]
        rows.append((promise, len(good), named, mark, state))
    table = pd.DataFrame(rows, columns=PROMISES)
    order = table.assign(place=table["proof_state"].map(STATES.index)).sort_values(["place", "promise"])
    return order[PROMISES].reset_index(drop=True)


def _moments(register: pd.DataFrame, form: Form, as_of: dt.date) -> pd.DataFrame:
    """How many valid proofs a customer meets at each moment."""
    import pandas as pd

    asked = wording.question(form, "moments")
    register = wording.whole(register, form)
    valid = register[_valid(register, as_of)]
    met = valid["moments"].fillna("").astype(str).str.split()
    rows = [
        (words.said, int(sum(moment in seen for seen in met)))
        for moment, words in (asked.choices.items() if asked else ())
    ]
    return pd.DataFrame(rows, columns=["contact_moment", "proofs"])


def _counted(promises: pd.DataFrame, moments: pd.DataFrame) -> dict[str, Number]:
    n = len(promises)
    unproved = int(promises["proof_state"].isin(("proof_none", "proof_expired")).sum())
    good = int((promises["proof_state"] == "proof_good").sum())
    return {
        "promises_noted": Number(n, "count", n),
        "promises_proved": Number(good / n if n else None, "share", n),
        "promises_unproved": Number(unproved, "count", n),
        "proofs_hidden": Number(int((promises["proof_state"] == "proof_hidden").sum()), "count", n),
        "moments_bare": Number(int((moments["proofs"] == 0).sum()), "count", len(moments)),
    }


def _cases(told: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Each case, what changed as a share of what was, and whether it may be told; those that may first."""
    import pandas as pd

    rows = []
    for case in told.to_dict("records"):
        before, after = (None if pd.isna(case[name]) else float(case[name]) for name in ("before", "after"))
        change = after / before - 1 if before and after is not None and before > 0 else None
        rows.append(
            (
                plain(case["title"]),
                plain(case["measure"]),
                before,
                after,
                change,
                _case_state(case, before, after, as_of),
            )
        )
    table = pd.DataFrame(rows, columns=CASES)
    order = table.assign(place=table["case_state"] != "case_tellable").sort_values(["place", "case_title"])
    return order[CASES].reset_index(drop=True)


def _case_state(case: dict[Any, Any], before: float | None, after: float | None, as_of: dt.date) -> str:
    import pandas as pd

    if before is None or after is None or not isinstance(case["direction"], str):
        return "case_no_figure"
    if before == after or (after > before) != (case["direction"] == "up"):
        return "case_not_better"
    if (
        not pd.isna(case["ended_on"])
        and (pd.Timestamp(as_of) - pd.Timestamp(case["ended_on"])).days > OLD_DAYS
    ):
        return "case_old"
    return "case_tellable" if not pd.isna(case["leave"]) and bool(case["leave"]) else "case_no_leave"
