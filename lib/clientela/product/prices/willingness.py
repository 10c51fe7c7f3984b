"""What customers say they would pay: the four prices of van Westendorp, and who would still buy at each price."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from clientela.customers.surveys import first_that_fits
from clientela.engine import analysis
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.intervals import LEVEL, wilson

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

KEY = "product.willingness"
ROLES = ("too_cheap", "cheap", "expensive", "too_expensive")
# As companies name the four questions, without accents: the stronger word first.
NAMED = (
    ("too_cheap", re.compile(r"\b(muy|demasiado|tan|too|so|very) (barat|cheap|inexpensive|low)")),
    ("too_expensive", re.compile(r"\b(muy|demasiado|tan|too|so|very) (car[oa]|expensive|dear|high)")),
    ("cheap", re.compile(r"\b(barat|cheap|ganga|bargain|buen precio|good value)")),
    ("expensive", re.compile(r"\b(car[oa]s?|expensive|dear)\b")),
)
PRICE = re.compile(r"\D*(\d+(?:[.,]\d+)?)\D*")
FEWEST, ROUNDS = 30, 500
POINTS = ("price_low", "price_best", "price_even", "price_high")
# On a scale of five, who will «probably» or «certainly» buy.
BUYS_FROM = 4


@analysis(KEY, answers="survey_answers", items="survey_items")
def willingness(answers: pd.DataFrame, items: pd.DataFrame, seed: int = 2026) -> Result | Missing:
    """Between which prices customers find it neither suspiciously cheap nor too dear; and at which price those who would buy bring most.

    The frames are the marts `survey_answers` and `survey_items`. Four prices (van Westendorp 1976): price_low where as many find it too cheap as no
    longer cheap, price_high where as many find it too dear as not dear, price_even where as many find it dear as cheap, price_best where as few as
    possible find it too cheap or too dear; limits by a bootstrap of people. Whoever's four prices are out of order is set aside and counted.
    Would you buy at … (Gabor & Granger 1966), where a question's factor is a price and its answers 0 or 1, or 1 to 5 (4 and 5 buy): the share who
    would, what a hundred people asked would pay, and how often each price brings most when people are drawn again. What people say is not what
    they do: both tell where to try. Frames: curves, demand. Missing without such questions, or with fewer than thirty people.

    >>> import pandas as pd
    >>> rows = [("P", item, "customer", f"p{n}", price + n % 5) for n in range(40) for item, price in zip("abcd", (10, 20, 30, 40))]
    >>> answers = pd.DataFrame(rows, columns=["battery", "item", "rater", "respondent_id", "score"])
    >>> items = pd.DataFrame({"battery": "P", "item": list("abcd"), "factor": ["muy barato", "barato", "caro", "muy caro"], "text_es": None})
    >>> found = willingness(answers, items)
    >>> found.values["price_low"].value < found.values["price_even"].value < found.values["price_high"].value
    True
    """
    if answers.empty:
        return Missing(KEY, Reason.NO_TABLE, ("surveys", "items.factor"))
    rng = np.random.default_rng(seed)
    four, demand = _four(answers, items), _asked(answers, items)
    people = max(len(four), demand.notna().any(axis=1).sum() if len(demand) else 0)
    if four.empty and demand.empty:
        return Missing(KEY, Reason.NO_COLUMN, ("items.factor",))
    if people < FEWEST:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, ("surveys",), int(people), FEWEST)
    values: dict[str, Number] = {}
    frames: dict[str, pd.DataFrame] = {}
    if len(four) >= FEWEST:
        kept = four[(four.diff(axis=1).iloc[:, 1:] >= 0).all(axis=1)]
        values["prices_set_aside"] = Number(len(four) - len(kept), "count", len(four))
        if len(kept) >= FEWEST:
            frames["curves"] = curves(kept)
            values |= _points(kept, rng)
    if len(demand) >= FEWEST:
        frames["demand"] = _demand(demand, rng)
        values["price_most"] = Number(
            float(frames["demand"].sort_values("paid_by_hundred").asked_price.iloc[-1]),
            "currency",
            len(demand),
        )
    return Result(KEY, int(people), values, frames)


def role(*texts: object) -> str:
    """Which of the four questions a text asks; "" where none.

    >>> role("¿A qué precio es tan cara que no la compraría?"), role("cheap"), role("sabor")
    ('too_expensive', 'cheap', '')
    """
    return first_that_fits(NAMED, texts)


def _four(answers: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Respondents × the four prices, of the battery that asks all four; empty where none does."""
    import pandas as pd

    named = items.assign(role=[role(*both) for both in zip(items.factor, items.text_es, strict=True)])
    named = named[named.role != ""].drop_duplicates(["battery", "role"])
    whole = named.groupby("battery").role.nunique()
    whole = whole[whole == len(ROLES)]
    if whole.empty:
        return pd.DataFrame()
    asked = named[named.battery == whole.index[0]]
    mine = answers[answers.rater == "customer"].merge(
        asked[["battery", "item", "role"]], on=["battery", "item"]
    )
    wide = mine.pivot_table(index="respondent_id", columns="role", values="score", aggfunc="mean")
    wide = wide.reindex(columns=list(ROLES)).dropna()
    # Marks from 1 to 5 are opinions about a price, and no prices.
    return wide if len(wide) and wide.to_numpy().max() > 10 else pd.DataFrame()


def _asked(answers: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Respondents × prices: would buy (1) or not (0); empty where no battery asks three prices or more."""
    import pandas as pd

    read = [PRICE.fullmatch(text) if isinstance(text, str) else None for text in items.factor]
    priced = items.assign(
        price=[float(found[1].replace(",", ".")) if found else np.nan for found in read]
    ).dropna(subset="price")
    many = priced.groupby("battery").price.nunique()
    many = many[many >= 3]
    if many.empty:
        return pd.DataFrame()
    mine = answers[(answers.rater == "customer") & (answers.battery == many.index[0])]
    mine = mine.merge(priced[["battery", "item", "price"]], on=["battery", "item"])
    most = mine.score.max()
    if not (mine.score.isin((0, 1)).all() or (most <= 5 and mine.score.min() >= 1)):
        return pd.DataFrame()
    buys = (mine.score >= (1 if most <= 1 else BUYS_FROM)).astype(float).where(mine.score.notna())
    return mine.assign(buys=buys).pivot_table(
        index="respondent_id", columns="price", values="buys", aggfunc="mean"
    )


def curves(four: pd.DataFrame) -> pd.DataFrame:
    """At each price that somebody named: the shares who find it too cheap, cheap, dear, too dear."""
    import pandas as pd

    grid = np.unique(four.to_numpy())
    return pd.DataFrame(
        {"asked_price": grid, **dict(zip(ROLES, _shares(four, grid).mean(axis=1), strict=True))}
    )


def _shares(four: pd.DataFrame, grid: NDArray[np.float64]) -> NDArray[np.float64]:
    """Person by person: role × person × price, 1 where the price is (too) cheap, (too) dear for that person."""
    prices = four.to_numpy(dtype=float).T[:, :, None]
    return np.stack([prices[0] >= grid, prices[1] >= grid, prices[2] <= grid, prices[3] <= grid]).astype(
        float
    )


def _points(four: pd.DataFrame, rng: np.random.Generator) -> dict[str, Number]:
    """The four crossings, with the middle 95 % of those of people drawn again."""
    grid = np.unique(four.to_numpy())
    each, n = _shares(four, grid), len(four)
    drawn = rng.multinomial(n, np.full(n, 1 / n), ROUNDS) / n
    again = np.einsum("bn,rng->brg", drawn, each)
    seen, many = crossings(each.mean(axis=1), grid), np.array([crossings(one, grid) for one in again])
    low, high = np.quantile(many, ((1 - LEVEL) / 2, (1 + LEVEL) / 2), axis=0)
    return {
        name: Number(float(seen[place]), "currency", n, float(low[place]), float(high[place]), LEVEL)
        for place, name in enumerate(POINTS)
    }


def crossings(shares: NDArray[np.float64], grid: NDArray[np.float64]) -> list[float]:
    """Where the curves cross, in the order of `POINTS`; between two prices along a straight line."""
    too_cheap, cheap, dear, too_dear = shares
    pairs = ((1 - cheap, too_cheap), (too_dear, too_cheap), (dear, cheap), (too_dear, 1 - dear))
    return [_crossing(rising - falling, grid) for rising, falling in pairs]


def _crossing(over: NDArray[np.float64], grid: NDArray[np.float64]) -> float:
    place = int(np.argmax(over >= 0)) if (over >= 0).any() else len(grid) - 1
    if place == 0 or over[place] == over[place - 1]:
        return float(grid[place])
    part = -over[place - 1] / (over[place] - over[place - 1])
    return float(grid[place - 1] + part * (grid[place] - grid[place - 1]))


def _demand(buys: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Price by price: who would buy, what a hundred asked would pay, and how often it is the price that brings most."""
    import pandas as pd

    prices, given = buys.columns.to_numpy(dtype=float), buys.notna().to_numpy()
    yes = np.nan_to_num(buys.to_numpy(dtype=float))
    drawn = rng.multinomial(len(buys), np.full(len(buys), 1 / len(buys)), ROUNDS)
    paid = prices * (drawn @ yes) / np.maximum(drawn @ given, 1)
    best = np.bincount(paid.argmax(axis=1), minlength=len(prices)) / ROUNDS
    hits, n = yes.sum(axis=0), given.sum(axis=0)
    limits = np.array([wilson(hit, of) for hit, of in zip(hits, n, strict=True)])
    return pd.DataFrame({
        "asked_price": prices, "n": n, "would_buy": hits / np.maximum(n, 1), "would_buy_low": limits[:, 0], "would_buy_high": limits[:, 1],
        "paid_by_hundred": 100 * prices * hits / np.maximum(n, 1), "brings_most": best,
    })  # fmt: skip
