"""Each area's objectives beside the company's aims and beside one another."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from clientela.engine import analysis
from clientela.forms import wording
from clientela.forms.model import loose
from clientela.forms.texts import plain
from clientela.results import Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

    from clientela.forms.model import Form

KEY = "company.alignment"
FORM = "forms/objetivos"
NONE = "none"
# A short-term objective takes a year, a long-term one three; so many days more or less are the calendar's.
TERMS_OF = ((365, 35), (1096, 95))
CLASHES = ["objective", "area", "other_objective", "other_area", "clash", "clash_agreed"]


@analysis(KEY, register="forms.objetivos.answers", form="forms.objetivos.form")
def alignment(register: pd.DataFrame | None, form: Form | None) -> Result | Missing:
    """The areas' objectives: which serve an aim of the company, whose dates and owners are sound, and which of them clash.

    `register` has a row an objective. A clash is what an area wrote down, or the same measure that one area raises and another lowers. Two areas
    that name each other are one clash, agreed only where neither says that it is not. A census of what was written down.

    Returns Missing without a register.

    >>> alignment(None, None).add
    ('forms/objetivos',)
    """
    if register is None or form is None or register.empty:
        return Missing(KEY, Reason.NO_TABLE, (FORM,))
    register = wording.whole(register, form).reset_index(drop=True)
    frame = register.assign(
        objective=register["objective"].map(plain),
        area=[wording.choice(form, "area", one) for one in register["area"]],
        aim=[wording.choice(form, "aim", one) for one in register["aim"].fillna(NONE)],
        objective_checks=[", ".join(_checks(row)) for row in register.to_dict("records")],
    )
    clashes = _clashes(register, form)
    values = {
        "objectives": Number(len(frame), "count", len(frame)),
        "objectives_unsound": Number(int((frame["objective_checks"] != "").sum()), "count", len(frame)),
        "objectives_aimless": Number(int((register["aim"].fillna(NONE) == NONE).sum()), "count", len(frame)),
        "clashes": Number(len(clashes), "count", len(frame)),
        "clashes_open": Number(int((clashes["clash_agreed"] != "agreed_yes").sum()), "count", len(clashes)),
        "aims_unserved": Number(len(_unserved(register, form)), "count", len(_aims(form))),
    }
    lacking = frame.loc[frame["objective_checks"] != "", ["objective", "area", "aim", "objective_checks"]]
    frames = {"clashes": clashes, "unsound": lacking.reset_index(drop=True)}
    return Result(KEY, len(frame), values, frames)


def _checks(row: dict[Any, Any]) -> list[str]:
    """What is wrong with one objective."""
    found = [] if isinstance(row["aim"], str) and row["aim"] != NONE else ["objective_no_aim"]
    days = _length(row["start"], row["end"])
    if days is None or days <= 0:
        found.append("objective_bad_dates")
    elif not any(abs(days + 1 - term) <= slack for term, slack in TERMS_OF):
        found.append("objective_other_term")
    return found if plain(row["owner"]) else [*found, "objective_ownerless"]


def _length(start: Any, end: Any) -> int | None:
    import pandas as pd

    return None if pd.isna(start) or pd.isna(end) else int((end - start) / dt.timedelta(days=1))


def _aims(form: Form) -> dict[str, str]:
    asked = wording.question(form, "aim")
    return {key: words.said for key, words in asked.choices.items() if key != NONE} if asked else {}


def _unserved(register: pd.DataFrame, form: Form) -> list[str]:
    """The aims of the company that no area's objective serves."""
    return [words for key, words in _aims(form).items() if key not in set(register["aim"])]


def _clashes(register: pd.DataFrame, form: Form) -> pd.DataFrame:
    """Each pair of areas that pull apart, once."""
    import pandas as pd

    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    records = register.to_dict("records")
    for row in records:
        other = row["against"]
        if not isinstance(other, str) or other == row["area"]:
            continue
        back = next((one for one in records if one["area"] == other and one["against"] == row["area"]
                     and (one["clash"] == row["clash"] or not isinstance(row["clash"], str))), None)  # fmt: skip
        key = (*sorted((str(row["area"]), other)), str(row["clash"]))
        clash = wording.choice(form, "clash", row["clash"]) if isinstance(row["clash"], str) else ""
        rows.setdefault(key, _pair(row, back, other, clash, form))
    for place, row in enumerate(records):
        for other in records[place + 1 :]:
            key = (*sorted((str(row["area"]), str(other["area"]))), "goal")
            if _opposed(row, other) and key not in rows:
                asked = wording.question(form, "clash")
                words = asked.choices.get("goal") if asked else None
                rows[key] = _pair(row, other, str(other["area"]), words.said if words else "", form)
    frame = pd.DataFrame(list(rows.values()), columns=CLASHES)
    order = {"agreed_no": 0, "agreed_unsaid": 1, "agreed_yes": 2}
    return frame.sort_values("clash_agreed", key=lambda said: said.map(order), kind="stable").reset_index(
        drop=True
    )


def _opposed(row: dict[Any, Any], other: dict[Any, Any]) -> bool:
    """Does one area raise the very measure that the other lowers?"""
    told = [one["direction"] for one in (row, other)]
    return (
        row["area"] != other["area"]
        and all(isinstance(one["measure"], str) for one in (row, other))
        and loose(row["measure"]) == loose(other["measure"])
        and sorted(map(str, told)) == ["down", "up"]
    )


def _pair(
    row: dict[Any, Any], back: dict[Any, Any] | None, other: str, clash: str, form: Form
) -> dict[str, Any]:
    said = [one["agreed"] for one in (row, back) if one is not None and one["agreed"] in (True, False)]
    agreed = "agreed_unsaid" if not said else "agreed_yes" if all(said) else "agreed_no"
    return {
        "objective": plain(row["objective"]), "area": wording.choice(form, "area", row["area"]),
        "other_objective": plain(back["objective"]) if back else "", "other_area": wording.choice(form, "area", other),
        "clash": clash, "clash_agreed": agreed,
    }  # fmt: skip
