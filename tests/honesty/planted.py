"""Whether what was planted in Café Aurora is told: each fact beside what the five chapters say of it, for seeds that no test uses."""

from __future__ import annotations

import json
import re
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

# Told with the truth inside its interval; not told; told, and it is not so.
TOLD, SILENT, WRONG = "told", "silent", "wrong"


@dataclass(frozen=True)
class Story:
    """What one Aurora was told, and the truth behind it."""

    findings: Sequence[dict[str, Any]]
    results: dict[str, dict[str, Any]]
    tables: Path
    truth: Path
    marts: Path

    @classmethod
    def of(cls, home: Path, findings: Sequence[dict[str, Any]], results: dict[str, dict[str, Any]]) -> Story:
        """The Aurora below a home whose chapters have run."""
        run = home / ".runs" / "aurora"
        marts = Path((run / "marts.txt").read_text(encoding="utf-8"))
        return cls(findings, results, run / "stages" / "tables", home / "data" / "aurora" / "truth", marts)

    def table(self, name: str) -> pd.DataFrame:
        """A table of a chapter, as the report has it; empty where the analysis had nothing."""
        path = self.tables / f"{name}.parquet"
        return pd.read_parquet(path) if path.is_file() else pd.DataFrame()

    def mart(self, name: str) -> pd.DataFrame:
        """A mart."""
        return pd.read_parquet(self.marts / f"{name}.parquet")

    def number(self, key: str) -> tuple[float, float, float]:
        """Value, low and high of a number; each is missing where it is."""
        found = self.results.get(key, {})
        value, low, high = (
            float("nan") if (one := found.get(part)) is None else float(one)
            for part in ("value", "low", "high")
        )
        return value, low, high

    def says(self, source: str, words: str = "") -> bool:
        """Whether a finding of this analysis has these words."""
        return any(one["source"] == source and re.search(words, one["message"]) for one in self.findings)

    @cached_property
    def planted(self) -> dict[str, Any]:
        """The sizes that were decided and what came of them."""
        return json.loads((self.truth / "planted.json").read_text(encoding="utf-8"))

    @cached_property
    def people(self) -> pd.DataFrame:
        """Each record with its true person, that person's rung and status, and the customer the report takes it for."""
        records = pd.read_csv(self.truth / "duplicates.csv", dtype=str)
        records = records.merge(pd.read_parquet(self.marts / "identity.parquet"), on=["source", "source_id"])
        for name in ("rungs", "status"):
            records = records.merge(pd.read_csv(self.truth / f"{name}.csv"), on="person")
        return records


Seen = tuple[str, str]
Fact = Callable[[Story], Seen]
FACTS: dict[str, Fact] = {}


def fact(what: str) -> Callable[[Fact], Fact]:
    """Put a fact on the list, with what was planted."""

    def listed(judge: Fact) -> Fact:
        FACTS[what] = judge
        return judge

    return listed


def judged(told: bool, right: bool, text: str) -> Seen:
    """What is told and right, told and wrong, or not told."""
    return (TOLD if right else WRONG) if told else SILENT, text


def span(number: tuple[float, float, float], digits: int = 3) -> str:
    """A number with its interval."""
    value, low, high = (f"{one:.{digits}f}" for one in number)
    return f"{value} ({low} to {high})"


def inside(truth: float, number: tuple[float, float, float]) -> bool:
    """Whether the interval holds the truth."""
    return number[1] <= truth <= number[2]


def judge(story: Story) -> dict[str, Seen]:
    """Every fact judged."""
    # The facts put themselves on the list.
    from honesty import facts_loyalty, facts_rest

    assert facts_loyalty
    assert facts_rest
    return {what: one(story) for what, one in FACTS.items()}


def tell(seed: int, home: Path) -> dict[str, Seen]:
    """Write Aurora with this seed below a home, run the five chapters, and judge every fact."""
    from honesty import stages

    from clientela import demo

    demo.write(home / "data" / "aurora", seed)
    with stages.one_thread():
        seen = stages.see("aurora", home, None)
    return judge(Story.of(home, seen.findings, seen.results))


def many(seeds: Iterable[int]) -> Iterator[tuple[int, dict[str, Seen], float]]:
    """The seeds in their order, with the seconds of processor each took."""
    for seed in seeds:
        start = time.process_time()
        with tempfile.TemporaryDirectory(prefix="planted-") as home:
            yield seed, tell(seed, Path(home)), time.process_time() - start


def section(told: dict[int, dict[str, Seen]]) -> str:
    """The table of facts and seeds, as a part of the page."""
    heads = ["planted", *(f"seed {seed}" for seed in told)]
    facts = list(next(iter(told.values())))
    rows = [[what, *(f"**{one[what][0]}** {one[what][1]}" for one in told.values())] for what in facts]
    lines = [heads, ["---"] * len(heads), *rows]
    table = "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
    counts = [state for one in told.values() for state, _text in one.values()]
    return (
        "Made by `python tests/honesty planted SEED …`: Café Aurora written anew with seeds that no test uses, seen by all five chapters, "
        "each fact of `truth/planted.json` beside what is told of it. Told: said, and the truth lies in what is said; "
        "silent: not said; wrong: said, and it is not so.\n\n"
        f"{counts.count(TOLD)} told, {counts.count(SILENT)} silent, {counts.count(WRONG)} wrong.\n\n{table}\n"
    )
