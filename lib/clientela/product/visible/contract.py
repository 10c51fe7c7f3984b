"""The contract of services, checked: who, what each side is obliged to, for what price and in what form; what is lacking and for how many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.engine import analysis
from clientela.forms import wording
from clientela.results import Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

    from clientela.forms.model import Form

KEY = "product.service_contract"
FORM = "forms/contrato"
PARTS = ("parties", "obligation", "price", "form")
CLEAR, VAGUE, LACKS = "clear", "vague", "lacks"


@analysis(KEY, checked="forms.contrato.answers", form="forms.contrato.form")
def service_contract(checked: pd.DataFrame | None, form: Form | None) -> Result | Missing:
    """What the contracts say clearly, part by part, and what they do not say, with how many customers that leaves open.

    `checked` has a row a contract. What is not needed in a contract does not count in it. A census of the contracts that were checked. The four
    parts are those of a contract of services: the parties, the obligation, the price and the form.
    Frames: parts (shares of the questions that are clear, unclear or not answered), lacking (the questions
    that some contract does not answer, then those not clear, with the contracts and customers of whom that is so; most customers first).

    Returns Missing without a checked contract.

    >>> service_contract(None, None).add
    ('forms/contrato',)
    """
    if checked is None or form is None or checked.empty:
        return Missing(KEY, Reason.NO_TABLE, (FORM,))
    import pandas as pd

    checked = wording.whole(checked, form)
    asked = [one for one in form.plain if one.dimension in PARTS]
    people = checked["customers"].astype(float).fillna(0)
    parts, lacking = [], []
    for part in PARTS:
        said = pd.concat(
            [checked[one.key] for one in asked if one.dimension == part] or [pd.Series(dtype=object)]
        )
        counted = said[said.isin((CLEAR, VAGUE, LACKS))]
        if len(counted):
            shares = [float((counted == one).mean()) for one in (CLEAR, VAGUE, LACKS)]
            parts.append((wording.part(form, part), len(counted), *shares))
    for one in asked:
        silent, missing = checked[one.key] == LACKS, checked[one.key].isin((VAGUE, LACKS))
        if missing.any():
            state, who = ("says_lacks", silent) if silent.any() else ("says_vague", missing)
            lacking.append(
                (
                    one.ask.said,
                    wording.part(form, one.dimension),
                    state,
                    int(who.sum()),
                    int(people[who].sum()),
                )
            )
    table = pd.DataFrame(parts, columns=["contract_part", "n", "says_clear", "says_vague", "says_lacks"])
    open_points = pd.DataFrame(
        lacking, columns=["clause", "contract_part", "clause_state", "contracts_lacking", "customers_open"]
    )
    # "says_lacks" comes before "says_vague".
    open_points = open_points.sort_values(
        ["clause_state", "customers_open", "contracts_lacking", "clause"],
        ascending=[True, False, False, True],
    ).reset_index(drop=True)
    n = int(table["n"].sum())
    clear = float((table["says_clear"] * table["n"]).sum()) / n if n else None
    unwritten = int((checked["form_written"] == LACKS).sum()) if "form_written" in checked else 0
    values = {
        "contracts_checked": Number(len(checked), "count", len(checked)),
        "clauses_clear": Number(clear, "share", n),
        "clauses_lacking": Number(
            int((open_points["clause_state"] == "says_lacks").sum()), "count", len(asked)
        ),
        "contracts_unwritten": Number(unwritten, "count", len(checked)),
    }
    return Result(KEY, len(checked), values, {"parts": table, "lacking": open_points})
