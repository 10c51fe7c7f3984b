"""What is said of loyal customers, each saying beside what the company's own data show of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.engine import analysis, step
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.effects import LEAST_POINTS, sense

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

KEY = "loyalty.claims"
# What is said, by the analysis that tests it, in the order in which it is usually said.
SAID = {
    "loyalty.keeping": "cheaper",
    "loyalty.ease": "easier",
    "loyalty.stimulus": "stimulating",
    "loyalty.bearing": "bears_rises",
    "loyalty.growth": "grows",
}
KINDS = ("person", "organisation")
VERDICTS = ("shown", "not_shown", "contrary", "not_testable")


@step()
def claim_tests(
    retention_cost: Result | Missing,
    service_effort: Result | Missing,
    staff_motivation: Result | Missing,
    price_tolerance: Result | Missing,
    margin_by_tenure: Result | Missing,
) -> list[Result | Missing]:
    """The tests of the five sayings."""
    return [retention_cost, service_effort, staff_motivation, price_tolerance, margin_by_tenure]


@analysis(KEY, results="claim_tests")
def claims(results: Sequence[Result | Missing]) -> Result | Missing:
    """Which of the five sayings about loyal customers the company's own data show, and which not.

    `results` are those of the five tests. Shown: the whole interval speaks for the saying; contrary: the whole interval against it;
    not shown: it holds zero; not testable: the data to test it are missing. Households and businesses are told apart where an
    analysis does. Frame claims: claim, kind, claim_verdict, with_loyal, with_new, advantage (positive speaks for the saying) with its
    limits, n, evidence, to_add. Numbers: sayings by verdict.
    """
    import pandas as pd

    gaps = [result for result in results if isinstance(result, Missing)]
    if len(gaps) == len(results):
        # Nothing can be tested: one line, not five.
        return Missing(KEY, Reason.NO_TABLE, tuple(dict.fromkeys(gap.add[0] for gap in gaps if gap.add)))
    by_key = {result.key: result for result in results}
    rows = [row for key, claim in SAID.items() if key in by_key for row in _rows(claim, by_key[key])]
    table = pd.DataFrame(rows)
    said = table.groupby("claim").claim_verdict.agg(_together)
    values = {name: Number(int((said == name).sum()), "count", len(said)) for name in VERDICTS}
    return Result(KEY, int(table.n.max()), values, {"claims": table}, Evidence.ASSOCIATED)


def _rows(claim: str, result: Result | Missing) -> Iterator[dict[str, object]]:
    empty: dict[str, object] = {"with_loyal": None, "with_new": None, "advantage": None}
    empty |= {"advantage_low": None, "advantage_high": None, "in_money": False}
    if isinstance(result, Missing):
        yield {
            "claim": claim, "kind": "all", "claim_verdict": "not_testable", **empty, "n": 0, "evidence": None,
            "to_add": " ".join(result.add),
        }  # fmt: skip
        return
    kinds = [kind for kind in KINDS if f"advantage_{kind}" in result.values]
    for kind in kinds or ["all"]:
        ending = f"_{kind}" if kinds else ""
        apart = result.values[f"advantage{ending}"]
        yield {
            "claim": claim, "kind": kind, "claim_verdict": verdict(apart),
            "with_loyal": result.values[f"with_loyal{ending}"].value, "with_new": result.values[f"with_new{ending}"].value,
            "advantage": apart.value, "advantage_low": apart.low, "advantage_high": apart.high,
            "in_money": claim == "grows" or apart.unit == "currency", "n": apart.n, "evidence": str(result.evidence), "to_add": "",
        }  # fmt: skip


def verdict(advantage: Number) -> str:
    """Shown, contrary, or not shown where the interval holds zero, there is none, or shares are less than a point apart.

    >>> verdict(Number(2.0, "share", 9, 1.0, 3.0)), verdict(Number(2.0, "share", 9, -1.0, 5.0))
    ('shown', 'not_shown')
    """
    if advantage.low != advantage.low:
        return "not_shown"
    least = LEAST_POINTS if advantage.unit == "share" else 0.0
    return {1: "shown", -1: "contrary"}.get(sense(advantage, least), "not_shown")


def _together(verdicts: Sequence[str]) -> str:
    """A saying is shown when it is of every kind of customer it was tested on; where they disagree, it is not shown."""
    different = set(verdicts)
    return different.pop() if len(different) == 1 else "not_shown"
