"""Do several questions measure one thing? And is it the firm that is trusted, or the person who serves?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.customers import surveys
from clientela.engine import analysis
from clientela.results import Evidence, Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "loyalty.scales"
# Answers that may be added up: one's own opinion, or what was received; not pairs of opposite questions, not prices.
SIDES, HIGHEST = ("alone", "received"), 100
FIRM = re.compile(r"\b(empresa|firma|compañ[ií]a|marca|organizaci[oó]n|company|firm|brand)\b", re.IGNORECASE)
PERSON = re.compile(
    r"\b(persona|vendedor|vendedora|asesor|asesora|person|seller|adviser|advisor)\b", re.IGNORECASE
)
# Below this, what a group of questions gives is not one measure (Nunnally 1978).
RELIABLE = 0.7


@analysis(
    KEY, answers="survey_answers", items="survey_items", outcomes="survey_outcomes", who="survey_customers"
)
def scales(
    answers: pd.DataFrame, items: pd.DataFrame, outcomes: pd.DataFrame, who: pd.DataFrame
) -> Result | Missing:
    """Each group of questions: its mean, and whether they go together; trust in the firm beside trust in the person.

    `answers`, `items`, `outcomes`, `who`: the marts survey_answers, survey_items, survey_outcomes, survey_customers. A scale is a
    dimension of two questions or more that customers answer. Reliability: Cronbach's alpha (interval: Feldt 1965) and, of three
    questions or more, McDonald's omega (1999). Dual trust is read from an instrument with a dimension named after the firm
    (empresa, marca …) and one after the person (persona, asesor …). `stays_*`: how either goes together with saying one would
    continue, and `stays_gain` how much more the person's does (Zou 2007).
    """
    import pandas as pd

    if answers.empty:
        return Missing(KEY, Reason.NO_TABLE, ("surveys.answer", "items.dimension"))
    parts = _parts(answers, items)
    rows = [_row(battery, name, frame) for (battery, name), frame in parts.items()]
    rows = [row for row in rows if row]
    if not rows:
        return Missing(KEY, Reason.NO_COLUMN, ("items.dimension",))
    table = pd.DataFrame(rows).sort_values(["asked_in", "scale"]).reset_index(drop=True)
    values = {
        "scales": Number(len(table), "count", len(table)),
        "shaky_scales": Number(int((table.alpha_high < RELIABLE).sum()), "count", len(table)),
    }
    frames = {"scales": table}
    pair = _pair(parts)
    if pair is not None:
        stays = outcomes[outcomes.outcome == "continue"].groupby("respondent_id").score.mean()
        dual = pd.DataFrame({name: frame.mean(axis=1) for name, frame in pair.items()}).dropna()
        values |= _dual_values(dual, stays)
        values["shaky_trust"] = Number(sum(_shaky(frame) for frame in pair.values()), "count", len(dual))
        frames |= {"dual": _by_group(dual, who), "questions": _questions(pair, items, stays)}
    return Result(KEY, int(table.n.max()), values, frames, Evidence.ASSOCIATED)


def _parts(answers: pd.DataFrame, items: pd.DataFrame) -> dict[tuple[str, str], pd.DataFrame]:
    """The answers of each scale: respondents × questions."""
    known = items[items.dimension.notna() & ~(items.scale_max > HIGHEST) & items.outcome.isna()]
    mine = answers[(answers.rater == "customer") & answers.side.isin(SIDES)].merge(
        known[["battery", "item", "dimension"]], on=["battery", "item"]
    )
    found = {}
    for (battery, name), part in mine.groupby(["battery", "dimension"]):
        wide = part.pivot_table(index="respondent_id", columns="item", values="score", aggfunc="mean")
        if wide.shape[1] >= 2 and len(wide.dropna()) >= surveys.FEWEST_PEOPLE:
            found[str(battery), str(name)] = wide
    return found


def _row(battery: str, name: str, frame: pd.DataFrame) -> dict[str, Any] | None:
    alpha = surveys.alpha(frame)
    if alpha is None:
        return None
    mean = surveys.number(frame.mean(axis=1))
    return {
        "asked_in": battery, "scale": name, "scale_items": frame.shape[1], "n": mean.n,
        "scale_mean": mean.value, "scale_low": mean.low, "scale_high": mean.high,
        "alpha": alpha.value, "alpha_low": alpha.low, "alpha_high": alpha.high, "omega": omega(frame),
        "reliable": "yes" if float(alpha.low or 0) >= RELIABLE else "no" if float(alpha.high or 0) < RELIABLE else "unsure",
    }  # fmt: skip


def omega(frame: pd.DataFrame) -> float:
    """How much of the sum of the questions is one common thing: McDonald's omega (1999) of one factor; NaN for fewer than three.

    The factor is found by principal axes: the part each question shares is guessed, and guessed again from the factor.
    """
    whole = frame.dropna()
    if whole.shape[1] < 3 or len(whole) < 3 or not (whole.std() > 0).all():
        return float("nan")
    matrix = whole.corr().to_numpy().copy()
    shared = np.max(np.abs(matrix - np.eye(len(matrix))), axis=1)
    loads = np.zeros(len(matrix))
    for _turn in range(500):
        np.fill_diagonal(matrix, shared)
        sizes, axes = np.linalg.eigh(matrix)
        loads = axes[:, -1] * np.sqrt(max(sizes[-1], 0.0))
        guess = np.minimum(loads**2, 0.999)
        if np.max(np.abs(guess - shared)) < 1e-9:
            break
        shared = guess
    # In units of the answers: a question that varies more weighs more in the sum.
    spread = whole.std().to_numpy()
    common = float((spread * loads).sum()) ** 2
    own = float((spread**2 * (1 - np.minimum(loads**2, 1.0))).sum())
    return common / (common + own)


def _pair(parts: dict[tuple[str, str], pd.DataFrame]) -> dict[str, pd.DataFrame] | None:
    """The questions on the firm and those on the person, of one instrument that asks both; None where nobody was asked both."""
    for battery in sorted({battery for battery, _name in parts}):
        names = [name for other, name in parts if other == battery]
        firm, person = (next((name for name in names if word.search(name)), None) for word in (FIRM, PERSON))
        if firm is None or person is None or firm == person:
            continue
        pair = {"firm": parts[battery, firm], "person": parts[battery, person]}
        if (
            len(pair["firm"].dropna().index.intersection(pair["person"].dropna().index))
            >= surveys.FEWEST_PEOPLE
        ):
            return pair
    return None


def _shaky(frame: pd.DataFrame) -> bool:
    """Do these questions certainly not measure one thing?"""
    alpha = surveys.alpha(frame)
    return alpha is None or float(alpha.high or 0) < RELIABLE


def _dual_values(dual: pd.DataFrame, stays: pd.Series) -> dict[str, Number]:
    values = {
        "trust_firm": surveys.number(dual.firm),
        "trust_person": surveys.number(dual.person),
        "trust_gap": surveys.number(dual.person - dual.firm),
    }
    asked = dual.assign(stays=stays.reindex(dual.index)).dropna()
    firm, person = (surveys.correlation(asked[name], asked.stays) for name in ("firm", "person"))
    if firm is None or person is None:
        return values
    between = surveys.correlation(asked.firm, asked.person)
    values |= {"stays_firm": firm, "stays_person": person}
    if between is not None:
        values["stays_gain"] = surveys.correlation_gain(firm, person, float(between.value or 0))
    return values


def _questions(pair: dict[str, pd.DataFrame], items: pd.DataFrame, stays: pd.Series) -> pd.DataFrame:
    """One row a question on trust: its mean, and how it goes together with saying one would continue."""
    import pandas as pd

    texts = items.drop_duplicates("item").set_index("item")[
        ["text_es", "text_en", "factor", "scale_min", "scale_max"]
    ]
    rows = []
    for name, frame in pair.items():
        for item in frame.columns:
            mean = surveys.number(frame[item].dropna())
            goes = surveys.correlation(frame[item], stays.reindex(frame.index))
            rows.append({
                "item": item, "trusted": f"trust_{name}", "scale_mean": mean.value, "scale_low": mean.low, "scale_high": mean.high,
                "stays": goes.value if goes else np.nan, "stays_low": goes.low if goes else np.nan,
                "stays_high": goes.high if goes else np.nan, "n": mean.n,
            })  # fmt: skip
    return pd.DataFrame(rows).join(texts, on="item")


def _by_group(dual: pd.DataFrame, who: pd.DataFrame) -> pd.DataFrame:
    """Both kinds of trust, of everybody and of each kind of customer with enough answers."""
    import pandas as pd

    kinds = who.drop_duplicates("respondent_id").set_index("respondent_id").kind.reindex(dual.index)
    rows = []
    for name, part in [("everyone", dual), *dual.groupby(kinds)]:
        if len(part) < surveys.FEWEST_PEOPLE:
            continue
        for trusted in ("firm", "person"):
            mean = surveys.number(part[trusted])
            rows.append({"trust_group": str(name), "trusted": f"trust_{trusted}", "scale_mean": mean.value,
                         "scale_low": mean.low, "scale_high": mean.high, "n": mean.n})  # fmt: skip
    return pd.DataFrame(rows)
