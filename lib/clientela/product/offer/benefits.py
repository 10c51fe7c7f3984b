"""What is promised of each product beside what customers say: a promise nobody perceives, a benefit nobody claims."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.customers.severity import GRUMBLES
from clientela.customers.words.messages import stem, stop_words
from clientela.engine import analysis
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.intervals import wilson

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

KEY = "product.benefits"
WORD = re.compile(r"[a-záéíóúüñçàâãêôõ]{4,}")
# So many customers have to have praised before silence about a promise means anything; so many, for a word of theirs to be a benefit.
ENOUGH_PRAISE, ENOUGH_CUSTOMERS = 30, 5
EXPECTED, PERCEIVED = ("expected", "importance"), ("received", "performance")
SHOWN = 15


@analysis(KEY, answers="survey_answers", items="survey_items", ignore="company.name")
def benefits(
    offers: pd.DataFrame, answers: pd.DataFrame, items: pd.DataFrame, voices: pd.DataFrame, ignore: str = ""
) -> Result | Missing:
    """Each benefit that is claimed: how much customers expect of it, how they mark it, and how many speak of it in praise or complaint.

    The frames are marts. A claim meets a survey's question, or a message, where they share two stems of the claim's own words (Snowball; one where
    it has no more); words that most claims share say nothing and are left out. Marks are parts of their scale (0 to 1). heard: perceived (praised,
    or marked in the upper half), missed (more complaints than praise speak of it), nobody_says (asked by no survey and in no praise, though thirty
    customers or more praised), claim_unknown (too little praise to tell). Frames: claims (one row a claim), unclaimed (what five customers or more
    praise and no product claims). Words in common are a hint of where to ask, no proof. Missing where no product claims a benefit.

    >>> import pandas as pd
    >>> offers = pd.DataFrame({"product_id": ["A"], "claimed": ["sabor de siempre"], "amount_year": [10.0]})
    >>> voices = pd.DataFrame({"interaction_id": [f"m{n}" for n in range(9)], "customer_id": [f"c{n}" for n in range(9)], "kind": "complaint"})
    >>> none = pd.DataFrame(columns=["battery", "item", "side", "rater", "score", "scale_min", "scale_max"])
    >>> benefits(offers, none, none, voices.assign(words="sabor siempre rancio")).frames["claims"].heard.tolist()
    ['missed']
    """
    claimed = offers[offers.claimed.notna()]
    if claimed.empty:
        return Missing(KEY, Reason.NO_COLUMN, ("products.claimed_benefits",))
    import pandas as pd

    stems = {claim: _stems([claim]) for claim in sorted(set(claimed.claimed))}
    common = {
        one
        for one in set().union(*stems.values())
        if sum(one in own for own in stems.values()) > max(2, len(stems) / 3)
    }
    owned = {claim: own - common for claim, own in stems.items()}
    said = _said(voices, _stems([ignore]))
    marks, speak = _marks(answers, items), _speak(said, owned)
    praisers = said.author[said.kind == "praise"].nunique()
    rows = [
        _claim(claim, own, claimed[claimed.claimed == claim], speak.get(claim, {}), marks)
        for claim, own in owned.items()
    ]
    rows = [{**row, "heard": _heard(row, praisers)} for row in rows]
    table = (
        pd.DataFrame(rows)
        .sort_values(["sold_year", "promised_benefit"], ascending=[False, True])
        .reset_index(drop=True)
    )
    free = _unclaimed(said, set().union(*stems.values()), praisers)
    values = {
        "benefits_claimed": Number(len(table), "count", len(claimed)),
        "claims_silent": Number(int((table.heard == "nobody_says").sum()), "count", len(table)),
        "claims_missed": Number(int((table.heard == "missed").sum()), "count", len(table)),
        "praise_customers": Number(int(praisers), "count", int(praisers)),
        "unclaimed_words": Number(len(free), "count", int(praisers)),
    }
    return Result(KEY, len(claimed), values, {"claims": table, "unclaimed": free})


def _stems(texts: Iterable[object]) -> set[str]:
    words = [
        word
        for text in texts
        if isinstance(text, str)
        for word in WORD.findall(text.lower())
        if word not in stop_words()
    ]
    return set(stem(words)) if words else set()


def _said(voices: pd.DataFrame, ignored: set[str]) -> pd.DataFrame:
    """One row a praise or complaint and stem in it: who said it, which kind, the stem and the word."""
    import pandas as pd

    told = voices[voices.words.notna() & voices.kind.isin(("praise", *GRUMBLES))]
    rows = told.assign(
        author=told.customer_id.fillna(told.interaction_id),
        message=told.interaction_id,
        word=told.words.str.split(),
    )[["message", "author", "kind", "word"]].explode("word")
    rows = rows[rows.word.notna() & ~rows.word.isin(stop_words())]
    distinct = rows.word.unique()
    known = dict(zip(distinct, stem(list(distinct)), strict=True)) if len(distinct) else {}
    rows = rows.assign(stem=rows.word.map(known), kind=np.where(rows.kind == "praise", "praise", "grumble"))
    return (
        pd.DataFrame(rows[~rows.stem.isin(ignored)])
        .drop_duplicates(["message", "stem"])
        .reset_index(drop=True)
    )


def _marks(answers: pd.DataFrame, items: pd.DataFrame) -> list[tuple[set[str], float, float]]:
    """Of each question: its stems, the mean mark of what is expected of it and of how it is done, from 0 to 1 (NaN where not asked)."""
    mine = answers[(answers.rater == "customer") & answers.side.isin((*EXPECTED, *PERCEIVED))]
    asked = items[items.scale_max.notna() & items.scale_min.notna()]
    ends = asked[["battery", "item", "scale_min", "scale_max"]]
    told = mine[["battery", "item", "side", "score"]].merge(ends, on=["battery", "item"])
    width = told.scale_max - told.scale_min
    told = told.assign(place=(told.score - told.scale_min) / width, wanted=told.side.isin(EXPECTED))
    means = told[width > 0].groupby(["battery", "item", "wanted"]).place.mean().unstack("wanted")
    means = means.reindex(columns=[True, False])
    return [
        (_stems((row["text_es"], row["text_en"], row["factor"])), *means.loc[row["battery"], row["item"]])
        for row in asked.to_dict("records")
        if (row["battery"], row["item"]) in means.index
    ]


def _speak(said: pd.DataFrame, owned: dict[str, set[str]]) -> dict[str, dict[Any, int]]:
    """How many customers speak of each claim in praise and in complaint: with two of its stems in one message, or the only one it has."""
    import pandas as pd

    pairs = pd.DataFrame(
        [(claim, one, _needed(own)) for claim, own in owned.items() for one in own],
        columns=["claim", "stem", "needed"],
    )
    met = said.merge(pairs, on="stem")
    met = met.groupby(["claim", "needed", "kind", "author", "message"]).size().reset_index(name="stems")
    spoke = met[met.stems >= met.needed].drop_duplicates(["claim", "kind", "author"])
    return {str(claim): kinds.value_counts().to_dict() for claim, kinds in spoke.groupby("claim").kind}


def _needed(own: set[str]) -> int:
    return min(2, len(own)) or 1


def _claim(
    claim: str, own: set[str], products: pd.DataFrame, spoke: dict[Any, int], marks: list[tuple[set[str], float, float]]
) -> dict[str, Any]:  # fmt: skip
    met = [one for one in marks if len(one[0] & own) >= _needed(own)]
    expected = [mark for _own, mark, _done in met if mark == mark]
    perceived = [mark for _own, _wanted, mark in met if mark == mark]
    return {
        "promised_benefit": claim, "claim_products": len(products), "sold_year": float(products.amount_year.sum()),
        "benefit_expected": float(np.mean(expected)) if expected else np.nan, "benefit_perceived": float(np.mean(perceived)) if perceived else np.nan,
        "praised_by": spoke.get("praise", 0), "missed_by": spoke.get("grumble", 0),
    }  # fmt: skip


def _heard(row: dict[str, Any], praisers: int) -> str:
    praise, grumble, mark = int(row["praised_by"]), int(row["missed_by"]), float(row["benefit_perceived"])
    # More complaints than praise only where chance does not explain it: half of those who speak of it would be even.
    if grumble > praise and wilson(grumble, grumble + praise)[0] > 0.5:
        return "missed"
    if praise > 0 or mark >= 0.5:
        return "perceived"
    return "nobody_says" if praisers >= ENOUGH_PRAISE and mark != mark else "claim_unknown"


def _unclaimed(said: pd.DataFrame, claimed: set[str], praisers: int) -> pd.DataFrame:
    """What customers praise and no product claims: the word, how many praise it, what part of those who praise that is."""
    import pandas as pd

    free = said[(said.kind == "praise") & ~said.stem.isin(claimed)]
    counted = free.groupby("stem").agg(
        praised_word=("word", lambda words: words.mode().iloc[0]), praised_by=("author", "nunique")
    )
    grumbled = said[said.kind == "grumble"].groupby("stem").author.nunique()
    counted = counted.assign(missed_by=grumbled.reindex(counted.index).fillna(0).astype(int))
    # A word as common in complaints is how people write, no benefit.
    counted = counted[(counted.praised_by >= ENOUGH_CUSTOMERS) & (counted.praised_by > counted.missed_by)]
    counted = counted.sort_values(["praised_by", "praised_word"], ascending=[False, True]).head(SHOWN)
    share = (counted.praised_by / max(praisers, 1)).astype(float)
    return pd.DataFrame(
        counted.assign(praised_share=share)[["praised_word", "praised_by", "praised_share", "missed_by"]]
    ).reset_index(drop=True)
