"""A stage is asked, and answers: each analysis computed once, from what its parameters name, with a record of all that it read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from clientela.customers import smallest
from clientela.engine import money
from clientela.engine.aside import aside, back, released, size
from clientela.engine.declared import Analysis, Following, Step, declared
from clientela.engine.kept import LARGE, SLOW, Entry, Kept
from clientela.engine.record import Record, Watched
from clientela.failures import spared
from clientela.results import SAMPLED_OF, Finding, Missing, Number, Result

# What stands before a mart of which a sample is enough, and from how many customers on it is one; and before one that is read in parts.
SAMPLE, MANY, PARTS = "sample", "measured_customers", "parts"
# Customers from which memory is given back after each answer: a few milliseconds, and otherwise as much again as is in use.
MANY_CUSTOMERS = 200_000
Failed = Callable[[Step[..., Any], Exception], Missing]


class Broken(Exception):
    """Something that is needed here failed; its own key says what."""


class Answers:
    """What one stage has answered so far.

    `settings` are what a parameter may name beside steps and analyses (currency, as_of, company.holidays …), `thresholds` the company's;
    `tables` is a function that gives a table which another stage handed over, by `table`. Any other name is a mart.
    `kept` holds answers of earlier runs, which need not be computed again.
    `failed` is told of an exception and gives the Missing answer in its place, as it does for all that needs this one; without it the exception
    goes on.
    """

    def __init__(
        self,
        marts: Any,
        settings: Mapping[str, Any],
        thresholds: Mapping[str, Any],
        *,
        table: Callable[[str], Any] = lambda _name: None,
        failed: Failed | None = None,
        kept: Kept | None = None,
    ) -> None:
        self.marts, self.settings, self.thresholds = marts, settings, thresholds
        self.table, self.failed, self.kept = table, failed, kept
        self.records: dict[str, Record] = {}
        self._found: dict[str, Any] = {}
        self._asked: dict[str, Analysis[..., Any]] = {}
        self._broken: set[str] = set()
        # Samples that several analyses read: to choose one again takes as long as many an answer.
        self._samples: dict[str, Any] = {}

    def ask(self, what: Step[..., Any], **changed: Any) -> Any:
        """The answer of an analysis; with other thresholds than the company's (`calls=20`), what it would be then.

        What is asked with other thresholds is a question aside: the chapter keeps its own answer.
        """
        if changed:
            return self._with(changed).ask(what)
        return self._answer(what)

    @property
    def asked(self) -> dict[str, Any]:
        """The analyses that were asked, by the notebook or by one another, in order, with their answers."""
        return {key: back(self._found[key]) for key in self._asked}

    def findings(self) -> list[Finding]:
        """What follows from all that was asked, in the order of asking; Missing answers say nothing."""
        return [
            finding
            for asked in list(self._asked.values())
            for following in asked.findings
            for finding in self._following(asked, following)
        ]

    def _following(self, asked: Analysis[..., Any], following: Following) -> list[Finding]:
        answers = [self._answer(one) for one in following.of]
        if not any(isinstance(answer, Result) for answer in answers):
            return []
        try:
            needs = self._filled(asked, following.needs, Record())
        except Broken:
            # What it rests on has been told already.
            return []
        return spared(lambda: following.function(*answers, **needs), instead=[])

    def _answer(self, what: Step[..., Any]) -> Any:
        self._ready(what)
        return back(self._found[what.key])

    def _ready(self, what: Step[..., Any]) -> None:
        """See to it that there is an answer; its large frames need not be in memory."""
        if what.key in self._found:
            return
        if isinstance(what, Analysis):
            self._asked[what.key] = what
        if not self._restored(what):
            began = time.perf_counter()
            self._compute(what)
            if getattr(self.marts, "how_many", 0) > MANY_CUSTOMERS:
                released()
            if time.perf_counter() - began > SLOW:
                self._keep(what.key)

    def _keep(self, key: str) -> None:
        """Keep an answer for the next run; of what is too large not even a copy is made."""
        if not self.kept or key in self._broken or size(self._found[key]) > LARGE:
            return
        behind = self.behind(key)
        asked = [self._asked[one] for one in behind.answers if one in self._asked]
        entry = Entry(back(self._found[key]), behind, tuple((one.stage, one.name) for one in asked))
        self.kept.keep(key, entry, self.thresholds)

    def _compute(self, what: Step[..., Any]) -> None:
        record = self.records[what.key] = Record()
        try:
            answer = what.function(**self._filled(what, what.needs, record))
            facts = self.settings.get("facts", {})
            tells = isinstance(what, Analysis) and what.without_money
            answer = money.kept(answer, what.key, self.behind(what.key), facts, tells)
            answer = told(answer, self.behind(what.key).sampled)
            self._found[what.key] = aside(smallest.kept(answer), self._again)
        except Exception as error:
            if self.failed is None:
                raise
            self._broken.add(what.key)
            self._found[what.key] = self.failed(what, error)

    def _restored(self, what: Step[..., Any]) -> bool:
        """Take an answer from an earlier run, where all behind it is as it was; the analyses that it asked are asked again, in their order."""
        entry = self.kept.find(what.key, self.thresholds) if self.kept else None
        if entry is None:
            return False
        self.records[what.key], self._found[what.key] = entry.behind, aside(entry.answer, self._again)
        for stage, name in entry.asked:
            self._answer(declared(stage)[name])
        return True

    def _again(self, what: Any) -> Any:
        """How a frame of the marts' own is had once more."""
        again = getattr(self.marts, "again", None)
        return again(what) if again else None

    def _filled(self, what: Step[..., Any], needs: Mapping[str, str], record: Record) -> dict[str, Any]:
        # What they stand for is made first, one after the other, so that none waits in memory for the next.
        for name in needs.values():
            if one := self._declared(what.stage, name):
                self._ensured(one, record)
        return {parameter: self._named(what.stage, name, record) for parameter, name in needs.items()}

    def _named(self, stage: str, name: str, record: Record) -> Any:
        """What a name stands for; "dates.before" is a part of what "dates" stands for, "segments:periods" a step of another stage."""
        other, _colon, own = name.rpartition(":")
        if other == SAMPLE:
            return self._sampled(stage, own, record)
        if other == PARTS:
            return Watched(self.marts, record).parts(own)
        first, *parts = own.split(".")
        if one := self._declared(stage, name):
            self._ensured(one, record)
            value = self._found[one.key]
            for inner in parts:
                # What is asked of it alone comes back, not all beside it.
                value = part(value if inner in getattr(value, "__dict__", ()) else back(value), inner)
            return back(value)
        if first in self.settings:
            record.settings.add(own)
            value = self.settings[first]
        else:
            value = self._first(first, record)
        for inner in parts:
            value = part(value, inner)
        return value

    def _declared(self, stage: str, name: str) -> Step[..., Any] | None:
        """The step or analysis that a name begins with, if it is one."""
        other, _colon, own = name.rpartition(":")
        first = own.partition(".")[0]
        if other in (SAMPLE, PARTS) or first in self.settings:
            return None
        return declared(other or stage).get(first)

    def _ensured(self, one: Step[..., Any], record: Record) -> None:
        record.answers[one.key] = None
        self._ready(one)
        if one.key in self._broken:
            raise Broken(one.key)

    def _first(self, name: str, record: Record) -> Any:
        if name in self.thresholds:
            record.thresholds[name] = self.thresholds[name]
            return self.thresholds[name]
        if name == "tables":
            return partial(self._handed, record)
        watched = Watched(self.marts, record)
        return watched if name == "marts" else getattr(watched, name)

    def _sampled(self, stage: str, mart: str, record: Record) -> Any:
        """A mart for a sample of the customers, always the same one; the whole mart where there are not so many of them."""
        most = record.thresholds[MANY] = self.thresholds[MANY]
        watched = Watched(self.marts, record)
        if self.marts.how_many <= most:
            return watched.sampled(mart, most)
        record.sampled = (self.marts.in_sample(most), self.marts.how_many)
        if mart in self._samples:
            watched.noted(mart)
            return back(self._samples[mart])
        frame = watched.sampled(mart, most)
        if _shared(stage, f"{SAMPLE}:{mart}"):
            self._samples[mart] = aside(frame)
        return frame

    def _handed(self, record: Record, table: str) -> Any:
        record.tables.add(table)
        return self.table(table)

    def _with(self, changed: Mapping[str, Any]) -> Answers:
        """The same stage with other thresholds: what does not depend on them is not computed again."""
        unknown = set(changed) - set(self.thresholds)
        if unknown:
            raise TypeError(
                f"no threshold {', '.join(sorted(unknown))}; there are {', '.join(self.thresholds)}"
            )
        thresholds = {**self.thresholds, **changed}
        other = Answers(self.marts, self.settings, thresholds, table=self.table, failed=self.failed)
        for key in self._found:
            behind = self.behind(key)
            if not behind.thresholds.keys() & changed.keys():
                other._found[key], other.records[key] = self._found[key], self.records[key]
        return other

    def behind(self, key: str) -> Record:
        """All that stands behind an answer, through whatever it asked itself."""
        whole = Record()

        def add(one: str) -> None:
            # What stands behind an answer of an earlier run is in its own record.
            record = self.records.get(one, Record())
            whole.add(record)
            for asked in record.answers:
                if asked not in whole.answers:
                    whole.answers[asked] = None
                    add(asked)

        add(key)
        return whole


def told(answer: Any, sampled: tuple[int, int] | None) -> Any:
    """A result that rests on a sample says of how many customers; the page tells it beneath what it shows."""
    if sampled is None or not isinstance(answer, Result):
        return answer
    n, whole = sampled
    return replace(answer, values={**answer.values, SAMPLED_OF: Number(whole, "count", n)})


def _shared(stage: str, name: str) -> bool:
    """Do several analyses of a stage need the same thing?"""
    return sum(name in one.needs.values() for one in declared(stage).values()) > 1


def unasked(stage: str, asked: Iterable[str]) -> list[str]:
    """The declared analyses of a stage that nobody asked."""
    known = {one.key for one in declared(stage).values() if isinstance(one, Analysis)}
    return sorted(known - set(asked))


def part(value: Any, name: str) -> Any:
    """A part of what a name stands for; of an answer that is missing, nothing."""
    if value is None or isinstance(value, Missing):
        return None
    return value[name] if isinstance(value, Mapping) else getattr(value, name)
